"""The cells of one sheet, row by row.

A number is a float of 64 bits, as spreadsheets compute it, however many digits the file has for it. A percentage is the
text that the sheet shows (``85%``), an error its word (``#DIV/0!``), a formula that was never calculated the formula
itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from attrs import field

from targetrules.budget import Account
from targetrules.data import define
from targetrules.results.sources.merged import MergedRange
from targetrules.results.sources.number_format import Format, NumberFormat, of_iso, of_number
from targetrules.results.sources.package import local
from targetrules.results.sources.rounded import rounded_by
from targetrules.results.sources.workbook_errors import BrokenWorkbookError, WorkbookTooLargeError
from targetrules.results.sources.xlsx.workbook import Workbook, unescaped
from targetrules.results.table import MOST_CELLS, MOST_COLUMNS, Cell, NotBoolean, letter_of, shown
from targetrules.wording import Word

__all__ = ["Unseen", "rows_of"]

_MOST_ROWS: Final = 1_048_576
_LONGEST_NUMBER: Final = 8
_NOTHING: Final = re.compile(r"0+(?:\.0*)?")
_REMEMBERED: Final = 100_000
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NO_FORMAT: Final = NumberFormat(Format.NUMBER)
_BOOLEANS: Final = {"0": False, "1": True}
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@define
class Unseen:
    """What cannot be told from the cells.

    The rows that are hidden and not blank, hidden columns, merged cells; of each column the rows whose number is shown
    rounded, with what is shown.
    """

    rows: set[int] = field(factory=set)
    columns: set[int] = field(factory=set)
    merged: list[MergedRange] = field(factory=list)
    rounded: dict[int, dict[int, str]] = field(factory=dict)


def rows_of(book: Workbook, part: str, unseen: Unseen | None = None) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of a sheet that are not blank, each with its number and its cells from column A on.

    Hidden ones are among them; which these are is gathered in ``unseen`` on the way.
    """
    reader = _Reader(book, part, Unseen() if unseen is None else unseen)
    for _ in book.package.parse(part, reader.start, reader.end, reader.text):
        yield from reader.rows
        reader.rows.clear()


