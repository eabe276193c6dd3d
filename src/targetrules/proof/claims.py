"""Claims as what must never be: the system of a claim, and what its variables say of results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from targetrules.data import define
from targetrules.proof.cohort import Alike, Cohort
from targetrules.proof.moment import Moment
from targetrules.proof.peers import FreePeers, Peers, may_drop
from targetrules.proof.registers import Assumed
from targetrules.proof.system import Memory, System
from targetrules.proof.terms import (
    FALSE,
    TRUE,
    Term,
    add,
    conj,
    disj,
    equal,
    implies,
    ite,
    leq,
    less,
    negated,
    number,
    variable,
)
from targetrules.proof.values import Quantity
from targetrules.rules import tree

__all__ = ["Asked", "in_cohort", "of_claim", "start"]

BETTER, GROUP = "better.", "group."


@define(slots=True, eq=False)
class Asked:
    """A question about a policy: a system, and the moments of the units whose variables say which results there are.

    ``better`` is of a monotone claim, where the other units are free, the unit with the better value, alike in all else
    and all the past.
    """

    rules: tree.Rules
    system: System
    units: Sequence[Moment]
    better: Moment | None = None
    peers: Sequence[FreePeers] = ()

    @property
    def is_exact(self) -> bool:
        """Whether nothing in it rests on who the other units are, or on what rows of details there are."""
        return not any(each.asked for each in self.peers) and not self.rests_on_details

    @property
    def rests_on_details(self) -> bool:
        """Whether anything in it rests on what rows of details there are."""
        asked = {key[1] for key in self.units[0].found if isinstance(key, tuple) and key[0] == "input"}
        return bool(asked & self.rules.aggregates.keys())


def start(rules: tree.Rules, peers: Peers, name: str = "", row: str = "") -> tuple[Moment, Memory]:
    """One unit of a policy in a period, and what is remembered of it."""
    memory = Memory(name)
    moment = Moment(rules, name, variable(f"{row}present"), memory.recall, peers, row)
    memory.moment = moment
    return moment, memory


def of_claim(rules: tree.Rules, claim: tree.Claim) -> Asked:
    """Whether a claim can ever be broken, whoever the other units are."""
    peers = FreePeers(GROUP)
    moment, memory = start(rules, peers)
    better = None
    if isinstance(claim.says, tree.Monotone):
        better = _better(claim.says, moment, memory, peers)
        broken = _fares_worse(claim.says, better, moment)
        for ranking in rules.rankings.values():
            _consistent(ranking, better, moment)
    else:
        broken = _broken(claim.says, moment)
    bad = conj(moment.present, moment.is_judged, _assumed(claim, moment, better or moment), broken)
    more = () if better is None else better.constraints
    return Asked(rules, System.of([(moment, memory)], bad, more).merged(), [moment], better, [peers])


def in_cohort(rules: tree.Rules, claim: tree.Claim, count: int) -> Asked:
    """Whether a claim can ever be broken by the first of so many units, which are all that there are."""
    peers = Cohort()
    pairs = [start(rules, peers, f"{at}.", f"{at}.") for at in range(count)]
    peers.units = [moment for moment, _ in pairs]
    first, memory = pairs[0]
    if isinstance(claim.says, tree.Monotone):
        other = peers.units[1]
        alike = Alike(first, other)
        rest = [name for name in rules.inputs if name != claim.says.input]
        broken = conj(memory.recall(alike)[0], other.present, *alike.same(rest), _fares_worse(claim.says, other, first))
    else:
        other, broken = first, _broken(claim.says, first)
    bad = conj(first.present, first.is_judged, _assumed(claim, first, other), broken)
    return Asked(rules, System.of(pairs, bad).needed(), peers.units)


def _broken(says: tree.Never | tree.Always, moment: Moment) -> Term:
    match says:
        case tree.Never(condition):
            return moment.holds(condition).yes
        case tree.Always(condition, then):
            return conj(moment.holds(condition).yes, negated(moment.holds(then).yes))
        case _:
            assert_never(says)


def _assumed(claim: tree.Claim, *meant: Moment) -> Term:
    if claim.assuming is None:
        return TRUE
    so_far = Assumed(claim.assuming)
    return conj(*(conj(each.recall(so_far)[0], each.holds(claim.assuming).yes) for each in meant))


# ---- monotone claims -------------------------------------------------------------------------------------------------


def _better(says: tree.Monotone, unit: Moment, memory: Memory, peers: FreePeers) -> Moment:
    """A unit that is alike in all but a better value of the input."""
    rules = unit.rules
    better = Moment(rules, BETTER, unit.present, memory.recall, peers, BETTER)
    for name in rules.inputs:
        if name != says.input:
            better.once(("input", name), lambda name=name: unit.given(name))  # type: ignore[misc]
    return better


def _fares_worse(says: tree.Monotone, better: Moment, worse: Moment) -> Term:
    one, other = better.given(says.input), worse.given(says.input)
    is_grade = worse.rules.inputs[says.input].kind is tree.InputKind.GRADE
    higher_is_better = (says.best == "highest") is not is_grade
    is_better = less(other.whole, one.whole) if higher_is_better else less(one.whole, other.whole)
    if says.of == "grade":
        grades = better.grade_of(None), worse.grade_of(None)
        found = conj(*(each.known for each in grades), less(grades[1].above, grades[0].above))
    else:
        found = _more_severe(better, worse)
    return conj(one.known, other.known, is_better, found)


def _more_severe(one: Moment, other: Moment) -> Term:
    """Whether the severities of what one receives, from the most severe down, are more than those of the other."""
    rules = one.rules
    severities = sorted({rule.severity for rule in rules.consequences if rule.severity}, reverse=True)
    found = FALSE
    for severity in reversed(severities):
        ids = [rule.id for rule in rules.consequences if rule.severity == severity]
        ours, theirs = (add(*(ite(each.receives(id_), number(1), number(0)) for id_ in ids)) for each in (one, other))
        found = disj(less(theirs, ours), conj(equal(theirs, ours), found))
    return found


def _consistent(ranking: tree.Ranking, one: Moment, other: Moment) -> None:
    """Of two units of one group the one with the better keys stands before the other; with the same they share a place.

    Asked only where the places of both are asked for.
    """
    if not ({("position", ranking.name)} <= one.found.keys() and {("position", ranking.name)} <= other.found.keys()):
        return
    first, second = one.position(ranking.name), other.position(ranking.name)
    keys = [(_key(by, ranking, one), _key(by, ranking, other)) for by in ranking.by]
    ahead, same = FALSE, TRUE
    for mine, theirs in reversed(keys):
        better = less(theirs.above, mine.above) if ranking.best == "highest" else less(mine.above, theirs.above)
        ahead = disj(better, conj(equal(mine.above, theirs.above), ahead))
        same = conj(equal(mine.above, theirs.above), same)
    ranked = conj(one.present, first.placed, second.placed)
    one.require(implies(conj(ranked, ahead), leq(add(first.ahead, first.tied), second.ahead)))
    one.require(implies(conj(ranked, negated(ahead), negated(same)), leq(add(second.ahead, second.tied), first.ahead)))
    level = conj(equal(first.ahead, second.ahead), equal(first.tied, second.tied))
    one.require(implies(conj(ranked, same), level))
    grading = one.rules.grading
    for at, quota in enumerate(() if grading is None else grading.quotas):
        if quota.ranking == ranking.name:
            _dropped_alike(at, quota, one, other)


def _key(by: tree.RankingKey, ranking: tree.Ranking, moment: Moment) -> Quantity:
    """What a unit is ranked by: a grade turned round where the highest number is best, so that the better is first."""
    if isinstance(by, tree.GradeKey):
        grade = moment.grade_of(by.of)
        turned = grade.above if ranking.best == "lowest" else add(number(0), _turned(grade.above))
        return Quantity(grade.known, turned, number(1))
    return moment.number(by)


def _turned(of: Term) -> Term:
    from targetrules.proof.terms import times

    return times(number(-1), of)


def _dropped_alike(at: int, quota: tree.Quota, one: Moment, other: Moment) -> None:
    """Of two units that a quota may drop it drops the one that stands before only with the other."""
    may = conj(*(may_drop(each.stage(at), quota, each) for each in (one, other)))
    dropped = [each.peers.dropped(at, quota, each) for each in (one, other)]
    places = [each.position(quota.ranking) for each in (one, other)]
    for mine, theirs in ((0, 1), (1, 0)):
        stands_before = conj(may, leq(places[mine].ahead, places[theirs].ahead))
        one.require(implies(conj(one.present, stands_before, dropped[mine]), dropped[theirs]))
