"""Files read in columns hold what they hold row by row, and are told of in the same words."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from typing import Any

import pytest

from targetrules import loads
from targetrules.arguments import ArgumentError
from targetrules.columns.encoded import encode
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Codes, Numbers, Truths
from targetrules.engine.choice import ENGINES
from targetrules.results import ResultsError, read_history, read_table
from targetrules.results.arrow.encoded import EncodedResults
from tests.encoded import encoded_table
from tests.results.example_rules import rules

FOLDER = Path(__file__).parent


def files(folder: str) -> dict[str, dict[str, Any]]:
    """The files of a folder, each with the options that it is read with."""
    options = tomllib.loads((FOLDER / folder / "options.toml").read_text(encoding="utf-8"))
    others = {".txt.txt", ".toml"}
    paths = sorted(path for path in (FOLDER / folder).iterdir() if "".join(path.suffixes) not in others)
    recorded = {path for path in paths if path.suffix == ".txt" and len(path.suffixes) > 1}
    return {path.name: options.get(path.name, {}) for path in paths if path not in recorded}


GOOD, BAD = files("good"), files("bad")


def in_columns(name: str, options: dict[str, Any]) -> EncodedResults:
    wide = options.pop("wide", None)
    return encoded_table(rules(), read_table(name, **options), wide=wide)


def plain(column: Numbers | Codes | Truths) -> list[Any]:
    return column.codes.tolist() if isinstance(column, Codes) else values_of(column)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_holds_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER / "good")
    wide = GOOD[name].get("wide")
    by_rows = read_history(rules(), read_table(name, **{k: v for k, v in GOOD[name].items() if k != "wide"}), wide=wide)
    table, expected = in_columns(name, dict(GOOD[name])), encode(rules(), by_rows.history)
    assert table.notes == by_rows.notes
    assert [table.encoded.names[unit] for unit in table.encoded.units] == [row.unit for row in by_rows.history.rows]
    assert table.encoded.periods.tolist() == expected.periods.tolist()
    for one in rules().inputs:
        if one != "remark":  # of a text only matters which are the same
            assert plain(table.encoded.inputs[one]) == plain(expected.inputs[one]), one


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_of_in_the_same_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER / "bad")
    told = (FOLDER / "bad" / f"{name}.txt").read_text(encoding="utf-8")
    with pytest.raises(ResultsError) as raised:
        in_columns(name, dict(BAD[name]))
    assert f"{raised.value.text('en')}\n\n{raised.value.text('zh')}\n" == told


@pytest.mark.parametrize("unit", ["x", "X", " x", "ｘ"])
def test_one_column_is_not_both_that_of_the_unit_and_that_of_the_period(unit: str) -> None:
    table = read_table(io.BytesIO(b"x,score\n2011,1\n"), format="csv")
    for read in (read_history, encoded_table):
        with pytest.raises(ArgumentError) as raised:
            read(rules(), table, unit_column=unit, period_column="x")
        assert str(raised.value) == (
            "period_column: “x” is said to be the column of the unit as well; name another one, "
            "or leave one of the two out"
        )


WIDE = b"unit,2001,2002\na,1,1\nb,2,\na,3,3\nb,,4\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_unit_in_two_lines_of_a_wide_table_has_its_periods_once(engine: Any) -> None:
    policy = loads(
        'format = 1\npolicy = { id = "p", title = "P" }\n'
        'inputs.score = { type = "number", min = 0, max = 9, optional = true }\n'
    )
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(io.BytesIO(WIDE), input_format="csv", wide="score", engine=engine)
    assert raised.value.text() == (
        "2 problems in the results; nothing was decided.\n\n"
        '<stdin>, line 4: "a" has a result for 2001 already, in line 2 [RES34]\n'
        '<stdin>, line 4: "a" has a result for 2002 already, in line 2 [RES34]'
    )
