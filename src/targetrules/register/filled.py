"""What a register fills into blank cells of results when they are judged: what became of consequences, and from above.

A decision says what was found, so that it is taken again of the same. Results stay as they came: what was found is put
into their blank cells where they are read to be judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.register.event import Event
from targetrules.register.followed_up import YES, FollowedUp, followed_in
from targetrules.register.from_above import FoundAbove, above_in
from targetrules.register.journal import events_at
from targetrules.register.standing import standing_events
from targetrules.register.stored import Moment, RowKey, StoredRow
from targetrules.report.results_csv import results_line
from targetrules.rules.tree import Rules

__all__ = ["Filled", "filled_before", "filled_in", "filled_of", "with_filled"]


@frozen(slots=True)
class Filled:
    """What was found for a period.

    Attributes:
        followed: What became of consequences of the period before; None: the policy does not ask.
        above: What was decided of units above; None: the policy does not ask, or not in this register.
    """

    followed: FollowedUp | None = None
    above: FoundAbove | None = None

    def values(self) -> dict[str, Any]:
        """As a decision says it."""
        parts = (each.values() for each in (self.followed, self.above) if each is not None)
        return {name: said for part in parts for name, said in part.items()}

    def cells(self) -> Iterator[tuple[str, Mapping[str, str], str]]:
        """The inputs, each with the cells of units, and with what stands in those of all others."""
        if self.followed is not None:
            yield from ((name, cells, YES) for name, cells in self.followed.cells().items())
        if self.above is not None:
            yield from ((name, cells, "") for name, cells in self.above.cells().items())


def filled_in(event: Event) -> Filled | None:
    """What a decision was taken with; None where its policy did not ask then."""
    return filled_of(followed_in(event), above_in(event))


def filled_of(followed: FollowedUp | None, above: FoundAbove | None) -> Filled | None:
    """What was found in both ways; None where neither was asked for."""
    return None if followed is None and above is None else Filled(followed, above)


def filled_before(
    connection: Connection, rules: Rules, moment: Moment, first: int | None, period: int | None
) -> dict[int, Filled]:
    """What decisions of earlier periods were taken with, by period.

    Args:
        connection: A transaction.
        rules: The text that reads the results.
        moment: What was known.
        first: The first of the periods; None: all.
        period: The period before which they are; None: all.
    """
    if not any(each.is_filled for each in rules.inputs.values()):
        return {}
    found: dict[int, Filled] = {}
    for at, numbers in standing_events(connection, rules.id, moment, first=first, before=period).items():
        for event in events_at(connection, numbers[-1:]):
            filled = filled_in(event)
            if filled is not None:
                found[at] = filled
    return found


def with_filled(rows: Mapping[RowKey, StoredRow], filled: Mapping[int, Filled]) -> dict[RowKey, StoredRow]:
    """The same results with what was found in blank cells."""
    cells = {period: list(each.cells()) for period, each in filled.items()}
    return {key: _with_cells(row, key[1], cells[key[0]]) if cells.get(key[0]) else row for key, row in rows.items()}


def _with_cells(row: StoredRow, unit: str, cells: list[tuple[str, Mapping[str, str], str]]) -> StoredRow:
    values = dict(row.values)
    for name, of_units, otherwise in cells:
        values[name] = values.get(name) or of_units.get(unit, otherwise)
    line = results_line([*row.cells[:2], *values.values()])
    return row._replace(columns=tuple(values), line=line)
