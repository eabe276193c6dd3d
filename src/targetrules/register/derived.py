"""What follows from events: the tables that are derived, kept up event by event, and made anew from all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, assert_never

from sqlalchemy import Connection, Table, create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from targetrules.alike import appearance
from targetrules.errors import InternalError
from targetrules.period import PeriodKind, ordinal_of_printed
from targetrules.register import schema
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.journal import last_number, read_events
from targetrules.report.json_text import compact
from targetrules.report.results_csv import results_line

__all__ = ["apply", "apply_checked", "groups_in", "period_kind", "rebuild", "stale_tables"]

_AT_ONCE: Final = 5000


def rebuild(connection: Connection) -> None:
    """Make all that is derived anew."""
    for table in schema.DERIVED:
        connection.execute(table.delete())
    number = last_number(connection, None)
    for first in range(1, number + 1, _AT_ONCE):
        query = select(schema.events).where(schema.events.c.number.between(first, first + _AT_ONCE - 1))
        for event in list(read_events(connection, query)):
            apply_checked(connection, event)


def stale_tables(connection: Connection) -> Iterator[str]:
    """The derived tables that are not what the events give, which are made anew in a file that goes by itself.

    Raises:
        RegisterError: An event does not hold what it should.
    """
    memory = create_engine("sqlite://", creator=lambda: sqlite3.connect(""))
    schema.metadata.create_all(memory)
    with memory.begin() as anew:
        for event in read_events(connection):
            apply_checked(anew, event)
        for table in schema.DERIVED:
            query = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
            with connection.execute(query) as ones, anew.execute(query) as others:
                pairs = zip_longest(ones, others)
                is_stale = any(one is None or other is None or tuple(one) != tuple(other) for one, other in pairs)
            if is_stale:
                yield table.name
    memory.dispose()


def apply_checked(connection: Connection, event: Event) -> None:
    """The same of an event that may not be one that a register wrote; RegisterError where it holds something else."""
    try:
        apply(connection, event)
    except (ValueError, LookupError, TypeError, AttributeError, InternalError, SQLAlchemyError) as error:
        raise refused("verify-unfit", number=event.number) from error


def apply(connection: Connection, event: Event) -> None:
    """Derive what follows from one more event."""
    match event.kind:
        case EventKind.POLICY:
            _adopted(connection, event)
        case EventKind.RESULTS | EventKind.CORRECTION:
            _came(connection, event)
        case EventKind.WITHDRAWAL:
            _went(connection, event)
        case EventKind.CLOSING:
            group = compact(event.values["group"])
            _insert(connection, schema.closings, event, [{"period": _period(connection, event), "group": group}])
        case EventKind.DECISION:
            _insert(connection, schema.decided, event, [{"period": _period(connection, event)}])
        case EventKind.SERVED | EventKind.EXECUTED:
            row = {name: event.values[name] for name in ("unit", "consequence", "day")}
            row |= {"period": _period(connection, event), "kind": event.kind.value}
            _insert(connection, schema.fulfilments, event, [row])
        case EventKind.REGISTER | EventKind.HOLD_HARMLESS | EventKind.ERASURE | EventKind.OFFICES:
            pass
        case _:
            assert_never(event.kind)


def _insert(connection: Connection, table: Table, event: Event, rows: Sequence[Mapping[str, Any]]) -> None:
    policy = {} if "policy" not in table.c else {"policy": event.policy}
    for at in range(0, len(rows), _AT_ONCE):
        connection.execute(
            table.insert(), [{"event": event.number, **policy, **row} for row in rows[at : at + _AT_ONCE]]
        )


# ---- policies --------------------------------------------------------------------------------------------------------


def _adopted(connection: Connection, event: Event) -> None:
    kind, first = event.values["period_kind"], event.values["first_period"]
    ordinal = None if first is None else ordinal_of_printed(PeriodKind(kind), first)
    row = {"period_kind": kind, "first_period": ordinal, "persons": int(event.values["persons"])}
    _insert(connection, schema.adoptions, event, [row])


def period_kind(connection: Connection, policy: str) -> PeriodKind:
    """What the periods of a policy are, which is the same in all of its texts."""
    found = connection.scalar(select(schema.adoptions.c.period_kind).where(schema.adoptions.c.policy == policy))
    if found is None:
        raise InternalError(policy)
    return PeriodKind(found)


def _period(connection: Connection, event: Event) -> int:
    return ordinal_of_printed(period_kind(connection, event.policy or ""), event.value("period"))


# ---- results ---------------------------------------------------------------------------------------------------------


def _came(connection: Connection, event: Event) -> None:
    values, kind = event.values, period_kind(connection, event.policy or "")
    columns = _column_list(connection, values["columns"])
    below = _details_by_row(values["details"], kind)
    rows = []
    for cells in values["rows"]:
        unit, period = cells[0], ordinal_of_printed(kind, cells[1])
        items = below.get((unit, period))
        rows.append(
            {
                "unit": unit,
                "period": period,
                "columns": columns,
                "line": results_line(cells),
                "details": None if items is None else compact(items),
            }
        )
    _insert(connection, schema.result_versions, event, rows)
    _know(connection, event, [row["unit"] for row in rows])
    for of, names in groups_in(values).items():
        _know_groups(connection, event, of, names)
    if values["naming"]:
        _insert(connection, schema.names_said, event, [{"naming": compact(values["naming"])}])


def groups_in(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of groups, and of items of details, that stand in results, by the input."""
    found: dict[str, list[str]] = {}
    for name, inputs in values.get("groups", {}).items():
        table = values["details"][name] if name else values
        for each in inputs:
            at = table["columns"].index(each) + 2
            cells = dict.fromkeys(row[at] for row in table["rows"] if row[at])
            found[f"{name}/{each}" if name else each] = list(cells)
    return found


