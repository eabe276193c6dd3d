"""Periods that are decided, decided anew since something that they rest on is another: here, and by policies above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve
from sqlalchemy import select

from targetrules.data import frozen
from targetrules.register.approvals import decisions_approved, drafted, in_force
from targetrules.register.completeness import completeness_of
from targetrules.register.course import late_units, state_at
from targetrules.register.decisions import Decision, decisions_in, decisions_of
from targetrules.register.differences import DecisionChange, changed_by, dates_kept, is_same
from targetrules.register.event import Event, EventKind
from targetrules.register.filling import filled_by
from targetrules.register.harmless import HoldHarmless, held_on
from targetrules.register.in_force import named_in_decision
from targetrules.register.judging import content_of, judged
from targetrules.register.lower import is_decided_below
from targetrules.register.policies import Adopted, Policies
from targetrules.register.recording import Recording
from targetrules.register.rulings import ruled, rulings_at
from targetrules.register.said import said_of
from targetrules.register.schema import decided
from targetrules.register.stored import RowKey
from targetrules.register.units_above import is_decided_above

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes

__all__ = ["Anew", "DecidedAnew"]


@frozen(slots=True)
class DecidedAnew:
    """The decided periods of one policy from some period on, decided anew.

    Attributes:
        policy: The id of the policy.
        decided: All of these periods.
        waiting: Those of them that cannot be decided now, since more has come.
        changes: The decisions that are others.
        events: The events that say so.
    """

    policy: str
    decided: tuple[int, ...]
    waiting: tuple[int, ...]
    changes: tuple[DecisionChange, ...]
    events: tuple[Event, ...]


@frozen(slots=True)
class Anew:
    """Why and how periods are decided anew.

    Attributes:
        recording: The transaction.
        policies: The adopted texts.
        reason: Why.
        harmless: What is not to become worse, of the policy of the results that were corrected; None: nothing is said.
        decided_on: The date of the decisions that are taken anew.
        correction: The number of the event of which this is a part; None: of none.
        is_above: Whether these are policies above the one that was decided: where what they decide is to be approved,
            the day of that is the date of their decisions.
        ruling: What people decided beside the rules, by whose right it is recorded; None: by that of decisions.
    """

    recording: Recording
    policies: Policies
    reason: str | None
    harmless: HoldHarmless | None
    decided_on: date | None
    correction: int | None
    is_above: bool = False
    ruling: Event | None = None

    def decide_all(self, policy: str, first: int) -> DecidedAnew:
        """Decide anew whatever is another in the decided periods of a policy from one on."""
        periods = self._decided_periods(policy, first)
        waiting = [each for each in periods if self._is_waiting(policy, each)]
        changes, events = list[DecisionChange](), list[Event]()
        for period in periods:
            if period not in waiting:
                event, found = self._decide(policy, period)
                events += [] if event is None else [event]
                changes += found
        return DecidedAnew(policy, tuple(periods), tuple(waiting), tuple(changes), tuple(events))

    def above(self, below: DecidedAnew) -> Iterator[DecidedAnew]:
        """The same of the policies above one, and of those above these, as far as anything there may be another."""
        touched = {each.period for each in below.changes}
        connection = self.recording.connection
        if not touched and not below.waiting:
            return
        first = below.decided[0]
        anew = evolve(self, harmless=None, is_above=True)
        for policy in self.policies.above(connection, below.policy):
            found = anew.decide_all(policy, first)
            if found.changes or found.waiting:
                yield found
                yield from anew.above(found)

    def follow(self, event: Event, period: int, standing: Iterable[Decision]) -> None:
        """Have policies above one decide anew what follows from a whole decision of a period.

        Args:
            event: The decision.
            period: The ordinal number of the period.
            standing: What was decided of it before.
        """
        changes = tuple(changed_by(event, standing))
        below = DecidedAnew(event.policy or "", (period,), (), changes, (event,))
        list(self.above(below))

    def _decided_periods(self, policy: str, first: int) -> list[int]:
        query = select(decided.c.period).where(decided.c.policy == policy, decided.c.period >= first)
        return sorted(set(self.recording.connection.scalars(query)))

    def _is_waiting(self, policy: str, period: int) -> bool:
        """Whether more has come: here, or below, where that is to be decided first."""
        connection = self.recording.connection
        adopted = self.policies.judging(connection, policy, period)
        number = self.recording.now().number
        rules = adopted.policy.rules
        if completeness_of(connection, rules, period, number).open:
            return True
        late = late_units(connection, rules, period, number)  # they are decided of by `decide`, after their steps
        if late and any(state_at(connection, rules, period, number).lacking(each.id, late) for each in rules.steps):
            return True
        if not is_decided_below(connection, self.policies, adopted, period):
            return True
        return not is_decided_above(connection, self.policies, adopted, period, self.recording.now())

    def _decide(self, policy: str, period: int) -> tuple[Event | None, list[DecisionChange]]:
        """Judge a period that is decided, and decide anew whatever is another."""
        connection, now = self.recording.connection, self.recording.now()
        adopted = self.policies.judging(connection, policy, period)
        standing = decisions_approved(connection, self.policies, adopted.policy.rules, now, period)
        decided_on = None if self.is_above and adopted.policy.rules.cycle.approve_by else self.decided_on
        filled = filled_by(self.recording, self.policies, adopted.policy.rules, period, decided_on, anew=True)
        outcomes = judged(connection, adopted, period, now, decided_on, filled=filled)
        held = self._held(adopted, period, standing, outcomes)
        rulings = rulings_at(connection, adopted.policy.rules, period, now.number)
        held = ruled(adopted.policy.rules, rulings, standing, outcomes, held, period, decided_on)
        if held:
            said = {key: said_of(each).cells(adopted.policy.rules) for key, each in held.items()}
            outcomes = judged(connection, adopted, period, now, decided_on, said, filled)
        by_unit = {unit: each.held for (_, unit), each in held.items()}
        found = decisions_of(outcomes, by_unit)
        before = {each.unit: each for each in standing.values()}
        differing = [unit for unit, each in found.items() if not is_same(before.get(unit), each)]
        gone = [each for unit, each in before.items() if unit not in found]
        if not differing and not gone:
            return None, []
        again = list(found) if gone else differing  # who has no result any more is left out of a whole decision
        more = {} if self.correction is None else {"correction": self.correction}
        more |= {} if self.ruling is None else {"ruling": self.ruling.number}
        decided_again = {unit: found[unit] for unit in again}
        stands = in_force(connection, self.policies, adopted.policy.rules, now, period, standing)
        more |= drafted(adopted.policy.rules, standing, decided_again, is_whole=bool(gone))
        more |= named_in_decision(connection, policy, period, now.number)
        more |= {} if filled is None else filled.values()
        content = content_of(
            outcomes if gone else outcomes.of(unit=differing),
            adopted,
            period,
            now,
            {unit: values for unit, values in by_unit.items() if unit in again},
            whole=bool(gone),
            kept=dates_kept({each.unit: each for each in stands.values()}, decided_again),
            reason=self.reason,
            **more,
        )
        right = None if self.ruling is None else self.ruling.kind
        event = self.recording.add(EventKind.DECISION, content, policy, right=right)
        changes = [
            DecisionChange(each.unit, each.period, before.get(each.unit), each)
            for each in decisions_in(event.number, event.values)
            if each.unit in differing
        ]
        changes += [DecisionChange(each.unit, each.period, each, None) for each in gone]
        changes.sort(key=lambda each: each.unit)
        return event, changes

    def _held(
        self, adopted: Adopted, period: int, standing: Mapping[RowKey, Decision], outcomes: Outcomes
    ) -> dict[RowKey, Decision]:
        """The decisions with something in place of what was found: as before, or since they would become worse."""
        rules = adopted.policy.rules
        found = held_on(rules, standing, outcomes)
        if self.harmless is None:
            return found
        for unit, new in decisions_of(outcomes).items():
            key = period, unit
            after = found.pop(key, new)
            held = self.harmless.held(rules, standing.get(key), after)
            if held:
                found[key] = evolve(after, held=held)
        return found
