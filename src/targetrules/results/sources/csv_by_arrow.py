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
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from targetrules.columns.arrow import codes_in, from_numpy, to_numpy
from targetrules.results.sources.arrow_cells import ArrowCells
from targetrules.results.sources.header import Header
from targetrules.results.table import MOST_CELLS, Sheet, Table, consecutive, is_blank

__all__ = ["table_by_arrow"]

_LF, _CR, _QUOTE = b'\n\r"'
_TAIL: Final = 1024
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
        return Table(sheet, header.columns, list(map(ArrowCells, columns)), range(number, number + rows))
    kept = np.delete(np.arange(rows), blank)
    cells = [ArrowCells(column.take(from_numpy(kept))) for column in columns]
    return Table(sheet, header.columns, cells, consecutive((kept + number).tolist()))


def _columns(text: bytes, start: int, separator: str, width: int, at_once: int) -> list[pa.ChunkedArray] | None:
    """So many columns of texts, each with one dictionary; None where PyArrow has other lines than a text editor."""
    if not (_are_line_ends_plain(text, start) and _are_quotes_plain(text, start, ord(separator), at_once)):
        return None
    names = [str(at) for at in range(width)]
    texts = dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string()))
    try:
        read = read_csv(
            pa.BufferReader(pa.py_buffer(text).slice(start)),
            ReadOptions(use_threads=False, block_size=at_once, column_names=names),
            ParseOptions(delimiter=separator),
            ConvertOptions(column_types=texts),
        ).unify_dictionaries()
    except pa.ArrowException:  # a line is shorter or longer than the others
        return None
    rows = text.count(b"\n", start, _end(text)) + 1
    if read.num_rows != rows or rows * width > MOST_CELLS or any(map(_has_a_long_cell, read.columns)):
        return None
    return list(read.columns)


def _end(text: bytes) -> int:
    """Where the last line ends in which anything stands; a long text is not copied to find it."""
    kept = len(text[-_TAIL:].rstrip(b"\r\n"))
    return len(text) - _TAIL + kept if kept and len(text) > _TAIL else len(text.rstrip(b"\r\n"))


# ---- what both readers read alike ------------------------------------------------------------------------------------


def _are_line_ends_plain(text: bytes, start: int) -> bool:
    """Whether each carriage return stands before a line feed. PyArrow drops a byte-order mark where it begins."""
    returns = text.count(b"\r", start)
    return not text.startswith(codecs.BOM_UTF8, start) and (not returns or returns == text.count(b"\r\n", start))


def _are_quotes_plain(text: bytes, start: int, separator: int, at_once: int) -> bool:
    """Whether quotation marks stand around whole cells of one line, and within these doubled.

    Every second one closes a cell.
    """
    if text.find(b'"', start) < 0:
        return True
    whole, is_open = np.frombuffer(text, np.uint8, offset=start), False
    for at in range(0, len(whole), at_once):
        part = whole[at : at + at_once]
        marks = np.flatnonzero(part == _QUOTE)
        if ((np.searchsorted(marks, np.flatnonzero(part == _LF)) + is_open) % 2).any():
            return False
        marks += at
        opening, closing = marks[int(is_open) :: 2], marks[int(not is_open) :: 2]
        before = whole[opening[opening > 0] - 1]
        behind = whole[closing[closing < len(whole) - 1] + 1]
        if not _are_among(before, separator, _LF, _QUOTE) or not _are_among(behind, separator, _LF, _CR, _QUOTE):
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
    """The rows in which nothing stands in any of these columns."""
    blank = np.arange(len(columns[0]))
    for column in columns:
        codes = codes_in(pa.chunked_array([chunk.indices for chunk in column.chunks]))
        blank = blank[_are_words_blank(column)[codes[blank]]]
    return blank


def _are_words_blank(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Of each of the different cells whether it is blank."""
    words = column.chunk(0).dictionary
    doubtful = np.flatnonzero(~to_numpy(pc.match_substring_regex(words, _NEVER_BLANK)))
    blank = np.zeros(len(words), np.bool_)
    blank[doubtful] = [is_blank(word) for word in words.take(from_numpy(doubtful)).to_pylist()]
    return blank
