"""What public functions are given: every spelling that results may have is understood, and all else told in words."""

from __future__ import annotations

import inspect
import io
import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from attrs import evolve
from hypothesis import settings

import targetrules
from targetrules import (
    ArgumentError,
    History,
    Outcomes,
    Policy,
    Row,
    State,
    loads,
    testing,
)
from targetrules.cycle.targets import (
    check_targets,
    progress,
    progress_csv,
    progress_values,
    standing_text,
    targets_values,
)
from targetrules.distributed import plan
from targetrules.errors import TargetrulesError
from targetrules.outcome import NoSuchResultError, NoSuchRowError, Outcome
from targetrules.proof import equivalent, prove, questions
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.results import from_rows, history_of, read_history, read_table
from targetrules.results.options import KeptRowsKeywords, Keywords, ReadingKeywords, RowsKeywords
from targetrules.review import review, review_values
from tests.county import county_text

RULES = """
[[consequences]]
id = "talk"
when = { grade = "poor" }
within = "30 days"
[[consequences]]
id = "report"
when = { grade = "poor" }
by = "07-31"
"""
TEXT = county_text(RULES)
ROWS = [
    {"unit": 1001, "period": 2010, "score": 50},
    {"unit": "乙县", "period": 2010, "score": 70},
    {"unit": 1001, "period": 2011, "score": 40},
]
KINDS: Final[dict[str, tuple[list[Any], int | str]]] = {
    "year": (["2011", 2011, "2011年", "２０１１年度", 2011.0, np.int64(2011), date(2011, 1, 1)], 2011),
    "school-year": (["2011/12", "2011-12", "2011—2012学年", "2011学年", "２０１１／１２", "SY2011-12"], "2011/12"),
    "fiscal-year": (["2011/12", "FY2011/12", "2011-2012财年", "2011–12"], "2011/12"),
    "half": (["2011H1", "2011h1", "2011年上半年", "2011-H1", date(2011, 1, 1)], "2011H1"),
    "quarter": (["2011Q3", "2011年第3季度", "2011年三季度", date(2011, 7, 1)], "2011Q3"),
    "month": (["2011-09", "2011年9月", "2011/9", date(2011, 9, 1)], "2011-09"),
    "sequence": (["3", 3, "第3次", "３", 3.0, np.int8(3)], 3),
}


def policy(period: str = "year") -> Policy:
    return loads(county_text(RULES, period=period))


def named(value: object) -> str:
    """The name of a case: equal values of several types are several cases."""
    is_huge = isinstance(value, int) and value.bit_length() > 1000
    return f"{type(value).__name__} {'huge' if is_huge else ascii(value)[:40]}"


COUNTY = policy()
RANKED = loads(county_text('[rankings.by_score]\nby = "score"'))
FRAME = pd.DataFrame(ROWS)


def says(act: Callable[[], object], language: str = "en") -> str:
    with pytest.raises(ArgumentError) as raised:
        act()
    return raised.value.text(language)


# ---- units and periods are asked for as results have them ------------------------------------------------------------


@pytest.mark.parametrize("unit", [1001, "1001", " 1001\u3000", np.int32(1001), np.str_("1001")], ids=named)
def test_a_unit_is_asked_for_as_results_name_it(unit: Any) -> None:
    outcomes = COUNTY.evaluate(ROWS)
    assert [each.period for each in outcomes.of(unit=unit)] == [2010, 2011]
    assert COUNTY.explain(ROWS, unit=unit, period=2011) == COUNTY.explain(ROWS, unit="1001", period=2011)


@pytest.mark.parametrize(
    ("kind", "asked"), [(kind, asked) for kind, (all_, _) in KINDS.items() for asked in all_], ids=named
)
def test_a_period_is_asked_for_as_results_write_it(kind: str, asked: Any) -> None:
    printed = KINDS[kind][1]
    rows = [{"unit": "A", "period": printed, "score": 50}]
    assert [each.period for each in policy(kind).evaluate(rows).of(period=asked)] == [printed]
    assert policy(kind).explain(rows, unit="A", period=asked) == policy(kind).explain(rows, unit="A", period=printed)


