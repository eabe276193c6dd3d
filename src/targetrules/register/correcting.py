"""Runs of corrections: many corrected results at once, and whatever is decided otherwise because of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

from attrs import evolve, field

from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.register.anew import Anew, DecidedAnew
from targetrules.register.completeness import Completeness, completeness_of
from targetrules.register.course import check_given_targets
from targetrules.register.differences import DecisionChange
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.fulfilment import Fulfilment, fulfilments_of
from targetrules.register.harmless import HoldHarmless
from targetrules.register.incoming import Posted, check_absent, check_successions, key_of, with_issued_targets
from targetrules.register.persons import names_of
from targetrules.register.policies import Policies
from targetrules.register.recording import Recording
from targetrules.register.stored import RowKey, StoredRow, rows_at
from targetrules.register.what_became import check_not_given
from targetrules.register.with_names import by_name
from targetrules.report.results_csv import cell_of
from targetrules.rules.definition import Input
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = ["ChangedAbove", "CorrectedValue", "Correction", "Run"]

_MOST_LOST: Final = 10
"""Values that are named one by one."""

_OfUnit = TypeVar("_OfUnit", "CorrectedValue", DecisionChange, Fulfilment)


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
class ChangedAbove:
    """What a policy above decides otherwise because of what was corrected below it.

    Attributes:
        policy: The id of the policy.
        changes: The decisions that are others, by period and unit.
        withdrawn: What was served or carried out already of consequences that are no longer due.
        waiting: The periods that are to be decided by ``decide``, since something has come since, there or below.
    """

    policy: str
    changes: tuple[DecisionChange, ...]
    withdrawn: tuple[Fulfilment, ...]
    waiting: tuple[int | str, ...]

    def named(self, names: Mapping[str, str]) -> ChangedAbove:
        """The same with the names of persons in place of the digests by which events know them."""
        return evolve(self, changes=_by_name(self.changes, names), withdrawn=_by_name(self.withdrawn, names))


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
        above: What policies above decide otherwise, each after those below it; those of which anything is another.
        events: The events that were recorded, in their order; empty in a preview.
    """

    values: tuple[CorrectedValue, ...]
    unchanged: int
    changes: tuple[DecisionChange, ...]
    withdrawn: tuple[Fulfilment, ...]
    held: tuple[tuple[str, int | str], ...]
    waiting: tuple[int | str, ...]
    above: tuple[ChangedAbove, ...] = ()
    events: tuple[Event, ...] = field(default=(), repr=False)

    @property
    def units(self) -> list[str]:
        """The units of which something is another."""
        return list(dict.fromkeys([*(each.unit for each in self.values), *(each.unit for each in self.changes)]))

    def named(self, names: Mapping[str, str]) -> Correction:
        """The same with the names of persons in place of the digests by which events know them; not those above."""
        return evolve(
            self,
            values=_named(self.values, names),
            changes=_by_name(self.changes, names),
            withdrawn=_by_name(self.withdrawn, names),
            held=tuple((names.get(unit, unit), period) for unit, period in self.held),
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
        erases: Whether a value may go, so that there is none, or the one that stands where nothing is said.
        harmless: What is not to become worse; None: nothing is said.
        decided_on: The date of the decisions that are taken anew.
        holds_from: From when on the correction holds; None: from now on.
    """

    recording: Recording
    policies: Policies
    posted: Posted
    reason: str
    erases: bool
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
        check_given_targets(connection, self.policies, self.posted.content, policy)
        check_not_given(connection, self.posted)
        posted, values, before = self._corrected()
        if not values:
            raise refused("nothing-corrected", count=len(self.posted.rows))
        if not self.erases:
            self._check_lost(values)
        periods = sorted({period for period, _ in posted.keys})
        complete = {period: completeness_of(connection, self.rules, period, self._number) for period in periods}
        content = {**posted.content, "before": before, "reason": self.reason}
        events = [self.recording.add(EventKind.CORRECTION, content, policy, self.holds_from)]
        events += [event for period in periods for event in self._closed_again(period, complete[period])]
        check_successions(connection, self.posted.adopted.policy)
        if self.harmless is not None:
            self.harmless.check(self.rules)
            events.append(self.recording.add(EventKind.HOLD_HARMLESS, self.harmless.values(), policy))
        anew = Anew(self.recording, self.policies, self.reason, self.harmless, self.decided_on, events[0].number)
        found = anew.decide_all(policy, periods[0])
        above = tuple(anew.above(found))
        events += [event for each in (found, *above) for event in each.events]
        held = [(each.unit, each.period) for each in found.changes if each.after is not None and each.after.harmless]
        waiting = {*found.waiting, *(set(periods) - set(found.decided))}
        printed = tuple(period_text(self.rules.period, period) for period in sorted(waiting))
        return Correction(
            values,
            len(self.posted.rows) - len(posted.rows),
            found.changes,
            tuple(self._withdrawn(found.changes, events[0].number)),
            tuple(held),
            printed,
            tuple(self._told(each, events[0].number) for each in above),
            tuple(events),
        )

    def _told(self, above: DecidedAnew, number: int) -> ChangedAbove:
        """What is decided otherwise by a policy above, as it is told."""
        connection = self.recording.connection
        adopted = self.policies.adopted(connection, above.policy)[-1]
        rules = adopted.policy.rules
        waiting = tuple(period_text(rules.period, period) for period in above.waiting)
        withdrawn = tuple(self._withdrawn(above.changes, number, rules))
        told = ChangedAbove(above.policy, above.changes, withdrawn, waiting)
        return told.named(names_of(connection, [each.unit for each in told.changes])) if adopted.has_persons else told

    @property
    def _number(self) -> int:
        return self.recording.now().number

    # ---- results -----------------------------------------------------------------------------------------------------

    def _corrected(self) -> tuple[Posted, tuple[CorrectedValue, ...], list[dict[str, str]]]:
        """The results that are others, the values in which they are, and all of their values before."""
        there, posted = self._there(), self.posted
        values, at, before = list[CorrectedValue](), list[int](), list[dict[str, str]]()
        with_targets = with_issued_targets(self.recording.connection, posted)
        for position, (key, cells) in enumerate(zip(posted.keys, with_targets, strict=True)):
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

    def _check_lost(self, values: Sequence[CorrectedValue]) -> None:
        """RegisterError where values go of which nobody says that they are to go: whole rows come, not parts."""
        inputs = self.rules.read_inputs
        lost = [each for each in values if each.before and _says_nothing(inputs.get(each.input), each.after)]
        if lost:
            names = names_of(self.recording.connection, list({each.unit for each in lost}))
            told = [_lost(each, names.get(each.unit, each.unit)) for each in lost[:_MOST_LOST]]
            more = [Word("kinds.others", {"more": f"{len(lost) - len(told):,}"})] if len(lost) > len(told) else []
            raise refused("values-lost", count=len(lost), values=Listing((*told, *more), "; "))

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

    # ---- what follows ------------------------------------------------------------------------------------------------

    def _withdrawn(
        self, changes: Iterable[DecisionChange], number: int, rules: Rules | None = None
    ) -> Iterator[Fulfilment]:
        """What was served or carried out, up to an event, of what is no longer due; ``rules``: of another policy."""
        of = rules or self.rules
        for change in changes:
            gone = set(change.no_longer_due)
            if gone:
                key = key_of(of.period, (change.unit, change.period))
                yield from (
                    each
                    for each in fulfilments_of(self.recording.connection, of, key, number)
                    if each.consequence in gone
                )


def _named(told: Iterable[_OfUnit], names: Mapping[str, str]) -> tuple[_OfUnit, ...]:
    return tuple(evolve(each, unit=names.get(each.unit, each.unit)) for each in told)


def _by_name(told: Iterable[_OfUnit], names: Mapping[str, str]) -> tuple[_OfUnit, ...]:
    return tuple(by_name(_named(told, names)))


def _says_nothing(one: Input | None, cell: str | None) -> bool:
    """Whether a cell is blank, or says what stands where nothing is said."""
    default = "" if one is None or one.default is None else cell_of(one.default)
    return cell in ("", default)


def _lost(value: CorrectedValue, unit: str) -> Word:
    said = {"unit": unit, "period": value.period, "name": value.input, "was": value.before}
    return Word("register.lost-value", said)
