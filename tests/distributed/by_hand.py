"""A cluster of lists: tasks called one after the other, and tables of counts summed up line by line, without Spark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa

from targetrules.columns.external_comparisons import LOW_BITS
from targetrules.distributed.column_names import column_names_of
from targetrules.distributed.plans import SparkPlan
from targetrules.distributed.row_codec import NAME, UNIT, RowCodec
from targetrules.distributed.stages import StageComparisons, stage_comparisons
from targetrules.distributed.tasks import CompareTask, CountTask, JudgeTask, ReadTask
from targetrules.rules import tree
from targetrules.rules.exact import order_statistic

TASKS = 3
Line = dict[str, Any]


def judged(rules: tree.Rules, plan: SparkPlan, table: pa.Table) -> pa.Table:
    """The outcomes of a table whose rows lie in three places, in no order."""
    rows = RowCodec.of(rules, column_names_of(rules, table.column_names))
    parts = [table.take(pa.array(range(start, len(table), TASKS), pa.int64())) for start in range(TASKS)]
    parts = [run(ReadTask(rows, "en"), part.select(rows.names.columns(rules.inputs))) for part in parts]
    stages = stage_comparisons(rows, plan.stages)
    for stage in stages:
        parts = moved(parts, [UNIT]) if stage.past else parts
        parts = compared(stage, parts)
    given = (*stages[-1].given, *stages[-1].asked) if stages else ()
    judge = JudgeTask(rows, given, plan.groups, None, "en")
    groups = [rows.columns[name] for name in plan.groups if name in rows.columns]
    return pa.concat_tables([run(judge, part) for part in moved(parts, groups or [UNIT]) if len(part)])


def run(task: Any, part: pa.Table) -> pa.Table:
    """One task, which gets its rows in two batches."""
    half = part.num_rows // 2
    batches = [*part.slice(0, half).to_batches(), *part.slice(half).to_batches()]
    made = list(task(batches))
    return pa.Table.from_batches(made) if made else part.slice(0, 0)


def moved(parts: list[pa.Table], by: list[str]) -> list[pa.Table]:
    """The rows, those that are alike in ``by`` brought together."""
    whole = pa.concat_tables([part for part in parts if len(part)])
    if by == [UNIT]:
        keys: list[Any] = [str(name or unit) for unit, name in zip(*map(whole.column, (UNIT, NAME)), strict=True)]
    else:
        keys = [tuple(line.values()) for line in whole.select(by).to_pylist()]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    rows = ([at for at, key in enumerate(keys) if numbers[key] % TASKS == task] for task in range(TASKS))
    return [whole.take(pa.array(each, pa.int64())) for each in rows]


# ---- counts ----------------------------------------------------------------------------------------------------------


def compared(stage: StageComparisons, parts: list[pa.Table]) -> list[pa.Table]:
    """The rows with what was found for them, as :mod:`targetrules.distributed.counting` has it done."""
    counts = [run(CountTask(CompareTask(stage)), part).to_pylist() for part in parts if len(part)]
    places = dict(found(stage, [line for lines in counts for line in lines]))
    return [with_places(stage, run(CompareTask(stage), part), places) for part in parts if len(part)]


def found(stage: StageComparisons, counts: list[Line]) -> Iterator[tuple[Any, Line]]:
    """What is found, by period, group and keys."""
    names = [f"key{position}" for position in range(stage.most_keys)]
    totals: Counter[Any] = Counter()
    for line in counts:
        totals[line["period"], line["group"], tuple(line[name] for name in names)] += line["count"]
    ordered = sorted(
        totals.items(), key=lambda each: (*each[0][:2], [(key is not None, key or 0) for key in each[0][2]])
    )
    percents = {
        str(each.number): each.comparison for each in stage.asked if isinstance(each.comparison, tree.Aggregate)
    }
    for (period, group), lines in groupby(ordered, key=lambda each: each[0][:2]):
        yield from of_group(period, group, list(lines), percents.get(group.split("\x1f")[0]))


def of_group(period: int, group: str, lines: list[Any], function: tree.Aggregate | None) -> Iterator[tuple[Any, Line]]:
    """What is found in one group, whose lines are in order of their keys."""
    counted = [(keys, count) for (_, _, keys), count in lines if keys[0] is not None]
    values = [keys[0] for keys, count in counted for _ in range(count)]
    whole = {"total": len(values), **({} if function is None else summary(function, values))}
    ahead = 0
    for (_, _, keys), count in lines:
        tied = 0 if keys[0] is None else count
        yield (period, group, keys), {"ahead": ahead, "tied": tied, **whole}
        ahead += tied


def summary(function: tree.Aggregate, values: list[int]) -> Line:
    """What functions over groups are computed from; where no percentile is asked for, the position is the first."""
    place = order_statistic(function.percent, function.method, len(values)) if values and function.percent else None
    position = 0 if place is None else place[0]
    high, low = divmod(sum(value * value for value in values) if function.is_spread else 0, 2**LOW_BITS)
    return {
        "squares_high": high,
        "squares_low": low,
        "sum": sum(values) if function.is_spread or function.how in ("mean", "sum", "count", "share") else 0,
        "least": min(values, default=0),
        "greatest": max(values, default=0),
        "lower": values[position] if values else 0,
        "upper": values[min(position + 1, len(values) - 1)] if values else 0,
    }


def with_places(stage: StageComparisons, keyed: pa.Table, places: dict[Any, Line]) -> pa.Table:
    """The rows with the lines that are theirs, in place of their keys."""
    rows = keyed.to_pylist()
    for each in stage.asked:
        names = each.key_columns
        padding = (None,) * (stage.most_keys - each.keys)
        mine = [
            places.get((row["period"], row[each.group], (*(row[name] for name in names), *padding))) for row in rows
        ]
        for aspect, column in each.found.items():
            values = [None if line is None else line[aspect] for line in mine]
            keyed = keyed.append_column(column, pa.array(values, pa.int64()))
        keyed = keyed.drop_columns([each.group, *names])
    return keyed


def as_lines(table: pa.Table) -> list[str]:
    """The rows of a table of outcomes, in an order of their own."""
    return sorted(map(str, table.to_pylist()))
