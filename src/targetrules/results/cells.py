"""A cell to the value of an input, as the input declares it, or to what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from targetrules.history import Value
from targetrules.period import PeriodKind, ordinal_of, ordinal_of_date
from targetrules.results.code import Code
from targetrules.results.fault import Fault
from targetrules.results.floats import Half, Single
from targetrules.results.numbers import number_reader
from targetrules.results.table import Cell, Unreadable, is_blank
from targetrules.results.words import choice_reader, flag_of, grade_reader, text_of
from targetrules.rules.tree import Grade, Input, InputKind
from targetrules.spreadsheet import passes_for_formula
from targetrules.width import trim
from targetrules.wording import Word

__all__ = ["period_reader", "reader_of", "remembering", "unit_of"]

_Read = TypeVar("_Read")

# What spreadsheets show where a formula failed; an exported CSV file holds the same words.
_ERROR: Final = re.compile(
    r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA|#+)|Err:\d+"
)
# So many different cells of a column are remembered with what they mean, if they are short: most columns repeat
# themselves.
_REMEMBERED: Final = 10_000
_LONGEST_REMEMBERED: Final = 1_000


def reader_of(one: Input, grades: Sequence[Grade]) -> Callable[[Cell], Value | Fault]:
    """What makes a cell a value of this input."""
    understand = _understanding(one, grades)

    def read(cell: Cell) -> Value | Fault:
        if is_blank(cell):
            if one.default is None and not one.optional:
                return Fault(Code.MISSING)
            return one.default
        return _broken(cell) or understand(cell)

    return remembering(read)


def unit_of(cell: Cell) -> str | Fault:
    """The unit that a cell names."""
    if is_blank(cell):
        return Fault(Code.BLANK_UNIT)
    return _broken(cell) or _formula_made(cell) or text_of(cell)


def _formula_made(cell: Cell) -> Fault | None:
    """The name of a unit goes into the outcomes, and from there into spreadsheets."""
    if not isinstance(cell, str) or not passes_for_formula(cell):
        return None
    return Fault(Code.NOT_CALCULATED, {"what": Word("problems.formula_made")}, Word("problems.advise_no_sign_first"))


def period_reader(kind: PeriodKind) -> Callable[[Cell], int | Fault]:
    """What makes a cell the ordinal number of a period of this kind.

    A date counts where it is the first day of a period: typed into a spreadsheet, ``2011-09`` becomes 1 September.
    """

    def read(cell: Cell) -> int | Fault:
        if is_blank(cell):
            return Fault(Code.BLANK_PERIOD)
        fault = _broken(cell, dates=True)
        if fault:
            return fault
        ordinal = _ordinal(kind, cell)
        return Fault(Code.NOT_A_PERIOD) if ordinal is None else ordinal

    return remembering(read)


def remembering(read: Callable[[Cell], _Read]) -> Callable[[Cell], _Read]:
    """``read``, asked once for each different text or number; 1, 1.0 and True are equal, and not the same cell."""
    known: dict[type, dict[Cell, _Read]] = {kind: {} for kind in (str, int, float, Single, Half, Decimal)}

    def remembered(cell: Cell) -> _Read:
        alike = known.get(cell.__class__)
        if alike is None:
            return read(cell)
        if cell in alike:
            return alike[cell]
        result = read(cell)
        if len(alike) < _REMEMBERED and (not isinstance(cell, str) or len(cell) <= _LONGEST_REMEMBERED):
            alike[cell] = result
        return result

    return remembered


def _understanding(one: Input, grades: Sequence[Grade]) -> Callable[[Cell], Value | Fault]:
    match one.kind:
        case InputKind.NUMBER:
            return number_reader(one)
        case InputKind.GRADE:
            return grade_reader(grades)
        case InputKind.CHOICE:
            return choice_reader(one.options)
        case InputKind.FLAG:
            return flag_of
        case InputKind.TEXT:
            return text_of


def _broken(cell: Cell, *, dates: bool = False) -> Fault | None:
    """What makes a cell useless whatever it is to hold."""
    match cell:
        case str():
            return _failed(trim(cell))
        case Unreadable():
            return Fault(Code.NO_SINGLE_VALUE)
        case date() if not dates:
            return Fault(Code.DATE, advice=Word("problems.advise_text_cells"))
    return None


def _failed(text: str) -> Fault | None:
    """What a spreadsheet left of a formula that it did not calculate, or could not."""
    if text.startswith("="):
        return Fault(Code.NOT_CALCULATED, {"what": Word("problems.formula_left")}, Word("problems.advise_calculate"))
    return Fault(Code.SPREADSHEET_ERROR) if _ERROR.fullmatch(text) else None


def _ordinal(kind: PeriodKind, cell: Cell) -> int | None:
    if isinstance(cell, date):
        return ordinal_of_date(kind, cell)
    text = text_of(cell)
    return None if isinstance(text, Fault) else ordinal_of(kind, text)
