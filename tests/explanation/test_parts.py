"""A part of an explanation stands on its own: what it names is opened up in it, and the part of all is the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest
from attrs import evolve

import targetrules
from targetrules.explanation.findings import Change, ConsequenceExplained, Explanation, Fact, Finding
from targetrules.explanation.values import Moment
from targetrules.explanation.why import explain_parts
from targetrules.report.explanation import explanation_text

EVERY = Path(__file__).parent / "policies" / "every-condition.toml"
INDICATORS = EVERY.with_name("indicators.toml")
SHIPPED = ("jincheng-2010", "nc-low-performing", "medicare-low-performing", "texas-interventions")
POLICIES = [*SHIPPED, str(EVERY), str(INDICATORS)]


def parts(id_: str, about: Collection[str] | None = None) -> Iterator[tuple[Explanation, list[Explanation]]]:
    """Whole explanations of rows of a policy's examples, each with the parts, of one thing each or of those asked."""
    policy = targetrules.load(id_)
    every = ["grade", *(rule.id for rule in policy.rules.consequences)]
    for example in policy.check_examples():
        rows = range(len(example.history.rows))
        wholes = policy.explain_rows(example.history, notes=lambda _: None)
        asked = [(at, each) for at in rows for each in ([[one] for one in every] if about is None else [about])]
        found = explain_parts(policy.rules, example.history, asked)
        for whole in wholes:
            yield whole, [next(found) for _ in range(len(every) if about is None else 1)]


def names(told: Finding | Fact, period: Moment) -> Iterator[tuple[object, Moment, bool]]:
    """What is named, in the order in which it is told, and whether that was opened up before."""
    if isinstance(told, Finding) and "name" in told.values and told.code.startswith(("condition.", "status.")):
        yield told.values["name"], period, told.repeated
    beneath = told.children if isinstance(told, Finding) else told.findings
    for fact in told.facts:
        yield from names(fact, period)
    for finding in beneath:
        yield from names(finding, period)
    for counted in told.periods if isinstance(told, Finding) else ():
        if counted.finding is not None:
            yield from names(counted.finding, counted.first)


def told(part: Explanation) -> list[tuple[object, Moment, bool]]:
    grade: list[Finding | Fact] = []
    if part.grade is not None:
        grade = [part.grade.source, *(step.finding for step in part.grade.steps)]
    rules = [each for entry in part.consequences for each in (entry.when, entry.unless) if each is not None]
    return [name for each in (*grade, *rules) for name in names(each, part.period)]


def test_whatever_is_named_is_opened_up_before_it_is_named_again() -> None:
    referred = 0
    for whole, alone in (pair for id_ in POLICIES for pair in parts(id_)):
        for part in alone:
            seen = set[tuple[object, Moment]]()
            for name, period, is_repeated in told(part):
                assert not is_repeated or (name, period) in seen
                seen.add((name, period))
        referred += sum(each[2] for each in told(whole))
    assert referred


@pytest.mark.parametrize("id_", POLICIES)
def test_the_part_of_all_is_the_whole(id_: str) -> None:
    every = ["grade", *(rule.id for rule in targetrules.load(id_).rules.consequences)]
    for whole, (part,) in parts(id_, every):
        assert part == whole


def test_what_the_policy_has_not_is_left_out() -> None:
    whole, (part,) = next(parts("jincheng-2010", ["nothing"]))
    assert part == evolve(whole, grade=None, consequences=())


@pytest.mark.parametrize("in_columns", [False, True])
def test_who_asks_about_one_consequence_is_told_all_that_is_beneath_it_and_what_would_have_changed_it(
    *, in_columns: bool
) -> None:
    """The changes are those of the whole; only where the grade, which is not told, stays what it is, none says so."""
    policy, rows = targetrules.loads(WEAK), [{"unit": unit, "period": 2024, **each} for unit, each in UNITS.items()]
    given = pl.DataFrame(rows) if in_columns else rows
    whole = policy.explain(given, unit="A", period=2024)
    alone = policy.explain(given, unit="A", period=2024, consequences=["reward"])
    [entry] = alone.consequences
    assert alone.grade is None
    assert not any(repeated for _, _, repeated in told(alone))
    assert any(repeated for _, _, repeated in told(whole))
    assert [change.after for change in nearest(entry)] == [change.after for change in nearest(whole.consequences[1])]
    assert [change.grade and change.grade.id for change in nearest(entry)] == ["good", None]
    text = explanation_text(alone, "en")
    assert "(see above)" not in text
    assert "accident: yes instead of no\n" in text
    assert [alone] == list(policy.explain_rows(given, [0], consequences=["reward"], changes=True))


def nearest(entry: ConsequenceExplained) -> Sequence[Change]:
    assert entry.nearest is not None
    return entry.nearest.changes


UNITS = {"A": {"score": 90, "accident": False}, "B": {"score": 50, "accident": False}}
WEAK = """
format = 1
[policy]
id = "weak"
title = "Weak"
[[grades]]
id = "excellent"
[[grades]]
id = "good"
[inputs]
score = { type = "number", min = 0, max = 100 }
accident = { type = "flag" }
[conditions]
weak = { score = { below = 60 } }
[grading]
by = "score"
bands = { excellent = 85, good = 0 }
[[consequences]]
id = "talk"
when = { weak = true }
[[consequences]]
id = "reward"
when = { grade = "excellent", accident = false, weak = false }
kind = "reward"
"""
