"""What is wrong where rows name the units whose past theirs go on from, or those that have gone into them."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from targetrules.period import PeriodKind, period_text
from targetrules.results.code import Code
from targetrules.results.naming import Naming, as_typed
from targetrules.results.reading.backend import C, N, P, V
from targetrules.results.reading.columns import ReadColumns
from targetrules.results.reading.faults import TableFaults
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.table import shown
from targetrules.rules.succession import (
    COLUMNS,
    CONTINUES,
    MERGES,
    SuccessionDoubt,
    SuccessionFault,
    SuccessionRow,
    Wrong,
    doubts_of,
    faults_of,
    names_in,
)
from targetrules.source.suggest import MOST_CANDIDATES, Suggestions
from targetrules.wording import Word

__all__ = ["CODES", "Meant", "add_successions", "doubts_in", "said_of"]

_SIGNS: Final = r"[;；,，、/\n+&＋]|\s+and\s+|[和与及]"
_SHORTEST: Final = 2
"""A shorter name may stand within many words."""

CODES: Final[Mapping[Wrong, Code]] = {
    "itself": Code.CONTINUES_ITSELF,
    "never": Code.NOBODY_TO_CONTINUE,
    "not-before": Code.CONTINUES_LATER,
    "own-past": Code.PAST_LOST,
    "goes-on": Code.PAST_LOST,
    "merges-itself": Code.MERGES_ITSELF,
    "merges-continued": Code.MERGES_CONTINUED,
    "merges-past": Code.MERGES_CONTINUED,
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
    found = list(faults_of(_rows(given, read), known=None if known == () else known))
    if not found or read.units is None:
        return
    names = list(islice(known, MOST_CANDIDATES)) if isinstance(known, Collection) and known else read.units.different
    meant = Meant(names, mapping.naming)
    for fault in found:
        column = given.table.columns[mapping.columns.inputs[fault.column]]
        said = {**said_of(fault, mapping.rules.period, meant.by(fault)), "column": column, "cell": fault.name}
        faults.add_missing(given.row_places, [fault.row.at], CODES[fault.wrong], said)


class Meant:
    """What may have been meant by the names of units that are none, among the units that there are."""

    def __init__(self, names: Collection[str], naming: Naming) -> None:
        self._names, self._naming = names, naming
        self._there, self._suggestions = frozenset(names), Suggestions()

    def by(self, fault: SuccessionFault) -> Word | None:
        """What helps; None where nothing more is known."""
        if fault.wrong not in ("never", "merges-never"):
            return None
        several = _left_out(fault, self._naming) or _several(fault, self._there)
        return several or _near(fault, self._names, self._suggestions)


def doubts_in(given: TableColumns[C, N, P, V], read: ReadColumns[C, N, P, V]) -> Iterator[SuccessionDoubt]:
    """What somebody should look at in rows without a fault."""
    return doubts_of(_rows(given, read))


def said_of(fault: SuccessionFault, kind: PeriodKind, meant: Word | None = None) -> dict[str, Any]:
    """The values of the sentence about a fault, and what is advised; ``meant`` is what helps, where more is known."""
    values = {
        "unit": shown(fault.row.unit),
        "name": shown(fault.name),
        "period": period_text(kind, fault.row.period),
        "other": None if fault.period is None else period_text(kind, fault.period),
        "since": None if fault.since is None else period_text(kind, fault.since),
    }
    is_newer = fault.wrong == "not-before" and fault.period is not None and fault.period > fault.row.period
    if is_newer and meant is None:
        meant = Word("problems.advise_succession_newer", values)
    advice = {"never": "continued", "not-before": "continued", "merges-never": "merged"}.get(fault.wrong, fault.wrong)
    usual = Word(f"problems.advise_succession_{advice.replace('-', '_')}", values)
    return {"values": values, "advice": meant or usual}


def _left_out(fault: SuccessionFault, naming: Naming) -> Word | None:
    """That the rows of the unit are left out, as somebody said."""
    if fault.name not in naming.leave_out:
        return None
    return Word("problems.advise_succession_left_out", {"name": as_typed(fault.name)})


def _within(text: str, there: frozenset[str]) -> set[str]:
    """The units that are named somewhere in a text, but for those whose name is a part of another one's."""
    found = {each for each in there if len(each) >= _SHORTEST and each in text}
    return {each for each in found if not any(each != other and each in other for other in found)}


def _several(fault: SuccessionFault, there: frozenset[str]) -> Word | None:
    """That the cell names several units: a past is of one, and others stand between semicolons."""
    parts = [part.strip() for part in re.split(_SIGNS, fault.name) if part.strip()]
    if (not parts[1:] or not all(part in there for part in parts)) and len(_within(fault.name, there)) < len("ab"):
        return None
    return Word(f"problems.advise_succession_{'one' if fault.column == CONTINUES else 'semicolons'}")


def _near(fault: SuccessionFault, names: Collection[str], suggestions: Suggestions) -> Word | None:
    near = suggestions.nearest(fault.name, names)
    return None if near is None or near == fault.row.unit else Word("problems.advise_near", {"near": shown(near)})


def _rows(given: TableColumns[C, N, P, V], read: ReadColumns[C, N, P, V]) -> Iterator[SuccessionRow]:
    """The rows of all units that are named, or name others; but those of which the unit or the period is not known."""
    units, periods = read.units, read.periods
    if units is None or periods is None or read.long is not None or COLUMNS.keys().isdisjoint(read.inputs):
        return
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
