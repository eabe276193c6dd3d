"""What a backend does with one column. All mean the same, cell by cell: what the readers of cells make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from typing import Any, Protocol, Self, TypeAlias, TypeVar

from targetrules.data import frozen
from targetrules.history import Value
from targetrules.period import PeriodKind
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.percent import SignedCell
from targetrules.results.naming import Naming
from targetrules.results.reading.distinct_cells import DistinctCells
from targetrules.results.table import Cell, Cells
from targetrules.rules.tree import Grade, Input, PeriodRange

__all__ = [
    "Backend",
    "C",
    "N",
    "Names",
    "Ordinals",
    "P",
    "ReadPeriod",
    "ReadValue",
    "RowNumbers",
    "Spelling",
    "V",
]

RowNumbers: TypeAlias = Sequence[int]
"""Positions of rows, counted from 0, in increasing order."""

ReadPeriod: TypeAlias = Callable[[Cell], int | Fault]
ReadValue: TypeAlias = Callable[[Cell], Value | Fault]

C = TypeVar("C")
"""A column as a backend takes it."""
N = TypeVar("N", bound="Names")
P = TypeVar("P", bound="Ordinals")
V = TypeVar("V")
"""The values of an input."""


@frozen(slots=True)
class Spelling:
    """In ``row`` stands a ``name`` that looks like ``first``, which stood in ``first_row``."""

    row: int
    name: str
    first_row: int
    first: str


class Ordinals(Protocol):
    """The ordinal numbers of periods, one a row."""

    def __getitem__(self, row: int, /) -> Any:
        """The ordinal number of a row's period."""


class Names(Protocol):
    """Names of units or of groups, one a row."""

    def __len__(self) -> int:
        """How many rows there are."""

    @property
    def bad(self) -> RowNumbers:
        """The rows in which stands what is no name that can be used."""

    @property
    def merged(self) -> Counter[str]:
        """How many rows have a name that was read as another one, by that name."""

    def at(self, row: int) -> str:
        """The name in a row."""

    def rows_of(self, names: Collection[str]) -> Mapping[str, RowNumbers]:
        """The rows of each of these names that has any."""

    @property
    def different(self) -> Sequence[str]:
        """All different names."""

    def spellings(self, naming: Naming, known: Container[str]) -> Iterable[Spelling]:
        """The names that look like one that came before, unless somebody said that they are two."""

    def take(self, rows: RowNumbers) -> Self:
        """The names of these rows, any of which may come several times, in any order."""


class Backend(Protocol[C, N, P, V]):
    """Reads whole columns. Rows in which nothing can be used have any value, and are told beside the values."""

    def column(self, cells: Cells) -> C:
        """The cells as this backend takes them."""

    def take(self, column: C, rows: RowNumbers) -> C:
        """The cells of these rows."""

    def cells(self, column: C, rows: RowNumbers) -> Sequence[Cell]:
        """The same, as cells."""

    def distinct(self, column: C, rows: RowNumbers) -> DistinctCells:
        """The same, by the different ones among them."""

    def blank(self, column: C, rows: RowNumbers) -> RowNumbers:
        """Those of the rows in which the cell is blank."""

    def names(self, column: C, read: ReadValue, naming: Naming, known: Container[str]) -> N:
        """The names in a column; ``known`` are names of earlier periods."""

    def periods(self, column: C, kind: PeriodKind, read: ReadPeriod) -> tuple[P, RowNumbers]:
        """The ordinal numbers of periods."""

    def before(self, periods: P, first: int, bad: RowNumbers) -> RowNumbers:
        """The rows of periods before one; the ``bad`` ones have none."""

    def outside(self, periods: P, asked: PeriodRange) -> RowNumbers:
        """The rows of periods outside of these; those without a period have any."""

    def without(self, values: V, rows: RowNumbers) -> V:
        """The values of an input, missing in these rows."""

    def ordinals(self, ordinals: Sequence[int]) -> P:
        """The same, where they are known."""

    def values(self, column: C, one: Input, grades: Sequence[Grade], read: ReadValue) -> tuple[V, RowNumbers]:
        """The values of an input."""

    def missing(self, values: V) -> RowNumbers:
        """The rows in which an input is missing."""

    def untrue(self, values: V) -> RowNumbers:
        """The rows in which a flag is no."""

    def texts(self, names: N) -> V:
        """Names of groups as the values of their input."""

    def texts_by_row(self, values: V) -> Mapping[int, str]:
        """The texts of an input that is one, by the rows in which there are any."""

    def constant(self, one: Input, grades: Sequence[Grade], size: int) -> V:
        """The values of an input without a column."""

    def repeated(self, values: V, rows: RowNumbers) -> V:
        """The values of these rows, any of which may come several times."""

    def signs(self, column: C) -> tuple[SignedCell, SignedCell] | None:
        """The first number with a percent sign and the first without, the earlier one first; None without both."""

    def duplicates(self, units: N, periods: P, bad: RowNumbers, items: V | None = None) -> Iterable[tuple[int, int]]:
        """The rows of second and further results of a unit in a period, each with the row of the first.

        With ``items``, the texts that name rows of details: of a unit, a period and an item. Those without a unit, and
        the ``bad`` ones without a period, are none; nor are those without an item.
        """

    def each(self, tasks: Sequence[Callable[[], Any]], rows: int) -> list[Any]:
        """What each of these tasks gives, which read columns of so many rows and know nothing of one another."""
