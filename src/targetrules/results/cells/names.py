"""A cell to the name of a unit or a group, or to what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Final

from attrs import evolve

from targetrules.results.cells.broken import broken
from targetrules.results.cells.doubts import doubt_of
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.remembering import remembering
from targetrules.results.cells.words import text_of
from targetrules.results.code import Code
from targetrules.results.naming import AS_WRITTEN, Naming, as_typed
from targetrules.results.table import Cell, is_blank
from targetrules.rules.tree import Input
from targetrules.spreadsheet import passes_for_formula
from targetrules.wording import Word

__all__ = ["DOUBTS", "FORMER_ADVICE", "LONGEST_NAME", "alone", "group_reader", "item_reader", "unit_of", "unit_reader"]

LONGEST_NAME: Final = 300
"""Characters of the name of a unit or a group."""

_UNIT_ADVICE: Final[Mapping[Code, str]] = {
    Code.SCIENTIFIC: "advise_ruined",
    Code.WRITTEN_DATE: "advise_ruined",
    Code.SAYS_NOTHING: "advise_no_name",
    Code.TOTAL: "advise_total",
    Code.MARKS: "advise_total",
}
FORMER_ADVICE: Final[Mapping[Code, str]] = {
    **_UNIT_ADVICE,
    Code.SAYS_NOTHING: "advise_no_former",
    Code.TOTAL: "advise_total_former",
    Code.MARKS: "advise_total_former",
}
"""What to do where a unit is named whose past goes on, or that has gone into another one."""
_ITEM_ADVICE: Final[Mapping[Code, str]] = {Code.SAYS_NOTHING: "advise_no_item", Code.TOTAL: "advise_total_item"}
DOUBTS: Final = frozenset(_UNIT_ADVICE)
"""What speaks against a name of which nobody has said that it is meant."""


def unit_of(cell: Cell) -> str | Fault:
    """The unit that a cell names."""
    return unit_reader()(cell)


def unit_reader(
    naming: Naming = AS_WRITTEN, known: Container[str] = (), advice: Mapping[Code, str] = _UNIT_ADVICE
) -> Callable[[Cell], str | Fault]:
    """What makes a cell the name of a unit, or one whose rows are left out. ``known`` are names that were read before.

    Of these it was said then that they are meant. ``advice`` says what to do about names that are doubted.
    """

    def read(cell: Cell) -> str | Fault:
        if is_blank(cell):
            return Fault(Code.BLANK_UNIT)
        text = text_of(cell)
        if isinstance(text, str) and text in naming.leave_out:
            return text
        name = broken(cell) or (text if isinstance(text, Fault) else naming.name_of(text))
        if isinstance(name, Fault):
            return name
        doubt = _too_long(name) or _doubt(name, naming, advice)
        return doubt if doubt is not None and name not in known else _formula_made(name) or name

    return remembering(read)


def group_reader(one: Input, naming: Naming) -> Callable[[Cell], str | Fault]:
    """What makes a cell the name of a group. A group may well be called as a total is, or a standard."""
    advice = {**_UNIT_ADVICE, **({Code.SAYS_NOTHING: "advise_no_group"} if one.optional else {})}
    del advice[Code.TOTAL], advice[Code.MARKS]
    return _reader(naming, advice)


def item_reader(naming: Naming) -> Callable[[Cell], str | Fault]:
    """What makes a cell the name of a row of details, or one that is left out.

    It may well be a date, as of a quarter, or called as a target is. A row of totals would be counted as one row more.
    """
    advice = {code: _ITEM_ADVICE.get(code, _UNIT_ADVICE[code]) for code in DOUBTS - {Code.WRITTEN_DATE, Code.MARKS}}
    named = _reader(naming, advice)

    def read(cell: Cell) -> str | Fault:
        text = text_of(cell)
        if isinstance(text, str) and text in naming.leave_out:
            return text
        found = named(cell)
        if isinstance(found, Fault) and found.code is Code.TOTAL:
            return evolve(found, code=Code.TOTAL_ITEM)
        return found

    return read


def _reader(naming: Naming, advice: Mapping[Code, str]) -> Callable[[Cell], str | Fault]:
    """What makes a cell a name, of which nothing is doubted but what ``advice`` is for."""

    def read(cell: Cell) -> str | Fault:
        text = text_of(cell)
        name = text if isinstance(text, Fault) else naming.name_of(text)
        return name if isinstance(name, Fault) else _too_long(name) or _doubt(name, naming, advice) or name

    return read


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


def alone(unit: Cell) -> Fault:
    """A row in which only this stands, in the column of units: no period, and perhaps a remark below the table."""
    name = text_of(unit)
    advice = Word("problems.advise_alone_in_row", {"name": as_typed(name)}) if isinstance(name, str) else None
    return Fault(Code.BLANK_PERIOD, advice=advice)
