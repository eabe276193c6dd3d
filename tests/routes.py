"""The same rows by every way in which a table can be given, and what was decided or what was told of it.

Texts stay texts in all of them: what is tried here are names.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from targetrules import Naming, Policy, ResultsError
from targetrules.columns.encoded import EncodedTable
from targetrules.results import read_history, read_table
from targetrules.results.sources.from_parquet import from_parquet
from targetrules.results.table import Table
from tests.encoded import encoded_frame, encoded_table
from tests.results.workbooks import workbook

__all__ = ["ROUTES", "STEPS", "Rows", "told"]

Rows = Sequence[Mapping[str, str | None]]
_Route = Callable[[Policy, Rows, Naming], list[str]]

_FILE: Final = "results"


def told(route: str, policy: Policy, rows: Rows, naming: Naming = Naming()) -> list[str]:  # noqa: B008  it is frozen
    """The units that were judged (``unit period``, in the order of the rows), or the problems (``CODE 3: found``)."""
    header = 1 if route.split(" ", maxsplit=1)[0] in ("CSV", "TSV", "xlsx") else 0
    try:
        return {**ROUTES, **STEPS}[route](policy, rows, naming)
    except ResultsError as error:
        return [f"{each.code} {(each.row or header) - header}: {each.found}" for each in error.problems]


def _texts(rows: Rows) -> list[list[str]]:
    return [list(rows[0]), *([each or "" for each in row.values()] for row in rows)]


def _separated(rows: Rows, separator: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(_texts(rows))
    return out.getvalue().encode()


def _table(rows: Rows, kind: str) -> Table:
    data = {
        "csv": lambda: _separated(rows, ","),
        "tsv": lambda: _separated(rows, "\t"),
        "json": lambda: json.dumps(list(rows)).encode(),
        "jsonl": lambda: "\n".join(map(json.dumps, rows)).encode(),
        "xlsx": lambda: workbook({"results": _texts(rows)}),
        "parquet": lambda: _parquet(rows),
    }[kind]()
    return read_table(io.BytesIO(data), format=kind, name=_FILE)


def _parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    pq.write_table(_arrow(rows), out)
    return out.getvalue()


def _arrow(rows: Rows) -> pa.Table:
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in rows[0]})


def _by_rows(kind: str) -> _Route:
    def read(policy: Policy, rows: Rows, naming: Naming) -> list[str]:
        history = read_history(policy.rules, _table(rows, kind), naming=naming).history
        return [f"{row.unit} {row.period}" for row in history.rows]

    return read


def _in_columns(kind: str) -> _Route:
    def read(policy: Policy, rows: Rows, naming: Naming) -> list[str]:
        if kind == "parquet":
            coded = encoded_table(policy.rules, from_parquet(_parquet(rows), _FILE), naming=naming).encoded
        else:
            coded = encoded_table(policy.rules, _table(rows, kind), naming=naming).encoded
        return _coded(coded)

    return read


def _coded(coded: EncodedTable) -> list[str]:
    pairs = zip(coded.units.tolist(), coded.periods.tolist(), strict=True)
    return [f"{coded.names[unit]} {period}" for unit, period in pairs]


def _mappings(policy: Policy, rows: Rows, naming: Naming) -> list[str]:
    return [f"{row.unit} {row.period}" for row in policy.history(rows, naming=naming).rows]


def _untold(_: object) -> None:
    """Notes are not what is tried here."""


def _frame(made: Callable[[pa.Table], Any]) -> _Route:
    """In an outcome the units stand as they were given; what they were taken for is how they are coded."""

    def read(policy: Policy, rows: Rows, naming: Naming) -> list[str]:
        frame = made(_arrow(rows))
        policy.evaluate_frame(frame, naming=naming, notes=_untold)
        return _coded(encoded_frame(policy.rules, frame, naming=naming).encoded)

    return read


def _stepped(made: Callable[[Rows], Any]) -> _Route:
    """Period by period; the names are those that the state knows in the end."""

    def read(policy: Policy, rows: Rows, naming: Naming) -> list[str]:
        state = policy.start()
        for period in sorted({str(row["period"]) for row in rows}):
            _, state = policy.step(
                state, made([row for row in rows if row["period"] == period]), naming=naming, notes=_untold
            )
        return sorted(map(str, state.names.to_pylist()))

    return read


ROUTES: Final[Mapping[str, _Route]] = {
    "CSV": _by_rows("csv"),
    "TSV": _by_rows("tsv"),
    "JSON": _by_rows("json"),
    "JSON lines": _by_rows("jsonl"),
    "xlsx": _by_rows("xlsx"),
    "Parquet": _by_rows("parquet"),
    "CSV in columns": _in_columns("csv"),
    "xlsx in columns": _in_columns("xlsx"),
    "JSON in columns": _in_columns("json"),
    "Parquet in columns": _in_columns("parquet"),
    "mappings": _mappings,
    "Arrow": _frame(lambda table: table),
    "pandas": _frame(lambda table: table.to_pandas()),
    "pandas, by rows": lambda policy, rows, naming: _mappings(policy, _arrow(rows).to_pandas(), naming),
    "polars": _frame(pl.from_arrow),
    "categories": _frame(lambda table: table.to_pandas().astype({table.column_names[0]: "category"})),
}
"""By name. Steps are in :data:`STEPS`, since a state knows names and no rows."""

STEPS: Final[Mapping[str, _Route]] = {
    "steps of mappings": _stepped(list),
    "steps of dataframes": _stepped(_arrow),
}
