"""Reviews of a period: every question, whole pages recorded, and figures that were worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import ArgumentError, History, NoSuchResultError, Policy, load, loads
from targetrules.report.json_text import indented
from targetrules.review import KINDS, Review, review, review_text, review_values
from targetrules.review.edges import cut_off_after
from targetrules.review.text import answers_of
from tests.recorded import check_recorded

FOLDER = Path(__file__).parent
POLICY = FOLDER / "policies" / "office.toml"
RESULTS = FOLDER / "results.csv"


def office() -> Policy:
    return load(str(POLICY))


def of_office(**how: Any) -> Review:
    return review(office(), str(RESULTS), **how)


def rows_of(found: Review, kind: str) -> list[dict[str, Any]]:
    return [dict(row) for each in found.of(kind) for row in each.rows]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_can_be_answered_in_cells(language: str) -> None:
    """As reports have them."""
    found = of_office()
    assert {each.kind for each in found.findings if each.rows} == set(KINDS) - {"went"}  # as units that came
    answers = list(answers_of(found, language, 5))
    assert len(answers) >= len(KINDS) - 1
    assert all(answer.rows and {len(answer.headings)} == set(map(len, answer.rows)) for answer in answers)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_as_recorded(language: str) -> None:
    found = of_office()
    check_recorded(FOLDER / "recorded" / f"office.{language}.txt", review_text(found, language) + "\n")
    whole = review_text(found, language, most=None, width=80)
    check_recorded(FOLDER / "recorded" / f"office-whole.{language}.txt", whole + "\n")


def test_its_values_are_as_recorded() -> None:
    check_recorded(FOLDER / "recorded" / "office.json", indented(review_values(of_office())) + "\n")


def test_every_question_is_asked_and_each_in_its_place() -> None:
    kinds = [each.kind for each in of_office().findings]
    assert tuple(dict.fromkeys(kinds)) == KINDS


PLAIN = """
format = 1
[policy]
id = "plain"
title = "Plain"
[inputs]
low = { type = "flag" }
[[consequences]]
id = "plan"
when = { low = true }
"""


def test_what_a_policy_does_not_raise_is_not_asked() -> None:
    found = review(loads(PLAIN), [{"unit": "A", "period": 2011, "low": "yes"}])
    assert [each.kind for each in found.findings] == ["missing", "unread"]
    assert review_text(found) == (
        "Plain (plain)\nReview of 2011; units: 1\n\nNothing found: undetermined rules; columns that nobody reads."
    )


def test_there_is_no_other_question() -> None:
    with pytest.raises(ArgumentError) as error:
        of_office().of("edges")
    assert "step" in str(error.value)


def test_effective_weights_are_shares_of_the_variance() -> None:
    """Two parts without a covariance, one of which spreads three times as much: 9 to 1."""
    rows = [
        {
            "unit": name,
            "period": 2023,
            "kind": "county",
            "economy": economy,
            "services": services,
            "accidents": 0,
            "appealed": "",
        }
        for name, economy, services in (("A", 50, 50), ("B", 50, 60), ("C", 80, 50), ("D", 80, 60))
    ]
    (found,) = review(office(), rows).of("weight")
    assert found.about == {"measure": "score", "units": 4}
    assert [(row["part"], row["nominal"], row["effective"]) for row in found.rows] == [
        ("economy", Decimal("50.0"), Decimal("90.0")),
        ("services", Decimal("50.0"), Decimal("10.0")),
    ]


INDICATORS = """
format = 1
[policy]
id = "indicators"
title = "Indicators"
[categories]
economy = { weight = 60 }
safety = {}
[inputs]
bonus = { type = "number", min = 0, max = 5 }
[measures]
half = { formula = "0.5 * growth_score + safety_score", decimals = 2 }
mean = { weights = { growth_score = 1, jobs_score = 3 }, decimals = 2 }
extra = { formula = "total + bonus", decimals = 2 }
twice = { formula = "total + growth_score", decimals = 2 }
none = { formula = "0 * growth_score + 0 * jobs_score", decimals = 2 }
[indicators]
growth = { category = "economy", weight = 30, target = "at_least" }
jobs = { category = "economy", weight = 15, target = "at_least" }
income = { category = "economy", weight = 15, target = "at_least" }
accidents = { category = "safety", weight = 25, target = "at_most" }
fires = { category = "safety", weight = 15, target = "at_most" }
noise = { category = "safety", target = "at_most" }
"""


def test_the_nominal_weight_of_a_score_is_the_weight_declared() -> None:
    """Of a sum of nothing else; a weighted mean, and a sum with something else in it, have factors."""
    names = ("growth", "jobs", "income", "accidents", "fires", "noise")
    met = {"A": "110111", "B": "011010", "C": "100101", "D": "001001"}
    rows = [
        {"unit": unit, "period": 2023, "bonus": at}
        | {name: 1 if (one == "1") == (name in names[:3]) else 0 for name, one in zip(names, ones, strict=True)}
        | {f"{name}_target": int(name in names[:3]) for name in names}
        for at, (unit, ones) in enumerate(met.items())
    ]
    found = {each.about["measure"]: each for each in review(loads(INDICATORS), rows).of("weight")}
    assert {name: {row["part"]: str(row["nominal"]) for row in each.rows} for name, each in found.items()} == {
        "economy_score": {"growth_score": "50.0", "jobs_score": "25.0", "income_score": "25.0"},
        "safety_score": {"accidents_score": "62.5", "fires_score": "37.5"},
        "total": {"economy_score": "60.0", "safety_score": "40.0"},
        "half": {"growth_score": "27.3", "safety_score": "72.7"},  # 15 and 40
        "mean": {"growth_score": "25.0", "jobs_score": "75.0"},
        "extra": {"total": "50.0", "bonus": "50.0"},
        "twice": {"total": "76.9", "growth_score": "23.1"},  # 100 and 30
        "none": {},
    }


def test_of_a_total_that_is_the_same_for_all_there_are_no_effective_weights() -> None:
    rows = [
        {"unit": name, "period": 2023, "kind": "county", "economy": 50, "services": 50, "accidents": 0, "appealed": ""}
        for name in ("A", "B")
    ]
    (found,) = review(office(), rows).of("weight")
    assert found.rows == ()


def test_a_step_beyond_the_range_of_an_input_is_not_tried() -> None:
    policy = loads(
        PLAIN.replace('low = { type = "flag" }', "score = { type = 'number', min = 0, max = 5 }")
        .replace("low = true", "score = { above = 5 }")
        .replace("max = 5", "max = 6")
    )
    found = review(policy, [{"unit": "A", "period": 2011, "score": 6}, {"unit": "B", "period": 2011, "score": 5}])
    assert [(row["unit"], row["other"]) for row in rows_of(found, "step")] == [("A", Decimal(5)), ("B", Decimal(6))]


def test_a_period_may_be_named_and_later_ones_are_not_looked_at() -> None:
    found = of_office(period=2022)
    assert (found.period, found.before, found.units) == (2022, 2021, 7)
    assert rows_of(found, "came") == []
    first = of_office(period="2021")
    assert first.before is None
    assert {each.kind for each in first.findings}.isdisjoint({"came", "went", "moved", "still"})


def test_a_period_without_results_is_told() -> None:
    with pytest.raises(NoSuchResultError) as error:
        of_office(period=1999)
    assert str(error.value) == "there is no result in 1999; there are results in 2021, 2022, 2023"
    assert error.value.text("zh") == "1999 没有成绩；有成绩的是 2021、2022、2023"
    with pytest.raises(NoSuchResultError) as error:
        review(office(), History(()))
    assert str(error.value) == "there are no results, so that there is nothing to review"


def test_a_unit_that_goes_on_from_another_has_neither_come_nor_has_that_gone() -> None:
    rows = [
        {"unit": "A", "period": 2010, "low": "no", "continues": ""},
        {"unit": "B", "period": 2010, "low": "no", "continues": ""},
        {"unit": "A2", "period": 2011, "low": "no", "continues": "A"},
        {"unit": "C", "period": 2011, "low": "no", "continues": ""},
    ]
    found = review(loads(PLAIN), rows)
    assert rows_of(found, "came") == [{"unit": "C"}]
    assert rows_of(found, "went") == [{"unit": "B"}]


def test_what_stands_by_default_is_told_only_where_it_decides() -> None:
    """Of a history nobody knows which cells were empty."""
    found = of_office()
    assert {(row["unit"], row["input"]) for row in rows_of(found, "default")} == {("D", "appealed"), ("E", "appealed")}
    policy = office()
    assert not review(policy, policy.history(str(RESULTS))).of("default")


def test_where_everybody_is_judged_anew_units_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The quotas of this policy take in turn what the one before leaves."""
    quota = '[[grading.quotas]]\ngrade = "excellent"'
    before = '[[grading.quotas]]\ngrade = "good"\nat_most = 4\nranking = "standing"\n\n'
    policy = loads(POLICY.read_text(encoding="utf-8").replace(quota, before + quota))
    whole = review(policy, str(RESULTS))
    assert [each.untried for each in whole.of("step")] == [0]
    monkeypatch.setattr("targetrules.review.edges._MOST_JUDGED", 6 * 8 * 2)
    (found,) = review(policy, str(RESULTS)).of("step")
    assert found.untried == 6
    assert [row for row in whole.of("step")[0].rows if row["unit"] in ("A", "B")] == list(found.rows)


