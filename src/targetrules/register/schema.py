"""The tables of a register: the events, the names of persons, and what is derived from the events.

Events are never changed nor deleted, and the database itself refuses it. A name goes only when an event says that it
was erased. What is derived can be made anew from the events at any time, and has no such guard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

__all__ = [
    "APPLICATION",
    "DERIVED",
    "GUARDS",
    "SCHEMA",
    "adoptions",
    "closings",
    "column_lists",
    "decided",
    "decided_units",
    "events",
    "fulfilments",
    "group_names",
    "metadata",
    "names_said",
    "period_tables",
    "persons",
    "posts",
    "properties",
    "result_versions",
    "target_versions",
    "touched_periods",
    "units",
]

SCHEMA: Final = 6
"""The version of the tables, which stands in ``properties``."""

APPLICATION: Final = 0x74726772
"""What marks a file of SQLite as a register."""

_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")
_TEXT: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Ordered by the code points, so that rows stand in one order whatever the database."""

metadata: Final = MetaData()

properties: Final = Table(
    "properties",
    metadata,
    Column("name", _TEXT, primary_key=True),
    Column("value", _TEXT, nullable=False),
)
"""``schema``: the version of the tables."""

events: Final = Table(
    "events",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("recorded_at", _TEXT, nullable=False),
    Column("holds_from", _TEXT, nullable=False),
    Column("actor", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("policy", _TEXT),
    Column("content", _TEXT, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("packed", LargeBinary),
    Index("events_by_instant", "recorded_at"),
    Index("events_by_kind", "kind", "number"),
)
"""The journal; the hash before is that of the row before. A long content is packed by zlib, and its text is empty."""

persons: Final = Table(
    "persons",
    metadata,
    Column("person", _TEXT, primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("name", _TEXT, nullable=False, unique=True),
    Column("appearance", _TEXT, nullable=False, index=True),
)
"""The names of persons, and what they look like, beside the digests by which events know them."""

# ---- derived ---------------------------------------------------------------------------------------------------------

adoptions: Final = Table(
    "adoptions",
    metadata,
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    Column("policy", _TEXT, nullable=False, index=True),
    Column("period_kind", _TEXT, nullable=False),
    Column("first_period", _NUMBER),
    Column("persons", Integer, nullable=False),
)
"""Texts of policies; ``first_period``: the first that one judges, None: all. ``persons``: 1 where units are persons."""

column_lists: Final = Table(
    "column_lists",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("names", _TEXT, nullable=False, unique=True),
)
"""The names of the inputs of which result versions have values, a list as JSON."""

result_versions: Final = Table(
    "result_versions",
    metadata,
    Column("policy", _TEXT, primary_key=True),
    Column("period", _NUMBER, primary_key=True, autoincrement=False),
    Column("unit", _TEXT, primary_key=True),
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    Column("columns", _NUMBER, ForeignKey(column_lists.c.id)),
    Column("line", _TEXT),
    Column("details", _TEXT),
    Index("result_versions_by_unit", "policy", "unit"),
    sqlite_with_rowid=False,
)
"""A result as it is since an event: a line of CSV; None: it was withdrawn. ``details``: its rows of details as JSON.

Targets that are in force stand in it, whether the results had them or not.
"""

target_versions: Final = Table(
    "target_versions",
    metadata,
    Column("policy", _TEXT, primary_key=True),
    Column("period", _NUMBER, primary_key=True, autoincrement=False),
    Column("unit", _TEXT, primary_key=True),
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    Column("targets", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)
"""All targets of a unit in a period that are in force since an event, as JSON by their indicators; null: none of it."""

touched_periods: Final = Table(
    "touched_periods",
    metadata,
    Column("policy", _TEXT, primary_key=True),
    Column("period", _NUMBER, primary_key=True, autoincrement=False),
    Column("event", _NUMBER, nullable=False),
    sqlite_with_rowid=False,
)
"""The last event by which a result of a period came, changed or went."""

period_tables: Final = Table(
    "period_tables",
    metadata,
    Column("policy", _TEXT, primary_key=True),
    Column("period", _NUMBER, primary_key=True, autoincrement=False),
    Column("event", _NUMBER, nullable=False),
    Column("columns", _NUMBER, nullable=False),
    Column("lines", _TEXT, nullable=False),
)
"""All lines of the results of a period, by unit, as they stood after an event: said to be complete, or decided."""

units: Final = Table(
    "units",
    metadata,
    Column("policy", _TEXT, primary_key=True),
    Column("unit", _TEXT, primary_key=True),
    Column("appearance", _TEXT, nullable=False),
    Column("event", _NUMBER, nullable=False),
    Index("units_by_appearance", "policy", "appearance"),
    sqlite_with_rowid=False,
)
"""The units that ever had a result or a target, what their names look like, and the first event that names them."""

group_names: Final = Table(
    "group_names",
    metadata,
    Column("policy", _TEXT, primary_key=True),
    Column("of", _TEXT, primary_key=True),
    Column("name", _TEXT, primary_key=True),
    Column("appearance", _TEXT, nullable=False),
    Column("event", _NUMBER, nullable=False),
    Index("group_names_by_appearance", "policy", "of", "appearance"),
    sqlite_with_rowid=False,
)
"""The names of groups that ever stood in an input, or of items of details (``of``: ``cases/case``), and their looks."""

names_said: Final = Table(
    "names_said",
    metadata,
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    Column("policy", _TEXT, nullable=False),
    Column("naming", _TEXT, nullable=False),
)
"""What was said of names that leave a doubt, as JSON."""

closings: Final = Table(
    "closings",
    metadata,
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    Column("policy", _TEXT, nullable=False),
    Column("period", _NUMBER, nullable=False),
    Column("group", _TEXT, nullable=False),
    Index("closings_by_period", "policy", "period"),
)
"""Which periods, or groups of units in them, were said to be complete; the group as JSON, ``[]``: all units."""

decided: Final = Table(
    "decided",
    metadata,
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    Column("policy", _TEXT, nullable=False),
    Column("period", _NUMBER, nullable=False),
    Column("whole", Integer, nullable=False),
    Column("changed", _TEXT, nullable=False),
    Column("said", _TEXT, nullable=False),
    Index("decided_by_period", "policy", "period", "whole"),
)
"""Which events decided something of a period; ``whole``: 1 where of everybody.

``changed``: the units of which something else is decided than before, as JSON; null: all that there are.
``said``: the decisions told briefly, as JSON: what later periods look back at, the grade, the consequences and whether
anything is open; what was found and what is held in its place; and the units of whom it was decided.
"""

decided_units: Final = Table(
    "decided_units",
    metadata,
    Column("policy", _TEXT, primary_key=True),
    Column("unit", _TEXT, primary_key=True),
    Column("period", _NUMBER, primary_key=True, autoincrement=False),
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Of whom an event decided something that did not decide of everybody."""

fulfilments: Final = Table(
    "fulfilments",
    metadata,
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    Column("policy", _TEXT, nullable=False),
    Column("period", _NUMBER, nullable=False),
    Column("unit", _TEXT, nullable=False),
    Column("consequence", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("day", _TEXT, nullable=False),
    Index("fulfilments_by_unit", "policy", "period", "unit"),
)
"""Which consequences were served or carried out, and on which day."""

posts: Final = Table(
    "posts",
    metadata,
    Column("event", _NUMBER, primary_key=True, autoincrement=False),
    Column("policy", _TEXT, nullable=False),
    Column("appointment", _NUMBER, nullable=False),
    Column("person", _TEXT, nullable=False),
    Column("role", _TEXT, nullable=False),
    Column("unit", _TEXT, nullable=False),
    Column("since", _TEXT, nullable=False),
    Column("until", _TEXT),
    Column("taken_back", Integer, nullable=False),
    Index("posts_by_unit", "policy", "unit"),
    Index("posts_by_person", "policy", "person"),
    Index("posts_by_appointment", "appointment"),
)
"""Who holds which post: of an appointment the last event has how it stands."""

DERIVED: Final = (
    period_tables,
    touched_periods,
    result_versions,
    target_versions,
    column_lists,
    adoptions,
    units,
    group_names,
    names_said,
    closings,
    decided,
    decided_units,
    fulfilments,
    posts,
)
"""In an order in which they can be emptied."""

# ---- guards ----------------------------------------------------------------------------------------------------------

_SAID: Final = "targetrules: what was recorded is never changed"
_ERASED: Final = """EXISTS (SELECT 1 FROM events WHERE kind = 'erasure'
    AND content LIKE '%"person": "' || OLD.person || '"%')"""

_SQLITE: Final = (
    *(
        f"CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        for table, action in (("events", "update"), ("events", "delete"), ("persons", "update"))
    ),
    *(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
        f" BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        for table, same in (
            ("events", "number = NEW.number"),
            ("persons", "person = NEW.person OR name = NEW.name"),
        )
    ),
    (
        f"CREATE TRIGGER persons_no_delete BEFORE DELETE ON persons WHEN NOT {_ERASED}"
        f" BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    ),
)
_POSTGRESQL: Final = (
    (
        "CREATE FUNCTION targetrules_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
    ),
    (
        "CREATE FUNCTION targetrules_erase() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT {_ERASED} THEN RAISE EXCEPTION '{_SAID}'; END IF; RETURN OLD; END $$"
    ),
    "CREATE TRIGGER events_no_update BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION targetrules_refuse()",
    "CREATE TRIGGER events_no_delete BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION targetrules_refuse()",
    "CREATE TRIGGER persons_no_update BEFORE UPDATE ON persons FOR EACH ROW EXECUTE FUNCTION targetrules_refuse()",
    "CREATE TRIGGER persons_no_delete BEFORE DELETE ON persons FOR EACH ROW EXECUTE FUNCTION targetrules_erase()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION targetrules_refuse()"
        for table in ("events", "persons")
    ),
)
GUARDS: Final[dict[str, Sequence[str]]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
"""What makes the database refuse what is never done, by its dialect."""
