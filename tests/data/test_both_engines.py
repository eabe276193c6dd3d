"""The shipped policies on real results: both engines read the same, decide the same and write the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from targetrules import load
from tests.same_bytes import check_file

ROOT = Path(__file__).parents[2]
DAY = date(2024, 2, 29)

Rows = list[dict[str, Any]]
Real = Callable[[str], Rows]


def check_rows(policy: str, rows: Rows, count: int) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    loaded = load(ROOT / "policies" / f"{policy}.toml")
    assert check_file(loaded, text.getvalue().encode(), "csv", decided_on=DAY) == count


def test_counties() -> None:
    data = (ROOT / "examples" / "counties.csv").read_bytes()
    for decided_on in (None, DAY):
        assert check_file(load("jincheng-2010"), data, "csv", decided_on=decided_on) == 47


@pytest.mark.xdist_group("nc_schools")
def test_schools_of_north_carolina(real: Real) -> None:
    rows = [
        {**row, "unit": row["agency_code"], "charter": row["agency_code"][2].isalpha()}
        for row in real("nc_schools/results_2014_2018.csv")
    ]
    check_rows("nc-low-performing", rows, 12_823)


@pytest.mark.xdist_group("english_football")
def test_english_football(real: Real) -> None:
    rows = [
        {**row, "unit": row["team_id"], "period": row["season"]}
        for row in real("englishfootball/standings_tiers_1_2.csv")
    ]
    check_rows("english-league", rows, 5_209)


def test_medicare(real: Real) -> None:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for rating in real("medicare_stars/summary_stars.csv"):
        key = rating["contract_id"], rating["star_year"]
        part = rating["summary_type"].lower().replace(" ", "_")
        if not key[0].endswith("Average"):  # of all contracts, among which it stands
            rows.setdefault(key, {"unit": key[0], "period": key[1]})[part] = rating["stars"]
    check_rows("medicare-low-performing", list(rows.values()), len(rows))
