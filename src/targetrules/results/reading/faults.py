"""What is wrong with the cells of columns, told row by row and within a row in the order in which it was looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import field

from targetrules.data import define, frozen
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.percent import SignedCell, advise_signs_first, mixed
from targetrules.results.code import Code
from targetrules.results.problem import MOST_KEPT, Findings
from targetrules.results.reading.backend import RowNumbers, Spelling
from targetrules.results.reading.distinct_cells import DistinctCells
from targetrules.results.reading.places import CellPlaces, Place
from targetrules.results.spellings import alike_advice
from targetrules.results.table import Beyond, Column, RowKind, Sheet, shown
from targetrules.wording import Word

__all__ = ["BadCells", "OtherFaults", "TableFaults", "no_other_faults"]


@frozen(slots=True, eq=False)
class BadCells:
    """Cells that cannot be used: their ``rows``, the different ones, and what is wrong with each of these."""

    rows: RowNumbers
    found: DistinctCells
    faults: Sequence[Fault]


OtherFaults = Callable[[Sequence[int]], Mapping[int, Fault]]
"""Of some rows, those of which something else is told than of the cell."""


def no_other_faults(_: Sequence[int]) -> Mapping[int, Fault]:
    """No other faults: of each cell what is wrong with it is told."""
    return {}


@define(slots=True, eq=False)
class TableFaults:
    """The problems of a table, of whose rows ``numbers`` has the numbers; ``counted`` says of what these are.

    A million bad cells are counted, and no more kept than can be told.
    """

    counted: RowKind
    numbers: Sequence[int]
    _found: list[tuple[Place, Code, Mapping[str, Any]]] = field(factory=list)
    _further: Counter[Code] = field(factory=Counter)
    _mixed: list[Column] = field(factory=list)

    def add_beyond(self, beyond: Mapping[int, Beyond]) -> None:
        """Add cells to the right of the last heading, by row."""
        keeps = self._counted()
        for row, (column, cell) in beyond.items():
            if keeps(Code.BEYOND_HEADER):
                place = Place(self.numbers[row], 0, column)
                self._found.append((place, Code.BEYOND_HEADER, {"column": column, "cell": cell}))

    def add_cells(
        self, places: CellPlaces, bad: BadCells, expected: Word, others: OtherFaults = no_other_faults
    ) -> None:
        """Add cells of which nothing can be made. ``others`` has what is told in place of that, of those kept."""
        kept = self._kept(bad)
        instead = others([bad.rows[at] for at in kept])
        for at in kept:
            row, number = bad.rows[at], bad.found.numbers[at]
            fault = instead.get(row, bad.faults[number])
            wanted, cell = fault.expected or expected, bad.found.cells[number]
            said = {"cell": cell, "expected": wanted, "advice": fault.advice, "values": fault.values}
            self._add(self._place(places, row), fault.code, said)

    def add_spellings(self, code: Code, places: CellPlaces, spellings: Iterable[Spelling]) -> None:
        """Add names that look like others."""
        keeps = self._counted()
        for each in spellings:
            if keeps(code):
                place, first = self._place(places, each.row), self._place(places, each.first_row)
                values = {"other": shown(each.first), "row": self._where(first, place)}
                said = {"cell": each.name, "advice": alike_advice(each.name, each.first), "values": values}
                self._add(place, code, said)

    def add_signs(self, places: CellPlaces, earlier: SignedCell, later: SignedCell) -> None:
        """Add a number with a percent sign beside one without."""
        (first, other), (at, cell) = earlier, later
        place, before = self._place(places, at), self._place(places, first)
        self._mixed += places.headings if places.origin is None else ()
        said = {"cell": cell, **mixed(cell, other, self._where(before, place))}
        self._add(place, Code.MIXED_SIGNS, said)

    def add_missing(self, places: CellPlaces, rows: RowNumbers, code: Code, said: Mapping[str, Any]) -> None:
        """Add rows in which something is not there, of all of which the same is said."""
        keeps = self._counted()
        self._found += [(self._place(places, at), code, said) for at in rows if keeps(code)]

    def add_duplicates(
        self,
        places: CellPlaces,
        pairs: Iterable[tuple[int, int]],
        said: Callable[[int], tuple[str, int | str, str | None]],
    ) -> None:
        """Add second results, each with the position of the first.

        ``said`` gives the unit and the period of one, and of a row of details its item.
        """
        keeps = self._counted()
        for at, first in pairs:
            if keeps(Code.DUPLICATE):
                unit, period, item = said(at)
                code = Code.DUPLICATE if item is None else Code.DUPLICATE_ITEM
                place, before = self._place(places, at), self._place(places, first)
                values = {"unit": shown(unit), "period": period, "item": item, "row": self._where(before, place)}
                self._found.append((place, code, {"values": values}))

    def report(self, findings: Findings) -> None:
        """Give them to ``findings``."""
        for place, code, said in sorted(self._found, key=_in_order):
            if not findings.only_counts(code):
                findings.add(code, row=place.number, sheet=place.sheet, **said)
        if self._mixed:
            advise_signs_first(findings, self._mixed)
        for code, further in self._further.items():
            findings.count(code, further)

    def _counted(self) -> Callable[[Code], bool]:
        """Whether one more problem of a code is kept, of those that are found in one go, which is in order."""
        counts: Counter[Code] = Counter()

        def keeps(code: Code) -> bool:
            counts[code] += 1
            if counts[code] <= MOST_KEPT:
                return True
            self._further[code] += 1
            return False

        return keeps

    def _kept(self, bad: BadCells) -> list[int]:
        """Which of the cells are told of: the first of each code; of cells that are merged together the first."""
        codes = [fault.code for fault in bad.faults]
        counts: Counter[Code] = Counter()
        for number, count in Counter(bad.found.numbers).items():
            counts[codes[number]] += 1 if codes[number] is Code.MERGED else count
        left = {code: count if code is Code.MERGED else min(count, MOST_KEPT) for code, count in counts.items()}
        self._further.update({code: count - left[code] for code, count in counts.items() if count > left[code]})
        kept, more, merged = [], sum(left.values()), set[int]()
        for at, number in enumerate(bad.found.numbers):
            if not more:
                break
            if left[codes[number]] and number not in merged:
                kept.append(at)
                left[codes[number]] -= 1
                more -= 1
                if codes[number] is Code.MERGED:
                    merged.add(number)
        return kept

    def _add(self, place: Place, code: Code, said: Mapping[str, Any]) -> None:
        self._found.append((place, code, {"column": place.column, **said}))

    def _place(self, places: CellPlaces, at: int) -> Place:
        return places.place(at, self.numbers)

    def _where(self, place: Place, beside: Place) -> Word:
        """A line that a problem in another one speaks of."""
        return line_of(place.sheet, self.counted, place.number, is_elsewhere=place.sheet is not beside.sheet)


def line_of(sheet: Sheet | None, counted: RowKind, number: int, *, is_elsewhere: bool = False) -> Word:
    """A line of a sheet (None: that of the results) in words; with its file where that is another one."""
    where = Word(f"problems.at_{counted if sheet is None else sheet.counted}", {"row": number})
    if not is_elsewhere:
        return where
    if sheet is not None and sheet.is_part:
        return Word("sheets.row_of", {"row": number, "sheet": sheet.name, "file": sheet.file})
    table = Word("problems.of_results" if sheet is None else "problems.of_targets")
    return Word("problems.at_line_of_table", {"place": where, "table": table})


def _in_order(found: tuple[Place, Code, Mapping[str, Any]]) -> tuple[bool, int, int]:
    """Those of the results come first; then by line, and within a line by column."""
    place = found[0]
    return place.sheet is not None, place.number, place.part
