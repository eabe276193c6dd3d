"""A cell to the value of an input, as the input declares it, or to what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from targetrules.history import Value
from targetrules.period import PeriodKind, ordinal_of, ordinal_of_date, years_in_doubt
from targetrules.results.cells.doubts import doubt_of
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.floats import Half, Single
from targetrules.results.cells.numbers import number_reader
from targetrules.results.cells.words import choice_reader, flag_of, grade_reader, text_of
from targetrules.results.code import Code
from targetrules.results.naming import AS_WRITTEN, Naming, as_typed
from targetrules.results.table import Cell, Merged, NotADay, NotBoolean, Unreadable, is_blank
from targetrules.rules.tree import Grade, Input, InputKind, Rules
from targetrules.spreadsheet import passes_for_formula
from targetrules.width import trim
from targetrules.wording import Word

__all__ = [
    "DOUBTS",
    "LONGEST_NAME",
    "alone",
    "input_reader",
    "period_reader",
    "reader_of",
    "unit_of",
    "unit_reader",
]

LONGEST_NAME: Final = 300
"""Characters of the name of a unit or a group."""

_Read = TypeVar("_Read")

# What spreadsheets show where a formula failed; an exported CSV file holds the same words.
_ERROR: Final = re.compile(
    r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA|#+)|Err:\d+"
)
_UNIT_ADVICE: Final[Mapping[Code, str]] = {
    Code.SCIENTIFIC: "advise_ruined",
    Code.WRITTEN_DATE: "advise_ruined",
    Code.SAYS_NOTHING: "advise_no_name",
    Code.TOTAL: "advise_total",
}
DOUBTS: Final = frozenset(_UNIT_ADVICE)
"""What speaks against a name of which nobody has said that it is meant."""

# So many different cells of a column are remembered with what they mean: most columns repeat themselves.
_REMEMBERED: Final = 10_000


def input_reader(rules: Rules, one: Input, naming: Naming = AS_WRITTEN) -> Callable[[Cell], Value | Fault]:
    """What makes a cell a value of this input of a policy."""
    return reader_of(one, rules.grades, naming if one.name in rules.groups else None)


def reader_of(one: Input, grades: Sequence[Grade], groups: Naming | None = None) -> Callable[[Cell], Value | Fault]:
    """What makes a cell a value of this input; ``groups`` says how names are read where its texts name groups."""
    understand = _understanding(one, grades, groups)

    def read(cell: Cell) -> Value | Fault:
        if is_blank(cell):
            if one.default is None and not one.optional:
                return Fault(Code.MISSING)
            return one.default
        return _broken(cell) or understand(cell)

    return _remembering(read)


def unit_of(cell: Cell) -> str | Fault:
    """The unit that a cell names."""
    return unit_reader()(cell)


def unit_reader(naming: Naming = AS_WRITTEN, known: Container[str] = ()) -> Callable[[Cell], str | Fault]:
    """What makes a cell the name of a unit, or one whose rows are left out. ``known`` are names that were read before.

    Of these it was said then that they are meant.
    """

    def read(cell: Cell) -> str | Fault:
        if is_blank(cell):
            return Fault(Code.BLANK_UNIT)
        text = text_of(cell)
        if isinstance(text, str) and text in naming.leave_out:
            return text
        name = _broken(cell) or (text if isinstance(text, Fault) else naming.name_of(text))
        if isinstance(name, Fault):
            return name
        doubt = _too_long(name) or _doubt(name, naming, _UNIT_ADVICE)
        return doubt if doubt is not None and name not in known else _formula_made(name) or name

    return _remembering(read)


def _group_reader(one: Input, naming: Naming) -> Callable[[Cell], str | Fault]:
    """What makes a cell the name of a group. A group may well be called as a total is."""
    advice = {**_UNIT_ADVICE, **({Code.SAYS_NOTHING: "advise_no_group"} if one.optional else {})}
    del advice[Code.TOTAL]

    def read(cell: Cell) -> str | Fault:
        name = _named(cell, naming)
        return name if isinstance(name, Fault) else _too_long(name) or _doubt(name, naming, advice) or name

    return read


def _named(cell: Cell, naming: Naming) -> str | Fault:
    text = text_of(cell)
    return text if isinstance(text, Fault) else naming.name_of(text)


def _too_long(name: str) -> Fault | None:
    """The fault of a name that is too long to be repeated in every row, and compared with others letter by letter."""
    if len(name) <= LONGEST_NAME:
        return None
    values = {"length": f"{len(name):,}", "most": f"{LONGEST_NAME:,}"}
    return Fault(Code.LONG_NAME, values, Word("problems.advise_long_name"))


def _doubt(name: str, naming: Naming, advice: Mapping[Code, str]) -> Fault | None:
    """What speaks against a name, where ``advice`` says what to do about it and nobody has said that it is meant."""
    code = doubt_of(name)
    if code is None or code not in advice or name in naming.genuine:
        return None
    return Fault(code, advice=Word(f"problems.{advice[code]}", {"name": as_typed(name)}))


def _formula_made(name: str) -> Fault | None:
    """The name of a unit goes into the outcomes, and from there into spreadsheets."""
    if not passes_for_formula(name):
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
        return Fault(Code.NOT_A_PERIOD, advice=_about_years(kind, cell)) if ordinal is None else ordinal

    return _remembering(read)


def _about_years(kind: PeriodKind, cell: Cell) -> Word | None:
    """Where one year stands in place of two, two in place of one, or the date that a spreadsheet makes of 2011/12."""
    if isinstance(cell, date):
        return (
            Word("problems.advise_years_as_text") if kind in (PeriodKind.SCHOOL_YEAR, PeriodKind.FISCAL_YEAR) else None
        )
    text = text_of(cell)
    doubt = None if isinstance(text, Fault) else years_in_doubt(kind, text)
    return None if doubt is None else Word(f"problems.advise_{doubt.replace('-', '_')}")


def _remembering(read: Callable[[Cell], _Read]) -> Callable[[Cell], _Read]:
    """``read``, asked once for each different text or number; 1, 1.0 and True are equal, and not the same cell."""
    known: dict[type, dict[Cell, _Read]] = {kind: {} for kind in (str, int, float, Single, Half, Decimal)}

    def remembered(cell: Cell) -> _Read:
        alike = known.get(cell.__class__)
        if alike is None:
            return read(cell)
        if cell in alike:
            return alike[cell]
        result = read(cell)
        if len(alike) < _REMEMBERED:
            alike[cell] = result
        return result

    return remembered


def alone(unit: Cell) -> Fault:
    """A row in which only this stands, in the column of units: no period, and perhaps a remark below the table."""
    name = text_of(unit)
    advice = Word("problems.advise_alone_in_row", {"name": as_typed(name)}) if isinstance(name, str) else None
    return Fault(Code.BLANK_PERIOD, advice=advice)


def _understanding(one: Input, grades: Sequence[Grade], groups: Naming | None) -> Callable[[Cell], Value | Fault]:
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
            return text_of if groups is None else _group_reader(one, groups)


def _broken(cell: Cell, *, dates: bool = False) -> Fault | None:
    """What makes a cell useless whatever it is to hold."""
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
        case date() if not dates:
            return _dated("a_date")
        case NotADay():
            return _dated("in_a_format_of_dates")
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
    return Fault(Code.SPREADSHEET_ERROR) if _ERROR.fullmatch(text) else None


def _ordinal(kind: PeriodKind, cell: Cell) -> int | None:
    if isinstance(cell, date):
        return ordinal_of_date(kind, cell)
    text = text_of(cell)
    return None if isinstance(text, Fault) else ordinal_of(kind, text)
