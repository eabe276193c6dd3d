"""Offices: which of them may record which events, and for which units.

The table is a text in TOML, adopted by an event of its own kind. From then on whoever records does so for an office,
and what the office may not record is refused, with the rule that forbids it and the offices that could. Without such a
table anybody records anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from targetrules.register.error import RegisterError
from targetrules.register.event import EventKind
from targetrules.register.journal import event_at
from targetrules.register.office import OF_UNITS, Actor, Office, Offices, an_actor
from targetrules.register.offices_table import read_table
from targetrules.register.persons import names_of
from targetrules.register.schema import events
from targetrules.report.json_text import compact
from targetrules.rules.succession import continued_in, merged_of
from targetrules.wording import Word

__all__ = [
    "OF_UNITS",
    "Actor",
    "Office",
    "Offices",
    "an_actor",
    "check_before",
    "check_table",
    "keeps_to_own",
    "offices_at",
    "read_table",
    "stamped",
    "units_of",
]


def check_before(connection: Connection, actor: Actor, kind: EventKind, units: Iterable[str]) -> None:
    """RegisterError where somebody may not record an event of a kind about these units, as names or as digests."""
    table = offices_at(connection)
    if table is not None:
        concerned = list(units)
        names = names_of(connection, concerned) if actor.units else {}
        table.check(actor, kind, (names.get(unit, unit) for unit in concerned))


def stamped(
    connection: Connection, actor: Actor, kind: EventKind, content: Mapping[str, Any] | str, right: EventKind
) -> Mapping[str, Any] | str:
    """What an event says, and for which office it is recorded, where there are offices.

    Of the units of whoever acts those are named by which he may record it, and no others: persons by their digests.

    Args:
        connection: A transaction.
        actor: Who records.
        kind: What kind of event it is.
        content: What it says: values, or an object as JSON.
        right: The kind of event by whose right it is recorded; mostly its own.

    Raises:
        RegisterError: He may not.
    """
    table = offices_at(connection)
    if table is None:
        if actor.office is not None and kind is not EventKind.OFFICES:
            raise RegisterError([Word("offices.not-adopted", {"office": actor.office})])
        return content
    about = units_of(kind, content)
    concerned = about or []
    names = names_of(connection, concerned) if actor.units else {}
    named = None if about is None else [names.get(unit, unit) for unit in concerned]
    office = table.check(actor, right, named)
    said: dict[str, Any] = {"id": office.id}
    if office.units == "own":
        digests = {name: digest for digest, name in names.items()}
        by = (table.covering(actor.units, names.get(unit, unit)) or "" for unit in concerned)
        said["units"] = list(dict.fromkeys(digests.get(unit, unit) for unit in by))
    if isinstance(content, str):
        return f'{{"office": {compact(said)}, {content[1:]}'
    return {"office": said, **content}


def units_of(kind: EventKind, content: Mapping[str, Any] | str) -> list[str] | None:
    """The units that an event is about, those from whose past others go on among them; of kinds about all none.

    An answer, discretion and an override are about a unit, though no office of its own units may record them.

    None: it is of a kind that is about some units, and about all of them.
    """
    if kind not in (*OF_UNITS, EventKind.ANSWER, EventKind.DISCRETION, EventKind.OVERRIDE):
        return []
    values = json.loads(content) if isinstance(content, str) else content
    if kind is EventKind.STEP:
        units: list[str] | None = values["units"]
        return units
    if "rows" not in values:
        return [values["unit"]]
    if kind in (EventKind.TARGETS, EventKind.AMENDMENT):
        return list(dict.fromkeys(row[0] for row in values["rows"]))
    found: dict[str, None] = {}
    for unit, _, *cells in values["rows"]:
        row = dict(zip(values["columns"], cells, strict=True))
        before = continued_in(row)
        found |= dict.fromkeys((unit, *([before] if before else ()), *merged_of(row)))
    return list(found)


# ---- adopted ---------------------------------------------------------------------------------------------------------


def offices_at(connection: Connection, number: int | None = None) -> Offices | None:
    """The table that was adopted last, up to an event; None where there is none."""
    query = select(events.c.number).where(events.c.kind == EventKind.OFFICES.value)
    if number is not None:
        query = query.where(events.c.number <= number)
    last = connection.scalar(query.order_by(events.c.number.desc()).limit(1))
    event = None if last is None else event_at(connection, last)
    return None if event is None else read_table(event.values["text"], event.number)


def keeps_to_own(connection: Connection, actor: Actor | None, unit: str | None = None) -> bool:
    """Whether somebody acts for an office for its own units, and a unit, if one is asked for, is none of these.

    The unit is as events know it.
    """
    table = None if actor is None else offices_at(connection)
    if actor is None or table is None or table.acting(actor).units != "own":
        return False
    return unit is None or not table.is_for(actor, names_of(connection, [unit]).get(unit, unit))


def check_table(connection: Connection, actor: Actor, table: Offices) -> None:
    """Refuse a table that is in force already; or, where it is the first, one by which he could not adopt it.

    Raises:
        RegisterError: It is one of these.
    """
    before = offices_at(connection)
    if before is None and actor.office is not None:
        table.check(actor, EventKind.OFFICES)
    if before is not None and before.text == table.text:
        raise RegisterError([Word("offices.adopted-already", {"event": before.event})])
