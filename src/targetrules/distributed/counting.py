"""Tables of counts to places, in Spark: how many of the group come first, how many stand alike, how many there are.

A table has a line for each distinct key of a group, not for each unit. So no task ever holds a group.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Final

import pyspark.sql.functions as fn
from pyspark.sql import Window

from targetrules.columns.external_comparisons import LOW_BITS
from targetrules.distributed.row_codec import PERIOD
from targetrules.distributed.stages import SEPARATOR, NumberedComparison, StageComparisons
from targetrules.rules import tree
from targetrules.source.decimals import decimals_of, scaled

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.window import WindowSpec

__all__ = ["found", "joined"]


def found(stage: StageComparisons, counts: DataFrame) -> DataFrame:
    """From the counts of all tasks, one line for each period, group and key, with what the engine is to be given."""
    keys = [f"key{position}" for position in range(stage.most_keys)]
    alike = counts.groupBy(PERIOD, "group", *keys, "value").agg(fn.sum("count").alias("count"))
    group = Window.partitionBy(PERIOD, "group")
    before = group.orderBy(*keys).rowsBetween(Window.unboundedPreceding, -1)
    table = alike.withColumn("tied", fn.when(fn.col("key0").isNotNull(), fn.col("count")).otherwise(0))
    table = table.withColumn("ahead", fn.coalesce(fn.sum("tied").over(before), fn.lit(0)))
    table = table.withColumn("total", fn.sum("tied").over(group))
    groups = [each for each in stage.asked if isinstance(each.comparison, tree.Aggregate)]
    return _summarised(groups, table, group) if groups else table


def _summarised(groups: list[NumberedComparison], table: DataFrame, group: WindowSpec) -> DataFrame:
    """What functions over groups need besides."""
    value = fn.col("value")
    table = table.withColumn("sum", fn.sum(_parts(groups) * fn.col("count")).over(group))
    table = table.withColumn("least", fn.min(value).over(group))
    table = table.withColumn("greatest", fn.max(value).over(group))
    table = _squared(groups, table, group)
    table = table.withColumn("position", _position(groups))
    next_one = fn.least(fn.col("position") + 1, fn.greatest(fn.col("total") - 1, fn.lit(0)))
    for name, position in (("lower", fn.col("position")), ("upper", next_one)):
        inside = (fn.col("ahead") <= position) & (position < fn.col("ahead") + fn.col("tied"))
        table = table.withColumn(name, fn.max(fn.when(inside, value)).over(group))
    return table


def _parts(groups: list[NumberedComparison]) -> Column:
    """The values of which sums are made: only those are known to fit 64 bits."""
    parts = fn.lit(0).cast("bigint")
    for each, function in _functions(groups):
        if function.is_spread or function.how in ("mean", "sum", "count", "share"):
            parts = fn.when(_is_of(each), fn.col("value")).otherwise(parts)
    return parts


def _squared(groups: list[NumberedComparison], table: DataFrame, group: WindowSpec) -> DataFrame:
    """The sums of squares, in two parts, of standard deviations: only of their numbers is known that they fit."""
    spreads = [_is_of(each) for each, function in _functions(groups) if function.is_spread]
    if not spreads:
        return table.withColumns(dict.fromkeys(("squares_high", "squares_low"), fn.lit(0).cast("bigint")))
    number = fn.when(reduce(or_, spreads), fn.col("value")).otherwise(0).cast("decimal(20,0)")
    squares = (number * number).cast("decimal(38,0)") * fn.col("count")
    table = table.withColumn("squares", fn.sum(squares).over(group).cast("decimal(38,0)"))
    whole, step = fn.col("squares"), fn.lit(2**LOW_BITS).cast("decimal(20,0)")
    low = whole % step
    high = (whole - low) / step
    return table.withColumns({"squares_high": high.cast("bigint"), "squares_low": low.cast("bigint")}).drop("squares")


def _position(groups: list[NumberedComparison]) -> Column:
    """Where, from 0, the lower of the two values stands between which the percentile of a line's group lies."""
    position = fn.lit(0).cast("bigint")
    for each, function in _functions(groups):
        if function.percent is not None:
            decimals = decimals_of(function.percent)
            percent, whole = scaled(function.percent, decimals), 100 * 10**decimals
            mine = fn.expr(_BELOW[function.method].format(percent=percent, whole=whole))
            position = fn.when(_is_of(each), mine).otherwise(position)
    return position


_BELOW: Final = {
    "inclusive": "greatest(total - 1, 0L) * {percent}L div {whole}L",
    "exclusive": "greatest((total + 1) * {percent}L - {whole}L, 0L) div {whole}L",
    "nearest": "greatest((total * {percent}L + {whole}L - 1) div {whole}L - 1, 0L)",
    "sas5": "least(greatest(total - 1, 0L), total * {percent}L div {whole}L"
    " - if(total * {percent}L % {whole}L = 0 and total * {percent}L > 0 and {percent}L < {whole}L, 1, 0))",
}
"""After which value, from 0 on, a percentile of so many lies (`total`), in whole numbers."""


def _functions(groups: list[NumberedComparison]) -> list[tuple[NumberedComparison, tree.Aggregate]]:
    return [(each, each.comparison) for each in groups if isinstance(each.comparison, tree.Aggregate)]


def _is_of(each: NumberedComparison) -> Column:
    """Whether a line is of this comparison."""
    return fn.split_part(fn.col("group"), fn.lit(SEPARATOR), fn.lit(1)) == str(each.number)


def joined(stage: StageComparisons, keyed: DataFrame, table: DataFrame, *, broadcast: bool) -> DataFrame:
    """Each row with what was found for it; the columns by which it was compared are gone."""
    for each in stage.asked:
        names = {PERIOD: "found_period", "group": "found_group"}
        names |= {f"key{position}": f"found_key{position}" for position in range(each.keys)}
        names |= each.found
        lines = table.select([fn.col(old).alias(new) for old, new in names.items()])
        same = [keyed[PERIOD] == lines["found_period"], keyed[each.group] == lines["found_group"]]
        same += [keyed[key].eqNullSafe(lines[f"found_key{at}"]) for at, key in enumerate(each.key_columns)]
        keyed = keyed.join(fn.broadcast(lines) if broadcast else lines, reduce(and_, same), "left")
        gone = ["found_period", "found_group", *(f"found_key{at}" for at in range(each.keys))]
        keyed = keyed.drop(*gone, each.group, *each.key_columns)
    return keyed
