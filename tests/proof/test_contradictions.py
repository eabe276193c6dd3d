"""Rules of grading that no grade satisfies both, and what one makes idle of another."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.engine.reference import evaluate
from targetrules.proof import questions
from targetrules.proof.contradictions import contradictions_of
from targetrules.proof.question_text import noticed_text, noticed_values
from targetrules.proof.text import Telling
from targetrules.report.labels import PolicyLabels
from tests.proof.test_questions import GRADED, found, line_of

HIGH, LOW = "{ score = { at_least = 70 } }", "{ score = { below = 70 } }"


def rule(kind: str, when: str, grade: str) -> str:
    """A rule of grading."""
    key = {"forced": "grade", "floors": "at_least", "caps": "at_most"}[kind]
    return f'[[grading.{kind}]]\nwhen = {when}\n{key} = "{grade}"\n'


VETO = "{ veto = true }"
PAIRS = [
    (("forced", "good"), ("forced", "fair"), True),
    (("forced", "fair"), ("forced", "fair"), False),
    (("forced", "fair"), ("floors", "good"), True),
    (("forced", "good"), ("floors", "fair"), False),
    (("forced", "good"), ("caps", "fair"), True),
    (("forced", "poor"), ("caps", "fair"), False),
    (("floors", "fair"), ("caps", "poor"), True),
    (("floors", "fair"), ("caps", "fair"), False),
    (("floors", "poor"), ("caps", "good"), False),
    (("caps", "fair"), ("caps", "poor"), False),
    (("floors", "fair"), ("floors", "good"), False),
]


@pytest.mark.parametrize(("one", "other", "contradict"), PAIRS)
def test_two_rules_contradict_one_another_where_no_grade_satisfies_both(
    one: tuple[str, str],
    other: tuple[str, str],
    contradict: bool,  # noqa: FBT001
) -> None:
    rules = loads(GRADED + "".join(rule(kind, VETO, grade) for kind, grade in (one, other))).rules
    assert bool([*contradictions_of(rules)]) is contradict


def test_a_floor_above_a_cap_is_shown_by_a_unit_to_which_both_apply() -> None:
    text = GRADED + rule("floors", HIGH, "fair") + rule("caps", VETO, "poor")
    policy = loads(text)
    (noticed,) = [each for each in questions(policy, timeout=60) if each.kind == "contradiction"]
    assert (noticed.answer, noticed.about) == ("found", ("grading.floors.1", "grading.caps.1"))
    assert noticed.line == line_of(text, "[[grading.caps]]")
    assert noticed.history is not None
    (only,) = evaluate(policy.rules, noticed.history)
    assert only.values["veto"] is True
    assert only.values["score"] >= 70  # type: ignore[operator]
    assert noticed_values(policy.rules, noticed)["both"] == [{"unit": "A", "period": 1}]
    told = noticed_text(Telling(PolicyLabels(policy.rules, "en")), noticed).split("\n")
    assert told[0].endswith(
        "floor, rule 1 (“fair”) and cap, rule 1 (“poor”) contradict one another, "
        "and can apply to one unit in one period:"
    )
    assert "      To A in 1 both apply." in told


@pytest.mark.parametrize(
    "rules",
    [
        rule("floors", HIGH, "fair") + rule("caps", LOW, "poor"),
        rule("floors", VETO, "fair") + rule("caps", "{ veto = false }", "poor"),
        rule("floors", VETO, "fair") + rule("caps", VETO, "poor") + f"[[grading.unrated]]\nwhen = {VETO}\n",
    ],
)
def test_rules_that_never_apply_to_one_graded_unit_are_no_contradiction(rules: str) -> None:
    answers = [each for each in questions(loads(GRADED + rules), timeout=60) if each.kind == "contradiction"]
    assert [(each.about, each.answer) for each in answers] == [(("grading.floors.1", "grading.caps.1"), "nothing")]
    assert answers[0].scripts


def test_what_makes_a_rule_idle_is_named() -> None:
    text = GRADED + rule("caps", VETO, "poor") + rule("caps", "{ veto = true, score = { at_least = 70 } }", "fair")
    idle = [each for each in found(text) if each[0] == "idle"]
    assert idle == [("idle", "grading.caps.2", "grading.caps.1", line_of(text, "[[grading.caps]]", 2))]
    policy = loads(text)
    (noticed,) = [each for each in questions(policy, timeout=60) if each.about[0] == "grading.caps.2"]
    told = noticed_text(Telling(PolicyLabels(policy.rules, "en")), noticed)
    assert told.endswith("It would have its use if any one of these were not there: cap, rule 1.")


def test_a_rule_that_two_others_make_idle_together_rests_on_neither_alone() -> None:
    caps = [rule("caps", VETO, grade) for grade in ("fair", "poor", "poor")]
    assert [each for each in found(GRADED + "".join(caps)) if each[0] == "idle"] == [
        ("idle", "grading.caps.1", line_of(GRADED + "".join(caps), "[[grading.caps]]")),
        ("idle", "grading.caps.2", "grading.caps.3", line_of(GRADED + "".join(caps), "[[grading.caps]]", 2)),
        ("idle", "grading.caps.3", "grading.caps.2", line_of(GRADED + "".join(caps), "[[grading.caps]]", 3)),
    ]
