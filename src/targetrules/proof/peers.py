"""The other units of a period, as a proof sees them: free, but consistent.

Nothing is known of who they are, so that a place is any that there can be, a number of a group any between its proved
ends, and a quota may drop whomever it can. What holds for all of these holds for any units that there are.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from attrs import field

from targetrules.data import define, frozen
from targetrules.proof.percentiles import beside, is_of_places
from targetrules.proof.terms import (
    TRUE,
    Term,
    add,
    both,
    conj,
    disj,
    equal,
    implies,
    ite,
    leq,
    less,
    minus,
    modulo,
    negated,
    number,
    variable,
    whole_variable,
)
from targetrules.proof.values import MISSING, YES, Kleene, Quantity, rounded
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import MOST_UNITS

if TYPE_CHECKING:
    from targetrules.proof.grading import Stage
    from targetrules.proof.moment import Moment

__all__ = ["FreePeers", "Peers", "Position", "computed", "is_ranked", "key_of", "may_drop"]


@frozen(slots=True)
class Position:
    """How a unit stands in a ranking. ``known`` false: nobody can say; ``placed``: it holds a place.

    ``has_size``: its group is known, of which ``size`` units are ranked.
    """

    known: Term
    placed: Term
    ahead: Term
    tied: Term
    below: Term
    has_size: Term
    size: Term

    @property
    def rank(self) -> Quantity:
        """The number of the place; missing where it has none."""
        return Quantity(self.placed, add(self.ahead, number(1)), number(1))

    @property
    def group_size(self) -> Quantity:
        """How many units are ranked in its group; missing where that is not known."""
        return Quantity(self.has_size, self.size, number(1))

    @property
    def size_or_none(self) -> Term:
        """The same, 0 where that is not known."""
        return ite(self.has_size, self.size, number(0))

    def is_within(self, most: Term, end: OneOf["top", "bottom"], ties: OneOf["in", "out"]) -> Term:
        """Whether it is one of the first ``most``, counted from one end."""
        before = self.ahead if end == "top" else self.below
        return less(before, most) if ties == "in" else leq(add(before, self.tied), most)


class Peers(ABC):
    """What a unit is told of the others."""

    @abstractmethod
    def position(self, ranking: tree.Ranking, moment: Moment) -> Position:
        """How the unit stands in a ranking."""

    @abstractmethod
    def aggregate(self, wanted: tree.Aggregate, moment: Moment) -> Quantity:
        """A number over the units of the period or of the unit's group."""

    @abstractmethod
    def cut(self, wanted: tree.Cut, moment: Moment) -> Quantity:
        """The cut of the unit's group."""

    @abstractmethod
    def dropped(self, at: int, quota: tree.Quota, moment: Moment) -> Term:
        """Whether a quota, the one so many after the first, drops the unit."""


def is_ranked(ranking: tree.Ranking, moment: Moment) -> tuple[Kleene, Term]:
    """Whether the unit is ranked, in a period in which the ranking is in force; and whether its group is known."""
    among = YES if ranking.among is None else moment.holds(ranking.among)
    in_group = conj(*map(moment.is_known, ranking.within))
    keys = conj(*(key_of(each, moment).known for each in ranking.by))
    here = moment.is_in_force(ranking.in_force)
    return Kleene(conj(here, among.yes, keys, in_group), conj(here, among.no)), conj(here, in_group)


def key_of(by: tree.RankingKey, moment: Moment) -> Quantity:
    """What a unit is ranked by: a number, or the position of a grade."""
    return moment.grade_of(by.of) if isinstance(by, tree.GradeKey) else moment.number(by)


