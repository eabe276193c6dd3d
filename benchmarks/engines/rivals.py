"""Who computes the policy, each from a table in memory of its own kind to a table in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from attrs import frozen

from benchmarks.engines import by_duckdb, by_kernel, by_pandas, by_polars
from benchmarks.engines.tables import Given
from targetrules import load

__all__ = ["BAR", "ENGINE", "RIVALS", "Rival", "Totals"]

Totals = dict[str, int]
"""How often each truth is true, and the sum of the ranks: whoever computes the same policy has the same."""

_TRUTHS: Final = ("report", "talk", "reorganise", "commend", "often_poor", "poor_before")
_POLICY: Final = Path(__file__).with_name("counties.toml")


@frozen
class Rival:
    """``prepare`` gives what is timed; ``totals`` reads what came of it; ``most`` rows are asked of it."""

    name: str
    prepare: Callable[[pl.DataFrame], Callable[[], Any]]
    totals: Callable[[Any], Totals]
    size: Callable[[Any], int]
    most: int = 10**8
    takes: Callable[[Given], bool] = lambda given: True  # noqa: ARG005


def _engine(table: pl.DataFrame) -> Callable[[], Any]:
    policy = load(_POLICY)
    return lambda: policy.evaluate_frame(table)


def _engine_totals(found: pl.DataFrame) -> Totals:
    kinds = {name: "condition" if "poor" in name else "consequence" for name in _TRUTHS}
    columns = {name: found[f"{kind}.{name}"] for name, kind in kinds.items()}
    return {"rank": int(found["place.overall.rank"].cast(pl.Int64).sum())} | {
        name: int(each.sum()) for name, each in columns.items()
    }


def _reference(table: pl.DataFrame) -> Callable[[], Any]:
    policy = load(_POLICY)
    return lambda: policy.evaluate(table, engine="reference")


def _reference_totals(found: Any) -> Totals:
    received = [each.id for outcome in found for each in outcome.consequences]
    held = [name for outcome in found for name, truth in outcome.conditions.items() if truth]
    ranks = (outcome.places["overall"].rank for outcome in found)
    return {"rank": sum(rank or 0 for rank in ranks)} | {name: (received + held).count(name) for name in _TRUTHS}


def _duckdb(table: pl.DataFrame) -> Callable[[], Any]:
    results = table.to_arrow()
    return lambda: by_duckdb.query(results)


def _pandas(table: pl.DataFrame) -> Callable[[], Any]:
    frame = table.to_pandas()
    return lambda: by_pandas.query(frame)


def _polars_totals(found: pl.DataFrame) -> Totals:
    """Ranks are of 32 bits, which their sum is not."""
    return _frame_totals(found.with_columns(pl.col("rank").cast(pl.Int64)))


def _frame_totals(found: Any) -> Totals:
    return {"rank": int(found["rank"].sum())} | {name: int(found[name].sum()) for name in _TRUTHS}


def _kernel(table: pl.DataFrame) -> Callable[[], Any]:
    kernel = by_kernel.library()
    if kernel is None:
        raise RuntimeError("no C compiler")
    score = table["score"].fill_null(float("nan"))
    columns = [column.to_numpy() for column in (table["unit"], table["group"], table["period"], score)]
    return lambda: by_kernel.query(kernel, *columns)


def _kernel_totals(found: Mapping[str, Any]) -> Totals:
    rules, ranks = found["rules"], found["rank"]
    bits = {name: int((rules >> bit & 1).sum()) for bit, name in enumerate(_TRUTHS[:4])}
    rest = {"often_poor": int((found["often"] >= 3).sum()), "poor_before": int((found["before"] == 0).sum())}
    return {"rank": int(ranks[ranks > 0].sum(dtype=np.int64)), **bits, **rest}


def _arrays_size(found: Mapping[str, Any]) -> int:
    return sum(column.nbytes for column in found.values())


BAR: Final = Rival(
    "polars, by hand",
    lambda table: lambda: by_polars.query(table.lazy()).collect(),
    _polars_totals,
    lambda found: found.estimated_size(),
)
ENGINE: Final = Rival("targetrules, columnar", _engine, _engine_totals, lambda found: found.estimated_size())
RIVALS: Final = (
    ENGINE,
    BAR,
    Rival(
        "DuckDB SQL",
        _duckdb,
        lambda found: _polars_totals(pl.DataFrame(found)),
        lambda found: found.nbytes,
    ),
    Rival(
        "pandas",
        _pandas,
        _frame_totals,
        lambda found: int(found.memory_usage(deep=True).sum()),
        most=10**7,
    ),
    Rival(
        "C kernel",
        _kernel,
        _kernel_totals,
        _arrays_size,
        takes=lambda given: given.ids == "int" and given.order == "sorted",
    ),
    Rival("targetrules, reference", _reference, _reference_totals, len, most=10**5),
)
