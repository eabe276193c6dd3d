"""What became of consequences, as inputs of the period after: recorded with its decision, and read beside its results.

A decision says what was found, and of which day, so that it is taken again of the same. Results stay as they came: what
was found is put into their blank cells where they are read to be judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Self

from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.register.event import Event
from targetrules.register.journal import events_at
from targetrules.register.standing import standing_events
from targetrules.register.stored import Moment, RowKey, StoredRow
from targetrules.report.results_csv import results_line
from targetrules.rules.tree import Rules

__all__ = ["FollowedUp", "follow_ups_of", "followed_before", "followed_in", "with_followed"]

_YES: Final = "true"
_NO: Final = "false"
_KEY: Final = "followed_up"


@frozen(slots=True)
class FollowedUp:
    """What became of consequences of the period before, as far as it was known on a day.

    Attributes:
        day: The day.
        late: By the name of an input, the units that were to carry the consequence out, and have not in time.
        open: Those of which it is not known yet; of all others nothing is left to be carried out.
    """

    day: date
    late: Mapping[str, Sequence[str]]
    open: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """As a decision says it."""
        return cls(date.fromisoformat(said["on"]), said["late"], said["open"])

    def values(self) -> dict[str, Any]:
        """As a decision says it."""
        return {_KEY: {"on": self.day.isoformat(), "late": self.late, "open": self.open}}

    def is_done(self, name: str, unit: str) -> bool | None:
        """Whether nothing was left to be carried out by a unit, by the name of an input; None: it was not known."""
        return None if unit in self.open[name] else unit not in self.late[name]

    def cells(self) -> dict[str, dict[str, str]]:
        """By the name of an input, the cells of the units that have not carried it out, or not yet."""
        return {
            name: {**dict.fromkeys(units, _NO), **dict.fromkeys(self.open[name], "")}
            for name, units in self.late.items()
        }


def follow_ups_of(rules: Rules) -> dict[str, str]:
    """The inputs that a register fills, each with the id of the consequence."""
    return {name: each.follow_up for name, each in rules.inputs.items() if each.follow_up is not None}


def followed_in(event: Event) -> FollowedUp | None:
    """What a decision was taken with; None where its policy did not ask then."""
    try:
        said = event.value(_KEY)
    except KeyError:
        return None
    return FollowedUp.of(said)


def followed_before(
    connection: Connection, rules: Rules, moment: Moment, first: int | None, period: int | None
) -> dict[int, FollowedUp]:
    """What decisions of earlier periods were taken with, by period.

    Args:
        connection: A transaction.
        rules: The text that reads the results.
        moment: What was known.
        first: The first of the periods; None: all.
        period: The period before which they are; None: all.
    """
    if not follow_ups_of(rules):
        return {}
    found: dict[int, FollowedUp] = {}
    for at, numbers in standing_events(connection, rules.id, moment, first=first, before=period).items():
        for event in events_at(connection, numbers[-1:]):
            followed = followed_in(event)
            if followed is not None:
                found[at] = followed
    return found


def with_followed(rows: Mapping[RowKey, StoredRow], followed: Mapping[int, FollowedUp]) -> dict[RowKey, StoredRow]:
    """The same results with what was found in blank cells."""
    cells = {period: each.cells() for period, each in followed.items()}
    return {key: _filled(row, key[1], cells[key[0]]) if cells.get(key[0]) else row for key, row in rows.items()}


def _filled(row: StoredRow, unit: str, cells: Mapping[str, Mapping[str, str]]) -> StoredRow:
    values = dict(row.values)
    for name, of_units in cells.items():
        values[name] = values.get(name) or of_units.get(unit, _YES)
    line = results_line([*row.cells[:2], *values.values()])
    return row._replace(columns=tuple(values), line=line)
