"""What is made of the detail rows of each unit and period, before anything is judged: the meaning of details.

The rows are judged by the policy of one row, as any rows are. What they come to are inputs from then on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from targetrules.engine.judged import Judged
from targetrules.engine.numbers import percentile
from targetrules.engine.reference import evaluate
from targetrules.history import History, Value
from targetrules.rules import tree
from targetrules.rules.exact import rounded

__all__ = ["aggregate", "with_aggregates"]


def with_aggregates(rules: tree.Rules, history: History, details: Mapping[str, History]) -> History:
    """The history with everything that the policy makes of details; their rows belong to rows of the history."""
    below: dict[tuple[str, str, int], list[Judged]] = defaultdict(list)
    for name, rows in details.items():
        for row in evaluate(rules.details[name].rules, rows):
            below[name, row.unit, row.period].append(row)
    found = [
        evolve(
            row,
            values={
                **row.values,
                **{
                    name: aggregate(made, one, rules, below.get((made.details, row.unit, row.period), ()))
                    for name, (one, made) in rules.aggregates.items()
                },
            },
        )
        for row in history.rows
    ]
    return evolve(history, rows=tuple(found))


def aggregate(made: tree.Aggregation, one: tree.Input, rules: tree.Rules, rows: Sequence[Judged]) -> Value:
    """What is made of the rows of one unit in one period; ``one`` is the input that has it.

    It is missing where it is unknown which rows are among them, or where a value of one that is among them is missing.
    Of no rows at all there is a count, and nothing else.
    """
    is_among = [True if made.among is None else row.values[made.among] for row in rows]
    if None in is_among:
        return None
    values = [
        True if made.of is None else row.values[made.of]
        for row, there in zip(rows, is_among, strict=True)
        if there is True
    ]
    if None in values:
        return None
    if made.how == "count":
        return Decimal(sum(value is True for value in values))
    if not values:
        return None
    if made.how in ("best", "worst"):
        return _word(made, one, rules, values)
    numbers = [Fraction(value) for value in values if isinstance(value, Decimal)]
    return rounded(_number(made, numbers), one.decimals, tree.Rounding.HALF_UP)


def _number(made: tree.Aggregation, numbers: Sequence[Fraction]) -> Fraction:
    """It has no more decimals than the input, so that rounding it to these loses nothing."""
    match made.how:
        case "sum":
            return sum(numbers, Fraction(0))
        case "min":
            return min(numbers)
        case "max":
            return max(numbers)
        case "percentile" | "count" | "best" | "worst":
            asked = tree.Aggregate("percentile", None, made.percent or Decimal(0))
            return percentile(asked, sorted(numbers)) or Fraction(0)
        case _:
            assert_never(made.how)


def _word(made: tree.Aggregation, one: tree.Input, rules: tree.Rules, values: Sequence[Value]) -> str:
    """The best word stands first in its list."""
    words = [grade.id for grade in rules.grades] if one.kind is tree.InputKind.GRADE else list(one.options)
    places = [words.index(str(value)) for value in values]
    return words[min(places) if made.how == "best" else max(places)]
