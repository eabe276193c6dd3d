"""The comparisons of each stage: by what a row is compared, told by the engine, and how many rows are alike in that.

The name of a group begins with the number of the comparison, so that one table of counts has all comparisons of a
stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.external_comparisons import (
    AggregateSummary,
    ExternalComparisons,
    PlaceCounts,
    SortKeys,
    comparison_key,
)
from targetrules.data import frozen
from targetrules.distributed.plans import Stage
from targetrules.distributed.reduced import reduced
from targetrules.distributed.row_codec import NAME, PERIOD, UNIT, RowCodec, numbers_in
from targetrules.engine.choice import column_engine
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Comparison, Node, dependencies_of, node_of

__all__ = ["SEPARATOR", "NumberedComparison", "StageComparisons", "external_of", "stage_comparisons"]

SEPARATOR: Final = "\x1f"
"""Between the parts of a group's name; no text that was read holds it."""


@frozen(slots=True)
class NumberedComparison:
    """A comparison, its number among all of the policy, and the inputs of type text, choice or grade it is within."""

    number: int
    comparison: Comparison
    within: tuple[str, ...]

    @property
    def keys(self) -> int:
        """By how many keys it goes."""
        match self.comparison:
            case tree.Ranking(by=by):
                return len(by)
            case tree.Quota() | tree.Aggregate():
                return 1

    @property
    def group(self) -> str:
        """The column that names each row's group."""
        return f"group_{self.number}"

    @property
    def key_columns(self) -> list[str]:
        """The columns of its keys; the lowest is first, and none is counted that has none."""
        return [f"key_{self.number}_{position}" for position in range(self.keys)]

    @property
    def found(self) -> dict[str, str]:
        """The columns of what was found, by what it is (:class:`PlaceCounts`, :class:`AggregateSummary`)."""
        return {each.name: f"{each.name}_{self.number}" for each in attrs.fields(self.kind)}

    @property
    def kind(self) -> type[PlaceCounts | AggregateSummary]:
        """What is found."""
        match self.comparison:
            case tree.Aggregate():
                return AggregateSummary
            case tree.Ranking() | tree.Quota():
                return PlaceCounts


def external_of(
    found: Iterable[NumberedComparison], rows: pa.Table, asked: Iterable[NumberedComparison] = ()
) -> ExternalComparisons:
    """What was found for rows in earlier stages, and what is asked of them, as the engine takes it."""
    places: dict[Node, PlaceCounts] = {}
    summaries: dict[tree.Aggregate, AggregateSummary] = {}
    for each in found:
        columns = {aspect: numbers_in(rows.column(column)) for aspect, column in each.found.items()}
        match each.comparison:
            case tree.Aggregate():
                summaries[each.comparison] = AggregateSummary(**columns)
            case tree.Ranking() | tree.Quota():
                places[node_of(each.comparison)] = PlaceCounts(**columns)
    return ExternalComparisons(places, summaries, frozenset(comparison_key(each.comparison) for each in asked))


