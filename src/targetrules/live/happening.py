"""What comes to the tables of a session as events, and what contradicts what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from targetrules.arguments import ArgumentError, a_unit
from targetrules.engine.live_interface import Event, RowEvent
from targetrules.engine.openness import Group, RowKey
from targetrules.history import Row
from targetrules.live.error import LiveError
from targetrules.live.groups import said_of_group
from targetrules.live.incoming import Incoming
from targetrules.live.reading import Came
from targetrules.live.tables import ItemEvent, PlainTable, Table, TableEvents
from targetrules.period import period_text
from targetrules.source.suggest import nearest
from targetrules.wording import Word

__all__ = [
    "absent_items",
    "check_close",
    "faults_of_posts",
    "item_named",
    "said_of_item",
    "taken_events",
    "withdrawal",
]

Tables = Mapping[str, PlainTable | Table]
"""The tables of a session, by their names."""


def said_of_item(table: PlainTable, what: str, key: RowKey, item: str) -> Word:
    """A sentence of the section ``live`` about a row of details."""
    said = {
        "item": item,
        "unit": key[1],
        "period": period_text(table.details.rules.period, key[0]),
        "details": table.key,
    }
    return Word(f"live.{what}", said)


def item_named(given: object) -> str:
    """What names a row of details; ArgumentError where nothing is named."""
    if given is None:
        raise ArgumentError("item", Word("arguments.which-item"))
    return a_unit("item", given)


# ---- what happens ----------------------------------------------------------------------------------------------------


def taken_events(came: Came, tables: Tables, *, in_place: bool = False) -> TableEvents:
    """What has come, by tables; ``in_place``: of what is there, so that rows that did not come with a result go."""
    events: dict[str, list[Event | ItemEvent]] = {
        key: [RowEvent(row.period, row.unit, row) for row in rows] for key, rows in came.results.items()
    }
    for key, table, rows in _plain(came, tables):
        named = [(row, _item(table, row)) for row in rows]
        there = {(row.period, row.unit, item) for row, item in named}
        events[key] = [ItemEvent(row.period, row.unit, item, row) for row, item in named]
        for result in came.whole.get(key, ()) if in_place else ():
            gone = (each for each in _items_of(table, result) if (result.period, result.unit, each) not in there)
            events[key] += [ItemEvent(result.period, result.unit, each, None) for each in gone]
    return events


def withdrawal(table: Table, key: RowKey) -> TableEvents:
    """That a result goes, with its rows of details that are no outcomes."""
    events: dict[str, list[Event | ItemEvent]] = {table.key: [RowEvent(*key, None)]}
    for each in table.tables.values():
        if isinstance(each, PlainTable):
            events[each.key] = [ItemEvent(*key, item, None) for item in each.below.found.get(key, ())]
    return events


def _plain(came: Came, tables: Tables) -> Iterator[tuple[str, PlainTable, Sequence[Row]]]:
    for key, rows in came.items.items():
        table = tables[key]
        if isinstance(table, PlainTable):
            yield key, table, rows


def _item(table: PlainTable, row: Row) -> str:
    return str(row.values[table.details.item])


def _items_of(table: PlainTable, row: Row) -> Sequence[str]:
    """The items of the rows that are there below a result."""
    return list(table.below.found.get((row.period, row.unit), ()))


# ---- what cannot be --------------------------------------------------------------------------------------------------


def faults_of_posts(came: Came, tables: Tables, incoming: Mapping[str, Incoming]) -> list[Word]:
    """What is there already, and names that look like others."""
    problems = list[Word]()
    for key, rows in came.results.items():
        problems += incoming[key].faults_of_posts(rows, partial(_are_same, came, tables))
        problems += incoming[key].not_served(rows)
    for _, table, rows in () if problems else _plain(came, tables):
        for row in rows:
            at = row.period, row.unit
            there = table.row(at, _item(table, row))
            if there is not None:
                what = "item-again" if there.values == row.values else "item-other"
                problems.append(said_of_item(table, what, at, _item(table, row)))
    return problems


def _are_same(came: Came, tables: Tables, result: Row) -> bool:
    """Whether the rows of details that have come with a result are those that are there."""
    for key, table, rows in _plain(came, tables):
        if not any(each is result for each in came.whole.get(key, ())):
            continue
        own = {_item(table, row): row.values for row in rows if (row.period, row.unit) == (result.period, result.unit)}
        there = {item: row.values for item, (row, _) in table.below.found.get((result.period, result.unit), {}).items()}
        if own != there:
            return False
    return True


def absent_items(came: Came, tables: Tables) -> Iterator[Word]:
    """Rows of details that are to be corrected by themselves, and are not there."""
    for key, table, rows in _plain(came, tables):
        for row in rows if key not in came.whole else ():
            at, item = (row.period, row.unit), _item(table, row)
            if table.row(at, item) is None:
                yield said_of_item(table, "item-correct-absent", at, item)


def check_close(table: Table, period: int, group: Group) -> None:
    """LiveError where there is nothing to be closed, or rows below name units above that have no result."""
    said = {"period": period_text(table.rules.period, period), "group": said_of_group(group)}
    if not any(table.judging.arrived.having(period, group)) and not _has_above(table, period, group):
        raise LiveError([Word("live.close-group" if group else "live.close-nobody", said)])
    astray = [] if group else list(table.astray(period))
    above = table.above
    if above is not None and above.judging.openness.is_closed(period, ()):
        astray += [(key, unit) for key, unit in above.astray(period) if key == table.key]
    problems = list[Word]()
    for key, unit in astray:
        of = above if key == table.key and above is not None else table
        problem = Word("live.astray", {**said, "unit": unit, "details": key})
        near = nearest(unit, of.units(period))
        problems.append(problem if near is None else Word("live.near", {"problem": problem, "near": near}))
    if problems:
        raise LiveError(problems)


def _has_above(table: Table, period: int, group: Group) -> bool:
    """Whether somebody above has a result, below whom there is nobody: that is complete, too."""
    if table.above is None or not all(name == table.rules.unit_above for name, _ in group):
        return False
    units = table.above.units(period)
    return str(group[0][1]) in units if group else bool(units)
