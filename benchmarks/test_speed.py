"""How long it takes: to load a policy, to judge one unit, to judge a State's schools. Run with ``make bench``.

Aims: to load under 15 ms, one unit under 200 µs, the schools under 2 s.
"""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.conftest import Rows
from targetrules import Policy, load
from targetrules.engine.reference import evaluate
from targetrules.wording import Word


@pytest.fixture(scope="session")
def jincheng() -> Policy:
    return load("jincheng-2010")


@pytest.fixture(scope="session")
def carolina() -> Policy:
    return load("nc-low-performing")


def test_load_the_largest_shipped_policy(benchmark: Any, largest: Path) -> None:
    benchmark(load, largest)


# ---- one unit of ten years -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def counties(ten_years: Rows) -> list[Rows]:
    """Counties that come one by one, each with scores of its own: a policy remembers some of the cells that it read."""
    random = Random(37)  # noqa: S311
    return [
        [{**row, "unit": f"county {number}", "score": round(random.uniform(40, 100), 2)} for row in ten_years]
        for number in range(1000)
    ]


def ignored(_: Word) -> None:
    """These rows leave out inputs that are optional."""


def test_one_unit_from_rows_to_outcomes(benchmark: Any, jincheng: Policy, counties: list[Rows]) -> None:
    turn = cycle(counties)
    assert len(benchmark(lambda: jincheng.evaluate(next(turn), notes=ignored))) == 10


def test_one_unit_reading_its_rows(benchmark: Any, jincheng: Policy, counties: list[Rows]) -> None:
    turn = cycle(counties)
    benchmark(lambda: jincheng.history(next(turn)))


def test_one_unit_judged_by_the_engine(benchmark: Any, jincheng: Policy, ten_years: Rows) -> None:
    benchmark(evaluate, jincheng.rules, jincheng.history(ten_years))


# ---- 15,000 school-years ---------------------------------------------------------------------------------------------


def test_schools_from_rows_to_outcomes(benchmark: Any, carolina: Policy, school_years: Rows) -> None:
    outcomes = benchmark.pedantic(carolina.evaluate, args=(school_years,), rounds=3)
    assert len(outcomes) == len(school_years) == 15_000


def test_schools_reading_their_rows(benchmark: Any, carolina: Policy, school_years: Rows) -> None:
    benchmark.pedantic(carolina.history, args=(school_years,), rounds=3)


def test_schools_judged_by_the_engine(benchmark: Any, carolina: Policy, school_years: Rows) -> None:
    benchmark.pedantic(evaluate, args=(carolina.rules, carolina.history(school_years)), rounds=3)
