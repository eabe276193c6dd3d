"""The other units of a period, as a refutation sees them: so many units, each with its own results, and exact places.

What is not encoded of them (a standard deviation, a cut that is kept or published) is free here as well: whatever is
found is judged by the reference engine before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import field

from targetrules.data import define
from targetrules.proof.moment import Moment
from targetrules.proof.peers import FreePeers, Peers, Position, computed, is_ranked, key_of, may_drop
from targetrules.proof.registers import Cell, Register
from targetrules.proof.terms import (
    FALSE,
    TRUE,
    Term,
    at_least_of,
    both,
    conj,
    disj,
    equal,
    ite,
    leq,
    less,
    minus,
    negated,
    number,
)
from targetrules.proof.values import (
    Quantity,
    combined,
    compared,
    exact,
    product,
    quotient,
    ranged,
    sum_of,
)
from targetrules.rules import tree
from targetrules.rules.exact import order_statistic

__all__ = ["Alike", "Cohort"]


@define(slots=True, eq=False)
class Cohort(Peers):
    """Some units, all of which there are. ``free`` gives each of them what is not encoded."""

    units: list[Moment] = field(factory=list)
    free: dict[str, FreePeers] = field(factory=dict)

    def free_of(self, moment: Moment) -> FreePeers:
        """What gives a unit any number of its group that there can be."""
        return self.free.setdefault(moment.name, FreePeers(f"{moment.name}group."))

    # ---- places ------------------------------------------------------------------------------------------------------

    def position(self, ranking: tree.Ranking, moment: Moment) -> Position:
        """The place that it has by counting."""
        truth, has_size = is_ranked(ranking, moment)
        others = [each for each in self.units if each is not moment]
        level = [conj(self.ranked_with(ranking, moment, each), _same_keys(ranking, each, moment)) for each in others]
        before = [conj(self.ranked_with(ranking, moment, each), _is_ahead(ranking, each, moment)) for each in others]
        size = _count([self.ranked_with(ranking, moment, each) for each in self.units])
        ahead, tied = _count(before), _count([TRUE, *level])
        placed = conj(truth.yes, leq(number(ranking.smallest_group), size))
        below = _count([
            conj(self.ranked_with(ranking, moment, each), _is_ahead(ranking, moment, each)) for each in others
        ])  # fmt: skip
        return Position(disj(truth.yes, truth.no), placed, ahead, tied, below, has_size, size)

    def ranked_with(self, ranking: tree.Ranking, moment: Moment, other: Moment) -> Term:
        """Whether another unit is ranked, in the group of this one."""
        truth, _ = is_ranked(ranking, other)
        return conj(other.present, truth.yes, _same_group(ranking.within, moment, other))

    # ---- quotas ------------------------------------------------------------------------------------------------------

    def dropped(self, at: int, quota: tree.Quota, moment: Moment) -> Term:
        """Whether the quota drops it, as it is filled in the unit's group."""
        rules, ranking = moment.rules, moment.rules.rankings[quota.ranking]
        down_to = number(rules.down_to(quota))
        position = moment.position(quota.ranking)
        most = moment.portion(quota.portion, position.size_or_none)
        mates = [(each, self._is_candidate(at, quota, moment, each)) for each in self.units]
        first = []
        for each, counts in mates:
            before = each.stage(at)
            reached = leq(down_to, before.grade.above)
            held = conj(negated(reached), less(before.lowest, down_to))
            first.append(conj(counts, held if quota.how == "at_most" else reached))
        left = minus(most.above, _count(first))
        free = [(each, conj(counts, may_drop(each.stage(at), quota, each))) for each, counts in mates]
        end = "top" if quota.how == "at_most" else "bottom"
        stands = [
            conj(may, _is_ahead(ranking, each, moment) if end == "top" else _is_ahead(ranking, moment, each))
            for each, may in free
            if each is not moment
        ]
        level = [conj(may, _same_keys(ranking, each, moment)) for each, may in free if each is not moment]
        before_it, tied = _count(stands), _count([TRUE, *level])
        within = less(before_it, left) if quota.ties == "in" else leq(_plus(before_it, tied), left)
        dropped = within if quota.how == "at_least" else negated(within)
        return conj(moment.present, may_drop(moment.stage(at), quota, moment), dropped)

    def _is_candidate(self, at: int, quota: tree.Quota, moment: Moment, other: Moment) -> Term:
        """Whether another unit holds a place and a grade in the group of this one."""
        ranking = moment.rules.rankings[quota.ranking]
        placed = conj(self.ranked_with(ranking, moment, other), other.position(quota.ranking).placed)
        return conj(placed, other.stage(at).grade.known)

    # ---- numbers of groups -------------------------------------------------------------------------------------------

    def aggregate(self, wanted: tree.Aggregate, moment: Moment) -> Quantity:
        """The number, of the units of the period or of the unit's group."""
        known, members = TRUE, [each.present for each in self.units]
        if wanted.ranking is not None:
            ranking = moment.rules.rankings[wanted.ranking]
            known = moment.position(wanted.ranking).has_size
            members = [self.ranked_with(ranking, moment, each) for each in self.units]
        if wanted.of is None:
            return Quantity(known, _count(members), number(1))
        values = [each.number(wanted.of).where(there) for each, there in zip(self.units, members, strict=True)]
        return self._over(wanted, values, moment).where(known)

    def _over(self, wanted: tree.Aggregate, values: Sequence[Quantity], moment: Moment) -> Quantity:
        there = [each.known for each in values]
        match wanted.how:
            case "min" | "max" | "mean" | "sum":
                return combined(wanted.how, values)
            case "count" | "share":
                known = TRUE if wanted.flag is None else conj(*(negated(_is_unknown(each)) for each in values))
                total = combined("sum", values)
                if wanted.how == "count":
                    return ranged(disj(*there), total, exact(0)).where(known)
                return quotient(product(exact(100), total), Quantity(TRUE, _count(there), number(1))).where(known)
            case "percentile":
                return _percentile(wanted, values)
            case "sd" | "sd_sample":
                return self.free_of(moment).aggregate(wanted, moment)
            case _:
                assert_never(wanted.how)

    def cut(self, wanted: tree.Cut, moment: Moment) -> Quantity:
        """The cut, where it is computed anew in every period; any number else."""
        if wanted.start is not None or wanted.every is not None or wanted.published:
            return self.free_of(moment).cut(wanted, moment)
        return computed(wanted, moment)