def _know_groups(connection: Connection, event: Event, of: str, names: Sequence[str]) -> None:
    known, there = schema.group_names.c, set[str]()
    for at in range(0, len(names), _AT_ONCE):
        asked = select(known.name).where(known.policy == event.policy, known.of == of)
        there.update(connection.scalars(asked.where(known.name.in_(names[at : at + _AT_ONCE]))))
    rows = [{"of": of, "name": name, "appearance": appearance(name)} for name in names if name not in there]
    _insert(connection, schema.group_names, event, rows)


def _went(connection: Connection, event: Event) -> None:
    kind = period_kind(connection, event.policy or "")
    rows = [{"unit": unit, "period": ordinal_of_printed(kind, period)} for unit, period, *_ in event.values["rows"]]
    none = {"columns": None, "line": None, "details": None}
    _insert(connection, schema.result_versions, event, [{**row, **none} for row in rows])


def _details_by_row(details: Mapping[str, Any], kind: PeriodKind) -> Mapping[tuple[str, int], dict[str, Any]]:
    """The rows of details of each result: by their names, the columns and the rows."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for name, table in details.items():
        for cells in table["rows"]:
            of_row = found.setdefault((cells[0], ordinal_of_printed(kind, cells[1])), {})
            of_row.setdefault(name, {"columns": table["columns"], "rows": []})["rows"].append(cells)
    return found


def _column_list(connection: Connection, names: Sequence[str]) -> int:
    text, known = compact(names), schema.column_lists
    found = connection.scalar(select(known.c.id).where(known.c.names == text))
    if found is None:
        found = (connection.scalar(select(func.max(known.c.id))) or 0) + 1
        connection.execute(known.insert(), {"id": found, "names": text})
    return int(found)


def _know(connection: Connection, event: Event, units: Iterable[str]) -> None:
    """Keep the names of units that had no result before."""
    wanted = list(dict.fromkeys(units))
    known = set(_known_units(connection, event.policy or "", wanted))
    rows = [{"unit": unit, "appearance": appearance(unit)} for unit in wanted if unit not in known]
    _insert(connection, schema.units, event, rows)


def _known_units(connection: Connection, policy: str, wanted: Sequence[str]) -> Iterator[str]:
    known = schema.units
    for at in range(0, len(wanted), _AT_ONCE):
        asked = known.c.unit.in_(wanted[at : at + _AT_ONCE])
        yield from connection.scalars(select(known.c.unit).where(known.c.policy == policy, asked))
