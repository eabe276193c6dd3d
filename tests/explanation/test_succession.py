"""Whose past it was is told at once and wherever a period of theirs is told, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import NoSuchResultError, load, loads
from targetrules.engine.what_if import judged_by_rows
from targetrules.explanation.relevant_rows import judged_by_columns, relevant_rows
from targetrules.explanation.why import explain_judged
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.rules.succession import rows_of_past
from tests.recorded import check_recorded

RECORDED = Path(__file__).parent / "recorded"
POLICY = load(Path(__file__).parent / "policies" / "succession.toml")
ROWS = [
    {"unit": "甲", "period": 2009, "score": 50},
    {"unit": "乙", "period": 2009, "score": 40},
    {"unit": "甲", "period": 2010, "score": 40, "decided.received": ["talk", "again", "earlier", "fallen", "adjust"]},
    {"unit": "丙", "period": 2011, "score": 55, "continues": "甲", "merges": ["乙"]},
    {"unit": "甲", "period": 2011, "score": 30},
    {"unit": "丁", "period": 2012, "score": 70, "continues": "丙"},
    {"unit": "丙", "period": 2014, "score": 50, "continues": "丁"},
    {"unit": "戊", "period": 2014, "continues": "丁"},
]
ASKED = [("丙", 2011), ("丙", 2014)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_values(language: str) -> None:
    told = [POLICY.explain(ROWS, unit=unit, period=period) for unit, period in ASKED]
    values = [explanation_values(each, language) for each in told]
    check_recorded(RECORDED / f"succession.{language}.json", f"{json.dumps(values, ensure_ascii=False, indent=1)}\n")


def test_by_columns_the_same_is_told() -> None:
    table = pl.DataFrame([{**row, "merges": None} for row in ROWS], strict=False)
    rows = [{key: value for key, value in row.items() if key != "merges"} for row in ROWS]
    for row in ROWS:
        unit, period = str(row["unit"]), int(str(row["period"]))
        assert POLICY.explain(table, unit=unit, period=period) == POLICY.explain(rows, unit=unit, period=period)
    assert list(POLICY.explain_rows(table)) == list(POLICY.explain_rows(rows))


def test_no_period_of_another_unit_is_told_as_its_own() -> None:
    explained = explanation_text(POLICY.explain(ROWS, unit="丁", period=2012), "en")
    assert "2010 as 甲" in explained
    assert "2011 as 丙" in explained
    assert "乙 2" not in explained


def test_others_in_its_group_may_go_on_from_units_that_are_of_no_account() -> None:
    """To explain a unit those are judged who are in its group then, and not whoever they were before."""
    policy = loads(
        'format = 1\n[policy]\nid = "x"\ntitle = "x"\n[inputs]\nscore = { type = "number", min = 0, max = 100 }\n'
        'kind = { type = "choice", of = ["town", "village"] }\n[rankings.overall]\nby = "score"\nwithin = "kind"\n'
        '[[consequences]]\nid = "first"\nwhen = { place = { top = 1, ranking = "overall" } }\n'
    )
    history = policy.history(
        [
            {"unit": "甲", "period": 2009, "score": 50, "kind": "village"},
            {"unit": "乙", "period": 2009, "score": 40, "kind": "town"},
            {"unit": "丙", "period": 2010, "score": 60, "kind": "town", "continues": "甲"},
            {"unit": "丁", "period": 2010, "score": 70, "kind": "town", "continues": "乙"},
        ]
    )
    told = []
    for judged in (judged_by_rows, judged_by_columns):
        relevant = relevant_rows(policy.rules, history, "丁", 2010).history
        assert [row.unit for row in relevant.rows] == ["丙", "丁", "乙"]
        own = rows_of_past(relevant, "丁", 2010)
        units = judged(policy.rules, relevant, "丁", 2010)
        told.append(explain_judged(policy.rules, units, own, changes=True, whole=True))
    assert told[0] == told[1]
    assert [fact.code for fact in told[0].successions] == ["succession.continues"]


GONE = {
    ("甲", "2014"): (
        (
            "unit “甲” has no result in period “2014”; it has results in: 2009, 2010, 2011. "
            "From its past go on, since 2011: “丙”"
        ),
        "单位“甲”在“2014”没有成绩；有成绩的期：2009、2010、2011。自 2011 起承继其历史的单位：“丙”",
    ),
    ("丁", "2014"): (
        (
            "unit “丁” has no result in period “2014”; it has results in: 2012. "
            "From its past go on, since 2014: “丙”, “戊”"
        ),
        "单位“丁”在“2014”没有成绩；有成绩的期：2012。自 2014 起承继其历史的单位：“丙”、“戊”",
    ),
    ("丁", "2013"): (
        "unit “丁” has no result in period “2013”; it has results in: 2012",
        "单位“丁”在“2013”没有成绩；有成绩的期：2012",
    ),
}


@pytest.mark.parametrize(("asked", "told"), GONE.items())
@pytest.mark.parametrize("form", [list, pl.DataFrame])
def test_who_asks_about_a_unit_that_is_gone_is_told_who_goes_on(
    asked: tuple[str, str], told: tuple[str, str], form: Any
) -> None:
    unit, period = asked
    rows = [{"continues": None, "merges": None, "score": None, **row, "decided.received": None} for row in ROWS]
    with pytest.raises(NoSuchResultError) as raised:
        POLICY.explain(form(rows), unit=unit, period=period, notes=lambda _: None)
    assert (raised.value.text("en"), raised.value.text("zh")) == told
