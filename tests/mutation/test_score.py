"""Which mutants the examples and claims of a policy notice, and the examples that would notice the others."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import targetrules
from targetrules import Policy
from targetrules.mutation import MutationScore, mutants, score, score_text
from targetrules.mutation.for_programs import score_annotations, score_values
from targetrules.mutation.text import shown_example
from tests.recorded import check_recorded

HERE = Path(__file__).parent

HEAD = """
format = 1
[policy]
id = "small"
title = "small"
[[grades]]
id = "good"
[[grades]]
id = "poor"
"""

BANDS = """
[inputs]
score = { type = "number", min = 0, max = 100, decimals = 1 }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
"""

TALK = """
[[consequences]]
id = "talk"
when = { grade = "poor" }
"""


def of(*parts: str, examples: str | None = None) -> Policy:
    more = None if examples is None else ("more.examples.toml", examples.encode())
    return targetrules.loads("\n".join((HEAD, *parts)), name="small.toml", examples=more)


def example(rows: str, expect: str) -> str:
    return f'[[examples]]\nname = "example"\nhistory = [{rows}]\nexpect = {{ {expect} }}\n'


def changes(found: MutationScore) -> dict[str, list[str]]:
    """What was changed in the mutants: noticed, not noticed, equal and not judged."""
    return {
        "killed": [each.mutant.change() for each in found.killed],
        "alive": [each.mutant.change() for each in found.survivors],
        "unjudged": [each.change() for each in found.unjudged],
    }


def test_an_example_notices_a_change_that_it_fails_of() -> None:
    policy = of(BANDS, TALK, example("{ period = 2010, score = 60 }", '2010 = { grade = "good" }'))
    found = score(policy)
    assert changes(found) == {
        "killed": ["`good = 60` → `good = 60.1`"],
        "alive": [
            "`good = 60` → `good = 59.9`",
            "the rule talk left out",
            '`grade = "poor"` → `grade = ["good", "poor"]`',
            '`{ grade = "poor" }` → `{ not = { grade = "poor" } }`',
        ],
        "unjudged": [],
    }
    assert [each.examples for each in found.killed] == [({"": "example"},)]
    assert (found.share, found.counted, found.unseen) == (Fraction(1, 5), 5, ())


@pytest.mark.parametrize("policy", ["texas-interventions", "ziyang-2017"])
def test_with_the_examples_that_it_offers_nothing_survives_that_they_show(policy: str) -> None:
    source = HERE.parents[1] / "policies" / f"{policy}.toml"
    before = score(targetrules.loads(source.read_text(encoding="utf-8"), name=str(source)))
    assert before.survivors  # the policy's further examples, in a file of their own, notice more
    text = "\n".join(shown_example(before, at, "en") for at, _ in enumerate(before.examples))
    again = targetrules.loads(source.read_text(encoding="utf-8"), name=str(source), examples=("more", text.encode()))
    assert not any(each.mismatches for each in again.check_examples())
    after = score(again, histories=0)
    assert changes(after)["alive"] == [each.mutant.change() for each in before.unseen]
    assert len(after.killed) == before.counted - len(before.unseen)


def test_an_example_that_is_offered_is_as_small_as_can_be() -> None:
    rule = '[[consequences]]\nid = "talk"\nwhen = { grade = "poor", consecutive = 2 }\n'
    rows = "{ period = 2010, score = 10 }, { period = 2011, score = 10 }, { period = 2012, score = 90 }"
    found = score(of(BANDS, rule, example(rows, '2010 = [], 2011 = ["talk"], 2012 = []')))
    (bridged,) = (each for each in found.survivors if each.mutant.kind == "gaps")
    assert bridged.telling is not None
    first, last = (period for _, period, _ in bridged.telling.case.rows)
    assert last == first + 2
    text = bridged.telling.text("a gap")
    assert text.startswith(f'[[examples]]\nname = "a gap"\nhistory = [\n  {{ period = {first}, ')


def test_a_claim_notices_a_change_that_breaks_it() -> None:
    says = '{ if = { score = { below = 60 } }, then = { receives = "talk" } }'
    claim = f'[[claims]]\nid = "the-poor-are-talked-to"\nalways = {says}\n'
    policy = of(BANDS, TALK, claim, example("{ period = 2010, score = 59.9 }", "2010 = { measures = {} }"))
    found = score(policy, histories=0)
    assert {(each.mutant.change(), each.examples, each.claims) for each in found.killed} == {
        ("`good = 60` → `good = 59.9`", (), ("the-poor-are-talked-to",)),
        ("the rule talk left out", (), ("the-poor-are-talked-to",)),
        ('`{ grade = "poor" }` → `{ not = { grade = "poor" } }`', (), ("the-poor-are-talked-to",)),
    }


def test_an_example_that_fails_already_notices_nothing() -> None:
    policy = of(BANDS, TALK, example("{ period = 2010, score = 60 }", '2010 = { grade = "poor" }'))
    found = score(policy, histories=0)
    assert (found.killed, found.failing) == ((), ({"": "example"},))
    assert "  these examples fail as the policy is, and notice nothing: example" in score_text(found).split("\n")


def test_another_default_shows_in_rows_that_leave_it_out() -> None:
    inputs = '[inputs]\nlate = { type = "flag", default = false }\n'
    rule = '[[consequences]]\nid = "fine"\nwhen = { late = true }\n'
    policy = of(inputs, rule, example("{ period = 2010, late = true }", '2010 = ["fine"]'))
    found = score(policy)
    (other,) = (each for each in found.survivors if each.mutant.kind == "default")
    assert other.telling is not None
    (row,) = other.telling.case.rows
    written = other.telling.text("x").split("\n")[2:5]
    assert written == [f"history = [{{ period = {row[1]} }}]", "[examples.expect]", f"{row[1]} = []"]


def test_what_lies_below_a_unit_is_changed_as_well() -> None:
    details = """
