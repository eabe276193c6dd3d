"""Numbers with a percent sign beside numbers without one: of 85% and 0.86, one may be a hundred times too small.

Nobody can tell which is meant, 0.86% or 86%, so the two together are a problem, told once a column.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import define, field

from targetrules.results.numbers import PLAIN
from targetrules.results.table import Cell, shown
from targetrules.rules.tree import Input, InputKind
from targetrules.source.decimals import decimal_of
from targetrules.width import narrow
from targetrules.wording import Word

__all__ = ["Place", "Signs", "in_percent", "mixed", "sign_of"]

Place = tuple[int, Cell]
"""A row, and the cell that stands there."""


def in_percent(one: Input) -> bool:
    """Whether the numbers of an input may have a percent sign."""
    return one.kind is InputKind.NUMBER and narrow(one.unit) == "%"


def sign_of(cell: Cell) -> bool | None:
    """Whether a number has a percent sign; None where there is no number, or a bare zero, which is 0% in any case."""
    match cell:
        case str():
            text = narrow(cell)
            bare = text.removesuffix("%").rstrip()
            if not PLAIN.fullmatch(bare):
                return None
            return True if bare != text else False if decimal_of(bare) else None
        case int() | float() | Decimal() if not isinstance(cell, bool):
            return False if cell else None
    return None


@define(slots=True)
class Signs:
    """The numbers of one input, cell by cell: the first with a sign, and the first without."""

    first: dict[bool, Place] = field(factory=dict)

    def other(self, cell: Cell, row: int) -> Place | None:
        """The first number of the other sort, when the first of this sort comes after it."""
        sign = sign_of(cell)
        if sign is None or sign in self.first:
            return None
        self.first[sign] = row, cell
        return self.first.get(not sign)


def mixed(cell: Cell, other: Cell, row: Word) -> Mapping[str, Any]:
    """What is said of a number beside one of the other sort, which stands in ``row``."""
    how = "signed" if sign_of(cell) else "unsigned"
    return {
        "values": {"how": Word(f"problems.{how}", {"other": shown(other), "row": row})},
        "advice": Word("problems.advise_signs"),
    }
