"""Invented results: ten years, fifty groups, 2 % of the years missing, some scores too, scores of three decimals."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal, get_args

import numpy as np
import polars as pl
from attrs import frozen

from targetrules import Policy

__all__ = ["FOLDER", "IDS", "ORDERS", "SHIPPED", "Given", "results_for"]

FOLDER: Final = Path(__file__).parents[2] / "build" / "bench"
Ids = Literal["int", "text"]
IDS: Final[tuple[Ids, ...]] = get_args(Ids)
Order = Literal["sorted", "shuffled"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
SHIPPED: Final = ("nc-low-performing", "medicare-low-performing", "jincheng-2010")
"""Policies of this package that are measured."""
_YEARS: Final = 10
_GROUPS: Final = 50


@frozen
class Given:
    """One table: about so many rows, units and groups by number or by name, ordered by unit and period or not."""

    rows: int
    ids: Ids = "int"
    order: Order = "sorted"

    @property
    def name(self) -> str:
        return f"{self.ids}-{self.order}-{self.rows}"

    @property
    def file(self) -> Path:
        """The table, made where it is not there yet."""
        path = FOLDER / f"{self.name}.parquet"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            self.made().write_parquet(new)
            new.replace(path)
        return path

    def made(self) -> pl.DataFrame:
        random, units = np.random.default_rng(1), self.rows // _YEARS
        ability = np.repeat(random.normal(0, 9, units), _YEARS)
        score = np.round(np.clip(66 + ability + random.normal(0, 12, units * _YEARS), 0, 100), 3)
        table = pl.DataFrame(
            {
                "unit": np.repeat(np.arange(units), _YEARS),
                "group": np.repeat(random.integers(0, _GROUPS, units).astype(np.int32), _YEARS),
                "period": np.tile(np.arange(2015, 2015 + _YEARS, dtype=np.int32), units),
                "score": score,
            }
        )
        there, scored = random.random(len(table)) >= 0.02, random.random(len(table)) >= 0.005
        table = table.with_columns(score=pl.when(pl.Series(scored)).then("score")).filter(pl.Series(there))
        if self.ids == "text":
            unit = pl.format("unit-{}", pl.col("unit").cast(pl.String).str.zfill(8))
            table = table.with_columns(unit=unit, group=pl.format("G{}", "group"))
        return table if self.order == "sorted" else table.sample(fraction=1.0, shuffle=True, seed=3)


def results_for(policy: Policy, rows: int) -> pl.DataFrame:
    """Invented results for the inputs of any policy."""
    random, units = np.random.default_rng(1), rows // _YEARS
    columns: dict[str, Any] = {
        "unit": np.repeat(np.arange(units), _YEARS),
        "period": np.tile(np.arange(2015, 2015 + _YEARS, dtype=np.int32), units),
    }
    for name, one in policy.rules.inputs.items():
        columns[name] = pl.Series(_invented(policy, one, units * _YEARS, random))
        if one.optional:
            columns[name] = columns[name].set(pl.Series(random.random(units * _YEARS) < 0.02), None)
    return pl.DataFrame(columns)


def _invented(policy: Policy, one: Any, size: int, random: np.random.Generator) -> Any:
    match one.kind.value:
        case "number":
            low, high = float(one.low if one.low is not None else 0), float(one.high if one.high is not None else 1000)
            scale = 10**one.decimals
            whole = random.integers(int(low * scale), int(high * scale), size, endpoint=True)
            return whole if one.decimals == 0 else np.round(whole / scale, one.decimals)
        case "flag":
            return random.random(size) < 0.3
        case "text":
            return np.repeat([f"G{number}" for number in random.integers(0, _GROUPS, size // _YEARS)], _YEARS)
        case _:
            words = [grade.id for grade in policy.rules.grades] if one.kind.value == "grade" else list(one.options)
            return pl.Series(words).gather(random.integers(0, len(words), size))
