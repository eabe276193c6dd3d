"""Columns of any type: as a Parquet file after a few accidents, and as dataframes of Arrow, pandas and polars."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from targetrules import Naming, ResultsError
from targetrules.arguments import ArgumentError
from targetrules.wording import LANGUAGES
from tests.fuzzing import grids, tables
from tests.fuzzing.grids import Grid, odd_cell
from tests.fuzzing.input import Input, check_told
from tests.fuzzing.values import spoilt

__all__ = ["made", "tried"]

_MOMENT: Final = datetime(2011, 1, 1, tzinfo=UTC)
_VALUES: Final[dict[Any, Sequence[Any]]] = {
    pa.int8(): (0, 1, 60, -1, 127),
    pa.int64(): (0, 1, 60, 2011, 2**62, -(2**63)),
    pa.uint64(): (0, 60, 2011, 2**64 - 1),
    pa.float32(): (0.0, 60.5, 59.995, float("nan"), float("inf"), -0.0, 1e38),
    pa.float64(): (0.0, 60.0, 59.995, 89.99499999999999, float("nan"), float("-inf"), 1e308, 5e-324, 2011.0),
    pa.decimal128(20, 4): (Decimal("60.0000"), Decimal("59.9950"), Decimal(0)),
    pa.decimal256(60, 30): (Decimal(60), Decimal("0." + "0" * 29 + "1")),
    pa.bool_(): (True, False),
    pa.date32(): (date(2011, 1, 1), date(2011, 7, 31), date(1, 1, 1), date(9999, 12, 31)),
    pa.date64(): (date(2011, 1, 1), date(1970, 1, 1)),
    pa.timestamp("s"): (datetime(2011, 1, 1), datetime(2011, 1, 1, 12)),  # noqa: DTZ001  without a zone, as in files
    pa.timestamp("ns", "Asia/Shanghai"): (_MOMENT,),
    pa.time32("s"): (time(12),),
    pa.time64("ns"): (time(0, 0, 1),),
    pa.duration("ms"): (timedelta(days=1), timedelta(0)),
    pa.binary(): (b"", b"u1", b"\xff\xfe"),
    pa.binary(2): (b"u1", b"\x00\xff"),
    pa.large_binary(): (b"x",),
    pa.list_(pa.int64()): ([], [1], [None]),
    pa.large_list(pa.string()): (["x"],),
    pa.list_(pa.int8(), 2): ([1, 2],),
    pa.struct({"a": pa.int64()}): ({"a": 1}, {}),
    pa.map_(pa.string(), pa.int64()): ([("a", 1)],),
    pa.null(): (None,),
    pa.string(): ("", "60", "2011", "u1", "é"),
    pa.large_string(): ("60", "good"),
    pa.string_view(): ("60", "good", "a text longer than twelve bytes"),
    pa.dictionary(pa.int8(), pa.string()): ("good", "north", "60"),
    pa.dictionary(pa.int32(), pa.int64()): (60, 2011),
    pa.dictionary(pa.uint8(), pa.float64()): (60.0, float("nan")),
    pa.run_end_encoded(pa.int32(), pa.int64()): (1, 2011),
}
_TYPES: Final = tuple(_VALUES)


def made(random: Random) -> Input:
    """A Parquet file, or a dataframe."""
    policy, grid = grids.seed(random)
    grid = grids.changed(random, grid, odd_cell) or [[]]
    said = dict(grids.how(random, grid, policy))
    table = _table(random, grid)
    if random.random() < 0.5:
        data = _parquet(random, table)
        if random.random() < 0.4:
            data = spoilt(random, data)
        return Input({"results": data}, {**said, "format": random.choice(("parquet", None))})
    frame = random.choice(_FRAMES)(table)
    said = {key: each for key, each in said.items() if key in ("policy", "unit_column", "period_column", "naming")}
    return Input({}, said, table if frame is None else frame)


def _table(random: Random, grid: Grid) -> pa.Table:
    rows = grid[1:]
    arrays = [_array(random, [row[at] if at < len(row) else None for row in rows]) for at in range(len(grid[0]))]
    table = pa.Table.from_arrays(arrays, [str(each) for each in grid[0]])
    way = random.random()
    if way < 0.1 and table.num_rows:
        table = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    return table.slice(1) if way > 0.95 else table


def _array(random: Random, cells: list[Any]) -> pa.Array:
    """The cells as they are, as texts, or in place of them others of any type."""
    way = random.random()
    if way < 0.12:
        kind = random.choice(_TYPES)
        return _of(kind, [random.choice((*_VALUES[kind], None)) for _ in cells])
    if way < 0.6:
        try:
            return pa.array(cells)
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            pass
    texts = [None if each is None else str(each).encode("utf-8", "replace").decode() for each in cells]
    array = pa.array(texts, random.choice((pa.string(), pa.string(), pa.large_string(), pa.string_view())))
    if way > 0.9:
        return pa.array(texts, pa.string()).dictionary_encode()
    return array


def _of(kind: Any, values: list[Any]) -> pa.Array:
    if pa.types.is_run_end_encoded(kind):
        return pa.RunEndEncodedArray.from_arrays(
            list(range(1, len(values) + 1)), pa.array(values, kind.value_type), kind
        )
    if pa.types.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode().cast(kind)
    if pa.types.is_float32(kind):
        return pa.array(np.array([np.nan if each is None else each for each in values], np.float32))
    return pa.array(values, kind)


def _parquet(random: Random, table: pa.Table) -> bytes:
    out = io.BytesIO()
    how: dict[str, Any] = {
        "compression": random.choice(("snappy", "none", "gzip", "zstd")),
        "use_dictionary": random.random() < 0.7,
        "version": random.choice(("1.0", "2.4", "2.6")),
        "row_group_size": random.choice((1, 100)),
        "store_schema": random.random() < 0.8,
    }
    try:
        pq.write_table(table, out, **how)
    except (pa.ArrowException, OverflowError):  # a type that such a file cannot have
        texts = [pa.array([str(each) for each in column.to_pylist()]) for column in table.columns]
        pq.write_table(pa.Table.from_arrays(texts, table.column_names), out)
    return out.getvalue()


def _pandas(table: pa.Table) -> Any:
    try:
        return table.to_pandas()
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return None


def _pandas_of_arrow(table: pa.Table) -> Any:
    try:
        return table.to_pandas(types_mapper=pd.ArrowDtype)
    except (pa.ArrowException, ValueError, TypeError, NotImplementedError, OverflowError):
        return None


def _polars(table: pa.Table) -> Any:
    try:
        return pl.from_arrow(table)
    except BaseException:  # noqa: BLE001  its own panics, too: what it cannot hold is no frame of its
        return None


_FRAMES: Final[Sequence[Callable[[pa.Table], Any]]] = (
    lambda _: None,
    lambda _: None,
    _pandas,
    _pandas_of_arrow,
    _polars,
)


# ---- trying ----------------------------------------------------------------------------------------------------------


def tried(given: Input) -> str:
    """A file is read in both ways; of a dataframe outcomes are asked for as a dataframe and one by one."""
    if given.object is None:
        return tables.tried(given)
    how = dict(given.how)
    policy = grids.policies()[how.pop("policy")]
    try:
        how["naming"] = Naming(**how.pop("naming", {}))
    except ArgumentError as error:
        check_told(error)
        return "wrong call"
    found = []
    for judge in (policy.evaluate_frame, policy.evaluate):
        try:
            judge(given.object, notes=lambda note: [note.text(each) for each in LANGUAGES], **how)
        except ResultsError as error:
            check_told(error)
            found.append(["refused", *error.text("en").split("\n")])
        except ArgumentError as error:
            check_told(error)
            found.append(["wrong call", *error.text("en").split("\n")])
        else:
            found.append(["accepted"])
    assert found[0] == found[1]
    return found[0][0]
