"""What is decided: one outcome a row of the history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from attrs import field

from targetrules.data import frozen, unchanging
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


@unchanging
class Placed:
    """A unit's place in one ranking.

    Attributes:
        rank: The number of the place, from 1; None where the unit has none.
        size: How many units of its group are ranked; None where nobody knows.
    """

    rank: int | None
    size: int | None


@frozen(slots=True)
class Decided:
    """A consequence that is received.

    Attributes:
        id: Its id.
        to: The roles that it is for.
        force: ``"must"``, ``"should"`` or ``"may"``.
        due: The day until which it is to be done, where a decision date was given and it has a deadline; else None.
        until: The last day on which it is in force, where a decision date was given and it lasts for a time; else None.
        source: The id of the source that it is written in; None where the policy names none.
        article: Where in that source.
        counted_from: ``"service"`` where the deadline and the time that it lasts are counted from the day of service,
            which is not known yet; else None.
        due_known: False where the deadline is in working days and leaves the calendar of the policy.
    """

    id: str
    to: tuple[str, ...]
    force: str
    due: date | None = None
    until: date | None = None
    source: str | None = None
    article: str | None = None
    counted_from: str | None = None
    due_known: bool = True


@frozen(slots=True)
class Replaced:
    """A consequence whose condition held, and which others replace.

    Attributes:
        id: Its id.
        by: The ids of the others.
    """

    id: str
    by: tuple[str, ...]


@frozen(slots=True)
class Undetermined:
    """A rule whose condition is unknown.

    Attributes:
        id: The id of a consequence or a status, or ``grading.caps.1`` for the first cap of the grading.
        missing: The names that are missing; ``name@period`` in an earlier period, ``@period`` where there was no
            result.
    """

    id: str
    missing: tuple[str, ...]


@frozen(slots=True)
class Remark:
    """Something that a reader of the outcome must know.

    Attributes:
        code: Stable: ``division-by-zero``, ``differs-from-published``, ``quota-not-kept``, ``due-not-known``,
            ``other-grade-decided``, ``also-decided`` or ``not-decided``.
        about: A measure whose value a division by zero took; a quota such as ``grading.quotas.1``, not kept because
            of this unit; a consequence whose deadline in working days leaves the calendar; the grade that was decided
            in place of this one (``none``: that there is none); a consequence that was decided though it is not
            received, or is received though it was not decided.
    """

    code: str
    about: str


@unchanging
class Outcome:
    """Everything that a policy says of one unit in one period.

    Attributes:
        unit: The name of the unit.
        period: As it is printed: 2011, ``"2011Q3"``.
        grade: The id of the grade; None where there is none.
        measures: Exact decimals with their declared decimals, by the names of measures; None where one is missing.
        places: The unit's place in each ranking.
        conditions: Whether each named condition holds: true, false, or None (unknown).
        statuses: The names of the statuses that the unit is in.
        consequences: Those that it receives, in the order of the policy.
        replaced: Those that others replace.
        undetermined: The rules whose condition is unknown, with what is missing.
        remarks: What a reader must know besides.
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
    """There is no such row in a dataframe, or nothing stands in it. It is an IndexError as well.

    Attributes:
        word: Which row, to be worded in a language.
    """


class NoSuchResultError(Worded, TargetrulesError, LookupError):
    """There is no result of a unit, or in a period. It is a LookupError as well.

    Attributes:
        word: What is not there, to be worded in a language.
    """


def no_such_unit(unit: str, units: Iterable[str]) -> NoSuchResultError:
    """The error for a unit that is not among those that have results; one whose name is near is named."""
    near = nearest(unit, dict.fromkeys(units))
    if near is None:
        return NoSuchResultError(Word("explanations.no-such-unit", {"unit": unit}))
    return NoSuchResultError(Word("explanations.no-such-unit-but", {"unit": unit, "near": near}))
