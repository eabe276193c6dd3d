"""Of very many problems of one code the first 10,000 are kept and the others counted, by every way to give a table.

That many rows are given by every way once, with one kind of problem; with other kinds few are enough.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from attrs import frozen

from targetrules import Naming, ResultsError, loads
from targetrules.results import problem, read_history, read_table
from targetrules.results.problem import MOST_KEPT
from targetrules.results.reading import faults
from tests.encoded import encoded_table
from tests.results.workbooks import Cell, workbook
from tests.routes import ROUTES, Rows

POLICY = loads(
    """
format = 1
policy = { id = "p", title = "P" }
inputs.score = { type = "number", min = 0, max = 100 }
"""
)
MANY = MOST_KEPT + 7
FEW_KEPT = 60


def rows(unit: str = "u@", period: str = "2010", score: str = "1", *, count: int = MANY) -> Rows:
    """Many rows alike, and one at the end whose score is too high."""
    alike = [
        {"unit": unit.replace("@", str(at)).replace("%", str(at % 2)), "period": period, "score": score}
        for at in range(count)
    ]
    return [*alike, {"unit": "last", "period": "2010", "score": "101"}]


def error_of(route: str, given: Rows) -> ResultsError:
    with pytest.raises(ResultsError) as raised:
        ROUTES[route](POLICY, given, Naming())
    return raised.value


@frozen
class Kind:
    """How rows alike are written, the code of what is wrong with them, and in how many of them nothing is."""

    written: Mapping[str, str]
    code: str
    fine: int = 0


KINDS = {
    "no numbers": Kind({"score": "x"}, "RES41"),
    "twice": Kind({"unit": "u"}, "RES34", fine=1),
    "two in turns": Kind({"unit": "u%"}, "RES34", fine=2),
    "no periods": Kind({"period": ""}, "RES32"),
    "no units": Kind({"unit": " "}, "RES31"),
    "missing": Kind({"score": ""}, "RES40"),
}
TRIED = [
    *((route, "no numbers", MOST_KEPT) for route in ROUTES),
    *((route, kind, FEW_KEPT) for route in ROUTES for kind in ("twice", "two in turns")),
    *((route, kind, FEW_KEPT) for route in ("CSV", "CSV in columns", "Arrow") for kind in list(KINDS)[3:]),
]


@pytest.mark.parametrize(("route", "kind", "most"), TRIED)
def test_the_first_are_kept_and_all_are_counted(
    route: str, kind: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (problem, faults):
        monkeypatch.setattr(module, "MOST_KEPT", most)
    code, count = KINDS[kind].code, most + 7 - KINDS[kind].fine
    error = error_of(route, rows(**KINDS[kind].written, count=most + 7))
    kept = [each.row or 0 for each in error.problems if each.code == code]
    assert error.counts == {code: count, "RES43": 1}
    assert error.further == {code: count - most}
    assert kept == list(range(kept[0], kept[0] + most))
    assert [each.found for each in error.problems if each.code != code] == ["101"]
    lines = error.text().splitlines()
    assert lines[0] == f"{count + 1} problems in the results; nothing was decided."
    assert lines[-1] == f"… and {count - 20} more of {code}, {count - most} of them counted and not kept."


def test_as_many_as_are_kept_are_no_fewer() -> None:
    error = error_of("CSV", rows(score="x")[7:])
    assert (len(error.problems), error.further) == (MOST_KEPT + 1, {})
    assert error.text().splitlines()[-1] == f"… and {MOST_KEPT - 20} more of RES41."


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "tsv"])
def test_lines_that_are_none(format: str) -> None:  # noqa: A002  the word that users know
    data = {
        "csv": b"unit,period,score\n" + b"x\n" * MANY,
        "tsv": b"unit\tperiod\tscore\n" + b"x\n" * MANY,
        "json": b"[" + b",".join([b"1"] * MANY) + b"]",
        "jsonl": b"x\n" * MANY,
    }[format]
    with pytest.raises(ResultsError) as raised:
        read_history(POLICY.rules, read_table(io.BytesIO(data), format=format))
    codes = {"csv": {"RES32", "RES40"}, "tsv": {"RES32", "RES40"}, "json": {"RES11"}, "jsonl": {"RES10"}}[format]
    assert raised.value.counts == dict.fromkeys(codes, MANY)
    assert raised.value.further == dict.fromkeys(codes, 7)
    assert len(raised.value.problems) == MOST_KEPT * len(codes)


def test_cells_that_are_merged_have_their_problem_together_however_many_there_are() -> None:
    """They count as one, by rows and in columns."""
    lines: list[list[Cell]] = [["unit", "period", "score"]]
    lines += [[f"u{at}", "2010", None if at else "5"] for at in range(MANY)]
    lines += [["v", "2010", "x"]]
    data = workbook({"a": lines}, extra={"a": f'<mergeCell ref="C2:C{MANY + 1}"/>'})
    for reads in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            reads(POLICY.rules, read_table(io.BytesIO(data), format="xlsx"))
        assert (raised.value.counts, raised.value.further) == ({"RES72": 1, "RES41": 1}, {})
