"""A cell to the value of an input, as the input declares it, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from targetrules.history import Value
from targetrules.results.cells.broken import broken
from targetrules.results.cells.decided import decided_grade_reader, decided_received_reader
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.names import group_reader, item_reader
from targetrules.results.cells.numbers import number_reader
from targetrules.results.cells.remembering import remembering
from targetrules.results.cells.successions import continues_reader, merges_reader
from targetrules.results.cells.words import choice_reader, flag_of, grade_reader, text_of
from targetrules.results.code import Code
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.table import Cell, is_blank
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED
from targetrules.rules.succession import CONTINUES, MERGES
from targetrules.rules.tree import Grade, Input, InputKind, Rules

__all__ = ["input_reader", "reader_of"]

_NUMBERS: Final = frozenset({int, float, Decimal})
"""Cells of these types are neither blank nor broken."""


def input_reader(rules: Rules, one: Input, naming: Naming = AS_WRITTEN) -> Callable[[Cell], Value | Fault]:
    """What makes a cell a value of this input of a policy, or of one of the reserved columns."""
    if one.name == DECIDED_GRADE:
        return remembering(decided_grade_reader(rules))
    if one.name == DECIDED_RECEIVED:
        return remembering(decided_received_reader(rules))
    if one.name == CONTINUES:
        return remembering(continues_reader(naming))
    if one.name == MERGES:
        return remembering(merges_reader(naming))
    if one.name == rules.item:
        return _of_present(one, item_reader(naming))
    return reader_of(one, rules.grades, naming if one.name in rules.groups else None)


def reader_of(one: Input, grades: Sequence[Grade], groups: Naming | None = None) -> Callable[[Cell], Value | Fault]:
    """What makes a cell a value of this input; ``groups`` says how names are read where its texts name groups."""
    return _of_present(one, _understanding(one, grades, groups))


def _of_present(one: Input, understand: Callable[[Cell], Value | Fault]) -> Callable[[Cell], Value | Fault]:
    """What makes a cell a value of an input, where ``understand`` does so for one that is neither blank nor broken."""

    def read(cell: Cell) -> Value | Fault:
        if type(cell) in _NUMBERS:
            return understand(cell)
        if is_blank(cell):
            if one.default is None and not one.optional:
                return Fault(Code.MISSING)
            return one.default
        return broken(cell) or understand(cell)

    return remembering(read)


def _understanding(one: Input, grades: Sequence[Grade], groups: Naming | None) -> Callable[[Cell], Value | Fault]:
    match one.kind:
        case InputKind.NUMBER:
            return number_reader(one)
        case InputKind.GRADE:
            return grade_reader(grades)
        case InputKind.CHOICE:
            return choice_reader(one.options, one.option_labels)
        case InputKind.FLAG:
            return flag_of
        case InputKind.TEXT:
            return text_of if groups is None else group_reader(one, groups)
