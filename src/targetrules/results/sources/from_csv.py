"""CSV text to a table. The separator is recognised in the header; lines are numbered as a text editor numbers them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import chain, islice
from typing import Final

from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.sources.decode import in_utf8
from targetrules.results.sources.header import Header, below, header_of
from targetrules.results.sources.spending import spending
from targetrules.results.table import MOST_COLUMNS, Sheet, Table
from targetrules.wording import Word

__all__ = ["MANY", "from_csv"]

MANY: Final = 10_000
"""From so many lines on, loading PyArrow pays."""

AT_ONCE: Final = 1 << 21
_PIECE: Final = 1 << 16

_LIBRARIES: Final = ("numpy", "pyarrow")


def from_csv(
    data: bytes,
    file: str,
    *,
    header_row: int | None = None,
    encoding: str | None = None,
    separators: str = ",;\t",
    many: int = MANY,
    at_once: int = AT_ONCE,
) -> Table:
    """The table in a CSV file, its cells quoted where need be.

    Args:
        data: The bytes of the file.
        file: Its name, for problems.
        header_row: The number of the line that holds the headings; the first that is not blank, if left out.
        encoding: That of the text; told by the bytes, if left out.
        separators: One of them separates cells.
        many: From so many lines on, PyArrow's reader reads what it reads as Python's does, if it is installed.
        at_once: So many characters are looked at, and so many bytes read by PyArrow, at a time.

    Raises:
        ResultsError: It cannot be read as CSV.
    """
    sheet, text = in_utf8(Sheet(file, counted="line"), data, encoding)
    separator = _separator(text, header_row, separators)
    with spending(Findings(sheet), len(data)) as budget:
        records = _records(sheet, text, separator)
        header = header_of(sheet, records, header_row)
        first = list(islice(records, 1))
        if first and _has_lines(text, many) and all(map(find_spec, _LIBRARIES)):
            table = _by_arrow(sheet, header, text, first[0][0], separator, at_once)
            if table is not None:
                return table
        return below(sheet, header.columns, chain(first, records), budget)


def _by_arrow(sheet: Sheet, header: Header, text: bytes, line: int, separator: str, at_once: int) -> Table | None:
    """The table whose first line below the header has this number; None where Python's reader has to read it."""
    from targetrules.results.sources.csv_by_arrow import table_by_arrow

    start = len("".join(islice(_split(text), line - 1)).encode("utf-8", "surrogatepass"))
    return table_by_arrow(sheet, header, text, start, line, separator, at_once)


def _has_lines(text: bytes, many: int) -> bool:
    """Whether there are so many line ends, or more; of a long text the beginning tells it."""
    found = 0
    for start in range(0, len(text), AT_ONCE):
        found += text.count(b"\n", start, start + AT_ONCE)
        if found >= many:
            return True
    return found >= many


def _separator(text: bytes, header_row: int | None, separators: str) -> str:
    """The separator that the header has most of, outside quotes; the first where it has none."""
    lines = islice(_split(text), min(header_row or 1, len(text)) - 1, None)
    header = next((line for line in lines if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(separators, key=bare.count)


def _records(sheet: Sheet, text: bytes, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(sheet, text, separator), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        record = "".join(islice(_split(text), number - 1, None))
        if _begins_with_long_cell(record, separator):
            values = {"most": f"{csv.field_size_limit():,}"}
            advice = Word("problems.advise_long_cell")
            raise Findings(sheet).stop(Code.LONG_CELL, row=number, values=values, advice=advice) from None
        raise Findings(sheet).stop(Code.QUOTES, row=number, advice=Word("problems.advise_quotes")) from None


def _lines(sheet: Sheet, text: bytes, separator: str) -> Iterator[str]:
    """The lines with their ends; a problem in place of one that has more cells than a spreadsheet has columns."""
    for number, line in enumerate(_split(text), 1):
        if len(line) > MOST_COLUMNS and "".join(line.split('"')[::2]).count(separator) >= MOST_COLUMNS:
            raise Findings(sheet).stop(Code.TOO_LARGE, row=number)
        yield line


def _split(text: bytes) -> Iterator[str]:
    """The lines with their ends, as Python's reader counts them; the text is decoded in pieces, not at once."""
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + _PIECE) + 1 or len(text)
        yield from io.StringIO(text[start:end].decode("utf-8", "surrogatepass"), newline="")
        start = end


def _begins_with_long_cell(text: str, separator: str) -> bool:
    """Whether a cell of the first record is longer than the reader takes, and its quotation marks are as they ought.

    A mark that is never closed makes a long cell too, which ends in the midst of another one.
    """
    cell = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^{separator}\r\n"][^{separator}\r\n]*|))({separator}|\r\n?|\n|\Z)')
    found = cell.match(text)
    while found is not None and len(found[1] or found[2] or "") <= csv.field_size_limit() and found[3] == separator:
        found = cell.match(text, found.end())
    return found is not None and len(found[1] or found[2] or "") > csv.field_size_limit()
