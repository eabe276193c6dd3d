"""The units of outcomes that have something in common, as JSON has a list of their names."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from targetrules.columns.arrow import constant, from_numpy
from targetrules.columns.table_outcomes import TableOutcomes
from targetrules.frames.writing.pieces import TEXT, worded
from targetrules.frames.writing.text import JSON_MARKS, word_in_json
from targetrules.outcome import Outcome

__all__ = ["units_in_common"]

_BETWEEN = '", "'
_Common = TypeVar("_Common", bound=Hashable)


def units_in_common(outcomes: TableOutcomes, of: Callable[[Outcome], _Common]) -> dict[_Common, str]:
    """The names of the units by what their outcomes have in common, in their order, each between quotes.

    Args:
        outcomes: The outcomes.
        of: What is asked of an outcome; of its unit, period, measures and places nothing.
    """
    names = worded(outcomes.table.names, JSON_MARKS, word_in_json)
    found: dict[_Common, list[str]] = {}
    for block in outcomes.blocks():
        keys = dict[_Common, int]()
        number = [keys.setdefault(of(outcomes.pattern_outcomes.outcome(each)), len(keys)) for each in block.patterns]
        codes = np.array(number, np.int32)[block.pattern]
        for at, outcome in block.undetermined.items():
            codes[at] = keys.setdefault(of(outcome), len(keys))
        order = np.argsort(codes, kind="stable")
        ends = np.searchsorted(codes[order], np.arange(len(keys) + 1)).astype(np.int64)
        units = names.take(from_numpy(outcomes.table.units[block.rows][order]))
        lists = pa.LargeListArray.from_arrays(from_numpy(ends), units)
        joined = pc.binary_join(lists, constant(_BETWEEN.encode(), TEXT))
        for key, text in zip(keys, joined.to_pylist(), strict=True):
            if text:
                found.setdefault(key, []).append(f'"{text.decode()}"')
    return {key: ", ".join(parts) for key, parts in found.items()}
