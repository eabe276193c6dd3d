"""A journal as JSON lines: one event a line, then one person a line; it reads back to the same hashes, byte for byte.

There is one way to write each line, so that a file in which a single byte is another is told apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from attrs import fields

from targetrules.errors import InternalError
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.persons import Person
from targetrules.register.text import not_kept
from targetrules.report.json_text import compact

__all__ = ["event_line", "person_line", "read_lines"]

_BEFORE_CONTENT: Final = ', "content": '
_EVENT: Final = [each.name for each in fields(Event) if each.name != "content"]


def event_line(event: Event) -> str:
    """An event, with its content as it is."""
    values = {name: getattr(event, name) for name in _EVENT} | {"kind": event.kind.value}
    return f"{compact(values)[:-1]}{_BEFORE_CONTENT}{event.content}}}\n"


def person_line(person: Person) -> str:
    """A name, with the digest by which events know it and the salt of that."""
    return compact({"person": person.person, "salt": person.salt.hex(), "name": person.name}) + "\n"


def read_lines(lines: Iterable[bytes]) -> Iterator[Event | Person]:
    """The events and the persons in a file.

    Raises:
        RegisterError: A line is not as a register writes it; nothing after it is read.
    """
    is_among_persons, last = False, ""
    for number, line in enumerate(lines, start=1):
        found = _read(number, line)
        if isinstance(found, Person):
            if is_among_persons and found.person <= last:
                raise refused("line-order", line=number)
            is_among_persons, last = True, found.person
        elif is_among_persons:
            raise refused("line-order", line=number)
        yield found


def _read(number: int, line: bytes) -> Event | Person:
    try:
        text = line.decode()
        values = json.loads(text)
        found = _person(values) if isinstance(values, dict) and "salt" in values else _event(text, values)
        written = person_line(found) if isinstance(found, Person) else event_line(found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InternalError):
        raise refused("line-unreadable", line=number) from None
    if written != text:
        raise refused("line-changed", line=number)
    return found


def _person(values: dict[str, Any]) -> Person:
    person = Person(values["person"], bytes.fromhex(values["salt"]), values["name"])
    if not isinstance(values["name"], str) or not isinstance(values["person"], str) or not_kept(person.name):
        raise InternalError(values)
    return person


def _event(text: str, values: dict[str, Any]) -> Event:
    head = {name: values[name] for name in _EVENT}
    texts = [each for name, each in head.items() if name not in ("number", "policy")] + [head["policy"] or ""]
    if type(head["number"]) is not int or not all(isinstance(each, str) for each in texts):
        raise InternalError(head)
    start = len(compact(head)[:-1] + _BEFORE_CONTENT)
    return Event(**{**head, "kind": EventKind(head["kind"])}, content=text[start:].removesuffix("\n")[:-1])
