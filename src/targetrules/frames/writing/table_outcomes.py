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

from targetrules.engine.columnar.by_row.part import judged_rows
from targetrules.engine.columnar.by_row.to_judged import values_of
from targetrules.engine.columnar.evaluation.step import Machine
from targetrules.engine.columnar.evaluation.vectors import Truths
from targetrules.engine.columnar.input.encoded import EncodedTable, coded, taken
from targetrules.engine.columnar.judge import judge
from targetrules.engine.columnar.output.outcome_columns import OutcomeColumns
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.reference import Engine
from targetrules.frames.column import room
from targetrules.history import History
from targetrules.outcome import Decided, Outcome, Placed, Remark, Replaced, Truth
from targetrules.period import period_text
from targetrules.rules import tree

__all__ = ["Block", "TableOutcomes", "judge_history", "judge_table"]

_BLOCK: Final = 20_000
"""Rows."""


@frozen(slots=True, eq=False)
class Block:
    """Some outcomes. ``patterns`` have no unit, period, measures and places; ``pattern`` says which one each row has.

    ``places`` are ranks and sizes. ``undetermined`` has the whole outcomes of the rows, by their positions in the
    block, for which patterns do not do.
    """

    units: list[str]
    periods: list[int | str]
    measures: Mapping[str, list[Decimal | None]]
    places: Mapping[str, tuple[list[int | None], list[int | None]]]
    pattern: list[int]
    patterns: list[Outcome]
    undetermined: Mapping[int, Outcome]

    def outcomes(self) -> list[Outcome]:
        """One a row."""
        made = [self._outcome(at) for at in range(len(self.units))]
        for at, outcome in self.undetermined.items():
            made[at] = outcome
        return made

    def _outcome(self, at: int) -> Outcome:
        pattern = self.patterns[self.pattern[at]]
        return Outcome(
            unit=self.units[at],
            period=self.periods[at],
            grade=pattern.grade,
            measures={name: column[at] for name, column in self.measures.items()},
            places={name: Placed(rank[at], size[at]) for name, (rank, size) in self.places.items()},
            conditions=pattern.conditions,
            statuses=pattern.statuses,
            consequences=pattern.consequences,
            replaced=pattern.replaced,
            remarks=pattern.remarks,
        )


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

    def __iter__(self) -> Iterator[Outcome]:
        for block in self.blocks():
            yield from block.outcomes()

    def __len__(self) -> int:
        return len(self.order)

    def blocks(self) -> Iterator[Block]:
        """All of them, in order."""
        for start in range(0, len(self.order), _BLOCK):
            yield self._block(self.order[start : start + _BLOCK])

    def _block(self, rows: NDArray[np.intp]) -> Block:
        first, pattern = np.unique(self._keys(rows), return_index=True, return_inverse=True)[1:]
        names, columns = self.names, self.columns
        undetermined = np.flatnonzero(columns.undetermined.at(rows))
        spelt = {each: period_text(self.rules.period, each) for each in set(self.table.periods[rows].tolist())}
        return Block(
            units=[names[unit] for unit in self.table.units[rows].tolist()],
            periods=[spelt[period] for period in self.table.periods[rows].tolist()],
            measures={name: _numbers(taken(columns.measures[name], rows)) for name in self.rules.measures},
            places={name: self._places(name, rows) for name in _rankings(self.rules)},
            pattern=pattern.tolist(),
            patterns=[self._pattern(at) for at in rows[first].tolist()],
            undetermined={
                position: self.undetermined[at]
                for position, at in zip(undetermined.tolist(), rows[undetermined].tolist(), strict=True)
            },
        )

    def _keys(self, rows: NDArray[np.intp]) -> NDArray[Any]:
        """For each row some bytes that are the same where the pattern is."""
        columns = self.columns
        truths = [*columns.conditions.values(), *columns.consequences.values()]
        several = [*columns.statuses.values(), *columns.replaced.values(), *columns.divided_by_zero.values()]
        several += columns.not_kept.values()
        several += [bit for each in truths for bit in (each.yes, each.no)]
        bits = [bit.at(rows) for bit in several]
        grade = columns.grade[rows].astype(np.int8).view(np.uint8)
        packed = np.packbits(np.array(bits, np.bool_).reshape(len(bits), len(rows)), axis=0)
        keys = np.ascontiguousarray(np.vstack([grade, packed]).T)
        return keys.view(f"V{keys.shape[1]}").ravel()

    def _places(self, name: str, rows: NDArray[np.intp]) -> tuple[list[int | None], list[int | None]]:
        ranks = self.columns.places[name]
        rank, size = ranks.rank[rows].tolist(), ranks.size[rows].tolist()
        return [each or None for each in rank], [None if each < 0 else each for each in size]

    def _pattern(self, at: int) -> Outcome:
        rules, columns = self.rules, self.columns
        grade = int(columns.grade[at])
        row = slice(at, at + 1)
        received = {id_ for id_, each in columns.consequences.items() if each.yes.at(row).any()}
        return Outcome(
            unit="",
            period=0,
            grade=None if grade < 0 else rules.grades[grade].id,
            measures=dict.fromkeys(rules.measures),
            places=dict.fromkeys(_rankings(rules), Placed(None, None)),
            conditions={name: _truth(columns.conditions[name].at(row)) for name in rules.conditions},
            statuses=tuple(name for name in rules.statuses if columns.statuses[name].at(row).any()),
            consequences=tuple(self.decisions[rule.id] for rule in rules.consequences if rule.id in received),
            replaced=tuple(
                self._replaced({id_ for id_, each in columns.replaced.items() if each.at(row).any()}, received)
            ),
            remarks=tuple(self._remarks(row)),
        )

    def _remarks(self, row: slice) -> Iterator[Remark]:
        for name in self.rules.measures:
            if self.columns.divided_by_zero[name].at(row).any():
                yield Remark("division-by-zero", name)
        for id_, bit in self.columns.not_kept.items():
            if bit.at(row).any():
                yield Remark("quota-not-kept", id_)

    def _replaced(self, replaced: Collection[str], received: Collection[str]) -> Iterator[Replaced]:
        """What fires is received or replaced, and either way it replaces."""
        for id_, by in self.rules.replaced_by.items():
            if id_ in replaced:
                yield Replaced(id_, tuple(each for each in by if each in replaced or each in received))


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


def _rankings(rules: tree.Rules) -> list[str]:
    """In the order in which they are made, in which outcomes tell them."""
    return [each.name for each in rules.order if isinstance(each, tree.Ranking)]


def _numbers(column: Any) -> list[Any]:
    return values_of(column)


def _truth(truths: Truths) -> Truth:
    """That of one row."""
    return True if truths.yes.any() else False if truths.no.any() else None
