"""How the number of a measure came about: the values that its formula read, here and in earlier periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from attrs import field, frozen

from targetrules.engine.judged import Judged
from targetrules.engine.members import Informed
from targetrules.explanation.names import Names
from targetrules.explanation.tree import Fact
from targetrules.explanation.values import Named, Reading, Value
from targetrules.rules import tree
from targetrules.rules.exact import rounded
from targetrules.rules.number import Rounding
from targetrules.rules.parts import Construct, own_parts_of, parts_of
from targetrules.source.decimals import plain_digits

__all__ = ["Measures", "shown"]

_SHOWN_DECIMALS: Final = 6
_DEEPEST: Final = 24


@frozen(slots=True)
class Measures:
    """The measures of one explanation, each opened up once.

    ``above``: the measures that the present one is computed for; far down it is not opened up any more.
    """

    names: Names
    opened: set[str] = field(factory=set)
    above: list[str] = field(factory=list)

    def facts(self, numbers: Iterable[tree.Number], now: Judged) -> tuple[Fact, ...]:
        """Where those of the numbers come from that are measures and were not opened up before."""
        return tuple(self.of_parts(numbers, now))

    def of_parts(self, numbers: Iterable[tree.Number], now: Judged) -> Iterator[Fact]:
        """The facts, one by one; what lies beneath ``previous`` is not followed further back."""
        for number in numbers:
            for part in _present_parts(number):
                if isinstance(part, tree.Aggregate):
                    yield self.of_group(part, now)
                elif (
                    isinstance(part, tree.NumberOf)
                    and part.name in self.names.rules.measures
                    and part.name not in self.opened
                ):
                    yield from self.of_name(part.name, now)

    def of_name(self, name: str, now: Judged) -> Iterator[Fact]:
        """A measure that was not opened up before."""
        if len(self.above) == _DEEPEST:
            yield Fact("name.no_further", {"name": self.names.named(name)})
            return
        self.opened.add(name)
        self.above.append(name)
        yield from self.of_measure(self.names.rules.measures[name], now)
        self.above.pop()

    def of_measure(self, measure: tree.Measure, now: Judged) -> Iterator[Fact]:
        """What the formula in force read, and where that comes from."""
        version = next((each for each in measure.versions if now.period in each.in_force), None)
        name = self.names.named(measure.name)
        if version is None:
            yield Fact("measure.not_in_force", {"name": name})
            return
        if measure.name in now.divided_by_zero:
            yield Fact("measure.divided_by_zero", {"name": name})
        parts = tuple(dict.fromkeys(self.read(version.formula, now, None)))
        beneath = (*self.clamped(version.formula, now), *self.facts([version.formula], now))
        reading = self.names.reading(measure.name, now.values[measure.name])
        if parts:
            yield Fact("measure.computed", {"measure": reading, "parts": parts}, beneath)
        elif beneath:
            yield Fact("measure.of_units", {"measure": reading}, beneath)

    def read(self, number: tree.Number, now: Judged, period: int | None) -> Iterator[Value]:
        """The names that a formula reads, with their values; a function over all units is a fact of its own."""
        match number:
            case tree.NumberOf() | tree.RankOf() | tree.SizeOf():
                yield self.names.number(number, now, period)
            case tree.Lag(of, periods):
                yield from self.read_then(of, now, periods)
            case tree.RollingAggregate(_, of, periods):
                for back in reversed(range(1, periods)):
                    if now.ago(back) is not None:
                        yield from self.read_then(of, now, back)
                yield from self.read(of, now, period)
            case tree.Aggregate():
                return
            case (
                tree.Literal()
                | tree.Negative()
                | tree.Arithmetic()
                | tree.Fold()
                | tree.Clamp()
                | tree.Absolute()
                | tree.Rounded()
                | tree.IfMissing()
                | tree.Weighted()
            ):
                for part in parts_of(number):
                    yield from self.read(part, now, period)
            case _:
                assert_never(number)

    def read_then(self, number: tree.Number, now: Judged, back: int) -> Iterator[Value]:
        """The same ``back`` periods ago; all is missing where there was no result."""
        then = now.ago(back)
        if then is not None:
            yield from self.read(number, then, then.period)
        else:
            for name in _names_in(number):
                yield self.names.reading(name, None, now.period - back)

    def clamped(self, number: tree.Number, now: Judged) -> Iterator[Fact]:
        """Where a number was held at an end, and what it would have been."""
        for part in _present_parts(number):
            if not isinstance(part, tree.Clamp):
                continue
            formula = Informed()
            value, low, high = (
                None if each is None else formula.number(each, now) for each in (part.of, part.low, part.high)
            )
            if low is not None and high is not None and low > high:
                yield Fact("clamp.nothing", {"low": shown(low), "high": shown(high)})
            if formula.number(part, now) is None or value is None:
                continue
            held = self.names.number(part.of, now, None) if isinstance(part.of, tree.NumberOf) else shown(value)
            if low is not None and value < low:
                yield Fact("clamp.low", {"value": held, "end": shown(low)})
            elif high is not None and value > high:
                yield Fact("clamp.high", {"value": held, "end": shown(high)})

    def of_group(self, group: tree.Aggregate, now: Judged) -> Fact:
        """A number over several units."""
        among = Named("units", "") if group.ranking is None else self.names.ranking(group.ranking)
        exact = Informed().number(group, now)
        values: dict[str, Value] = {"among": among, "value": shown(exact)}
        if group.of is not None:
            values["of"] = tuple(self.names.named(name) for name in dict.fromkeys(_names_in(group.of)))
        if group.percent is not None:
            values["percent"] = group.percent
        return Fact(f"group.{group.how}", values)


def _present_parts(number: tree.Number) -> Iterator[Construct]:
    """All parts of a formula that are of this period; what is computed over a group counts as one."""
    waiting: list[Construct] = [number]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(own_parts_of(part)))


def _names_in(number: tree.Number) -> Iterator[str]:
    if isinstance(number, tree.NumberOf):
        yield number.name
    for part in parts_of(number):
        yield from _names_in(part)


def shown(exact: Fraction | None) -> Reading:
    """A number that was not rounded yet, with no more decimals than it needs."""
    if exact is None:
        return Reading(None, None)
    near = rounded(exact, _SHOWN_DECIMALS, Rounding.HALF_UP)
    return Reading(None, Decimal(plain_digits(near)), exact=Fraction(near) == exact)
