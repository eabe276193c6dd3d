"""Outcomes of a whole table, kept in columns, and told a block at a time.

Most of what an outcome says is said of many units: their grade, what holds of them and what they receive. That is made
once for each different pattern of a block. Where a rule could not be determined, the names that are missing are found
by the reference engine's own search (:mod:`targetrules.engine.missing`), on the rows of that unit alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable, coded
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.pattern_outcomes import PatternOutcomes, rankings_of
from targetrules.columns.values import values_of
from targetrules.engine.columnar.by_row.part import judged_rows
from targetrules.engine.columnar.evaluation.step import Machine
from targetrules.engine.columnar.judge import judge
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.reference import Engine
from targetrules.frames.column import room
from targetrules.history import History
from targetrules.outcome import Decided, Outcome, Placed
from targetrules.period import period_text
from targetrules.rules import tree

__all__ = ["Block", "TableOutcomes", "judge_history", "judge_table"]

_BLOCK: Final = 1 << 15
"""Rows."""


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
    """``order`` has the rows that outcomes are wanted of, by period and within a period as they came."""

    rules: tree.Rules
    table: EncodedTable
    columns: OutcomeColumns
    order: NDArray[np.intp]
    decided_on: date | None = None

    @cached_property
    def names(self) -> list[str]:
        """The units' names by number."""
        return list(self.table.names)

    @cached_property
    def decisions(self) -> Mapping[str, Decided]:
        """What is to be said of each consequence."""
        return decisions_of(self.rules, self.decided_on)

    @cached_property
    def undetermined(self) -> Mapping[int, Outcome]:
        """The outcomes in which something could not be determined, by their rows."""
        asked = np.zeros(len(self.table.periods), np.bool_)
        asked[self.order] = self.columns.undetermined.at(self.order)
        engine, judged = Engine(self.rules), judged_rows(Machine(self.rules), self.table, asked)
        return {at: outcome_of(engine, row, self.decisions, judged.formula) for at, row in judged.rows.items()}

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
        for start in range(0, len(self.order), _BLOCK):
            yield self._block(self.order[start : start + _BLOCK])

    def _block(self, rows: NDArray[np.intp]) -> Block:
        lacking = np.flatnonzero(self.columns.undetermined.at(rows))
        at = zip(lacking.tolist(), rows[lacking].tolist(), strict=True)
        return Block(
            rows, *self.pattern_outcomes.patterns(rows), {position: self.undetermined[row] for position, row in at}
        )

    def _outcomes(self, block: Block) -> list[Outcome]:
        """One a row."""
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
        """By name, one mapping a row."""
        columns = [values_of(self.columns.measures[name].at(rows)) for name in self.rules.measures]
        return _mappings(list(self.rules.measures), columns, len(rows))

    def _places(self, rows: NDArray[np.intp]) -> list[dict[str, Placed]]:
        """By ranking, one mapping a row."""
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


def judge_table(
    rules: tree.Rules,
    table: EncodedTable,
    decided_on: date | None = None,
    *,
    units: Collection[str] | None = None,
    periods: Collection[int] | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> TableOutcomes:
    """Judge all rows of ``table``; of the outcomes keep those of ``units`` and ``periods`` (None: all).

    ``watch`` is told of each period that is done: how many so far, of how many.
    """
    columns = judge(Machine(rules), table, watch=watch, new=room)
    order = np.argsort(table.periods, kind="stable")
    return TableOutcomes(rules, table, columns, order[_wanted(table, units, periods)[order]], decided_on)


def judge_history(rules: tree.Rules, history: History, decided_on: date | None = None) -> TableOutcomes:
    """The same for a history of rows."""
    return judge_table(rules, coded(rules, history), decided_on)


def _wanted(table: EncodedTable, units: Collection[str] | None, periods: Collection[int] | None) -> NDArray[np.bool_]:
    wanted = np.ones(len(table.periods), np.bool_)
    if units is not None:
        codes = [code for code, name in enumerate(table.names) if name in units]
        wanted &= np.isin(table.units, codes)
    if periods is not None:
        wanted &= np.isin(table.periods, list(periods))
    return wanted
