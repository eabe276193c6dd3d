"""Why a unit was judged as it was in a period: every rule of the policy explained, out of what the engine found."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property

import attrs
from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.missing import missing_names
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import ReferenceEngine
from targetrules.explanation.findings import Cited, ConsequenceExplained, ConsequenceState, Explanation
from targetrules.explanation.reasons.conditions import Conditions
from targetrules.explanation.reasons.decided import decided_otherwise
from targetrules.explanation.reasons.grading import grade_explained
from targetrules.explanation.reasons.items import Below, Items, nothing_below
from targetrules.explanation.reasons.patterns import Opened, Pattern, Shared
from targetrules.explanation.reasons.successions import successions_of, with_former_names
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import MissingValue, Moment, Named
from targetrules.rules import tree

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
    """The reasons of one policy's decisions. ``below`` gives the rows of details of a unit in a period."""

    rules: tree.Rules
    below: Below = nothing_below

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

    def of(self, now: Judged) -> Explanation:
        """The explanation of one unit in one period; no changes were searched for."""
        rules, names = self.rules, self.names
        conditions = Conditions(self.engine, names, self.formula, now.period, self.shared, Items(rules, self.below))
        found = Explanation(
            policy=self._policy,
            unit=now.unit,
            period=names.moment(now.period),
            grade=None if rules.grading is None else grade_explained(rules.grading, now, conditions),
            consequences=tuple([self.consequence(stated, now, conditions) for stated in self._stated]),
            decided=decided_otherwise(now, names),
        )
        named, successions = with_former_names(found, now), successions_of(now, names)
        return attrs.evolve(named, successions=successions) if successions else named

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
            tuple(Named("role", role, names.rules.roles.get(role, {})) for role in rule.to),
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
        found = tuple([pattern(now, opened) for pattern in self.patterns])
        return None if None in found else (self.rule.id, now.period, now.replaced.get(self.rule.id), found)
