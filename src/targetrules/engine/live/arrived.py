"""The results that have arrived, by unit and by period, and in which order one goes on from another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import field

from targetrules.data import define
from targetrules.engine.openness import Group, RowKey, group_by
from targetrules.history import Row, Value
from targetrules.rules.succession import CONTINUES, predecessor_of

__all__ = ["Arrived"]


@define(slots=True, eq=False)
class Arrived:
    """Rows, one a unit and period.

    ``groupings``: the inputs by which units are grouped, for each way of grouping. ``_values`` keeps the values of a
    row as one tuple, for a million dictionaries take more room. ``_after`` has by unit the rows that go on from its
    past, its own and those of others, in order.
    """

    groupings: Sequence[tuple[str, ...]]
    _names: dict[tuple[str, ...], tuple[str, ...]] = field(factory=dict)
    _positions: dict[tuple[str, ...], list[list[tuple[str, int]]]] = field(factory=dict)
    _values: dict[RowKey, tuple[tuple[str, ...], tuple[Value, ...], Row | None]] = field(factory=dict)
    _periods: dict[str, list[int]] = field(factory=dict)
    _after: dict[str, list[RowKey]] = field(factory=dict)
    _units: dict[int, dict[str, None]] = field(factory=dict)
    _grouped: dict[tuple[int, Group], dict[str, None]] = field(factory=dict)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: RowKey) -> bool:
        return key in self._values

    def row(self, key: RowKey) -> Row:
        """The row of a key that is there."""
        names, values, rounded = self._values[key]
        return Row(key[1], key[0], dict(zip(names, values, strict=True))) if rounded is None else rounded

    def get(self, key: RowKey) -> Row | None:
        """The row of a key, if it is there."""
        return self.row(key) if key in self._values else None

    def put(self, key: RowKey, row: Row | None) -> None:
        """Have this row in the place of the one that is there, if any; None: have none."""
        if key in self._values:
            self._remove(key)
        if row is not None:
            self._add(key, row)

    def _add(self, key: RowKey, row: Row) -> None:
        period, unit = key
        names = tuple(row.values)
        shared = self._names.setdefault(names, names)
        self._values[key] = shared, tuple(row.values.values()), row if row.exact else None
        insort(self._periods.setdefault(unit, []), period)
        insort(self._after.setdefault(predecessor_of(unit, row.values), []), key)
        self._units.setdefault(period, {})[unit] = None
        for group in self.groups(row.values):
            self._grouped.setdefault((period, group), {})[unit] = None

    def _remove(self, key: RowKey) -> None:
        period, unit = key
        values = self.row(key).values
        del self._values[key]
        self._periods[unit].remove(period)
        self._after[predecessor_of(unit, values)].remove(key)
        del self._units[period][unit]
        for group in self.groups(values):
            del self._grouped[period, group][unit]

    def groups_of(self, key: RowKey) -> Iterator[Group]:
        """The groups that a row is in which is there."""
        names, values, _ = self._values[key]
        found = self._positions.get(names)
        if found is None:
            found = self._positions[names] = [[(each, names.index(each)) for each in by] for by in self.groupings]
        for by in found:
            group = tuple([(name, values[at]) for name, at in by])
            if None not in [value for _, value in group]:
                yield group

    def groups(self, values: Mapping[str, Value]) -> Iterator[Group]:
        """The groups that a unit with these values is in."""
        for names in self.groupings:
            group = group_by(names, values)
            if group is not None:
                yield group

    # ---- the order ---------------------------------------------------------------------------------------------------

    def units(self, period: int) -> Sequence[str]:
        """The units that have a row in a period."""
        return tuple(self._units.get(period, ()))

    def size_of(self, period: int) -> int:
        """How many units have a row in a period."""
        return len(self._units.get(period, ()))

    def periods(self) -> Sequence[int]:
        """The periods in which there is a row, the earliest first."""
        return sorted(period for period, units in self._units.items() if units)

    def in_group(self, period: int, group: Group) -> Sequence[str]:
        """The units of a group in a period."""
        return tuple(self._grouped.get((period, group), ()))

    def having(self, period: int, group: Group) -> Iterator[str]:
        """The units that have these values in a period, be it a way in which units are grouped or not."""
        for unit in self.units(period):
            values = self.row((period, unit)).values
            if all(values[name] == value for name, value in group):
                yield unit

    def before(self, key: RowKey) -> RowKey | None:
        """The row that a row goes on from: the latest before it of its unit, or of the one that it continues."""
        unit = self._predecessor(key)
        periods = self._periods.get(unit, [])
        at = bisect_left(periods, key[0])
        return (periods[at - 1], unit) if at else None

    def _predecessor(self, key: RowKey) -> str:
        """The unit whose past a row goes on from, mostly its own."""
        return predecessor_of(key[1], self.row(key).values) if CONTINUES in self._values[key][0] else key[1]

    def after(self, key: RowKey) -> Sequence[RowKey]:
        """The rows that go on from a row, or would if it were there: up to the next of its unit."""
        period, unit = key
        periods = self._periods.get(unit, [])
        at = bisect_right(periods, period)
        found = self._after.get(unit, [])
        first = bisect_left(found, (period + 1, ""))
        last = bisect_left(found, (periods[at] + 1, "")) if at < len(periods) else len(found)
        return found[first:last]

    def lineage(self, unit: str, row: Row | None = None) -> Sequence[str]:
        """The unit and all whose rows go on from its past, or it from theirs, with a row that is about to be there."""
        waiting = [unit] if row is None else [unit, predecessor_of(unit, row.values)]
        found = dict.fromkeys(waiting)
        while waiting:
            each = waiting.pop()
            before = map(self._predecessor, self.of_unit(each))
            new = [
                other for other in (*before, *(after for _, after in self._after.get(each, ()))) if other not in found
            ]
            found.update(dict.fromkeys(new))
            waiting += dict.fromkeys(new)
        return list(found)

    def keys(self) -> Iterable[RowKey]:
        """The rows that are there."""
        return tuple(self._values)

    def all(self) -> Iterator[Row]:
        """All rows, by period."""
        for key in sorted(self._values):
            yield self.row(key)

    def count(self, unit: str) -> int:
        """How many rows there are of a unit."""
        return len(self._periods.get(unit, ()))

    def of_unit(self, unit: str) -> Sequence[RowKey]:
        """The rows of a unit, the earliest first."""
        return [(period, unit) for period in self._periods.get(unit, ())]
