"""A large CSV text to columns by PyArrow's reader, which takes a tenth of the time of Python's (extra ``columnar``).

Both readers agree on plain lines, and on cells in quotation marks as RFC 4180 has them. Where anything else stands in a
text, in which they would differ, or of which only Python's says what is wrong, this one reads nothing. A law holds the
two together.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, open_csv

from targetrules.columns.allocate import allocate
from targetrules.columns.arrow import codes_in, from_numpy, to_numpy
from targetrules.columns.sizes import current
from targetrules.columns.vectors import gather
from targetrules.data import frozen
from targetrules.results.sources.arrow_cells import ArrowCells, NumberedCells
from targetrules.results.sources.header import Header
from targetrules.results.table import MOST_CELLS, Sheet, Table, consecutive, is_blank
from targetrules.second_thread import both

__all__ = ["table_by_arrow"]

_LF, _CR, _QUOTE = b'\n\r"'
_TAIL: Final = 1024
_IN_CACHE: Final = 1 << 16
_NEVER_BLANK: Final = "^[0-9A-Za-z\u4e00-\u9fff]"


def table_by_arrow(
    sheet: Sheet, header: Header, text: bytes, start: int, number: int, separator: str, at_once: int
) -> Table | None:
    """The table in a UTF-8 text, its columns coded; None where Python's reader has to read it.

    Args:
        sheet: Where the table stands.
        header: Its header, which was read.
        text: The whole text.
        start: Where the first line below the header begins in it.
        number: The number of that line.
        separator: What separates cells.
        at_once: So many bytes are looked at, and read, at a time; a line may have no more.
    """
    columns, width = _columns(text, start, separator, header.width, at_once), len(header.columns)
    if columns is None:
        return None
    columns, beyond = columns[:width], columns[width:]
    rows = len(columns[0])
    if beyond and len(_blank_rows(beyond)) < rows:
        return None
    blank = _blank_rows(columns)
    if not len(blank):
        return Table(sheet, header.columns, list(map(NumberedCells, columns)), range(number, number + rows))
    kept = np.delete(np.arange(rows), blank)
    cells = [ArrowCells(column.take(from_numpy(kept))) for column in columns]
    return Table(sheet, header.columns, cells, consecutive((kept + number).tolist()))


@frozen(slots=True, eq=False)
class _Lines:
    """Consecutive lines of a text: where they stand in it, and which rows they are."""

    text: slice
    rows: slice


def _columns(text: bytes, start: int, separator: str, width: int, at_once: int) -> list[pa.ChunkedArray] | None:
    """So many columns of texts, each with one dictionary; None where PyArrow has other lines than a text editor."""
    end = _end(text)
    if start >= end or not (_are_line_ends_plain(text, start) and _are_quotes_plain(text, start, separator, at_once)):
        return None
    halves = _halves(text, start, end)
    rows = halves[-1].rows.stop
    if rows * width > MOST_CELLS:
        return None
    columns = [_Coded(rows) for _ in range(width)]

    def read(lines: _Lines) -> bool:
        return _read(text, lines, columns, separator, at_once)

    if not all(map(read, halves) if len(halves) == 1 else both(read, halves)):
        return None
    found = [each.column() for each in columns]
    return None if any(map(_has_a_long_cell, found)) else found


def _halves(text: bytes, start: int, end: int) -> list[_Lines]:
    """All lines between these, in two halves where there are many."""
    middle = text.find(b"\n", (start + end) // 2, end) + 1 or end
    before, behind = _line_ends(text, start, middle), _line_ends(text, middle, end)
    rows = before + behind + 1
    if middle == end or rows < current().threads or text.startswith(codecs.BOM_UTF8, middle):  # PyArrow drops the mark
        return [_Lines(slice(start, end), slice(0, rows))]
    return [_Lines(slice(start, middle), slice(0, before)), _Lines(slice(middle, end), slice(before, rows))]


def _read(text: bytes, lines: _Lines, columns: Sequence[_Coded], separator: str, at_once: int) -> bool:
    """Whether PyArrow has as many rows as there are lines, which all columns then have."""
    names = [str(at) for at in range(len(columns))]
    row = lines.rows.start
    try:
        with open_csv(
            pa.BufferReader(pa.py_buffer(text).slice(lines.text.start, lines.text.stop - lines.text.start)),
            ReadOptions(use_threads=False, block_size=at_once, column_names=names),
            ParseOptions(delimiter=separator, ignore_empty_lines=False),
            ConvertOptions(column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string()))),
        ) as batches:
            for batch in batches:
                if row + len(batch) > lines.rows.stop:
                    return False
                for column, cells in zip(columns, batch.columns, strict=True):
                    column.add(row, cells)
                row += len(batch)
    except pa.ArrowException:  # a line is shorter or longer than the others
        return False
    return bool(row == lines.rows.stop)


class _Coded:
    """A column of ``size`` texts, numbered a batch of rows at a time."""

    def __init__(self, size: int) -> None:
        self._codes = allocate(size, np.int32)
        self._words: dict[int, pa.Array] = {}

    def add(self, row: int, batch: pa.DictionaryArray) -> None:
        """The cells from a row on, of which none is null."""
        self._words[row] = batch.dictionary
        codes_in(batch.indices, self._codes[row : row + len(batch)])

    def column(self) -> pa.ChunkedArray:
        """All rows, numbered in the order in which their words come."""
        starts = sorted(self._words)
        numbers = (from_numpy(np.arange(len(self._words[start]), dtype=np.int32)) for start in starts)
        each = [pa.DictionaryArray.from_arrays(of, self._words[at]) for of, at in zip(numbers, starts, strict=True)]
        whole = pa.chunked_array(each).unify_dictionaries()
        for start, end, number in zip(starts, [*starts[1:], len(self._codes)], whole.chunks, strict=True):
            codes = self._codes[start:end]
            gather(codes_in(number.indices), codes, out=codes)
        coded = pa.DictionaryArray.from_arrays(from_numpy(self._codes), whole.chunk(0).dictionary, safe=False)
        return pa.chunked_array([coded])


def _line_ends(text: bytes, start: int, end: int) -> int:
    """How many there are between these; NumPy counts them in a quarter of the time of Python."""
    whole = np.frombuffer(text, np.uint8)[start:end]
    parts = range(0, len(whole), _IN_CACHE)
    return sum(int(np.count_nonzero(whole[part : part + _IN_CACHE] == _LF)) for part in parts)


def _end(text: bytes) -> int:
    """Where the last line ends in which anything stands; a long text is not copied to find it."""
    kept = len(text[-_TAIL:].rstrip(b"\r\n"))
    return len(text) - _TAIL + kept if kept and len(text) > _TAIL else len(text.rstrip(b"\r\n"))


# ---- what both readers read alike ------------------------------------------------------------------------------------


def _are_line_ends_plain(text: bytes, start: int) -> bool:
    """Whether each carriage return stands before a line feed. PyArrow drops a byte-order mark where it begins."""
    if text.startswith(codecs.BOM_UTF8, start):
        return False
    return text.find(b"\r", start) < 0 or text.count(b"\r", start) == text.count(b"\r\n", start)


def _are_quotes_plain(text: bytes, start: int, separator: str, at_once: int) -> bool:
    """Whether quotation marks stand around whole cells of one line, and within these doubled.

    Every second one closes a cell.
    """
    if text.find(b'"', start) < 0:
        return True
    whole, is_open, comma = np.frombuffer(text, np.uint8, offset=start), False, ord(separator)
    for at in range(0, len(whole), at_once):
        part = whole[at : at + at_once]
        marks = np.flatnonzero(part == _QUOTE)
        if ((np.searchsorted(marks, np.flatnonzero(part == _LF)) + is_open) % 2).any():
            return False
        marks += at
        opening, closing = marks[int(is_open) :: 2], marks[int(not is_open) :: 2]
        before = whole[opening[opening > 0] - 1]
        behind = whole[closing[closing < len(whole) - 1] + 1]
        if not _are_among(before, comma, _LF, _QUOTE) or not _are_among(behind, comma, _LF, _CR, _QUOTE):
            return False
        is_open = bool((len(marks) + is_open) % 2)
    return not is_open


def _are_among(found: NDArray[np.uint8], *expected: int) -> bool:
    return bool(np.isin(found, np.array(expected, np.uint8)).all())


def _has_a_long_cell(column: pa.ChunkedArray) -> bool:
    """In bytes, of which a character has one or more."""
    longest = pc.max(pc.binary_length(column.chunk(0).dictionary)).as_py()
    return bool(longest > csv.field_size_limit())


# ---- blank lines -----------------------------------------------------------------------------------------------------


def _blank_rows(columns: Sequence[pa.ChunkedArray]) -> NDArray[np.intp]:
    """The rows in which nothing stands in any of these columns; those of few words are looked at first."""
    blank: NDArray[np.intp] | None = None
    for column in sorted(columns, key=lambda each: len(each.chunk(0).dictionary)):
        words, codes = _are_words_blank(column), codes_in(column.chunk(0).indices)
        if not words.any():
            return np.zeros(0, np.intp)
        blank = np.flatnonzero(words[codes]) if blank is None else blank[words[codes[blank]]]
    return np.zeros(0, np.intp) if blank is None else blank


def _are_words_blank(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Of each of the different cells whether it is blank."""
    words = column.chunk(0).dictionary
    doubtful = np.flatnonzero(~to_numpy(pc.match_substring_regex(words, _NEVER_BLANK)))
    blank = np.zeros(len(words), np.bool_)
    blank[doubtful] = [is_blank(word) for word in words.take(from_numpy(doubtful)).to_pylist()]
    return blank