@define(slots=True, eq=False)
class FreePeers(Peers):
    """Whoever they may be. ``name`` stands before the names of what is so of a whole group; ``asked``: they matter."""

    name: str
    groups: dict[tree.Aggregate | tree.Cut, int] = field(factory=dict)
    asked: bool = False

    def position(self, ranking: tree.Ranking, moment: Moment) -> Position:
        """Any place that there can be in a group that has as many units as it may have."""
        self.asked = True
        truth, has_size = is_ranked(ranking, moment)
        size, ahead, tied = self.variables(ranking, moment)
        moment.require(implies(conj(moment.present, truth.yes), leq(add(ahead, tied), size)))
        placed = conj(truth.yes, leq(number(ranking.smallest_group), size))
        known = disj(truth.yes, truth.no)
        return Position(known, placed, ahead, tied, minus(size, add(ahead, tied)), has_size, size)

    def variables(self, ranking: tree.Ranking, moment: Moment) -> tuple[Term, Term, Term]:
        """How many units are ranked in the group, stand before the unit, and share its place."""
        name = f"{moment.name}{ranking.name}"
        size = whole_variable(f"{self.name}{ranking.name}.size", 0, MOST_UNITS)
        return size, whole_variable(f"{name}.ahead", 0, MOST_UNITS), whole_variable(f"{name}.tied", 1, MOST_UNITS)

    def aggregate(self, wanted: tree.Aggregate, moment: Moment) -> Quantity:
        """Any number that it can be beside the unit's own, or none."""
        self.asked = True
        known = TRUE if wanted.ranking is None else moment.position(wanted.ranking).has_size
        if wanted.of is None:
            return self._count(wanted, moment).where(known)
        found = self._any(wanted, moment).where(known)
        if wanted.ranking is not None:
            self._fits(wanted, found, moment.rules.rankings[wanted.ranking], moment)
        return found

    def _fits(self, wanted: tree.Aggregate, found: Quantity, ranking: tree.Ranking, moment: Moment) -> None:
        """A percentile is there, and stands where the unit's own number and place leave it."""
        if wanted.of is None or not is_of_places(wanted, ranking):
            return
        own, position = moment.number(wanted.of), moment.position(ranking.name)
        placed = conj(moment.present, position.placed)
        if wanted.method != "exclusive":  # which a group of few may not have
            moment.require(implies(placed, found.known))
        moment.require(implies(conj(placed, found.known), beside(wanted, found, own, position, ranking)))

    def _count(self, wanted: tree.Aggregate, moment: Moment) -> Quantity:
        if wanted.ranking is not None:
            return Quantity(TRUE, moment.position(wanted.ranking).size, number(1))
        return Quantity(TRUE, whole_variable(f"{self.name}everyone", 1, MOST_UNITS), number(1))

    def cut(self, wanted: tree.Cut, moment: Moment) -> Quantity:
        """Any number that it can be, or none; in a period in which it is computed, what its formula gives."""
        self.asked = True
        found = self._any(wanted, moment).where(conj(*map(moment.is_known, wanted.within)))
        now = computed(wanted, moment)
        same = conj(both(found.known, now.known), implies(found.known, equal(found.above, now.above)))
        moment.require(implies(conj(moment.present, is_computed(wanted, moment)), same))
        return found

    def _any(self, wanted: tree.Aggregate | tree.Cut, moment: Moment) -> Quantity:
        self.groups.setdefault(wanted, len(self.groups))
        if moment.never_there(wanted):
            return MISSING
        known, value = self.variables_of_group(wanted, moment)
        return Quantity(known, value, number(moment.scale_of(wanted)))

    def variables_of_group(self, wanted: tree.Aggregate | tree.Cut, moment: Moment) -> tuple[Term, Term]:
        """Whether a number of a group is there, and what it is."""
        name = f"{self.name}group.{self.groups[wanted]}"
        return variable(f"{name}?"), whole_variable(name, *moment.ends(wanted))

    def dropped(self, at: int, quota: tree.Quota, moment: Moment) -> Term:
        """It may be, wherever it can be."""
        dropped = variable(f"{moment.name}{quota.id}.drops")
        moment.require(implies(conj(moment.present, dropped), may_drop(moment.stage(at), quota, moment)))
        return dropped


def is_computed(cut: tree.Cut, moment: Moment) -> Term:
    """Whether a cut is due in the period, and none was published for any group."""
    due = TRUE if cut.start is None else leq(number(cut.start), moment.period)
    if cut.start is not None and cut.every is not None:
        due = conj(due, equal(modulo(moment.period, cut.every), number(cut.start % cut.every)))
    published = {each.period for each in cut.published}
    return conj(due, *(negated(equal(moment.period, number(each))) for each in sorted(published)))


def computed(cut: tree.Cut, moment: Moment) -> Quantity:
    """What the formula of a cut gives in the unit's group, if so many are ranked as must be."""
    found = rounded(moment.number(cut.of), cut.decimals, cut.rounding)
    known = conj(*map(moment.is_known, cut.within))
    if cut.smallest > 1 and cut.ranking is not None:
        position = moment.position(cut.ranking)
        known = conj(known, position.has_size, leq(number(cut.smallest), position.size))
    return found.where(known)


def may_drop(before: Stage, quota: tree.Quota, moment: Moment) -> Term:
    """Whether a quota can drop a unit: it holds a place, and a better grade than the quota drops to, and not held."""
    position, down_to = moment.position(quota.ranking), number(moment.rules.down_to(quota))
    return conj(
        moment.is_in_force(quota.in_force),
        position.placed,
        moment.portion(quota.portion, position.size_or_none).known,
        before.grade.known,
        less(before.grade.above, down_to),
        leq(down_to, before.lowest),
    )
