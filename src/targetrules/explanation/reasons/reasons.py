"""Why a unit was judged as it was in a period: every rule of the policy explained, out of what the engine found."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.missing import missing_names
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import ReferenceEngine
from targetrules.explanation.below import NOTHING_BELOW, Below, node_of_row, ranking_of_row
from targetrules.explanation.findings import Cited, ConsequenceExplained, ConsequenceState, Explanation, Fact, Finding
from targetrules.explanation.reasons.conditions import Conditions
from targetrules.explanation.reasons.decided import decided_otherwise
from targetrules.explanation.reasons.decisions import Decisions
from targetrules.explanation.reasons.grading import grade_explained
from targetrules.explanation.reasons.items import Items
from targetrules.explanation.reasons.patterns import Opened, Pattern, Shared, seen_by_all
from targetrules.explanation.reasons.successions import is_told_of, named_in_past, successions_of, with_former_names
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import MissingValue, Moment, Named
from targetrules.rules import tree
from targetrules.rules.analysis.influence_cone import InfluenceCone

__all__ = ["Reasons", "state_of"]


def state_of(rule: tree.Consequence, now: Judged) -> ConsequenceState:
    """What became of a consequence."""
    if rule.id not in now.fired:
        return ConsequenceState.FIRES if rule.id in now.received else ConsequenceState.NOT_IN_FORCE
    if now.fired[rule.id] is True:
        return ConsequenceState.REPLACED if rule.id in now.replaced else ConsequenceState.FIRES
    return ConsequenceState.UNDETERMINED if now.fired[rule.id] is None else ConsequenceState.DOES_NOT_FIRE


@frozen
class Reasons:
    """The reasons of one policy's decisions. ``below``: what is below its units, ``depth``: how many policies above."""

    rules: tree.Rules
    below: Below = NOTHING_BELOW
    depth: int = 0

    @cached_property
    def names(self) -> SymbolTable:
        """The names of the policy."""
        return SymbolTable.of(self.rules)

    @cached_property
    def engine(self) -> ReferenceEngine:
        """What the policy means."""
        return ReferenceEngine(self.rules)

    @cached_property
    def formula(self) -> Formula:
        """It remembers what is computed over groups."""
        return GroupFormula(holds=self.engine.holds)

    def of(self, now: Judged, about: Collection[str] | None = None) -> Explanation:
        """The explanation of one unit in one period; no changes were searched for.

        ``about``: of ``"grade"`` and of the consequences with these ids alone, with all that is beneath; None: of all.
        """
        rules, names = self.rules, self.names
        conditions = self.conditions(now)
        grading = rules.grading if about is None or "grade" in about else None
        stated = self._stated if about is None else [each for each in self._stated if each.rule.id in about]
        found = Explanation(
            policy=self._policy,
            unit=now.unit,
            period=names.moment(now.period),
            grade=None if grading is None else grade_explained(grading, now, conditions),
            consequences=tuple([self.consequence(each, now, conditions) for each in stated]),
            decided=decided_otherwise(now, names),
        )
        if not is_told_of(now):
            return found
        named, successions = with_former_names(found, now), successions_of(now, names)
        return attrs.evolve(named, successions=successions) if successions else named

    def of_each(self, judged: Iterable[Judged], about: Collection[str] | None = None) -> Iterator[Explanation]:
        """The explanations of several, one after the other."""
        return (self.of(now, about) for now in judged)

    def conditions(self, now: Judged) -> Conditions:
        """Those of one explanation."""
        items = Items(self.rules, self.below, Decisions(self.why_below, self.depth))
        return Conditions(self.engine, self.names, self.formula, now.period, self.shared, items)

    # ---- decisions below ---------------------------------------------------------------------------------------------

    @cached_property
    def lower(self) -> Mapping[str, Reasons]:
        """The reasons of the policies below, by the names of the details."""
        return {name: Reasons(each.policy.rules, each.below, self.depth + 1) for name, each in self.below.lower.items()}

    def why_below(self, details: str, now: Judged, name: str) -> tuple[tuple[Fact, ...], tuple[Finding, ...]]:
        """Why the policy below decided something of a unit that it judged."""
        return self.lower[details].why(now, name)

    def why(self, now: Judged, name: str) -> tuple[tuple[Fact, ...], tuple[Finding, ...]]:
        """Why something was decided of a unit, by the name that a row of details has for it, and by which grade."""
        conditions = self.conditions(now)
        facts, findings = self._why(now, name, conditions)
        grading = InfluenceCone.of(self.rules, now.period, [node_of_row(self.rules, name)]).grading
        if grading is not None:
            grade = grade_explained(grading, now, conditions)
            facts = (*facts, grade.source)
            findings = (*findings, *(each.finding for each in grade.steps if each.finding.truth is not False))
        return named_in_past(facts, now), named_in_past(findings, now)

    def _why(self, now: Judged, name: str, conditions: Conditions) -> tuple[tuple[Fact, ...], tuple[Finding, ...]]:
        rules = self.rules
        if name == "grade" and rules.grading is not None:
            return (), ()
        if name in rules.measures:
            return conditions.measures.facts([tree.NumberOf(name)], now), ()
        if (ranking := ranking_of_row(rules, name)) is not None:
            return conditions.facts_of_ranking(ranking, now), ()
        if name.startswith(tree.CONSEQUENCE):
            rule = next(each for each in rules.consequences if tree.CONSEQUENCE + each.id == name)
            asked = [each for each in (rule.when, rule.unless) if each is not None and rule.id in now.fired]
            return (), tuple(finding for each in asked for finding in conditions.of_definition(each, now))
        return (), (conditions.of(tree.FlagIs(name, wanted=True), now),)

    @cached_property
    def _policy(self) -> Named:
        return Named("policy", self.rules.id, self.rules.title)

    @cached_property
    def _stated(self) -> tuple[_Stated, ...]:
        return tuple(_Stated.of(rule, self.names, self.shared) for rule in self.rules.consequences)

    def consequence(self, stated: _Stated, now: Judged, conditions: Conditions) -> ConsequenceExplained:
        """What became of a consequence, and why; one explanation for all rows that agree in what it rests on."""
        state = state_of(stated.rule, now)
        if state is ConsequenceState.NOT_IN_FORCE and not self.rules.judges(now.period):
            state = ConsequenceState.DOES_NOT_FIRE
        key = stated.key(state, now, conditions.opened)
        if key is None:
            return self.explained(stated, state, now, conditions)
        return self.shared.of(key, conditions.opened, lambda: self.explained(stated, state, now, conditions))

    @cached_property
    def shared(self) -> Shared:
        """What was told of other rows."""
        return Shared(self.engine)

    def explained(
        self, stated: _Stated, state: ConsequenceState, now: Judged, conditions: Conditions
    ) -> ConsequenceExplained:
        """The explanation of a consequence, made anew."""
        rule, in_force = stated.rule, stated.rule.id in now.fired
        return ConsequenceExplained(
            consequence=stated.consequence,
            state=state,
            kind=rule.kind,
            force=rule.force,
            to=stated.to,
            actions=stated.actions,
            deadline=rule.deadline,
            counted_from=rule.counted_from,
            lasts=rule.lasts,
            cited=stated.cited,
            first=stated.first,
            last=stated.last,
            replaced_by=tuple([self.names.consequence(id_) for id_ in now.replaced.get(rule.id, ())]),
            missing=tuple(self.lacking(rule, now, conditions.items)) if state is ConsequenceState.UNDETERMINED else (),
            when=conditions.of(rule.when, now) if in_force else None,
            unless=conditions.of(rule.unless, now) if in_force and rule.unless is not None else None,
        )

    def lacking(self, rule: tree.Consequence, now: Judged, items: Items) -> Iterator[MissingValue]:
        """What is missing, down to rows of details, each once."""
        found = (each for name in self.missing(rule, now) for each in items.lacking(self.names.lacking(name), now))
        yield from dict.fromkeys(found)

    def missing(self, rule: tree.Consequence, now: Judged) -> Iterator[str]:
        """The names because of which nobody can say whether it fires, each once."""
        asked = [rule.when] if rule.unless is None else [rule.when, rule.unless]
        names = (name for each in asked for name in missing_names(self.engine, each, now, self.formula))
        yield from dict.fromkeys(names)


