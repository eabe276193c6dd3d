"""What is recorded in the course of a period: the steps of its procedure, and the approval of what is decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from os import PathLike
from typing import IO

from sqlalchemy import Connection

from targetrules.arguments import ArgumentError, a_unit, the_day, unlike
from targetrules.outcome import no_such_unit
from targetrules.period import period_text
from targetrules.register.approvals import unapproved
from targetrules.register.course import units_at
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.evidence import Evidence, digest_shown
from targetrules.register.journal import Clock
from targetrules.register.persons import known_as, names_of
from targetrules.register.policies import Adopted
from targetrules.register.recording import Recording
from targetrules.register.text import needed
from targetrules.register.writing import Recorder
from targetrules.rules.tree import Rules
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

__all__ = ["CycleRecorder"]


class CycleRecorder(Recorder):
    """A register in which the course of periods is recorded; see :class:`~targetrules.register.Register`."""

    def note_step(
        self,
        step: str,
        period: int | str | date,
        *,
        on: date,
        units: Sequence[str | int] = (),
        evidence: str | PathLike[str] | IO[bytes] | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that a step of the procedure was taken: for some units, or once for all, as the policy says.

        Args:
            step: The id of the step, or its label in one of the languages where no other step has it.
            period: The period, as in results.
            on: On which day.
            units: The units for which it was taken, of a step that is taken for each unit; they have results.
            evidence: A file that shows it, such as minutes: the register keeps its SHA-256, and not the file.
            digest: In place of the file, its SHA-256 in hexadecimal, where the file is elsewhere.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: One of the units has no result in the period.
            RegisterError: The policy has no procedure; or the step is out of order, was taken already, or is for
                another office; ``problems`` has all that forbids it.
            OSError: The evidence cannot be read.
        """
        said, day, named = needed("step", step), the_day("on", on), _names(units)
        shown = digest_shown(evidence, digest)
        with self._noting(EventKind.STEP, named, period, day, policy) as (recording, rules, ordinal):
            connection = recording.connection
            adopted = self._texts(connection, policy)[-1]
            id_ = _step_of(rules, said)
            known = _known_units(connection, adopted, ordinal, recording.now().number, named)
            content = {
                "period": period_text(rules.period, ordinal),
                "step": id_,
                "units": known or None,
                "day": day.isoformat(),
                "evidence": shown,
            }
            return recording.add(EventKind.STEP, content, rules.id)

    def approve(
        self,
        period: int | str | date,
        *,
        on: date,
        evidence: Evidence | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that what is decided of a period was approved; the day is the date of the decision.

        What the policy wants approved (``[cycle] approve_by``) is a draft until then: nothing of it is served or
        carried out. Everything is approved that was decided of the period and was not approved yet.

        Args:
            period: The period, as in results.
            on: On which day; deadlines are counted from it.
            evidence: A file that shows it, such as minutes: the register keeps its SHA-256, and not the file.
            digest: In place of the file, its SHA-256 in hexadecimal, where the file is elsewhere.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event, which names the decisions that it approves by their numbers and hashes.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: The policy wants no approval; or nothing is decided, everything is approved already, results
                have come since, the day is before another one, or it is for another office; ``problems`` has all that
                forbids it.
            OSError: The evidence cannot be read.
        """
        day = the_day("on", on)
        shown = digest_shown(evidence, digest)
        with self._noting(EventKind.APPROVAL, (), period, day, policy) as (recording, rules, ordinal):
            if not rules.cycle.approve_by:
                raise refused("no-approval", policy=rules.id)
            decisions = unapproved(recording.connection, rules, ordinal, recording.now())
            content = {
                "period": period_text(rules.period, ordinal),
                "day": day.isoformat(),
                "evidence": shown,
                "decisions": decisions,
            }
            return recording.add(EventKind.APPROVAL, content, rules.id)

    @contextmanager
    def _noting(
        self, kind: EventKind, units: Sequence[str], period: int | str | date, day: date, policy: str | None
    ) -> Iterator[tuple[Recording, Rules, int]]:
        """A transaction in which something is recorded of a period, of these units alone if there are some.

        It gives the transaction, the text that judges the period, and the ordinal number of this.

        Raises RegisterError where whoever acts may not record it of them, or the day is still to come.
        """
        with self._recording(kind) as recording:
            if units:
                recording.check(kind, units)
            self._check_past(day)
            judging, ordinal = self._judging(recording.connection, period, policy)
            yield recording, judging.policy.rules, ordinal

    def _check_past(self, day: date, clock: Clock | None = None) -> None:
        """RegisterError where a day is still to come; ``clock``: that of the transaction."""
        today = (clock or self._clock)().astimezone(self.zone).date()
        if day > today:
            raise refused("day-to-come", day=day.isoformat(), today=today.isoformat())


def _names(given: Sequence[str | int]) -> list[str]:
    """The names of units, each once."""
    if isinstance(given, str | int) or not isinstance(given, Iterable):
        raise unlike("units", given, "names-of-units")
    return list(dict.fromkeys(a_unit("units", each) for each in given))


def _known_units(connection: Connection, adopted: Adopted, period: int, number: int, named: Sequence[str]) -> list[str]:
    """These units as events know them; NoSuchResultError where one has no result in the period."""
    if not named:
        return []
    there = dict.fromkeys(units_at(connection, adopted.policy.id, period, number))
    digests = known_as(connection, named) if adopted.has_persons else {}
    found = [digests.get(name, name) for name in named]
    absent = next((name for name, unit in zip(named, found, strict=True) if unit not in there), None)
    if absent is not None:
        known = list(there)
        raise no_such_unit(absent, names_of(connection, known).values() if adopted.has_persons else known)
    return found


def _step_of(rules: Rules, id_: str) -> str:
    """The id of a step, by this or by its label, just as it stands in the policy.

    ArgumentError where the procedure has no such step; RegisterError where there is none at all.
    """
    known = [each.id for each in rules.steps]
    if not known:
        raise refused("no-procedure", policy=rules.id)
    labelled = [each.id for each in rules.steps if id_ in each.label.values()]
    if id_ not in known and len(labelled) == 1:
        return labelled[0]
    if id_ not in known:
        near = nearest(id_, known)
        key = "cycle.no-step" if near is None else "cycle.no-step-but"
        raise ArgumentError("step", Word(key, {"step": id_, "near": near or "", "known": Listing(tuple(known))}))
    return id_