@given(st.fractions(max_denominator=10**6), st.integers(0, 6), st.integers(-(10**6), 10**6))
def test_a_number_that_is_cut_off_compares_as_it_does(exact: Fraction, decimals: int, count: int) -> None:
    other = Fraction(count, 10**decimals)
    cut = Fraction(cut_off_after(exact, decimals))
    assert (cut < other, cut == other, cut > other) == (exact < other, exact == other, exact > other)


FILLED = """
format = 1
[policy]
id = "filled"
title = "Filled"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 9 }
praised = { type = "flag", default = false }
[rankings.r]
by = "score"
[grading]
by = "score"
bands = { good = 3, poor = 0 }
[[grading.floors]]
when = { praised = true }
at_least = "good"
[[grading.quotas]]
grade = "poor"
at_least = 1
ranking = "r"
"""


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ({"A": 8, "B": 5, "C": 2}, set()),  # with 3 C would be the last whom the quota takes, and poor all the same
        ({"A": 8, "B": 3, "C": 3}, {("B", 4), ("C", 4)}),  # the two tie, and who rises leaves it to the other
    ],
)
def test_a_unit_that_fills_a_quota_is_not_counted_beside_itself(scores: dict[str, int], told: set[Any]) -> None:
    rows = [{"unit": unit, "period": 2011, "score": score, "praised": ""} for unit, score in scores.items()]
    found = review(loads(FILLED), rows)
    assert {(row["unit"], int(row["other"])) for row in rows_of(found, "step")} == told
