"""A file to a table: which kind of file it is, and its bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Final

from attrs import evolve, field

from targetrules.arguments import a_count, a_text, a_word, unlike
from targetrules.data import frozen
from targetrules.results.code import Code
from targetrules.results.detail_rows import DetailRows
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.sources.workbook_kind import WORKBOOKS, workbook_kind
from targetrules.results.table import Sheet, Table
from targetrules.source.given import NOTHING_BUT_ZEROS, bytes_of, is_stream, read_of, why_unreadable
from targetrules.visible import put_together
from targetrules.wording import Word

__all__ = ["FORMATS", "OpenedFile", "check_options", "file_table", "open_file", "read_table", "table_in"]

FORMATS: Final = ("csv", "tsv", "xlsx", "xls", "ods", "json", "jsonl", "parquet")
"""The kinds of file that are read."""

LARGEST_FILE: Final = 1 << 30
"""Bytes."""

_LARGE: Final = 1 << 22
"""From so many bytes on, another thread computes the digest while they are read."""

_SUFFIXES: Final[Mapping[str, str]] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".xlt": "xls",
    ".et": "xls",
    ".ods": "ods",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
_OTHER_SPREADSHEETS: Final = frozenset({".xlsb", ".fods", ".numbers"})


@frozen(slots=True)
class OpenedFile:
    """A file as it was read: its name, which of :data:`FORMATS` it is, its bytes."""

    file: str
    kind: str
    data: bytes = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def file_table(how: DetailRows) -> Table | None:
    """The table in a file, read as is said of it; None: what there is are rows, and no file.

    Raises:
        ResultsError: It cannot be read.
    """
    given = how.rows
    if not (isinstance(given, str | os.PathLike) or is_stream(given)):
        return None
    return read_table(given, format=how.input_format, sheet=how.sheet, header_row=how.header_row, encoding=how.encoding)


def read_table(
    path: str | os.PathLike[str] | IO[bytes],
    *,
    format: str | None = None,  # noqa: A002  the word that users know
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    name: str = "<stdin>",
) -> Table:
    """The table in a file.

    Args:
        path: The file, or a stream of bytes (called ``name`` in problems).
        format: One of :data:`FORMATS`; left out, the file's suffix says it, and of a stream its first bytes. Of which
            kind a workbook is, its bytes say.
        sheet: A sheet of a workbook; left out, the only one in which anything stands.
        header_row: The number of the line that holds the headings; left out, the first that is not blank.
        encoding: That of a text file; left out, UTF-16 by its mark, else UTF-8, else GB18030.
        name: What a stream is called.

    Returns:
        The table.

    Raises:
        ArgumentError: One of these is something else.
        ResultsError: The file cannot be read, or is damaged.
        MissingExtraError: It is a Parquet file and PyArrow is not installed, or an ``.xls`` file and xlrd is not.
    """
    a_word("sheet", sheet)
    a_count("header_row", header_row)
    a_word("encoding", encoding)
    opened = open_file(path, format=a_word("format", format), name=a_text("name", name) or "")
    return table_in(opened, sheet=sheet, header_row=header_row, encoding=encoding)


def open_file(
    path: str | os.PathLike[str] | IO[bytes],
    *,
    format: str | None = None,  # noqa: A002  the word that users know
    name: str = "<stdin>",
) -> OpenedFile:
    """The bytes of a file or a stream, and what kind of file it is; see :func:`read_table`."""
    if isinstance(path, str | os.PathLike):
        file = put_together(os.fsdecode(path)).encode("utf-8", "backslashreplace").decode()
        kind = format or _by_suffix(Path(os.fsdecode(path)).suffix.lower(), Findings(Sheet(file)))
        data = _given(partial(bytes_of, path), Findings(Sheet(file)))
    else:
        file = name
        data = _given(partial(read_of, _stream(path)), Findings(Sheet(file)))
        kind = format or ""
    if kind in WORKBOOKS:
        kind = workbook_kind(data) or kind
    return OpenedFile(file, kind or _by_content(data), data)


def table_in(
    opened: OpenedFile, *, sheet: str | None = None, header_row: int | None = None, encoding: str | None = None
) -> Table:
    """The table in a file that was read; see :func:`read_table`."""
    check_options(opened, sheet=sheet, header_row=header_row)
    if len(opened.data) < _LARGE:
        return evolve(_table(opened, sheet, header_row, encoding), digest=opened.digest)
    from targetrules.second_thread import SecondThread

    with SecondThread() as second:
        digest = second.beside(lambda: opened.digest)
        return evolve(_table(opened, sheet, header_row, encoding), digest=digest.result())


def check_options(opened: OpenedFile, *, sheet: str | None = None, header_row: int | None = None) -> None:
    """Raise :class:`ResultsError` where a sheet or a row of headings is named that such a file does not have."""
    findings = Findings(Sheet(opened.file))
    if sheet is not None and opened.kind not in WORKBOOKS:
        raise findings.stop(Code.NO_SUCH_SHEET, cell=sheet, advice=Word("problems.advise_no_sheets"))
    if header_row is not None and opened.kind in ("json", "jsonl", "parquet"):
        raise findings.stop(Code.NO_HEADER, row=header_row)


def _table(opened: OpenedFile, sheet: str | None, header_row: int | None, encoding: str | None) -> Table:
    data, file = opened.data, opened.file
    match opened.kind:
        case "csv" | "tsv":
            from targetrules.results.sources.from_csv import from_csv

            separators = "\t" if opened.kind == "tsv" else ",;\t"
            return from_csv(data, file, header_row=header_row, encoding=encoding, separators=separators)
        case kind if kind in WORKBOOKS:
            from targetrules.results.sources.opened_workbook import table_of_workbook

            return table_of_workbook(data, file, kind, sheet=sheet, header_row=header_row)
        case "json" | "jsonl":
            from targetrules.results.sources.from_json import from_json, from_json_lines

            return (from_json if opened.kind == "json" else from_json_lines)(data, file, encoding=encoding)
        case "parquet":
            from targetrules.results.sources.from_parquet import from_parquet

            return from_parquet(data, file)
        case _:
            raise _unknown_format(opened)


def _unknown_format(opened: OpenedFile) -> ResultsError:
    known = Word("problems.listed", {"names": ", ".join(FORMATS)})
    return Findings(Sheet(opened.file)).stop(Code.UNKNOWN_FORMAT, cell=opened.kind, expected=known)


def _stream(given: object) -> IO[bytes]:
    if is_stream(given):
        return given
    raise unlike("path", given, "stream")


def _by_suffix(suffix: str, findings: Findings) -> str:
    if suffix in _OTHER_SPREADSHEETS:
        advice = Word("problems.advise_save_as")
        kind = Word("problems.a_suffix", {"suffix": suffix})
        raise findings.stop(Code.OTHER_SPREADSHEET, values={"kind": kind}, advice=advice)
    if suffix and suffix not in _SUFFIXES:
        known = Word("problems.listed", {"names": ", ".join(_SUFFIXES)})
        raise findings.stop(Code.UNKNOWN_FORMAT, cell=suffix, expected=known)
    return _SUFFIXES.get(suffix, "")


def _by_content(data: bytes) -> str:
    start = data[:1000].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    workbook = workbook_kind(data)
    if workbook is not None:
        return workbook
    if data.startswith(b"PAR1"):
        return "parquet"
    return "json" if start.startswith(b"[") else "jsonl" if start.startswith(b"{") else "csv"


def _given(read: Callable[[int, Callable[[bytes], None]], bytes], findings: Findings) -> bytes:
    def look(begins: bytes) -> None:
        if begins.startswith(NOTHING_BUT_ZEROS):
            raise findings.stop(Code.EMPTY, advice=Word("problems.advise_zeros"))

    try:
        data = read(LARGEST_FILE, look)
    except (OSError, ValueError) as error:
        reason = why_unreadable(error)
        raise findings.stop(Code.UNREADABLE, values={"reason": reason}) from None
    if len(data) > LARGEST_FILE:
        raise findings.stop(Code.TOO_LARGE)
    return data
