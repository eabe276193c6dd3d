"""What is judged: one row a unit and period, its values typed and exact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import field, frozen

from targetrules.wording import Word

__all__ = ["History", "Row", "Value"]

Value = Decimal | str | bool | None
"""A number is a Decimal with its declared decimals, a grade its id, a choice its word; None is missing."""


@frozen(slots=True)
class Row:
    """The result of one unit in one period.

    ``period`` is the ordinal number of the period (see :mod:`targetrules.period`); ``values`` has one entry for every
    input of the policy, None where it is missing. ``exact``, where there are any, has what inputs were before
    ``excess = "round"`` made other numbers of them, for explanations to show.
    """

    unit: str
    period: int
    values: Mapping[str, Value]
    exact: Mapping[str, Decimal] | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class History:
    """All rows that are judged together; ``(unit, period)`` is unique, the rows stand as they came.

    ``notes`` say what was passed over where they were read.
    """

    rows: tuple[Row, ...]
    notes: tuple[Word, ...] = field(default=(), eq=False, repr=False)
