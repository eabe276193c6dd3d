"""A register: what was posted, decided and changed, by whom and when; nothing is lost, nothing changed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Unpack

from attrs import evolve
from sqlalchemy import Connection, func, select

from targetrules.arguments import (
    DETAILS,
    FILES,
    READING,
    TELLING,
    a_switch,
    instance_of,
    takes,
)
from targetrules.data import frozen
from targetrules.engine.outcomes import day_of_decision
from targetrules.live.groups import said_of_group
from targetrules.period import period_text
from targetrules.register.anew import Anew
from targetrules.register.approvals import decisions_approved, drafted, in_force
from targetrules.register.beside import RulingRecorder
from targetrules.register.correcting import Correction, Run
from targetrules.register.decisions import Decision, decisions_of
from targetrules.register.differences import check_again, dates_kept
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.filled import Filled
from targetrules.register.filling import filled_by
from targetrules.register.harmless import HoldHarmless, held_on
from targetrules.register.in_force import named_in_decision
from targetrules.register.incoming import read_posted
from targetrules.register.journal import event_at
from targetrules.register.judging import content_of, judged
from targetrules.register.lower import check_below
from targetrules.register.persons import names_of
from targetrules.register.policies import Adopted
from targetrules.register.rulings import ruled, rulings_at
from targetrules.register.said import said_of, text_of_outcomes
from targetrules.register.schema import decided
from targetrules.register.stored import Moment, RowKey
from targetrules.register.text import needed
from targetrules.register.units_above import check_above
from targetrules.register.writing import reason_of
from targetrules.rules.tree import Rules
from targetrules.wording import Listing

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes
    from targetrules.reading_policy import Rows
    from targetrules.results.options import RowsKeywords

__all__ = ["Register"]


class Register(RulingRecorder):
    """A register in a file of SQLite or in a PostgreSQL database.

    Each call that records something is one transaction: it is durable when the call returns, or nothing was recorded.

    Args:
        where: The file, or ``postgresql://user@host/database``.
        by: Who records, in all calls.
        office: For which office, where a table of offices was adopted (:meth:`adopt_offices`).
        units: His own units, where the office is one for its own units.
        clock: What says how late it is, with its zone; left out, the clock of this machine.

    Raises:
        ArgumentError: One of the arguments cannot be used.
        RegisterError: There is no register, or it is of a later version.
        MissingExtraError: The extra ``register`` is not installed.
    """

    def decide(
        self,
        period: int | str | date,
        *,
        decided_on: date | None = None,
        reason: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Judge a period that is complete by all that is known, and record the outcomes in full.

        Earlier periods count as they were decided, and so do the outcomes of lower policies, which decide the period
        first. What was decided already is decided anew only where the results or the policy are others now, and for a
        reason, also where nobody has a result any more; policies above that have decided it decide it anew as well.
        What another version of the program would decide otherwise is told and changes nothing.

        Args:
            period: The period, as in results.
            decided_on: The date of the decision, from which deadlines are counted; none where the policy wants what is
                decided to be approved, since they are counted from the day of the approval then.
            reason: Why it is decided anew.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: The period is not complete, or was decided already, or a lower policy is to decide it first,
                or a step of its procedure was not taken yet, or on a later day; or it has a date that its approval is
                to give it.
            ResultsError: The results cannot be read by the text that judges the period.
        """
        why = reason_of(reason)
        with self._recording(EventKind.DECISION) as recording:
            connection, now = recording.connection, recording.now()
            adopted, ordinal = self._judging(connection, period, policy)
            rules = adopted.policy.rules
            day = day_of_decision(rules, decided_on)
            if day is not None:
                self._check_past(day, recording.clock)
            check_below(connection, self._policies, adopted, ordinal)
            check_above(connection, self._policies, adopted, ordinal)
            standing = decisions_approved(connection, self._policies, rules, now, ordinal)
            filled = filled_by(recording, self._policies, rules, ordinal, day, anew=False)
            outcomes, harmless = _judged_harmless(connection, adopted, ordinal, now, day, standing, filled)
            if not outcomes and not standing:
                raise refused("nobody", period=period_text(rules.period, ordinal))
            if (last := _last_decision(connection, rules.id, ordinal)) is not None:
                check_again(last, standing, outcomes, why)
            self._check_complete(connection, rules.id, ordinal)
            stands = in_force(connection, self._policies, rules, now, ordinal, standing)
            beside = _beside(rules, standing, stands, outcomes, harmless)
            beside |= named_in_decision(connection, rules.id, ordinal, now.number)
            beside |= {} if filled is None else filled.values()
            content = content_of(outcomes, adopted, ordinal, now, harmless, whole=True, reason=why, **beside)
            said = None if harmless or beside["kept"] else text_of_outcomes(outcomes)
            event = recording.add(EventKind.DECISION, content, rules.id, decided=said)
            if last is not None:
                Anew(recording, self._policies, why, None, day, None).follow(event, ordinal, standing.values())
            return event

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def preview(
        self,
        rows: Rows | Mapping[str, Any],
        *,
        reason: str,
        erases: bool = False,
        hold_harmless: HoldHarmless | None = None,
        decided_on: date | None = None,
        holds_from: datetime | date | None = None,
        policy: str | None = None,
        **how: Unpack[RowsKeywords],
    ) -> Correction:
        """What :meth:`correct` would change, without recording anything.

        Args:
            rows: As for :meth:`correct`.
            reason: As for :meth:`correct`.
            erases: As for :meth:`correct`.
            hold_harmless: As for :meth:`correct`.
            decided_on: As for :meth:`correct`.
            holds_from: As for :meth:`correct`.
            policy: As for :meth:`correct`.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            What would be others: values, decisions, consequences that were served.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: They cannot be understood; ``problems`` has all that is wrong.
            RegisterError: There is no result of a unit in a period, or nothing is another.
        """
        why, goes = needed("reason", reason), a_switch("erases", erases)
        given = _Given(why, goes, hold_harmless, decided_on, holds_from, policy)
        return self._run(rows, given, how, Register.preview, keeps=False)

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def correct(
        self,
        rows: Rows | Mapping[str, Any],
        *,
        reason: str,
        erases: bool = False,
        hold_harmless: HoldHarmless | None = None,
        decided_on: date | None = None,
        holds_from: datetime | date | None = None,
        policy: str | None = None,
        **how: Unpack[RowsKeywords],
    ) -> Correction:
        """Have results in the place of those that are there, and decide anew whatever they change: all of it, or none.

        What was decided of periods stays, where it is the same; a consequence that stays keeps the days that it had.
        Groups that were complete stay so. Periods that nobody has decided yet, or into which something has come since,
        are left to :meth:`decide`.

        Args:
            rows: The results as they are now: whole rows, one mapping or as :meth:`Policy.evaluate` takes them.
            reason: Why they are corrected.
            erases: Whether values may go that were there and that the rows do not say any more. Left out, that is
                refused, since whole rows come here, and a part of one would take the rest of it away.
            hold_harmless: What is not to become worse.
            decided_on: The date of the decisions that are taken anew, from which their deadlines are counted.
            holds_from: From when on the correction holds; left out, from now on.
            policy: The id of the policy; left out, the only one.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            What are others: values, decisions, consequences that were served; and the events.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: They cannot be understood; ``problems`` has all that is wrong.
            RegisterError: There is no result of a unit in a period, or nothing is another.
        """
        why, goes = needed("reason", reason), a_switch("erases", erases)
        given = _Given(why, goes, hold_harmless, decided_on, holds_from, policy)
        return self._run(rows, given, how, Register.correct, keeps=True)

    # ---- within a transaction ----------------------------------------------------------------------------------------

    def _run(
        self, rows: Any, given: _Given, how: RowsKeywords, method: Callable[..., Any], *, keeps: bool
    ) -> Correction:
        """A run of corrections, recorded or only looked at."""
        if not keeps and self._together is not None:
            raise refused("preview-together")
        with self._recording(EventKind.CORRECTION) as recording:
            connection = recording.connection
            posted = read_posted(connection, self._texts(connection, given.policy), rows, how, method)
            recording.check(EventKind.CORRECTION, [unit for _, unit in posted.keys])
            day = day_of_decision(posted.adopted.policy.rules, given.decided_on)
            if day is not None:
                self._check_past(day, recording.clock)
            run = Run(
                recording,
                self._policies,
                posted,
                given.reason,
                given.erases,
                self._harmless(connection, posted.adopted, given.harmless),
                day,
                self._first_instant(given.holds_from),
            )
            found = run.take()
            if posted.adopted.has_persons:
                found = found.named(names_of(connection, found.units))
            if not keeps:
                recording.undo()
                found = evolve(found, events=())
            return found

    def _harmless(self, connection: Connection, adopted: Adopted, given: HoldHarmless | None) -> HoldHarmless | None:
        """What is not to become worse, of units by the names by which events know them."""
        if given is None:
            return None
        harmless = instance_of("hold_harmless", given, HoldHarmless, "hold-harmless")
        return evolve(harmless, units=[self._known_as(connection, adopted, each) for each in harmless.units])

    def _check_complete(self, connection: Connection, policy: str, period: int) -> None:
        waiting = self._open_groups(connection, policy, period)
        if waiting:
            printed = period_text(self._texts(connection, policy)[-1].policy.rules.period, period)
            groups = Listing(tuple(map(said_of_group, waiting)), "; ")
            raise refused("groups-not-complete" if all(waiting) else "not-complete", period=printed, groups=groups)


