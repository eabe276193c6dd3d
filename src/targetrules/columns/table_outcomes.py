"""Outcomes of a whole table, kept in columns, and told a block at a time.

Most of what an outcome says is said of many units: their grade, what holds of them and what they receive. That is made
once for each different pattern of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.pattern_outcomes import PatternOutcomes, rankings_of
from targetrules.columns.sizes import current
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Bits
from targetrules.outcome import Decided, Outcome, Placed
from targetrules.period import period_text
from targetrules.rules import tree

__all__ = ["Block", "TableOutcomes"]


@frozen(slots=True, eq=False)
class Block:
    """Some outcomes, those of ``rows`` of the table.

    ``pattern`` says which of ``patterns`` each row has, from which :meth:`TableOutcomes.pattern_outcomes` makes all but
    the unit, the period, measures and places. ``undetermined`` has the whole outcomes of the rows, by their positions
    in the block, for which patterns do not do.
    """

    rows: NDArray[np.intp]
    pattern: NDArray[np.int32]
    patterns: list[bytes]
    undetermined: Mapping[int, Outcome]


@frozen(slots=True, eq=False)
class TableOutcomes:
    """Outcomes of rows of a table, by period and within a period as they came.

    ``decisions`` has what is to be said of each consequence. ``undetermined_at`` makes the outcomes, by their rows, in
    which something could not be determined, with the names that are missing; it is told where that is asked for.
    ``chosen`` are the rows that outcomes are wanted of, in this order (None: all).
    """

    rules: tree.Rules
    table: EncodedTable
    columns: OutcomeColumns
    decisions: Mapping[str, Decided]
    undetermined_at: Callable[[Bits], Mapping[int, Outcome]]
    decided_on: date | None = None
    chosen: NDArray[np.intp] | None = None

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """The rows of the outcomes, in their order."""
        return np.argsort(self.table.periods, kind="stable") if self.chosen is None else self.chosen

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
        return attrs.evolve(self, chosen=self.order[wanted[self.order]])

    def by_period(self) -> Iterator[TableOutcomes]:
        """Those of each period."""
        periods = self.table.periods[self.order]
        edges = np.flatnonzero(np.diff(periods, prepend=periods[:1] - 1, append=periods[-1:] + 1)).tolist()
        for start, end in pairwise(edges):
            yield attrs.evolve(self, chosen=self.order[start:end])

    @cached_property
    def names(self) -> list[str]:
        """The units' names by number."""
        return list(self.table.names)

    @cached_property
    def undetermined(self) -> Mapping[int, Outcome]:
        """The outcomes in which something could not be determined, by their rows."""
        asked = np.zeros(len(self.table.periods), np.bool_)
        asked[self.order] = self.columns.undetermined.at(self.order)
        return self.undetermined_at(asked)

    @cached_property
    def pattern_outcomes(self) -> PatternOutcomes:
        """The outcome that all rows of a pattern share, but for unit, period, measures and places."""
        return PatternOutcomes(self.rules, self.columns, self.decisions)

    def __iter__(self) -> Iterator[Outcome]:
        for block in self.blocks():
            yield from self._outcomes(block)

    def __len__(self) -> int:
        return len(self.order)

    def blocks(self) -> Iterator[Block]:
        """All of them, in order."""
        size = current().outcomes
        for start in range(0, len(self.order), size):
            yield self._block(self.order[start : start + size])

    def _block(self, rows: NDArray[np.intp]) -> Block:
        lacking = np.flatnonzero(self.columns.undetermined.at(rows))
        at = zip(lacking.tolist(), rows[lacking].tolist(), strict=True)
        return Block(
            rows, *self.pattern_outcomes.patterns(rows), {position: self.undetermined[row] for position, row in at}
        )

    def _outcomes(self, block: Block) -> list[Outcome]:
        """The outcomes of a block, one a row."""
        units, periods = (column[block.rows].tolist() for column in (self.table.units, self.table.periods))
        spelt = {each: period_text(self.rules.period, each) for each in set(periods)}
        common = [*map(self.pattern_outcomes.outcome, block.patterns)]
        columns = (units, periods, block.pattern.tolist(), self._measures(block.rows), self._places(block.rows))
        made = [
            _outcome(common[pattern], self.names[unit], spelt[period], measures, places)
            for unit, period, pattern, measures, places in zip(*columns, strict=True)
        ]
        for at, outcome in block.undetermined.items():
            made[at] = outcome
        return made

    def _measures(self, rows: NDArray[np.intp]) -> list[dict[str, Decimal | None]]:
        """The measures of rows by name, one mapping a row."""
        columns = [values_of(self.columns.measures[name].at(rows)) for name in self.rules.measures]
        return _mappings(list(self.rules.measures), columns, len(rows))

    def _places(self, rows: NDArray[np.intp]) -> list[dict[str, Placed]]:
        """The places of rows by ranking, one mapping a row."""
        names, columns = rankings_of(self.rules), []
        for ranks in map(self.columns.places.__getitem__, names):
            pairs = zip(ranks.rank[rows].tolist(), ranks.size[rows].tolist(), strict=True)
            columns.append([Placed(rank or None, None if size < 0 else size) for rank, size in pairs])
        return _mappings(names, columns, len(rows))


def _mappings(names: list[str], columns: list[list[Any]], rows: int) -> list[dict[str, Any]]:
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