def _is_unknown(value: Quantity) -> Term:
    return conj(value.known, compared(value, "equals", exact(tree.Aggregate.UNKNOWN)).yes)


def _count(held: Sequence[Term]) -> Term:
    """How many hold, as a table of constants."""
    found = number(0)
    for many in range(1, len(held) + 1):
        found = ite(at_least_of(held, many), number(many), found)
    return found


def _plus(one: Term, other: Term) -> Term:
    return sum_of([Quantity(TRUE, each, number(1)) for each in (one, other)]).above


def _same_group(within: Sequence[str], one: Moment, other: Moment) -> Term:
    if one is other:
        return conj(*map(one.is_known, within))
    return conj(*(_same_value(name, one, other) for name in within), *map(one.is_known, within))


def _same_value(name: str, one: Moment, other: Moment) -> Term:
    """Whether two units have the same value of an input, or none."""
    first, second = one.given(name), other.given(name)
    kind = one.rules.inputs[name].kind
    same = both(first.holds, second.holds) if kind is tree.InputKind.FLAG else equal(first.whole, second.whole)
    return conj(both(first.known, second.known), disj(negated(first.known), same))


def _is_ahead(ranking: tree.Ranking, one: Moment, other: Moment) -> Term:
    """Whether one unit stands before another, where both are ranked in one group."""
    found = FALSE
    for by in reversed(ranking.by):
        mine, theirs = key_of(by, one), key_of(by, other)
        lowest_first = isinstance(by, tree.GradeKey) or ranking.best == "lowest"
        ahead = _below(mine, theirs) if lowest_first else _below(theirs, mine)
        found = disj(ahead, conj(_level(mine, theirs), found))
    return found


def _same_keys(ranking: tree.Ranking, one: Moment, other: Moment) -> Term:
    return conj(*(_level(key_of(by, one), key_of(by, other)) for by in ranking.by))


def _below(one: Quantity, other: Quantity) -> Term:
    return compared(_there(one), "below", _there(other)).yes


def _level(one: Quantity, other: Quantity) -> Term:
    return compared(_there(one), "equals", _there(other)).yes


def _there(value: Quantity) -> Quantity:
    """The number taken for known: whoever asks has seen to that."""
    return Quantity(TRUE, value.above, value.below)


# ---- percentiles -----------------------------------------------------------------------------------------------------


def _percentile(wanted: tree.Aggregate, values: Sequence[Quantity]) -> Quantity:
    """Between order statistics; how many values there are decides between which."""
    ordered = _sorted(values)
    found = exact(0).where(FALSE)
    counted = _count([each.known for each in values])
    for count in range(1, len(values) + 1):
        place = order_statistic(wanted.percent or Fraction(0), wanted.method, count)  # type: ignore[arg-type]
        if place is not None:
            below, rest = place
            low, high = ordered[below], ordered[min(below + 1, count - 1)]
            gap = product(exact(rest), sum_of([high, Quantity(low.known, minus(number(0), low.above), low.below)]))
            found = ranged(equal(counted, number(count)), sum_of([low, gap]), found)
    return found


def _sorted(values: Sequence[Quantity]) -> list[Quantity]:
    """The least first, those that are missing last: by comparing neighbours as often as there are values."""
    found = list(values)
    for turn in range(len(found)):
        for at in range(turn % 2, len(found) - 1, 2):
            one, other = found[at], found[at + 1]
            swap = conj(other.known, disj(negated(one.known), compared(_there(other), "below", _there(one)).yes))
            found[at], found[at + 1] = ranged(swap, other, one), ranged(swap, one, other)
    return found


# ---- units that are alike --------------------------------------------------------------------------------------------


@define(slots=True, eq=False)
class Alike(Register):
    """Whether two units have been alike in all inputs, in all periods before."""

    one: Moment
    other: Moment

    def cells(self, moment: Moment) -> Sequence[Cell]:  # noqa: ARG002, D102
        return [Cell(TRUE)]

    def after(self, moment: Moment, now: tuple[Term, ...]) -> Sequence[Term]:  # noqa: ARG002, D102
        there = disj(negated(self.one.present), conj(*self.same(self.one.rules.inputs)))
        return [conj(now[0], both(self.one.present, self.other.present), there)]

    def same(self, names: Sequence[str] | object) -> Iterator[Term]:
        """That they have the same values of these inputs, of each."""
        for name in self.one.rules.inputs:
            if name in names:  # type: ignore[operator]
                yield _same_value(name, self.one, self.other)
