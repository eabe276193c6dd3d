"""What is judged in the benchmarks."""

from __future__ import annotations

import csv
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

POLICIES = Path(__file__).parents[1] / "policies"
PUBLISHED = Path(__file__).parents[2] / "shared" / "data" / "nc_schools" / "results_2014_2018.csv"
SCHOOL_YEARS = 15_000

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def largest() -> Path:
    """The largest of the shipped policies; the examples beside it are read with it."""
    files = [path for path in POLICIES.glob("*.toml") if not path.name.endswith(".examples.toml")]
    return max(files, key=lambda path: path.stat().st_size)


@pytest.fixture(scope="session")
def ten_years() -> Rows:
    """One county in ten years, as a program would have it."""
    grades = ["excellent", "good", "poor", "poor", "average", "good", "poor", "good", "excellent", "good"]
    return [
        {"unit": "county", "period": 2010 + year, "kind": "county", "score": 60.5 + year, "grade": grade}
        for year, grade in enumerate(grades)
    ]


@pytest.fixture(scope="session")
def school_years() -> Rows:
    """North Carolina's published results, repeated under other names up to the number; invented ones without them."""
    return list(islice(_published() if PUBLISHED.is_file() else _invented(), SCHOOL_YEARS))


def _published() -> Any:
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for time in count():
        for row in rows:
            yield {**row, "unit": f"{time}-{row['agency_code']}", "charter": row["agency_code"][2].isalpha()}


def _invented() -> Any:
    random = Random(37)  # noqa: S311
    for school in count():
        for year in range(2014, 2019):
            yield {
                "unit": f"school {school}",
                "year": year,
                "charter": school % 20 == 0,
                "ach_score": round(random.uniform(20, 95), 1),
                "eg_score": round(random.uniform(50, 100), 1),
                "eg_status": random.choice(["Exceeded", "Met", "NotMet"]),
                "spg_score": None,
            }
