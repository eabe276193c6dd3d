"""A cell to a grade, a choice, a flag, a text, or the name of a unit."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from targetrules.results.cells.fault import Fault
from targetrules.results.cells.floats import is_too_large, number_of_float
from targetrules.results.code import Code
from targetrules.results.table import Cell
from targetrules.rules.tree import Grade, Label
from targetrules.source.decimals import plain_digits
from targetrules.source.suggest import Suggestions
from targetrules.width import as_read, narrow
from targetrules.wording import Word

__all__ = ["choice_reader", "flag_of", "grade_reader", "text_of"]

_TOO_LARGE: Final = 10**100

# Spreadsheets keep 15 digits of a number; those behind them are lost for good.
_KEPT_DIGITS: Final = 15

_DIGITS_LOST: Final = Fault(Code.DIGITS_LOST, advice=Word("problems.advise_text_cells"))

_FLAGS: Final = {
    **dict.fromkeys(("true", "yes", "y", "t", "1", "是", "有", "√", "✓", "✔"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0", "否", "无", "×", "✗", "✘"), False),
}


def grade_reader(grades: Sequence[Grade]) -> Callable[[Cell], str | Fault]:
    """What makes a cell the id of one of these grades; it may hold the id or any label that only one grade has."""
    names: dict[str, set[str]] = {}
    for grade in grades:
        for label in grade.label.values():
            names.setdefault(narrow(label), set()).add(grade.id)
    known = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
    return _one_of(known | {narrow(grade.id): grade.id for grade in grades}, Code.NOT_A_GRADE)


def choice_reader(options: Iterable[str], labels: Mapping[str, Label]) -> Callable[[Cell], str | Fault]:
    """What makes a cell one of these words; it may hold the word or any of its labels, of which no two are alike."""
    known = {narrow(word): option for option, label in labels.items() for word in label.values()}
    return _one_of(known | {narrow(option): option for option in options}, Code.NOT_A_CHOICE)


def flag_of(cell: Cell) -> bool | Fault:
    """The truth that a cell says: true or false, yes or no, Y or N, 是 or 否, 有 or 无, √ or ×, 1 or 0.

    An x is neither: in some forms it says yes, in others no.
    """
    if isinstance(cell, bool):
        return cell
    text = text_of(cell)
    if isinstance(text, str):
        return _FLAGS.get(narrow(text).casefold(), Fault(Code.NOT_A_FLAG))
    return Fault(Code.NOT_A_FLAG)


def text_of(cell: Cell) -> str | Fault:
    """The text of a cell, its line ends made alike; a number (``1001.0`` from a spreadsheet) is its digits."""
    match cell:
        case str():
            return _printable(as_read(cell))
        case bool():
            return Fault(Code.NOT_TEXT)
        case int() if abs(cell) < _TOO_LARGE:
            return str(cell)
        case float():
            return _DIGITS_LOST if is_too_large(cell) else text_of(number_of_float(cell))
        case Decimal() if cell.is_finite():
            if cell and not -_KEPT_DIGITS < cell.adjusted() < _KEPT_DIGITS:
                return _DIGITS_LOST
            return plain_digits(cell) if cell else "0"
    return Fault(Code.NOT_TEXT)


def _one_of(known: Mapping[str, str], code: Code) -> Callable[[Cell], str | Fault]:
    suggestions = Suggestions()

    def read(cell: Cell) -> str | Fault:
        text = text_of(cell)
        if isinstance(text, Fault):
            return Fault(code)
        name = narrow(text)
        if name in known:
            return known[name]
        near = suggestions.nearest(name, known)
        return Fault(code, advice=Word("problems.advise_near", {"near": near}) if near else None)

    return read


def _printable(text: str) -> str | Fault:
    if text.isprintable():
        return text
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n":
            return Fault(Code.UNPRINTABLE, {"character": f"U+{ord(character):04X}"})
    return text
