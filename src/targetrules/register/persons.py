"""Names of persons, apart from the events, which know a person by a digest of a salt and the name.

Who has the events alone cannot tell who is meant, nor try names, since each salt is random and 32 bytes long. Where a
name must be erased, it goes with its salt, and the events stay as they are.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from targetrules.alike import appearance
from targetrules.data import frozen
from targetrules.register.error import refused
from targetrules.register.schema import persons, units
from targetrules.wording import Listing

__all__ = [
    "Person",
    "alike",
    "all_persons",
    "digest_of",
    "erase",
    "few_named",
    "keep",
    "known_as",
    "looks_amiss",
    "names_of",
    "person_known",
    "persons_of",
]

_AT_ONCE = 500
_SHOWN: Final = 10


@frozen(slots=True)
class Person:
    """A person of whom the register has the name.

    Attributes:
        person: The digest by which events know the person.
        salt: What the name was salted with.
        name: The name.
    """

    person: str
    salt: bytes
    name: str


def digest_of(salt: bytes, name: str) -> str:
    """The SHA-256 of the salt and the name in UTF-8, in hexadecimal."""
    return hashlib.sha256(salt + name.encode()).hexdigest()


def known_as(connection: Connection, names: Collection[str]) -> Mapping[str, str]:
    """The digests of those of these persons whom the register knows, by name."""
    return {name: person for person, name in _rows(connection, persons.c.name, names)}


def person_known(connection: Connection, name: str) -> str:
    """The digest of a person.

    Raises:
        RegisterError: The register knows no person of this name.
    """
    found = known_as(connection, [name]).get(name)
    if found is None:
        raise refused("no-person", name=name)
    return found


def persons_of(connection: Connection, names: Collection[str]) -> Mapping[str, str]:
    """The digest of each of these persons, by name; whom the register did not know, it knows from now on."""
    found = dict(known_as(connection, names))
    new = []
    for name in dict.fromkeys(names):
        if name not in found:
            salt = secrets.token_bytes(32)
            found[name] = digest_of(salt, name)
            new.append(_row(found[name], salt, name))
    if new:
        connection.execute(persons.insert(), new)
    return found


def names_of(connection: Connection, digests: Collection[str]) -> Mapping[str, str]:
    """The names of those of these persons that were not erased, by digest."""
    return dict(_rows(connection, persons.c.person, digests))


def few_named(connection: Connection, given: Sequence[str]) -> Listing:
    """The names of units, as many of them as a sentence can hold; persons by name, others as they are given."""
    names = names_of(connection, given)
    told = [names.get(each, each) for each in given]
    return Listing.of_first((sorted(told) if names else told)[:_SHOWN], len(given))


def keep(connection: Connection, known: Iterable[Person]) -> None:
    """Have names that another register had."""
    rows = [_row(each.person, each.salt, each.name) for each in known]
    if rows:
        connection.execute(persons.insert(), rows)


def all_persons(connection: Connection) -> Iterator[Person]:
    """All persons whose names are there, by digest.

    Raises:
        RegisterError: Something else stands among them, as in a file that is damaged.
    """
    for row in connection.execute(select(persons).order_by(persons.c.person)):
        if not (isinstance(row.person, str) and isinstance(row.salt, bytes) and isinstance(row.name, str)):
            raise refused("verify-foreign-name")
        yield Person(row.person, row.salt, row.name)


def looks_amiss(connection: Connection) -> Iterator[str]:
    """The names of persons beside which something else stands than what they look like."""
    for row in connection.execute(select(persons.c.name, persons.c.appearance).order_by(persons.c.person)):
        if row.appearance != appearance(row.name):
            yield row.name


def erase(connection: Connection, person: str) -> None:
    """Delete a name and its salt; the database lets it go only where an event says that it is erased."""
    connection.execute(persons.delete().where(persons.c.person == person))


def alike(connection: Connection, policy: str, looks: Collection[str]) -> Mapping[str, str]:
    """The name of a person who is a unit of a policy for each of these looks of names, where there is one."""
    wanted, found = list(dict.fromkeys(looks)), dict[str, str]()
    columns = persons.c.person, persons.c.appearance, persons.c.name
    for at in range(0, len(wanted), _AT_ONCE):
        asked = select(*columns).where(persons.c.appearance.in_(wanted[at : at + _AT_ONCE]))
        for row in connection.execute(asked.order_by(persons.c.person)).all():  # two steps, each by an index
            is_unit = select(units.c.unit).where(units.c.policy == policy, units.c.unit == row.person)
            if row.appearance not in found and connection.scalar(is_unit) is not None:
                found[row.appearance] = row.name
    return found


def _row(person: str, salt: bytes, name: str) -> dict[str, Any]:
    return {"person": person, "salt": salt, "name": name, "appearance": appearance(name)}


def _rows(connection: Connection, column: ColumnElement[Any], values: Collection[str]) -> Iterator[tuple[str, str]]:
    """The digest and the name of those that have these values."""
    wanted = list(dict.fromkeys(values))
    for at in range(0, len(wanted), _AT_ONCE):
        found = connection.execute(
            select(persons.c.person, persons.c.name).where(column.in_(wanted[at : at + _AT_ONCE]))
        )
        yield from ((row.person, row.name) for row in found)
