"""Results as dataframes: of a history, of every kind that outcomes are asked of, and turned back into Arrow's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa

from targetrules.history import Row
from targetrules.period import period_text
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.tree import Rules

__all__ = ["KINDS", "arrow_of", "table_of"]

KINDS: Final[dict[str, Callable[[pa.Table], Any]]] = {
    "arrow": lambda table: table,
    "arrow in pieces": lambda table: pa.concat_tables([table.slice(0, 2), table.slice(2, 1), table.slice(3)]),
    "polars": pl.from_arrow,
    "polars, lazy": lambda table: pl.DataFrame(table).lazy(),
    "pandas": lambda table: table.to_pandas(),
    "pandas with Arrow's types": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas with objects": lambda table: table.to_pandas().astype(object),
    "duckdb": duckdb.from_arrow,
    "narwhals": lambda table: nw.from_native(pl.DataFrame(table)),
}


def table_of(rules: Rules, rows: Iterable[Row]) -> pa.Table:
    """Rows of a history as a table; a number is a decimal there, and so exact."""
    rows = list(rows)
    return pa.table(
        {
            "unit": pa.array([row.unit for row in rows], pa.string()),
            "period": pa.array([str(period_text(rules.period, row.period)) for row in rows], pa.string()),
            **{each.columns[0]: pa.array([row.values[name] for row in rows]) for name, each in rules.inputs.items()},
            **{name: pa.array(decided) for name, decided in _decided(rules, rows) if any(decided)},
        }
    )


def _decided(rules: Rules, rows: Iterable[Row]) -> list[tuple[str, list[Any]]]:
    return [(name, [row.values.get(name) for row in rows]) for name in reserved_inputs(rules)]


def arrow_of(frame: Any) -> pa.Table:
    """What a dataframe of any of these kinds holds."""
    if isinstance(frame, nw.DataFrame):
        return frame.to_arrow()
    if isinstance(frame, pl.LazyFrame):
        return frame.collect().to_arrow()
    if isinstance(frame, pl.DataFrame):
        return frame.to_arrow()
    if isinstance(frame, pd.DataFrame):
        return pa.Table.from_pandas(frame, preserve_index=False)
    return frame if isinstance(frame, pa.Table) else frame.to_arrow_table()
