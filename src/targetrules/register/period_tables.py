"""The results of a period as one text, kept when the period was said to be complete or was decided.

To gather a hundred thousand lines takes a database as long as to judge them; as one text they are read at once. What is
kept is as it stood after an event, and counts until a result of the period comes, changes or goes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from targetrules.register.schema import period_tables, result_versions, touched_periods

__all__ = ["PeriodTable", "joined_lines", "keep_table", "kept_table", "last_touched", "note_touched", "standing_lines"]


class PeriodTable(NamedTuple):
    """The results of a period as they stood.

    Attributes:
        columns: The number of the list of columns that all of them have.
        lines: Their lines, by unit.
    """

    columns: int
    lines: str


def last_touched(connection: Connection, policy: str, period: int) -> int:
    """The last event of all by which a result of the period came, changed or went; 0 where there is none."""
    known = touched_periods.c
    found = connection.scalar(select(known.event).where(known.policy == policy, known.period == period))
    return found or 0


def note_touched(connection: Connection, policy: str, period: int, event: int) -> None:
    """A result of the period has come, changed or gone by an event."""
    known = touched_periods
    same = known.c.policy == policy, known.c.period == period
    if connection.execute(known.update().where(*same).values(event=event)).rowcount == 0:
        connection.execute(known.insert(), {"policy": policy, "period": period, "event": event})


def kept_table(connection: Connection, policy: str, period: int, number: int) -> PeriodTable | None:
    """The results of the period as they stood after an event, where they are kept and no other was kept since."""
    known = period_tables.c
    query = select(known.event, known.columns, known.lines).where(known.policy == policy, known.period == period)
    row = connection.execute(query.where(known.event <= number)).first()
    if row is None or last_touched(connection, policy, period) > row.event:
        return None
    return PeriodTable(row.columns, row.lines)


def keep_table(connection: Connection, policy: str, period: int, event: int) -> None:
    """Keep the results of the period as they stand after the last event, where others are kept or none.

    Those that have details, or different columns, are not kept: they must be looked at one by one.

    Args:
        connection: A transaction that writes.
        policy: The id of the policy.
        period: The ordinal number of the period.
        event: The last event.
    """
    known = period_tables
    same = known.c.policy == policy, known.c.period == period
    kept = connection.scalar(select(known.c.event).where(*same))
    touched = last_touched(connection, policy, period)
    if not touched or (kept is not None and kept >= touched):
        return
    table = _table(connection, policy, period)
    if kept is not None:
        connection.execute(known.delete().where(*same))
    if table is not None:
        row = {"columns": table.columns, "lines": table.lines}
        connection.execute(known.insert(), {"policy": policy, "period": period, "event": event, **row})


def _table(connection: Connection, policy: str, period: int) -> PeriodTable | None:
    """The results of the period as they stand, where they have the same columns and no details."""
    stand = standing_lines(policy, period, None).subquery()
    alike = func.min(stand.c.columns), func.max(stand.c.columns), func.count(stand.c.details)
    row = connection.execute(select(*alike, joined_lines(connection, stand.c.line, stand.c.unit, ""))).one()
    first, last, detailed, lines = row
    return None if lines is None or first != last or detailed else PeriodTable(first, lines)


# ---- gathered --------------------------------------------------------------------------------------------------------


def standing_lines(policy: str, period: int, number: int | None, *, has_replaced: bool = True) -> Select[Any]:
    """The lines of the results of a period as they stood after an event (None: as they stand), by unit.

    Args:
        policy: The id of the policy.
        period: The ordinal number of the period.
        number: The event.
        has_replaced: Whether any result of the policy was ever replaced or taken back: else each is there once.
    """
    known, newer = result_versions, result_versions.alias()
    query = select(known.c.line, known.c.unit, known.c.columns, known.c.details)
    query = query.where(known.c.policy == policy, known.c.period == period, known.c.line.is_not(None))
    same = [newer.c[name] == known.c[name] for name in ("policy", "period", "unit")]
    later = select(newer.c.event).where(*same, newer.c.event > known.c.event)
    if number is not None:
        query, later = query.where(known.c.event <= number), later.where(newer.c.event <= number)
    return (query.where(~later.exists()) if has_replaced else query).order_by(known.c.unit)


def joined_lines(
    connection: Connection, lines: ColumnElement[str], units: ColumnElement[str], between: str
) -> ColumnElement[Any]:
    """Lines as one text, as they stand by unit in what is selected from; SQLite keeps the order of rows."""
    if connection.dialect.name == "sqlite":
        return func.group_concat(lines, between)
    return func.string_agg(lines, aggregate_order_by(literal(between), units))
