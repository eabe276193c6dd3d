"""How long a year takes from a state, beside a tenth of ten years at once; and an explanation in the same table.

Aim: a step takes less than a tenth of the ten years, and what the year alone takes besides.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
import pytest

from benchmarks.engines.tables import Given
from targetrules import Policy, State, load

ROWS = 10_000_000
"""Of ten years: a million units."""


@pytest.fixture(scope="module")
def counties() -> Policy:
    return load(Path(__file__).parent / "engines" / "counties.toml")


@pytest.fixture(scope="module", params=["int", "text"])
def table(request: pytest.FixtureRequest) -> pl.DataFrame:
    return pl.read_parquet(Given(ROWS, request.param).file)


@pytest.fixture(scope="module")
def years(table: pl.DataFrame) -> list[pl.DataFrame]:
    return table.sort("period", maintain_order=True).partition_by("period")


@pytest.fixture(scope="module")
def state(counties: Policy, years: list[pl.DataFrame]) -> State:
    """After all years but the last."""
    state = counties.start()
    for year in years[:-1]:
        _, state = counties.step(state, year)
    return state


def best(run: Callable[[], Any]) -> float:
    """The seconds of the best of five runs."""
    seconds = []
    for _ in range(5):
        start = perf_counter()
        run()
        seconds.append(perf_counter() - start)
    return min(seconds)


def test_a_year_from_a_state(
    benchmark: Any,
    capsys: pytest.CaptureFixture[str],
    counties: Policy,
    table: pl.DataFrame,
    years: list[pl.DataFrame],
    state: State,
) -> None:
    whole = best(lambda: counties.evaluate_frame(table))
    alone = best(lambda: counties.evaluate_frame(years[-1]))
    benchmark.pedantic(counties.step, args=(state, years[-1]), rounds=9, warmup_rounds=1)
    step = best(lambda: counties.step(state, years[-1]))
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{table.schema['unit']} units: ten years {whole:.3f} s; a year alone {alone:.3f} s; "
            f"from a state {step:.3f} s, that is {step / (whole / 10):.2f} of a tenth, "
            f"{step / (whole / 10 + alone):.2f} of a tenth and the year alone"
        )


def test_saving_a_state(benchmark: Any, state: State, tmp_path: Path) -> None:
    benchmark(state.save, tmp_path / "state.arrow")


def test_loading_a_state(benchmark: Any, state: State, tmp_path: Path) -> None:
    state.save(tmp_path / "state.arrow")
    assert benchmark(State.load, tmp_path / "state.arrow").units == state.units


def test_explaining_one_row_of_a_million(benchmark: Any, counties: Policy) -> None:
    table = pl.read_parquet(Given(ROWS // 10).file)
    (found,) = benchmark.pedantic(lambda: list(counties.explain_rows(table, [4242], changes=True)), rounds=3)
    assert found.unit == str(table["unit"][4242])
