"""What is wrong where rows name the units whose past theirs go on from, or those that have gone into them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from targetrules.period import PeriodKind, period_text
from targetrules.results.code import Code
from targetrules.results.reading.backend import C, N, P, V
from targetrules.results.reading.columns import ReadColumns
from targetrules.results.reading.faults import TableFaults
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.places import NOWHERE
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.table import shown
from targetrules.rules.succession import (
    COLUMNS,
    CONTINUES,
    MERGES,
    SuccessionFault,
    SuccessionRow,
    Wrong,
    faults_of,
    names_in,
)
from targetrules.source.suggest import Suggestions
from targetrules.wording import Word

__all__ = ["CODES", "add_successions", "said_of"]

CODES: Final[Mapping[Wrong, Code]] = {
    "itself": Code.CONTINUES_ITSELF,
    "never": Code.NOBODY_TO_CONTINUE,
    "not-before": Code.CONTINUES_LATER,
    "own-past": Code.PAST_LOST,
    "merges-itself": Code.MERGES_ITSELF,
    "merges-continued": Code.MERGES_CONTINUED,
    "merges-never": Code.NOBODY_TO_MERGE,
}


def add_successions(
    faults: TableFaults,
    given: TableColumns[C, N, P, V],
    mapping: HeaderMapping,
    read: ReadColumns[C, N, P, V],
    known: Container[str],
) -> None:
    """Add rows whose past cannot be that of the unit that they name; ``known`` are units of earlier periods."""
    if read.units is None or read.periods is None or read.long is not None or COLUMNS.keys().isdisjoint(read.inputs):
        return
    suggestions, units = Suggestions(), read.units
    rows = _rows(given, read, units, read.periods)
    for fault in faults_of(rows, known=None if known == () else known):
        column = given.table.columns[mapping.columns.inputs[fault.column]]
        near = suggestions.nearest(fault.name, units.different) if fault.wrong in ("never", "merges-never") else None
        said = {**said_of(fault, mapping.rules.period, near), "column": column, "cell": fault.name}
        faults.add_missing(NOWHERE, [fault.row.at], CODES[fault.wrong], said)


def said_of(fault: SuccessionFault, kind: PeriodKind, near: str | None = None) -> dict[str, Any]:
    """The values of the sentence about a fault, and what is advised; ``near`` is the unit that may be meant."""
    values = {
        "unit": shown(fault.row.unit),
        "name": shown(fault.name),
        "period": period_text(kind, fault.row.period),
        "other": None if fault.period is None else period_text(kind, fault.period),
    }
    advice = {"never": "continued", "not-before": "continued", "merges-never": "merged"}.get(fault.wrong, fault.wrong)
    if near is not None and near != fault.row.unit:
        return {"values": values, "advice": Word("problems.advise_near", {"near": shown(near)})}
    return {"values": values, "advice": Word(f"problems.advise_succession_{advice.replace('-', '_')}", values)}


def _rows(
    given: TableColumns[C, N, P, V], read: ReadColumns[C, N, P, V], units: N, periods: P
) -> Iterator[SuccessionRow]:
    """The rows of all units that are named, or name others; but those of which the unit or the period is not known."""
    continues, merges = (
        given.backend.texts_by_row(read.inputs[name].values) if name in read.inputs else {}
        for name in (CONTINUES, MERGES)
    )
    bad = frozenset([*units.bad, *read.bad_periods])
    naming = [row for row in {**continues, **merges} if row not in bad]
    names = {units.at(row) for row in naming} | {continues[row] for row in naming if row in continues}
    names.update(name for row in naming if row in merges for name in names_in(merges[row]))
    for unit, rows in units.rows_of(names).items():
        for row in rows:
            if row not in bad:
                merged = tuple(names_in(merges[row])) if row in merges else ()
                yield SuccessionRow(unit, int(periods[row]), continues.get(row), merged, row)