@frozen(slots=True, eq=False)
class StageComparisons:
    """One stage: the comparisons that are asked for, those that are given, and whether units' pasts matter.

    ``codec`` is that of the rows as far as the rules need them that are needed for it.
    """

    codec: RowCodec
    asked: tuple[NumberedComparison, ...]
    given: tuple[NumberedComparison, ...]
    past: bool

    @property
    def most_keys(self) -> int:
        """How many keys a line of the table of counts has."""
        return max(each.keys for each in self.asked)

    def key_schema(self) -> pa.Schema:
        """The columns by which rows are compared, in the order in which they are added to the rows."""
        columns = [((each.group, pa.string()), *((key, pa.int64()) for key in each.key_columns)) for each in self.asked]
        return pa.schema([column for each in columns for column in each])

    def count_schema(self) -> pa.Schema:
        """The columns of a table of counts; ``value`` is the key of a function over a group."""
        keys = [f"key{position}" for position in range(self.most_keys)]
        numbers = [(name, pa.int64()) for name in (*keys, "value", "count")]
        return pa.schema([(PERIOD, pa.int64()), ("group", pa.string()), *numbers])

    # ---- by what rows are compared -----------------------------------------------------------------------------------

    def keyed(self, rows: pa.Table) -> pa.Table:
        """The rows, with the columns by which they are compared."""
        keys = [(each, _Keys(len(rows), each.keys)) for each in self.asked]
        external = external_of(self.given, rows, self.asked)
        for at, told in column_engine().keys(self.codec.rules, self._coded(rows), external):
            for each, found in keys:
                found.take_over(at, told.get(comparison_key(each.comparison)))
        for each, found in keys:
            rows = rows.append_column(each.group, self._groups(each, rows))
            for column, values in zip(each.key_columns, found.values, strict=True):
                rows = rows.append_column(column, pa.array(values, mask=~found.counted))
        return rows

    def _coded(self, rows: pa.Table) -> EncodedTable:
        units = _units(rows) if self.past else np.arange(len(rows))
        nameless = ("",) * (int(units.max(initial=-1)) + 1)
        return EncodedTable(units, nameless, rows.column(PERIOD).to_numpy(), self.codec.inputs(rows))

    def _groups(self, each: NumberedComparison, rows: pa.Table) -> pa.Array | pa.ChunkedArray:
        """Null where a part of the group is missing."""
        number = str(each.number)
        if not each.within:
            return pa.array([number], pa.string()).take(pa.array(np.zeros(len(rows), np.int8)))
        if not self.codec.columns.keys() >= set(each.within):
            return pa.nulls(len(rows), pa.string())
        parts = [rows.column(self.codec.columns[name]).cast(pa.string()) for name in each.within]
        return pc.binary_join_element_wise(number, *parts, SEPARATOR)

    # ---- how many rows are alike -------------------------------------------------------------------------------------

    def counts(self, keyed: pa.Table) -> pa.Table:
        """How many rows have the same period, group and keys."""
        return pa.concat_tables([self._counts(each, keyed) for each in self.asked])

    def _counts(self, each: NumberedComparison, keyed: pa.Table) -> pa.Table:
        keys = each.key_columns
        rows = keyed.select([PERIOD, each.group, *keys]).filter(pc.is_valid(keyed.column(each.group)))
        counted = rows.group_by(rows.column_names, use_threads=False).aggregate([([], "count_all")])
        missing = pa.nulls(len(counted), pa.int64())
        found = [counted.column(key) for key in keys]
        padded = [*found, *([missing] * (self.most_keys - each.keys))]
        value = found[0] if each.kind is AggregateSummary else missing
        columns = [counted.column(PERIOD), counted.column(each.group), *padded, value, counted.column("count_all")]
        return pa.table(columns, self.count_schema())


class _Keys:
    """The keys of one comparison, for all rows of a table."""

    def __init__(self, rows: int, keys: int) -> None:
        self.values = np.zeros((keys, rows), np.int64)
        self.counted = np.zeros(rows, np.bool_)

    def take_over(self, at: Any, told: SortKeys | None) -> None:
        """What was asked of a period, whose rows these are; None where a rule is not in force."""
        if told is not None:
            self.counted[at] = told.counted
            for position, key in enumerate(told.keys):
                self.values[position, at] = key


def _units(rows: pa.Table) -> Any:
    """Numbers of units, the same for all rows of one."""
    names = pc.coalesce(rows.column(NAME), rows.column(UNIT).cast(pa.string()))
    return names.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.intp)


def stage_comparisons(codec: RowCodec, stages: Iterable[Stage]) -> tuple[StageComparisons, ...]:
    """The stages of a plan; each is given what was found in those before it."""
    made: list[StageComparisons] = []
    known: tuple[NumberedComparison, ...] = ()
    comparisons = dependencies_of(codec.rules).comparisons
    numbers = {node: number for number, node in enumerate(comparisons)}
    for stage in stages:
        each = {node: comparisons[node] for node in stage.nodes}
        asked = tuple(NumberedComparison(numbers[node], one, codec.rules.within(one)) for node, one in each.items())
        less = attrs.evolve(codec, rules=reduced(codec.rules, stage.nodes))
        made.append(StageComparisons(less, asked, known, stage.past))
        known += asked
    return tuple(made)
