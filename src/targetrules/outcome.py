"""What is decided: one outcome a row of the history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, overload

from attrs import evolve, field, frozen

from targetrules.arguments import a_period, a_unit
from targetrules.errors import TargetrulesError
from targetrules.period import PeriodKind, period_text
from targetrules.source.suggest import nearest
from targetrules.truth import Truth
from targetrules.wording import Listing, Word, Worded

__all__ = [
    "Decided",
    "NoSuchResultError",
    "NoSuchRowError",
    "Outcome",
    "Outcomes",
    "Placed",
    "Remark",
    "Replaced",
    "RowOutcomes",
    "Truth",
    "Undetermined",
    "no_such_unit",
]

_MOST_LISTED: Final = 20


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


@frozen(slots=True)
class Outcomes(Sequence[Outcome]):
    """Outcomes in order: by period, and within a period as the rows came.

    ``kind`` is what the policy's period is. ``notes`` say what was passed over where the results were read;
    ``note.text("en")`` is the sentence.
    """

    items: tuple[Outcome, ...]
    kind: PeriodKind
    notes: tuple[Word, ...] = field(default=(), eq=False)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...

    @overload
    def __getitem__(self, index: slice) -> Outcomes: ...

    def __getitem__(self, index: int | slice) -> Outcome | Outcomes:
        return evolve(self, items=self.items[index]) if isinstance(index, slice) else self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def of(self, *, unit: str | int | None = None, period: int | str | date | None = None) -> Outcomes:
        """Those of one unit, of one period, or both; none where the unit has no outcome in that period.

        Both may be written as in results: 1001 or ``"1001"``; 2011, ``"2011"`` or ``"2011年"``. Raises
        :class:`NoSuchResultError` where none of these outcomes is of the unit, or none of the period: an empty answer
        to a slip of the pen would look like a clean one. Raises :class:`ArgumentError` for what is no unit, or no
        period of this policy.
        """
        name = None if unit is None else a_unit("unit", unit)
        when = None if period is None else period_text(self.kind, a_period("period", period, self.kind))
        kept = tuple([each for each in self.items if name in (None, each.unit) and when in (None, each.period)])
        if not kept:
            self._check_known(name, when)
        return evolve(self, items=kept)

    def _check_known(self, unit: str | None, period: int | str | None) -> None:
        units = dict.fromkeys(each.unit for each in self.items)
        if unit is not None and unit not in units:
            raise no_such_unit(unit, units)
        periods = tuple(dict.fromkeys(each.period for each in self.items))
        if period is not None and period not in periods:
            listed = Listing((*periods[:_MOST_LISTED], *(["…"] if len(periods) > _MOST_LISTED else ())))
            raise NoSuchResultError(Word("explanations.nobody-in-period", {"period": period, "periods": listed}))


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
