"""The table of targets that a program has beside its results: a file, mappings or a dataframe."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container

from attrs import evolve

from targetrules.engine.choice import MANY, EngineName, judges_columns
from targetrules.results.detail_rows import DetailRows
from targetrules.results.long.targets import with_targets
from targetrules.results.options import Options
from targetrules.results.sources.from_rows import from_rows
from targetrules.results.sources.read import file_table
from targetrules.results.table import Table, shown
from targetrules.rules.tree import Rules

__all__ = ["targets_beside"]


def targets_beside(
    rules: Rules, table: Table, options: Options, engine: EngineName | None, known: Container[str]
) -> tuple[Table, str]:
    """The results with their targets, and the SHA-256 of the table of these.

    Raises:
        ResultsError: It cannot be read.
        ArgumentError: This is no table.
    """
    given = options.targets if isinstance(options.targets, DetailRows) else DetailRows(options.targets)
    targets = _read(given)
    unit, period = given.unit_column or options.unit_column, given.period_column or options.period_column
    how = evolve(options, unit_column=unit, period_column=period)
    many = judges_columns(max(len(table), len(targets)), engine)
    return with_targets(rules, table, targets, options, how, known=known, many=many), targets.digest or _digest(targets)


def _read(given: DetailRows) -> Table:
    table = file_table(given)
    if table is not None:
        return table
    if judges_columns(MANY):
        from targetrules.frames.kinds import frame_of, is_frame

        if is_frame(given.rows):
            return frame_of(given.rows).table
    return from_rows(given.rows)


def _digest(targets: Table) -> str:
    """That of rows, whose cells are known by how they are shown."""
    digest = hashlib.sha256()
    for column, cells in zip(targets.columns, targets.cells, strict=True):
        digest.update(json.dumps([column.name, *map(shown, cells)]).encode())
    return digest.hexdigest()
