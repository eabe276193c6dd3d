"""Results that a table of targets says nothing of: they are told, each indicator by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.period import period_text
from targetrules.results.reading.backend import C, N, P, V
from targetrules.results.reading.columns import ReadColumns
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.table import shown
from targetrules.wording import Listing, Word

__all__ = ["notes_of_targets"]

_MOST_LISTED: Final = 20


def notes_of_targets(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, read: ReadColumns[C, N, P, V]
) -> Iterator[Word]:
    """Of each target that is to be given, the units and periods that have none though they carry the indicator.

    Where the policy says by a condition who carries it, those are meant that have a value of it.
    """
    made, units, periods = given.table.made_of, read.units, read.periods
    if made is None or not made.targets or units is None or periods is None:
        return
    backend = given.backend
    for name in (each for each in mapping.rules.inputs if each in made.targets):
        indicator = name.rpartition("_")[0]
        lost = set(backend.missing(read.inputs[name].values)) if name in read.inputs else set(range(len(given)))
        lost.difference_update(backend.outside(periods, mapping.rules.inputs[name].asked))
        carried = f"{indicator}_carried"
        if carried in read.inputs:
            lost.difference_update(backend.untrue(read.inputs[carried].values))
        elif carried in mapping.rules.conditions:
            own = read.inputs.get(indicator)
            lost.difference_update(range(len(given)) if own is None else backend.missing(own.values))
        if lost:
            first = sorted(lost)[:_MOST_LISTED]
            told = [f"{shown(units.at(row))} {period_text(mapping.rules.period, int(periods[row]))}" for row in first]
            names = Listing.of_first(told, len(lost))
            yield Word("problems.note_no_target", {"name": name, "count": len(lost), "names": names})
