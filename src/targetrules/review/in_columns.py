"""Values of units that are changed, many at a time, where the results were read as columns (extra ``columnar``).

What is found stands in the order in which it is found unit by unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Codes, Column, Numbers, Truths
from targetrules.engine.interface import Trials
from targetrules.errors import InternalError
from targetrules.results.arrow.encoded import read_encoded
from targetrules.results.table import Table
from targetrules.review.findings import Fields
from targetrules.review.situation import Situation, changes_of
from targetrules.rules import tree
from targetrules.source.decimals import scaled_ends, unscaled

__all__ = ["stepped", "without_defaults"]

_Found = tuple[tuple[int, int], Fields]
"""A unit and which of its changes it is, by position; and what is told of it."""


def stepped(of: Situation, trials: Trials, tried: int) -> list[Fields]:
    """Each of the first so many units with each of its numbers one unit of its last decimal higher, and lower."""
    found: list[_Found] = []
    for at, (name, one) in enumerate(of.numbers.items()):
        column = trials.column(name)
        if not isinstance(column, Numbers):
            raise InternalError(f"{name} is no number: {column!r}")
        values = column.values[:tried].astype(np.int64)
        for step in (1, -1):
            other = values + step
            units = np.flatnonzero(column.known[:tried] & _is_in_range(other, one))
            numbers = Numbers(other[units], np.ones(len(units), np.bool_), one.decimals)
            for changed in trials.changed(name, units, numbers):
                unit = int(units[changed.at])
                told = {"value": of.number(of.judged[unit], name), "other": unscaled(int(other[unit]), one.decimals)}
                found.append(
                    _told(of, unit, (2 * at + (step < 0)), name, told, changes_of(of.judged[unit], changed, of.rules))
                )
    return _in_order(found)


def _is_in_range(values: NDArray[np.int64], one: tree.Input) -> NDArray[np.bool_]:
    within = np.ones(len(values), np.bool_)
    if one.low is not None:
        within &= values >= scaled_ends(one.low, one.decimals)[1]
    if one.high is not None:
        within &= values <= scaled_ends(one.high, one.decimals)[0]
    return within


def without_defaults(
    of: Situation, trials: Trials, given: Table, defaulted: Mapping[str, object], rules: tree.Rules
) -> list[Fields]:
    """Each unit without what stands in it by default, as ``rules`` read the results, which have no defaults."""
    results, found = of.results, list[_Found]()
    wide = results.file_options.wide
    empty = read_encoded(rules, given, results.options, wide=wide, known=results.known).encoded.inputs
    for order, (name, default) in enumerate(defaulted.items()):
        missing = _is_missing(empty[name].at(trials.positions))
        units = np.array(
            [at for at in np.flatnonzero(missing).tolist() if trials.rows[at].values[name] == default], np.intp
        )
        for changed in trials.changed(name, units, _nothing(trials.column(name), len(units))):
            unit = int(units[changed.at])
            changes = changes_of(of.judged[unit], changed, of.rules)
            found.append(_told(of, unit, order, name, {"value": default}, changes))
    return _in_order(found)


def _is_missing(column: Column) -> NDArray[np.bool_]:
    return column.unknown if isinstance(column, Truths) else ~column.known


def _nothing(column: Column, size: int) -> Column:
    """So many missing values."""
    no = np.zeros(size, np.bool_)
    match column:
        case Numbers():
            return Numbers(np.zeros(size, np.int64), no, column.decimals)
        case Truths():
            return Truths(no, no)
        case Codes():
            return Codes(np.full(size, -1, np.int32), column.words)


def _told(of: Situation, unit: int, order: int, name: str, about: Fields, changes: Fields | None) -> _Found:
    return (unit, order), {"unit": of.judged[unit].unit, "input": name, **about, **(changes or {})}


def _in_order(found: Iterable[_Found]) -> list[Fields]:
    return [fields for _, fields in sorted(found, key=lambda each: each[0])]