def test_a_unit_without_an_outcome_in_a_period_gives_none() -> None:
    outcomes = COUNTY.evaluate(ROWS)
    assert len(outcomes.of(unit="乙县", period=2011)) == 0
    assert len(outcomes[1:2].of(unit="乙县", period=2010)) == 1
    assert len(outcomes.of()) == 3
    assert len(outcomes[:0].of()) == 0


@pytest.mark.parametrize(
    ("asked", "en", "zh"),
    [
        ({"unit": 1002}, "there are no results of a unit “1002”", "没有单位“1002”的成绩"),
        (
            {"unit": "乙县城"},
            "there are no results of a unit “乙县城”; did you mean “乙县”?",
            "没有单位“乙县城”的成绩；是不是“乙县”？",
        ),
        ({"unit": "丙县", "period": 2010}, "there are no results of a unit “丙县”", "没有单位“丙县”的成绩"),
        (
            {"period": 2009},
            "no unit has a result in period “2009”; there are results in: 2010, 2011",
            "“2009”没有任何单位的成绩；有成绩的期：2010、2011",
        ),
        (
            {"unit": "乙县", "period": "2012年"},
            "no unit has a result in period “2012”; there are results in: 2010, 2011",
            "“2012”没有任何单位的成绩；有成绩的期：2010、2011",
        ),
    ],
)
def test_a_unit_or_a_period_that_no_outcome_has_is_told(asked: dict[str, Any], en: str, zh: str) -> None:
    """An empty answer to a slip of the pen would look like a clean one."""
    with pytest.raises(NoSuchResultError) as raised:
        COUNTY.evaluate(ROWS).of(**asked)
    assert (str(raised.value), raised.value.text("zh")) == (en, zh)


def test_of_many_periods_the_first_are_named() -> None:
    rows = [{"unit": "A", "period": year, "score": 50} for year in range(1990, 2015)]
    with pytest.raises(NoSuchResultError, match=r"in: 1990, 1991, .*, 2008, 2009, …$"):
        COUNTY.evaluate(rows).of(period=2015)


def test_what_was_picked_knows_what_is_in_it() -> None:
    with pytest.raises(NoSuchResultError, match="there are no results of a unit “乙县”"):
        COUNTY.evaluate(ROWS)[2:].of(unit="乙县")


def test_a_slice_is_asked_in_the_same_way() -> None:
    assert [each.unit for each in COUNTY.evaluate(ROWS)[1:].of(period="2010年")] == ["乙县"]


@pytest.mark.parametrize(
    "unit", [1.5, True, None, ["1001"], b"1001", "", " \u3000", date(2011, 1, 1), 10**5000], ids=named
)
def test_what_is_no_unit_is_told(unit: Any) -> None:
    expected = "is not the name or number of a unit, as a text or a whole number"
    told = says(lambda: COUNTY.explain(ROWS, unit=unit, period=2011))
    assert told.startswith("unit: ")
    assert told.endswith(expected)
    if unit is not None:  # which asks for all
        assert says(lambda: COUNTY.evaluate(ROWS).of(unit=[unit])) == told


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("2011Q3", "'2011Q3' (str)"),
        (True, "True (bool)"),
        (date(2011, 3, 1), "datetime.date(2011, 3, 1) (date)"),
        (2011.5, "2011.5 (float)"),
        ([2011], "list"),
        (10**5000, "int"),
        (-(10**4400), "int"),
        (10**9, "1000000000 (int)"),
    ],
    ids=["quarter", "switch", "date", "float", "list", "huge", "hugely negative", "large"],
)
def test_what_is_no_period_of_the_policy_is_told(period: Any, shown: str) -> None:
    told = f"period: {shown} is not a year such as 2011"
    assert says(lambda: COUNTY.explain(ROWS, unit="1001", period=period)) == told
    assert says(lambda: COUNTY.evaluate(ROWS).of(period=[period])) == told


