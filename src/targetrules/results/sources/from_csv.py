"""CSV text to a table. The separator is recognised in the header; lines are numbered as a text editor numbers them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.sources.decode import decode
from targetrules.results.sources.header import table_of
from targetrules.results.sources.spending import spending
from targetrules.results.table import MOST_COLUMNS, Sheet, Table
from targetrules.wording import Word

__all__ = ["from_csv"]


def from_csv(
    data: bytes, file: str, *, header_row: int | None = None, encoding: str | None = None, separators: str = ",;\t"
) -> Table:
    """The table in a CSV file, its cells quoted where need be; the separator is one of ``separators``."""
    sheet, text = decode(Sheet(file, counted="line"), data, encoding)
    separator = _separator(text, header_row, separators)
    with spending(Findings(sheet), len(data)) as budget:
        return table_of(sheet, _records(sheet, text, separator), header_row, budget)


def _separator(text: str, header_row: int | None, separators: str) -> str:
    """The separator that the header has most of, outside quotes; the first where it has none."""
    lines = io.StringIO(text, newline=None)
    header = next((line for line in islice(lines, min(header_row or 1, len(text)) - 1, None) if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(separators, key=bare.count)


def _records(sheet: Sheet, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(sheet, text, separator), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        record = "".join(islice(io.StringIO(text, newline=""), number - 1, None))
        if _begins_with_long_cell(record, separator):
            values = {"most": f"{csv.field_size_limit():,}"}
            advice = Word("problems.advise_long_cell")
            raise Findings(sheet).stop(Code.LONG_CELL, row=number, values=values, advice=advice) from None
        raise Findings(sheet).stop(Code.QUOTES, row=number, advice=Word("problems.advise_quotes")) from None


def _lines(sheet: Sheet, text: str, separator: str) -> Iterator[str]:
    """The lines with their ends; a problem in place of one that has more cells than a spreadsheet has columns."""
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > MOST_COLUMNS and "".join(line.split('"')[::2]).count(separator) >= MOST_COLUMNS:
            raise Findings(sheet).stop(Code.TOO_LARGE, row=number)
        yield line


def _begins_with_long_cell(text: str, separator: str) -> bool:
    """Whether a cell of the first record is longer than the reader takes, and its quotation marks are as they ought.

    A mark that is never closed makes a long cell too, which ends in the midst of another one.
    """
    cell = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^{separator}\r\n"][^{separator}\r\n]*|))({separator}|\r\n?|\n|\Z)')
    found = cell.match(text)
    while found is not None and len(found[1] or found[2] or "") <= csv.field_size_limit() and found[3] == separator:
        found = cell.match(text, found.end())
    return found is not None and len(found[1] or found[2] or "") > csv.field_size_limit()
