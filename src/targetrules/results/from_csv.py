"""CSV text to a table. The separator is recognised in the header; lines are numbered as a text editor numbers them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from targetrules.results.code import Code
from targetrules.results.decode import decode
from targetrules.results.header import table_of
from targetrules.results.problem import Findings
from targetrules.results.table import Sheet, Table
from targetrules.wording import Word

__all__ = ["from_csv"]


def from_csv(
    data: bytes, file: str, *, header_row: int | None = None, encoding: str | None = None, separators: str = ",;\t"
) -> Table:
    """The table in a CSV file, its cells quoted where need be; the separator is one of ``separators``."""
    sheet, text = decode(Sheet(file, counted="line"), data, encoding)
    separator = _separator(text, header_row, separators)
    return table_of(sheet, _records(sheet, text, separator), header_row)


def _separator(text: str, header_row: int | None, separators: str) -> str:
    """The separator that the header has most of, outside quotes; the first where it has none."""
    lines = io.StringIO(text, newline=None)
    header = next((line for line in islice(lines, (header_row or 1) - 1, None) if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(separators, key=bare.count)


def _records(sheet: Sheet, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        raise Findings(sheet).stop(Code.QUOTES, row=number, advice=Word("problems.advise_quotes")) from None
