"""What is taken is read again: the limits of files hold at every door, and are told where something comes in."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest

from targetrules import ArgumentError, History, ResultsError, Row, loads
from targetrules.engine.choice import ENGINES, EngineName
from tests.county import county_text

POLICY = loads("""
format = 1
[policy]
id = "limits"
title = "Limits"
[[grades]]
id = "fine"
[inputs]
score = { type = "number", min = -10, max = 100, decimals = 1, excess = "round", optional = true }
sold = { type = "number", min = 0, max = 9, default = 0 }
word = { type = "choice", of = ["one", "two"], optional = true }
level = { type = "grade", optional = true }
district = { type = "text", optional = true }
remark = { type = "text", optional = true }
[rankings.overall]
by = "score"
within = "district"
[grading]
by = "score"
bands = { fine = -10 }
""")
FINE: dict[str, Any] = {
    "score": Decimal("0.5"),
    "sold": Decimal(3),
    "word": "two",
    "level": "fine",
    "district": "East",
    "remark": "new head",
}
SCORE = "a number with at most 1 decimal, from -10 to 100, as it is read from results"
LONG_NAME = (
    "the name of a group as it is read from results: "
    "a text (str) of at most 300 characters without blanks around it, or None where it is missing"
)


def history(unit: str = "A", **values: Any) -> History:
    return History((Row(unit, 2011, {**FINE, **values}),))


def ignored(_: object) -> None:
    """Notes are not what is tried here."""


def is_repeated(rows: History | list[dict[str, Any]]) -> bool:
    """Whether the decision is verified by the files that are written of it."""
    outcomes, results = io.BytesIO(), io.BytesIO()
    POLICY.evaluate(rows, record=True, notes=ignored).write(outcomes, format="csv")
    POLICY.read(rows).write(results)
    outcomes.seek(0)
    results.seek(0)
    return POLICY.verify(outcomes, results).verified


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"unit": "u" * 300},
        {"district": "d" * 300},
        {"remark": "r" * 131_072},
        {"score": Decimal(-10), "word": None, "level": None, "district": None, "remark": None},
        {"unit": "合计", "district": "4-Mar"},
    ],
)
def test_what_is_taken_is_read_again(values: dict[str, Any]) -> None:
    assert is_repeated(history(**values))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("score", Decimal("100.1"), SCORE),
        ("score", Decimal("0.55"), SCORE),
        ("score", Decimal("NaN"), SCORE),
        ("word", "three", '"one" or "two", as it is read from results'),
        ("level", "fair", '"fine", as it is read from results'),
        ("district", "d" * 301, LONG_NAME),
        ("district", " East", LONG_NAME),
        ("district", " 4-Mar", LONG_NAME),
        ("remark", " new head", "text, as it is read from results"),
        ("remark", "a\0b", "text, as it is read from results"),
    ],
)
def test_what_no_file_can_have_is_told_where_it_comes_in(name: str, value: Any, expected: str) -> None:
    for engine in ENGINES:
        with pytest.raises(ArgumentError) as caught:
            POLICY.evaluate(history(**{name: value}), engine=engine)
        assert str(caught.value).startswith(f"rows.rows[0].values['{name}']: ")
        assert str(caught.value).endswith(f" is not {expected}")


def test_what_no_file_may_lack_is_judged_and_not_recorded() -> None:
    lacking = history(sold=None)
    assert POLICY.evaluate(lacking)[0].grade == "fine"
    for act in (
        lambda: POLICY.evaluate(lacking, record=True),
        lambda: POLICY.read(lacking).write(io.BytesIO()),
        lambda: POLICY.step(POLICY.start(), lacking, record=True),
    ):
        with pytest.raises(ArgumentError, match=r"rows: rows\[0\]\.values\['sold'\] is missing"):
            act()


def test_the_name_of_a_unit_has_one_limit() -> None:
    with pytest.raises(ArgumentError, match=r"rows\.rows\[0\]\.unit: .* of at most 300 characters"):
        POLICY.evaluate(history("u" * 301))
    with pytest.raises(ResultsError, match="RES76"):
        POLICY.evaluate([{"unit": "u" * 301, "period": 2011, "score": 1}])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_text_that_no_file_can_hold_is_judged_and_not_recorded(engine: EngineName) -> None:
    rows = [{"unit": "A", "period": 2011, "score": 1, "sold": 1, "remark": "r" * 131_073}]
    assert POLICY.evaluate(rows, engine=engine, notes=ignored)[0].grade == "fine"
    with pytest.raises(ArgumentError, match="rows: a text of the input remark has more than 131,072 characters"):
        POLICY.evaluate(rows, engine=engine, record=True, notes=ignored)
    rows[0]["remark"] = "r" * 131_072
    assert is_repeated(rows)


# ---- files of outcomes -----------------------------------------------------------------------------------------------

MANY = loads(
    county_text(
        "".join(f'[[consequences]]\nid = "{"long" * 40}-{at}"\nwhen = {{ beside = true }}\n' for at in range(900)),
        inputs='beside = { type = "flag", optional = true }',
    )
)


def test_a_cell_of_outcomes_may_be_of_any_length() -> None:
    """What is undetermined stands in one cell, which is longer than Python's reader of CSV takes."""
    rows = [{"unit": unit, "period": 2011, "score": 50} for unit in ("A", 'B "the second"', "C,\nD")]
    outcomes = MANY.evaluate(rows, record=True, notes=ignored)
    file = io.BytesIO()
    outcomes.write(file, format="csv")
    assert max(map(len, file.getvalue().split(b"\n"))) > 131_072
    assert MANY.verify(io.BytesIO(file.getvalue()), rows).verified
    changed = file.getvalue().replace(b"C,", b"E,", 1)
    assert not MANY.verify(io.BytesIO(changed), rows).verified
    broken = file.getvalue().replace(b'"the', b"the", 1)
    with pytest.raises(ValueError, match="CSV"):
        MANY.verify(io.BytesIO(broken), rows)


def test_no_file_is_written_that_is_too_large_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.decision.writing.LARGEST_FILE", 200)
    outcomes, file = POLICY.evaluate(history(), record=True), io.BytesIO()
    with pytest.raises(ArgumentError, match="to: the file would have more than 200 bytes"):
        outcomes.write(file, format="json")
    assert file.getvalue() == b""
    POLICY.evaluate(history()).write(file, format="json")
    assert len(file.getvalue()) > 200


def test_no_results_are_written_that_are_too_large_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    results, file = POLICY.read(history()), io.BytesIO()
    monkeypatch.setattr("targetrules.results.sources.read.LARGEST_FILE", 50)
    with pytest.raises(ArgumentError, match="to: the file would have more than 50 bytes"):
        results.write(file)
    monkeypatch.setattr("targetrules.results.as_file.MOST_CELLS", 7)
    with pytest.raises(ArgumentError, match="to: the file would have more than 7 cells"):
        results.write(file)
    assert file.getvalue() == b""