class _Reader:
    """Takes what the XML parser finds, and makes rows of it."""

    def __init__(self, book: Workbook, part: str, unseen: Unseen) -> None:
        self._unseen = unseen
        self._row_is_hidden = False
        self.rows: list[tuple[int, list[Cell]]] = []
        self._book = book
        self._part = part
        self._damaged = BrokenWorkbookError(Word("problems.damaged_part", {"part": part}))
        self._columns: dict[str, int] = {}
        self._numbers: dict[str, Cell] = {}
        self._rounded: dict[str, str] = {}
        self._cells: dict[int, Cell] = {}
        self._met: set[int] = set()
        self._within = ""
        self._row = 0
        self._column = -1
        self._kind = self._style = ""
        self._inside: list[str] | None = None
        self._formula: list[str] | None = None
        self._value: list[str] | None = None
        self._pronounced = False
        self._count = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        name = local(element)
        if name in ("row", "c"):
            self._enter(name)
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "is"):
            self._begin_value(name)
        elif name == "f":
            self._inside = self._formula = []
        elif name == "t":
            self._value = self._value or []
            self._inside = None if self._pronounced else self._value
        elif name == "rPh":
            self._pronounced = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "mergeCell":
            self._unseen.merged.append(self._range(attributes.get("ref", "")))
        elif name == "col" and _is_hidden(attributes, "width"):
            self._hide_columns(attributes)

    def _enter(self, name: str) -> None:
        """Check that cells stand in rows, and neither in its own kind: else nobody can tell where a value belongs."""
        if self._within != ("row" if name == "c" else ""):
            raise self._damaged
        self._within = name

    def _range(self, reference: str) -> MergedRange:
        """``B2:B41``, as the sheet has it."""
        wrong = self._broken("bad_range", found=shown(reference))
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        try:
            places = [(self._number(end[2], _MOST_ROWS), self._position(end[1])) for end in ends if end is not None]
        except BrokenWorkbookError:
            raise wrong from None
        if not all(ends) or len(ends) > 2:  # noqa: PLR2004  an area has two
            raise wrong
        found = MergedRange(*places[0], *places[-1])
        if found.bottom < found.top or found.right < found.left:
            raise wrong
        return found

    def text(self, piece: str) -> None:
        if self._inside is not None:
            self._inside.append(piece)

    def end(self, element: str) -> None:
        name = local(element)
        if name in ("v", "f", "t"):
            self._inside = None
        elif name == "rPh":
            self._pronounced = False
        elif name == "c":
            self._within = "row"
            self._take(self._cell())
        elif name == "row":
            self._within = ""
            self._met.clear()
            if self._cells:
                self._finish_row()

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = self._column + 1 if reference is None else self._place(reference)
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._formula = self._value = self._inside = None

    def _begin_value(self, name: str) -> None:
        if self._value is not None:
            raise self._broken("value_twice", cell=self._cell_name())
        self._value = []
        self._inside = self._value if name == "v" else None

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        ends = [attributes.get(end, "0") for end in ("min", "max")]
        wrong = self._broken("bad_columns", first=shown(ends[0]), last=shown(ends[1]))
        try:
            first, last = (self._number(end, MOST_COLUMNS) for end in ends)
        except BrokenWorkbookError:
            raise wrong from None
        if not 0 < first <= last:
            raise wrong
        self._draw(last - first + 1)
        self._unseen.columns.update(range(first - 1, last))

    def _take(self, cell: Cell) -> None:
        """A cell that stands twice has two values, of which a spreadsheet shows one: which one, nobody knows."""
        if self._column in self._met:
            raise self._broken("cell_twice", cell=self._cell_name())
        self._met.add(self._column)
        if cell is not None:
            self._cells[self._column] = cell

    def _begin_row(self, attributes: dict[str, str]) -> None:
        row = self._number(attributes["r"], _MOST_ROWS) if "r" in attributes else self._row + 1
        if row <= self._row:
            raise self._broken("row_behind", row=row, before=self._row)
        self._row, self._column = row, -1
        self._row_is_hidden = _is_hidden(attributes, "ht")

    def _finish_row(self) -> None:
        width = max(self._cells) + 1
        self._draw(width)
        self._count += width
        if self._count > MOST_CELLS:
            raise WorkbookTooLargeError
        cells: list[Cell] = [None] * width
        for position, cell in self._cells.items():
            cells[position] = cell
        self._cells.clear()
        self.rows.append((self._row, cells))
        if self._row_is_hidden:
            self._unseen.rows.add(self._row)

    def _draw(self, cells: int) -> None:
        self._book.package.budget.draw(Account.CELLS, max(cells, 0))

    def _cell_name(self) -> str:
        return f"{letter_of(self._column)}{self._row}"

    def _broken(self, about: str, **values: object) -> BrokenWorkbookError:
        return BrokenWorkbookError(Word(f"problems.{about}", {"part": self._part, **values}))

    def _place(self, reference: str) -> int:
        """The column of a cell of this row, by what the cell says of its place."""
        letters = reference.rstrip("0123456789")
        column = self._position(letters)
        if reference != f"{letters}{self._row}":
            raise self._broken("cell_elsewhere", cell=shown(reference), row=self._row)
        return column

    def _position(self, letters: str) -> int:
        if letters not in self._columns:
            position = 0
            for letter in letters[:4]:
                if not "A" <= letter <= "Z":
                    raise self._damaged
                position = position * 26 + ord(letter) - ord("A") + 1
            if not 0 < position <= MOST_COLUMNS:
                raise self._damaged
            self._columns[letters] = position - 1
        return self._columns[letters]

    def _number(self, digits: str, most: int) -> int:
        if not digits.isdecimal() or len(digits) > _LONGEST_NUMBER or int(digits) > most:
            raise self._damaged
        return int(digits)

    def _cell(self) -> Cell:
        if self._column >= MOST_COLUMNS:
            raise self._damaged
        text = "".join(self._value or ())
        if not text:
            if self._kind == "b" and self._value is not None and self._formula is None:
                return NotBoolean("")
            calculated = self._formula is None or self._kind == "str"
            return None if calculated else "=" + "".join(self._formula or ())
        match self._kind:
            case "s":
                texts = self._book.texts
                number = self._number(text, MOST_CELLS)
                if number >= len(texts):
                    raise self._damaged
                return texts[number] or None
            case "b":
                return _BOOLEANS.get(text.strip(), NotBoolean(shown(text)))
            case "n" if text.strip():
                return self._of_number(text.strip())
            case "d":
                return of_iso(text)
            case _:  # a text, or a kind that nobody knows, which is shown as it stands
                return unescaped(text) or None

    def _of_number(self, text: str) -> Cell:
        key = f"{self._style} {text}"
        if key not in self._numbers:
            if len(self._numbers) > _REMEMBERED:
                self._numbers.clear()
                self._rounded.clear()
            self._numbers[key] = self._understood(text, key)
        if self._rounded and key in self._rounded:
            self._unseen.rounded.setdefault(self._column, {})[self._row] = self._rounded[key]
        return self._numbers[key]

    def _understood(self, text: str, key: str) -> Cell:
        if not _NUMBER.fullmatch(text):
            return text
        number = float(text)
        if math.isinf(number):  # an exponent beyond all numbers
            return text
        formats = self._book.formats
        style = self._number(self._style, MOST_CELLS)
        if formats and style >= len(formats):
            raise self._broken("no_such_style", cell=self._cell_name(), style=style)
        how = formats[style] if formats else _NO_FORMAT
        seen = rounded_by(how, number)
        if seen is not None:
            self._rounded[key] = seen
        return of_number(number, how.how, from_1904=self._book.from_1904)


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    """Whether a row or a column is hidden: by hand, by a filter, in a collapsed group, or drawn without any size."""
    return attributes.get("hidden") in ("1", "true", "on") or _NOTHING.fullmatch(attributes.get(size, "")) is not None
