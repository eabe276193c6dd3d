"""The same as :mod:`targetrules.engine.details` over columns: detail rows are sorted to their units, and combined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from targetrules.columns.arrow_names import ArrowNames
from targetrules.columns.encoded import EncodedTable, storage_type
from targetrules.columns.vectors import Bits, Codes, Column, Ints, Numbers, Truths
from targetrules.data import frozen
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.input.period_permutation import by_period
from targetrules.errors import InternalError
from targetrules.rules import tree
from targetrules.source.decimals import decimals_of, scaled

__all__ = ["astray", "with_aggregates"]

_EXACT: Final = 2**53
"""Whole numbers below it are sums of floats exactly."""

_SPREAD: Final = 8


def parents_of(table: EncodedTable, below: EncodedTable) -> NDArray[np.int32]:
    """For each detail row the row of the table that it belongs to; -1 where there is none. It is looked up once."""
    if below.above is not None and below.above[0] is table:
        return below.above[1]
    return below.lies_below(table, _parents_of(table, below))


def _parents_of(table: EncodedTable, below: EncodedTable) -> NDArray[np.int32]:
    if not len(table.periods) or not len(below.periods):
        return np.full(len(below.periods), -1, np.int32)
    same = _positions(below.names, table.names)
    least = int(table.periods.min())
    span = int(table.periods.max()) - least + 1
    units, periods = same[below.units], below.periods.astype(np.int64) - least
    inside = (units >= 0) & (periods >= 0) & (periods < span)
    asked = np.where(inside, units * span + periods, 0)
    keys = table.units.astype(np.int64) * span + (table.periods.astype(np.int64) - least)
    if len(table.names) * span <= _SPREAD * (len(keys) + len(asked)):
        rows = np.full(len(table.names) * span, -1, np.int32)
        rows[keys] = np.arange(len(keys), dtype=np.int32)
        found = rows[asked]
    else:
        order = np.argsort(keys)
        at = np.minimum(np.searchsorted(keys, asked, sorter=order), len(keys) - 1)
        found = np.where(keys[order[at]] == asked, order[at], -1).astype(np.int32)
    return np.where(inside, found, np.int32(-1))


def _positions(names: Sequence[str], among: Sequence[str]) -> NDArray[np.int64]:
    """Where each name stands among others; -1 where it does not."""
    if isinstance(names, ArrowNames) and isinstance(among, ArrowNames):
        return among.positions_of(names)
    number = {name: at for at, name in enumerate(among)}
    return np.fromiter(map(number.get, names, repeat(-1)), np.int64, len(names))


def astray(table: EncodedTable, below: EncodedTable, most: int) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """The rows of details that belong to none of the table, and of each row that has more than ``most`` the last.

    And how many of them each row of the table has.
    """
    parents = parents_of(table, below)
    lost = np.flatnonzero(parents < 0).tolist()
    counts = np.bincount(parents[parents >= 0] if lost else parents, minlength=len(table.periods))
    if len(parents) <= most:
        return lost, [], counts.tolist()
    last = np.full(len(table.periods), -1, np.int64)
    last[parents[parents >= 0]] = np.flatnonzero(parents >= 0)
    return lost, last[counts > most].tolist(), counts.tolist()


def with_aggregates(rules: tree.Rules, table: EncodedTable, details: Mapping[str, EncodedTable]) -> EncodedTable:
    """The table with everything that the policy makes of details; their rows belong to rows of the table."""
    found: dict[str, Column] = {}
    for name, below in details.items():
        asked = {each: of for each, of in rules.aggregates.items() if of[1].details == name}
        rows = _Below(rules, parents_of(table, below), len(table.periods), _values_of(rules.details[name].rules, below))
        found |= {each: rows.aggregated(one, made) for each, (one, made) in asked.items()}
    return attrs.evolve(table, inputs={**table.inputs, **found})


def _values_of(rules: tree.Rules, below: EncodedTable) -> Mapping[str, Column]:
    """The inputs of detail rows, and whether their named conditions hold."""
    machine, size = StateMachine(rules), len(below.periods)
    if not any(isinstance(each, tree.During) for each in machine.constructs):
        return {**below.inputs, **_conditions_of(machine, 0, size, below.inputs)}
    yes = {name: np.zeros(size, np.bool_) for name in rules.conditions}
    no = {name: np.zeros(size, np.bool_) for name in rules.conditions}
    for period, at, inputs in by_period(below):
        for name, truths in _conditions_of(machine, period, len(at), inputs).items():
            yes[name][at], no[name][at] = truths.yes, truths.no
    return {**below.inputs, **{name: Truths(yes[name], no[name]) for name in rules.conditions}}


def _conditions_of(machine: StateMachine, period: int, size: int, inputs: Mapping[str, Column]) -> dict[str, Truths]:
    now = machine.present(period, size, inputs)
    found = {name: now.values[name] for name in machine.rules.conditions}
    return {name: truths for name, truths in found.items() if isinstance(truths, Truths)}


@frozen(slots=True, eq=False)
class _Below:
    """Detail rows: to which of so many rows each belongs, and their values by name."""

    rules: tree.Rules
    parents: NDArray[np.int32]
    size: int
    values: Mapping[str, Column]

    def aggregated(self, one: tree.Input, made: tree.Aggregation) -> Column:
        """What is made of the details of each row."""
        among, unsure = self.among(made)
        if made.how == "count":
            return self.count(one, made, among, unsure)
        of = self.values[str(made.of)]
        known = of.known if isinstance(of, Numbers | Codes) else ~of.unknown
        unsure |= self.any_row(among & ~known)
        there = among & known
        parents = self.parents[there]
        counts = np.bincount(parents, minlength=self.size)
        fine = (counts > 0) & ~unsure
        match of:
            case Numbers():
                return self.number(one, made, parents, of.values[there], counts, fine)
            case Codes():
                codes = _extreme(np.maximum if made.how == "worst" else np.minimum, parents, of.codes[there], self.size)
                return Codes(np.where(fine, codes, -1).astype(np.int32))
            case Truths():
                raise InternalError("a flag is counted, and nothing else")

    def among(self, made: tree.Aggregation) -> tuple[Bits, Bits]:
        """The detail rows that count, and the rows of which it is unknown which details do."""
        if made.among is None:
            return np.ones(len(self.parents), np.bool_), np.zeros(self.size, np.bool_)
        among = self.truths(made.among)
        return among.yes, self.any_row(among.unknown)

    def truths(self, name: str) -> Truths:
        found = self.values[name]
        if not isinstance(found, Truths):
            raise InternalError(f"{name} is no flag")
        return found

    def any_row(self, rows: Bits) -> Bits:
        """The rows that have any of some details."""
        found = np.zeros(self.size, np.bool_)
        found[self.parents[rows]] = True
        return found

    def count(self, one: tree.Input, made: tree.Aggregation, among: Bits, unsure: Bits) -> Numbers:
        if made.of is not None:
            held = self.truths(made.of)
            unsure = unsure | self.any_row(among & held.unknown)
            among = among & held.yes
        counts = np.bincount(self.parents[among] if made.of or made.among else self.parents, minlength=self.size)
        return Numbers(counts.astype(storage_type(one)), ~unsure, 0)

    def number(
        self,
        one: tree.Input,
        made: tree.Aggregation,
        parents: NDArray[np.int32],
        values: NDArray[Any],
        counts: Ints,
        fine: Bits,
    ) -> Numbers:
        match made.how:
            case "sum":
                found = _sums(parents, values, self.size)
            case "min":
                found = _extreme(np.minimum, parents, values, self.size)
            case "max":
                found = _extreme(np.maximum, parents, values, self.size)
            case _:
                found = _percentiles(parents, values, counts, made)
        return Numbers((found * fine).astype(storage_type(one)), fine, one.decimals)


def _sums(parents: NDArray[np.int32], values: NDArray[Any], size: int) -> Ints:
    """Exact: by floats where no sum can leave what they hold exactly, else one after the other."""
    most = int(np.abs(values).max(initial=0)) * len(values)
    if most < _EXACT:
        return np.bincount(parents, weights=values, minlength=size).astype(np.int64)
    found = np.zeros(size, np.int64)
    np.add.at(found, parents, values.astype(np.int64))
    return found


def _extreme(
    choose: Callable[..., Any], parents: NDArray[np.int32], values: NDArray[Any], size: int
) -> NDArray[np.int64]:
    """The least or the greatest value of each row that has any."""
    found = np.zeros(size, np.int64)
    found[parents] = values  # any of them, where it begins
    choose.at(found, parents, values.astype(np.int64))  # type: ignore[attr-defined]
    return found


def _percentiles(parents: NDArray[np.int32], values: NDArray[Any], counts: Ints, made: tree.Aggregation) -> Ints:
    """Linear interpolation at (n-1)·q/100, as an integer with the decimals of q and two more."""
    if made.percent is None or not len(values):
        return np.zeros(len(counts), np.int64)
    decimals = decimals_of(made.percent)
    scale, percent = 100 * 10**decimals, scaled(made.percent, decimals)
    ordered = values[np.lexsort((values, parents))].astype(np.int64)
    most = np.maximum(counts - 1, 0)
    below, part = np.divmod(most * percent, scale)
    starts = np.cumsum(counts) - counts
    low = ordered[np.minimum(starts + below, len(ordered) - 1)]
    high = ordered[np.minimum(starts + np.minimum(below + 1, most), len(ordered) - 1)]
    found: Ints = low * scale + (high - low) * part
    return found
