"""A cell to what was decided of a result: a grade, or consequences, of which several may stand in one cell."""

from __future__ import annotations

from collections.abc import Callable

from targetrules.results.cells.broken import broken
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.words import grade_reader, text_of
from targetrules.results.code import Code
from targetrules.results.table import Cell, Texts, is_blank, shown
from targetrules.rules.decided import NOTHING, consequence_names, ids_named, is_nothing, parts_named, received_text
from targetrules.rules.tree import Rules
from targetrules.source.suggest import Suggestions
from targetrules.width import narrow
from targetrules.wording import Word

__all__ = ["decided_grade_reader", "decided_received_reader"]


def decided_grade_reader(rules: Rules) -> Callable[[Cell], str | Fault | None]:
    """What makes a cell the id of the grade that was decided, or the word for none; None where nothing was."""
    of_grades = grade_reader(rules.grades)

    def read(cell: Cell) -> str | Fault | None:
        if is_blank(cell):
            return None
        grade, text = of_grades(cell), text_of(cell)
        nothing = isinstance(grade, Fault) and isinstance(text, str) and is_nothing(text)
        return broken(cell) or (NOTHING if nothing else grade)

    return read


def decided_received_reader(rules: Rules) -> Callable[[Cell], str | Fault | None]:
    """What makes a cell the consequences that were decided, in the one text that a history has for them."""
    suggestions, known = Suggestions(), consequence_names(rules)

    def read(cell: Cell) -> str | Fault | None:
        if is_blank(cell):
            return None
        found = parts_named(rules, cell.texts) if isinstance(cell, Texts) else _named(rules, cell)
        if not isinstance(found, str):
            return found if isinstance(found, Fault) else received_text(rules, found)
        several = any(sign in found for sign in ",，、")
        near = None if several else suggestions.nearest(narrow(found), known)
        advice = Word("problems.advise_near", {"near": near}) if near else Word("problems.advise_decided")
        return Fault(Code.NOT_A_CONSEQUENCE, {"name": shown(found)}, advice)

    return read


def _named(rules: Rules, cell: Cell) -> frozenset[str] | str | Fault:
    """The consequences that a cell names, or the part of it that names none, or what is wrong with the cell."""
    text = text_of(cell)
    unread = Fault(Code.NOT_A_CONSEQUENCE, {"name": shown(cell)}, Word("problems.advise_decided"))
    return broken(cell) or (unread if isinstance(text, Fault) else ids_named(rules, text))
