"""A file to a table: which kind of file it is, and its bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from attrs import evolve

from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.table import Sheet, Table
from targetrules.wording import Word

__all__ = ["FORMATS", "read_table"]

FORMATS: Final = ("csv", "tsv", "xlsx", "json", "jsonl")
"""The kinds of file that are read."""

LARGEST_FILE: Final = 1 << 30
"""Bytes."""

_SUFFIXES: Final[Mapping[str, str]] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_OTHER_SPREADSHEETS: Final = frozenset({".xls", ".xlsb", ".xlt", ".et", ".ods", ".fods", ".numbers"})


def read_table(
    path: str | os.PathLike[str] | IO[bytes],
    *,
    format: str | None = None,  # noqa: A002  the word that users know
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    name: str = "<stdin>",
) -> Table:
    """The table in a file, or in a binary stream (called ``name`` in problems).

    ``format`` is one of :data:`FORMATS`; left out, the file's suffix says it, and of a stream its first bytes.
    ``sheet`` names a sheet of a workbook (default: the only one in which anything stands). ``header_row`` is the number
    of the line that holds the headings (default: the first that is not blank). ``encoding`` is that of a text file
    (default: UTF-16 by its mark, else UTF-8, else GB18030). Raises :class:`ResultsError`.
    """
    if isinstance(path, str | os.PathLike):
        file = os.fsdecode(path).encode("utf-8", "backslashreplace").decode()
        kind = format or _by_suffix(Path(os.fsdecode(path)).suffix.lower(), Findings(Sheet(file)))
        data = _bytes_of(os.fsdecode(path), Findings(Sheet(file)))
    else:
        file = name
        data = _limited(path.read(LARGEST_FILE + 1), Findings(Sheet(file)))
        kind = format or ""
    table = _table(kind or _by_content(data), data, file, sheet, header_row, encoding)
    return evolve(table, digest=hashlib.sha256(data).hexdigest())


def _table(kind: str, data: bytes, file: str, sheet: str | None, header_row: int | None, encoding: str | None) -> Table:
    findings = Findings(Sheet(file))
    if sheet is not None and kind != "xlsx":
        raise findings.stop(Code.NO_SUCH_SHEET, cell=sheet)
    if header_row is not None and kind in ("json", "jsonl"):
        raise findings.stop(Code.NO_HEADER, row=header_row)
    match kind:
        case "csv" | "tsv":
            from targetrules.results.from_csv import from_csv

            separators = "\t" if kind == "tsv" else ",;\t"
            return from_csv(data, file, header_row=header_row, encoding=encoding, separators=separators)
        case "xlsx":
            from targetrules.results.from_xlsx import from_xlsx

            return from_xlsx(data, file, sheet=sheet, header_row=header_row)
        case "json" | "jsonl":
            from targetrules.results.from_json import from_json, from_json_lines

            return (from_json if kind == "json" else from_json_lines)(data, file, encoding=encoding)
    raise findings.stop(Code.UNKNOWN_FORMAT, cell=kind, expected=Word("problems.listed", {"names": ", ".join(FORMATS)}))


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
    if data.startswith(b"PK\x03\x04"):
        return "xlsx"
    return "json" if start.startswith(b"[") else "jsonl" if start.startswith(b"{") else "csv"


def _bytes_of(path: str, findings: Findings) -> bytes:
    try:
        with Path(path).open("rb") as stream:
            return _limited(stream.read(LARGEST_FILE + 1), findings)
    except FileNotFoundError:
        reason = Word("problems.not_found")
    except IsADirectoryError:
        reason = Word("problems.a_folder")
    except PermissionError:
        reason = Word("problems.not_allowed")
    except (OSError, ValueError) as error:
        reason = Word("problems.because", {"error": getattr(error, "strerror", None) or str(error)})
    raise findings.stop(Code.UNREADABLE, values={"reason": reason})


def _limited(data: bytes, findings: Findings) -> bytes:
    if len(data) > LARGEST_FILE:
        raise findings.stop(Code.TOO_LARGE)
    return data