[details.schools]
item = "school"
inputs.share = { type = "number", min = 0, max = 100 }
conditions.low = { share = { below = 50 } }
"""
    rule = '[[consequences]]\nid = "visit"\nwhen = { "schools.count(low)" = { at_least = 1 } }\n'
    rows = """
[[examples]]
name = "low"
history = [{ period = 2010 }]
details.schools = [{ period = 2010, school = "a", share = 10 }]
expect = { 2010 = ["visit"] }
"""
    found = score(of(details, rule, rows))
    assert [each.mutant.change() for each in found.unseen] == []
    (edge,) = (each for each in found.survivors if each.mutant.change() == "`below = 50` → `at_most = 50`")
    assert edge.telling is not None
    assert [str(row.values["share"]) for row in edge.telling.details["schools"].rows] == ["50"]


def test_what_nothing_rests_on_is_not_changed() -> None:
    unused = "[parameters]\nspare = [{ value = 3 }]\n[rankings.r]\nby = 'score'\n"
    claim = "[[claims]]\nid = 'c'\nnever = { place = { top = 1 }, grade = 'poor' }\n"
    plain, with_claim = ([each.change() for each in mutants(of(BANDS, TALK, *more))] for more in ((), (unused, claim)))
    assert [each.change() for each in mutants(of(BANDS, TALK, unused))] == plain
    assert len(with_claim) > len(plain)


def test_named_conditions_and_statuses_are_expected_by_the_examples_that_show_them() -> None:
    named = (
        "[conditions.low]\nscore = { below = 30 }\n"
        "[statuses.watched]\nenter = { score = { below = 7 } }\nleave = { score = { at_least = 50 } }\n"
    )
    found = score(of(BANDS, TALK, named))
    edges = {"`below = 30` → `at_most = 30`": "low = false", "`below = 7` → `at_most = 7`": "watched = false"}
    shown = {each.mutant.change(): each.telling for each in found.survivors}
    for change, truth in edges.items():
        telling = shown[change]
        assert telling is not None
        text = telling.text("edge")
        assert truth in text.partition("conditions = {")[2]
        killed = {each.mutant.change() for each in score(of(BANDS, TALK, named, text)).killed}
        assert change in killed


def test_when_the_time_is_up_it_is_said_what_is_left() -> None:
    policy = of(BANDS, TALK, example("{ period = 2010, score = 60 }", '2010 = { grade = "good" }'))
    found = score(policy, timeout=1e-9)
    assert changes(found) == {"killed": [], "alive": [], "unjudged": [each.change() for each in mutants(policy)]}
    assert score_text(found).split("\n")[:2] == [
        "  no mutant could be judged",
        "  the time was up before these could be judged, and they are not counted: 5",
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_score_in_words(lang: str) -> None:
    rule = '[[consequences]]\nid = "talk"\nwhen = { any = [{ grade = "poor" }, { score = { below = 60 } }] }\n'
    found = score(of(BANDS, rule, example("{ period = 2010, score = 60 }", '2010 = { grade = "good" }')), histories=60)
    lines = [score_text(found, lang), "", *score_annotations(found, lang), ""]
    check_recorded(HERE / f"score.{lang}.txt", "\n".join(lines))
    shown = [shown_example(found, at, lang) for at, _ in enumerate(found.examples)]
    assert score_values(found, lang)["examples"] == shown


def test_a_policy_with_nothing_to_change() -> None:
    found = score(targetrules.loads(HEAD))
    assert (found.counted, found.share, score_text(found)) == (
        0,
        None,
        "  there is nothing in the policy that could be changed",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"timeout": 0}, "timeout: 0 (int) is not a number of seconds above 0, or None"),
        ({"timeout": True}, "timeout: True (bool) is not a number of seconds above 0, or None"),
        ({"histories": -1}, "histories: -1 (int) is not a whole number from 0 to 1000000000"),
        ({"seed": "a"}, "seed: 'a' (str) is not a whole number from 0 to 1000000000"),
    ],
)
def test_arguments_that_cannot_be_used(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(targetrules.ArgumentError) as raised:
        score(targetrules.loads(HEAD), **arguments)  # type: ignore[arg-type]
    assert str(raised.value) == message


def test_what_is_proved_to_decide_alike_is_not_counted() -> None:
    rule = '[[consequences]]\nid = "talk"\nwhen = { any = [{ grade = "poor" }, { score = { below = 60 } }] }\n'
    found = score(of(BANDS, rule, example("{ period = 2010, score = 60 }", '2010 = { grade = "good" }')), histories=60)
    assert '`{ grade = "poor" }` left out' in [each.change() for each in found.equal]
    assert not [each for each in found.survivors if each.mutant in found.equal]
    assert found.counted == len(found.killed) + len(found.survivors)


def test_the_solvers_find_what_no_history_that_was_tried_shows() -> None:
    policy = of(BANDS, TALK, example("{ period = 2010, score = 60 }", '2010 = { grade = "good" }'))
    found = score(policy, histories=0)
    assert (found.unseen, found.equal) == ((), ())
    assert all(each.telling is not None and each.histories == 0 for each in found.survivors)
