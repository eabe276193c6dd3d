"""A part of an explanation stands on its own: whatever it names is opened up in it, once, and as in the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

import targetrules
from targetrules.explanation.excerpt import excerpt
from targetrules.explanation.findings import Explanation, Finding
from targetrules.explanation.values import Moment

EVERY = Path(__file__).parent / "policies" / "every-condition.toml"
POLICIES = ["jincheng-2010", "nc-low-performing", "medicare-low-performing", "texas-interventions", str(EVERY)]


def explanations(id_: str) -> Iterator[Explanation]:
    policy = targetrules.load(id_)
    for example in policy.check_examples():
        yield from policy.explain_rows(example.history, notes=lambda _: None)


def names(finding: Finding, period: Moment) -> Iterator[tuple[object, Moment, bool]]:
    """What a finding names, in the order in which it is told, and whether that was opened up before."""
    if "name" in finding.values and finding.code.startswith(("condition.", "status.")):
        yield finding.values["name"], period, finding.repeated
    for child in finding.children:
        yield from names(child, period)
    for counted in finding.periods:
        if counted.finding is not None:
            yield from names(counted.finding, counted.first)


def told(part: Explanation) -> list[tuple[object, Moment, bool]]:
    findings = [] if part.grade is None else [step.finding for step in part.grade.steps]
    findings += [each for entry in part.consequences for each in (entry.when, entry.unless) if each is not None]
    return [name for each in findings for name in names(each, part.period)]


def test_whatever_is_named_is_opened_up_before_it_is_named_again() -> None:
    referred = 0
    for whole in (each for id_ in POLICIES for each in explanations(id_)):
        for about in ["grade", *(each.consequence.id for each in whole.consequences)]:
            seen = set[tuple[object, Moment]]()
            for name, period, is_repeated in told(excerpt(whole, [about])):
                assert not is_repeated or (name, period) in seen
                seen.add((name, period))
        referred += sum(each[2] for each in told(whole))
    assert referred


@pytest.mark.parametrize("id_", POLICIES)
def test_the_whole_is_the_excerpt_of_all(id_: str) -> None:
    for whole in explanations(id_):
        every = ["grade", *(each.consequence.id for each in whole.consequences)]
        assert excerpt(whole, every) == whole


def test_what_the_policy_has_not_is_left_out() -> None:
    whole = next(explanations("jincheng-2010"))
    assert excerpt(whole, ["nothing"]) == evolve(whole, grade=None, consequences=())
