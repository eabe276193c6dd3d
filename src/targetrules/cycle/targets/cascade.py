"""Targets on the way down: what the units below have together is no less than what the unit above has.

Below a target stand the targets of the nearest units down the tree that have the same indicator: a level that does not
carry it is passed over, and nothing is lowered by passing it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from attrs import evolve

from targetrules.cycle.targets.breaches import Breach
from targetrules.cycle.targets.reading import Target
from targetrules.cycle.targets.unit_tree import UnitTree
from targetrules.data import frozen
from targetrules.period import PeriodKind, period_text
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import Rounding
from targetrules.source.decimals import plain_digits
from targetrules.syntax import schema as syntax
from targetrules.wording import Listing, Word

__all__ = ["Side", "cascade_breaches", "place_of", "sides_of"]

_SHOWN: Final = 6
Side = tuple[Literal["target", "low", "high"], bool]
"""A number of a target, and whether more of it is harder to reach."""


def cascade_breaches(
    period: PeriodKind, indicators: Mapping[str, syntax.Indicator], targets: Sequence[Target], tree: UnitTree
) -> Iterator[Breach]:
    """Every target that is lowered on the way down, or not broken down at all."""
    by_unit = {(each.indicator, each.period, each.unit): each for each in targets}
    below: dict[tuple[str, int, str], list[Target]] = defaultdict(list)
    for each in targets:
        of = each.indicator, each.period
        above = next((unit for unit in tree.above(each.unit) if (*of, unit) in by_unit), None)
        if above is not None:
            below[(*of, above)].append(each)
    parents = set(tree.parents.values())
    for key, target in by_unit.items():
        indicator = indicators[target.indicator]
        if indicator.cascade is None or indicator.cascade == "none":
            continue
        told = period_text(period, target.period)
        if below[key]:
            yield from _Cascade(target, indicator, below[key], told).breaches()
        elif target.unit in parents:
            yield Breach("not-broken-down", target.unit, told, target.indicator, target.line)


def sides_of(indicator: syntax.Indicator) -> Sequence[Side]:
    """The numbers of a target of this shape, each with whether more of it is harder to reach."""
    match indicator.target:
        case "at_least":
            return (("target", True),)
        case "at_most":
            return (("target", False),)
        case "between":
            return (("low", True), ("high", False))
        case _:
            return ()


@frozen(slots=True)
class _Cascade:
    """A target and those below it."""

    target: Target
    indicator: syntax.Indicator
    below: Sequence[Target]
    period: int | str

    def breaches(self) -> Iterator[Breach]:
        match self.indicator.cascade:
            case "each":
                yield from self.each()
            case "sum":
                yield from self.together("sum", lambda numbers: sum((each for _, each in numbers), Fraction(0)))
            case "mean":
                yield from self.shares()
            case _:
                return

    def each(self) -> Iterator[Breach]:
        """Each unit below must reach no less."""
        for part, is_harder in sides_of(self.indicator):
            above = _number(self.target, part)
            for each in self.below:
                own = _number(each, part)
                if above is not None and own is not None and (own < above if is_harder else own > above):
                    values = {"found": _told(own), "wanted": _told(above)}
                    kind = "lowered" if is_harder else "raised"
                    yield self.breach(f"{kind}-{part}", each, self.target, values)

    def together(self, how: str, made: Callable[[Iterable[tuple[Fraction, Fraction]]], Fraction]) -> Iterator[Breach]:
        """The units below must reach no less together; where a number of one is missing nobody can say."""
        for part, is_harder in sides_of(self.indicator):
            above = _number(self.target, part)
            numbers = [(_share(each), own) for each in self.below if (own := _number(each, part)) is not None]
            if above is None or len(numbers) < len(self.below):
                continue
            found = made(numbers)
            if found < above if is_harder else found > above:
                units = tuple(f"{each.unit} {_told(own)}" for each, (_, own) in zip(self.below, numbers, strict=True))
                listed = units if len(units) <= _SHOWN else (*units[:_SHOWN], "…")
                places = _places(self.below[:_SHOWN])
                values = {"found": _told(found), "wanted": _told(above), "units": Listing(listed), "places": places}
                kind = f"{how}-{'lowered' if is_harder else 'raised'}-{part}"
                yield self.breach(kind, self.target, None, values)

    def shares(self) -> Iterator[Breach]:
        """The mean of the units below by their shares; without any share each counts the same."""
        shared = [each for each in self.below if each.share is not None]
        if shared and len(shared) < len(self.below):
            for each in self.below:
                if each.share is None:
                    yield self.breach("no-share", each, shared[0], {})
            return
        for each in shared:
            if each.share is not None and each.share <= 0:
                yield self.breach("share-of-nothing", each, None, {"found": plain_digits(each.share)})
                return
        yield from self.together("mean", _mean)

    def breach(self, kind: str, of: Target, other: Target | None, values: Mapping[str, object]) -> Breach:
        found = Breach(kind, of.unit, self.period, of.indicator, of.line, values=values)
        if other is None:
            return found
        named = {**values, "place": place_of(other)}
        return evolve(found, other=other.unit, other_line=other.line, other_event=other.event, values=named)


def place_of(target: Target) -> Word:
    """Where a target stands: in a line, or in the event that issued it."""
    if target.line is None:
        return Word("targets.in-event", {"number": target.event})
    return Word("targets.in-line", {"line": target.line})


def _places(targets: Sequence[Target]) -> Word | Listing:
    """The same of several."""
    if len(targets) == 1:
        return place_of(targets[0])
    if all(each.line is not None for each in targets):
        return Word("targets.in-lines", {"lines": Listing(tuple(str(each.line) for each in targets))})
    alone = {(each.line, each.event): each for each in targets}
    return Listing(tuple(map(place_of, alone.values())))


def _mean(numbers: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    listed = list(numbers)
    return sum((share * each for share, each in listed), Fraction(0)) / sum((share for share, _ in listed), Fraction(0))


def _share(target: Target) -> Fraction:
    return Fraction(1) if target.share is None else Fraction(target.share)


def _number(target: Target, part: Literal["target", "low", "high"]) -> Fraction | None:
    number: Decimal | None = getattr(target, part)
    return None if number is None else Fraction(number)


def _told(number: Fraction) -> str:
    """A number with no more decimals than six; a mean may have more."""
    return plain_digits(rounded(number, 6, Rounding.HALF_UP))
