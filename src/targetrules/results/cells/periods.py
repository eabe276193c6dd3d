"""A cell to the ordinal number of a period, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from targetrules.period import PeriodKind, ordinal_of, ordinal_of_date, years_in_doubt
from targetrules.results.cells.broken import broken
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.remembering import remembering
from targetrules.results.cells.words import text_of
from targetrules.results.code import Code
from targetrules.results.table import Cell, is_blank
from targetrules.wording import Word

__all__ = ["period_reader"]


def period_reader(kind: PeriodKind) -> Callable[[Cell], int | Fault]:
    """What makes a cell the ordinal number of a period of this kind.

    A date counts where it is the first day of a period: typed into a spreadsheet, ``2011-09`` becomes 1 September.
    """

    def read(cell: Cell) -> int | Fault:
        if is_blank(cell):
            return Fault(Code.BLANK_PERIOD)
        fault = broken(cell, dates=True)
        if fault:
            return fault
        ordinal = _ordinal(kind, cell)
        return Fault(Code.NOT_A_PERIOD, advice=_about_years(kind, cell)) if ordinal is None else ordinal

    return remembering(read)


def _about_years(kind: PeriodKind, cell: Cell) -> Word | None:
    """Where one year stands in place of two, two in place of one, or the date that a spreadsheet makes of 2011/12."""
    if isinstance(cell, date):
        return (
            Word("problems.advise_years_as_text") if kind in (PeriodKind.SCHOOL_YEAR, PeriodKind.FISCAL_YEAR) else None
        )
    text = text_of(cell)
    doubt = None if isinstance(text, Fault) else years_in_doubt(kind, text)
    return None if doubt is None else Word(f"problems.advise_{doubt.replace('-', '_')}")


def _ordinal(kind: PeriodKind, cell: Cell) -> int | None:
    if isinstance(cell, date):
        return ordinal_of_date(kind, cell)
    text = text_of(cell)
    return None if isinstance(text, Fault) else ordinal_of(kind, text)
