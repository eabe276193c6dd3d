"""What is judged: one row a unit and period, its values typed and exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import field

from targetrules.data import frozen, unchanging
from targetrules.wording import Word

__all__ = ["History", "Row", "Value", "by_period", "by_unit"]

Value = Decimal | str | bool | None
"""A number is a Decimal with its declared decimals, a grade its id, a choice its word; None is missing."""


@unchanging
class Row:
    """The result of one unit in one period.

    Attributes:
        unit: The name of the unit.
        period: The ordinal number of the period (see :mod:`targetrules.period`).
        values: One entry for every input of the policy, None where it is missing; and where something was decided of
            it, ``decided.grade`` and ``decided.received``, as one cell of a file says it (``"none"``: none was).
        exact: What inputs were before ``excess = "round"`` made other numbers of them, for explanations to show; None
            where nothing was rounded.
    """

    unit: str
    period: int
    values: Mapping[str, Value]
    exact: Mapping[str, Decimal] | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class History:
    """All rows that are judged together.

    Attributes:
        rows: As they came; no two are of the same unit and period (and item, where they are rows of details).
        notes: What was passed over where they were read, to be worded in a language.
        positions: Of a table that they were read from, which of its rows they are; None: all of them.
    """

    rows: tuple[Row, ...]
    notes: tuple[Word, ...] = field(default=(), eq=False, repr=False)
    positions: Sequence[int] | None = field(default=None, eq=False, repr=False)


def by_unit(history: History) -> dict[tuple[str, int], list[Row]]:
    """The rows of each unit in each period, of which there are several in details."""
    found: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in history.rows:
        found[row.unit, row.period].append(row)
    return found


def by_period(history: History) -> dict[int, list[Row]]:
    """The rows of each period, as they came."""
    periods: dict[int, list[Row]] = defaultdict(list)
    for row in history.rows:
        periods[row.period].append(row)
    return periods
