"""What is known of a workbook of any kind: its sheets, and the plain table in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import evolve

from targetrules.results.cells.expected import named
from targetrules.results.code import Code
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.sheets.grid import Grid
from targetrules.results.sources.header import below, header_of
from targetrules.results.sources.merged import with_merged
from targetrules.results.table import Table, shown
from targetrules.source.suggest import nearest
from targetrules.template_mark import TemplateMark
from targetrules.wording import Listing, Word

__all__ = ["Sheets", "hidden_alone", "no_such_sheet", "table_of"]


class Sheets(Protocol):
    """The sheets of a workbook that is open."""

    def names(self) -> tuple[list[str], tuple[str, ...]]:
        """Those in which anything stands: the visible ones, and the hidden ones."""

    def mark(self) -> TemplateMark | None:
        """Of what template the workbook is; None: of none."""

    def grid(self, name: str, others: tuple[str, ...] = ()) -> Grid:
        """A sheet; ``others`` are hidden ones that are not read."""


def table_of(sheets: Sheets, sheet: str | None, header_row: int | None, findings: Findings) -> Table:
    """The table in one sheet of a workbook: the one that is named, or the only visible one in which anything stands.

    Args:
        sheets: The workbook.
        sheet: The name of the sheet.
        header_row: The number of the row of its headings.
        findings: Takes what is wrong.

    Raises:
        ResultsError: There is no such sheet, or no such row, or it is not known which one is meant.
    """
    grid = sheets.grid(sheet) if sheet is not None else _only(sheets, findings)
    lines = iter(grid.lines)
    header = header_of(grid.sheet, lines, header_row)
    table = below(grid.sheet, header.columns, lines, grid.budget)
    table = with_merged(table, header.number, grid.merged, grid.budget)
    return evolve(table, hidden=grid.hidden, totals=grid.totals)


def _only(sheets: Sheets, findings: Findings) -> Grid:
    visible, hidden = sheets.names()
    if not visible:
        raise findings.stop(Code.EMPTY, advice=hidden_alone(hidden))
    if len(visible) > 1:
        raise findings.stop(Code.SEVERAL_SHEETS, expected=_one_of(visible), advice=Word("problems.advise_sheet"))
    return sheets.grid(visible[0], hidden)


def hidden_alone(hidden: Sequence[str]) -> Word | None:
    """What to do where something stands in hidden sheets alone."""
    return Word("problems.advise_hidden_sheet", {"names": Listing(tuple(map(named, hidden)))}) if hidden else None


def no_such_sheet(name: str, names: Sequence[str], findings: Findings) -> ResultsError:
    """The error where a workbook has no sheet of this name but those ``names``."""
    near = nearest(name, names)
    advice = Word("problems.advise_near", {"near": shown(near)}) if near else None
    return findings.stop(Code.NO_SUCH_SHEET, cell=name, expected=_one_of(names), advice=advice)


def _one_of(names: Sequence[str]) -> Word:
    return Word("problems.listed", {"names": tuple(map(named, names))})
