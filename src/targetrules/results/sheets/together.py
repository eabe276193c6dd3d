"""The tables of several sheets as one, whose cells know in which sheet they stood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat

from attrs import evolve

from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.sheets.sheet_table import SheetTable
from targetrules.results.table import (
    MOST_CELLS,
    Cell,
    Column,
    Hidden,
    MadeOf,
    Origin,
    Sheet,
    Source,
    Table,
    is_blank,
)
from targetrules.width import heading

__all__ = ["together"]


def together(tables: Sequence[SheetTable], findings: Findings) -> Table:
    """The rows of all tables, one sheet after the other, in columns of one name each.

    Columns are one where the same is read of them, else where they have the same heading. Where a sheet lacks a column
    of another one, its rows are blank there.
    """
    if len(tables) == 1:
        return tables[0].table
    keys: dict[str, Column] = {}
    places: list[dict[str, int]] = []
    for each in tables:
        there: dict[str, int] = {}
        for at, column in enumerate(each.table.columns):
            key = _key(each, at, column)
            if key in there:
                key = f"{key} {column.letter}"
            there[key] = at
            keys.setdefault(key, column)
        places.append(there)
    size = sum(len(each.table) for each in tables)
    if size * len(keys) > MOST_CELLS:
        raise findings.stop(Code.TOO_LARGE)
    sheets = [evolve(each.table.sheet, is_part=True) for each in tables]
    lines = list(chain.from_iterable(range(len(each.table)) for each in tables))
    parts = list(chain.from_iterable(repeat(at, len(each.table)) for at, each in enumerate(tables)))
    origins = {
        position: Origin(
            [
                _source(each, sheet, there.get(key), column)
                for each, sheet, there in zip(tables, sheets, places, strict=True)
            ],
            lines,
            parts,
        )
        for position, (key, column) in enumerate(keys.items())
    }
    cells = [_cells(tables, [there.get(key) for there in places]) for key in keys]
    columns = tuple(keys.values())
    return Table(
        Sheet(tables[0].table.sheet.file),
        columns,
        cells,
        range(1, size + 1),
        hidden=Hidden(others=_others(tables)),
        made_of=MadeOf(columns, range(1, size + 1), origins, by_sheet=True),
        layouts=tuple(layout for each in tables for layout in each.table.layouts),
    )


def _key(each: SheetTable, at: int, column: Column) -> str:
    """By what columns of several sheets are one."""
    if at in each.roles:
        return f"= {each.roles[at]}"
    return f". {heading(column.name)}" if not is_blank(column.name) else f"? {column.letter}"


def _source(each: SheetTable, sheet: Sheet, at: int | None, column: Column) -> Source:
    return Source(sheet, column if at is None else each.table.columns[at], each.table.numbers)


def _cells(tables: Sequence[SheetTable], at: Iterable[int | None]) -> list[Cell]:
    pieces: list[Sequence[Cell]] = [
        [None] * len(each.table) if position is None else each.table.cells[position]
        for each, position in zip(tables, at, strict=True)
    ]
    return list(chain.from_iterable(pieces))


def _others(tables: Sequence[SheetTable]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in tables for name in each.table.hidden.others))
