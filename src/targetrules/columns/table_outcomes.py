"""Outcomes of a whole table, kept in columns, and told a block at a time.

Rows stand by period, and within a period as they came, as outcomes are told. Most of what an outcome says is said of
many units: their grade, what holds of them and what they receive. That is made once for each different pattern of a
block.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.pattern_outcomes import PatternOutcomes
from targetrules.columns.sizes import current
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Bits, Rows
from targetrules.data import frozen
from targetrules.outcome import Decided, Outcome, Placed
from targetrules.period import period_text
from targetrules.rules import tree

__all__ = ["Block", "ByPeriod", "TableOutcomes"]


@frozen(slots=True, eq=False)
class Block:
    """Some outcomes, those of ``rows``.

    ``pattern`` says which of ``patterns`` each row has, from which :meth:`TableOutcomes.pattern_outcomes` makes all but
    the unit, the period, measures and places. ``undetermined`` has the whole outcomes of the rows, by their positions
    in the block, for which patterns do not do.
    """

    rows: Rows
    pattern: NDArray[np.int32]
    patterns: list[bytes]
    undetermined: Mapping[int, Outcome]


class ByPeriod(Protocol):
    """A table that was judged, its rows by period and within a period as they came."""

    @property
    def table(self) -> EncodedTable:
        """The units and periods of the rows."""

    @property
    def columns(self) -> OutcomeColumns:
        """The outcomes of the rows."""

    def rows_given(self) -> NDArray[np.intp]:
        """Which row of the table as it was given each of them is."""

    def columns_as_given(self) -> OutcomeColumns:
        """The outcomes in the order of the table as it was given."""


@frozen(slots=True, eq=False)
class TableOutcomes:
    """Outcomes of those ``rows`` of a judged table that are wanted.

    ``decisions`` has what is to be said of each consequence. ``undetermined_at`` makes the outcomes, by their rows, in
    which something could not be determined, with the names that are missing; it is told where that is asked for.
    """

    rules: tree.Rules
    judged: ByPeriod
    rows: Rows
    decisions: Mapping[str, Decided]
    undetermined_at: Callable[[Bits], Mapping[int, Outcome]]
    decided_on: date | None = None

    @property
    def table(self) -> EncodedTable:
        """The units and periods of all rows, by period."""
        return self.judged.table

    @property
    def columns(self) -> OutcomeColumns:
        """The outcomes of all rows, by period."""
        return self.judged.columns

    def of(self, units: Collection[str] | None = None, periods: Collection[int | str] | None = None) -> TableOutcomes:
        """Those of these units and periods, as outcomes print them (None: all)."""
        wanted = np.ones(len(self.table.periods), np.bool_)
        if units is not None:
            codes = [code for code, name in enumerate(self.table.names) if name in units]
            wanted &= np.isin(self.table.units, codes)
        if periods is not None:
            ordinals = np.unique(self.table.periods).tolist()
            asked = [each for each in ordinals if period_text(self.rules.period, each) in periods]
            wanted &= np.isin(self.table.periods, asked)
        return attrs.evolve(self, rows=self._some(np.flatnonzero(wanted[self.rows])))

    def by_period(self) -> Iterator[TableOutcomes]:
        """Those of each period."""
        periods = self.table.periods[self.rows]
        edges = np.flatnonzero(np.diff(periods, prepend=periods[:1] - 1, append=periods[-1:] + 1)).tolist()
        for start, end in pairwise(edges):
            yield attrs.evolve(self, rows=self._some(slice(start, end)))

    def _some(self, which: Rows) -> Rows:
        """Some of the wanted rows; of consecutive ones they are a slice."""
        if not isinstance(self.rows, slice):
            return self.rows[which]
        start = self.rows.start
        return slice(start + which.start, start + which.stop) if isinstance(which, slice) else start + which

    @cached_property
    def names(self) -> list[str]:
        """The units' names by number."""
        return list(self.table.names)

    @cached_property
    def undetermined(self) -> Mapping[int, Outcome]:
        """The outcomes in which something could not be determined, by their rows."""
        asked = np.zeros(len(self.table.periods), np.bool_)
        asked[self.rows] = self.columns.undetermined.at(self.rows)
        return self.undetermined_at(asked)

    @cached_property
    def pattern_outcomes(self) -> PatternOutcomes:
        """The outcome that all rows of a pattern share, but for unit, period, measures and places."""
        return PatternOutcomes(self.rules, self.columns, self.decisions)

    def __iter__(self) -> Iterator[Outcome]:
        for block in self.blocks():
            yield from self._outcomes(block)

    def __len__(self) -> int:
        return self.rows.stop - self.rows.start if isinstance(self.rows, slice) else len(self.rows)

    def blocks(self) -> Iterator[Block]:
        """All of them, in order."""
        size = current().outcomes
        for start in range(0, len(self), size):
            yield self._block(self._some(slice(start, min(start + size, len(self)))))

    def _block(self, rows: Rows) -> Block:
        lacking = np.flatnonzero(self.columns.undetermined.at(rows))
        where = rows.start + lacking if isinstance(rows, slice) else rows[lacking]
        at = zip(lacking.tolist(), where.tolist(), strict=True)
        return Block(
            rows, *self.pattern_outcomes.patterns(rows), {position: self.undetermined[row] for position, row in at}
        )

    def _outcomes(self, block: Block) -> list[Outcome]:
        """The outcomes of a block, one a row."""
        units, periods = (column[block.rows].tolist() for column in (self.table.units, self.table.periods))
        spelt = {each: period_text(self.rules.period, each) for each in set(periods)}
        common = [*map(self.pattern_outcomes.outcome, block.patterns)]
        measures, places = self._measures(block.rows, len(units)), self._places(block.rows, len(units))
        columns = (units, periods, block.pattern.tolist(), measures, places)
        made = [
            _outcome(common[pattern], self.names[unit], spelt[period], measures, places)
            for unit, period, pattern, measures, places in zip(*columns, strict=True)
        ]
        for at, outcome in block.undetermined.items():
            made[at] = outcome
        return made

    def _measures(self, rows: Rows, size: int) -> list[dict[str, Decimal | None]]:
        """The measures of rows by name, one mapping a row."""
        columns = [values_of(self.columns.measures[name].at(rows)) for name in self.rules.measures]
        return _mappings(list(self.rules.measures), columns, size)

    def _places(self, rows: Rows, size: int) -> list[dict[str, Placed]]:
        """The places of rows by ranking, one mapping a row."""
        names, columns = self.rules.rankings_in_order, []
        for ranks in map(self.columns.places.__getitem__, names):
            pairs = zip(ranks.rank[rows].tolist(), ranks.size[rows].tolist(), strict=True)
            columns.append([Placed(rank or None, None if ranked < 0 else ranked) for rank, ranked in pairs])
        return _mappings(names, columns, size)


def _mappings(names: Sequence[str], columns: list[list[Any]], rows: int) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)] if names else [{}] * rows


def _outcome(
    common: Outcome, unit: str, period: int | str, measures: Mapping[str, Decimal | None], places: Mapping[str, Placed]
) -> Outcome:
    return Outcome(
        unit=unit,
        period=period,
        grade=common.grade,
        measures=measures,
        places=places,
        conditions=common.conditions,
        statuses=common.statuses,
        consequences=common.consequences,
        replaced=common.replaced,
        remarks=common.remarks,
    )
