"""The journal: events are appended and read in their order; nothing else ever happens to them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from attrs import evolve
from sqlalchemy import Connection, LargeBinary, Row, Select, func, select

from targetrules.arguments import a_whole
from targetrules.register.error import refused
from targetrules.register.event import NOTHING_BEFORE, Event, EventKind, found_in, hash_of
from targetrules.register.instant import instant_of, instant_text
from targetrules.register.schema import events
from targetrules.register.text import escaped
from targetrules.report.json_text import compact

__all__ = [
    "Clock",
    "an_event_number",
    "append",
    "event_at",
    "events_at",
    "last_event",
    "last_number",
    "now_in_utc",
    "read_events",
    "store",
    "values_at",
]

Clock: TypeAlias = Callable[[], datetime]
"""Says how late it is, with the zone."""

_SLACK: Final = timedelta(seconds=5)
"""How far the clock of a machine may be behind the last event, as when it was set, before somebody must look at it."""
_AT_ONCE: Final = 200
_LONG: Final = 1 << 16
"""Bytes from which a content is packed."""
_KINDS: Final = frozenset(EventKind)
_LAST: Final = 2**63 - 1
"""No event has a greater number in a database."""


def an_event_number(name: str, given: object) -> int:
    """A number that an event can have; ArgumentError where it is none."""
    return a_whole(name, given, 1, _LAST)


def now_in_utc() -> datetime:
    """How late it is by the clock of this machine."""
    return datetime.now(UTC)


def append(
    connection: Connection,
    kind: EventKind,
    content: Mapping[str, Any] | str,
    *,
    actor: str,
    clock: Clock = now_in_utc,
    policy: str | None = None,
    holds_from: str | None = None,
) -> Event:
    """Record an event after the last one.

    Args:
        connection: A transaction that writes.
        kind: What it says.
        content: What it says in detail: values, or an object as JSON on one line.
        actor: The digest of the person who records it.
        clock: What says how late it is.
        policy: The policy that it is about.
        holds_from: From when on it holds; left out, from now on.

    Returns:
        The event.

    Raises:
        RegisterError: The clock is behind the last event; or the event is to hold from later on.
    """
    last = last_event(connection)
    now = _now(last, clock)
    if holds_from is not None and holds_from > now:
        raise refused("holds-later", instant=holds_from, now=now)
    text = escaped(content if isinstance(content, str) else compact(content))
    number, previous = (1, NOTHING_BEFORE) if last is None else (last.number + 1, last.hash)
    event = Event(number, now, holds_from or now, actor, kind, policy, text, previous, "")
    event = evolve(event, hash=hash_of(event))
    store(connection, event)
    return event


def _now(last: Event | None, clock: Clock) -> str:
    """The instant of the next event, which is not before the last one."""
    now = instant_text(clock())
    if last is None or last.recorded_at <= now:
        return now
    if instant_of(last.recorded_at) - instant_of(now) > _SLACK:
        raise refused("clock-behind", now=now, last=last.recorded_at, number=last.number)
    return last.recorded_at


def store(connection: Connection, event: Event) -> None:
    """Write an event as it is; a long content is packed, for what a database takes to write goes by the bytes."""
    row = {name: getattr(event, name) for name in ("number", "recorded_at", "holds_from", "actor", "policy", "content")}
    if len(event.content) >= _LONG:
        row |= {"content": "", "packed": zlib.compress(event.content.encode(), 1)}
    connection.execute(events.insert(), {**row, "kind": event.kind.value, "hash": bytes.fromhex(event.hash)})


# ---- read ------------------------------------------------------------------------------------------------------------


def last_event(connection: Connection) -> Event | None:
    """The last event; None where there is none."""
    number = connection.scalar(select(func.max(events.c.number)))
    return None if number is None else event_at(connection, number)


def event_at(connection: Connection, number: int) -> Event | None:
    """The event of a number; None where there is none."""
    row = connection.execute(select(events).where(events.c.number == number)).first()
    return None if row is None else _event_of(row, _Hashes(connection).before(row.number, row.hash))


def events_at(connection: Connection, numbers: Iterable[int]) -> Iterator[Event]:
    """The events of these numbers, in the order in which these stand."""
    for number in numbers:
        event = event_at(connection, number)
        if event is not None:
            yield event


def last_number(connection: Connection, recorded_until: str | None) -> int:
    """The number of the last event that was recorded up to an instant (None: of all); 0 where there is none."""
    found = select(func.max(events.c.number))
    if recorded_until is not None:
        found = found.where(events.c.recorded_at <= recorded_until)
    return connection.scalar(found) or 0


def read_events(connection: Connection, selected: Select[Any] | None = None) -> Generator[Event, None, None]:
    """Events in their order, all of them or those that are selected, each with the hash before it."""
    query = (select(events) if selected is None else selected).order_by(events.c.number)
    hashes = _Hashes(connection)
    with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:  # whoever stops early lets go of it
        for row in rows:
            yield _event_of(row, hashes.before(row.number, row.hash))


def values_at(connection: Connection, number: int, names: Sequence[str]) -> tuple[Any, ...] | None:
    """Some values of an event; None where there is none of that number.

    Of a long content only the beginning is unpacked, where they stand in it.
    """
    packed = func.substr(events.c.packed, 1, _LONG, type_=LargeBinary)
    beginning = _beginning(connection.scalar(select(packed).where(events.c.number == number)))
    with suppress(ValueError):  # it ends within a value that stands before
        found = [value for name in names for value in found_in(beginning, name)]
        if len(found) == len(names):
            return tuple(found)
    event = event_at(connection, number)
    return None if event is None else tuple([event.value(name) for name in names])


def _beginning(packed: bytes | None) -> str:
    """How a content begins that was packed; nothing where that cannot be told."""
    try:
        return "" if packed is None else zlib.decompressobj().decompress(packed, _LONG).decode(errors="ignore")
    except (zlib.error, TypeError):
        return ""


class _Hashes:
    """The hash before each event: mostly that of the event that was read before it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: tuple[int, Any] = 0, bytes.fromhex(NOTHING_BEFORE)

    def before(self, number: int, own: bytes) -> str:
        at, found = self._last
        if at != number - 1:
            asked = select(events.c.hash).where(events.c.number == number - 1)
            found = self._connection.scalar(asked) or bytes.fromhex(NOTHING_BEFORE)
        self._last = number, own
        return found.hex() if isinstance(found, bytes) else str(found)


def _event_of(row: Row[Any], previous: str) -> Event:
    content = row.content if row.packed is None else _unpacked(row)
    texts = row.recorded_at, row.holds_from, row.actor, row.policy or "", content
    known = row.kind in _KINDS
    if not known or not isinstance(row.hash, bytes) or not all(isinstance(each, str) for each in texts):
        raise refused("verify-foreign", number=row.number)
    return Event(
        row.number,
        row.recorded_at,
        row.holds_from,
        row.actor,
        EventKind(row.kind),
        row.policy,
        content,
        previous,
        row.hash.hex(),
    )


def _unpacked(row: Row[Any]) -> Any:
    """A content that was packed; None where none can be made of what stands there."""
    try:
        return None if row.content else zlib.decompress(row.packed).decode()
    except (zlib.error, TypeError, UnicodeDecodeError):
        return None
