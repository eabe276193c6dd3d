"""Conditions: tables of entries, and temporal conditions, as a closed union."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.rules.leaf import LeafNumber, NumberOf, PeriodRange, Portion, RankOf, SizeOf
from targetrules.rules.recurrence import ALWAYS, Recurrence

__all__ = [
    "All",
    "AnyOf",
    "Cardinality",
    "ChoiceIs",
    "Compare",
    "Condition",
    "Consecutive",
    "During",
    "FlagIs",
    "GradeChange",
    "GradeIs",
    "Known",
    "Not",
    "PartsOfYear",
    "RankCutoff",
    "Rated",
    "Received",
    "Receives",
    "Temporal",
    "Times",
]


@frozen(slots=True)
class GradeIs:
    """The grade is one of ``grades``. ``of`` is None for the final grade, else the name of an input of type grade."""

    grades: tuple[str, ...]
    of: str | None = None


@frozen(slots=True)
class Compare:
    """A number compares so with another."""

    left: NumberOf | RankOf | SizeOf
    how: OneOf["at_least", "above", "at_most", "below", "equals"]
    right: LeafNumber


@frozen(slots=True)
class ChoiceIs:
    """A choice is one of ``options``."""

    name: str
    options: tuple[str, ...]


@frozen(slots=True)
class FlagIs:
    """A flag, named condition or status is ``wanted``."""

    name: str
    wanted: bool


@frozen(slots=True)
class Known:
    """None of these inputs and measures is missing; never unknown itself."""

    names: tuple[str, ...]


@frozen(slots=True)
class Rated:
    """A grade was given (or, with ``wanted`` false, was not); never unknown itself."""

    wanted: bool


@frozen(slots=True)
class PartsOfYear:
    """Some of the ``count`` periods that every year has, counted from 0: the last quarter is ``(3,)`` of 4."""

    parts: tuple[int, ...]
    count: int


@frozen(slots=True)
class During:
    """The current period lies in ``periods``, and comes round as it is asked for.

    ``every``: only the first of ``periods`` and each so-manieth after it. ``within_year``: only these parts of a year.
    """

    periods: PeriodRange
    every: int | None = None
    within_year: PartsOfYear | None = None

    def __contains__(self, period: int) -> bool:
        return period in self.periods and period in self.recurrence

    @property
    def recurrence(self) -> Recurrence:
        """How the periods come round."""
        if self.within_year is not None:
            return Recurrence.of(self.within_year.count, self.within_year.parts)
        if self.every is not None:
            return Recurrence.of(self.every, (self.periods.start or 0,))
        return ALWAYS


@frozen(slots=True)
class RankCutoff:
    """The unit is among the first or last of a ranking; a tie across the edge counts as ``ties`` says."""

    ranking: str
    end: OneOf["top", "bottom"]
    portion: Portion
    ties: OneOf["in", "out"] = "in"


@frozen(slots=True)
class Receives:
    """The unit receives the consequence in this period."""

    consequence: str


@frozen(slots=True)
class Received:
    """The unit received the consequence in an earlier period (any); never unknown."""

    consequence: str


@frozen(slots=True)
class All:
    """All hold."""

    of: tuple[Condition, ...]


@frozen(slots=True)
class AnyOf:
    """At least one holds."""

    of: tuple[Condition, ...]


@frozen(slots=True)
class Cardinality:
    """Of these conditions so many hold: at least ``at_least``, at most ``at_most`` (None: no such end)."""

    of: tuple[Condition, ...]
    at_least: int | None = None
    at_most: int | None = None


@frozen(slots=True)
class Not:
    """It does not hold."""

    of: Condition


@frozen(slots=True)
class Consecutive:
    """Holds now and held in the periods before it, ``count`` in a row."""

    count: int


@frozen(slots=True)
class Times:
    """Holds in at least ``count`` of the last ``of_last`` periods (None: of all so far), this one included."""

    count: int
    of_last: int | None = None


@frozen(slots=True, eq=False)
class Temporal:
    """A temporal condition: ``of``, counted as ``counting`` says, as it stood ``ago`` periods ago.

    ``counting`` None: the condition itself. ``bridge``: a period without a result, or with ``of`` unknown, is passed
    over. ``since``: earlier periods do not count. ``resets``: counting starts afresh after a period in which it held.
    ``restarts``: counting starts afresh with a period in which it holds, which is the first that counts. ``earlier``:
    the statement is about the periods before this one only (``received`` with a history entry).
    Compared by identity, so that an engine may remember what it found.
    """

    of: Condition
    counting: Consecutive | Times | None = None
    bridge: bool = False
    since: int | None = None
    resets: Condition | None = None
    restarts: Condition | None = None
    ago: int = 0
    earlier: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether every period counts, none is passed over, and it is said of the present."""
        moved = self.bridge or self.since is not None or self.ago or self.earlier
        return not moved and self.resets is None and self.restarts is None


@frozen(slots=True, eq=False)
class GradeChange:
    """The grade (``of``: that of an input) compares so with what it was ``ago`` periods ago; better is higher.

    Unknown where either is missing. ``meaning`` is the same in other conditions, for whoever asks what it rests on, and
    for engines that remember what those found. Compared by identity, as they are.
    """

    how: OneOf["at_least", "above", "at_most", "below"]
    ago: int
    of: str | None
    _meaning: Condition = field(repr=False)

    @classmethod
    def among(
        cls, grades: Sequence[str], how: OneOf["at_least", "above", "at_most", "below"], ago: int, of: str | None
    ) -> GradeChange:
        """The comparison of grades that are ordered so, the best first."""
        return cls(how, ago, of, AnyOf(tuple(_changes(grades, how, ago, of))))

    @property
    def meaning(self) -> Condition:
        """One of some pairs of grades; and unknown where a grade is: what is unknown is neither so nor not so."""
        return self._meaning

    @property
    def was_known(self) -> Condition:
        """Whether there was a grade then: true, or unknown."""
        last = self._meaning.of[-1] if isinstance(self._meaning, AnyOf) else self._meaning
        return last.of[0] if isinstance(last, All) else last

    def compares(self, now: int, then: int) -> bool:
        """Whether two grades compare so, by their positions from the best, 0."""
        return {"at_least": now <= then, "above": now < then, "at_most": now >= then, "below": now > then}[self.how]


def _changes(
    grades: Sequence[str], how: OneOf["at_least", "above", "at_most", "below"], ago: int, of: str | None
) -> Iterator[Condition]:
    for at, grade in enumerate(grades):
        wanted = {"at_least": grades[: at + 1], "above": grades[:at], "at_most": grades[at:], "below": grades[at + 1 :]}
        if wanted[how]:
            yield All((GradeIs(tuple(wanted[how]), of), Temporal(GradeIs((grade,), of), ago=ago)))
    present = GradeIs(tuple(grades), of)
    for known in (present, Temporal(present, ago=ago)):
        yield All((known, Not(known)))


Condition = (
    GradeIs
    | GradeChange
    | Compare
    | ChoiceIs
    | FlagIs
    | Known
    | Rated
    | During
    | RankCutoff
    | Receives
    | Received
    | All
    | AnyOf
    | Cardinality
    | Not
    | Temporal
)
