"""Percent signs behind targets: of an indicator whose unit is "%" they say no more than its unit does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from targetrules.results.cells.percent import mixed_signs
from targetrules.results.headings import headings, headings_over
from targetrules.results.long.names import ColumnNames, Named
from targetrules.results.problem import Findings
from targetrules.results.reading.faults import TableFaults
from targetrules.results.reading.places import CellPlaces
from targetrules.results.table import Cell, Table
from targetrules.rules.tree import Rules
from targetrules.width import narrow

__all__ = ["without_signs"]


def without_signs(rules: Rules, table: Table, numbers: Iterable[str], indicators: Iterable[str]) -> Table:
    """The table without the signs that targets of such indicators have.

    Args:
        rules: Of the policy whose indicators they are of.
        table: The table.
        numbers: What the columns of targets may be called.
        indicators: What the column of indicators may be called.

    Raises:
        ResultsError: Of one indicator some have a sign and others have none.
    """
    names, wanted, keys = headings_over(table.columns), headings(numbers), headings(indicators)
    of = next((at for at, name in enumerate(names) if name in keys), None)
    if of is None:
        return table
    lines = _in_percent(rules, table.cells[of])
    findings, faults = Findings(table.sheet), TableFaults(table.sheet.counted, table.numbers)
    cells = [list(each) for each in table.cells]
    for at, name in enumerate(names):
        if name not in wanted:
            continue
        for own in lines.values():
            signs = mixed_signs([cells[at][line] for line in own])
            if signs is not None:
                faults.add_signs(CellPlaces(table.columns[at : at + 1], own), *signs)
        for line in (line for own in lines.values() for line in own):
            cells[at][line] = _bare(cells[at][line])
    faults.report(findings)
    findings.stop_if_any()
    return evolve(table, cells=cells)


def _in_percent(rules: Rules, cells: Iterable[Cell]) -> Mapping[str, list[int]]:
    """The lines of each indicator that is counted in percent."""
    names, found = ColumnNames(rules), dict[str, list[int]]()
    means: dict[Cell, str | None] = {}
    for line, cell in enumerate(cells):
        if cell not in means:
            meant = names.read(cell)
            means[cell] = meant.indicator if isinstance(meant, Named) else None
        name = means[cell]
        if name is not None and narrow(rules.inputs[name].unit) == "%":
            found.setdefault(name, []).append(line)
    return found


def _bare(cell: Cell) -> Cell:
    """A number without the sign behind it."""
    if not isinstance(cell, str) or not narrow(cell).endswith("%"):
        return cell
    return narrow(cell)[:-1].rstrip()
