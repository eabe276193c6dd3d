"""North Carolina: districts judged by what ``nc-low-performing`` decides of their schools, against the list of 2018."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import load
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.outcome import Outcome

pytestmark = pytest.mark.xdist_group("nc_schools")

POLICY = Path(__file__).parents[2] / "policies" / "nc-low-performing-districts.toml"
DISTRICT = "low-performing-district"

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def official(real: Callable[[str], Rows]) -> dict[str, dict[str, str]]:
    """The districts of the list, by the three signs with which the codes of their schools begin."""
    rows = real("nc_schools/official_2018.csv")
    return {row["agency_code"][:3]: row for row in rows if row["lp_district"]}


@pytest.fixture(scope="session")
def schools(real: Callable[[str], Rows]) -> Rows:
    """The published results of five years. A charter school, of which the third sign is a letter, is of no district.

    Neither is the row of the State itself, ``NC-SEA``, which has an achievement score.
    """
    rows = real("nc_schools/results_2014_2018.csv")
    return [
        {
            "unit": row["agency_code"],
            "period": row["year"],
            "district": row["agency_code"][:3] if row["agency_code"][2].isdigit() else None,
            "charter": row["agency_code"][2].isalpha(),
            **{name: row[name] or None for name in ("ach_score", "eg_status", "eg_score", "spg_score")},
        }
        for row in rows
    ]


@pytest.fixture(scope="session")
def districts(official: dict[str, dict[str, str]]) -> Rows:
    return [{"unit": unit, "period": 2018} for unit in official]


Outcomes = dict[str, Outcome]


def judged(rows: Rows, schools: Rows, engine: EngineName | None = None, policy: Path = POLICY) -> Outcomes:
    return {each.unit: each for each in load(policy).evaluate(rows, details={"schools": schools}, engine=engine)}


@pytest.fixture(scope="session")
def outcomes(districts: Rows, schools: Rows) -> Outcomes:
    """By the engine that is taken where none is asked for."""
    return judged(districts, schools)


def low(outcomes: dict[str, Outcome]) -> set[str]:
    return {unit for unit, each in outcomes.items() if DISTRICT in [rule.id for rule in each.consequences]}


def test_low_performing_districts_of_2018(official: dict[str, dict[str, str]], outcomes: Outcomes) -> None:
    assert Counter(row["lp_district"] for row in official.values()) == {"N": 107, "Y": 8}
    assert low(outcomes) == {unit for unit, row in official.items() if row["lp_district"] == "Y"}
    counted = {
        unit: (each.measures["low_performing_schools"], each.measures["graded_schools"])
        for unit, each in outcomes.items()
    }
    assert counted == {unit: (Decimal(row["lp_num"]), Decimal(row["lp_den"])) for unit, row in official.items()}
    shares = {unit: each.measures["low_performing_share"] for unit, each in outcomes.items()}
    assert shares == {unit: Decimal(row["lp_pct"]) for unit, row in official.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_them(districts: Rows, schools: Rows, outcomes: Outcomes, engine: EngineName) -> None:
    assert judged(districts, schools, engine) == outcomes


def test_exactly_half_is_no_majority(official: dict[str, dict[str, str]], outcomes: Outcomes) -> None:
    half = {unit for unit, row in official.items() if row["lp_pct"] == "50.0"}
    found = low(outcomes)
    assert len(half) == 3
    assert not half & found
    assert {unit for unit, row in official.items() if row["lp_pct"] == "55.6"} <= found


def test_at_least_half_is_refuted(
    official: dict[str, dict[str, str]], districts: Rows, schools: Rows, tmp_path: Path
) -> None:
    misread, last = tmp_path / "misread.toml", [row for row in schools if row["period"] == "2018"]
    text = POLICY.read_text(encoding="utf-8")
    misread.write_text(text.replace("beyond_half = { above = 0 }", "beyond_half = { at_least = 0 }"), encoding="utf-8")
    ours = low(judged(districts, last, policy=misread))
    assert ours > {unit for unit, row in official.items() if row["lp_district"] == "Y"}


def test_files_and_dataframes_are_judged_alike(
    districts: Rows, schools: Rows, outcomes: Outcomes, tmp_path: Path
) -> None:
    for name, rows in (("districts", districts), ("schools", schools)):
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    policy, expected = load(POLICY), low(outcomes)
    frame = policy.evaluate_frame(pl.DataFrame(districts), details={"schools": pl.DataFrame(schools)})
    assert set(frame.filter(pl.col(f"consequence.{DISTRICT}"))["unit"]) == expected
    files = {"schools": str(tmp_path / "schools.csv")}
    assert low({each.unit: each for each in policy.evaluate(tmp_path / "districts.csv", details=files)}) == expected


def test_claims_hold(districts: Rows, schools: Rows) -> None:
    policy = load(POLICY)
    checked = policy.check_claims(policy.history(districts, details={"schools": schools}))
    assert [(check.claim, check.broken) for check in checked if check.broken or not check.looked_at] == []
