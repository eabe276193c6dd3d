"""The rows of a history that matter for one unit in a period, and what an engine makes of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Final

from targetrules.data import frozen
from targetrules.engine.choice import column_engine
from targetrules.engine.interface import WhatIf
from targetrules.history import History
from targetrules.rules import tree
from targetrules.rules.analysis.peers import NO_GROUP, PeerClosure, PeriodUnits
from targetrules.rules.succession import continued_in, rows_of_past

__all__ = ["MOST_MOVED", "RelevantRows", "judged_by_columns", "relevant_rows"]

MOST_MOVED: Final = 1_000
"""In a period of more units nobody asks what would be if the unit were in another group: all groups would be judged."""


@frozen(slots=True)
class RelevantRows:
    """The rows that matter for a unit in a period; ``whole``: those of any group that it might be in are among them."""

    history: History
    whole: bool


def relevant_rows(rules: tree.Rules, history: History, unit: str, period: int) -> RelevantRows:
    """The part of a history that matters for the unit in the period."""
    closure = PeerClosure.of(rules)
    rows = [row for row in history.rows if row.period <= period]
    by_period: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        by_period.setdefault(row.period, []).append(at)
    whole = len(by_period[period]) <= MOST_MOVED
    numbers: dict[Hashable, int] = {}

    def group(names: tuple[str, ...], at: int) -> int:
        key = tuple(rows[at].values[name] for name in names)
        return NO_GROUP if None in key else numbers.setdefault(key, len(numbers))

    def periods() -> Iterator[PeriodUnits]:
        for positions in latest_first:
            groups = [[group(names, at) for at in positions] for names in closure.groups]
            continues = {place: of for place, at in enumerate(positions) if (of := continued_in(rows[at].values))}
            yield PeriodUnits([rows[at].unit for at in positions], groups, continues)

    latest_first = [by_period[each] for each in sorted(by_period, reverse=True)]
    found = zip(latest_first, closure.rows(unit, periods(), whole=whole), strict=True)
    chosen = [rows[positions[row]] for positions, of_period in found for row in of_period]
    return RelevantRows(History(tuple(chosen)), whole)


def judged_by_columns(rules: tree.Rules, history: History, unit: str, period: int) -> WhatIf:
    """The rows of a history up to the period, judged by the columnar engine."""
    from targetrules.columns.encoded import encode

    own = rows_of_past(history, unit, period)
    present = [row for row in history.rows if row.period == period]
    table, values = encode(rules, history), [row.values for row in own]
    number = table.names.index(unit)
    return column_engine().what_if(rules, table, number, values, lambda name: [row.values[name] for row in present])
