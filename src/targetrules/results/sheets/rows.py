"""Which rows below the headings hold results: totals, notes and headings that come again are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from attrs import field

from targetrules.data import define
from targetrules.results.cells.doubts import doubt_of
from targetrules.results.cells.remembering import remembering
from targetrules.results.code import Code
from targetrules.results.layouts import LeftOut
from targetrules.results.naming import Naming, as_typed
from targetrules.results.problem import Findings
from targetrules.results.sheets.adding import adds_up
from targetrules.results.sheets.grid import Grid, cell_at
from targetrules.results.sheets.heading import Headings, Wanted
from targetrules.results.table import Cell, Column, is_blank, letter_of, shown
from targetrules.source.decimals import decimal_of
from targetrules.width import as_read, heading, narrow
from targetrules.wording import Word

__all__ = ["Rows", "rows_below"]

_NOTE: Final = re.compile(
    r"[（(]?(?:注|备注|附注|说明|填表说明|填报说明|审核|审批|制表|填表|填报|复核|负责人|经办|联系|单位负责人|分管领导|主要领导|盖章"
    r"|note|remark|source|prepared|checked|approved|signed|compiled)[^0-9]{0,12}[:：].*"
    r"|[^0-9:：]{0,16}[（(](?:盖章|公章|签章|签字|签名|章)[）)].*"
    r"|[^0-9:：]{0,40}\((?:seal|stamp|official seal|signature|signed)\).*|(?:signature|seal|stamp)s?[^0-9]{0,20}:.*"
    r"|(?:notes?|remarks?)\b.*|[*※].*|注\s?[0-9一二三]?[、.．:：].*",
    re.IGNORECASE | re.DOTALL,
)
"""What stands below a table, and begins so, is no unit."""

_SECTION: Final = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．].*|第[一二三四五六七八九十]{1,3}[类组档].*")
_FULL_MARKS: Final = re.compile(
    "满分|权重|分值|标准分|计分单位|计量单位|单位|full marks?|weights?|maximum", re.IGNORECASE
)


@define(slots=True, eq=False)
class Rows:
    """The rows that hold results, and those that were left out."""

    lines: list[tuple[int, Sequence[Cell]]] = field(factory=list)
    left_out: list[LeftOut] = field(factory=list)


def rows_below(
    grid: Grid, found: Headings, wanted: Wanted, read: Mapping[int, str], naming: Naming, findings: Findings
) -> Rows:
    """The rows below the headings.

    Args:
        grid: The sheet.
        found: Its headings.
        wanted: The headings that are known.
        read: What is read of each column, by its position: of numbers ``"number"``.
        naming: What is said of names.
        findings: Takes what is wrong.

    Raises:
        ResultsError: There is a second table below the first.
    """
    sorting = _Sorting(grid, found, wanted, read, naming, findings)
    lines = [each for each in grid.lines if each[0] > found.bottom]
    last = next((at for at in reversed(range(len(lines))) if sorting.holds_result(lines[at][1])), -1)
    for at, (number, cells) in enumerate(lines):
        why = sorting.why_none(number, cells, below=at > last, first=at == 0)
        if why is None:
            sorting.rows.lines.append((number, cells))
        elif why:
            sorting.rows.left_out.append(LeftOut(number, _text(cells), why))
    return sorting.rows


def _text(cells: Sequence[Cell]) -> str:
    """What stands first in a row."""
    return shown(next((cell for cell in cells if not is_blank(cell)), None))


@define(slots=True, eq=False)
class _Sorting:
    """The rows of one sheet, as they are told apart."""

    grid: Grid
    found: Headings
    wanted: Wanted
    read: Mapping[int, str]
    naming: Naming
    findings: Findings
    rows: Rows = field(factory=Rows)
    _totals: list[int] = field(factory=list)
    _declared: frozenset[int] = field(init=False)
    _doubt: Callable[[str], Code | None] = field(init=False, factory=lambda: remembering(_doubt))
    _heading: Callable[[Cell], str] = field(init=False, factory=lambda: remembering(_heading))
    _headed: Sequence[Sequence[tuple[int, str]]] = field(init=False)

    @_declared.default
    def _totals_of_the_table(self) -> frozenset[int]:
        return frozenset(each.row for each in self.grid.totals)

    @_headed.default
    def _rows_of_headings(self) -> Sequence[Sequence[tuple[int, str]]]:
        top, bottom = self.found.top, self.found.bottom
        return [list(self._texts(cells)) for number, cells in self.grid.lines if top <= number <= bottom]

    def holds_result(self, cells: Sequence[Cell]) -> bool:
        """Whether a row has a unit, which is no total by its name, and anything else that is read."""
        if is_blank(cell_at(cells, self.found.unit)) or self._is_signed(cells):
            return False
        return self._total(self._labels(cells)) is None and self._reads(cells)

    def why_none(self, number: int, cells: Sequence[Cell], *, below: bool, first: bool) -> str | None:
        """Why a row holds no result, by a key (``""``: it is a problem, which is noted); None: it holds one."""
        if self._is_heading_again(number, cells):
            return "again"
        if number in self._declared:
            return None  # left out further on, where the table that declares it has the column of units in it
        labels = self._labels(cells)
        if any(text in self.naming.leave_out for at, text in labels if at != self.found.unit):
            return "said"
        total = self._total(labels)
        if total is not None:
            return self._of_total(number, cells, total)
        if below and (self._is_signed(cells) or self._goes_on(cells)):
            return "below"
        if self._reads(cells):
            return self._of_marks(number, cells, labels, first=first)
        unit = cell_at(cells, self.found.unit)
        if is_blank(unit):
            return "below" if below else self._of_nobody(number, cells)
        if _is_note(unit):
            return "below" if below else self._of_nobody(number, cells)
        if isinstance(unit, str) and (_SECTION.fullmatch(narrow(unit)) or self._is_across(number)):
            return self._of_nobody(number, cells)
        return None

    # ---- headings that come again ------------------------------------------------------------------------------------

    def _is_heading_again(self, number: int, cells: Sequence[Cell]) -> bool:
        """Whether it is a row of the headings once more, as on each page that is printed; another table is refused."""
        texts = self._texts(cells)
        begins = next(texts, None)
        if any(each[:1] == [begins] for each in self._headed) and [begins, *texts] in self._headed:
            return True
        unit = cell_at(cells, self.found.unit)
        if isinstance(unit, str) and self._heading(unit) in self.wanted.unit:
            raise self.findings.stop(
                Code.SECOND_TABLE, row=number, cell=unit, advice=Word("sheets.advise_second_table")
            )
        return False

    def _texts(self, cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
        return ((at, self._heading(cell)) for at, cell in enumerate(cells) if not is_blank(cell))

    # ---- totals ------------------------------------------------------------------------------------------------------

    def _labels(self, cells: Sequence[Cell]) -> list[tuple[int, str]]:
        """The texts up to the column of units: what a row is called may stand in that of its number."""
        there = ((at, cell_at(cells, at)) for at in range(self.found.unit, -1, -1))
        return [(at, as_read(cell)) for at, cell in there if isinstance(cell, str) and not is_blank(cell)]

    def _total(self, labels: Sequence[tuple[int, str]]) -> tuple[int, str] | None:
        """The label by which a row is a total or an average, with its position."""
        for at, text in labels:
            if self._doubt(text) is Code.TOTAL and text not in self.naming.genuine | self.naming.leave_out:
                return at, text
        return None

    def _of_total(self, number: int, cells: Sequence[Cell], total: tuple[int, str]) -> str | None:
        """Totals are left out where their numbers are made of the rows above; else somebody has to say what it is."""
        numbers = [at for at, kind in self.read.items() if kind == "number"]
        above = [each for _, each in self.rows.lines]
        since = [each for row, each in self.rows.lines if row > max(self._totals, default=0)]
        at, text = total
        if adds_up(cells, [above, since], numbers):
            self._totals.append(number)
            return "total"
        if at == self.found.unit:
            return None  # told where names of units are read
        said = as_typed(text)
        advice = Word("sheets.advise_total", {"name": said})
        self.findings.add(Code.TOTAL_BESIDE, row=number, column=self._column(at), cell=text, advice=advice)
        return ""

    # ---- rows of nobody ----------------------------------------------------------------------------------------------

    def _reads(self, cells: Sequence[Cell]) -> bool:
        """Whether anything stands in a column that is read, beside that of units."""
        return any(not is_blank(cell_at(cells, at)) for at in self.read if at != self.found.unit)

    def _is_signed(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is for signatures: it begins as notes do, and holds no unit and no number, as text or not."""
        first = next((cell for cell in cells if not is_blank(cell)), None)
        unit, beside = cell_at(cells, self.found.unit), cell_at(cells, self.found.unit - 1) if self.found.unit else None
        signs = isinstance(beside, str) and narrow(beside).endswith(":")  # “审核人：” stands beside the name
        if not _is_note(first) or not (is_blank(unit) or _is_note(unit) or signs):
            return False
        numbers = (cell_at(cells, at) for at, kind in self.read.items() if kind == "number")
        return not any(isinstance(cell, int | float) for cell in cells) and not any(map(_says_number, numbers))

    def _goes_on(self, cells: Sequence[Cell]) -> bool:
        """Whether notes go on: below the first of them a row without a unit holds one text, which says no number."""
        said = [cell for cell in cells if not is_blank(cell)]
        return (
            any(each.why == "below" for each in self.rows.left_out)
            and len(said) == 1
            and isinstance(said[0], str)
            and not _says_number(said[0])
            and is_blank(cell_at(cells, self.found.unit))
        )

    def _of_marks(
        self, number: int, cells: Sequence[Cell], labels: Sequence[tuple[int, str]], *, first: bool
    ) -> str | None:
        """A row may hold targets, standards or last year's figures; right below the headings weights or full marks."""
        unit = cell_at(cells, self.found.unit)
        marked = next(((at, text) for at, text in labels if self._marks(at, narrow(text), first=first)), None)
        if marked is None and (not first or not is_blank(unit) or labels):
            return None
        at, text = (self.found.unit, "") if marked is None else marked
        if text in self.naming.genuine:
            return None
        if text in self.naming.leave_out:
            return "said"
        advice = Word("sheets.advise_marks" if text else "sheets.advise_no_unit", {"name": as_typed(text)})
        self.findings.add(Code.MARKS, row=number, column=self._column(at), cell=text or _text(cells), advice=advice)
        return ""

    def _marks(self, at: int, text: str, *, first: bool) -> bool:
        """Whether a text says that its row is of no unit; one in the column of another input says other things."""
        if first and _FULL_MARKS.fullmatch(text):
            return True
        return (at == self.found.unit or at not in self.read) and self._doubt(text) is Code.MARKS

    def _of_nobody(self, number: int, cells: Sequence[Cell]) -> str:
        """A row among the others in which but one thing stands: a heading of those below, or a remark."""
        at = next(at for at, cell in enumerate(cells) if not is_blank(cell))
        text = as_read(str(cells[at])) if isinstance(cells[at], str) else shown(cells[at])
        if text in self.naming.leave_out:
            return "said"
        advice = Word("sheets.advise_section", {"name": as_typed(text)})
        self.findings.add(Code.OF_NOBODY, row=number, column=self._column(at), cell=text, advice=advice)
        return ""

    def _is_across(self, number: int) -> bool:
        """Whether the cell of the unit is merged with cells of other columns that are read."""
        at = self.found.unit
        return any(
            each.top <= number <= each.bottom
            and each.left <= at <= each.right
            and _reads_in(each.left, each.right, self.read)
            for each in self.grid.merged
            if each.left < each.right
        )

    def _column(self, at: int) -> Column:
        over = self.found.over(at)
        return Column(shown(over[-1]) if over else "", letter_of(at))


def _reads_in(left: int, right: int, read: Collection[int]) -> bool:
    return sum(left <= at <= right for at in read) > 1


def _is_note(cell: Cell) -> bool:
    return isinstance(cell, str) and _NOTE.fullmatch(narrow(cell)) is not None


def _says_number(cell: Cell) -> bool:
    return isinstance(cell, str) and decimal_of(narrow(cell).removesuffix("%")) is not None


def _heading(cell: Cell) -> str:
    return heading(cell if isinstance(cell, str) else shown(cell))


def _doubt(label: Cell) -> Code | None:
    return doubt_of(label) if isinstance(label, str) else None
