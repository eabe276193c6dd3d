"""Small histories drawn at random, near the edges of a policy: for who looks for one that shows something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any, Final

import attrs
from attrs import field

from targetrules.data import define
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import range_of_input
from targetrules.rules.leaf import PeriodRange
from targetrules.rules.resolution.from_examples import ONLY_UNIT
from targetrules.source.decimals import scaled_ends, unscaled

__all__ = ["Drawing"]

_FIRST: Final = 2011
_MOST_PERIODS: Final = 6
_MOST_UNITS: Final = 5
_WAYS: Final = 6
_OFTEN: Final = 0.7
_GROUPS: Final = ("A", "B")


@define
class Drawing:
    """Draws histories for a policy, anew or from others with something changed."""

    rules: tree.Rules
    random: Random
    inputs: dict[str, list[Value]] = field(init=False)
    starts: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        numbers, periods = set[Decimal](), set[int]()
        for part in _parts(self.rules.order + self.rules.consequences):
            if isinstance(part, Decimal):
                numbers.add(part)
            if isinstance(part, PeriodRange):
                periods.update(end for end in (part.start, part.end) if end is not None)
        for parameter in self.rules.parameters.values():
            numbers.update(value for _, value in parameter.values if isinstance(value, Decimal))
            periods.update(start for start, _ in parameter.values if start is not None)
        periods.update(period for example in self.rules.examples for _, period, _ in example.rows)
        self.inputs = {name: _values(one, self.rules, numbers) for name, one in self.rules.read_inputs.items()}
        first = self.rules.first_period
        self.starts = sorted(periods) or [_FIRST if first is None else first]

    def drawn(self) -> History:
        """A history of its own: one unit mostly, or a few where they are compared."""
        compared = bool(self.rules.rankings) and self.random.random() < _OFTEN
        units = self.random.randint(1, _MOST_UNITS) if compared else 1
        names = [ONLY_UNIT] if units == 1 else [f"u{number}" for number in range(1, units + 1)]
        start = self.random.choice(self.starts) + self.random.choice((-2, -1, 0, 0, 1))
        length = self.random.randint(1, 2 if units > 1 else _MOST_PERIODS)
        alike = self.row("", 0)
        rows = [
            self.near(Row(name, period, alike.values), self.random.randint(0, 3))
            for period in range(start, start + length)
            for name in names
        ]
        return History(tuple(rows))

    def row(self, unit: str, period: int) -> Row:
        """A row of which every value is drawn."""
        return Row(unit, period, {name: self.random.choice(values) for name, values in self.inputs.items()})

    def near(self, row: Row, changes: int) -> Row:
        """The row with a few of its values drawn anew."""
        values = dict(row.values)
        for name in self.random.choices(list(self.inputs), k=changes) if self.inputs else ():
            values[name] = self.random.choice(self.inputs[name])
        return attrs.evolve(row, values=values)

    def changed(self, history: History) -> History:
        """A history with a row changed, left out, or added after or beside another."""
        rows = list(history.rows)
        at = self.random.randrange(len(rows))
        row = rows[at]
        match self.random.randrange(_WAYS):
            case 0 if len(rows) > 1:
                del rows[at]
            case 1:
                self._add(rows, self.near(attrs.evolve(row, period=row.period + 1), 1))
            case 2:
                unit = f"u{self.random.randint(1, _MOST_UNITS)}" if self.rules.rankings else row.unit
                self._add(rows, self.near(attrs.evolve(row, unit=unit), 1))
            case 3:
                rows = [attrs.evolve(each, period=each.period + self.random.choice((-1, 1))) for each in rows]
            case _:
                rows[at] = self.near(row, self.random.randint(1, 2))
        return History(tuple(rows))

    def _add(self, rows: list[Row], row: Row) -> None:
        """Add a row where there is none of its unit and period; the only unit gets a name beside others."""
        if all((each.unit, each.period) != (row.unit, row.period) for each in rows):
            rows.append(row)

    def simpler(self, history: History) -> Iterator[History]:
        """Histories that say less: a unit or a row left out, or a value that need not be there."""
        for unit in dict.fromkeys(row.unit for row in history.rows):
            if any(row.unit != unit for row in history.rows):
                yield History(tuple(row for row in history.rows if row.unit != unit))
        for at, row in enumerate(history.rows):
            if len(history.rows) > 1:
                yield History((*history.rows[:at], *history.rows[at + 1 :]))
            for name, one in self.rules.read_inputs.items():
                if row.values.get(name) != one.default:
                    values = {**row.values, name: one.default}
                    yield History((*history.rows[:at], attrs.evolve(row, values=values), *history.rows[at + 1 :]))


def _values(one: tree.Input, rules: tree.Rules, numbers: Iterable[Decimal]) -> list[Value]:
    """The values at which something may turn: of a number each that the policy names, one unit below and above it."""
    found: list[Value]
    match one.kind:
        case tree.InputKind.FLAG:
            found = [True, False]
        case tree.InputKind.CHOICE:
            found = list(one.options)
        case tree.InputKind.GRADE:
            found = [grade.id for grade in rules.grades]
        case tree.InputKind.TEXT:
            found = list(_GROUPS)
        case tree.InputKind.NUMBER:
            found = _near(one, numbers)
    may_be_missing = one.default is None and (one.optional or one.column_optional)
    return [*found, None] if may_be_missing else found


def _near(one: tree.Input, numbers: Iterable[Decimal]) -> list[Value]:
    """The ends and the middle of what it can be, and whatever lies at a number or one unit beside it."""
    reach, decimals = range_of_input(one), one.decimals
    low, high = scaled_ends(reach.low, decimals)[1], scaled_ends(reach.high, decimals)[0]
    is_bounded = one.low is not None and one.high is not None
    found = [low, (low + high) // 2, high] if is_bounded else [0]
    for number in sorted(numbers):
        below, above = scaled_ends(number, decimals)
        found += [below - 1, below, above, above + 1]
    return [unscaled(units, decimals) for units in dict.fromkeys(found) if low <= units <= high]


def _parts(part: Any) -> Iterator[Any]:
    """All that a definition is made of, however deep."""
    yield part
    if isinstance(part, Mapping):
        parts: Sequence[Any] = list(part.values())
    elif isinstance(part, tuple | list):
        parts = part
    elif attrs.has(type(part)):
        parts = [getattr(part, each.name) for each in attrs.fields(type(part))]
    else:
        return
    for each in parts:
        yield from _parts(each)
