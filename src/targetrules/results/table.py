"""What was read before anything in it is understood: a table by its columns, each with its heading and its cells."""

from __future__ import annotations

import string
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar, overload
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.results.cells.floats import float_text
from targetrules.source.decimals import decimal_text
from targetrules.visible import visible
from targetrules.width import trim, unpadded

if TYPE_CHECKING:
    from targetrules.results.layouts import SheetLayout
    from targetrules.results.problem import ResultsError
    from targetrules.wording import Word

__all__ = [
    "LONGEST_CELL",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "Beyond",
    "Cell",
    "Cells",
    "Column",
    "Hidden",
    "LazyColumns",
    "MadeOf",
    "Merged",
    "NotADay",
    "NotBoolean",
    "Origin",
    "RowKind",
    "Sheet",
    "Source",
    "Table",
    "Texts",
    "TotalsRow",
    "Unreadable",
    "are_blank",
    "blank_rows",
    "consecutive",
    "is_blank",
    "letter_of",
    "name_of",
    "shown",
    "without",
]

_T = TypeVar("_T")

MOST_COLUMNS: Final = 16_384
MOST_CELLS: Final = 50_000_000
"""How large a table may be; a small file that unfolds to more is broken, or made to do harm."""

LONGEST_CELL: Final = 131_072
"""Characters of a text: so many Python's reader of CSV takes."""

RowKind = OneOf["row", "line", "item"]
"""What the number of a line counts: rows of a spreadsheet, lines of a text file, items of a list."""


@frozen(slots=True)
class Unreadable:
    """A cell that holds no single value (a list, an object); ``text`` is what to show of it."""

    text: str


@frozen(slots=True)
class Texts(Unreadable):
    """A cell that holds a list of texts (``texts``), which is no single value but where several may stand."""

    texts: tuple[str, ...]


@frozen(slots=True)
class Merged:
    """A cell that is merged with others and shows what stands in the first of them.

    Attributes:
        first: The name of the first cell.
        last: That of the last.
        above: Whether the first stands above the rows of results.
        hiding: The name of a cell of the column that holds something else than the first (``""``: none does).
        hidden: What that cell holds.
    """

    first: str
    last: str
    above: bool = False
    hiding: str = ""
    hidden: str = ""


@frozen(slots=True)
class NotBoolean:
    """A cell of a workbook that is said to hold true or false, and holds ``text``."""

    text: str


@frozen(slots=True)
class NotADay:
    """A number of a workbook in the format of dates or times that is no day, or no certain one; ``text`` is it."""

    text: str


Cell = str | int | float | bool | Decimal | date | Unreadable | Merged | NotBoolean | NotADay | None

Cells = Sequence[Cell]
"""The cells of one column, from the first row down."""


@frozen(slots=True)
class Sheet:
    """Where a table stands: a file's name (``""``: rows given in Python), the sheet, and how its lines are counted.

    ``encoding`` is the one in which a text file was read. ``keyed``: the values stand under keys, which may differ from
    row to row, not below a header. ``is_part``: it is one of several sheets whose rows together are the results.
    """

    file: str = ""
    name: str | None = None
    counted: RowKind = "row"
    encoding: str = ""
    keyed: bool = False
    is_part: bool = False


@frozen(slots=True)
class Column:
    """A column: its name (``""`` where the heading is blank), its letter in a spreadsheet, the heading as a cell.

    ``above`` are headings above it that are no part of its name.
    """

    name: str
    letter: str = ""
    heading: Cell = None
    above: tuple[str, ...] = ()


@frozen(slots=True)
class TableHeader:
    """What stands over the columns of a table; ``keyed``: each row has it for itself, as keys.

    ``written`` is what a person sees there, where the table was made of another one.
    """

    columns: tuple[Column, ...]
    keyed: bool = False
    written: tuple[Column, ...] = ()

    @property
    def seen(self) -> tuple[Column, ...]:
        """The columns that a person sees."""
        return self.written or self.columns


Beyond = tuple[Column, Cell]
"""The first cell of a row that stands to the right of the last column and is not blank, with where it stands."""


@frozen(slots=True)
class Hidden:
    """What a workbook hides from the eye: rows by number (a filter hides them too), columns by position.

    ``sheet``: the whole sheet is hidden. ``others`` are the hidden sheets that were passed over though something
    stands in them.
    """

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    sheet: bool = False
    others: tuple[str, ...] = ()


@frozen(slots=True)
class TotalsRow:
    """A row of totals that a workbook declares, by its number, with the first and the last of its columns (from 0)."""

    row: int
    first: int
    last: int


class LazyColumns(Sequence[Cells]):
    """Columns that are made when they are asked for, each once."""

    def __init__(self, count: int, make: Callable[[int], Cells]) -> None:
        self._count = count
        self._make = make
        self._made: dict[int, Cells] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Cells: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Cells]: ...
    def __getitem__(self, at: int | slice) -> Cells | Sequence[Cells]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(self._count))]
        place = range(self._count)[at]
        if place not in self._made:
            self._made[place] = self._make(place)
        return self._made[place]


@frozen(slots=True, eq=False)
class Source:
    """A column of a table of which another was made: its sheet (None: that of the results), heading, line numbers."""

    sheet: Sheet | None
    column: Column
    numbers: Sequence[int]


