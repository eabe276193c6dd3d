"""What follows from events: the tables that are derived, kept up event by event, and made anew from all of them."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from itertools import zip_longest
from typing import Any, Final

from attrs import field
from sqlalchemy import Connection, Table, create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from targetrules.alike import appearance
from targetrules.data import define
from targetrules.errors import InternalError
from targetrules.period import PeriodKind, ordinal_of_printed
from targetrules.register import schema
from targetrules.register.decisions import decisions_in
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.happened import changed_by, happened
from targetrules.register.in_force import UnitTargets, after_event, filled, had_targets, targets_of, with_targets
from targetrules.register.journal import read_events
from targetrules.register.period_tables import keep_table, note_touched, standing_lines
from targetrules.register.rulings import RULINGS, ruling_of
from targetrules.register.said import said_text
from targetrules.register.stored import column_lists_of
from targetrules.report.json_text import compact
from targetrules.report.results_csv import results_line

__all__ = ["Derivation", "apply", "groups_in", "period_kind", "rebuild", "stale_tables"]

_AT_ONCE: Final = 5000
"""Rows that are written, or asked for, at once."""
_KEEPING: Final = (
    EventKind.CLOSING,
    EventKind.DECISION,
    EventKind.DEPARTURE,
    EventKind.TARGETS,
    EventKind.AMENDMENT,
)
"""Events that go by what is derived from those before, so that all of it must be written."""
_UNFIT: Final = (ValueError, LookupError, TypeError, AttributeError, InternalError, SQLAlchemyError)
"""What goes wrong with an event that no register has written."""


def rebuild(connection: Connection) -> None:
    """Make all that is derived anew.

    Raises:
        RegisterError: An event does not hold what it should.
    """
    for table in schema.DERIVED:
        connection.execute(table.delete())
    derivation = Derivation(connection)
    for event in read_events(connection):
        derivation.take_checked(event)
    derivation.flush_checked()


def stale_tables(connection: Connection) -> Iterator[str]:
    """The derived tables that are not what the events give, which are made anew in a file that goes by itself.

    Raises:
        RegisterError: An event does not hold what it should.
    """
    memory = create_engine("sqlite://", creator=lambda: sqlite3.connect(""))
    schema.metadata.create_all(memory)
    with memory.begin() as anew:
        derivation = Derivation(anew)
        for event in read_events(connection):
            derivation.take_checked(event)
        derivation.flush_checked()
        for table in schema.DERIVED:
            query = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
            with connection.execute(query) as ones, anew.execute(query) as others:
                pairs = zip_longest(ones, others)
                is_stale = any(one is None or other is None or tuple(one) != tuple(other) for one, other in pairs)
            if is_stale:
                yield table.name
    memory.dispose()


def apply(connection: Connection, event: Event, said: str | None = None) -> None:
    """Derive what follows from one more event.

    Args:
        connection: A transaction.
        event: The event.
        said: Of a decision, what later periods look back at, where whoever decides has it already.
    """
    derivation = Derivation(connection)
    derivation.take(event, said)
    derivation.flush()


def period_kind(connection: Connection, policy: str) -> PeriodKind:
    """What the periods of a policy are, which is the same in all of its texts."""
    found = connection.scalar(select(schema.adoptions.c.period_kind).where(schema.adoptions.c.policy == policy))
    if found is None:
        raise InternalError(policy)
    return PeriodKind(found)


@define(eq=False)
class Derivation:
    """What follows from events that are taken one after the other; of very many it is written together.

    Attributes:
        connection: The transaction in which the derived tables are written.
    """

    connection: Connection
    _rows: dict[Table, list[Mapping[str, Any]]] = field(factory=dict, init=False)
    _count: int = field(default=0, init=False)
    _kinds: dict[str, PeriodKind] = field(factory=dict, init=False)
    _lists: dict[str, int] = field(factory=dict, init=False)
    _touched: dict[tuple[str, int], int] = field(factory=dict, init=False)
    _had: dict[tuple[str, int], bool] = field(factory=dict, init=False)

    def take_checked(self, event: Event) -> None:
        """The same of an event that may be none that a register wrote; RegisterError where it holds something else."""
        if event.kind in _KEEPING:
            self.flush_checked()
        try:
            self.take(event)
        except _UNFIT as error:
            raise refused("verify-unfit", number=event.number) from error
        if self._count >= _AT_ONCE:
            self.flush_checked()

    def flush_checked(self) -> None:
        """Write what was not written yet; RegisterError names the first event of which it cannot be."""
        rows = self._rows
        try:
            with self.connection.begin_nested():
                self.flush()
        except _UNFIT:
            numbers = sorted({row["event"] for each in rows.values() for row in each})
            for number in numbers:
                self._rows = {table: [row for row in each if row["event"] == number] for table, each in rows.items()}
                try:
                    self.flush()
                except _UNFIT as error:
                    raise refused("verify-unfit", number=number) from error

    def take(self, event: Event, said: str | None = None) -> None:
        """One more event; see :func:`apply`."""
        match event.kind:
            case EventKind.POLICY:
                self._adopted(event)
            case EventKind.RESULTS | EventKind.CORRECTION | EventKind.WITHDRAWAL:
                (self._went if event.kind is EventKind.WITHDRAWAL else self._came)(event)
            case EventKind.CLOSING:
                self._closed(event)
            case EventKind.DECISION:
                self._decided(event, said)
            case EventKind.SERVED | EventKind.EXECUTED | EventKind.ACCEPTED | EventKind.RETURNED:
                row = {name: event.values[name] for name in ("unit", "consequence", "day")}
                row |= {"period": self._period(event), "kind": event.kind.value}
                self._add(schema.fulfilments, event, [row])
            case EventKind.APPOINTMENT | EventKind.DEPARTURE:
                self._holds_post(event)
            case EventKind.TARGETS | EventKind.AMENDMENT:
                self._issued(event)
            case EventKind.REGISTER | EventKind.HOLD_HARMLESS | EventKind.ERASURE | EventKind.OFFICES:
                pass
            case _:
                self._folded(event)

    def _folded(self, event: Event) -> None:
        """Of what happens in the course of a period nothing is derived: it is folded where it is asked for."""
        self._period(event)
        if event.kind in RULINGS:
            ruling_of(event)
        else:
            happened(event)

    def _add(self, table: Table, event: Event, rows: Sequence[Mapping[str, Any]]) -> None:
        own = {"event": event.number} | ({} if "policy" not in table.c else {"policy": event.policy})
        self._rows.setdefault(table, []).extend([{**own, **row} for row in rows])
        self._count += len(rows)

    def flush(self) -> None:
        """Write what was not written yet."""
        rows, self._rows, self._count = self._rows, {}, 0
        touched, self._touched = self._touched, {}
        for (policy, period), event in touched.items():
            note_touched(self.connection, policy, period, event)
        for table, found in rows.items():
            if table is schema.units:
                found = self._first_named(found)  # noqa: PLW2901
            elif table is schema.group_names:
                found = self._first_grouped(found)  # noqa: PLW2901
            for at in range(0, len(found), _AT_ONCE):
                self.connection.execute(table.insert(), found[at : at + _AT_ONCE])

    # ---- policies and decisions --------------------------------------------------------------------------------------

    def _adopted(self, event: Event) -> None:
        kind, first = event.values["period_kind"], event.values["first_period"]
        ordinal = None if first is None else ordinal_of_printed(PeriodKind(kind), first)
        row = {"period_kind": kind, "first_period": ordinal, "persons": int(event.values["persons"])}
        self._add(schema.adoptions, event, [row])
        self._kinds.setdefault(event.policy or "", PeriodKind(kind))

    def _closed(self, event: Event) -> None:
        period, group = self._period(event), compact(event.values["group"])
        self._add(schema.closings, event, [{"period": period, "group": group}])
        if not event.values["group"]:
            keep_table(self.connection, event.policy or "", period, event.number)

    def _kind(self, event: Event) -> PeriodKind:
        policy = event.policy or ""
        if policy not in self._kinds:
            self._kinds[policy] = period_kind(self.connection, policy)
        return self._kinds[policy]

    def _period(self, event: Event) -> int:
        return ordinal_of_printed(self._kind(event), event.value("period"))

    def _decided(self, event: Event, said: str | None) -> None:
        period, is_whole = self._period(event), bool(event.value("whole"))
        if said is None:
            said = said_text(decisions_in(event.number, event.values))
        units = changed_by(event)
        changed = compact(None if units is None else sorted(units))
        row = {"period": period, "whole": int(is_whole), "changed": changed, "said": said}
        self._add(schema.decided, event, [row])
        if is_whole:
            keep_table(self.connection, event.policy or "", period, event.number)
        else:
            those = dict.fromkeys(each["unit"] for each in event.values["outcomes"])
            self._add(schema.decided_units, event, [{"unit": unit, "period": period} for unit in those])

    def _holds_post(self, event: Event) -> None:
        """How an appointment stands after it; days that are none are not those of an event that a register wrote."""
        values, known = event.values, schema.posts
        if event.kind is EventKind.APPOINTMENT:
            row = {name: values[name] for name in ("person", "role", "unit", "since", "until")}
            row |= {"appointment": event.number, "taken_back": 0}
        else:
            query = select(known).where(known.c.appointment == values["appointment"], known.c.policy == event.policy)
            before = self.connection.execute(query.order_by(known.c.event.desc()).limit(1)).mappings().one()
            row = {name: before[name] for name in ("appointment", "person", "role", "unit", "since")}
            row |= {"until": values["until"], "taken_back": int(values["until"] is None)}
        date.fromisoformat(row["since"])
        date.fromisoformat(row["until"] or row["since"])
        self._add(known, event, [row])

    # ---- results -----------------------------------------------------------------------------------------------------

    def _came(self, event: Event) -> None:
        values, kind = event.values, self._kind(event)
        columns = self._column_list(values["columns"])
        below = _details_by_row(values["details"], kind)
        rows, given = [], [(ordinal_of_printed(kind, cells[1]), cells) for cells in values["rows"]]
        all_cells = filled(self.connection, event.policy or "", values["columns"], given, self._had_targets)
        for (period, _), cells in zip(given, all_cells, strict=True):
            unit = cells[0]
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
        self._add(schema.result_versions, event, rows)
        self._touch(event, rows)
        self._add(schema.units, event, [{"unit": unit} for unit in dict.fromkeys(row["unit"] for row in rows)])
        for of, names in groups_in(values).items():
            self._add(schema.group_names, event, [{"of": of, "name": name} for name in names])
        if values["naming"]:
            self._add(schema.names_said, event, [{"naming": compact(values["naming"])}])

    def _went(self, event: Event) -> None:
        kind = self._kind(event)
        rows = [{"unit": unit, "period": ordinal_of_printed(kind, period)} for unit, period, *_ in event.values["rows"]]
        none = {"columns": None, "line": None, "details": None}
        self._add(schema.result_versions, event, [{**row, **none} for row in rows])
        self._touch(event, rows)

    def _had_targets(self, connection: Connection, policy: str, period: int) -> bool:
        """Whether any target of the period was issued, which is asked of the database once: events may be very many."""
        if (policy, period) not in self._had:
            self._had[policy, period] = had_targets(connection, policy, period)
        return self._had[policy, period]

    def _issued(self, event: Event) -> None:
        """The targets of each unit from now on, and its result with them where it has one already."""
        policy, period, values = event.policy or "", self._period(event), event.values
        before = targets_of(self.connection, policy, period, [row[0] for row in values["rows"]])
        now = after_event(event, before)
        self._had[policy, period] = True
        rows = [{"unit": unit, "period": period, "targets": compact(each)} for unit, each in now.items()]
        self._add(schema.target_versions, event, rows)
        self._add(schema.units, event, [{"unit": unit} for unit in now])
        if values.get("naming"):
            self._add(schema.names_said, event, [{"naming": compact(values["naming"])}])
        results = list(self._again(policy, period, now))
        self._add(schema.result_versions, event, results)
        if results:
            self._touch(event, results)
        self.flush()

    def _again(self, policy: str, period: int, targets: Mapping[str, UnitTargets]) -> Iterator[Mapping[str, Any]]:
        """Those results that are others with these targets."""
        lists = column_lists_of(self.connection)
        query = standing_lines(policy, period, None)
        for row in self.connection.execute(query).all():
            if row.unit in targets:
                cells = next(csv.reader(StringIO(row.line, newline="")))
                line = results_line(with_targets(lists[row.columns], cells, targets[row.unit]))
                if line != row.line:
                    same = {"columns": row.columns, "details": row.details}
                    yield {"unit": row.unit, "period": period, "line": line, **same}

    def _touch(self, event: Event, rows: Sequence[Mapping[str, Any]]) -> None:
        policy = event.policy or ""
        self._touched |= dict.fromkeys({(policy, row["period"]) for row in rows}, event.number)

    def _column_list(self, names: Sequence[str]) -> int:
        text, known = compact(names), schema.column_lists
        if text not in self._lists:
            found = self.connection.scalar(select(known.c.id).where(known.c.names == text))
            if found is None:
                found = (self.connection.scalar(select(func.max(known.c.id))) or 0) + 1
                self.connection.execute(known.insert(), {"id": found, "names": text})
            self._lists[text] = int(found)
        return self._lists[text]

    # ---- names, each kept once ---------------------------------------------------------------------------------------

    def _first_named(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Those units that had no result before, each with the first event that names it."""
        first: dict[tuple[str, str], Mapping[str, Any]] = {}
        for row in rows:
            first.setdefault((row["policy"], row["unit"]), row)
        known = schema.units.c
        for policy in {policy for policy, _ in first}:
            wanted = [unit for each, unit in first if each == policy]
            for at in range(0, len(wanted), _AT_ONCE):
                asked = select(known.unit).where(known.policy == policy, known.unit.in_(wanted[at : at + _AT_ONCE]))
                for unit in self.connection.scalars(asked):
                    del first[policy, unit]
        return [{**row, "appearance": appearance(row["unit"])} for row in first.values()]

    def _first_grouped(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The same of the names of groups."""
        first: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
        for row in rows:
            first.setdefault((row["policy"], row["of"]), {}).setdefault(row["name"], row)
        known = schema.group_names.c
        for (policy, of), named in first.items():
            wanted = list(named)
            for at in range(0, len(wanted), _AT_ONCE):
                asked = select(known.name).where(known.policy == policy, known.of == of)
                for name in self.connection.scalars(asked.where(known.name.in_(wanted[at : at + _AT_ONCE]))):
                    del named[name]
        new = [row for named in first.values() for row in named.values()]
        return [{**row, "appearance": appearance(row["name"])} for row in new]


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


def _details_by_row(details: Mapping[str, Any], kind: PeriodKind) -> Mapping[tuple[str, int], dict[str, Any]]:
    """The rows of details of each result: by their names, the columns and the rows."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for name, table in details.items():
        for cells in table["rows"]:
            of_row = found.setdefault((cells[0], ordinal_of_printed(kind, cells[1])), {})
            of_row.setdefault(name, {"columns": table["columns"], "rows": []})["rows"].append(cells)
    return found
