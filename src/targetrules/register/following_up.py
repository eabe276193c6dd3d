"""What is recorded after a decision: consequences are served, carried out, and what was done accepted or returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from targetrules.arguments import a_unit, the_day
from targetrules.register.event import Event, EventKind
from targetrules.register.evidence import Evidence, digest_shown
from targetrules.register.fulfilment import note
from targetrules.register.objecting import ObjectionRecorder
from targetrules.register.text import needed

__all__ = ["FollowUpRecorder"]


class FollowUpRecorder(ObjectionRecorder):
    """A register in which it is recorded what becomes of decisions; see :class:`~targetrules.register.Register`."""

    def note_served(
        self,
        unit: str | int,
        period: int | str | date,
        consequence: str,
        *,
        on: date,
        evidence: Evidence | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that a consequence was served on whom it is for.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.
            consequence: The id of the consequence.
            on: On which day.
            evidence: The letter that was sent, or what else shows it: the register keeps its SHA-256, and not the file.
            digest: In place of the file, its SHA-256 in hexadecimal, such as the list of an archive of letters has it.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: It was not decided of the unit in the period, what was decided awaits its approval, or that
                is recorded already.
            OSError: The letter cannot be read.
        """
        return self._fulfilled(EventKind.SERVED, unit, period, consequence, on, policy, _shown(evidence, digest))

    def note_executed(
        self,
        unit: str | int,
        period: int | str | date,
        consequence: str,
        *,
        on: date,
        evidence: Evidence | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that a consequence was carried out.

        Args:
            unit: As for :meth:`note_served`.
            period: As for :meth:`note_served`.
            consequence: As for :meth:`note_served`.
            on: On which day; what was returned before is carried out anew, not before the day on which it was.
            evidence: A file that shows it, such as the report: the register keeps its SHA-256, and not the file.
            digest: In place of the file, its SHA-256 in hexadecimal, where the file is elsewhere.
            policy: As for :meth:`note_served`.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: It was not decided of the unit in the period, that is recorded already, or it was returned on
                a later day.
            OSError: The evidence cannot be read.
        """
        return self._fulfilled(EventKind.EXECUTED, unit, period, consequence, on, policy, _shown(evidence, digest))

    def note_accepted(
        self, unit: str | int, period: int | str | date, consequence: str, *, on: date, policy: str | None = None
    ) -> Event:
        """Record that what was carried out was accepted: nothing of it is left to do.

        Args:
            unit: As for :meth:`note_served`.
            period: As for :meth:`note_served`.
            consequence: As for :meth:`note_served`.
            on: On which day; not before it was carried out.
            policy: As for :meth:`note_served`.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: It was not carried out, not yet on that day, or was accepted already.
        """
        return self._fulfilled(EventKind.ACCEPTED, unit, period, consequence, on, policy, {})

    def note_returned(
        self,
        unit: str | int,
        period: int | str | date,
        consequence: str,
        *,
        on: date,
        reason: str,
        policy: str | None = None,
    ) -> Event:
        """Record that what was carried out does not do: it is open again, until the day that it had.

        Args:
            unit: As for :meth:`note_served`.
            period: As for :meth:`note_served`.
            consequence: As for :meth:`note_served`.
            on: On which day; not before it was carried out.
            reason: What is wrong with it.
            policy: As for :meth:`note_served`.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: It was not carried out, not yet on that day, or was accepted or returned already.
        """
        says = {"reason": needed("reason", reason)}
        return self._fulfilled(EventKind.RETURNED, unit, period, consequence, on, policy, says)

    def _fulfilled(
        self,
        kind: EventKind,
        unit: str | int,
        period: int | str | date,
        consequence: str,
        on: date,
        policy: str | None,
        says: Mapping[str, Any],
    ) -> Event:
        day, name, id_ = the_day("on", on), a_unit("unit", unit), needed("consequence", consequence)
        with self._noting(kind, [name], period, day, policy) as (recording, rules, ordinal):
            key = ordinal, self._known_as(recording.connection, self._texts(recording.connection, policy)[-1], name)
            return note(recording, rules, kind, key, name, id_, day, says)


def _shown(evidence: Evidence | None, digest: str | None) -> dict[str, str]:
    """What an event says of a file, where there is one."""
    found = digest_shown(evidence, digest)
    return {} if found is None else {"evidence": found}
