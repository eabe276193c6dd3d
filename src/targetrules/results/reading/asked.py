"""Inputs that are not asked for in every period: in the others nothing is wrong, whatever stands there or does not."""

from __future__ import annotations

from collections.abc import Container, Iterator

from attrs import evolve

from targetrules.results.columns import report_absent
from targetrules.results.problem import Findings
from targetrules.results.reading.backend import C, N, P, V
from targetrules.results.reading.columns import ReadColumns
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.table import shown
from targetrules.wording import Word

__all__ = ["absent_inputs", "as_asked", "notes_of_asked", "report_absent_inputs", "values_as_asked"]


def as_asked(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, read: ReadColumns[C, N, P, V]
) -> ReadColumns[C, N, P, V]:
    """The columns, of whose cells none is bad that is not asked for, nor one of which nobody knows whether it is."""
    if read.periods is None or not mapping.rules.dated_inputs:
        return read
    inputs, long = dict(read.inputs), read.long
    for name, asked in mapping.rules.dated_inputs.items():
        lost = {*given.backend.outside(read.periods, asked), *read.bad_periods}
        if long is not None and name == mapping.wide:
            bad = [at for at in long.read.bad if at not in lost]
            long = evolve(long, read=evolve(long.read, bad=bad))
        elif name in inputs:
            rows: Container[int] = lost
            if long is not None:
                wanted = {row for at, row in enumerate(long.rows) if at not in lost}
                rows = set(range(len(given))) - wanted
            bad = [row for row in inputs[name].bad if row not in rows]
            inputs[name] = evolve(inputs[name], bad=bad)
    return evolve(read, inputs=inputs, long=long)


def values_as_asked(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, read: ReadColumns[C, N, P, V], name: str, values: V
) -> V:
    """The values of an input, one for each result, missing in those in which it is not asked for."""
    asked = mapping.rules.dated_inputs.get(name)
    if asked is None or read.periods is None:
        return values
    lost = given.backend.outside(read.periods, asked)
    return given.backend.without(values, lost) if len(lost) else values


def absent_inputs(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, read: ReadColumns[C, N, P, V]
) -> tuple[str, ...]:
    """The inputs without a column, but for those that no result is asked for."""
    return tuple(name for name in mapping.columns.absent if _is_asked(given, mapping, read, name))


def _is_asked(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, read: ReadColumns[C, N, P, V], name: str
) -> bool:
    asked = mapping.rules.dated_inputs.get(name)
    if asked is None or read.periods is None:
        return True
    size = len(given) if read.long is None else len(read.long.rows)
    return len({*given.backend.outside(read.periods, asked), *read.bad_periods}) < size


def report_absent_inputs(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, read: ReadColumns[C, N, P, V], findings: Findings
) -> None:
    """Report inputs without a column that some result is asked for, and that may not be missing."""
    options, _, header = mapping.key
    needed = [name for name in absent_inputs(given, mapping, read) if name in mapping.rules.dated_inputs]
    if read.periods is not None and needed:
        report_absent(mapping.rules, header, findings, options, needed)


def notes_of_asked(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, read: ReadColumns[C, N, P, V]
) -> Iterator[Word]:
    """How many values were passed over because they are not asked for in their period."""
    for name, asked in mapping.rules.dated_inputs.items():
        if read.periods is None:
            return
        lost = given.backend.outside(read.periods, asked)
        if read.long is not None:
            there = len(lost) if name == mapping.wide else 0
        elif name in read.inputs:
            there = len(lost) - len(given.backend.blank(read.inputs[name].column, lost))
        else:
            there = 0
        if there:
            yield Word("problems.note_not_asked", {"name": shown(name), "count": there})
