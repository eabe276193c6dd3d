"""A workbook (.xlsx) to a table: the sheet that is named, or the only one in which anything stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.results.cells.expected import named
from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.sheets.grid import Grid
from targetrules.results.sources.header import below, header_of
from targetrules.results.sources.merged import with_merged
from targetrules.results.sources.spending import spending
from targetrules.results.sources.xlsx.errors import BrokenWorkbookError, WorkbookTooLargeError
from targetrules.results.sources.xlsx.properties import custom_properties
from targetrules.results.sources.xlsx.sheet import Unseen, rows_of
from targetrules.results.sources.xlsx.tables import totals_of
from targetrules.results.sources.xlsx.workbook import SheetPart, Workbook, open_workbook
from targetrules.results.table import Hidden, Sheet, Table, are_blank, shown
from targetrules.source.suggest import nearest
from targetrules.template_mark import TemplateMark
from targetrules.wording import Word

__all__ = ["XlsxSheets", "from_xlsx", "sheets_of_xlsx"]

_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE: Final = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")


@frozen(slots=True, eq=False)
class XlsxSheets:
    """The sheets of a workbook that is open."""

    book: Workbook
    file: str
    findings: Findings

    def names(self) -> tuple[list[str], tuple[str, ...]]:
        """Those in which anything stands: the visible ones, and the hidden ones."""
        blank = _blank_parts(self.book, self.book.sheets)
        used = [part for part in self.book.sheets if part.part not in blank]
        return [each.name for each in used if not each.hidden], tuple(each.name for each in used if each.hidden)

    def mark(self) -> TemplateMark | None:
        """Of what template the workbook is; None: of none."""
        return TemplateMark.of(custom_properties(self.book.package))

    def grid(self, name: str, others: tuple[str, ...] = ()) -> Grid:
        """A sheet; ``others`` are hidden ones that are not read."""
        part, unseen = _named(self.book, name, self.findings), Unseen()
        lines = [(number, cells) for number, cells in rows_of(self.book, part.part, unseen) if not are_blank(cells)]
        hidden = Hidden(frozenset(unseen.rows), frozenset(unseen.columns), part.hidden, others)
        totals, budget = totals_of(self.book, part.part), self.book.package.budget
        return Grid(Sheet(self.file, part.name), lines, unseen.merged, hidden, totals, budget)


@contextmanager
def sheets_of_xlsx(data: bytes, file: str) -> Iterator[XlsxSheets]:
    """A workbook, open; what is wrong with it is a problem wherever it is found."""
    findings = Findings(Sheet(file))
    with _opened(data, findings) as book:
        yield XlsxSheets(book, file, findings)


def from_xlsx(data: bytes, file: str, *, sheet: str | None = None, header_row: int | None = None) -> Table:
    """The table in one sheet of a workbook; hidden sheets are read only where they are named."""
    findings = Findings(Sheet(file))
    with _opened(data, findings) as book:
        return _table(book, file, sheet, header_row, findings)


@contextmanager
def _opened(data: bytes, findings: Findings) -> Iterator[Workbook]:
    _stop_if_another_kind(data, findings)
    try:
        with spending(findings, len(data)) as budget:
            yield open_workbook(data, budget)
    except BrokenWorkbookError as error:
        advice = Word("problems.advise_another_copy")
        raise findings.stop(Code.DAMAGED_WORKBOOK, advice=advice, values={"about": error.about}) from None
    except WorkbookTooLargeError:
        raise findings.stop(Code.TOO_LARGE) from None


def _table(book: Workbook, file: str, name: str | None, header_row: int | None, findings: Findings) -> Table:
    part = _named(book, name, findings) if name is not None else _only(book, findings)
    unseen, budget = Unseen(), book.package.budget
    sheet, lines = Sheet(file, part.name), rows_of(book, part.part, unseen)
    header = header_of(sheet, lines, header_row)
    table = with_merged(below(sheet, header.columns, lines, budget), header.number, unseen.merged, budget)
    others = _hidden(book) if name is None else ()
    hidden = Hidden(frozenset(unseen.rows), frozenset(unseen.columns), part.hidden, others)
    return evolve(table, hidden=hidden, totals=totals_of(book, part.part))


def _stop_if_another_kind(data: bytes, findings: Findings) -> None:
    if not data.strip():
        raise findings.stop(Code.EMPTY)
    advice = Word("problems.advise_save_as")
    if data.startswith(_OLD):
        raise findings.stop(Code.OTHER_SPREADSHEET, values={"kind": Word("problems.old_or_locked")}, advice=advice)
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGE):
        raise findings.stop(Code.OTHER_SPREADSHEET, values={"kind": Word("problems.web_page")}, advice=advice)
    if b"application/vnd.oasis.opendocument" in data[:200]:
        raise findings.stop(Code.OTHER_SPREADSHEET, values={"kind": Word("problems.open_document")}, advice=advice)


def _named(book: Workbook, name: str, findings: Findings) -> SheetPart:
    for part in book.sheets:
        if part.name == name:
            return part
    names = [part.name for part in book.sheets]
    near = nearest(name, names)
    advice = Word("problems.advise_near", {"near": shown(near)}) if near else None
    raise findings.stop(Code.NO_SUCH_SHEET, cell=name, expected=_one_of(names), advice=advice)


def _only(book: Workbook, findings: Findings) -> SheetPart:
    blank = _blank_parts(book, [part for part in book.sheets if not part.hidden])
    used = [part for part in book.sheets if not part.hidden and part.part not in blank]
    if not used:
        raise findings.stop(Code.EMPTY)
    if len(used) > 1:
        names = [part.name for part in used]
        raise findings.stop(Code.SEVERAL_SHEETS, expected=_one_of(names), advice=Word("problems.advise_sheet"))
    return used[0]


def _hidden(book: Workbook) -> tuple[str, ...]:
    """The hidden sheets in which anything stands."""
    hidden = [part for part in book.sheets if part.hidden]
    blank = _blank_parts(book, hidden)
    return tuple(part.name for part in hidden if part.part not in blank)


def _blank_parts(book: Workbook, sheets: Iterable[SheetPart]) -> frozenset[str]:
    """The parts in which nothing stands; of several sheets that name one part, it is read but once."""
    parts = dict.fromkeys(sheet.part for sheet in sheets)
    return frozenset(part for part in parts if next(rows_of(book, part), None) is None)


def _one_of(names: Sequence[str]) -> Word:
    return Word("problems.listed", {"names": tuple(map(named, names))})