@frozen(slots=True, eq=False)
class Origin:
    """Where the cells of a column stood in the tables of which it was made.

    ``lines`` has for each row the position of the cell in its source, negative where it has none; ``parts`` says which
    of the sources it is (None: the first).
    """

    sources: Sequence[Source]
    lines: Sequence[int]
    parts: Sequence[int] | None = None

    def at(self, row: int) -> tuple[Source, int] | None:
        """The source of the cell in a row, and the line there; None where nothing stood."""
        line = int(self.lines[row])
        return None if line < 0 else (self.sources[0 if self.parts is None else int(self.parts[row])], line)


@frozen(slots=True, eq=False)
class MadeOf:
    """Of which lines a table was made that has a column for each indicator, and what was found on the way.

    Attributes:
        columns: What stands over the columns of these lines.
        numbers: Those of the lines.
        origins: Where the cells of its columns stood, by their positions.
        read: The positions of the columns of the lines that something is read from (None: they are its own columns).
        ignored: The names of those that nothing is read from (None: they are its own columns).
        wrong: What is wrong with the lines, to be told with whatever is wrong with the cells.
        notes: What should be known of how it was made.
        merged: How many of the lines have a name that was read as another one, by that name.
        targets: The inputs that a table of targets has to give.
        by_sheet: Whether the rows are those of several sheets, so that their own numbers say nothing.
    """

    columns: tuple[Column, ...]
    numbers: Sequence[int]
    origins: Mapping[int, Origin]
    read: frozenset[int] | None = None
    ignored: tuple[str, ...] | None = None
    wrong: ResultsError | None = None
    notes: tuple[Word, ...] = ()
    merged: Mapping[str, int] = field(factory=dict)
    targets: frozenset[str] = frozenset()
    by_sheet: bool = False


@frozen(slots=True, eq=False)
class Table:
    """A table by its columns.

    Attributes:
        sheet: Where it stands.
        columns: What stands over each column.
        cells: The cells of each column, as many as the table has rows.
        numbers: Those of the rows as a person sees them in the file, in increasing order; rows that are blank
            throughout may be left out.
        beyond: What stands to the right of the last column, by the position of the row.
        digest: The SHA-256 of the bytes that it was read from (``""``: rows given in Python).
        hidden: What a workbook hides from the eye.
        totals: The rows of totals that a workbook declares.
        made_of: Of which lines it was made (None: it is as it was read).
        layouts: How the sheets are laid out that it was made of, where somebody looked.
        wrong: What was found wrong with these sheets, to be told with whatever is wrong with the cells.
    """

    sheet: Sheet
    columns: tuple[Column, ...]
    cells: Sequence[Cells]
    numbers: Sequence[int]
    beyond: Mapping[int, Beyond] = field(factory=dict)
    digest: str = ""
    hidden: Hidden = Hidden()
    totals: tuple[TotalsRow, ...] = ()
    made_of: MadeOf | None = None
    layouts: tuple[SheetLayout, ...] = ()
    wrong: ResultsError | None = None

    @property
    def header(self) -> TableHeader:
        """What can be known of the table before any row is read."""
        written = () if self.made_of is None else self.made_of.columns
        return TableHeader(self.columns, self.sheet.keyed, written)

    def __len__(self) -> int:
        return len(self.numbers)


_LONGEST_SHOWN: Final = 60
_MOST_BITS: Final = 400  # Python refuses to print very long integers


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in the cell but blanks."""
    return cell is None or (isinstance(cell, str) and not cell[:1].isalnum() and not trim(cell))


def are_blank(cells: Sequence[Cell]) -> bool:
    """Whether nothing stands in any cell of a row.

    Most rows begin with something; of those that do not, most have nothing else either.
    """
    return cells == [""] * len(cells) or (is_blank(cells[0]) and all(map(is_blank, cells)))


def blank_rows(columns: Sequence[Cells]) -> list[int]:
    """The positions of the rows in which nothing stands in any of these columns."""
    first, *others = columns
    rows = [row for row, cell in enumerate(first) if is_blank(cell)]
    for cells in others:
        rows = [row for row in rows if is_blank(cells[row])]
    return rows


def without(cells: Iterable[_T], rows: Container[int]) -> list[_T]:
    """The cells of a column but those in these rows."""
    return [cell for row, cell in enumerate(cells) if row not in rows]


def consecutive(numbers: Sequence[int]) -> Sequence[int]:
    """The same increasing numbers, as a range where none between the first and the last is left out."""
    whole = range(numbers[0], numbers[-1] + 1) if numbers else range(0)
    return whole if len(whole) == len(numbers) else numbers


def name_of(heading: Cell) -> str:
    """The name of a column by its heading."""
    return trim(heading) if isinstance(heading, str) else shown(heading)


def letter_of(position: int) -> str:
    """The letter over the column at ``position`` (from 0) in a spreadsheet: A to Z, then AA, AB and so on."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters


def shown(cell: Cell) -> str:
    """The cell as a message shows it: on one line, shortened, without characters that act on a terminal."""
    text = unpadded(_text(cell))
    if len(text) > _LONGEST_SHOWN:
        text = text[: _LONGEST_SHOWN - 1] + "…"
    return visible(text)


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Unreadable() | NotBoolean() | NotADay():
            return cell.text
        case Merged():
            return f"{cell.first}:{cell.last}"
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell) if cell.bit_length() < _MOST_BITS else "…"
        case float():
            return float_text(cell)
        case datetime():
            return cell.isoformat(" ").removesuffix(" 00:00:00")
        case Decimal():
            return decimal_text(cell)
        case str() | date():
            return str(cell)
