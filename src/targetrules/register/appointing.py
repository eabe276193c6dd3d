"""What is recorded of persons: from when until when somebody holds a post."""

from __future__ import annotations

from datetime import date

from targetrules.arguments import a_day, a_unit, the_day
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.following_up import FollowUpRecorder
from targetrules.register.journal import an_event_number
from targetrules.register.persons import persons_of
from targetrules.register.posts import note_appointment, note_departure, role_of, take_back
from targetrules.register.text import needed

__all__ = ["PeopleRecorder"]


class PeopleRecorder(FollowUpRecorder):
    """A register in which appointments are recorded; see :class:`~targetrules.register.Register`."""

    def note_appointment(
        self,
        person: str,
        role: str,
        unit: str | int,
        *,
        since: date,
        until: date | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that a person holds a post: is what consequences are addressed to, of a unit.

        Args:
            person: The name. Persons of one name are one for the register: tell them apart in it.
            role: The id of the role in one of the texts of the policy, or its label in one of the languages.
            unit: The unit, as in results.
            since: The first day.
            until: The last day; left out, none is known yet.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: The person holds another post on one of these days, or somebody else holds this one, which
                only one person holds.
        """
        name, first, last = needed("person", person), the_day("since", since), a_day("until", until)
        if last is not None and last < first:
            raise refused("post-ends-early", since=first.isoformat(), until=last.isoformat())
        asked, of = needed("role", role), a_unit("unit", unit)
        with self._recording(EventKind.APPOINTMENT) as recording:
            recording.check(EventKind.APPOINTMENT, [of])
            adopted = self._texts(recording.connection, policy)
            texts = [each.policy.rules for each in adopted]
            key = self._known_as(recording.connection, adopted[-1], of)
            id_ = role_of(texts, asked)
            digest = persons_of(recording.connection, [name])[name]
            return note_appointment(recording, texts, digest, id_, key, first, last)

    def note_departure(self, person: str, *, until: date, policy: str | None = None) -> Event:
        """Record the last day on which a person holds the post that is held then.

        Args:
            person: The name, as it was recorded.
            until: The last day.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: The person is not known to hold a post on that day, or this very day is recorded already.
        """
        name, last = needed("person", person), the_day("until", until)
        with self._recording(EventKind.DEPARTURE) as recording:
            recording.check(EventKind.DEPARTURE)
            rules = self._texts(recording.connection, policy)[-1].policy.rules
            return note_departure(recording, rules, name, last)

    def take_back_appointment(self, number: int, *, reason: str, policy: str | None = None) -> Event:
        """Record that an appointment was recorded by mistake: the person never held that post.

        Args:
            number: The number of the event that records it.
            reason: What was wrong.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: No event of that number records an appointment, or it was taken back already.
        """
        of, why = an_event_number("number", number), needed("reason", reason)
        with self._recording(EventKind.DEPARTURE) as recording:
            recording.check(EventKind.DEPARTURE)
            return take_back(recording, self._texts(recording.connection, policy)[-1].policy.rules, of, why)
