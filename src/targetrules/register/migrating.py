"""Registers that earlier versions of the program made: their events stay as they are, what is derived is made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select, text

from targetrules.register import schema
from targetrules.register.derived import rebuild

__all__ = ["migrate", "version_of"]

_CHANGED: Final[Mapping[int, Mapping[str, Sequence[str]]]] = {
    2: {
        "sqlite": ("ALTER TABLE events ADD COLUMN packed BLOB",),
        "postgresql": ("ALTER TABLE events ADD COLUMN packed BYTEA",),
    },
    3: {"sqlite": (), "postgresql": ()},  # outcomes are told short from then on; those that are there stay as they are
    4: {"sqlite": (), "postgresql": ()},  # who holds which post has a table
    5: {"sqlite": (), "postgresql": ()},  # what is in force of targets is derived
    6: {"sqlite": (), "postgresql": ()},  # decisions are told briefly
}
"""By the version that it leads to, and the database: what is done to the tables that are not derived."""


def version_of(connection: Connection) -> int | None:
    """The version of the tables; None where none is said."""
    known = schema.properties.c
    found = connection.scalar(select(known.value).where(known.name == "schema"))
    return int(found) if found is not None and found.isdigit() else None


def migrate(connection: Connection) -> None:
    """Have the tables of an earlier version as this one has them: all of it in this transaction, or nothing.

    Raises:
        RegisterError: An event does not hold what it should.
    """
    version = version_of(connection) or schema.SCHEMA
    if version >= schema.SCHEMA:  # another program has done it meanwhile
        return
    for each in range(version + 1, schema.SCHEMA + 1):
        for statement in _CHANGED[each][connection.dialect.name]:
            connection.execute(text(statement))
    for table in schema.DERIVED:
        connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))
    schema.metadata.create_all(connection)
    rebuild(connection)
    known = schema.properties
    connection.execute(known.update().where(known.c.name == "schema").values(value=str(schema.SCHEMA)))