@frozen(slots=True)
class _Given:
    """What a caller says of a run of corrections."""

    reason: str
    erases: bool
    harmless: HoldHarmless | None
    decided_on: date | None
    holds_from: datetime | date | None
    policy: str | None


def _judged_harmless(
    connection: Connection,
    adopted: Adopted,
    period: int,
    now: Moment,
    day: date | None,
    standing: Mapping[RowKey, Decision],
    filled: Filled | None,
) -> tuple[Outcomes, dict[str, Mapping[str, Any]]]:
    """The outcomes of a period, with what was held before still held; and by unit what is decided in their place."""
    outcomes, rules = judged(connection, adopted, period, now, day, filled=filled), adopted.policy.rules
    rulings = rulings_at(connection, rules, period, now.number)
    held = ruled(rules, rulings, standing, outcomes, held_on(rules, standing, outcomes), period, day)
    if held:
        cells = {key: said_of(each).cells(rules) for key, each in held.items()}
        outcomes = judged(connection, adopted, period, now, day, cells, filled)
    return outcomes, {each.unit: each.held for each in held.values()}


def _beside(
    rules: Rules,
    standing: Mapping[RowKey, Decision],
    stands: Mapping[RowKey, Decision],
    outcomes: Outcomes,
    harmless: Mapping[str, Any],
) -> dict[str, Any]:
    """What a whole decision says beside its outcomes: the days that are kept, and what is a draft of it."""
    found = decisions_of(outcomes, harmless) if standing else {}
    kept = dates_kept({each.unit: each for each in stands.values()}, found)
    return {"kept": kept, **drafted(rules, standing, found, is_whole=True)}


def _last_decision(connection: Connection, policy: str, period: int) -> Event | None:
    """The event that decided something of the period last."""
    query = select(func.max(decided.c.event)).where(decided.c.policy == policy, decided.c.period == period)
    number = connection.scalar(query)
    return None if number is None else event_at(connection, number)
