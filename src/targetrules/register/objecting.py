"""What is recorded before an approval: what is decided is shown to the units, they object, and are answered."""

from __future__ import annotations

from datetime import date

from targetrules.arguments import a_switch, a_unit, the_day, unlike
from targetrules.engine.outcomes import due_date
from targetrules.period import period_text
from targetrules.register.approvals import unapproved
from targetrules.register.course import state_at
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.evidence import Evidence, digest_shown
from targetrules.register.journal import an_event_number, event_at
from targetrules.register.targeting import TargetsRecorder
from targetrules.register.text import needed
from targetrules.register.writing import reason_of
from targetrules.rules.tree import Duration, Rules

__all__ = ["ObjectionRecorder"]


class ObjectionRecorder(TargetsRecorder):
    """A register in which objections are recorded; see :class:`~targetrules.register.Register`."""

    def note_shown(
        self,
        period: int | str | date,
        *,
        on: date,
        evidence: Evidence | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that what is decided of a period was shown to the units, before it is approved.

        They may object from that day on, as long as the policy says (``[cycle] objections_within``). All that was
        decided and not shown yet was shown; what is decided anew is shown anew, to the units that it changes.

        Args:
            period: The period, as in results.
            on: From which day.
            evidence: A file that shows it, such as the notice: the register keeps its SHA-256, and not the file.
            digest: In place of the file, its SHA-256 in hexadecimal, where the file is elsewhere.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event, which has the last day on which a unit may object.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: The policy asks for no objections; or nothing is decided, all of it was shown or approved,
                results have come since, or the day is before another one; ``problems`` has all that forbids it.
            OSError: The evidence cannot be read.
        """
        day, shown = the_day("on", on), digest_shown(evidence, digest)
        with self._noting(EventKind.SHOWN, (), period, day, policy) as (recording, rules, ordinal):
            until = _last_day(_time_to_object(rules), rules, day)
            decisions = unapproved(recording.connection, rules, ordinal, recording.now(), only_unshown=True)
            content = {
                "period": period_text(rules.period, ordinal),
                "day": day.isoformat(),
                "until": until.isoformat(),
                "evidence": shown,
                "decisions": decisions,
            }
            return recording.add(EventKind.SHOWN, content, rules.id)

    def note_objection(
        self,
        unit: str | int,
        period: int | str | date,
        *,
        on: date,
        evidence: Evidence | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that a unit objects to what was decided of it and shown to it.

        What it writes stays with you, for it may name persons: the register keeps the SHA-256 of the file.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.
            on: On which day.
            evidence: The file with the objection.
            digest: In place of the file, its SHA-256 in hexadecimal.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event; its number is that by which the objection is answered.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: The policy asks for no objections; or nothing was shown to the unit, what was decided is
                approved, its time has passed, or it has objected already; ``problems`` has all that forbids it.
            OSError: The evidence cannot be read.
        """
        day, name, shown = the_day("on", on), a_unit("unit", unit), digest_shown(evidence, digest)
        with self._noting(EventKind.OBJECTION, [name], period, day, policy) as (recording, rules, ordinal):
            _time_to_object(rules)
            known = self._known_as(recording.connection, self._texts(recording.connection, policy)[-1], name)
            printed = period_text(rules.period, ordinal)
            content = {"period": printed, "unit": known, "day": day.isoformat(), "evidence": shown}
            return recording.add(EventKind.OBJECTION, content, rules.id)

    def note_appeal(
        self,
        unit: str | int,
        period: int | str | date,
        *,
        on: date,
        evidence: Evidence | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that a unit appeals against what was decided of it and approved.

        It may appeal from the day of the approval on, as long as the policy says (``[cycle] appeals_within``), and once
        against what was approved. An appeal is answered as an objection is; meanwhile what is decided stands.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.
            on: On which day.
            evidence: The file with the appeal: the register keeps its SHA-256, and not the file.
            digest: In place of the file, its SHA-256 in hexadecimal.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event; its number is that by which the appeal is answered.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: The policy has no appeals; or what is decided of the unit is not approved, its time has
                passed, or it has appealed already; ``problems`` has all that forbids it.
            OSError: The evidence cannot be read.
        """
        day, name, shown = the_day("on", on), a_unit("unit", unit), digest_shown(evidence, digest)
        with self._noting(EventKind.APPEAL, [name], period, day, policy) as (recording, rules, ordinal):
            within, connection = rules.cycle.appeals_within, recording.connection
            if within is None:
                raise refused("no-appeals", policy=rules.id)
            known = self._known_as(connection, self._texts(connection, policy)[-1], name)
            approved = state_at(connection, rules, ordinal, recording.now().number).approved(known)
            said = None if approved is None else _last_day(within, rules, approved.day).isoformat()
            printed = period_text(rules.period, ordinal)
            content = {"period": printed, "unit": known, "day": day.isoformat(), "until": said, "evidence": shown}
            return recording.add(EventKind.APPEAL, content, rules.id)

    def answer(self, objection: int, *, on: date, upheld: bool, reason: str, done: str | None = None) -> Event:
        """Record the answer to an objection, or to an appeal.

        Where the unit is right, what was decided of it is decided anew, mostly by a correction, or by an override;
        or the answer says what was done instead. A correction by which nothing is decided otherwise is followed by
        :meth:`decide`; where nothing is to be corrected, an objection that was upheld is answered once more, with what
        was done.

        Args:
            objection: The number of the event that says that the unit objects, or appeals.
            on: On which day.
            upheld: Whether the unit is right.
            reason: Why; no names of persons, for it stays.
            done: Of one that is upheld, what was done where nothing is decided anew.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such objection, it was answered already, and is not waiting for what was done, or
                was not yet made on that day.
        """
        day, number, is_upheld = the_day("on", on), an_event_number("objection", objection), a_switch("upheld", upheld)
        why, instead = needed("reason", reason), reason_of(done)
        if instead is not None and not is_upheld:
            raise unlike("done", done, "done-of-upheld")
        with self._recording(EventKind.ANSWER) as recording:
            self._check_past(day)
            event = event_at(recording.connection, number)
            if event is None or event.kind not in (EventKind.OBJECTION, EventKind.APPEAL):
                raise refused("no-objection", number=number)
            content = {
                "period": event.values["period"],
                "unit": event.values["unit"],
                "objection": number,
                "day": day.isoformat(),
                "answer": "upheld" if is_upheld else "dismissed",
                "reason": why,
                "done": instead,
                **({"appeal": True} if event.kind is EventKind.APPEAL else {}),
            }
            return recording.add(EventKind.ANSWER, content, event.policy)


def _time_to_object(rules: Rules) -> Duration:
    """How long units may object; RegisterError where the policy asks for no objections."""
    if rules.cycle.objections_within is None:
        raise refused("no-objections", policy=rules.id)
    return rules.cycle.objections_within


def _last_day(within: Duration, rules: Rules, day: date) -> date:
    """The last day of a length of time from one on; RegisterError where it leaves the calendar of the policy."""
    until = due_date(within, day, rules.working_days)
    if until is None:
        raise refused("no-last-day", day=day.isoformat())
    return until
