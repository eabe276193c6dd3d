"""What is decided: one outcome a row of the history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from targetrules.errors import TargetrulesError
from targetrules.source.suggest import nearest
from targetrules.truth import Truth
from targetrules.wording import Word, Worded

__all__ = [
    "Decided",
    "NoSuchResultError",
    "NoSuchRowError",
    "Outcome",
    "Placed",
    "Remark",
    "Replaced",
    "RowOutcomes",
    "Truth",
    "Undetermined",
    "no_such_unit",
]


@frozen(slots=True)
class Placed:
    """A unit's place in one ranking: its rank from 1, and how many of its group are ranked (None: nobody knows)."""

    rank: int | None
    size: int | None


@frozen(slots=True)
class Decided:
    """A consequence that is received.

    Where a decision date was given, ``due`` is there if the consequence has a deadline, and ``until``, the last day on
    which it is in force, if it lasts for a time.
    """

    id: str
    to: tuple[str, ...]
    force: str
    due: date | None = None
    until: date | None = None
    source: str | None = None
    article: str | None = None


@frozen(slots=True)
class Replaced:
    """A consequence whose condition held, replaced by the others named."""

    id: str
    by: tuple[str, ...]


@frozen(slots=True)
class Undetermined:
    """A rule whose condition is unknown, with the names that are missing (``name@period`` for an earlier period).

    ``id`` is a consequence's or status's id, or ``grading.caps.1`` for the first cap of the grading.
    """

    id: str
    missing: tuple[str, ...]


@frozen(slots=True)
class Remark:
    """Something that a reader must know, by a stable code and the name that it is about.

    ``division-by-zero``: a measure; ``quota-not-kept``: a quota such as ``grading.quotas.1``, not kept because of it.
    """

    code: str
    about: str


@frozen(slots=True)
class Outcome:
    """Everything that the policy says of one unit in one period.

    ``period`` is as printed (2011, ``"2011Q3"``). ``measures`` are exact decimals with their declared decimals, None
    where missing; ``conditions`` are true, false or None (unknown).
    """

    unit: str
    period: int | str
    grade: str | None
    measures: Mapping[str, Decimal | None]
    places: Mapping[str, Placed]
    conditions: Mapping[str, Truth]
    statuses: tuple[str, ...]
    consequences: tuple[Decided, ...]
    replaced: tuple[Replaced, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())


@frozen(slots=True)
class RowOutcomes:
    """Outcomes as objects, as an engine gives them that judges row by row."""

    items: tuple[Outcome, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.items)

    def of(self, units: Collection[str] | None = None, periods: Collection[int | str] | None = None) -> RowOutcomes:
        """Those of these units and periods, as outcomes print them (None: all)."""
        kept = [
            each
            for each in self.items
            if (units is None or each.unit in units) and (periods is None or each.period in periods)
        ]
        return RowOutcomes(tuple(kept))


class NoSuchRowError(Worded, TargetrulesError, IndexError):
    """A dataframe has no such row, or nothing stands in it. ``word`` is the message, in words of both languages."""


class NoSuchResultError(Worded, TargetrulesError, LookupError):
    """There is no result of the unit, or none in the period. ``word`` is the message, in words of both languages."""


def no_such_unit(unit: str, units: Iterable[str]) -> NoSuchResultError:
    """The error for a unit that is not among those that have results; one whose name is near is named."""
    near = nearest(unit, dict.fromkeys(units))
    if near is None:
        return NoSuchResultError(Word("explanations.no-such-unit", {"unit": unit}))
    return NoSuchResultError(Word("explanations.no-such-unit-but", {"unit": unit, "near": near}))
