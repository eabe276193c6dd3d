"""Why a unit was judged as it was: the policy evaluated up to the period, and every rule of it explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import frozen

from targetrules.engine.choice import judges_columns
from targetrules.engine.judged import Judged
from targetrules.engine.missing import missing_names
from targetrules.explanation.changes.by_columns import judged_by_columns
from targetrules.explanation.changes.counterfactual import Search
from targetrules.explanation.changes.effort import FEW
from targetrules.explanation.changes.goals import state_of
from targetrules.explanation.changes.judging import Judging, judged_by_rows
from targetrules.explanation.changes.peer_closure import PeerClosure, part_of
from targetrules.explanation.changes.sparing import Sparing
from targetrules.explanation.names import Names
from targetrules.explanation.reasons.conditions import Conditions
from targetrules.explanation.reasons.grading import grade_explained
from targetrules.explanation.reasons.measures import Measures
from targetrules.explanation.tree import ConsequenceExplained, Explanation, State
from targetrules.explanation.values import Named
from targetrules.history import History, Row
from targetrules.outcome import NoSuchResultError, no_such_unit
from targetrules.period import ordinal_of, period_text
from targetrules.rules import tree
from targetrules.wording import Listing, Word

__all__ = ["explain", "explain_judged", "period_asked"]


def explain(rules: tree.Rules, history: History, unit: str, period: int | str) -> Explanation:
    """The explanation of one unit in one period, as printed or written; NoSuchResultError where it has no row then."""
    periods = [row.period for row in history.rows if row.unit == unit]
    ordinal = period_asked(rules, unit, period, periods, (row.unit for row in history.rows))
    part = part_of(rules, history, unit, ordinal)
    judged: Callable[..., Judging] = judged_by_rows
    if judges_columns(len(part.history.rows), many=FEW):
        judged = judged_by_columns
    own = [row for row in part.history.rows if row.unit == unit]
    return explain_judged(rules, judged(rules, part.history, unit, ordinal), own, whole=part.whole)


def explain_judged(rules: tree.Rules, judging: Judging, own: Iterable[Row], *, whole: bool) -> Explanation:
    """The same of what was judged; ``whole``: with everybody of any group that the unit might be in.

    ``own`` are the unit's rows as they were read, which know what was rounded then.
    """
    exact = {(row.period, name): number for row in own for name, number in (row.exact or {}).items()}
    closure, names, now = PeerClosure.of(rules), Names(rules, exact), judging.now
    engine = Sparing(rules, now.unit, closure)
    conditions = Conditions(engine, names, Measures(names), now.period)
    search = Search(engine, names, judging, frozenset() if whole else closure.inputs)
    return _Moment(engine, search, conditions, names).explanation()


def period_asked(rules: tree.Rules, unit: str, period: int | str, periods: Iterable[int], units: Iterable[str]) -> int:
    """The ordinal number of the period; NoSuchResultError where it is not among the ``periods`` of the unit.

    ``units`` are all that have results.
    """
    ordinal, periods = ordinal_of(rules.period, period), sorted(periods)
    if ordinal in periods:
        return ordinal
    if periods:
        there = Listing(tuple(period_text(rules.period, each) for each in periods))
        values = {"unit": unit, "period": period, "periods": there}
        raise NoSuchResultError(Word("explanations.no-such-period", values))
    raise no_such_unit(unit, units)


@frozen(slots=True)
class _Moment:
    """The unit in its period, as it is asked about."""

    engine: Sparing
    search: Search
    conditions: Conditions
    names: Names

    @property
    def now(self) -> Judged:
        return self.search.now

    def explanation(self) -> Explanation:
        rules, now, search = self.engine.rules, self.now, self.search
        grade = None
        if rules.grading is not None:
            grade = grade_explained(rules.grading, now, self.conditions, search.for_grade())
        return Explanation(
            policy=Named("policy", rules.id, rules.title),
            unit=now.unit,
            period=self.names.moment(now.period),
            grade=grade,
            consequences=tuple(self.consequence(rule, search) for rule in rules.consequences),
        )

    def consequence(self, rule: tree.Consequence, search: Search) -> ConsequenceExplained:
        state, names = state_of(rule, self.now), self.names
        in_force = state is not State.NOT_IN_FORCE
        unless = rule.unless if in_force else None
        return ConsequenceExplained(
            consequence=names.consequence(rule.id),
            state=state,
            force=rule.force,
            to=tuple(Named("role", role, names.rules.roles.get(role, {})) for role in rule.to),
            actions=tuple(Named("action", action, names.rules.actions.get(action, {})) for action in rule.actions),
            deadline=rule.deadline,
            lasts=rule.lasts,
            cited=names.cited(rule.origin),
            first=None if rule.in_force.start is None else names.moment(rule.in_force.start),
            last=None if rule.in_force.end is None else names.moment(rule.in_force.end),
            replaced_by=tuple(names.consequence(id_) for id_ in self.now.replaced.get(rule.id, ())),
            missing=tuple(names.lacking(name) for name in self.missing(rule) if state is State.UNDETERMINED),
            when=self.conditions.of(rule.when, self.now) if in_force else None,
            unless=None if unless is None else self.conditions.of(unless, self.now),
            nearest=search.for_consequence(rule),
        )

    def missing(self, rule: tree.Consequence) -> tuple[str, ...]:
        asked = [rule.when] if rule.unless is None else [rule.when, rule.unless]
        names = (name for each in asked for name in missing_names(self.engine, each, self.now))
        return tuple(dict.fromkeys(names))
