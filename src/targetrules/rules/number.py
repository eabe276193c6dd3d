"""Numbers and the formulas that compute them, as a closed union; those that need no formula are leaves."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar
from typing import Literal as OneOf

from targetrules.data import frozen
from targetrules.rules.condition import Condition, FlagIs
from targetrules.rules.leaf import (
    LeafNumber,
    Literal,
    NumberOf,
    RankOf,
    Rounding,
    SizeOf,
)
from targetrules.source.decimals import decimals_of

__all__ = [
    "Absolute",
    "Aggregate",
    "Arithmetic",
    "AtEntry",
    "Case",
    "Cases",
    "Clamp",
    "Composed",
    "Cut",
    "FlagCount",
    "Fold",
    "IfMissing",
    "Lag",
    "LeafNumber",
    "Literal",
    "Negative",
    "Number",
    "NumberOf",
    "Piecewise",
    "Published",
    "RankOf",
    "RollingAggregate",
    "Rounded",
    "Rounding",
    "SizeOf",
    "Weighted",
]


@frozen(slots=True)
class Negative:
    """Minus the number."""

    of: Number


@frozen(slots=True)
class Arithmetic:
    """``left sign right``; a division by zero gives missing."""

    sign: OneOf["+", "-", "*", "/"]
    left: Number
    right: Number


@frozen(slots=True)
class Fold:
    """``min max mean sum`` of the arguments that are not missing; ``strict`` (``all_min`` …): missing if any is.

    What the policy states itself is no result: where every other argument is missing, so is the whole.
    """

    how: OneOf["min", "max", "mean", "sum"]
    of: tuple[Number, ...]
    strict: bool = False


@frozen(slots=True)
class Clamp:
    """``of``, but no lower than ``low`` and no higher than ``high`` (None: no such end); missing if any of them is."""

    of: Number
    low: Number | None
    high: Number | None


@frozen(slots=True)
class Absolute:
    """The number without its sign."""

    of: Number


@frozen(slots=True)
class Rounded:
    """``round(x, decimals)``, rounded in the manner of the measure that it stands in."""

    of: Number
    decimals: int
    rounding: Rounding


@frozen(slots=True)
class IfMissing:
    """``of``, or ``instead`` where it is missing."""

    of: Number
    instead: Number


@frozen(slots=True)
class Lag:
    """The number as it stood ``periods`` ago; missing where the unit had no result then."""

    of: Number
    periods: int


@frozen(slots=True)
class AtEntry:
    """The number as it stood in the latest period in which the unit newly entered the status; missing if it never did.

    ``before``: of the entries before this period alone, so that the status itself may rest on it.
    """

    status: str
    of: Number
    before: bool = False

    @property
    def remembered(self) -> AtEntry:
        """What is kept of the past for it: the same whichever entries it is asked of."""
        return AtEntry(self.status, self.of)


@frozen(slots=True)
class RollingAggregate:
    """``mean_last``, ``best_last`` (the highest), ``worst_last`` over the last ``periods``, this one included."""

    how: OneOf["mean", "best", "worst"]
    of: Number
    periods: int


@frozen(slots=True)
class Aggregate:
    """A number over the units of the same period: all of them, or those ranked in the unit's own group of ``ranking``.

    ``sd`` is their standard deviation as a population, ``sd_sample`` as a sample. ``percent`` and ``method`` are of
    ``percentile`` alone. ``of`` is None for a ``count`` of all units; a count and a ``share`` of those for whom a flag
    holds are :meth:`of_flag`.
    """

    how: OneOf["mean", "min", "max", "percentile", "count", "sum", "share", "sd", "sd_sample"]
    of: Number | None
    percent: Decimal | None = None
    ranking: str | None = None
    method: OneOf["inclusive", "exclusive", "nearest", "sas5"] = "inclusive"

    @classmethod
    def of_flag(cls, how: OneOf["count", "share"], flag: FlagIs, ranking: str | None) -> Aggregate:
        """How many of the units, or which share of them, a flag holds for: it is 1 or 0, or unknown (``UNKNOWN``)."""
        holds = Cases((Case(flag, Literal(Decimal(1))),), Literal(Decimal(0)))
        return cls(how, IfMissing(holds, Literal(Decimal(cls.UNKNOWN))), None, ranking)

    @property
    def is_spread(self) -> bool:
        """Whether it is a standard deviation, for which the squares of the numbers are added up."""
        return self.how in ("sd", "sd_sample")

    UNKNOWN: ClassVar[int] = 2
    """What a unit of whom a flag is unknown counts as, above all that are known: where one is, the whole is missing."""

    @property
    def flag(self) -> FlagIs | None:
        """The flag of which it is a count or share."""
        of = self.of
        if self.how not in ("count", "share") or not isinstance(of, IfMissing) or not isinstance(of.of, Cases):
            return None
        when = of.of.of[0].when
        return when if isinstance(when, FlagIs) else None

    @property
    def more_decimals(self) -> int:
        """How many more decimals a percentile has than the numbers between which it lies."""
        if self.percent is None:
            return 0
        return {"nearest": 0, "sas5": 1}.get(self.method, 2 + decimals_of(self.percent))


@frozen(slots=True)
class Case:
    """One of several cases: where ``when`` decides, the number is ``formula``."""

    when: Condition
    formula: Number


@frozen(slots=True)
class Cases:
    """The formula of the first case whose ``when`` is true; where none is, ``otherwise`` (None: missing).

    Where one before it is unknown, the whole is missing: nobody can say which case applies.
    """

    of: tuple[Case, ...]
    otherwise: Number | None = None


@frozen(slots=True)
class FlagCount:
    """How many of these flags, named conditions and statuses hold; missing where one of them is unknown."""

    of: tuple[FlagIs, ...]


@frozen(slots=True)
class Weighted:
    """The sum of weight times value, by the sum of weights; ``missing`` says what a missing part does."""

    parts: tuple[tuple[NumberOf, Decimal], ...]
    missing: OneOf["unknown", "zero", "reweight"]


@frozen(slots=True)
class Piecewise:
    """What a table of points makes of a number; the first coordinates of ``points`` ascend.

    Between two points ``linear`` is in proportion, ``step`` what the lower one gives; beyond the first and the last one
    it is what that gives (``clamp``), or missing.
    """

    of: NumberOf | RankOf | SizeOf
    points: tuple[tuple[Decimal, Decimal], ...]
    between: OneOf["linear", "step"] = "linear"
    outside: OneOf["clamp", "missing"] = "clamp"


@frozen(slots=True)
class Published:
    """What was published as the cut of a group, which is named by its words, for a period in which the cut is due."""

    period: int
    group: tuple[str, ...]
    value: Decimal


@frozen(slots=True)
class Cut:
    """The number ``of`` a group, as it was published or computed in the latest period in which it was due.

    It is due in each period from ``start`` on (None: in all), or in each so-manieth one (``every``), and then holds
    until it is due again. A group are the units that agree in the inputs ``within``; where fewer than ``smallest`` of
    it are ranked (in ``ranking``), none is computed. It stands nowhere but as a whole formula.
    """

    name: str
    of: Number
    decimals: int
    rounding: Rounding
    within: tuple[str, ...] = ()
    start: int | None = None
    every: int | None = None
    published: tuple[Published, ...] = ()
    ranking: str | None = None
    smallest: int = 1

    def due(self, period: int) -> int | None:
        """The latest period up to this one in which it is due; None before the first."""
        if self.start is None:
            return period
        return None if period < self.start else period - (period - self.start) % (self.every or 1)

    def published_for(self, period: int, group: tuple[str, ...]) -> Decimal | None:
        """What was published for the group then; None where nothing was."""
        return next((each.value for each in self.published if (each.period, each.group) == (period, group)), None)


Composed = Negative | Arithmetic | Fold | Clamp | Absolute | Rounded | IfMissing | Weighted | Piecewise
"""Numbers that are computed of their parts alone, which are all of the same unit and period."""

Number = LeafNumber | Composed | Lag | AtEntry | RollingAggregate | Aggregate | Cases | FlagCount | Cut
