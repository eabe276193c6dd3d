"""Whether the effect of a number is monotone: what rises and what falls as one input of one unit rises.

Where every number that is compared, ranked or banded only rises or only falls with the input, each of these comparisons
changes at most once over any stretch of the input's values, and a stretch at whose two ends they all come out alike can
hide nothing. (They are taken in order of evaluation: who is ranked, and so what a rank or a group's mean can be, is
settled by comparisons that come before. The signs of what ``abs`` is taken of, and of divisors, are among them.)
Whatever cannot be shown so is ANY.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from fractions import Fraction
from functools import reduce
from typing import Final, assert_never

from attrs import field

from targetrules.data import frozen
from targetrules.engine.among import Others
from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.reference import ReferenceEngine
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE, Node, NodeKind, dependencies_of
from targetrules.rules.analysis.influence_cone import InfluenceCone
from targetrules.rules.exact import slopes_of
from targetrules.rules.parts import Construct, Named, constructs_in, parts_of, references_of

__all__ = ["Trend", "Trends"]


_MOST_QUOTAS: Final = 2


class Trend(Enum):
    """FIXED: the same whatever the input. FLAT: the same while the same units are ranked. The others move with it.

    EITHER: up or down, but the same along a stretch along which the turns of the formulas come out alike.
    """

    FIXED = 0
    FLAT = 1
    UP = 2
    DOWN = 3
    EITHER = 4
    ANY = 5

    def join(self, other: Trend) -> Trend:
        """The trend of a sum of the two, or of the greater of them."""
        low, high = sorted((self, other), key=lambda each: each.value)
        if not low.moves:
            return high
        return low if low is high and low is not Trend.EITHER else Trend.ANY

    @property
    def flipped(self) -> Trend:
        """The trend with the sign changed."""
        return {Trend.UP: Trend.DOWN, Trend.DOWN: Trend.UP}.get(self, self)

    @property
    def moves(self) -> bool:
        """Whether it depends on the input other than through who is ranked."""
        return self.value > Trend.FLAT.value


def joined(trends: Iterable[Trend]) -> Trend:
    """The trend of a sum of all."""
    return reduce(Trend.join, trends, Trend.FIXED)


@frozen(slots=True)
class _Own:
    """The unit itself."""

    engine: ReferenceEngine
    now: Judged

    def __len__(self) -> int:
        return 1

    def numbers(self, number: tree.Number) -> Sequence[Fraction]:
        """The number, where it is not missing."""
        value = GroupFormula(holds=self.engine.holds).number(number, self.now)
        return [] if value is None else [value]


@frozen(slots=True)
class _View:
    """Some units of the period, and the trends of their numbers and of their ranks by name."""

    units: _Own | Others
    known: dict[str, Trend] = field(factory=dict)
    ranks: dict[str, Trend] = field(factory=dict)

    def signs(self, number: tree.Number) -> set[bool]:
        """Whether the number is above zero, of those of whom it is not zero."""
        units = self.units
        ordered = units.numbers(number) if isinstance(units, _Own) else units.numbers(number, None, ())[0]
        ends = (ordered[0], ordered[len(ordered) - 1]) if len(ordered) else ()
        return {end > 0 for end in ends if end}


@frozen(slots=True)
class Trends:
    """The trends of all numbers as ``name`` of the unit ``now`` rises; of the unit's own, and of the other units'."""

    cone: InfluenceCone
    own: _View
    others: _View
    name: str

    @classmethod
    def of(cls, cone: InfluenceCone, now: Judged, others: Others, name: str) -> Trends:
        """Follow the input through the measures and rankings that are reached, in order of evaluation."""
        trends = cls(cone, _View(_Own(ReferenceEngine(cone.rules), now), {name: Trend.UP}), _View(others), name)
        for definition in cone.rules.order:
            if cone.has(definition):
                trends.define(definition)
        return trends

    @property
    def stepwise(self) -> bool:
        """Whether all that is compared, ranked and banded only rises or only falls."""
        if not (self.turns_once(self.own) and self.turns_once(self.others)):
            return False
        return self.is_monotone(self.own) and (not self.cone.others_decide or self.is_monotone(self.others))

    def is_stepwise_to(self, names: Iterable[str]) -> bool:
        """Whether these of the unit's own numbers only rise or only fall."""
        return self.turns_once(self.own) and all(self.own.known[name] is not Trend.ANY for name in names)

    def turns_once(self, view: _View) -> bool:
        """Whether each formula goes on as it did, or changes its course once, of some of the units."""
        turns = (self.trend(left, view).join(self.trend(right, view).flipped) for left, right in self.cone.turns)
        return not view.units or Trend.ANY not in turns

    def is_monotone(self, view: _View) -> bool:
        """Whether it is so of some of the units."""
        differences = (
            self.trend(each.left, view).join(self.trend(each.right, view).flipped) for each in self.cone.compares
        )
        ranks = (view.ranks[name] for name in self.cone.rankings)
        grading = self.cone.grading
        banded = [self.trend(grading.by, view)] if grading and grading.by else []
        return not view.units or Trend.ANY not in (*differences, *ranks, *banded)

    @property
    def places_agree(self) -> bool:
        """Whether a better place never does worse in the quotas, whose places rise and fall together.

        That is so where none leaves other units to another, and of two: the better the unit's place in the first, the
        worse others come out of it, and the fewer are left before the unit in the second. In a third, those whom the
        second took instead might be before it again.
        """
        quotas = self.cone.quotas
        ranks = joined(self.own.ranks[name] for name in dict.fromkeys(quota.ranking for quota in quotas))
        settled = len(quotas) <= _MOST_QUOTAS or not self.cone.rules.quotas_in_turn
        return settled and ranks is not Trend.ANY

    def define(self, definition: tree.Definition) -> None:
        """Take in a measure or a ranking."""
        match definition:
            case tree.Measure():
                for version in definition.versions:
                    if self.cone.period in version.in_force:
                        found = [self.trend(version.formula, view) for view in (self.own, self.others)]
                        self.own.known[definition.name], self.others.known[definition.name] = found
            case tree.Ranking():
                rank = self.rank(definition)
                self.own.ranks[definition.name], self.others.ranks[definition.name] = rank, rank.flipped
            case tree.Grading() | tree.NamedCondition() | tree.Status():
                return
            case _:
                assert_never(definition)

    def rank(self, ranking: tree.Ranking) -> Trend:
        """The better the key, the lower the number of the rank; the other units give way."""
        own, others = (joined(self.key(by, view) for by in ranking.by) for view in (self.own, self.others))
        if others.moves and self.others.units:
            return Trend.ANY
        return own.flipped.join(Trend.FLAT) if ranking.best == "highest" else own.join(Trend.FLAT)

    def key(self, by: tree.RankingKey, view: _View) -> Trend:
        """Of a grade that rests on something that moves nothing is shown."""
        match by:
            case tree.NumberOf():
                return self.trend(by, view)
            case tree.GradeKey(str()):
                return Trend.FIXED
            case tree.GradeKey():
                beneath = dependencies_of(self.cone.rules).within_period([GRADE], self.cone.period)
                return Trend.ANY if Node(NodeKind.INPUT, self.name) in beneath else Trend.FIXED
            case _:
                assert_never(by)

    # ---- formulas ----------------------------------------------------------------------------------------------------

    def trend(self, number: tree.Number, view: _View) -> Trend:  # noqa: C901, PLR0911
        """The trend of a number of some of the units."""
        match number:
            case tree.NumberOf(name):
                return view.known.get(name, Trend.FIXED)
            case tree.RankOf(name):
                return view.ranks[name]
            case tree.SizeOf():
                return Trend.FLAT
            case tree.Literal() | tree.Lag():
                return Trend.FIXED
            case tree.Cut(of=of):
                due = number.due(self.cone.period) == self.cone.period
                return Trend.FLAT.join(self.trend(of, view)) if due else Trend.FLAT
            case tree.AtEntry(_, of, before):
                return Trend.FIXED if before else Trend.FLAT.join(self.trend(of, view))
            case tree.Arithmetic():
                return self.arithmetic(number, view)
            case tree.Negative(of):
                return self.trend(of, view).flipped
            case tree.Absolute(of):
                trend = self.trend(of, view)
                return Trend.EITHER if trend.moves and trend is not Trend.ANY else trend
            case tree.Weighted():
                falls = any(weight < 0 for _, weight in number.parts)
                whole = joined(self.trend(part, view) for part, _ in number.parts)
                return Trend.ANY if falls and whole.moves else whole
            case tree.Aggregate():
                return self.group(number)
            case tree.Piecewise(of, points):
                return _on_scale(self.trend(of, view), slopes_of(points))
            case tree.Cases():
                return self.cases(number, view)
            case tree.FlagCount(of):
                return Trend.FIXED if all(self.is_settled(each, view) for each in of) else Trend.FLAT
            case tree.Fold() | tree.Clamp() | tree.Rounded() | tree.IfMissing() | tree.RollingAggregate():
                return joined(self.trend(part, view) for part in parts_of(number))

    def arithmetic(self, number: tree.Arithmetic, view: _View) -> Trend:
        """A factor or a divisor may move nothing, and must keep its sign."""
        left, right = self.trend(number.left, view), self.trend(number.right, view)
        match number.sign:
            case "+":
                return left.join(right)
            case "-":
                return left.join(right.flipped)
            case "*" if not left.moves:
                return self.of_sign(right, number.left, view) if right.moves else left.join(right)
            case "*" if right.moves:
                return Trend.ANY
            case _:
                if right.moves:
                    alone = left is Trend.FIXED and isinstance(view.units, _Own)
                    return Trend.EITHER if alone and right is not Trend.ANY else Trend.ANY
                return self.of_sign(left, number.right, view) if left.moves else left.join(right)

    def of_sign(self, trend: Trend, factor: tree.Number, view: _View) -> Trend:
        """The trend times, or divided by, a factor: its sign must be settled, and alike for all the units."""
        if not trend.moves:
            return trend
        if self.trend(factor, view) is not Trend.FIXED:
            return Trend.ANY
        signs = view.signs(factor)
        if len(signs) > 1:
            return Trend.ANY
        return trend.flipped if False in signs else trend

    def cases(self, number: tree.Cases, view: _View) -> Trend:
        """That of the case that applies, which is the same one along a stretch: what conditions compare are turns."""
        trends = {self.trend(part, view) for part in parts_of(number)}
        moving = {each for each in trends if each.moves}
        if len(moving) > 1:
            return Trend.ANY if Trend.ANY in moving else Trend.EITHER
        if moving:
            return moving.pop()
        return Trend.FIXED if trends == {Trend.FIXED} and self.are_settled(number, view) else Trend.FLAT

    def are_settled(self, number: tree.Cases, view: _View) -> bool:
        """Whether the input changes nothing in which case applies."""
        return all(self.is_settled(each, view) for case in number.of for each in constructs_in(case.when))

    def is_settled(self, construct: Construct, view: _View) -> bool:
        """Whether it names inputs, parameters and measures alone, none of which the input changes."""
        rules = self.cone.rules
        return all(
            each.of in (Named.VALUE, Named.PARAMETER)
            and each.name not in (*rules.conditions, *rules.statuses)
            and view.known.get(each.name, Trend.FIXED) is Trend.FIXED
            for each in references_of(construct)
        )

    def group(self, group: tree.Aggregate) -> Trend:
        """Means, ends and percentiles rise with each of their numbers; who is counted depends on the ranking."""
        least = Trend.FIXED if group.ranking is None else Trend.FLAT
        if group.of is None:
            return least
        found = least.join(joined(self.trend(group.of, view) for view in (self.own, self.others) if view.units))
        return Trend.ANY if group.is_spread and found.moves else found


def _on_scale(trend: Trend, slopes: Sequence[Fraction]) -> Trend:
    """The trend of what a table of points makes of a number: where it turns round is a turn."""
    if not trend.moves or trend is Trend.ANY or all(slope >= 0 for slope in slopes):
        return trend
    return trend.flipped if all(slope <= 0 for slope in slopes) else Trend.EITHER
