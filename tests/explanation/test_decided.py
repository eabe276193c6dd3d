"""What was decided otherwise is told where it is looked back at, and of the period itself, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from targetrules import load
from targetrules.report.explanation import explanation_values
from tests.recorded import check_recorded

RECORDED = Path(__file__).parent / "recorded"
POLICY = load(Path(__file__).parent / "policies" / "decided.toml")
ROWS = [
    {"unit": "甲", "period": 2009, "score": 50, "decided.grade": "fair", "decided.received": ["talk"]},
    {"unit": "甲", "period": 2010, "score": 50, "decided.grade": "good", "decided.received": []},
    {"unit": "甲", "period": 2011, "score": 50, "decided.received": ["talk", "reorganisation"]},
    {"unit": "甲", "period": 2012, "score": 50, "decided.grade": "poor"},
    {"unit": "甲", "period": 2013, "score": 90, "decided.grade": "none"},
    {"unit": "甲", "period": 2014, "score": 40},
    {"unit": "乙", "period": 2013, "decided.grade": "poor"},
    {"unit": "乙", "period": 2014, "score": 90},
]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_values(language: str) -> None:
    told = [POLICY.explain(ROWS, unit=str(row["unit"]), period=int(str(row["period"]))) for row in ROWS]
    values = [explanation_values(each, language) for each in [told[0], *told[4:6]]]
    check_recorded(RECORDED / f"decided.{language}.json", f"{json.dumps(values, ensure_ascii=False, indent=1)}\n")


def test_by_columns_the_same_is_told() -> None:
    table = pl.DataFrame(ROWS, strict=False)
    for row in ROWS:
        unit, period = str(row["unit"]), int(str(row["period"]))
        assert POLICY.explain(table, unit=unit, period=period) == POLICY.explain(ROWS, unit=unit, period=period)
    assert list(POLICY.explain_rows(table)) == list(POLICY.explain_rows(ROWS))


def test_no_change_of_what_was_decided_is_offered_nor_of_an_earlier_period() -> None:
    """The decisions stand; what would have changed the outcome is looked for among the values of the period alone."""
    explained = POLICY.explain(ROWS, unit="甲", period=2012)
    nearest = [each.nearest for each in explained.consequences if each.nearest is not None]
    assert {change.input.id for found in nearest for change in found.changes} <= {"score"}
