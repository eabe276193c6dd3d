"""The same as :mod:`targetrules.engine.outcomes_below` over columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.vectors import Codes, Column, Numbers, Truths
from targetrules.engine.columnar.details import astray, parents_of
from targetrules.errors import InternalError
from targetrules.rules import tree

__all__ = ["astray_outcomes", "outcome_rows"]


def outcome_rows(
    details: tree.Details, below: tree.LowerPolicy, lower: EncodedTable, judged: OutcomeColumns, above: EncodedTable
) -> EncodedTable:
    """The rows of details that the results of the lower policy become, as it ``judged`` them: those below ``above``."""
    table, at = _under_units(below, lower)
    parents = parents_of(above, table)
    there = parents >= 0
    at = at[there]
    inputs = {name: _column(name, lower, judged).at(at) for name in details.rules.inputs if name != details.item}
    inputs[details.item] = Codes(lower.units[at].astype(np.int32), lower.names)
    rows = EncodedTable(table.units[there], table.names, table.periods[there], inputs)
    rows.lies_below(above, parents[there])
    return rows


def astray_outcomes(
    below: tree.LowerPolicy, table: EncodedTable, lower: EncodedTable, most: int
) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """As :func:`astray`, of the periods that the table has: what is earlier or later is the lower policy's own."""
    rows, at = _under_units(below, lower)
    judged = np.isin(rows.periods, table.periods)
    rows = evolve(rows, units=rows.units[judged], periods=rows.periods[judged])
    lost, too_many, counts = astray(table, rows, most)
    own = at[judged]
    return [int(own[each]) for each in lost], [int(own[each]) for each in too_many], counts


def _under_units(below: tree.LowerPolicy, lower: EncodedTable) -> tuple[EncodedTable, NDArray[np.intp]]:
    """The rows of the lower policy that name a unit above, as rows of that unit, and their positions."""
    units, one = lower.inputs[below.unit_above], below.rules.inputs[below.unit_above]
    if not isinstance(units, Codes):
        raise InternalError(f"{below.unit_above} is no word")
    names = list(one.options) if one.kind is tree.InputKind.CHOICE else list(units.words or ())
    at = np.flatnonzero(units.codes >= 0)
    return EncodedTable(units.codes[at], names, lower.periods[at], {}), at


def _column(name: str, lower: EncodedTable, judged: OutcomeColumns) -> Column:
    """What was given or decided under a name."""
    if name == "grade":
        return Codes(judged.grade.astype(np.int32))
    if name.startswith(tree.CONSEQUENCE):
        return judged.consequences[name.removeprefix(tree.CONSEQUENCE)].at(slice(None))
    if name in judged.measures:
        return judged.measures[name]
    if name in judged.conditions:
        return judged.conditions[name].at(slice(None))
    if name in judged.statuses:
        return Truths.of(judged.statuses[name].every())
    if name in lower.inputs:
        return lower.inputs[name]
    ranking, _, number = name.rpartition(".")
    ranks = judged.places[ranking]
    if number == "rank":
        return Numbers(ranks.rank.astype(np.int32), ranks.rank > 0, 0)
    return Numbers(np.maximum(ranks.size, 0).astype(np.int32), ranks.size >= 0, 0)
