"""A cell to the unit whose past a unit goes on from, or to those that have gone into it."""

from __future__ import annotations

from collections.abc import Callable, Container

from targetrules.results.cells.broken import broken
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.names import FORMER_ADVICE, unit_reader
from targetrules.results.cells.words import text_of
from targetrules.results.naming import Naming
from targetrules.results.table import Cell, Texts, is_blank
from targetrules.rules.succession import merged_text, names_in

__all__ = ["continues_reader", "merges_reader"]


def continues_reader(naming: Naming, known: Container[str] = ()) -> Callable[[Cell], str | Fault | None]:
    """What makes a cell the name of a unit, as the column of units has it; None where nothing stands there."""
    named = unit_reader(naming, known, FORMER_ADVICE)

    def read(cell: Cell) -> str | Fault | None:
        return None if is_blank(cell) else named(cell)

    return read


def merges_reader(naming: Naming, known: Container[str] = ()) -> Callable[[Cell], str | Fault | None]:
    """What makes a cell the names of units, in the one text that a history has for them; None where there are none."""
    named = unit_reader(naming, known, FORMER_ADVICE)

    def read(cell: Cell) -> str | Fault | None:
        if is_blank(cell):
            return None
        parts = list(cell.texts) if isinstance(cell, Texts) else _parts(cell)
        if isinstance(parts, Fault):
            return parts
        found = [named(part) for part in parts]
        names = [each for each in found if isinstance(each, str)]
        wrong = next((each for each in found if isinstance(each, Fault)), None)
        return wrong or (merged_text(names) if names else None)

    return read


def _parts(cell: Cell) -> list[str] | Fault:
    text = text_of(cell)
    return broken(cell) or (text if isinstance(text, Fault) else names_in(text))
