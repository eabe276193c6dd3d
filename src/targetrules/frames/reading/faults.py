"""Cells that cannot be used, to problems: in the words, the numbers and the order in which rows are read one by one.

A million bad cells are counted as quickly as they are found; only those problems are made that are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from targetrules.errors import InternalError
from targetrules.frames.column import Column, rows_of
from targetrules.frames.reading.distinct import distinct
from targetrules.frames.reading.units import Spelling
from targetrules.results import table
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.percent import SignedCell, advise_signs_first, mixed
from targetrules.results.code import Code
from targetrules.results.problem import MOST_KEPT, Findings
from targetrules.results.spellings import alike_advice
from targetrules.results.table import Cell, shown
from targetrules.wording import Word

__all__ = ["Faults"]

_CODES: Final = tuple(Code)
_NUMBERS: Final = {code: number for number, code in enumerate(_CODES)}

_Rows = NDArray[np.intp]


@frozen(slots=True, eq=False)
class _Found:
    """What one look at the frame found, at most one problem a row (from 0): codes, and what else is said of each."""

    rows: _Rows
    codes: NDArray[np.intp]
    details: Callable[[int], Mapping[str, Any]]

    @staticmethod
    def alike(rows: Sequence[int] | _Rows, code: Code, details: Callable[[int], Mapping[str, Any]]) -> _Found:
        """Problems of one code."""
        return _Found(np.asarray(rows, np.intp), np.full(len(rows), _NUMBERS[code]), details)


@define(slots=True, eq=False)
class Faults:
    """The problems of a frame. ``numbers`` are those of its rows (None: from 1 on), ``counted`` says of what."""

    counted: table.Counted
    numbers: NDArray[np.intp] | None
    found: list[_Found] = field(factory=list)
    mixed: list[table.Column] = field(factory=list)

    def add_beyond(self, beyond: Mapping[int, table.Beyond], among: _Rows | None) -> None:
        """Cells to the right of the last heading, of those ``among`` the rows that are in use."""
        rows = np.array(list(beyond), np.intp)
        there = rows if among is None else rows[np.isin(rows, among)]

        def details(at: int) -> Mapping[str, Any]:
            column, cell = beyond[int(there[at])]
            return {"column": column, "cell": cell}

        positions = there if among is None else np.searchsorted(among, there)
        self.found.append(_Found.alike(positions, Code.BEYOND_HEADER, details))

    def add_cells(
        self,
        heading: table.Column,
        column: Column,
        rows: _Rows,
        read: Callable[[Cell], Any],
        expected: Word,
        advice: Mapping[int, Word | None] | None = None,
    ) -> None:
        """The cells in these rows, of which nothing can be made. ``read`` has not read any cell yet.

        ``advice`` is what helps in some of the rows.
        """
        of_rows = advice or {}
        bad = distinct(rows_of(column, rows), in_order=True)
        cells = [*bad.cells(), *([None] if (bad.codes < 0).any() else ())]
        faults = [_fault(read(cell)) for cell in cells]
        codes = np.array([_NUMBERS[fault.code] for fault in faults])

        def details(at: int) -> Mapping[str, Any]:
            cell, fault = cells[bad.codes[at]], faults[bad.codes[at]]
            said = {"cell": cell, "advice": of_rows.get(int(rows[at]), fault.advice), "values": fault.values}
            return {"column": heading, "expected": expected, **said}

        self.found.append(_Found(rows, codes[bad.codes], details))

    def add_spellings(self, code: Code, heading: table.Column, spellings: Sequence[Spelling]) -> None:
        """Names that look like others."""

        def details(at: int) -> Mapping[str, Any]:
            name, first = spellings[at].name, spellings[at].first
            values = {"other": shown(first), "row": self._place(spellings[at].first_row)}
            return {"column": heading, "cell": name, "advice": alike_advice(name, first), "values": values}

        self.found.append(_Found.alike([each.row for each in spellings], code, details))

    def add_signs(self, heading: table.Column, earlier: SignedCell, later: SignedCell) -> None:
        """A number with a percent sign beside one without."""

        def details(_: int) -> Mapping[str, Any]:
            return {"column": heading, "cell": later[1], **mixed(later[1], earlier[1], self._place(earlier[0]))}

        self.mixed.append(heading)
        self.found.append(_Found.alike([later[0]], Code.MIXED_SIGNS, details))

    def add_duplicates(self, rows: _Rows, first: _Rows, said: Callable[[int], tuple[str, int | str]]) -> None:
        """Second results, each with the row of the first; ``said`` gives the unit and the period of a row."""

        def details(at: int) -> Mapping[str, Any]:
            unit, period = said(int(rows[at]))
            return {"values": {"unit": shown(unit), "period": period, "row": self._place(int(first[at]))}}

        self.found.append(_Found.alike(rows, Code.DUPLICATE, details))

    def report(self, findings: Findings) -> None:
        """Row by row, within a row in the order in which they were added."""
        rows = np.concatenate([np.zeros(0, np.intp), *(each.rows for each in self.found)])
        if not len(rows):
            return
        codes = np.concatenate([each.codes for each in self.found])
        look = np.repeat(np.arange(len(self.found)), [len(each.rows) for each in self.found])
        at = np.concatenate([np.arange(len(each.rows)) for each in self.found])
        order = np.lexsort((look, rows))
        for each in order[_kept(codes[order])].tolist():
            details = self.found[look[each]].details(at[each])
            findings.add(_CODES[codes[each]], row=self._number(int(rows[each])), **details)
        advise_signs_first(findings, self.mixed)
        for number, count in enumerate(np.bincount(codes).tolist()):
            findings.count(_CODES[number], max(0, count - MOST_KEPT))

    def _number(self, row: int) -> int:
        return row + 1 if self.numbers is None else int(self.numbers[row])

    def _place(self, row: int) -> Word:
        return Word(f"problems.at_{self.counted}", {"row": self._number(row)})


def _kept(codes: NDArray[np.intp]) -> NDArray[np.bool_]:
    """The first of each code."""
    kept = np.ones(len(codes), np.bool_)
    for code in np.unique(codes):
        kept[np.flatnonzero(codes == code)[MOST_KEPT:]] = False
    return kept


def _fault(result: Any) -> Fault:
    if not isinstance(result, Fault):
        raise InternalError(f"a cell that was found bad can be read: {result!r}")
    return result
