"""What a sentence of an explanation speaks of: things by name, what was read of them, periods. ``report`` words it."""

from __future__ import annotations

from decimal import Decimal

from attrs import field

from targetrules.data import unchanging
from targetrules.period import PeriodKind
from targetrules.rules.definition import Label
from targetrules.rules.leaf import Rounding, Share

__all__ = [
    "Cut",
    "Interval",
    "Item",
    "MissingValue",
    "Moment",
    "Named",
    "PartOfYear",
    "PeriodCount",
    "ReadValue",
    "Value",
]


@unchanging
class Named:
    """Something that the policy names, with its label by language.

    ``kind``: policy, grade, input, parameter, measure, condition, status, consequence, role, action, source, ranking;
    ``option``, a word of a choice;
    ``rank`` and ``size`` of a ranking; ``units`` for all units of the period; ``final-grade``;
    ``note``, what an author says of it.
    """

    kind: str
    id: str
    label: Label = field(factory=dict, hash=False)


@unchanging
class Moment:
    """A period: its kind and its ordinal number; ``unit``: of which unit it is told, where that is another one."""

    kind: PeriodKind
    ordinal: int
    unit: str = ""


@unchanging
class PartOfYear:
    """A part that every year has, counted from 0: the last quarter is 3."""

    kind: PeriodKind
    part: int


@unchanging
class PeriodCount:
    """So many periods of a kind: three school years."""

    kind: PeriodKind
    count: int


@unchanging
class ReadValue:
    """A value as it was read: of what, and when, where that is not the period explained. None is missing.

    ``value`` is an exact number with its declared decimals, a grade, a choice's word, or a flag. A literal number of
    the policy has no name; ``unit`` is a word for people, such as ``%``. ``exact`` is false of a number that has more
    decimals than are shown.
    """

    name: Named | None
    value: Decimal | Named | str | bool | None
    unit: str = ""
    period: Moment | None = None
    exact: bool = True


@unchanging
class Interval:
    """All values from ``low`` to ``high``, both included; None where nothing is declared there."""

    low: ReadValue | None
    high: ReadValue | None


@unchanging
class Item:
    """A row of details by its name, with some of its values."""

    name: str
    values: tuple[ReadValue, ...] = ()


@unchanging
class Cut:
    """The first of so many rows of details."""

    first: tuple[Item, ...]
    count: int


@unchanging
class MissingValue:
    """Something that is missing, in an earlier period where one is named; without a name, the unit's result itself.

    ``items``: the rows of details in which it is missing.
    """

    name: Named | None
    period: Moment | None = None
    items: Cut | None = None


Value = (
    Named
    | Moment
    | PartOfYear
    | PeriodCount
    | ReadValue
    | Interval
    | MissingValue
    | Item
    | Cut
    | Share
    | Rounding
    | Decimal
    | int
    | str
    | bool
    | None
    | tuple["Value", ...]
)
"""Whatever may stand in a sentence; a tuple is a list of such."""
