"""Medicare: the low-performing icons of 2019 against the list that CMS published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from targetrules import Naming, ResultsError, load
from targetrules.outcome import Outcome

POLICY = Path(__file__).parents[2] / "policies" / "medicare-low-performing.toml"

Rows = list[dict[str, Any]]

AVERAGES = ("MA-PD Average", "PDP Average", "Overall Average")
"""They stand in the official lists among the contracts, and were judged as contracts before they were left out."""


def test_the_averages_among_the_contracts_are_told(contract_years: Rows) -> None:
    with pytest.raises(ResultsError) as raised:
        load(POLICY).evaluate(contract_years)
    assert {(str(each.code), each.found) for each in raised.value.problems} == {("RES59", each) for each in AVERAGES}


@pytest.fixture(scope="module")
def contract_years(real: Callable[[str], Rows]) -> Rows:
    """One row a contract and year; a part that is not rated has an empty cell."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for rating in real("medicare_stars/summary_stars.csv"):
        key = rating["contract_id"], rating["star_year"]
        part = rating["summary_type"].lower().replace(" ", "_")
        rows.setdefault(key, {"unit": key[0], "period": key[1]})[part] = rating["stars"]
    return list(rows.values())


@pytest.fixture(scope="module")
def outcomes(contract_years: Rows) -> list[Outcome]:
    return list(load(POLICY).evaluate(contract_years, naming=Naming(leave_out=AVERAGES)))


def contracts(outcomes: list[Outcome], consequence: str, year: int) -> list[str]:
    return sorted(
        outcome.unit
        for outcome in outcomes
        if outcome.period == year and consequence in {decided.id for decided in outcome.consequences}
    )


def test_icons_of_2019(outcomes: list[Outcome], real: Callable[[str], Rows]) -> None:
    official = sorted(row["contract_id"] for row in real("medicare_stars/official_2019.csv"))
    assert contracts(outcomes, "low-performing-icon", 2019) == official == ["H3071", "H5991"]


def test_one_of_the_two_has_a_part_that_alternates(outcomes: list[Outcome]) -> None:
    """H3071 was below three stars in Part C of 2017 and 2018 and in Part D of 2019."""
    lowest = {
        outcome.period: str(outcome.measures["lowest_part"])
        for outcome in outcomes
        if outcome.unit == "H3071" and outcome.period in (2016, 2017, 2018, 2019)
    }
    assert lowest == {2016: "3.0", 2017: "2.5", 2018: "2.0", 2019: "2.5"}


def test_the_moratorium(outcomes: list[Outcome]) -> None:
    """Three bad years up to 2016 are counted for termination; the new count, from 2020, had found nobody by 2022."""
    by_year = Counter(
        outcome.period
        for outcome in outcomes
        for decided in outcome.consequences
        if decided.id in ("may-terminate-part-c", "may-terminate-part-d")
    )
    assert by_year == {2015: 4, 2016: 3}


def test_claims_hold(contract_years: Rows) -> None:
    checked = load(POLICY).check_claims(contract_years, naming=Naming(leave_out=AVERAGES))
    assert [(check.claim, check.broken) for check in checked if check.broken or not check.looked_at] == []
