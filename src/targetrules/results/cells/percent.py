"""Numbers with a percent sign beside numbers without one: of 85% and 0.86, one may be a hundred times too small.

Nobody can tell which is meant, 0.86% or 86%, so the two together are a problem, told once a column. What else is wrong
with the numbers of such a column then waits: to declare more decimals for 0.86 would settle that it is not 86.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from targetrules.data import define
from targetrules.results.cells.numbers import PLAIN
from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.table import Cell, Column, Merged, NotADay, NotBoolean, Unreadable, shown
from targetrules.rules.tree import Input, InputKind
from targetrules.source.decimals import decimal_of
from targetrules.width import narrow
from targetrules.wording import Word

__all__ = ["FractionsSoFar", "SignedCell", "advise_signs_first", "in_percent", "mixed", "mixed_signs", "sign_of"]

SignedCell = tuple[int, Cell]
"""A row, and the cell that stands there."""


def in_percent(one: Input) -> bool:
    """Whether the numbers of an input may have a percent sign."""
    return one.kind is InputKind.NUMBER and narrow(one.unit) == "%"


_LEAST: Final = Decimal("-1.5")
_MOST: Final = Decimal("1.5")
"""Beyond these a number of percent is hardly a fraction of one: 150%."""


@define(slots=True)
class FractionsSoFar:
    """Whether all numbers of a column of percent look like fractions of one, such as 0.85 for 85%; none has a sign."""

    fractional: int = 0

    def goes_on(self, cells: Sequence[Cell]) -> bool:
        """Take in further cells; False: one of them is no such number, so that no further one needs to be looked at."""
        for cell in cells:
            sign = sign_of(cell)
            number = None if sign is None or isinstance(cell, bool | date) else decimal_of(narrow(str(cell)))
            if sign is True or (number is not None and not _LEAST <= number <= _MOST):
                return False
            self.fractional += number is not None and number.as_integer_ratio()[1] != 1
        return True


def sign_of(cell: Cell) -> bool | None:
    """Whether a number has a percent sign; None where there is no number, or a bare zero, which is 0% in any case."""
    match cell:
        case str():
            text = narrow(cell)
            bare = text.removesuffix("%").rstrip()
            if not PLAIN.fullmatch(bare):
                return None
            return True if bare != text else False if decimal_of(bare) else None
        case bool() | date() | Unreadable() | Merged() | NotBoolean() | NotADay() | None:
            return None
        case int() | float() | Decimal():
            return False if cell else None


def mixed_signs(cells: Sequence[Cell]) -> tuple[SignedCell, SignedCell] | None:
    """The first number with a percent sign and the first without, the earlier one first; rows count from 0.

    None where there is but one sort.
    """
    first: dict[bool, SignedCell] = {}
    for row, cell in enumerate(cells) if any(map(_may_be_signed, cells)) else ():
        sign = sign_of(cell)
        if sign is not None and sign not in first:
            first[sign] = row, cell
            if len(first) == 2:  # noqa: PLR2004  both sorts
                earlier, later = first.values()
                return earlier, later
    return None


def _may_be_signed(cell: Cell) -> bool:
    """Whether a percent sign of any width may stand in a cell, found quickly."""
    return isinstance(cell, str) and ("%" in cell or not cell.isascii())


def mixed(cell: Cell, other: Cell, row: Word) -> Mapping[str, Any]:
    """What is said of a number beside one of the other sort, which stands in ``row``."""
    how = "signed" if sign_of(cell) else "unsigned"
    return {
        "values": {"how": Word(f"problems.{how}", {"other": shown(other), "row": row})},
        "advice": Word("problems.advise_signs"),
    }


def advise_signs_first(findings: Findings, columns: Collection[Column]) -> None:
    """Of the numbers in columns of both sorts, say that what they mean is to be found out before anything else."""
    findings.advise(columns, (Code.TOO_MANY_DECIMALS, Code.PERCENT), Word("problems.advise_signs_first"))
