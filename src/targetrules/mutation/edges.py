"""Where the decisions of a policy change: the values at which, and beside which, a case is telling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from targetrules.drawing.telling import parts_of
from targetrules.history import Value
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import range_of_input
from targetrules.source.decimals import CEILING, FLOOR, scaled_ends, unscaled

__all__ = ["compared_measures", "ends_of", "named_periods", "telling_values"]

_WIDTH = 100
"""How far values go beyond what they are compared with where an input declares no end."""


def telling_values(rules: tree.Rules, name: str) -> Sequence[Value]:
    """What may stand for an input: its default, words, the numbers that anything is compared with, their neighbours.

    None is among them where it may be missing.
    """
    return rules.once(_telling, name)


def _telling(rules: tree.Rules, name: str) -> Sequence[Value]:
    return tuple(dict.fromkeys(_values(rules, rules.inputs[name])))


def _values(rules: tree.Rules, source: tree.Input) -> Iterator[Value]:
    if source.default is not None:
        yield source.default
    match source.kind:
        case tree.InputKind.NUMBER:
            yield from _numbers(rules, source)
        case tree.InputKind.GRADE:
            yield from source.options or (grade.id for grade in rules.grades)
        case tree.InputKind.CHOICE:
            yield from source.options
        case tree.InputKind.FLAG:
            yield from (True, False)
        case tree.InputKind.TEXT:
            yield from ("a", "b")
    if source.optional and source.default is None:
        yield None


def _numbers(rules: tree.Rules, source: tree.Input) -> Iterator[Decimal]:
    low, high = (scaled_ends(end, source.decimals) for end in ends_of(rules, source.name))
    edges = [low[1], high[0], (low[1] + high[0]) // 2]
    for compared in rules.once(_compared):
        edges += scaled_ends(compared, source.decimals)
    for step in dict.fromkeys(edge + way for way in (0, 1, -1) for edge in edges):
        if low[1] <= step <= high[0]:
            yield unscaled(step, source.decimals)


def ends_of(rules: tree.Rules, name: str) -> tuple[Decimal, Decimal]:
    """Between which numbers an input is looked at: its own ends, or not far from what it may be compared with."""
    source, compared = rules.inputs[name], rules.once(_compared)
    possible = range_of_input(source)
    least = min((each for each in compared if each >= possible.low), default=possible.low)
    most = max((each for each in compared if each <= possible.high), default=possible.high)
    low = possible.low if source.low is not None else max(possible.low, FLOOR.subtract(least, Decimal(_WIDTH)))
    high = possible.high if source.high is not None else min(possible.high, CEILING.add(most, Decimal(_WIDTH)))
    return low, high


def _compared(rules: tree.Rules) -> Sequence[Decimal]:
    """The numbers that anything is compared with, and the points of scales."""
    found = list[Decimal]()
    for part in parts_of(rules):
        if isinstance(part, tree.Band):
            found.append(part.at_least)
        elif isinstance(part, tree.Compare) and isinstance(part.right, tree.Literal):
            found.append(part.right.value)
        elif isinstance(part, tree.Parameter):
            found += [value for _, value in part.values if isinstance(value, Decimal)]
        elif isinstance(part, tree.Piecewise):
            found += [at for at, _ in part.points]
    return tuple(sorted(dict.fromkeys(found)))


def compared_measures(rules: tree.Rules) -> Sequence[tuple[str, Decimal]]:
    """Each measure with a number that it is compared with."""
    return rules.once(_compared_measures)


def _compared_measures(rules: tree.Rules) -> Sequence[tuple[str, Decimal]]:
    found = list[tuple[str, Decimal]]()
    for part in parts_of((rules.order, rules.consequences)):
        if isinstance(part, tree.Compare):
            if isinstance(part.left, tree.NumberOf) and isinstance(part.right, tree.Literal):
                found.append((part.left.name, part.right.value))
        elif isinstance(part, tree.Grading) and part.by is not None:
            found += [(part.by.name, band.at_least) for scale in part.scales for band in scale.bands]
    return tuple(each for each in dict.fromkeys(found) if each[0] in rules.measures)


def named_periods(rules: tree.Rules) -> Sequence[int]:
    """The periods in which something begins, ends, was published, or begins to count."""
    return rules.once(_named_periods)


def _named_periods(rules: tree.Rules) -> Sequence[int]:
    found = {rules.first_period}
    for part in parts_of(rules):
        if isinstance(part, tree.PeriodRange):
            found |= {part.start, part.end}
        elif isinstance(part, tree.Temporal):
            found.add(part.since)
        elif isinstance(part, tree.Parameter):
            found |= {start for start, _ in part.values}
        elif isinstance(part, tree.Cut):
            found |= {part.start, *(each.period for each in part.published)}
    return tuple(sorted(each for each in found if each is not None))
