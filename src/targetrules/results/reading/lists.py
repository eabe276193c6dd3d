"""Columns that are Python's lists, read cell by cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any, Final, TypeVar, cast

from attrs import field

from targetrules.data import frozen
from targetrules.history import History, Row, Value
from targetrules.period import PeriodKind
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.numbers import before_rounding
from targetrules.results.cells.percent import SignedCell, mixed_signs
from targetrules.results.cells.words import text_of
from targetrules.results.naming import Naming
from targetrules.results.reading.backend import ReadPeriod, ReadValue, RowNumbers, Spelling
from targetrules.results.reading.distinct_cells import DistinctCells, distinct_cells
from targetrules.results.reading.typed import TypedResults
from targetrules.results.spellings import Spellings
from targetrules.results.table import Cells, is_blank
from targetrules.rules.tree import Grade, Input, PeriodRange

_T = TypeVar("_T")

__all__ = ["LISTS", "ListNames", "RoundedValues", "history_in"]


@frozen(slots=True)
class ListNames:
    """A column of names, None where there is none."""

    names: Sequence[str | None]
    bad: RowNumbers = ()
    merged: Counter[str] = field(factory=Counter)

    def __len__(self) -> int:
        return len(self.names)

    def at(self, row: int) -> str:
        """The name in a row."""
        return self.names[row] or ""

    def rows_of(self, names: Collection[str]) -> Mapping[str, RowNumbers]:
        """The rows of each of these names that has any."""
        found: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(self.names) if names else ():
            if name is not None and name in names:
                found[name].append(row)
        return found

    @property
    def different(self) -> Sequence[str]:
        """All different names."""
        return [name for name in dict.fromkeys(self.names) if name is not None]

    def spellings(self, naming: Naming, known: Container[str]) -> Iterable[Spelling]:
        """The names that look like one that came before, unless somebody said that they are two."""
        spellings, first = Spellings(naming, known), dict[str, int]()
        for row, name in enumerate(self.names):
            if name is not None and name not in first:
                first[name] = row
        if len(first) < len(("one", "other")):
            return ()
        pairs = ((row, name, spellings.other(name, row)) for name, row in first.items())
        return (Spelling(row, name, other[1], other[0]) for row, name, other in pairs if other is not None)

    def take(self, rows: RowNumbers) -> ListNames:
        """The names of these rows."""
        return ListNames([self.names[row] for row in rows])


Values = Sequence[Value]


class RoundedValues(list[Value]):
    """Values of an input that is rounded; ``exact`` has by row what stood where another number was made of it."""

    def __init__(self, values: Iterable[Value], exact: Mapping[int, Decimal]) -> None:
        super().__init__(values)
        self.exact = exact


class _Lists:
    """See :class:`~targetrules.results.reading.backend.Backend`."""

    def column(self, cells: Cells) -> Cells:
        return cells if isinstance(cells, list) else list(cells)

    def take(self, column: Cells, rows: RowNumbers) -> Cells:
        return [column[row] for row in rows]

    def cells(self, column: Cells, rows: RowNumbers) -> Cells:
        return [column[row] for row in rows]

    def distinct(self, column: Cells, rows: RowNumbers) -> DistinctCells:
        return distinct_cells(column[row] for row in rows)

    def blank(self, column: Cells, rows: RowNumbers) -> RowNumbers:
        return [row for row in rows if is_blank(column[row])]

    def names(self, column: Cells, read: ReadValue, naming: Naming, _: Container[str]) -> ListNames:
        names, bad = _usable(map(read, column))
        merged: Counter[str] = Counter()
        if naming.same:
            texts = (text_of(cell) for cell, name in zip(column, names, strict=True) if name is not None)
            merged.update(text for text in texts if isinstance(text, str) and text in naming.replaced)
        return ListNames(cast("list[str | None]", names), bad, merged)

    def periods(self, column: Cells, _: PeriodKind, read: ReadPeriod) -> tuple[Sequence[int], RowNumbers]:
        periods, bad = _usable(map(read, column))
        return [period or 0 for period in periods], bad

    def before(self, periods: Sequence[int], first: int, bad: RowNumbers) -> RowNumbers:
        none = frozenset(bad)
        return [row for row, period in enumerate(periods) if period < first and row not in none]

    def outside(self, periods: Sequence[int], asked: PeriodRange) -> RowNumbers:
        return [row for row, period in enumerate(periods) if period not in asked]

    def without(self, values: Values, rows: RowNumbers) -> Values:
        lost = frozenset(rows)
        kept = [None if row in lost else value for row, value in enumerate(values)]
        if not isinstance(values, RoundedValues):
            return kept
        return RoundedValues(kept, {row: number for row, number in values.exact.items() if row not in lost})

    def ordinals(self, ordinals: Sequence[int]) -> Sequence[int]:
        return ordinals

    def values(self, column: Cells, one: Input, _: Sequence[Grade], read: ReadValue) -> tuple[Values, RowNumbers]:
        values, bad = _usable(map(read, column))
        if one.excess != "round":
            return values, bad
        exact = map(before_rounding, repeat(one), column, values)
        return RoundedValues(values, {row: number for row, number in enumerate(exact) if number is not None}), bad

    def missing(self, values: Values) -> RowNumbers:
        return [row for row, value in enumerate(values) if value is None]

    def untrue(self, values: Values) -> RowNumbers:
        return [row for row, value in enumerate(values) if value is False]

    def texts(self, names: ListNames) -> Values:
        return names.names

    def texts_by_row(self, values: Values) -> Mapping[int, str]:
        return {row: value for row, value in enumerate(values) if isinstance(value, str)}

    def constant(self, one: Input, _: Sequence[Grade], size: int) -> Values:
        return [one.default] * size

    def repeated(self, values: Values, rows: RowNumbers) -> Values:
        repeated = [values[row] for row in rows]
        if not isinstance(values, RoundedValues):
            return repeated
        return RoundedValues(repeated, {at: values.exact[row] for at, row in enumerate(rows) if row in values.exact})

    def signs(self, column: Cells) -> tuple[SignedCell, SignedCell] | None:
        return mixed_signs(column)

    def duplicates(
        self, units: ListNames, periods: Sequence[int], bad: RowNumbers, items: Values | None = None
    ) -> Iterable[tuple[int, int]]:
        keys = list(zip(units.names, periods, repeat("") if items is None else items, strict=False))
        if len(set(keys)) == len(keys):
            return ()
        first: dict[tuple[str | None, int, Value], int] = {}
        none = frozenset(bad)
        rows = ((row, key) for row, key in enumerate(keys) if None not in key and row not in none)
        pairs = ((row, first.setdefault(key, row)) for row, key in rows)
        return ((row, before) for row, before in pairs if row != before)

    def each(self, tasks: Sequence[Callable[[], Any]], _: int) -> list[Any]:
        return [task() for task in tasks]


def _usable(results: Iterable[_T | Fault]) -> tuple[list[_T | None], list[int]]:
    """The results with None in place of faults, and the rows of these."""
    found: list[Any] = list(results)
    if Fault not in map(type, found):
        return found, []
    bad = [row for row, each in enumerate(found) if isinstance(each, Fault)]
    for row in bad:
        found[row] = None
    return found, bad


LISTS: Final = _Lists()


def history_in(results: TypedResults[ListNames, Sequence[int], Values]) -> History:
    """The history that an engine judges row by row."""
    names, inputs = list(results.inputs), results.inputs.values()
    values = zip(*inputs, strict=True) if names else repeat(())
    rounded = {name: each.exact for name, each in results.inputs.items() if isinstance(each, RoundedValues)}
    exact = _exact(rounded, len(results.units)) if any(rounded.values()) else repeat(None)
    rows = zip(results.units.names, results.periods, values, exact, strict=False)
    return History(
        tuple([Row(str(unit), period, dict(zip(names, each, strict=True)), was) for unit, period, each, was in rows]),
        results.notes,
        results.rows,
    )


def _exact(rounded: Mapping[str, Mapping[int, Decimal]], rows: int) -> Iterator[Mapping[str, Decimal] | None]:
    """For each row what those of its numbers were that were rounded."""
    for row in range(rows):
        yield {name: exact[row] for name, exact in rounded.items() if row in exact} or None
