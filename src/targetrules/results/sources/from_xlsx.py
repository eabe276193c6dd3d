"""A workbook of Excel 2007 and later (.xlsx): its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from targetrules.data import frozen
from targetrules.results.problem import Findings
from targetrules.results.sheets.grid import Grid
from targetrules.results.sources.spending import spending
from targetrules.results.sources.workbook import no_such_sheet
from targetrules.results.sources.xlsx.properties import custom_properties
from targetrules.results.sources.xlsx.sheet import Unseen, rows_of
from targetrules.results.sources.xlsx.tables import totals_of
from targetrules.results.sources.xlsx.workbook import SheetPart, Workbook, open_workbook
from targetrules.results.table import Hidden, Sheet, are_blank
from targetrules.template_mark import TemplateMark

__all__ = ["XlsxSheets", "sheets_of_xlsx"]


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
        part, unseen = self._named(name), Unseen()
        lines = [(number, cells) for number, cells in rows_of(self.book, part.part, unseen) if not are_blank(cells)]
        hidden = Hidden(frozenset(unseen.rows), frozenset(unseen.columns), part.hidden, others)
        totals, budget = totals_of(self.book, part.part), self.book.package.budget
        return Grid(Sheet(self.file, part.name), lines, unseen.merged, hidden, totals, budget, unseen.rounded)

    def _named(self, name: str) -> SheetPart:
        for part in self.book.sheets:
            if part.name == name:
                return part
        raise no_such_sheet(name, [part.name for part in self.book.sheets], self.findings)


@contextmanager
def sheets_of_xlsx(data: bytes, file: str, findings: Findings) -> Iterator[XlsxSheets]:
    """A workbook, open; what is wrong with it is raised as an error of workbooks wherever it is found."""
    with spending(findings, len(data)) as budget:
        yield XlsxSheets(open_workbook(data, budget), file, findings)


def _blank_parts(book: Workbook, sheets: Iterable[SheetPart]) -> frozenset[str]:
    """The parts in which nothing stands; of several sheets that name one part, it is read but once."""
    parts = dict.fromkeys(sheet.part for sheet in sheets)
    return frozenset(part for part in parts if next(rows_of(book, part), None) is None)
