"""What a register tells of persons, with their names in place of the digests by which events know them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from attrs import evolve
from sqlalchemy import Connection

from targetrules.register.decisions import Decision
from targetrules.register.differences import DecisionChange
from targetrules.register.fulfilment import Task
from targetrules.register.persons import names_of
from targetrules.register.posts import Post
from targetrules.register.stored import RowKey, StoredRow
from targetrules.report.results_csv import results_line

__all__ = ["by_name", "named_changes", "named_decisions", "named_posts", "named_tasks", "with_names"]


class _Told(Protocol):
    @property
    def unit(self) -> str: ...

    @property
    def period(self) -> int | str: ...


_OfUnit = TypeVar("_OfUnit", bound=_Told)


def with_names(
    connection: Connection, rows: Mapping[RowKey, StoredRow], known: Mapping[RowKey, tuple[str, str]]
) -> tuple[dict[RowKey, StoredRow], dict[RowKey, tuple[str, str]]]:
    """The same with the names of persons; whose was erased keeps the digest."""
    names = names_of(connection, list({unit for _, unit in rows}))
    found = {}
    for (period, unit), row in rows.items():
        name = names.get(unit, unit)
        details = {
            each: {**table, "rows": [[name, *cells] for _, *cells in table["rows"]]}
            for each, table in row.details.items()
        }
        found[period, name] = row._replace(line=results_line([name, *row.cells[1:]]), details=details)
    return found, {(period, names.get(unit, unit)): cells for (period, unit), cells in known.items()}


def named_changes(connection: Connection, changes: Sequence[DecisionChange]) -> list[DecisionChange]:
    """The same with the names of persons, in each period by name; where there are no persons, as they are."""
    names = names_of(connection, list({each.unit for each in changes}))
    found = [evolve(each, unit=names.get(each.unit, each.unit)) for each in changes]
    return by_name(found) if names else found


def by_name(told: Sequence[_OfUnit]) -> list[_OfUnit]:
    """The same, in each period by the names of units: the order of digests means nothing."""
    places = {period: at for at, period in enumerate(dict.fromkeys(each.period for each in told))}
    return sorted(told, key=lambda each: (places[each.period], each.unit))


def named_tasks(connection: Connection, tasks: Sequence[Task], *, of_persons: bool = True) -> list[Task]:
    """The same with the names of persons, of units and of those to whom a consequence is addressed.

    Args:
        connection: A transaction.
        tasks: The consequences.
        of_persons: Whether units are persons, or may be.
    """
    units = {each.unit for each in tasks} if of_persons else set[str]()
    names = names_of(connection, list(units.union(*(_held_by(each.persons) for each in tasks if each.persons))))
    if not names:
        return list(tasks)
    return [
        evolve(each, unit=names.get(each.unit, each.unit), persons=tuple(_named(names, post) for post in each.persons))
        for each in tasks
    ]


def named_posts(connection: Connection, those: Sequence[Post]) -> list[Post]:
    """The same with the names of persons."""
    names = names_of(connection, list({*_held_by(those), *(each.unit for each in those)}))
    return [_named(names, each) for each in those]


def _named(names: Mapping[str, str], post: Post) -> Post:
    return evolve(post, person=names.get(post.person, post.person), unit=names.get(post.unit, post.unit))


def _held_by(those: Iterable[Post]) -> Iterator[str]:
    return (each.person for each in those)


def named_decisions(connection: Connection, decisions: Sequence[Decision]) -> list[Decision]:
    """The same with the names of persons."""
    names = names_of(connection, list({each.unit for each in decisions}))
    return [
        evolve(each, unit=name, outcome={**each.outcome, "unit": name})
        for each in decisions
        for name in (names.get(each.unit, each.unit),)
    ]
