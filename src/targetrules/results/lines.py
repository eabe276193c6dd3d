"""One line of a table to the rows of a history: one row, or in a wide table one for each period with a result."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping

from attrs import evolve, frozen

from targetrules.history import Row, Value
from targetrules.period import period_text
from targetrules.results.cells import period_reader, reader_of, unit_of
from targetrules.results.code import Code
from targetrules.results.columns import Columns
from targetrules.results.expected import expected_of, expected_period
from targetrules.results.fault import Fault
from targetrules.results.problem import Findings
from targetrules.results.table import Cell, Line, Table, is_blank, shown
from targetrules.rules.tree import Input, Rules
from targetrules.wording import Word

__all__ = ["Lines"]


@frozen(slots=True)
class _Field:
    """An input, the column that it is read from, and how."""

    input: Input
    position: int
    read: Callable[[Cell], Value | Fault]


class Lines:
    """Reads the lines of one table."""

    def __init__(
        self,
        rules: Rules,
        table: Table,
        columns: Columns,
        findings: Findings,
        wide: str | None,
        periods: Mapping[int, int],
    ) -> None:
        self._rules = rules
        self._table = table
        self._columns = columns
        self._findings = findings
        self._periods = periods
        self._read_period = period_reader(rules.period)
        self._expected_period = expected_period(rules.period)
        self._fields = [self._field(name, position) for name, position in columns.inputs.items()]
        self._wide = [(self._field(wide, at), period) for at, period in periods.items()] if wide else []
        self._defaults = {name: rules.inputs[name].default for name in rules.inputs}
        self._seen: dict[tuple[str, int], int] = {}
        self._spellings: dict[str, tuple[str, int]] = {}
        self._units: dict[str, str] = {}
        self.without_result: list[str] = []

    def rows_of(self, line: Line) -> Iterator[Row]:
        """The rows of one line: one, or in a wide table one for each period in which there is a result."""
        if line.beyond is not None and self._columns.unit is not None:  # else that is no header
            column, cell = line.beyond
            self._findings.add(Code.BEYOND_HEADER, row=line.number, column=column, cell=cell)
        unit = self._unit(line)
        period = self._period(line)
        values = dict(self._defaults)
        for field in self._fields:
            values[field.input.name] = self._value(line, field)
        if not self._periods:
            if unit is not None and period is not None and self._is_new(line, unit, period):
                yield Row(unit, period, values)
            return
        any_result = False
        for field, period in self._wide:
            if is_blank(line.cells[field.position]):
                continue
            any_result = True
            value = self._value(line, field)
            if unit is not None and self._is_new(line, unit, period):
                yield Row(unit, period, values | {field.input.name: value})
        if unit is not None and not any_result:
            self.without_result.append(unit)

    def _field(self, name: str, position: int) -> _Field:
        one = evolve(self._rules.inputs[name], optional=True) if position in self._periods else self._rules.inputs[name]
        return _Field(one, position, reader_of(one, self._rules.grades))

    def _value(self, line: Line, field: _Field) -> Value:
        value = field.read(line.cells[field.position])
        if isinstance(value, Fault):
            self._report(value, line, field.position, expected_of(field.input, self._rules.grades))
            return None
        return value

    def _unit(self, line: Line) -> str | None:
        position = self._columns.unit
        if position is None:
            return None
        unit = unit_of(line.cells[position])
        if isinstance(unit, Fault):
            self._report(unit, line, position, Word("problems.want_unit"))
            return None
        return self._units.get(unit) or self._new_unit(unit, line, position)

    def _new_unit(self, unit: str, line: Line, position: int) -> str:
        """Two names that differ in nothing but width or blanks are one unit to people, and two to a program."""
        first, row = self._spellings.setdefault(
            " ".join(unicodedata.normalize("NFKC", unit).split()), (unit, line.number)
        )
        if first != unit:
            values = {"other": shown(first), "row": self._line_number(row)}
            column = self._table.columns[position]
            self._findings.add(Code.TWO_SPELLINGS, row=line.number, column=column, cell=unit, values=values)
        self._units[unit] = unit
        return unit

    def _period(self, line: Line) -> int | None:
        position = self._columns.period
        if position is None:
            return None
        period = self._read_period(line.cells[position])
        if isinstance(period, Fault):
            self._report(period, line, position, self._expected_period)
            return None
        return period

    def _is_new(self, line: Line, unit: str, period: int) -> bool:
        row = self._seen.setdefault((unit, period), line.number)
        if row != line.number:
            said = period_text(self._rules.period, period)
            values = {"unit": shown(unit), "period": said, "row": self._line_number(row)}
            self._findings.add(Code.DUPLICATE, row=line.number, values=values)
        return row == line.number

    def _report(self, fault: Fault, line: Line, position: int, expected: Word) -> None:
        self._findings.add(
            fault.code,
            row=line.number,
            column=self._table.columns[position],
            cell=line.cells[position],
            expected=expected,
            advice=fault.advice,
            values=fault.values,
        )

    def _line_number(self, row: int) -> Word:
        return Word(f"problems.at_{self._table.sheet.counted}", {"row": row})
