"""Which row is explained, what is said where there is none, and that an explanation agrees with the outcome."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targetrules import load, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.explanation.findings import ConsequenceState
from targetrules.history import History, Row
from targetrules.outcome import NoSuchResultError
from targetrules.period import period_text
from targetrules.report.explanation import explanation_text
from targetrules.testing import Case, cases
from targetrules.truth import all_of, opposite
from tests.effort import examples
from tests.explanation.told import SHIPPED

POLICY = load(SHIPPED / "jincheng-2010.toml")
ROWS = History(
    tuple(
        Row(unit, period, {**dict.fromkeys(POLICY.rules.inputs), "grade": "poor"})
        for unit, period in (("丁县", 2009), ("丁县", 2010), ("丁县", 2012), ("戊县", 2011))
    )
)
RANDOMS = st.randoms(note_method_calls=False, use_true_random=False)


@pytest.mark.parametrize("period", [2010, "2010", "2010年", " ２０１０ "], ids=repr)
def test_a_period_may_be_written_as_people_write_it(period: int | str) -> None:
    assert POLICY.explain(ROWS, unit="丁县", period=period) == POLICY.explain(ROWS, unit="丁县", period=2010)


@pytest.mark.parametrize(
    ("unit", "period", "en", "zh"),
    [
        (
            "丁县",
            2011,
            "unit “丁县” has no result in period “2011”; it has results in: 2009, 2010, 2012",
            "单位“丁县”在“2011”没有成绩；有成绩的期：2009、2010、2012",
        ),
        (
            "丁  县",
            2010,
            "there are no results of a unit “丁  县”; did you mean “丁县”?",
            "没有单位“丁  县”的成绩；是不是“丁县”？",
        ),
        ("North", 2010, "there are no results of a unit “North”", "没有单位“North”的成绩"),
    ],
)
def test_where_there_is_no_such_row_it_says_so(unit: str, period: int | str, en: str, zh: str) -> None:
    with pytest.raises(NoSuchResultError) as raised:
        POLICY.explain(ROWS, unit=unit, period=period)
    assert isinstance(raised.value, LookupError)
    assert str(raised.value) == en
    assert raised.value.word.text("zh") == zh


@examples(24)
@given(cases(units=3, periods=4), RANDOMS)
def test_an_explanation_agrees_with_the_outcome(case: Case, random: Random) -> None:
    assume(case.history.rows)
    row = random.choice(case.history.rows)
    period = period_text(case.policy.rules.period, row.period)
    explanation = case.policy.explain(case.history, unit=row.unit, period=period)
    (outcome,) = case.policy.evaluate(case.history).of(unit=row.unit, period=period)
    assert (
        None if explanation.grade is None else explanation.grade.grade and explanation.grade.grade.id
    ) == outcome.grade
    entries = explanation.consequences
    states = {state: [each.consequence.id for each in entries if each.state is state] for state in ConsequenceState}
    assert states[ConsequenceState.FIRES] == [each.id for each in outcome.consequences]
    assert {each.consequence.id: tuple(by.id for by in each.replaced_by) for each in entries if each.replaced_by} == {
        each.id: each.by for each in outcome.replaced
    }
    undetermined = {each.id for each in outcome.undetermined}
    assert states[ConsequenceState.UNDETERMINED] == [
        each.consequence.id for each in entries if each.consequence.id in undetermined
    ]
    for each in entries:
        if each.when is not None:
            unless = False if each.unless is None else each.unless.truth
            fires = {
                ConsequenceState.FIRES: True,
                ConsequenceState.REPLACED: True,
                ConsequenceState.UNDETERMINED: None,
                ConsequenceState.DOES_NOT_FIRE: False,
            }
            assert all_of((each.when.truth, opposite(unless))) is fires[each.state]


LADDER = loads("""
format = 1
[policy]
id = "ladder"
title = "Ladder"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
grade = { type = "grade" }
[grading]
given = "grade"
[[consequences]]
id = "talk"
when = { grade = "poor" }
[[consequences]]
id = "warning"
when = { grade = "poor", consecutive = 2 }
replaces = ["talk"]
[[consequences]]
id = "dismissal"
when = { grade = "poor", consecutive = 3 }
replaces = ["warning"]
""")


def test_each_step_of_a_ladder_names_what_replaced_it() -> None:
    rows = [{"unit": "A", "period": year, "grade": "poor"} for year in (2010, 2011, 2012)]
    explanation = LADDER.explain(rows, unit="A", period=2012)
    assert [line for line in explanation_text(explanation, "en").splitlines() if line[:1] in ("✔", "✘")] == [
        "✘ talk (replaced by warning)",
        "✘ warning (replaced by dismissal)",
        "✔ dismissal",
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_ends_a_ladder_in_its_highest_step_alone(engine: EngineName) -> None:
    rows = [{"unit": "A", "period": year, "grade": "poor"} for year in (2010, 2011, 2012)]
    outcomes = LADDER.evaluate(rows, engine=engine)
    assert [[each.id for each in outcome.consequences] for outcome in outcomes] == [
        ["talk"],
        ["warning"],
        ["dismissal"],
    ]
    assert [{each.id: each.by for each in outcome.replaced} for outcome in outcomes] == [
        {},
        {"talk": ("warning",)},
        {"talk": ("warning",), "warning": ("dismissal",)},
    ]
