"""A workbook, opened by the reader of its kind; whatever is wrong with it as a file is a problem of results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, TypeAlias

from targetrules.results.code import Code
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.sources.workbook import Sheets, table_of
from targetrules.results.sources.workbook_errors import (
    BrokenWorkbookError,
    OtherSpreadsheetError,
    WorkbookTooLargeError,
)
from targetrules.results.sources.workbook_kind import is_locked, looks_like_text, workbook_kind
from targetrules.results.table import Sheet, Table
from targetrules.wording import Word

__all__ = ["opened_workbook", "table_of_workbook"]

_Reader: TypeAlias = Callable[[bytes, str, Findings], AbstractContextManager[Sheets]]

_WEB_PAGE: Final = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")


def table_of_workbook(
    data: bytes, file: str, kind: str, *, sheet: str | None = None, header_row: int | None = None
) -> Table:
    """The table in one sheet of a workbook; hidden sheets are read only where they are named."""
    with opened_workbook(data, file, kind) as sheets:
        return table_of(sheets, sheet, header_row, Findings(Sheet(file)))


@contextmanager
def opened_workbook(data: bytes, file: str, kind: str) -> Iterator[Sheets]:
    """The sheets of a workbook.

    Args:
        data: Its bytes.
        file: What it is called in problems.
        kind: Which of the kinds of workbooks it is.

    Raises:
        ResultsError: It is none, a damaged one, or one that is not read, wherever that is found.
        MissingExtraError: What reads this kind is not installed.
    """
    findings = Findings(Sheet(file))
    _stop_if_another_kind(data, findings)
    try:
        with _reader(kind)(data, file, findings) as sheets:
            yield sheets
    except BrokenWorkbookError as error:
        advice = Word("problems.advise_another_copy")
        raise findings.stop(Code.DAMAGED_WORKBOOK, advice=advice, values={"about": error.about}) from None
    except OtherSpreadsheetError as error:
        raise _other(error.kind, findings) from None
    except WorkbookTooLargeError:
        raise findings.stop(Code.TOO_LARGE) from None


def _reader(kind: str) -> _Reader:
    match kind:
        case "xls":
            from targetrules.results.sources.from_xls import sheets_of_xls

            return sheets_of_xls
        case "ods":
            from targetrules.results.sources.from_ods import sheets_of_ods

            return sheets_of_ods
        case _:
            from targetrules.results.sources.from_xlsx import sheets_of_xlsx

            return sheets_of_xlsx


def _stop_if_another_kind(data: bytes, findings: Findings) -> None:
    if not data.strip():
        raise findings.stop(Code.EMPTY)
    if is_locked(data):
        raise _other(Word("problems.locked"), findings)
    if workbook_kind(data) is not None:
        return
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGE):
        raise _other(Word("problems.web_page"), findings)
    if looks_like_text(data):
        advice = Word("problems.advise_text_format")
        raise findings.stop(Code.OTHER_SPREADSHEET, values={"kind": Word("problems.a_text")}, advice=advice)


def _other(kind: Word, findings: Findings) -> ResultsError:
    return findings.stop(Code.OTHER_SPREADSHEET, values={"kind": kind}, advice=Word("problems.advise_save_as"))
