"""Which periods are complete: everybody's results are there, as somebody said, and nothing has come since."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from sqlalchemy import Connection, func, select

from targetrules.data import frozen
from targetrules.engine.openness import Group, Openness, group_by, groups_of
from targetrules.history import Value
from targetrules.register.period_tables import last_touched
from targetrules.register.schema import closings, result_versions
from targetrules.register.stored import column_lists_of
from targetrules.rules.tree import Rules

__all__ = ["Completeness", "completeness_of"]


@frozen(slots=True)
class Completeness:
    """Which groups of a period are complete, with their values as texts.

    Attributes:
        complete: The groups that are; ``()`` alone: the whole period is.
        open: The groups that are not; ``()`` alone: nothing of the period is.
    """

    complete: tuple[Group, ...]
    open: tuple[Group, ...]


def completeness_of(connection: Connection, rules: Rules, period: int, number: int) -> Completeness:
    """Which groups of a period are complete, by the inputs by which the policy groups units.

    Args:
        connection: A transaction.
        rules: The policy.
        period: The ordinal number of the period.
        number: The last event that counts.
    """
    closed = list(_closings(connection, rules.id, period, number))
    last = _last_version(connection, rules.id, period, number)
    if any(event > last and not group for event, group in closed):
        return Completeness(((),), ())
    versions = list(_versions(connection, rules.id, period, number))
    now, openness = _replayed(rules, period, versions, closed)
    groups = {group for row in now for names in groups_of(rules) if (group := group_by(names, row)) is not None}
    complete = tuple(sorted(group for group in groups if openness.is_closed(period, group)))
    if not groups or () in groups:
        return Completeness(((),), ()) if () in complete else Completeness(complete, ((),))
    return Completeness(complete, tuple(sorted(groups - set(complete))))


@frozen(slots=True)
class _Version:
    """A result as it is since an event; None: it was withdrawn."""

    event: int
    unit: str
    values: Mapping[str, Value] | None


def _replayed(
    rules: Rules, period: int, versions: Sequence[_Version], closed: Sequence[tuple[int, Group]]
) -> tuple[list[Mapping[str, Value]], Openness]:
    """The results as they are, and what is complete, after all of these events."""
    openness, now = Openness(rules), dict[str, Mapping[str, Value]]()
    happened: list[tuple[int, _Version | Group]] = [*((each.event, each) for each in versions), *closed]
    for _, each in sorted(happened, key=lambda pair: pair[0]):
        if not isinstance(each, _Version):
            openness.close(period, each)
            continue
        for values in (now.pop(each.unit, None), each.values):
            if values is not None:
                openness.touch(period, values)
        if each.values is not None:
            now[each.unit] = each.values
    return list(now.values()), openness


def _versions(connection: Connection, policy: str, period: int, number: int) -> Iterator[_Version]:
    known, lists = result_versions.c, column_lists_of(connection)
    query = select(known.event, known.unit, known.columns, known.line).where(
        known.policy == policy, known.period == period, known.event <= number
    )
    for row in connection.execute(query.order_by(known.event)):
        values = None
        if row.line is not None:
            _, _, *cells = next(csv.reader(StringIO(row.line, newline="")))
            values = dict(zip(lists[row.columns], (cell or None for cell in cells), strict=True))
        yield _Version(row.event, row.unit, values)


def _last_version(connection: Connection, policy: str, period: int, number: int) -> int:
    """The last event up to that one by which a result of the period came or went; 0 where there is none."""
    last = last_touched(connection, policy, period)
    if last <= number:
        return last
    known = result_versions.c
    query = select(func.max(known.event)).where(known.policy == policy, known.period == period, known.event <= number)
    return connection.scalar(query) or 0


def _closings(connection: Connection, policy: str, period: int, number: int) -> Iterator[tuple[int, Group]]:
    known = closings.c
    query = select(known.event, known.group).where(
        known.policy == policy, known.period == period, known.event <= number
    )
    for row in connection.execute(query.order_by(known.event)):
        yield row.event, tuple((name, value) for name, value in json.loads(row.group))
