"""A frame to coded columns: the meaning, and the problems, of :func:`targetrules.results.history_of`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.frames.column import Column, are_blank, cells_at
from targetrules.frames.kinds import Frame, frame_of
from targetrules.frames.reading.coding import Coding, read_columns
from targetrules.frames.reading.faults import Faults, no_advice
from targetrules.frames.reading.names import Lazy, Names, positions
from targetrules.frames.reading.signs import mixed_signs
from targetrules.frames.reading.units import duplicates, spellings
from targetrules.period import period_text
from targetrules.results import table as results
from targetrules.results.cells.cells import alone, input_reader, period_reader, unit_reader
from targetrules.results.cells.expected import expected_of, expected_period
from targetrules.results.code import Code
from targetrules.results.columns import Columns, columns_of
from targetrules.results.naming import Naming
from targetrules.results.notes import notes_of, notes_of_names
from targetrules.results.options import AS_USUAL, Options
from targetrules.results.problem import Findings
from targetrules.results.sources.from_rows import SHEET, columns_named
from targetrules.results.sources.totals import declared_totals
from targetrules.rules.tree import InputKind, Rules
from targetrules.wording import Word

__all__ = ["Reading", "coded_of", "read_frame"]


@frozen(slots=True, eq=False)
class Reading:
    """A frame as the engine takes it.

    ``unit_column`` is the position of the column of units in the frame. ``rows`` are the rows of units, where there are
    others, in which nothing stands or that are left out; what is coded are these alone. The rest is as
    :class:`targetrules.results.to_history.Reading` has it.
    """

    coded: EncodedTable
    unit_column: int
    rows: NDArray[np.intp] | None = None
    ignored_columns: tuple[str, ...] = ()
    absent_inputs: tuple[str, ...] = ()
    notes: tuple[Word, ...] = ()


def coded_of(rules: Rules, table: pa.Table, options: Options = AS_USUAL) -> Reading:
    """The rows of an Arrow table, or of any other dataframe, coded.

    Raises :class:`~targetrules.results.ResultsError` with all problems.
    """
    return read_frame(rules, frame_of(table), options)


def read_frame(
    rules: Rules,
    frame: Frame,
    options: Options = AS_USUAL,
    *,
    header: results.Table | None = None,
    known: pa.Array | None = None,
) -> Reading:
    """The same, for a frame. ``header`` is the table of a file that it was made of, whose lines problems name.

    ``known`` are names of units of earlier periods, which may be numbered first, whether they have rows or not.
    """
    numbers = None if header is None else np.asarray(header.numbers, np.intp)
    header = _header(frame) if header is None else header
    findings = Findings(header.sheet)
    columns = columns_of(rules, header, findings, options)
    coding = read_columns(rules, frame, columns, known, options.naming)
    totals = () if numbers is None else declared_totals(header, columns.unit, options.naming)
    of_totals = np.zeros(frame.size, np.bool_) if numbers is None else np.isin(numbers, totals)
    left_out = _left_out(coding.units, options.naming, ~of_totals)
    others = [np.flatnonzero(of_totals), *left_out.values()]
    rows = _rows_in_use(frame, columns.unit, coding.units, others, header.beyond)
    if rows is not None:
        frame = frame.take(rows)
        coding = read_columns(rules, frame, columns, known, options.naming)
    if not frame.size:
        findings.add(Code.NO_LINES, advice=Word("problems.all_left_out") if left_out or totals else None)
    faults = Faults(header.sheet.counted, _numbers(numbers, rows))
    if columns.unit is not None:
        faults.add_beyond(header.beyond, rows)
    _Check(rules, frame, header, columns, faults, options.naming, known).add_all(coding)
    faults.report(findings)
    findings.stop_if_any()
    inputs = {name: values for name, (values, _) in coding.inputs.items()}
    coded = EncodedTable(coding.units.codes, coding.units.names, coding.periods[0], inputs)
    ignored = columns.ignored(header)
    counts = {name: len(each) for name, each in left_out.items()}
    notes = (
        *notes_of(rules, header, columns, ignored),
        *notes_of_names(options.naming, coding.merged(), counts, _there(options.naming, coding, known), totals),
    )
    return Reading(coded, columns.unit or 0, rows, ignored, columns.absent, notes)


def _numbers(numbers: NDArray[np.intp] | None, rows: NDArray[np.intp] | None) -> NDArray[np.intp] | None:
    """The numbers of the rows in use, where they are not counted from 1 on."""
    if rows is None:
        return numbers
    return rows + 1 if numbers is None else numbers[rows]


def _header(frame: Frame) -> results.Table:
    """The frame as a table of one line, in which a cell stands where anything stands in a column without a name."""
    columns = columns_named(frame.names)
    cells = [[None if column.name else _first_cell(frame.column(at))] for at, column in enumerate(columns)]
    return results.Table(SHEET, columns, cells, range(1, 2))


def _first_cell(column: Column) -> results.Cell:
    rows = np.flatnonzero(~are_blank(column, np.arange(len(column))))
    return cells_at(column, rows[:1])[0] if len(rows) else None


def _left_out(units: Names, naming: Naming, among: NDArray[np.bool_]) -> dict[str, NDArray[np.intp]]:
    """The rows that are left out ``among`` these, by what stands in place of a unit."""
    if not naming.leave_out:
        return {}
    names = sorted(naming.leave_out)
    codes = positions(pa.array(names, pa.large_string()), units.names.texts.cast(pa.large_string())).tolist()
    return {
        name: np.flatnonzero(among & (units.codes == code))
        for name, code in zip(names, codes, strict=True)
        if code >= 0
    }


def _there(naming: Naming, coding: Coding, known: pa.Array | None) -> set[str]:
    """Which of the names that are expected the units or the groups have, or units of earlier periods."""
    if not naming.expected:
        return set()
    names = sorted(naming.expected)
    expected = pa.array(names, pa.large_string())
    there = set() if known is None else {names[at] for at in np.flatnonzero(_found(expected, known) >= 0).tolist()}
    for read in (coding.units, *coding.groups.values()):
        found = _found(expected, read.names.values)
        there.update(names[at] for at in np.flatnonzero((found >= 0) & np.isin(found, read.codes)).tolist())
    return there


def _found(expected: pa.Array, names: pa.Array) -> NDArray[np.int32]:
    return positions(expected, names.cast(pa.large_string()))


def _rows_in_use(
    frame: Frame,
    unit: int | None,
    units: Names,
    left_out: Sequence[NDArray[np.intp]],
    beyond: Collection[int],
) -> NDArray[np.intp] | None:
    """The rows of units, where there are others. In a row where nothing stands, there is no unit.

    Of a row of a file something may stand ``beyond`` the columns.
    """
    blank = np.arange(frame.size) if unit is None else units.bad
    if beyond:
        blank = blank[~np.isin(blank, list(beyond))]
    for at in (unit or 0, *range(len(frame.names))):
        if len(blank):
            blank = blank[are_blank(frame.column(at), blank)]
    others = np.concatenate([blank, *left_out])
    return np.delete(np.arange(frame.size), others) if len(others) else None


@frozen(slots=True, eq=False)
class _Check:
    """What is wrong with a frame, in the order in which its rows would be read: unit, period, inputs, duplicates."""

    rules: Rules
    frame: Frame
    header: results.Table
    columns: Columns
    faults: Faults
    naming: Naming
    known: pa.Array | None

    def add_all(self, coding: Coding) -> None:
        if self.columns.unit is not None:
            known = () if self.known is None else Lazy(self.known)
            read = unit_reader(self.naming, known)
            self.add(self.columns.unit, coding.units.bad, read, Word("problems.want_unit"))
            found = spellings(coding.units, self.naming, known)
            self.faults.add_spellings(Code.TWO_SPELLINGS, self.header.columns[self.columns.unit], found)
        periods, bad = coding.periods
        if self.columns.period is not None:
            read_period, expected = period_reader(self.rules.period), expected_period(self.rules.period)
            self.add(self.columns.period, bad, read_period, expected, self.advice_alone(bad))
        for name, position in self.columns.inputs.items():
            one = self.rules.inputs[name]
            expected = expected_of(one, self.rules.grades)
            self.add(position, coding.inputs[name][1], input_reader(self.rules, one, self.naming), expected)
            signs = mixed_signs(self.frame.column(position)) if one.kind is InputKind.NUMBER else None
            if signs is not None:
                self.faults.add_signs(self.header.columns[position], *signs)
            if name in coding.groups:
                found = spellings(coding.groups[name], self.naming)
                self.faults.add_spellings(Code.TWO_GROUPS, self.header.columns[position], found)
        if self.columns.period is not None:
            self.add_duplicates(coding.units, periods, bad)

    def add(
        self,
        position: int,
        bad: NDArray[np.intp],
        read: Callable[[Any], Any],
        expected: Word,
        advice: Callable[[int], Word | None] = no_advice,
    ) -> None:
        """The cells of a column that cannot be used."""
        if len(bad):
            column = self.frame.column(position)
            self.faults.add_cells(self.header.columns[position], column, bad, read, expected, advice)

    def advice_alone(self, rows: NDArray[np.intp]) -> Callable[[int], Word | None]:
        """Advice for those of the rows in which nothing stands but a name in the column of units."""
        unit = self.columns.unit
        if unit is None:
            return no_advice
        for at in range(len(self.frame.names)):
            if len(rows):
                blank = are_blank(self.frame.column(at), rows)
                rows = rows[~blank if at == unit else blank]
        are_alone = np.zeros(self.frame.size, np.bool_)
        are_alone[rows] = True
        units = self.frame.column(unit)

        def advice(row: int) -> Word | None:
            return alone(cells_at(units, np.array([row]))[0]).advice if are_alone[row] else None

        return advice

    def add_duplicates(self, units: Names, periods: NDArray[np.int32], bad: NDArray[np.intp]) -> None:
        """Second results, among the rows whose unit and period are known."""
        fine = units.codes >= 0
        fine[bad] = False
        rows = None if fine.all() else np.flatnonzero(fine)
        codes, ordinals = (units.codes, periods) if rows is None else (units.codes[rows], periods[rows])
        second, first = duplicates(codes, ordinals, len(units.names))
        if rows is not None:
            second, first = rows[second], rows[first]
        if len(second):
            self.faults.add_duplicates(second, first, partial(self.said, units, periods))

    def said(self, units: Names, periods: NDArray[np.int32], row: int) -> tuple[str, int | str]:
        """The unit and the period of a row, as a person reads them."""
        return units.names[int(units.codes[row])], period_text(self.rules.period, int(periods[row]))
