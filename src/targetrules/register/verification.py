"""Whether a journal is as it was written: each event by its hash, and the last one by a head that was noted elsewhere.

Whoever can write to a register can also compute a whole chain anew, or cut its end off, and nothing in it tells. A head
that was printed, signed or noted elsewhere does: every event up to it is then known by its hash.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

from attrs import field

from targetrules.arguments import unlike
from targetrules.data import define, frozen
from targetrules.register.error import RegisterError
from targetrules.register.event import NOTHING_BEFORE, Event, EventKind, hash_of
from targetrules.register.instant import is_instant
from targetrules.register.offices import Offices, read_table
from targetrules.register.persons import Person, digest_of
from targetrules.register.rulings import RULINGS
from targetrules.wording import Word

__all__ = ["Chain", "Found", "a_hash", "check_chain"]

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@frozen(slots=True)
class Found:
    """What was found of a journal.

    Attributes:
        count: How many events were read.
        head: The hash of the last one.
        problems: All that is not as it was written, each to be worded in a language.
        has_head: Whether it was held against a head that was noted elsewhere; else a journal of which the end was cut
            off, or which was computed anew as a whole, is taken for right.
    """

    count: int
    head: str
    problems: tuple[Word, ...]
    has_head: bool

    @property
    def verified(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_chain(events: Iterable[Event], persons: Collection[Person], head: str | None) -> Found:
    """Hold every event against its hash and the event before, and every person against the digest.

    Args:
        events: The events in the order in which they stand there.
        persons: The names that stand there.
        head: The hash of an event, the last or an earlier one, that was noted elsewhere.
    """
    chain = Chain(head)
    try:
        for event in events:
            chain.take(event)
    except RegisterError as error:  # what cannot be read as an event is the end of what can be looked at
        chain.problems += error.problems
    return chain.found(persons)


@define(eq=False)
class Chain:
    """The events up to one of them, and what is wrong with them."""

    head: str | None
    count: int = 0
    last: str = NOTHING_BEFORE
    _number: int = 0
    _instant: str = ""
    _has_head: bool = False
    problems: list[Word] = field(factory=list)
    _named: dict[str, int] = field(factory=dict)
    _erased: dict[str, int] = field(factory=dict)
    _told_of: dict[str, int] = field(factory=dict)
    _of_persons: set[str | None] = field(factory=set)
    _offices: Offices | None = None

    def take(self, event: Event) -> None:
        """One more event."""
        if event.number != self._number + 1:
            self._say("number", event, expected=self._number + 1)
        if event.previous != self.last:
            self._say("previous", event)
        if event.hash != hash_of(event):
            self._say("hash", event)
        if not is_instant(event.recorded_at) or event.recorded_at < self._instant:
            self._say("order", event)
        if not _is_object(event):
            self._say("content", event)
        else:
            self._note_persons(event)
            self._note_office(event)
        self.count += 1
        self._number, self.last, self._instant = event.number, event.hash, event.recorded_at
        self._has_head = self._has_head or event.hash == self.head

    def _say(self, key: str, event: Event, **more: Any) -> None:
        self.problems.append(Word(f"register.verify-{key}", {"number": event.number, **more}))

    def _note_persons(self, event: Event) -> None:
        self._named.setdefault(event.actor, event.number)
        if event.kind in (EventKind.APPOINTMENT, EventKind.DEPARTURE):
            self._told_of.setdefault(str(event.written.get("person")), event.number)
        if event.kind is EventKind.ERASURE:
            self._erased.setdefault(str(event.written.get("person")), event.number)
        if event.kind is EventKind.POLICY and event.written.get("persons"):
            self._of_persons.add(event.policy)
        if event.kind in (EventKind.RESULTS, EventKind.TARGETS) and event.policy in self._of_persons:
            with suppress(TypeError, LookupError):  # what else stands in a content is not looked at here
                for unit, *_ in event.written["rows"]:
                    self._told_of.setdefault(unit, event.number)

    def _note_office(self, event: Event) -> None:
        """Whether the office for which it was recorded may record it, by the table in force then."""
        if self._offices is not None and not _may(self._offices, event):
            self._say("office", event, table=self._offices.event)
        if event.kind is EventKind.OFFICES:
            try:
                self._offices = read_table(str(event.written.get("text")), event.number)
            except RegisterError:
                self._say("unfit", event)

    def found(self, persons: Collection[Person]) -> Found:
        """What was found of the events, and of the names of persons that stand beside them."""
        return Found(self.count, self.last, tuple(self._all_problems(persons)), self.head is not None)

    def _all_problems(self, persons: Collection[Person]) -> Iterator[Word]:
        """Those of events, of the head, and of the names of persons."""
        yield from self.problems
        if self.head is not None and not self._has_head:
            yield Word("register.verify-head", {"head": self.head, "last": self.last, "number": self._number})
        there = {each.person for each in persons}
        for each in persons:
            if digest_of(each.salt, each.name) != each.person:
                yield Word("register.verify-name", {"name": each.name, "person": each.person})
            elif each.person in self._erased:
                yield Word("register.verify-not-erased", {"name": each.name, "number": self._erased[each.person]})
        for person, number in self._named.items():
            if person not in there and person not in self._erased:
                yield Word("register.verify-no-name", {"person": person, "number": number})
        for person, number in self._told_of.items():
            if person not in there and person not in self._erased and person not in self._named:
                yield Word("register.verify-no-unit", {"person": person, "number": number})


def a_hash(name: str, given: object, wanted: str = "hash") -> str | None:
    """A hash in hexadecimal, or None; ``wanted`` says of what it is, where it is none."""
    text = given.strip().casefold() if isinstance(given, str) else given
    if text is None or (isinstance(text, str) and _DIGEST.fullmatch(text)):
        return text
    raise unlike(name, given, wanted)


def _is_object(event: Event) -> bool:
    try:
        return isinstance(event.written, dict)
    except (ValueError, RecursionError):
        return False


def _may(table: Offices, event: Event) -> bool:
    """Whether an office may record an event, as it says of itself; parts of a run, and of a ruling, by its right."""
    said = event.written.get("office")
    office = table.offices.get(str(said.get("id"))) if isinstance(said, dict) else None
    if office is None or not isinstance(said, dict):
        return False
    is_part = event.kind is EventKind.CLOSING and event.written.get("reason") and EventKind.CORRECTION in office.may
    if event.kind is EventKind.DECISION and "ruling" in event.written:
        is_part = any(kind in office.may for kind in RULINGS)
    return (event.kind in office.may or bool(is_part)) and ("units" in said) is (office.units == "own")
