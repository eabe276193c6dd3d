"""Random histories for a policy: units over some periods, with gaps, missing values, ties, and runs of one result."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Final
from typing import Literal as OneOf

from attrs import field

from targetrules.data import define, frozen
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED, NOTHING, received_text
from targetrules.rules.reserved import reserved_inputs
from targetrules.testing.chance import Chance
from targetrules.testing.draft import FIRST_PERIOD, TEXTS
from targetrules.testing.successions import with_successions
from targetrules.testing.telling import compared_numbers, rounded_down, telling_numbers, telling_periods

__all__ = ["Extent", "Missing", "history", "rows_of_details"]

_ITEMS: Final = ("p", "q", "r")

Missing = OneOf["never", "optional", "any"]


@frozen(slots=True)
class Extent:
    """How large a history is at most, and what may be absent; see :func:`targetrules.testing.histories`."""

    units: int = 5
    periods: int = 6
    gaps: bool = True
    missing: Missing = "optional"
    decided: bool = False
    succession: bool = False
    whole: bool = True
    first: int | None = None


def history(random: Random, rules: tree.Rules, extent: Extent) -> History:
    """A random history for the policy; not ``whole``, it is without what is made of details.

    It begins in the ``first`` period, or shortly before one that the policy names.
    """
    return _Drawing(Chance(random), rules, extent).history()


def rows_of_details(random: Random, details: tree.Details, above: History, extent: Extent) -> History:
    """Random rows of details, none to three below each row of a history."""
    chance, rules = Chance(random), details.rules
    drawing = _Drawing(chance, rules, extent)
    inputs = [each for name, each in rules.inputs.items() if name != details.item]
    drawing.pools = {each.name: drawing.pool(each) for each in inputs}
    found = []
    for row in above.rows:
        for item in chance.some(_ITEMS, 0, 3):
            values = {details.item: item, **{each.name: drawing.value(each) for each in inputs}}
            found.append(Row(row.unit, row.period, rules.asked_for(values, row.period)))
    return History(tuple(found))


@define
class _Drawing:
    """One history while it is drawn. ``pools``: a few values for each input, so that units tie.

    ``decides``: it says what was decided of some results.
    """

    chance: Chance
    rules: tree.Rules
    extent: Extent
    pools: dict[str, list[Value]] = field(factory=dict)
    decides: bool = False

    @cached_property
    def inputs(self) -> Mapping[str, tree.Input]:
        return self.rules.inputs if self.extent.whole else self.rules.read_inputs

    @cached_property
    def compared(self) -> frozenset[Decimal]:
        return compared_numbers(self.rules)

    def history(self) -> History:
        self.pools = {name: self.pool(source) for name, source in self.inputs.items()}
        self.decides = self.extent.decided and self.chance.happens()
        units = [f"u{number}" for number in range(1, self.many(self.extent.units) + 1)]
        first = self.first_period()
        periods = range(first, first + self.many(self.extent.periods))
        rows = [row for unit in units for row in self.rows_of(unit, periods)]
        if self.extent.succession and self.chance.happens(3, 4):
            rows = with_successions(self.chance, rows)
        if self.chance.happens():
            self.shuffle(rows)
        return History(tuple(rows))

    def many(self, most: int) -> int:
        """Rather more than few."""
        return max(self.chance.count(1, most), self.chance.count(1, most))

    def first_period(self) -> int:
        """The first period: shortly before one of those that the policy names."""
        if self.extent.first is not None:
            return self.extent.first
        named = telling_periods(self.rules) or [FIRST_PERIOD[self.rules.period]]
        return self.chance.one(named) - self.chance.count(0, self.extent.periods // 2)

    def rows_of(self, unit: str, periods: range) -> list[Row]:
        """The rows of one unit; a value often stays as it was, and none is there that is not asked for."""
        rows: list[Row] = []
        before: dict[str, Value] | None = None
        for period in periods:
            if self.extent.gaps and self.chance.happens(1, 7):
                continue
            before = {
                name: before[name] if before is not None and self.chance.happens(2, 5) else self.value(source)
                for name, source in self.inputs.items()
            }
            decided = self.decided(judged=self.rules.judges(period))
            rows.append(Row(unit, period, {**self.rules.asked_for(before, period), **decided}))
        return rows

    def decided(self, *, judged: bool) -> dict[str, Value]:
        """What was decided of a result; often nothing was, but of one that the policy does not judge everything."""
        if judged and (not self.decides or self.chance.happens(1, 2)):
            return {}
        grades: list[Value] = [*([None] if judged else []), *(grade.id for grade in self.rules.grades), NOTHING]
        ids = [rule.id for rule in self.rules.consequences]
        received = received_text(self.rules, self.chance.some(ids, 0, len(ids))) if ids else None
        drawn = {
            DECIDED_GRADE: self.chance.one(grades),
            DECIDED_RECEIVED: received if not judged or self.chance.happens() else None,
        }
        return {name: drawn[name] for name in reserved_inputs(self.rules) if drawn.get(name) is not None}

    def value(self, source: tree.Input) -> Value:
        may_miss = {"never": False, "optional": source.optional and source.default is None, "any": True}
        if may_miss[self.extent.missing] and self.chance.happens(1, 5):
            return None
        return self.chance.one(self.pools[source.name])

    def pool(self, source: tree.Input) -> list[Value]:
        match source.kind:
            case tree.InputKind.NUMBER:
                return self.numbers(source)
            case tree.InputKind.GRADE:
                return [grade.id for grade in self.rules.grades]
            case tree.InputKind.CHOICE:
                return list(source.options)
            case tree.InputKind.FLAG:
                return [True, False]
            case tree.InputKind.TEXT:
                return list(TEXTS)

    def numbers(self, source: tree.Input) -> list[Value]:
        """Two to five values of a number input: telling ones, and any others between its ends."""
        telling = telling_numbers(self.compared, source)
        found = self.chance.some(telling, 1, 4)
        low, high = Fraction(telling[0]), Fraction(telling[-1])
        other = low + (high - low) * Fraction(self.chance.count(0, 1000), 1000)
        return [*found, rounded_down(other, source.decimals)]

    def shuffle(self, rows: list[Row]) -> None:
        for index in range(len(rows) - 1, 0, -1):
            other = self.chance.count(0, index)
            rows[index], rows[other] = rows[other], rows[index]
