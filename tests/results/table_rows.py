"""A table row by row, as a person reads it."""

from __future__ import annotations

from targetrules.results import Table
from targetrules.results.table import Cell

__all__ = ["numbered", "rows_of"]


def rows_of(table: Table) -> list[tuple[Cell, ...]]:
    """The cells of each row."""
    return list(zip(*table.cells, strict=True))


def numbered(table: Table) -> list[tuple[int, tuple[Cell, ...]]]:
    """The same, each row with its number."""
    return list(zip(table.numbers, rows_of(table), strict=True))
