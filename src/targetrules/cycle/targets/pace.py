"""Where a unit stands with an indicator during the year: the value so far against the pace of its target.

What is asked of one that must be no more than its limit is asked with the sign turned round, so that there is one
comparison. All numbers are exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal, get_args

from attrs import evolve, field

from targetrules.cycle.targets.cascade import sides_of
from targetrules.cycle.targets.part_values import Part
from targetrules.cycle.targets.reading import Target
from targetrules.data import frozen
from targetrules.period import PeriodKind, period_text
from targetrules.rules.definition import Label
from targetrules.source.decimals import plain_digits
from targetrules.syntax import schema as syntax
from targetrules.wording import Listing, Word

__all__ = ["STATES", "Pursuit", "Standing", "State", "Time"]

State = Literal["out-of-reach", "exceeded", "broken", "behind", "unknown", "on-track"]

STATES: Final[tuple[State, ...]] = get_args(State)
"""All states, the worst first; of two sides of a target the worse is told."""

_Side = Literal["target", "low", "high"]


@frozen(slots=True)
class Standing:
    """Where a unit stands with an indicator.

    Attributes:
        unit: The unit.
        indicator: The id of the indicator.
        part: The month, quarter or half up to which it is told, as it is printed; None where none can be said.
        state: ``"on-track"``, ``"behind"``, ``"out-of-reach"``, ``"exceeded"``, ``"broken"`` or ``"unknown"``.
        value: The value so far; of a standard that is kept whether it was.
        side: Which number of the target is meant: ``"target"``, or of a target with two ends ``"low"`` or ``"high"``.
        target: That number.
        pace: What the value should be by now.
        gap: The value less the pace.
        left: How many parts are left until the period ends.
        each: What each of these must bring on an average, or may bring where the number is a limit; of a level what
            it must be.
        missing: What is missing, by name.
        broken: The parts in which a standard was not kept.
        label: The label of the indicator.
        decimals: How many decimals the indicator has.
        harder: Whether more is better, on the side that is meant.
        is_level: Whether the value is a level, which does not grow over the year.
    """

    unit: str
    indicator: str
    part: str | None
    state: State
    value: Decimal | bool | None = None
    side: Literal["target", "low", "high"] | None = None
    target: Fraction | None = None
    pace: Fraction | None = None
    gap: Fraction | None = None
    left: int | None = None
    each: Fraction | None = None
    missing: tuple[Word, ...] = ()
    broken: tuple[str, ...] = ()
    label: Label = field(factory=dict)
    decimals: int = 0
    harder: bool = True
    is_level: bool = False


@frozen(slots=True)
class Time:
    """How far a period has run, in parts of one kind, which are counted on from year to year.

    ``first`` is its first part, ``count`` how many it has, ``at`` the last that has ended, ``year`` how many a year
    has.
    """

    kind: PeriodKind
    first: int
    count: int
    at: int
    year: int

    @property
    def left(self) -> int:
        """How many parts are left."""
        return self.first + self.count - 1 - self.at

    @property
    def elapsed(self) -> Fraction:
        """The share of the period that has run."""
        return Fraction(self.at - self.first + 1, self.count)

    @property
    def so_far(self) -> range:
        """The parts that have ended."""
        return range(self.first, self.at + 1)

    @property
    def last_year(self) -> range:
        """All parts of the same period a year ago."""
        return range(self.first - self.year, self.first - self.year + self.count)

    def text(self, ordinal: int) -> str:
        """A part as it is printed."""
        return str(period_text(self.kind, ordinal))

    def last_of(self, ago: int) -> int:
        """The last part of the period so many periods ago."""
        return self.first + self.count - 1 - ago * self.count


@frozen(slots=True)
class Pursuit:
    """A unit and what it is to reach of an indicator: its values by their parts, and the target."""

    unit: str
    name: str
    indicator: syntax.Indicator
    label: Label
    time: Time
    values: Mapping[int, Decimal]
    kept: Mapping[int, bool]
    target: Target | None
    period: int | str

    def standing(self) -> Standing:
        """Where it stands; of a target with two ends, on the side that is worse."""
        if self.target is None and not isinstance(self.indicator.target, syntax.Multiple):
            value = self.kept.get(self.time.at) if self.indicator.target == "kept" else self.values.get(self.time.at)
            return self.told("unknown", value=value, missing=(self.no_target(),))
        if self.indicator.target == "kept":
            return self.of_standard()
        return min((self.of_side(*each) for each in self.sides()), key=lambda each: STATES.index(each.state))

    def sides(self) -> Sequence[tuple[_Side, bool]]:
        """The numbers of the target, each with whether more is better."""
        if isinstance(self.indicator.target, syntax.Multiple):
            return (("target", True),)
        return sides_of(self.indicator)

    def told(self, state: State, **values: Any) -> Standing:
        """A standing in this state, of which this is known."""
        found = Standing(self.unit, self.name, self.time.text(self.time.at), state, left=self.time.left)
        return evolve(found, label=self.label, decimals=self.indicator.decimals or 0, **values)

    def no_target(self) -> Word:
        """That there is no target."""
        return Word("progress.no-target", {"period": self.period})

    def of_standard(self) -> Standing:
        """A standard is broken by a no in any part; where nothing is said of one, nobody can say that it was kept."""
        broken = tuple(self.time.text(at) for at in self.time.so_far if self.kept.get(at) is False)
        missing = self.no_values([at for at in self.time.so_far if at not in self.kept])
        state: State = "broken" if broken else "unknown" if missing else "on-track"
        value = False if broken else None if missing else True
        return self.told(state, value=value, missing=missing, broken=broken)

    # ---- a number ----------------------------------------------------------------------------------------------------

    def of_side(self, side: _Side, harder: bool) -> Standing:  # noqa: FBT001  a side is such a pair
        """Where it stands with one number of the target."""
        value, (wanted, unknown) = self.values.get(self.time.at), self.wanted(side)
        missing = (*self.no_values([] if value is not None else [self.time.at]), *unknown)
        is_level, left = self.indicator.pace == "level", self.time.left
        found = self.told(
            "unknown", value=value, side=side, target=wanted, missing=missing, harder=harder, is_level=is_level
        )
        if wanted is None:
            return found
        share, unknown = self.share()
        pace = None if share is None else wanted * share
        found = evolve(found, pace=pace, missing=(*missing, *unknown))
        if value is None:
            return found
        gap = None if pace is None else Fraction(value) - pace
        each = wanted if is_level else _each(wanted - Fraction(value), left, harder=harder)
        found = evolve(found, gap=gap, each=each if left else None)
        return self.of_level(found) if is_level else self.of_sum(found, Fraction(value), wanted)

    def of_level(self, found: Standing) -> Standing:
        """A level is that of the target or not; until the period has ended it may come back."""
        gap = found.gap or Fraction(0)
        if (gap if found.harder else -gap) >= 0:
            return evolve(found, state="on-track")
        if self.time.left:
            return evolve(found, state="behind")
        return evolve(found, state="out-of-reach" if found.harder else "exceeded")

    def of_sum(self, found: Standing, value: Fraction, wanted: Fraction) -> Standing:
        """A sum that grows: a limit that is passed is passed, and what is behind may still be in reach, or not."""
        sign = 1 if found.harder else -1
        if not found.harder and value > wanted:
            return evolve(found, state="exceeded")
        if found.gap is None:
            return found
        if sign * found.gap >= 0:
            return evolve(found, state="on-track")
        if not self.time.left:
            return evolve(found, state="out-of-reach")
        best, lacking = self.best(sign)
        if best is not None and sign * value + self.time.left * best >= sign * wanted:
            return evolve(found, state="behind")
        if not lacking:
            return evolve(found, state="out-of-reach")
        return evolve(found, state="behind", missing=(*found.missing, self.no_last_year(lacking)))

    def wanted(self, side: _Side) -> tuple[Fraction | None, tuple[Word, ...]]:
        """A number of the target, and what is missing of it."""
        target = self.indicator.target
        if isinstance(target, syntax.Multiple):
            before = self.time.last_of(target.over)
            value = self.values.get(before)
            if value is None:
                return None, (Word("progress.no-base", {"part": self.time.text(before)}),)
            return Fraction(target.multiple) * Fraction(value), ()
        number: Decimal | None = None if self.target is None else getattr(self.target, side)
        return (None, (self.no_target(),)) if number is None else (Fraction(number), ())

    def share(self) -> tuple[Fraction | None, tuple[Word, ...]]:
        """The share of the target that is its pace by now, and what is missing of it."""
        if self.indicator.pace == "level" or not self.time.left:
            return Fraction(1), ()
        if self.indicator.pace == "linear":
            return self.time.elapsed, ()
        at, last = self.time.at - self.time.year, self.time.last_year[-1]
        lacking = [each for each in (at, last) if each not in self.values]
        if lacking:
            return None, (self.no_last_year(lacking),)
        whole = self.values[last]
        if whole <= 0:
            return None, (Word("progress.no-whole", {"part": self.time.text(last), "found": plain_digits(whole)}),)
        return Fraction(self.values[at]) / Fraction(whole), ()

    def best(self, sign: int) -> tuple[Fraction | None, list[int]]:
        """The best that one part brought last year, as far as that is known, and the parts without a value."""
        parts = self.time.last_year
        sums: list[Decimal | None] = [Decimal(0), *map(self.values.get, parts)]
        brought = [sign * (Fraction(b) - Fraction(a)) for a, b in pairwise(sums) if a is not None and b is not None]
        return max(brought, default=None), [each for each in parts if each not in self.values]

    # ---- what is missing ---------------------------------------------------------------------------------------------

    def no_values(self, parts: Sequence[int]) -> tuple[Word, ...]:
        """That these parts have no value; nothing where there are none."""
        return (Word("progress.no-value", {"parts": self.listed(parts)}),) if parts else ()

    def no_last_year(self, parts: Sequence[int]) -> Word:
        """That these parts of last year have no value."""
        return Word("progress.no-last-year", {"parts": self.listed(parts)})

    def listed(self, parts: Sequence[int]) -> Listing:
        """Parts one after another, those that follow each other by the first and the last."""
        return Listing(tuple(_runs(parts, self.time)))


def _each(short: Fraction, left: int, *, harder: bool) -> Fraction | None:
    """What each part that is left must bring; of a limit what it may bring, None where it is passed."""
    if not left or (short < 0 and not harder):
        return None
    return max(short, Fraction(0)) / left


def _runs(parts: Sequence[int], time: Time) -> Iterator[str]:
    run: list[int] = []
    for each in (*parts, None):
        if run and each != run[-1] + 1:
            first, last = Part(time.kind, run[0]).text, Part(time.kind, run[-1]).text
            yield first if first == last else f"{first}–{last}"
            run = []
        if each is not None:
            run.append(each)
