"""Rows with keys that were read before are read without a table, and as the table would be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Naming, ResultsError, loads
from targetrules.history import History
from targetrules.results import Reader, from_rows
from targetrules.results import to_history as reading
from targetrules.results.options import AS_USUAL, Options
from tests.effort import examples

POLICY: Final = """
format = 1
[policy]
id = "p"
title = "P"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100, decimals = 1, optional = true, column = ["score", "得分"] }
growth = { type = "number", min = -100, max = 100, unit = "%", optional = true }
grade = { type = "grade", optional = true }
kind = { type = "choice", of = ["county", "department"], default = "county" }
falsified = { type = "flag", default = false, column_optional = true }
district = { type = "text", optional = true }
remark = { type = "text", optional = true }
[rankings.overall]
by = "score"
within = "district"
[[consequences]]
id = "talk"
when = { place = "last" }
"""
ROUNDING: Final = POLICY.replace("decimals = 1,", 'decimals = 1, excess = "round",')
RULES: Final = loads(POLICY).rules

PLAIN: Final[dict[str, Any]] = {"unit": "甲县", "period": 2010, "score": 85.5, "growth": "3", "kind": None} | {
    "district": "east"
}
CELLS: Final[dict[str, list[Any]]] = {
    "unit": ["甲县", "甲 县", "乙县", 1001, 1001.0, "1001", " 乙县", None, "", "合计", "=A1", True, date(2010, 1, 1)],
    "period": [2010, 2011, "2011", "2011年", 2012.0, None, "x", True, date(2011, 1, 1), "2011/12"],
    "score": [
        *(85.5, 85, "85.5", None, "", float("nan"), Decimal("85.50"), Decimal(85), np.float32(85.5), np.int64(7)),
        *("85%", 85.55, -1, 1e300, "１２", [1], datetime.min.replace(tzinfo=UTC), True, "#N/A"),
    ],
    "growth": ["3", "3%", "３％", 3, None, "0", 0, "三"],
    "grade": ["good", "poor", "GOOD", "", None, "goood"],
    "kind": ["county", None, "department", "countty"],
    "falsified": [True, False, None, "yes", 1, 2],
    "district": ["east", "east ", "ｅast", "west", None, "总计", 7],
    "remark": ["", "a", None, "#N/A", 1.5, b"x"],
    "other": [None, 1, object()],
}
ROWS: Final = st.lists(
    st.fixed_dictionaries({}, optional={name: st.sampled_from(cells) for name, cells in CELLS.items()}), max_size=4
)


def told(reader: Reader, rows: Any, options: Options = AS_USUAL) -> Any:
    return found(lambda: reader.history_of_rows(rows, options))


def told_of_table(rows: Any, options: Options = AS_USUAL) -> Any:
    return found(lambda: Reader(RULES).history_of(from_rows(rows), options))


def found(read: Any) -> Any:
    try:
        history: History = read()
    except ResultsError as error:
        return error.text("en"), error.text("zh"), error.counts
    rows = [(row.unit, row.period, [*map(repr, row.values.values())], [*row.values], row.exact) for row in history.rows]
    return rows, [note.text("en") for note in history.notes]


@examples(100)
@given(ROWS, ROWS, st.data())
def test_law_rows_after_others_are_read_as_their_table_is(before: Any, rows: Any, data: st.DataObject) -> None:
    """With the same keys, too: of one that is read and several others one plan serves all that it can."""
    reader = Reader(RULES)
    keys = data.draw(st.sampled_from([PLAIN, {**PLAIN, "falsified": True, "remark": "a", "other": 1}]))
    told(reader, [keys])
    for some in (before, rows):
        of_keys = [{**keys, **{name: cell for name, cell in row.items() if name in keys}} for row in some]
        for each in (some, of_keys):
            assert told(reader, each) == told_of_table(each)


@pytest.mark.parametrize(
    "second",
    [
        [PLAIN],
        [PLAIN, PLAIN | {"period": 2011, "score": None}],
        [PLAIN | {"score": np.float32(85.5)}, PLAIN | {"period": "2011年", "district": None}],
        [PLAIN, PLAIN | {"unit": "乙县", "score": Decimal("85.50"), "district": "west"}],
        [{**PLAIN, "unit": 1001}, {name: cell for name, cell in PLAIN.items() if name != "growth"}],
    ],
)
def test_rows_with_the_same_keys_need_no_table(second: list[dict[str, Any]]) -> None:
    reader = Reader(RULES)
    told(reader, [PLAIN])
    expected = told_of_table(second)
    with patch.object(reading, "from_rows", side_effect=AssertionError("a table was made")):
        assert told(reader, second) == expected


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ([PLAIN | {"unit": None}], "RES31"),
        ([PLAIN | {"score": 101}], "RES43"),
        ([PLAIN, PLAIN], "RES34"),
        ([PLAIN, PLAIN | {"unit": "甲 县"}], "RES35"),
        ([PLAIN, PLAIN | {"unit": "乙县", "district": "ｅast"}], "RES60"),
        ([PLAIN, PLAIN | {"period": 2011, "growth": "3%"}], "RES65"),
    ],
)
def test_what_is_wrong_is_told_as_of_a_table_and_again(second: list[dict[str, Any]], code: str) -> None:
    reader = Reader(RULES)
    told(reader, [PLAIN])
    for _ in range(3):
        assert told(reader, second) == told_of_table(second)
        assert code in told(reader, second)[0]
        assert told(reader, [PLAIN]) == told_of_table([PLAIN])


def test_a_row_in_which_nothing_stands_is_none() -> None:
    reader, blank = Reader(RULES), dict.fromkeys(PLAIN)
    told(reader, [PLAIN])
    assert told(reader, [PLAIN, blank, PLAIN | {"period": 2011}]) == told_of_table([PLAIN, PLAIN | {"period": 2011}])


def test_names_that_were_given_a_meaning_and_rounded_numbers_are_left_to_tables() -> None:
    options, rows = Options(naming=Naming(same={"甲 县": "甲县"})), [PLAIN, PLAIN | {"unit": "甲 县", "period": 2011}]
    reader = Reader(RULES)
    for _ in range(2):
        assert told(reader, rows, options) == told_of_table(rows, options)
    rounding = Reader(loads(ROUNDING).rules)
    for _ in range(2):
        assert rounding.history_of_rows([PLAIN | {"score": 85.55}]).rows[0].exact == {"score": Decimal("85.55")}


def test_results_of_plain_rows_name_what_results_of_a_table_do() -> None:
    policy = loads(POLICY)
    rows = [PLAIN, PLAIN | {"unit": "乙县"}]
    for _ in range(2):
        found = policy.evaluate(rows, record=True, notes=lambda _: None)
        assert found.record == policy.evaluate(iter(rows), record=True, notes=lambda _: None).record
