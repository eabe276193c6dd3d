"""What was passed over is told in Python as at the command line: as data, as warnings, or as errors if so wished."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl
import pytest

from targetrules import Policy, ResultsError, ResultsNote, loads
from targetrules.results import from_rows, read_history
from tests.county import county_text
from tests.dataframes import KINDS

CLAIM = """
[[claims]]
id = "c"
always = { if = { grade = "poor" }, then = { score = { below = 60 } } }
"""
ROWS = [{"unit": "A", "period": 2010, "score": 50, "vetoed": True}, {"unit": "B", "period": 2010, "score": 70}]
IGNORED = "Columns that no input is read from: vetoed."
MISSING = "Optional inputs without a column, missing everywhere: veto."
NEAR = (
    'The input veto has no column, and nothing is read from the column "vetoed": is that the one? '
    "Then name it under column in the policy, or mend the heading. If results must have the column, "
    "column_optional = false makes its absence an error."
)


def policy(inputs: str = 'veto = { type = "flag", optional = true }') -> Policy:
    return loads(county_text(CLAIM, inputs=inputs))


def table() -> Any:
    return pl.DataFrame(ROWS).to_arrow()


def door_of(door: str, make: Callable[[Any], Any], judge: Policy, how: Any) -> Any:
    frame = make(table())
    return judge.evaluate_frame(frame, **how) if door == "evaluate_frame" else judge.step(judge.start(), frame, **how)


Judge = Callable[[Policy, Any], Any]
DOORS: dict[str, Judge] = {
    "evaluate": lambda judge, how: judge.evaluate(ROWS, **how),
    "evaluate, in columns": lambda judge, how: judge.evaluate(ROWS, engine="columnar", **how),
    "evaluate, a history": lambda judge, how: judge.evaluate(judge.history(ROWS), **how),
    "evaluate, of a reading": lambda judge, how: judge.evaluate(
        read_history(judge.rules, from_rows(ROWS)).history, **how
    ),
    "evaluate by period": lambda judge, how: list(judge.evaluate_by_period(ROWS, **how)),
    "explain": lambda judge, how: judge.explain(ROWS, unit="A", period=2010, **how),
    "explain_rows": lambda judge, how: judge.explain_rows(table(), [0], **how),
    "check_claims": lambda judge, how: judge.check_claims(ROWS, **how),
    "step": lambda judge, how: judge.step(judge.start(), ROWS, **how),
    **{
        f"{door} of {kind}": partial(door_of, door, make)
        for kind, make in KINDS.items()
        for door in ("evaluate_frame", "step")
    },
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_every_door_warns_once_of_each_note_at_the_line_that_asked(door: Judge) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        door(policy(), {})
    assert [str(each.message) for each in caught] == [IGNORED, MISSING, NEAR]
    assert {each.category for each in caught} == {ResultsNote}
    assert {each.filename for each in caught} == {__file__}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_every_door_gives_the_notes_to_whoever_asks_for_them(door: Judge) -> None:
    told: list[Any] = []
    door(policy(), {"notes": told.append})
    assert [note.text("en") for note in told] == [IGNORED, MISSING, NEAR]


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_where_a_note_is_an_error_nothing_is_decided(door: Judge) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResultsNote)
        with pytest.raises(ResultsNote) as raised:
            door(policy(), {})
    assert raised.value.text("en") == f"{IGNORED}\n{MISSING}\n{NEAR}"
    assert raised.value.text("zh").splitlines()[0] == "成绩表中这些列没有用到：vetoed。"


def test_one_sort_of_note_may_be_an_error_and_another_be_silenced() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("error", "Optional inputs", ResultsNote)
        warnings.filterwarnings("ignore", "Columns that", ResultsNote)
        with pytest.raises(ResultsNote) as raised:
            policy().evaluate(ROWS)
    assert str(raised.value) == MISSING
    assert [str(each.message) for each in caught] == [NEAR]


def test_a_state_is_not_altered_where_a_note_is_an_error() -> None:
    judge = policy()
    _, state = judge.step(judge.start(), ROWS, notes=lambda _: None)
    later = [row | {"period": 2011} for row in ROWS]
    with pytest.raises(ResultsNote):
        judge.step(state, later)
    assert (state.last_period, state.units) == (2010, 2)
    _, after = judge.step(state, later, notes=lambda _: None)
    assert after.last_period == 2011


def test_outcomes_keep_their_notes_and_parts_of_them_do() -> None:
    outcomes = policy().evaluate(ROWS, notes=lambda _: None)
    for each in (outcomes, outcomes[:1], outcomes.of(unit="A"), pickle.loads(pickle.dumps(outcomes))):  # noqa: S301
        assert [note.text("en") for note in each.notes] == [IGNORED, MISSING, NEAR]
    assert outcomes == policy().evaluate([row | {"veto": None, "vetoed": None} for row in ROWS], notes=lambda _: None)


def test_a_reader_that_knows_the_header_tells_the_notes_again() -> None:
    judge = policy()
    for _ in range(3):
        assert len(judge.evaluate(ROWS, notes=lambda _: None).notes) == 3
    told: list[Any] = []
    judge.evaluate([{"unit": "A", "period": 2010, "score": 50, "veto": True}], notes=told.append)
    assert told == []


def test_a_column_that_is_called_nearly_as_the_label_of_an_input_is_asked_about() -> None:
    head = 'format = 1\npolicy = { id = "p", title = "P" }\n[inputs]\n'
    judge = loads(head + 'veto = { type = "flag", optional = true, label = { zh = "一票否决", en = "Stop" } }\n')
    told: list[Any] = []
    judge.evaluate([{"unit": "A", "period": 2010, "一票否绝": True}], notes=told.append)
    assert told[-1].text("zh") == (
        "输入 veto 没有对应的列，而“一票否绝”列没有用到：是不是就是它？若是，请在政策文件的 column 中写上这个列名，"
        "或者改正表头。这一列不能缺的，请写 column_optional = false，缺了就会报错。"
    )


# ---- a default fills cells, not columns ------------------------------------------------------------------------------


ADVICE = (
    "    A default fills blank cells, not a column that is not there: add the column, blank where nothing is known, "
    "or write column_optional = true in the policy."
)


@pytest.mark.parametrize(
    "declared",
    [
        'veto = { type = "flag", default = false }',
        'veto = { type = "choice", of = ["yes", "no"], default = "no" }',
        'veto = { type = "grade", default = "poor" }',
        'veto = { type = "number", min = 0, max = 9, default = 0 }',
        'veto = { type = "text", default = "none" }',
        'veto = { type = "flag", default = false, optional = true, column_optional = false }',
        'veto = { type = "flag", optional = true, column_optional = false }',
    ],
)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_an_input_without_a_column_is_a_problem_whatever_its_default(declared: str, door: Judge) -> None:
    with pytest.raises(ResultsError) as raised:
        door(policy(declared), {})
    assert str(raised.value).splitlines()[2:5] == [
        'there is no column for the input "veto"; the columns are: unit; period; score; vetoed [RES21]',
        '    expected: "veto"',
        '    Did you mean "vetoed"? Then mend the heading, or write column = "vetoed" for the input in the policy.',
    ]


def test_where_no_column_is_near_the_advice_says_what_a_default_is_for() -> None:
    rows = [{"unit": "A", "period": 2010, "score": 50}]
    with pytest.raises(ResultsError) as raised:
        policy('veto = { type = "flag", default = false }').evaluate(rows)
    assert str(raised.value).splitlines()[2:] == [
        'there is no column for the input "veto"; the columns are: unit; period; score [RES21]',
        '    expected: "veto"',
        ADVICE,
    ]


@pytest.mark.parametrize(
    "more", ["column_optional = true", "optional = true", "optional = true, column_optional = true"]
)
def test_a_policy_may_say_that_the_column_may_be_absent(more: str) -> None:
    judge = policy(f'veto = {{ type = "flag", default = false, {more} }}')
    assert judge.history([{"unit": "A", "period": 2010, "score": 50}]).rows[0].values["veto"] is False
    told: list[Any] = []
    judge.evaluate([{"unit": "A", "period": 2010, "score": 50}], notes=told.append)
    assert [note.text("en") for note in told] == ["No column for the input veto: it is false everywhere."]


def test_of_mappings_one_row_with_the_key_makes_a_column() -> None:
    judge = policy('veto = { type = "flag", default = false }')
    rows = [{"unit": "A", "period": 2010, "score": 50}, {"unit": "B", "period": 2010, "score": 50, "veto": True}]
    assert [row.values["veto"] for row in judge.history(rows).rows] == [False, True]


# ---- the columns of unit and period ----------------------------------------------------------------------------------


NAMED: dict[str, Judge] = {
    "evaluate": lambda judge, rows: judge.evaluate(rows, unit_column="school", period_column="term"),
    "by period": lambda judge, rows: list(judge.evaluate_by_period(rows, unit_column="school", period_column="term")),
    "frame": lambda judge, rows: judge.evaluate_frame(pl.DataFrame(rows), unit_column="school", period_column="term"),
    "step": lambda judge, rows: judge.step(judge.start(), rows, unit_column="school", period_column="term"),
    "explain": lambda judge, rows: judge.explain(
        rows, unit="A", period=2010, unit_column="school", period_column="term"
    ),
    "explain_rows": lambda judge, rows: judge.explain_rows(
        pl.DataFrame(rows), [0], unit_column="school", period_column="term"
    ),
    "claims": lambda judge, rows: judge.check_claims(rows, unit_column="school", period_column="term"),
    "history": lambda judge, rows: judge.history(rows, unit_column="school", period_column="term"),
}


@pytest.mark.parametrize("door", NAMED.values(), ids=NAMED)
def test_every_door_takes_the_names_of_the_columns_of_unit_and_period(door: Judge) -> None:
    judge = policy()
    rows = [{"school": "A", "term": 2010, "score": 50, "veto": True}]
    door(judge, rows)
    with pytest.raises(ResultsError, match=r"there is no column for the unit"):
        judge.evaluate(rows)


def test_the_columns_of_a_history_are_settled() -> None:
    judge = policy()
    history = judge.history(ROWS)
    with pytest.raises(TypeError, match="these results were read already"):
        judge.evaluate(history, unit_column="score")


def test_a_keyword_that_there_is_not_is_refused() -> None:
    with pytest.raises(TypeError, match="unit_colum"):
        policy().evaluate(ROWS, unit_colum="school")  # type: ignore[call-arg]