def test_in_chinese() -> None:
    assert says(lambda: COUNTY.explain(ROWS, unit=None, period=2011), "zh") == (
        "unit：None 不是单位的名称或编号（文本或整数）"
    )
    assert says(lambda: COUNTY.evaluate(ROWS).of(period="2011Q3"), "zh") == (
        "period：'2011Q3' (str) 不是 2011 这样的年份"
    )


# ---- the date of the decision ----------------------------------------------------------------------------------------

BEYOND = (
    "counted from 9999-12-31, “talk” would be due after the year 9999, where the calendar ends; "
    "no due date can be given"
)

DATED: dict[str, Callable[[Any], object]] = {
    "evaluate": lambda day: COUNTY.evaluate(ROWS, decided_on=day),
    "evaluate, columnar": lambda day: COUNTY.evaluate(ROWS, decided_on=day, engine="columnar"),
    "evaluate_by_period": lambda day: COUNTY.evaluate_by_period(ROWS, decided_on=day),
    "evaluate_frame": lambda day: COUNTY.evaluate_frame(FRAME, decided_on=day),
    "step": lambda day: COUNTY.step(COUNTY.start(), ROWS[:2], decided_on=day),
}


@pytest.mark.parametrize("function", DATED)
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2012-01-15", "'2012-01-15' (str) is not a date; write datetime.date(2012, 1, 15)"),
        ("15.1.2012", "'15.1.2012' (str) is not a date such as datetime.date(2012, 1, 15)"),
        (
            datetime(2012, 1, 15, 8, tzinfo=UTC).replace(tzinfo=None),
            "datetime.datetime(2012, 1, 15, 8, 0) (datetime) is not a date; write datetime.date(2012, 1, 15)",
        ),
        (2012, "2012 (int) is not a date such as datetime.date(2012, 1, 15)"),
        (date(212, 1, 15), "datetime.date(212, 1, 15) (date) is not a date from the year 1000 on"),
        (
            date(9999, 12, 31),
            BEYOND,
        ),
    ],
)
def test_what_is_no_date_of_a_decision_is_told_before_anything_else(function: str, day: Any, told: str) -> None:
    assert says(lambda: DATED[function](day)) == f"decided_on: {told}"


def test_a_moment_of_pandas_is_no_date_either() -> None:
    told = says(lambda: COUNTY.evaluate(ROWS, decided_on=pd.Timestamp("2012-01-15")))
    assert told.endswith(" (Timestamp) is not a date; write datetime.date(2012, 1, 15)")


@pytest.mark.parametrize(
    ("id_", "last", "due"),
    [("talk", date(9999, 12, 1), date(9999, 12, 31)), ("report", date(9999, 7, 31), date(9999, 7, 31))],
)
def test_a_deadline_may_end_on_the_last_day_that_the_calendar_has(id_: str, last: date, due: date) -> None:
    alone = loads(TEXT.partition("[[consequences]]")[0] + _rule(id_))
    found = {each.due for outcome in alone.evaluate(ROWS, decided_on=last) for each in outcome.consequences}
    assert found == {due}
    later = last + timedelta(days=1)
    told = says(lambda: alone.evaluate(ROWS, decided_on=later))
    assert told.startswith(f"decided_on: counted from {later}, “{id_}” would be due after the year 9999")


def _rule(id_: str) -> str:
    return next("[[consequences]]" + part for part in TEXT.split("[[consequences]]") if f'id = "{id_}"' in part)


# ---- all functions ---------------------------------------------------------------------------------------------------

STATE = COUNTY.start()
OUTCOMES = COUNTY.evaluate(ROWS)
TABLE = read_table(io.BytesIO(b"unit,period,score\nA,2011,50\n"), format="csv")

POSITIONS = "is not positions of rows, whole numbers from 0 on such as [0, 5], or a mask, True or False for each row"


def saved() -> targetrules.SavedOutcomes:
    stream = io.BytesIO()
    RECORDED.write(stream, format="json")
    return targetrules.read_outcomes(io.BytesIO(stream.getvalue()))


