"""The journal of a register to be looked at: its last event, what events say, whether they are as they were written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from os import PathLike
from typing import IO, Self
from zoneinfo import ZoneInfo

from attrs import evolve
from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.decision.files import write_to
from targetrules.register.database import Database
from targetrules.register.derived import stale_tables
from targetrules.register.error import RegisterError, refused
from targetrules.register.event import Event
from targetrules.register.instant import first_instant, instant_of, instant_text, last_instant
from targetrules.register.journal import Clock, event_at, last_event, last_number, now_in_utc, read_events
from targetrules.register.json_lines import event_line, person_line
from targetrules.register.persons import all_persons, looks_amiss, names_of
from targetrules.register.telling import digests_in, local_time, said_of_actor, said_of_event
from targetrules.register.verification import Found, a_hash, check_chain
from targetrules.wording import Word

__all__ = ["Head", "Journal"]


@frozen(slots=True)
class Head:
    """The last event, by which all events before it are known: note it elsewhere, or print and sign it.

    Attributes:
        number: The number of the event.
        hash: Its hash.
        recorded_at: When it was recorded, in UTC.
    """

    number: int
    hash: str
    recorded_at: str

    @property
    def recorded(self) -> datetime:
        """When it was recorded."""
        return instant_of(self.recorded_at)


def _derived_problems(connection: Connection) -> Iterator[Word]:
    for name in looks_amiss(connection):
        yield Word("register.verify-look", {"name": name})
    try:
        for name in stale_tables(connection):
            yield Word("register.verify-derived", {"table": name})
    except RegisterError as error:
        yield from error.problems


class Journal:
    """What there is of a register before any policy is read: see :class:`ReadOnlyRegister`."""

    def __init__(self, where: str | PathLike[str]) -> None:
        self._database = Database(where)
        self._clock: Clock = now_in_utc

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def where(self) -> str:
        """The file, or the URL of the database without its password."""
        return self._database.shown

    @property
    def sources(self) -> tuple[str, ...]:
        """The file that it is in, over which nothing is written; none where it is in a database."""
        return (self._database.where,) if self._database.is_file else ()

    @property
    def migrated_from(self) -> int | None:
        """The version of the tables that the register was of until this opening made them anew; None: of this one."""
        return self._database.migrated_from

    # ---- events ------------------------------------------------------------------------------------------------------

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the register's days."""
        with self._database.reading() as connection:
            first = event_at(connection, 1)
        return ZoneInfo("UTC" if first is None else first.values["zone"])

    def head(self, *, as_of: datetime | date | None = None) -> Head:
        """The last event, or the last one that was recorded up to an instant, or up to the end of a day.

        Raises:
            ArgumentError: This is neither.
            RegisterError: Nothing was recorded then, or it is still to come.
        """
        with self._database.reading() as connection:
            last = event_at(connection, self._known_number(connection, "as_of", as_of))
            if last is None:
                raise refused("nothing-then", first="")
            return Head(last.number, last.hash, last.recorded_at)

    def _known_number(
        self, connection: Connection, name: str, as_of: datetime | date | None, *, may_be_before: bool = False
    ) -> int:
        """The number of the last event that was recorded up to an instant, or up to the end of a day; None: of all.

        Args:
            connection: A transaction.
            name: The argument in which it was given.
            as_of: The instant or the day.
            may_be_before: Whether it may be before the first event, where nothing was known yet.

        Raises:
            ArgumentError: It is neither.
            RegisterError: It is still to come, or nothing was recorded then.
        """
        until, begins = last_instant(name, as_of, self.zone), first_instant(name, as_of, self.zone)
        number = last_number(connection, until)
        last = None if begins is None or number != last_number(connection, None) else event_at(connection, number)
        if begins is not None and last is not None and begins > last.recorded_at:
            now = max(instant_text(self._clock()), last.recorded_at)
            if begins > now:
                raise refused("to-come", given=local_time(begins, self.zone), now=local_time(now, self.zone))
        if until is not None and not number and not may_be_before:
            first = event_at(connection, 1)
            raise refused("nothing-then", first="" if first is None else local_time(first.recorded_at, self.zone))
        return number

    def text(self, event: Event, language: str = "en") -> str:
        """What an event says, in a sentence; the names of persons that were not erased are in it.

        Args:
            event: One of the events of this register.
            language: ``"en"`` or ``"zh"``.

        Returns:
            The sentence.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return said_of_event(event, self.names(digests_in(event))).text(language)

    def actor(self, event: Event, language: str = "en") -> str:
        """Who recorded an event, and for which office, as a person reads it.

        Args:
            event: One of the events of this register.
            language: ``"en"`` or ``"zh"``.

        Returns:
            The name, or that it was erased.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return said_of_actor(event, self.names([event.actor])).text(language)

    def local_time(self, recorded_at: str) -> str:
        """An instant of an event by the clock of the register's zone: ``2027-03-01 17:30:00``."""
        return local_time(recorded_at, self.zone)

    def names(self, digests: Sequence[str]) -> Mapping[str, str]:
        """The names of persons by the digests by which events know them, of those that were not erased."""
        with self._database.reading() as connection:
            return names_of(connection, digests)

    def verify(self, head: str | None = None) -> Found:
        """Look whether every event is as it was recorded, each bound to the one before, and what is derived from them.

        Args:
            head: The hash of an event, mostly the last, that was noted elsewhere; without it nobody can tell that the
                end was cut off, or all of it written anew.

        Raises:
            ArgumentError: This is no hash.
        """
        noted = a_hash("head", head)
        with self._database.reading() as connection:
            found = check_chain(read_events(connection), list(all_persons(connection)), noted)
            if found.verified:
                found = evolve(found, problems=tuple(_derived_problems(connection)))
            return found

    def export(self, to: str | PathLike[str] | IO[bytes]) -> Head:
        """Write all events, and the names of persons, as JSON lines that :meth:`Register.restore` reads back.

        Args:
            to: A path, or a stream of bytes. A file that is there is replaced as a whole, or stays as it is.

        Returns:
            The last event that was written.

        Raises:
            ArgumentError: It is neither.
            OSError: It cannot be written.
        """
        with self._database.reading() as connection:
            head = _head(connection)
            lines = chain(map(event_line, read_events(connection)), map(person_line, all_persons(connection)))
            write_to(to, (line.encode() for line in lines), self.sources)
        return head


def _head(connection: Connection) -> Head:
    last = last_event(connection)
    assert last is not None  # noqa: S101  a register has its first event from the beginning
    return Head(last.number, last.hash, last.recorded_at)
