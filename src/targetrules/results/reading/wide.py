"""Sheets with one column a period: their headings are periods (``2011``, ``2011年``), their cells hold one input.

A blank cell there means that the unit has no result in that period, so it makes no row at all; the other columns hold
for every period of the line.
"""

from __future__ import annotations

from targetrules.results.cells.expected import expected_period, named
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.periods import period_reader
from targetrules.results.code import Code
from targetrules.results.columns import titles
from targetrules.results.problem import Findings
from targetrules.results.table import TableHeader, shown
from targetrules.rules.tree import Rules
from targetrules.source.suggest import nearest
from targetrules.wording import Word

__all__ = ["wide_columns"]


def wide_columns(rules: Rules, header: TableHeader, wide: str, findings: Findings) -> dict[int, int]:
    """The positions of the columns whose heading is a period, each with the ordinal number of that period."""
    if wide not in rules.read_inputs:
        near = nearest(wide, rules.read_inputs)
        advice = Word("problems.advise_near", {"near": near}) if near else None
        known = Word("problems.want_input", {"names": tuple(map(named, rules.read_inputs))})
        raise findings.stop(Code.NO_SUCH_INPUT, cell=wide, expected=known, advice=advice)
    read = period_reader(rules.period)
    found: dict[int, int] = {}
    for position, column in enumerate(header.columns):
        ordinal = read(column.heading)
        if isinstance(ordinal, Fault):
            continue
        if ordinal in found.values():
            first = header.columns[next(at for at, period in found.items() if period == ordinal)]
            values = {"what": Word("problems.a_period", {"period": shown(column.heading)})}
            findings.add(Code.TWO_COLUMNS, values=values | {"columns": titles((first, column))})
        found[position] = ordinal
    if not found:
        findings.add(Code.NO_PERIOD_COLUMN, values={"wide": wide}, expected=expected_period(rules.period))
    return found
