"""Cells that cannot be used, to problems: in the words, the numbers and the order in which rows are read one by one.

A million bad cells are counted as quickly as they are found; only those problems are made that are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from targetrules.errors import InternalError
from targetrules.frames.column import Column, in_order
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

__all__ = ["Faults", "no_advice"]

_CODES: Final = tuple(Code)
_NUMBERS: Final = {code: number for number, code in enumerate(_CODES)}

_Rows = NDArray[np.intp]


def no_advice(_: int) -> None:
    """No row has advice of its own."""


@frozen(slots=True, eq=False)
class _Found:
    """Problems that one look at the frame found, at most one a row (from 0): those that are kept.

    ``details`` is what else is said of each, by its position among all that were found (``at``).
    """

    rows: _Rows
    codes: NDArray[np.int16]
    at: _Rows
    details: Callable[[int], Mapping[str, Any]]


@define(slots=True, eq=False)
class Faults:
    """The problems of a frame. ``numbers`` are those of its rows (None: from 1 on), ``counted`` says of what."""

    counted: table.Counted
    numbers: NDArray[np.intp] | None
    found: list[_Found] = field(factory=list)
    further: Counter[Code] = field(factory=Counter)
    mixed: list[table.Column] = field(factory=list)

    def add_beyond(self, beyond: Mapping[int, table.Beyond], among: _Rows | None) -> None:
        """Cells to the right of the last heading, of those ``among`` the rows that are in use."""
        rows = np.array(list(beyond), np.intp)
        there = rows if among is None else rows[np.isin(rows, among)]

        def details(at: int) -> Mapping[str, Any]:
            column, cell = beyond[int(there[at])]
            return {"column": column, "cell": cell}

        positions = there if among is None else np.searchsorted(among, there)
        self._add_alike(positions, Code.BEYOND_HEADER, details)

    def add_cells(
        self,
        heading: table.Column,
        column: Column,
        rows: _Rows,
        read: Callable[[Cell], Any],
        expected: Word,
        advice: Callable[[int], Word | None] = no_advice,
    ) -> None:
        """The cells in these rows, in order, of which nothing can be made. ``read`` has not read any cell yet.

        ``advice`` is what helps in some of the rows.
        """
        bad = distinct(in_order(column, rows), in_order=True)
        cells = [*bad.cells(), *([None] if (bad.codes < 0).any() else ())]
        faults = [_fault(read(cell)) for cell in cells]
        codes = np.array([_NUMBERS[fault.code] for fault in faults], np.int16)
        kept = self._kept(rows, codes[bad.codes])
        of_kept = dict(zip(kept.tolist(), bad.codes[kept].tolist(), strict=True))

        def details(at: int) -> Mapping[str, Any]:
            cell, fault = cells[of_kept[at]], faults[of_kept[at]]
            said = {"cell": cell, "advice": advice(int(rows[at])) or fault.advice, "values": fault.values}
            return {"column": heading, "expected": fault.expected or expected, **said}

        self.found.append(_Found(rows[kept], codes[bad.codes[kept]], kept, details))

    def add_spellings(self, code: Code, heading: table.Column, spellings: Sequence[Spelling]) -> None:
        """Names that look like others."""

        def details(at: int) -> Mapping[str, Any]:
            name, first = spellings[at].name, spellings[at].first
            values = {"other": shown(first), "row": self._place(spellings[at].first_row)}
            return {"column": heading, "cell": name, "advice": alike_advice(name, first), "values": values}

        self._add_alike([each.row for each in spellings], code, details)

    def add_signs(self, heading: table.Column, earlier: SignedCell, later: SignedCell) -> None:
        """A number with a percent sign beside one without."""

        def details(_: int) -> Mapping[str, Any]:
            return {"column": heading, "cell": later[1], **mixed(later[1], earlier[1], self._place(earlier[0]))}

        self.mixed.append(heading)
        self._add_alike([later[0]], Code.MIXED_SIGNS, details)

    def add_duplicates(self, rows: _Rows, first: _Rows, said: Callable[[int], tuple[str, int | str]]) -> None:
        """Second results, each with the row of the first; ``said`` gives the unit and the period of a row."""

        def details(at: int) -> Mapping[str, Any]:
            unit, period = said(int(rows[at]))
            return {"values": {"unit": shown(unit), "period": period, "row": self._place(int(first[at]))}}

        self._add_alike(rows, Code.DUPLICATE, details)

    def report(self, findings: Findings) -> None:
        """Row by row, within a row in the order in which they were added."""
        rows = np.concatenate([np.zeros(0, np.intp), *(each.rows for each in self.found)])
        look = np.repeat(np.arange(len(self.found)), [len(each.rows) for each in self.found])
        at = np.concatenate([np.zeros(0, np.intp), *(np.arange(len(each.rows)) for each in self.found)])
        for one in np.lexsort((look, rows)).tolist():
            found, position = self.found[look[one]], at[one]
            code = _CODES[found.codes[position]]
            if not findings.only_counts(code):
                details = found.details(int(found.at[position]))
                findings.add(code, row=self._number(int(rows[one])), **details)
        advise_signs_first(findings, self.mixed)
        for code, count in self.further.items():
            findings.count(code, count)

    def _add_alike(self, rows: Sequence[int] | _Rows, code: Code, details: Callable[[int], Mapping[str, Any]]) -> None:
        """Problems of one code."""
        all_rows, codes = np.asarray(rows, np.intp), np.full(len(rows), _NUMBERS[code], np.int16)
        kept = self._kept(all_rows, codes)
        self.found.append(_Found(all_rows[kept], codes[kept], kept, details))

    def _kept(self, rows: _Rows, codes: NDArray[np.int16]) -> _Rows:
        """The positions of the first rows of each code; the others are counted.

        Of merged cells all are kept, for they have a problem together.
        """
        counts = np.bincount(codes, minlength=len(_CODES))
        counts[_NUMBERS[Code.MERGED]] = 0
        if not (counts > MOST_KEPT).any():
            return np.arange(len(rows))
        order = None if (rows[1:] >= rows[:-1]).all() else np.argsort(rows, kind="stable")
        in_order = codes if order is None else codes[order]
        kept = np.ones(len(rows), np.bool_)
        for code in np.flatnonzero(counts > MOST_KEPT).tolist():
            kept[np.flatnonzero(in_order == code)[MOST_KEPT:]] = False
            self.further[_CODES[code]] += int(counts[code]) - MOST_KEPT
        return np.flatnonzero(kept) if order is None else order[kept]

    def _number(self, row: int) -> int:
        return row + 1 if self.numbers is None else int(self.numbers[row])

    def _place(self, row: int) -> Word:
        return Word(f"problems.at_{self.counted}", {"row": self._number(row)})


def _fault(result: Any) -> Fault:
    if not isinstance(result, Fault):
        raise InternalError(f"a cell that was found bad can be read: {result!r}")
    return result