@frozen(slots=True)
class _Stated:
    """What the policy states of a consequence, whatever becomes of it."""

    rule: tree.Consequence
    consequence: Named
    to: tuple[Named, ...]
    actions: tuple[Named, ...]
    cited: Cited
    first: Moment | None
    last: Moment | None
    patterns: Sequence[Pattern] | None

    @staticmethod
    def of(rule: tree.Consequence, names: SymbolTable, shared: Shared) -> _Stated:
        conditions = [rule.when] if rule.unless is None else [rule.when, rule.unless]
        patterns = [pattern for each in conditions if (pattern := shared.pattern(each)) is not None]
        return _Stated(
            rule,
            names.consequence(rule.id),
            tuple(map(names.role, rule.to)),
            tuple(Named("action", action, names.rules.actions.get(action, {})) for action in rule.actions),
            names.cited(rule.origin),
            None if rule.in_force.start is None else names.moment(rule.in_force.start),
            None if rule.in_force.end is None else names.moment(rule.in_force.end),
            patterns if len(patterns) == len(conditions) else None,
        )

    def key(self, state: ConsequenceState, now: Judged, opened: Opened) -> Hashable:
        """All that the explanation rests on; None where it is made anew: of what is missing there is more to tell."""
        if state is ConsequenceState.NOT_IN_FORCE:
            return self.rule.id
        if self.patterns is None or state is ConsequenceState.UNDETERMINED:
            return None
        found = seen_by_all(self.patterns, now, opened)
        return None if found is None else (self.rule.id, now.period, now.replaced.get(self.rule.id), found)
