"""What makes a cell useless whatever it is to hold."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from targetrules.results.cells.fault import Fault
from targetrules.results.code import Code
from targetrules.results.table import Cell, Merged, NotADay, NotBoolean, Unreadable
from targetrules.width import trim
from targetrules.wording import Word

__all__ = ["broken"]

# What spreadsheets show where a formula failed; an exported CSV file holds the same words.
_ERROR: Final = re.compile(
    r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA|#+)|Err:\d+"
)


def broken(cell: Cell, *, dates: bool = False) -> Fault | None:
    """What is wrong with a cell that can be no value of anything; None: nothing is. ``dates`` says that a date can."""
    match cell:
        case str():
            return _failed(trim(cell))
        case Unreadable():
            return Fault(Code.NO_SINGLE_VALUE)
        case NotBoolean():
            advice, expected = Word("problems.advise_not_boolean"), Word("problems.want_one_or_zero")
            return Fault(Code.NOT_BOOLEAN, advice=advice, expected=expected)
        case Merged():
            return _merged(cell)
        case date():
            return None if dates else _dated("a_date")
        case NotADay():
            return _dated("in_a_format_of_dates")
        case int() | float() | Decimal() | None:
            return None


def _dated(what: str) -> Fault:
    return Fault(Code.DATE, {"what": Word(f"problems.{what}")}, Word("problems.advise_text_cells"))


def _merged(cell: Merged) -> Fault:
    what = "merged_hides" if cell.hiding else "merged_from_above" if cell.above else "merged_below_the_first"
    why = Word(f"problems.{what}", {"cell": cell.hiding, "hidden": cell.hidden})
    return Fault(Code.MERGED, {"first": cell.first, "last": cell.last, "why": why}, Word("problems.advise_merged"))


def _failed(text: str) -> Fault | None:
    """What a spreadsheet left of a formula that it did not calculate, or could not."""
    if text.startswith("="):
        return Fault(Code.NOT_CALCULATED, {"what": Word("problems.formula_left")}, Word("problems.advise_calculate"))
    return (
        Fault(Code.SPREADSHEET_ERROR, advice=Word("problems.advise_mend_formula")) if _ERROR.fullmatch(text) else None
    )
