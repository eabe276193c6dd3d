"""North Carolina: the decisions of ``nc-low-performing`` against the official grades and the official lists of 2018."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from targetrules import load, loads
from targetrules.outcome import Outcome
from targetrules.reconciliation import reconcile

pytestmark = pytest.mark.xdist_group("nc_schools")

POLICY = Path(__file__).parents[2] / "policies" / "nc-low-performing.toml"
TWO_OF_THREE = "{ low_performing = true, times = 2, of_last = 3 }"
RECURRING = "recurring-low-performing"
CONTINUALLY = "continually-low-performing-charter"

Rows = list[dict[str, Any]]
Outcomes = dict[tuple[str, int | str], Outcome]


@pytest.fixture(scope="session")
def official(real: Callable[[str], Rows]) -> Rows:
    """The schools for which the State decided in 2018 (the others of the file have empty cells)."""
    return [school for school in real("nc_schools/official_2018.csv") if school["lp_school"]]


@pytest.fixture(scope="session")
def rows(real: Callable[[str], Rows], official: Rows) -> Rows:
    """The published results. A school that was decided on without a result in 2018 gets a row with nothing in it."""
    published = real("nc_schools/results_2014_2018.csv")
    there = {row["agency_code"] for row in published if row["year"] == "2018"}
    without = [{"agency_code": school["agency_code"], "year": "2018"} for school in official]
    every = [*published, *(row for row in without if row["agency_code"] not in there)]
    return [{**row, "unit": row["agency_code"], "charter": row["agency_code"][2].isalpha()} for row in every]


def judged(rows: Rows, policy: Path = POLICY) -> Outcomes:
    return {(outcome.unit, outcome.period): outcome for outcome in load(policy).evaluate(rows)}


@pytest.fixture(scope="session")
def outcomes(rows: Rows) -> Outcomes:
    return judged(rows)


def received(outcome: Outcome) -> set[str]:
    return {consequence.id for consequence in outcome.consequences}


def agreeing(official: Rows, outcomes: Outcomes) -> int:
    """For how many schools both lists of 2018, recurring (of district schools) and continually (of charters), agree."""
    decided = [(school, received(outcomes[school["agency_code"], 2018])) for school in official]
    return sum(
        (RECURRING in ids, CONTINUALLY in ids) == (school["rlp_school"] == "Y", school["clpc_school"] == "Y")
        for school, ids in decided
    )


def test_low_performing_schools_of_2018(official: Rows, outcomes: Outcomes) -> None:
    ours = {school["agency_code"]: received(outcomes[school["agency_code"], 2018]) for school in official}
    differing = [
        school["agency_code"]
        for school in official
        if ("low-performing" in ours[school["agency_code"]]) != (school["lp_school"] == "Y")
    ]
    assert len(official) == 2645
    assert differing == []
    assert Counter(school["lp_school"] for school in official) == {"N": 2166, "Y": 479}


def test_recurring_and_continually_low_performing_schools_of_2018(official: Rows, outcomes: Outcomes) -> None:
    assert agreeing(official, outcomes) == len(official) == 2645


@pytest.mark.parametrize(
    ("misreading", "agree"),
    [
        pytest.param("{ low_performing = true, consecutive = 2 }", 2510, id="two consecutive years"),
        pytest.param(
            "{ all = [{ low_performing = true }, " + TWO_OF_THREE + "] }", 2559, id="the current year must be one"
        ),
    ],
)
def test_misreadings_are_refuted(rows: Rows, official: Rows, tmp_path: Path, misreading: str, agree: int) -> None:
    text = POLICY.read_text(encoding="utf-8")
    assert TWO_OF_THREE in text
    misread = tmp_path / "misread.toml"
    misread.write_text(text.replace(TWO_OF_THREE, misreading), encoding="utf-8")
    last_three = [row for row in rows if int(row["year"]) >= 2016]
    assert agreeing(official, judged(last_three, misread)) == agree


def test_the_entry_that_is_wrong_is_named(rows: Rows, official: Rows) -> None:
    """Given the policy as two consecutive years; of a tenth of the schools, and all charters that are on the list."""
    text = POLICY.read_text(encoding="utf-8").replace(TWO_OF_THREE, "{ low_performing = true, consecutive = 2 }")
    listed = [
        {**school, "unit": school["agency_code"]}
        for at, school in enumerate(official)
        if at % 10 == 0 or school["clpc_school"] == "Y"
    ]
    units = {school["unit"] for school in listed}
    last_three = [row for row in rows if int(row["year"]) >= 2016 and row["unit"] in units]
    columns = {RECURRING: "rlp_school", CONTINUALLY: "clpc_school"}
    found = reconcile(loads(text), last_three, listed, columns=columns)
    assert [(each.agree, each.only_here, each.only_there) for each in found.agreements] == [(278, 0, 10), (279, 0, 9)]
    entry = "`consecutive = 2` → `times = 2, of_last = 3`"
    lines = [at for at, line in enumerate(text.split("\n"), 1) if "consecutive = 2 }] }" in line][:2]
    assert [each.mutant.telling() for each in found.causes] == [f"line {line}: {entry}" for line in lines]
    assert [(len(each.explained), each.new) for each in found.causes] == [(10, 0), (9, 0)]


def test_claims_hold(rows: Rows) -> None:
    checked = load(POLICY).check_claims(rows)
    assert [(check.claim, check.broken) for check in checked if check.broken or not check.looked_at] == []


# ---- letter grades ---------------------------------------------------------------------------------------------------


def letter(row: dict[str, Any]) -> str:
    """The published grade. "A+NG" was printed in 2015 to 2017 for an A without a significant achievement gap."""
    return str(row.get("spg_grade") or "").replace("A+NG", "A")


def test_published_grades_from_published_scores(rows: Rows, outcomes: Outcomes) -> None:
    graded = [row for row in rows if letter(row)]
    assert len(graded) == 12344
    assert [row["unit"] for row in graded if outcomes[row["unit"], int(row["year"])].grade != letter(row)] == []


def test_a_plus_ng_is_an_a_of_three_years(rows: Rows, outcomes: Outcomes) -> None:
    without_gap = [row for row in rows if row.get("spg_grade") == "A+NG"]
    assert Counter(row["year"] for row in without_gap) == {"2015": 69, "2016": 84, "2017": 87}
    assert {outcomes[row["unit"], int(row["year"])].grade for row in without_gap} == {"A"}


def test_a_school_without_a_score_has_no_grade(rows: Rows, outcomes: Outcomes) -> None:
    without = [row for row in rows if not row.get("spg_score") and not row.get("ach_score")]
    found = [outcomes[row["unit"], int(row["year"])] for row in without]
    assert len(found) == 491
    assert {outcome.grade for outcome in found} == {None}
    assert {outcome.measures["score"] for outcome in found} == {None}


def test_three_schools_that_the_state_left_ungraded_are_graded_here(rows: Rows, outcomes: Outcomes) -> None:
    """They have an achievement score and nothing else; other schools without growth were graded on achievement."""
    ungraded = [row for row in rows if row.get("ach_score") and not row["spg_grade"]]
    found = [(row["year"], row["ach_score"], outcomes[row["unit"], int(row["year"])].grade) for row in ungraded]
    assert sorted(found) == [("2016", "62", "C"), ("2017", "62", "C"), ("2018", "62.6", "C")]


def test_no_rule_fires_on_the_growth_of_a_school_that_has_none(rows: Rows, outcomes: Outcomes) -> None:
    low = [row for row in rows if letter(row) in ("D", "F") and not row["eg_status"]]
    found = [outcomes[row["unit"], int(row["year"])] for row in low]
    assert len(found) == 34
    assert not any("low-performing" in received(outcome) for outcome in found)
    assert {outcome.conditions["low_performing"] for outcome in found} == {None}
    assert all(outcome.undetermined[0].id == "low-performing" for outcome in found)
    assert {outcome.undetermined[0].missing for outcome in found} == {("growth",)}


def test_published_grades_from_computed_scores(rows: Rows) -> None:
    """80/20, rounded half up. Before 2018 achievement was published in whole points, and some scores are one off."""
    unpublished = [{key: value for key, value in row.items() if key != "spg_score"} for row in rows]
    outcomes = judged(unpublished)
    graded = [row for row in rows if letter(row) and row["ach_score"]]
    same = [row for row in graded if outcomes[row["unit"], int(row["year"])].grade == letter(row)]
    assert Counter(row["year"] for row in graded) == {
        "2014": 2424, "2015": 2446, "2016": 2459, "2017": 2478, "2018": 2499,
    }  # fmt: skip
    assert Counter(row["year"] for row in same) == {
        "2014": 2395, "2015": 2408, "2016": 2423, "2017": 2434, "2018": 2499,
    }  # fmt: skip


def test_published_scores_of_2018_from_computed_scores(rows: Rows, outcomes: Outcomes) -> None:
    """In 2018 achievement was published to a tenth, and every school with growth has the score that 80/20 gives."""
    measured = [row for row in rows if row["year"] == "2018" and row.get("ach_score") and row.get("spg_score")]
    computed = {row["unit"]: outcomes[row["unit"], 2018].measures["computed_score"] for row in measured}
    with_growth = [row for row in measured if row["eg_score"]]
    differing = [row["unit"] for row in with_growth if computed[row["unit"]] != Decimal(row["spg_score"])]
    assert len(with_growth) == 2474
    assert differing == []
