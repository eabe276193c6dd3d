"""The units of a state, numbered in the order in which they came: those of a table among them, the new ones behind.

Names are integers as long as all of them are, since these are found faster; else they are texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.arrow import from_numpy, texts, to_numpy
from targetrules.columns.arrow_names import ArrowNames
from targetrules.columns.encoded import EncodedTable
from targetrules.results.arrow.alike import alike
from targetrules.results.arrow.names import positions
from targetrules.results.code import Code
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.problem import Problem, ResultsError
from targetrules.results.spellings import alike_advice
from targetrules.results.table import shown
from targetrules.wording import Word

__all__ = ["numbered"]


def numbered(known: pa.Array, table: EncodedTable, naming: Naming = AS_WRITTEN) -> tuple[pa.Array, NDArray[np.intp]]:
    """All names, the new ones behind the known; and the number of each row's unit. A name may be without a row.

    Raises ResultsError where a new name looks like a known one.
    """
    known, asked = _alike(known, table.names)
    first = len(known) if len(known) <= len(asked) and asked.slice(0, len(known)).equals(known) else 0
    others = np.full(len(asked) - first, -1) if first else _positions(asked, known)
    numbers = np.concatenate([np.arange(first), others])
    is_new = np.zeros(len(asked), np.bool_)
    is_new[table.units] = True
    is_new &= numbers < 0
    if not is_new.any():
        return known, numbers[table.units]
    new = asked.filter(from_numpy(is_new))
    spellings = {} if pa.types.is_integer(new.type) else _other_spellings(known, new, naming)
    if spellings:
        codes, rows = np.unique(table.units, return_index=True)
        in_order = asked.take(from_numpy(codes[np.argsort(rows)])).to_pylist()
        raise ResultsError([_problem(name, spellings[name]) for name in in_order if name in spellings])
    numbers[is_new] = np.arange(len(known), len(known) + len(new))
    return pa.concat_arrays([known, new]), numbers[table.units]


def _alike(known: pa.Array, names: Sequence[str]) -> tuple[pa.Array, pa.Array]:
    """Known and asked names as arrays of one type."""
    values = names.values if isinstance(names, ArrowNames) else texts(names, pa.large_string())
    if pa.types.is_signed_integer(values.type) and (not len(known) or pa.types.is_integer(known.type)):
        return known.cast(pa.int64()), values.cast(pa.int64())
    return known.cast(pa.large_string()), values.cast(pa.large_string())


def _positions(asked: pa.Array, known: pa.Array) -> NDArray[np.intp]:
    """Where each of the names stands among the known, -1 where it does not."""
    if pa.types.is_integer(known.type) and len(known):
        low, high = pc.min_max(known).as_py().values()
        if high - low < 8 * len(known):
            return _looked_up(_ints(asked), _ints(known), low, high)
    return positions(asked, known).astype(np.intp)


def _looked_up(asked: NDArray[np.int64], known: NDArray[np.int64], low: int, high: int) -> NDArray[np.intp]:
    table = np.full(high - low + 2, -1, np.intp)
    table[known - low] = np.arange(len(known))
    return np.asarray(table[np.where((asked < low) | (asked > high), high + 1, asked) - low])


def _ints(names: pa.Array) -> NDArray[np.int64]:
    return to_numpy(names)


def _other_spellings(known: pa.Array, new: pa.Array, naming: Naming) -> dict[str, str]:
    """New names that look like a known one, if nobody said that they are two."""
    found = {}
    for crowd in alike(pa.concat_arrays([known, new])):
        before = known.take(from_numpy(crowd[crowd < len(known)])).to_pylist()
        for name in new.take(from_numpy(crowd[crowd >= len(known)] - len(known))).to_pylist():
            others = [each for each in before if not naming.are_distinct(name, each)]
            found.update({name: others[0]} if others else {})
    return found


def _problem(name: str, other: str) -> Problem:
    values = {"other": shown(other), "row": Word("problems.an_earlier_period")}
    return Problem(Code.TWO_SPELLINGS, found=shown(name), values=values, advice=alike_advice(name, other))