RECORDED = COUNTY.evaluate(ROWS, record=True)
SAVED = saved()
READ: dict[str, Any] = {"unit_column": None, "period_column": None, "layout": None, "naming": None}
HOW: dict[str, Any] = {**READ, "notes": [].append}
KEPT: dict[str, Any] = {
    **READ,
    **dict.fromkeys(("header_row", "sheet", "wide", "input_format", "encoding", "plan", "details", "targets")),
}
FRAME_HOW: dict[str, Any] = {**HOW, "details": None, "targets": None}
ROWS_HOW: dict[str, Any] = {**KEPT, "notes": [].append}
SHAPE: dict[str, Any] = {"period": None, "dated": True, "across_units": True, "largest": 6, "details": False}
EXTENT: dict[str, Any] = {
    "units": 5,
    "periods": 6,
    "gaps": True,
    "missing": "optional",
    "decided": False,
    "succession": False,
}
SEARCHED: dict[str, Any] = {"policy": COUNTY, "settings": settings(max_examples=1, database=None)}
WHY = COUNTY.explain(ROWS, unit=1001, period=2011)
REVIEW = review(COUNTY, ROWS)
TARGETS = [{"unit": "A", "period": 2010, "indicator": "x", "target": 5}]
UNITS = [{"unit": "A", "parent": None}]
CHECKED = check_targets(COUNTY, TARGETS, UNITS)
PURSUED = loads(
    'format = 1\npolicy = { id = "p", title = "P" }\n[categories.c]\n'
    '[indicators.x]\ncategory = "c"\ntarget = "at_least"\npace = "linear"\n'
)
MONTHS = [{"unit": "A", "period": "2010-03", "indicator": "x", "value": 2}]
PROGRESS = progress(PURSUED, MONTHS, TARGETS)
FOLLOWED = {"values": MONTHS, "targets": TARGETS, "more": (), "units": UNITS, "through": "2010-03", "naming": None}
FUNCTIONS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "load": (targetrules.load, {"policy": "jincheng-2010"}),
    "loads": (targetrules.loads, {"data": TEXT, "name": "x", "examples": None}),
    "read": (COUNTY.read, {"rows": ROWS, "engine": None, **KEPT}),
    "evaluate": (
        COUNTY.evaluate,
        {"rows": ROWS, "decided_on": None, "engine": None, "record": False, "progress": None, **ROWS_HOW},
    ),
    "evaluate_by_period": (COUNTY.evaluate_by_period, {"rows": ROWS, "decided_on": None, "engine": None, **ROWS_HOW}),
    "verify": (
        COUNTY.verify,
        {
            "outcomes": SAVED,
            "rows": ROWS,
            "state": None,
            "engine": None,
            "progress": None,
            "asked": None,
            "details": None,
            "targets": None,
        },
    ),
    "read_outcomes": (targetrules.read_outcomes, {"file": io.BytesIO(b""), "key": None, "name": "x"}),
    "write": (
        RECORDED.write,
        {
            "to": "decided.csv",
            "format": None,
            "bom": False,
            "sign": None,
            "passphrase": None,
            "language": "en",
            "keep": (),
        },
    ),
    "Results.write": (COUNTY.read(ROWS).write, {"to": "copy.csv"}),
    "evaluate_frame": (COUNTY.evaluate_frame, {"table": FRAME, "decided_on": None, "record": False, **FRAME_HOW}),
    "step": (
        COUNTY.step,
        {"state": STATE, "rows": ROWS[:2], "decided_on": None, "strict": False, "record": False, **ROWS_HOW},
    ),
    "explain": (
        COUNTY.explain,
        {"rows": ROWS, "unit": 1001, "period": 2011, "consequences": ["talk"], "changes": True, **ROWS_HOW},
    ),
    "explain_rows": (
        COUNTY.explain_rows,
        {"rows": ROWS, "positions": [0], "consequences": ["talk"], "changes": False, **ROWS_HOW},
    ),
    "check_claims": (COUNTY.check_claims, {"rows": ROWS, **ROWS_HOW}),
    "example_text": (
        COUNTY.example_text,
        {"rows": ROWS, "unit": 1001, "expects": ("grade",), "name": "x", **ROWS_HOW},
    ),
    "history": (COUNTY.history, {"rows": ROWS, **KEPT}),
    "of": (OUTCOMES.of, {"unit": 1001, "period": 2011}),
    "State.load": (State.load, {"path": "no-such-state", "key": None}),
    "State.save": (
        lambda *, sign, passphrase: STATE.save("state.arrow", sign=sign, passphrase=passphrase),
        {"sign": None, "passphrase": None},
    ),
    "explanation_text": (explanation_text, {"explanation": WHY, "language": "en"}),
    "explanation_values": (explanation_values, {"explanation": WHY, "language": "en"}),
    "prove": (prove, {"policy": COUNTY, "claims": (), "timeout": 5}),
    "equivalent": (equivalent, {"old": COUNTY, "new": COUNTY, "timeout": 5}),
    "questions": (questions, {"policy": COUNTY, "timeout": 5}),
    "review_values": (review_values, {"review": REVIEW}),
    "graph": (COUNTY.graph, {"lang": "en"}),
    "describe": (COUNTY.describe, {"lang": "en"}),
    "review": (review, {"policy": COUNTY, "rows": ROWS, "period": 2011, **KEPT}),
    "check_targets": (check_targets, {"policy": COUNTY, "targets": TARGETS, "units": UNITS, "naming": None}),
    "targets_values": (targets_values, {"check": CHECKED, "language": "en"}),
    "progress": (progress, {"policy": PURSUED, **FOLLOWED}),
    "progress_values": (progress_values, {"found": PROGRESS, "language": "en"}),
    "progress_csv": (progress_csv, {"found": PROGRESS, "language": "en"}),
    "standing_text": (standing_text, {"each": PROGRESS.standings[0], "language": "en"}),
    "constructs_of": (testing.constructs_of, {"policy": COUNTY}),
    "histories": (testing.histories, {"policy": COUNTY, **EXTENT}),
    "cohorts": (testing.cohorts, {"policy": RANKED, "units": 5, "periods": 2, "missing": "optional"}),
    "tables_of": (testing.tables_of, {"policy": COUNTY, **EXTENT}),
    "cascades": (testing.cascades, {"levels": 2, **SHAPE, **EXTENT}),
    "assert_claims": (testing.assert_claims, {**SEARCHED, "claims": None, "language": "en"}),
    "refuted_claims": (testing.refuted_claims, {**SEARCHED, "claims": None}),
    "assert_agreement": (
        testing.assert_agreement,
        {**SEARCHED, "engines": ("reference", "prepared"), "language": "en"},
    ),
    "policies": (testing.policies, SHAPE),
    "policy_texts": (testing.policy_texts, SHAPE),
    "cases": (testing.cases, {**SHAPE, **EXTENT}),
    "Naming": (targetrules.Naming, {"same": {}, "distinct": (), "leave_out": (), "genuine": ()}),
    "ReadingPlan": (
        targetrules.ReadingPlan,
        {"sheets": (), "sheet_is": {}, "leave_out_sheet": (), "heading_rows": 1, "input_column": {}, "fill": {}},
    ),
    "from_rows": (from_rows, {"rows": ROWS}),
    "history_of": (history_of, {"rules": COUNTY.rules, "table": TABLE, "wide": None, **READ}),
    "plan": (plan, {"policy": COUNTY, "units_stay_in_groups": False}),
    "read_table": (
        read_table,
        {"path": "no.csv", "format": None, "sheet": None, "header_row": None, "encoding": None, "name": "x"},
    ),
    "read_history": (
        read_history,
        {
            "rules": COUNTY.rules,
            "table": TABLE,
            "unit_column": None,
            "period_column": None,
            "layout": None,
            "naming": None,
            "wide": None,
        },
    ),
}
TAKEN: dict[str, Any] = {
    f"Unpack[{each.__name__}]": each for each in (Keywords, KeptRowsKeywords, ReadingKeywords, RowsKeywords)
}
NONSENSE = [
    *(None, True, False, 0, -1, 5, 10**400, 1.5, float("nan"), "", "x", "2011", b"x", date(2011, 1, 1)),
    *(datetime(2011, 1, 1, tzinfo=UTC), [], [None], ["x"], {}, {"a": 1}, (), ("a", "b"), object(), int, len),
    *(np.int64(5), np.array([1, 2]), np.datetime64("2011-01-01"), pd.NaT, pd.NA, io.StringIO("x"), COUNTY, STATE),
]
TOLD = TargetrulesError
INNER = {("read_history", "rules"), ("history_of", "rules")}  # a policy's own, which nobody makes by hand
PATHS = {("read_outcomes", "file"), ("verify", "outcomes"), ("write", "to"), ("Results.write", "to")}
CALLED = {("evaluate", "progress"), ("verify", "progress")}
"""Of a path the system may say what is wrong, and a function that is called may raise what it likes."""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_argument_is_known_here(name: str) -> None:
    """A new argument comes here, so that the next test may try it."""
    function, given = FUNCTIONS[name]
    assert set(arguments(function)) == set(given)


