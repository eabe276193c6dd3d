"""Tables with a column for each indicator, as one with a line for each: what follows reads lines alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve

from targetrules.results.headings import headings, headings_over
from targetrules.results.long.layout import INDICATOR
from targetrules.results.table import Cell, Column, MadeOf, Origin, Source, Table, is_blank
from targetrules.rules.tree import Rules

__all__ = ["in_lines"]

_NONE: Final = -1
Place = tuple[str, str]
"""An indicator, and what a column says of it."""


def in_lines(rules: Rules, table: Table, inputs: Mapping[str, Place]) -> Table:
    """The table with a line for each indicator of which a row says something; the same table where it has such lines.

    Args:
        rules: Of the policy.
        table: The table as it was read.
        inputs: For each input that a column may be of, its indicator, and the column that lines have for it.
    """
    names = headings_over(table.columns)
    if not headings(INDICATOR).isdisjoint(names):
        return table
    wanted = {word: place for name, place in inputs.items() for word in headings(rules.read_inputs[name].columns)}
    places = {at: wanted[name] for at, name in enumerate(names) if name in wanted}
    return _made(table, places) if places else table


def _made(table: Table, places: Mapping[int, Place]) -> Table:
    columns: dict[str, dict[str, int]] = {}
    for at, (indicator, part) in places.items():
        columns.setdefault(indicator, {}).setdefault(part, at)
    lines = [
        (line, indicator)
        for line in range(len(table))
        for indicator, own in columns.items()
        if not all(is_blank(table.cells[at][line]) for at in own.values())
    ]
    others = [at for at in range(len(table.columns)) if at not in places]
    parts = list(dict.fromkeys(part for _, part in places.values()))
    cells: list[Sequence[Cell]] = [[table.cells[at][line] for line, _ in lines] for at in others]
    origins = {of: _origin(table, [at], [(line, 0) for line, _ in lines]) for of, at in enumerate(others)}
    cells.append([indicator for _, indicator in lines])
    for of, part in enumerate(parts, len(cells)):
        sources = [own[part] for own in columns.values() if part in own]
        found = [(line, columns[indicator].get(part, _NONE)) for line, indicator in lines]
        cells.append([None if at == _NONE else table.cells[at][line] for line, at in found])
        where = [(_NONE, 0) if at == _NONE else (line, sources.index(at)) for line, at in found]
        origins[of] = _origin(table, sources, where)
    made = [Column(name, heading=name) for name in (INDICATOR[0], *parts)]
    first: dict[int, int] = {}
    for at, (line, _) in enumerate(lines):
        first.setdefault(line, at)
    return evolve(
        table,
        columns=(*(table.columns[at] for at in others), *made),
        cells=cells,
        numbers=[table.numbers[line] for line, _ in lines],
        beyond={first[line]: found for line, found in table.beyond.items() if line in first},
        made_of=MadeOf(table.columns, table.numbers, origins),
    )


def _origin(table: Table, columns: Sequence[int], where: Sequence[tuple[int, int]]) -> Origin:
    """Where cells stood: in which line, and in which of some columns."""
    sources = [Source(None, table.columns[at], table.numbers) for at in columns]
    return Origin(sources, [line for line, _ in where], [part for _, part in where])
