"""An OpenDocument workbook (.ods): its sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from targetrules.data import frozen
from targetrules.results.problem import Findings
from targetrules.results.sheets.grid import Grid
from targetrules.results.sources.ods.content import OdsSheet, sheets_in
from targetrules.results.sources.package import Package, local
from targetrules.results.sources.spending import spending
from targetrules.results.sources.workbook import no_such_sheet
from targetrules.results.sources.workbook_errors import OtherSpreadsheetError
from targetrules.results.table import Hidden, Sheet, are_blank
from targetrules.template_mark import TemplateMark
from targetrules.wording import Word

__all__ = ["OdsSheets", "sheets_of_ods"]

_META: Final = "meta.xml"
_MANIFEST: Final = "META-INF/manifest.xml"


@frozen(slots=True, eq=False)
class OdsSheets:
    """The sheets of a workbook that is open, by their names."""

    package: Package
    sheets: Mapping[str, OdsSheet]
    file: str
    findings: Findings

    def names(self) -> tuple[list[str], tuple[str, ...]]:
        """Those in which anything stands: the visible ones, and the hidden ones."""
        used = [each for each in self.sheets.values() if not all(are_blank(cells) for _, cells in each.rows)]
        return [each.name for each in used if not each.hidden], tuple(each.name for each in used if each.hidden)

    def mark(self) -> TemplateMark | None:
        """Of what template the workbook is; None: of none."""
        return TemplateMark.of(_properties(self.package))

    def grid(self, name: str, others: tuple[str, ...] = ()) -> Grid:
        """A sheet; ``others`` are hidden ones that are not read."""
        if name not in self.sheets:
            raise no_such_sheet(name, list(self.sheets), self.findings)
        sheet = self.sheets[name]
        lines = [(number, cells) for number, cells in sheet.rows if not are_blank(cells)]
        hidden = Hidden(frozenset(sheet.hidden_rows), frozenset(sheet.hidden_columns), sheet.hidden, others)
        return Grid(Sheet(self.file, name), lines, sheet.merged, hidden, (), self.package.budget, sheet.rounded)


@contextmanager
def sheets_of_ods(data: bytes, file: str, findings: Findings) -> Iterator[OdsSheets]:
    """A workbook, open; what is wrong with it is raised as an error of workbooks wherever it is found."""
    with spending(findings, len(data)) as budget:
        package = Package(data, budget)
        if _is_locked(package):
            raise OtherSpreadsheetError(Word("problems.locked"))
        yield OdsSheets(package, sheets_in(package), file, findings)


def _is_locked(package: Package) -> bool:
    """Whether the parts are encrypted, which the list of them says."""
    found: list[str] = []
    if package.has(_MANIFEST):
        for _ in package.parse(_MANIFEST, lambda element, _: found.append(local(element))):
            pass
    return "encryption-data" in found


def _properties(package: Package) -> Mapping[str, str]:
    """The texts of the properties that somebody gave to the workbook, by their names."""
    found: dict[str, str] = {}
    name, pieces = "", list[str]()

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if local(element) == "user-defined":
            name = attributes.get("meta:name", "")
            pieces.clear()

    def end(element: str) -> None:
        if local(element) == "user-defined":
            found.setdefault(name, "".join(pieces).strip())

    if package.has(_META):
        for _ in package.parse(_META, start, end, pieces.append):
            pass
    return found
