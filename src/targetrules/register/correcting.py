"""Runs of corrections: many corrected results at once, and whatever is decided otherwise because of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, field
from sqlalchemy import select

from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.register.completeness import Completeness, completeness_of
from targetrules.register.decisions import Decision, decisions_at, decisions_in, decisions_of
from targetrules.register.differences import DecisionChange, dates_kept, is_same
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.fulfilment import Fulfilment, fulfilments_of
from targetrules.register.harmless import HoldHarmless, held_on
from targetrules.register.incoming import Posted, check_absent, check_successions, key_of
from targetrules.register.judging import content_of, judged
from targetrules.register.policies import Adopted, Policies
from targetrules.register.recording import Recording
from targetrules.register.said import said_of
from targetrules.register.schema import decided
from targetrules.register.stored import RowKey, StoredRow, rows_at
from targetrules.rules.tree import Rules

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes

__all__ = ["CorrectedValue", "Correction", "Run"]


@frozen(slots=True)
class CorrectedValue:
    """A value that is, or would be, another.

    Attributes:
        unit: The unit.
        period: The period, as it is printed.
        input: The name of the input; of details their name.
        before: The value as a text; empty where it was missing, None for rows of details.
        after: The value now.
    """

    unit: str
    period: int | str
    input: str
    before: str | None
    after: str | None


@frozen(slots=True)
class Correction:
    """A run of corrections: what it changes, and what is decided otherwise because of it.

    Attributes:
        values: The values that are others.
        unchanged: How many of the results that were given are just as they were.
        changes: The decisions that are others, by period and unit; of some only the numbers behind them.
        withdrawn: What was served or carried out already of consequences that are no longer due.
        held: The units and periods of which a decision would have become worse and did not.
        waiting: The periods that are to be decided by ``decide``, since nobody has yet, or something has come since.
        events: The events that were recorded, in their order; empty in a preview.
    """

    values: tuple[CorrectedValue, ...]
    unchanged: int
    changes: tuple[DecisionChange, ...]
    withdrawn: tuple[Fulfilment, ...]
    held: tuple[tuple[str, int | str], ...]
    waiting: tuple[int | str, ...]
    events: tuple[Event, ...] = field(default=(), repr=False)

    @property
    def units(self) -> list[str]:
        """The units of which something is another."""
        return list(dict.fromkeys([*(each.unit for each in self.values), *(each.unit for each in self.changes)]))

    def named(self, names: Mapping[str, str]) -> Correction:
        """The same with the names of persons in place of the digests by which events know them."""

        def name(unit: str) -> str:
            return names.get(unit, unit)

        return evolve(
            self,
            values=tuple(evolve(each, unit=name(each.unit)) for each in self.values),
            changes=tuple(evolve(each, unit=name(each.unit)) for each in self.changes),
            withdrawn=tuple(evolve(each, unit=name(each.unit)) for each in self.withdrawn),
            held=tuple((name(unit), period) for unit, period in self.held),
        )

    @property
    def decided_otherwise(self) -> tuple[DecisionChange, ...]:
        """The decisions of which the grade, what is received or what is open is another."""
        return tuple(each for each in self.changes if each.is_decided_otherwise)


@frozen(slots=True)
class Run:
    """What a run is about: the corrected results, why they are corrected, and how it is decided anew.

    Attributes:
        recording: The transaction.
        policies: The adopted texts.
        posted: The results as they were given.
        reason: Why.
        harmless: What is not to become worse; None: nothing is said.
        decided_on: The date of the decisions that are taken anew.
        holds_from: From when on the correction holds; None: from now on.
    """

    recording: Recording
    policies: Policies
    posted: Posted
    reason: str
    harmless: HoldHarmless | None
    decided_on: date | None
    holds_from: str | None

    @property
    def rules(self) -> Rules:
        """The policy by which the results were read."""
        return self.posted.adopted.policy.rules

    def take(self) -> Correction:
        """Record the correction, the groups that stay complete, and the decisions that are others.

        Raises:
            RegisterError: There is nothing to be corrected, or no such result.
        """
        connection, policy = self.recording.connection, self.rules.id
        check_absent(connection, self.posted)
        posted, values, before = self._corrected()
        if not values:
            raise refused("nothing-corrected", count=len(self.posted.rows))
        periods = sorted({period for period, _ in posted.keys})
        complete = {period: completeness_of(connection, self.rules, period, self._number) for period in periods}
        content = {**posted.content, "before": before, "reason": self.reason}
        events = [self.recording.add(EventKind.CORRECTION, content, policy, self.holds_from)]
        events += [event for period in periods for event in self._closed_again(period, complete[period])]
        check_successions(connection, self.posted.adopted.policy)
        if self.harmless is not None:
            self.harmless.check(self.rules)
            events.append(self.recording.add(EventKind.HOLD_HARMLESS, self.harmless.values(), policy))
        changes = list[DecisionChange]()
        decided_periods = self._decided_periods(periods[0])
        waiting = [each for each in decided_periods if self._is_open(each)]
        waiting += [each for each in periods if each not in decided_periods]
        for period in decided_periods:
            if period not in waiting:
                event, found = self._decide(period, events[0].number)
                events += [] if event is None else [event]
                changes += found
        held = [(each.unit, each.period) for each in changes if each.after is not None and each.after.held]
        printed = tuple(period_text(self.rules.period, period) for period in sorted(waiting))
        withdrawn = tuple(self._withdrawn(changes, events[0].number))
        return Correction(
            values,
            len(self.posted.rows) - len(posted.rows),
            tuple(changes),
            withdrawn,
            tuple(held),
            printed,
            tuple(events),
        )

    @property
    def _number(self) -> int:
        return self.recording.now().number

    # ---- results -----------------------------------------------------------------------------------------------------

    def _corrected(self) -> tuple[Posted, tuple[CorrectedValue, ...], list[dict[str, str]]]:
        """The results that are others, the values in which they are, and all of their values before."""
        there, posted = self._there(), self.posted
        values, at, before = list[CorrectedValue](), list[int](), list[dict[str, str]]()
        for position, (key, cells) in enumerate(zip(posted.keys, posted.rows, strict=True)):
            row = there[key]
            found = list(self._differing(key, row, cells))
            if found:
                values += found
                at.append(position)
                before.append(dict(row.values))
        kept = {posted.keys[each] for each in at}
        kind = self.rules.period
        details = {
            name: {**table, "rows": [row for row in table["rows"] if key_of(kind, row) in kept]}
            for name, table in posted.details.items()
        }
        rows, keys = [posted.rows[each] for each in at], [posted.keys[each] for each in at]
        return evolve(posted, rows=rows, keys=keys, details=details), tuple(values), before

    def _there(self) -> Mapping[RowKey, StoredRow]:
        connection, now, policy = self.recording.connection, self.recording.now(), self.rules.id
        periods = {period for period, _ in self.posted.keys}
        return {key: row for each in periods for key, row in rows_at(connection, policy, now, period=each).items()}

    def _differing(self, key: RowKey, row: StoredRow, cells: Sequence[str]) -> Iterator[CorrectedValue]:
        printed = period_text(self.rules.period, key[0])
        new, old = dict(zip(self.posted.columns, cells[2:], strict=True)), row.values
        for name in dict.fromkeys((*old, *new)):
            if old.get(name, "") != new.get(name, ""):
                yield CorrectedValue(key[1], printed, name, old.get(name, ""), new.get(name, ""))
        kind = self.rules.period
        for name, table in self.posted.details.items():
            rows = [each for each in table["rows"] if key_of(kind, each) == key]
            before = row.details.get(name, {"columns": table["columns"], "rows": []})
            if (before["columns"], before["rows"]) != (table["columns"], rows):
                yield CorrectedValue(key[1], printed, name, None, None)

    def _closed_again(self, period: int, before: Completeness) -> Iterator[Event]:
        """The groups that were complete stay so: a corrected result takes nobody's away."""
        printed = period_text(self.rules.period, period)
        for group in before.complete:
            content = {"period": printed, "group": group, "reason": self.reason}
            yield self.recording.add(EventKind.CLOSING, content, self.rules.id, right=EventKind.CORRECTION)

    # ---- decisions ---------------------------------------------------------------------------------------------------

    def _decided_periods(self, first: int) -> list[int]:
        query = select(decided.c.period).where(decided.c.policy == self.rules.id, decided.c.period >= first)
        return sorted(set(self.recording.connection.scalars(query)))

    def _is_open(self, period: int) -> bool:
        adopted = self.policies.judging(self.recording.connection, self.rules.id, period)
        return bool(completeness_of(self.recording.connection, adopted.policy.rules, period, self._number).open)

    def _decide(self, period: int, correction: int) -> tuple[Event | None, list[DecisionChange]]:
        """Judge a period that is decided, and decide anew whatever is another."""
        connection, now = self.recording.connection, self.recording.now()
        adopted = self.policies.judging(connection, self.rules.id, period)
        standing = decisions_at(connection, adopted.policy.rules, now, period=period)
        outcomes = judged(connection, adopted, period, now, self.decided_on)
        held = self._held(adopted, period, standing, outcomes)
        if held:
            said = {key: said_of(each).cells(adopted.policy.rules) for key, each in held.items()}
            outcomes = judged(connection, adopted, period, now, self.decided_on, said)
        by_unit = {unit: each.held for (_, unit), each in held.items()}
        found = decisions_of(outcomes, by_unit)
        before = {each.unit: each for each in standing.values()}
        differing = [unit for unit, each in found.items() if not is_same(before.get(unit), each)]
        gone = [each for unit, each in before.items() if unit not in found]
        if not differing and not gone:
            return None, []
        again = list(found) if gone else differing  # who has no result any more is left out of a whole decision
        content = content_of(
            outcomes if gone else outcomes.of(unit=differing),
            adopted,
            period,
            now,
            {unit: values for unit, values in by_unit.items() if unit in again},
            whole=bool(gone),
            kept=dates_kept(before, {unit: found[unit] for unit in again}),
            reason=self.reason,
            correction=correction,
        )
        event = self.recording.add(EventKind.DECISION, content, self.rules.id)
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

    def _withdrawn(self, changes: Iterable[DecisionChange], number: int) -> Iterator[Fulfilment]:
        """What was served or carried out, up to an event, of consequences that are no longer due."""
        for change in changes:
            gone = set(change.no_longer_due)
            if gone:
                key = key_of(self.rules.period, (change.unit, change.period))
                yield from (
                    each
                    for each in fulfilments_of(self.recording.connection, self.rules, key, number)
                    if each.consequence in gone
                )