def arguments(function: Callable[..., Any]) -> Iterator[str]:
    for name, each in inspect.signature(function).parameters.items():
        if name == "extent":  # the arguments of `histories`, which are tried there
            continue
        keywords = TAKEN.get(str(each.annotation))
        yield from [name] if keywords is None else keywords.__annotations__


def test_every_public_method_is_known_here() -> None:
    methods = {name for name, each in inspect.getmembers(Policy, inspect.isfunction) if not name.startswith("_")}
    given_nothing = {"start", "check_examples", "example_places", "to_toml"}
    methods -= {"letters"}  # of outcomes: in tests/letters
    assert methods - given_nothing <= set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nonsense_is_told_in_words(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is given for whatever argument: it is understood, or an error of ours says what is wrong."""
    monkeypatch.chdir(tmp_path)
    function, given = FUNCTIONS[name]
    for argument in given:
        for value in NONSENSE if (name, argument) not in INNER else []:
            try:
                function(**{**given, argument: value})
            except OSError as error:
                assert isinstance(error, TOLD) or (name, argument) in PATHS, (argument, value)  # noqa: PT017
            except TOLD as error:
                assert str(error), (argument, value)  # noqa: PT017
            except TypeError:
                assert (name, argument) in CALLED, (argument, value)
                assert callable(value)


@pytest.mark.parametrize("passphrase", [b"geheim", ["geheim"], 31337, ""], ids=named)
def test_a_passphrase_is_shown_in_no_message(passphrase: Any) -> None:
    told = says(lambda: STATE.save("x", sign="a", passphrase=passphrase))
    assert told == "passphrase: expected: a text that is not empty; what was given is not shown"


@pytest.mark.parametrize("path", [None, 5, b"x", ["x"], COUNTY], ids=named)
def test_a_state_is_saved_at_a_path(path: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert says(lambda: STATE.save(path)).endswith(" is not a path, as a text or an os.PathLike")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (
            lambda: COUNTY.evaluate(ROWS, engine="fast"),
            'engine: \'fast\' (str) is not one of the words "reference", "columnar"',
        ),
        (
            lambda: COUNTY.explain_rows(FRAME, 0),
            f"positions: 0 (int) {POSITIONS}",
        ),
        (
            lambda: COUNTY.explain_rows(FRAME, [-1]),
            f"positions: -1 (int) {POSITIONS}",
        ),
        (
            lambda: COUNTY.step(None, ROWS),
            "state: None is not a state, which Policy.start, Policy.step and State.load give",
        ),
        (lambda: targetrules.load(None), "policy: None is not a path, as a text or an os.PathLike"),
        (lambda: loads(5), "data: 5 (int) is not the text of a policy, or its bytes"),
        (lambda: read_table("x.csv", header_row=0), "header_row: 0 (int) is not a whole number from 1 on"),
        (lambda: read_table("x.xlsx", sheet=1), "sheet: 1 (int) is not a text"),
        (lambda: read_table(io.StringIO("x")), "path: StringIO is not a path, or a stream of bytes"),
        (lambda: COUNTY.step(STATE, ROWS[:2], strict="no"), "strict: 'no' (str) is not True or False"),
        (lambda: plan(COUNTY, units_stay_in_groups="no"), "units_stay_in_groups: 'no' (str) is not True or False"),
        (lambda: read_table("x.csv", encoding=""), "encoding: '' (str) is not a text that is not empty"),
        (lambda: read_table("x.xlsx", sheet=""), "sheet: '' (str) is not a text that is not empty"),
        (lambda: read_table("x.csv", format=""), "format: '' (str) is not a text that is not empty"),
        (lambda: read_history(COUNTY.rules, TABLE, wide=""), "wide: '' (str) is not a text that is not empty"),
        (lambda: COUNTY.evaluate(ROWS, unit_column=""), "unit_column: '' (str) is not a text that is not empty"),
        (
            lambda: COUNTY.evaluate_frame(FRAME, period_column=""),
            "period_column: '' (str) is not a text that is not empty",
        ),
        (lambda: COUNTY.evaluate(ROWS, unit_column=3), "unit_column: 3 (int) is not a text"),
        (lambda: COUNTY.evaluate_frame(FRAME, notes=[]), "notes: list is not a function of one note"),
        (
            lambda: COUNTY.evaluate(COUNTY.history(ROWS), period_column="year"),
            "period_column: these results were read already; their columns and names are settled",
        ),
        (lambda: State.load("x", key=5), "key: 5 (int) is not a path, as a text or an os.PathLike"),
        (lambda: State.load("x", key=["a", 6]), "key: 6 (int) is not a path, as a text or an os.PathLike"),
        (lambda: State.load("x", key=[]), "key: an empty list names no file; leave it out, or name one"),
        (lambda: STATE.save("x", sign=["a"]), "sign: list is not a path, as a text or an os.PathLike"),
        (
            lambda: STATE.save("x", passphrase="geheim"),  # noqa: S106
            "passphrase: there is no key that it could open: give sign as well",
        ),
        (
            lambda: explanation_text("why", "en"),
            "explanation: 'why' (str) is not an explanation, which Policy.explain gives",
        ),
        (lambda: testing.constructs_of(5), "policy: 5 (int) is not a policy, which targetrules.load gives"),
        (lambda: testing.histories(None), "policy: None is not a policy, which targetrules.load gives"),
        (lambda: testing.policies(dated="no"), "dated: 'no' (str) is not True or False"),
        (lambda: plan("county"), "policy: 'county' (str) is not a policy, which targetrules.load gives"),
    ],
)
def test_each_argument_is_told_in_the_words_of_the_field(act: Callable[[], object], told: str) -> None:
    assert says(act) == told


def test_a_row_that_is_not_there_is_told() -> None:
    with pytest.raises(NoSuchRowError, match=r"^there is no row 3; there are 3 rows, counted from 0$"):
        COUNTY.explain_rows(FRAME, [3])


@pytest.mark.parametrize("language", ["fr", "", None, 5], ids=named)
def test_there_are_two_languages(language: Any) -> None:
    from targetrules.report.explanation import explanation_text

    with pytest.raises(ValueError, match=rf"^no language {language!r}; there are en, zh$"):
        explanation_text(COUNTY.explain(ROWS, unit=1001, period=2011), language)


def test_the_error_is_one_of_types_and_of_values_and_travels() -> None:
    with pytest.raises(ArgumentError) as raised:
        COUNTY.evaluate(ROWS, decided_on="2012-01-15")
    assert isinstance(raised.value, TypeError)
    assert isinstance(raised.value, ValueError)
    again = pickle.loads(pickle.dumps(raised.value))  # noqa: S301  our own
    assert (again.name, str(again)) == ("decided_on", str(raised.value))


def test_outcomes_are_a_sequence_of_outcomes() -> None:
    assert isinstance(OUTCOMES, Outcomes)
    assert all(isinstance(each, Outcome) for each in OUTCOMES)


# ---- histories that a program built itself ---------------------------------------------------------------------------

FINE = Row("甲县", 2011, {"score": Decimal(50)})
UNIT = (
    "is not the name of a unit as it is read from results: "
    "a text (str) of at most 300 characters without blanks around it that is no formula"
)
VALUES = "is not a mapping that has every input of the policy, None where it is missing"
PERIOD = "is not the ordinal number (int) of a period, as targetrules.period.ordinal_of gives it"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("甲县", 2011, 50), "rows.rows[1]: tuple is not a targetrules.Row"),
        (evolve(FINE, unit=1001), f"rows.rows[1].unit: 1001 (int) {UNIT}"),
        (evolve(FINE, unit=" 甲县"), f"rows.rows[1].unit: ' 甲县' (str) {UNIT}"),
        (evolve(FINE, unit="@SUM(A1)"), f"rows.rows[1].unit: '@SUM(A1)' (str) {UNIT}"),
        (evolve(FINE, period="2011"), f"rows.rows[1].period: '2011' (str) {PERIOD}"),
        (evolve(FINE, period=11), f"rows.rows[1].period: 11 (int) {PERIOD}"),
        (evolve(FINE, period=True), f"rows.rows[1].period: True (bool) {PERIOD}"),
        (
            evolve(FINE, values={}),
            f"rows.rows[1].values: dict {VALUES}: score",
        ),
        (
            evolve(FINE, values={"score": 50.5}),
            "rows.rows[1].values['score']: 50.5 (float) is not a decimal.Decimal, or None where it is missing",
        ),
    ],
)
def test_a_row_of_a_history_that_no_reader_could_have_given_is_told(row: Any, told: str) -> None:
    history = History((evolve(FINE, unit="乙县"), row))
    for act in (COUNTY.evaluate, COUNTY.check_claims, COUNTY.history, lambda rows: COUNTY.step(COUNTY.start(), rows)):
        assert says(partial(act, history)) == told


def test_a_history_that_a_program_built_is_judged() -> None:
    (outcome,) = COUNTY.evaluate(History((FINE,)))
    assert (outcome.unit, outcome.grade) == ("甲县", "poor")
    assert COUNTY.evaluate(History((evolve(FINE, values={"score": None}),)))[0].grade is None


# ---- languages -------------------------------------------------------------------------------------------------------


def with_text() -> Iterator[Any]:
    """What has a text in a language."""
    for act in (
        lambda: loads("format = 1"),
        lambda: COUNTY.evaluate([{"unit": "A"}]),
        lambda: OUTCOMES.of(unit="丙县"),
        lambda: targetrules.load(None),
    ):
        try:
            act()
        except TargetrulesError as error:
            yield error
            yield from getattr(error, "problems", ())[:1]
    yield plan(COUNTY)


@pytest.mark.parametrize("language", ["fr", "", "EN", None, 5, ["en"], {}, pd.NA, np.array(["en", "zh"])], ids=named)
@pytest.mark.parametrize("thing", [*with_text()], ids=lambda thing: type(thing).__name__)
def test_a_language_that_there_is_not_is_told(thing: Any, language: Any) -> None:
    with pytest.raises(targetrules.UnknownLanguageError, match=r"^no language .*; there are en, zh$"):
        thing.text(language)
    assert thing.text("en") != thing.text("zh")


def test_the_faults_of_a_policy_are_told_in_both_languages() -> None:
    with pytest.raises(targetrules.PolicyError) as raised:
        loads("format = 1", name="county.toml")
    assert str(raised.value) == raised.value.text("en") == "county.toml:1:1: TR011 the file has no “policy”"
    assert raised.value.text("zh") == "county.toml:1:1: TR011 文件缺少“policy”"
