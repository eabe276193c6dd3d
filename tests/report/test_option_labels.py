"""Words of a choice that have labels: people read the labels, results may have them, programs read the words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import targetrules
from targetrules.engine.choice import EngineName
from targetrules.html_report import report
from targetrules.html_report.rows import PageData
from targetrules.letters.layout import parts_of
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.report.labels import PolicyLabels
from targetrules.review import review, review_text
from targetrules.workbook.decided import Decided
from targetrules.workbook.template import columns_of_template

POLICY = """
format = 1
[policy]
id = "county"
title = { en = "County", zh = "县区" }
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100 }
[inputs.kind]
type = "choice"
of = ["county", "office", "town"]
default = "office"
labels = { county = { en = "County", zh = "县（市、区）" }, office = { en = "Department", zh = "部门" } }
[rankings.overall]
by = "score"
within = "kind"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "talk"
when = { kind = "county", grade = "poor" }
[[consequences]]
id = "praise"
when = { place = "first" }
[letters]
text = "{value.kind} {value.score}"
"""
ROWS = [
    {"unit": "A", "period": 2020, "kind": "县(市、区)", "score": 50},
    {"unit": "B", "period": 2020, "kind": "Department", "score": 70},
    {"unit": "C", "period": 2020, "kind": "town", "score": 80},
    {"unit": "D", "period": 2020, "kind": "county", "score": 40},
    {"unit": "E", "period": 2020, "kind": None, "score": 60},
]


@pytest.fixture(scope="module")
def policy() -> targetrules.Policy:
    return targetrules.loads(POLICY)


@pytest.mark.parametrize("engine", ["reference", "columnar"])
def test_results_may_have_the_labels(policy: targetrules.Policy, tmp_path: Path, engine: EngineName) -> None:
    file = tmp_path / "results.csv"
    lines = (",".join("" if each is None else str(each) for each in row.values()) for row in ROWS)
    file.write_text("\n".join(("unit,period,kind,score", *lines)), encoding="utf-8")
    outcomes = policy.evaluate(file, engine=engine)
    assert [[one.id for one in each.consequences] for each in outcomes] == [
        ["talk", "praise"],
        ["praise"],
        ["praise"],
        ["talk"],
        [],
    ]


def test_what_is_neither_word_nor_label_is_told_with_both(policy: targetrules.Policy) -> None:
    with pytest.raises(targetrules.ResultsError, match=r'"county" \(County / 县（市、区）\).*"town"'):
        policy.evaluate([{**ROWS[0], "kind": "village"}])


def test_explanations_call_a_word_by_its_label(policy: targetrules.Policy) -> None:
    found = policy.explain(ROWS, unit="D", period=2020, changes=False)
    assert "✔ kind：县（市、区）" in explanation_text(found, "zh")
    assert "✔ kind: County" in explanation_text(found, "en")
    [talk] = [each for each in explanation_values(found, "zh")["consequences"] if each["consequence"]["id"] == "talk"]
    assert '{"kind": "option", "id": "county", "label": "县（市、区）"}' in json.dumps(talk["when"], ensure_ascii=False)


def test_letters_do(policy: targetrules.Policy) -> None:
    letters = policy.letters(policy.evaluate(ROWS), consequences=["talk"], language="zh")
    assert [[text for part, text, _ in parts_of(each) if part == "text"] for each in letters] == [
        ["县（市、区） 50"],
        ["县（市、区） 40"],
    ]


def test_reports_do_in_both_languages(policy: targetrules.Policy) -> None:
    data = PageData(report(policy, ROWS, group="kind", review=False)).values()
    assert {unit: group for unit, group, _ in data["units"]} == {
        "A": [["County", "县（市、区）"]],
        "B": [["Department", "部门"]],
        "C": ["town"],
        "D": [["County", "县（市、区）"]],
        "E": [["Department", "部门"]],
    }


def test_reviews_and_workbooks_do(policy: targetrules.Policy) -> None:
    page = review_text(review(policy, ROWS), "zh", most=None)
    assert "overall：县（市、区）" in page
    assert "overall：部门" in page
    decided = Decided(PolicyLabels(policy.rules, "en"), policy.evaluate(ROWS), policy.read(ROWS).history)
    assert decided.group_in_words(["kind"], ["office"]) == "Department"


def test_templates_offer_the_labels(policy: targetrules.Policy) -> None:
    columns = {each.heading: each for each in columns_of_template(policy.rules, "zh", None)}
    assert columns["kind"].words == ("县（市、区）", "部门", "town")
    assert "部门" in columns["kind"].note
