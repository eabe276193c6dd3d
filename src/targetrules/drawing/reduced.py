"""The smallest results that still show something: rows left out one after the other, and values made plain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from attrs import evolve

from targetrules.data import define
from targetrules.drawing.telling import FIRST_PERIOD, TEXTS, telling_edges, telling_periods
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.succession import COLUMNS, SuccessionRow, continued_in, faults_of, merged_of

__all__ = ["reduced"]


def reduced(rules: tree.Rules, history: History, shows: Callable[[History], bool]) -> History:
    """The history without any row that it can do without, and with plain values wherever these do as well.

    An input that may be missing is, or has its default; a number is an end of its range, or one that something is
    compared with, the roundest first. What is made of details stays as it is.

    Args:
        rules: The policy.
        history: Results that show something.
        shows: Whether other results show it too.
    """
    reducing = _Reducing(rules, shows, list(history.rows))
    while reducing.makes_smaller():
        pass
    reducing.put_in_order()
    return History(tuple(reducing.rows))


@define(slots=False)
class _Reducing:
    """Rows that show something, while they become fewer and plainer."""

    rules: tree.Rules
    shows: Callable[[History], bool]
    rows: list[Row]

    def makes_smaller(self) -> bool:
        """Try everything once; whether anything became smaller."""
        before = self.rows
        for unit in dict.fromkeys(row.unit for row in before):
            self.take([row for row in self.rows if row.unit != unit])
        for left in before:
            self.take([row for row in self.rows if row is not left])
        for name, plain in self.plain.items():
            self.make_all_plain(name, plain)
        for at in range(len(self.rows)):
            for name, plain in self.plain.items():
                self.make_plain(at, name, plain)
        return self.rows != before

    def put_in_order(self) -> None:
        """Rows by period and unit, units by number, and the first period one that the policy names, where that does."""
        self.take(sorted(self.rows, key=attrgetter("period")))
        if not any(row.values.get(name) for row in self.rows for name in COLUMNS):
            names = {unit: f"u{at + 1}" for at, unit in enumerate(dict.fromkeys(row.unit for row in self.rows))}
            self.take([evolve(row, unit=names[row.unit]) for row in self.rows])
        for first in [FIRST_PERIOD[self.rules.period], *self.rules.once(telling_periods)]:
            by = first - min(row.period for row in self.rows)
            if by == 0 or self.take([evolve(row, period=row.period + by) for row in self.rows]):
                return

    def make_all_plain(self, name: str, plain: Sequence[Value]) -> None:
        """Give all rows the same plain value."""
        for value in plain:
            rows = [_with(row, name, value) for row in self.rows]
            if rows == self.rows or self.take(rows):
                return

    def take(self, rows: list[Row]) -> bool:
        """Go on with these rows, if they are others, can be read, and show it too."""
        if not rows or rows == self.rows or _is_broken(rows) or not self.shows(History(tuple(rows))):
            return False
        self.rows = rows
        return True

    def make_plain(self, at: int, name: str, plain: Sequence[Value]) -> None:
        """Give a row the plainest value that does as well."""
        for value in plain:
            row = self.rows[at]
            if row.values.get(name) == value:
                return
            if self.take([*self.rows[:at], _with(row, name, value), *self.rows[at + 1 :]]):
                return

    @cached_property
    def plain(self) -> Mapping[str, Sequence[Value]]:
        """Values of each input, the plainest first; of what was decided, and of succession, nothing at all."""
        reserved: dict[str, Sequence[Value]] = {name: [None] for name in reserved_inputs(self.rules)}
        return reserved | {name: self.values(each) for name, each in self.rules.read_inputs.items()}

    def values(self, source: tree.Input) -> Sequence[Value]:
        """Values of an input, the plainest first: missing where it may be, or its default."""
        first: list[Value] = [source.default] if source.default is not None else [None] if source.optional else []
        match source.kind:
            case tree.InputKind.NUMBER:
                return [*first, *self.rules.once(telling_edges, source.name)]
            case tree.InputKind.GRADE:
                return [*first, *(grade.id for grade in self.rules.grades)]
            case tree.InputKind.CHOICE:
                return [*first, *source.options]
            case tree.InputKind.FLAG:
                return [*first, False, True]
            case tree.InputKind.TEXT:
                return [*first, *TEXTS[:1]]


def _with(row: Row, name: str, value: Value) -> Row:
    """The row with another value, if it has one at all."""
    if row.values.get(name) == value or (value is not None and row.values.get(name) is None):
        return row
    return evolve(row, values={**row.values, name: value})


def _is_broken(rows: Sequence[Row]) -> bool:
    """Whether a row goes on from a past that there is no more."""
    said = (SuccessionRow(row.unit, row.period, continued_in(row.values), merged_of(row.values)) for row in rows)
    return any(True for _ in faults_of(said))
