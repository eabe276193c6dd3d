"""A column of texts or names, numbered. No text is made of a cell whose text is the cell itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve, field
from numpy.typing import NDArray

from targetrules.columns.arrow import codes_in, constant, from_numpy, nothing, to_numpy
from targetrules.columns.arrow import texts as texts_of
from targetrules.columns.arrow_names import ArrowNames
from targetrules.data import frozen
from targetrules.history import Value
from targetrules.results.arrow.column import FrameColumn, ObjectColumn, is_plain_text, row_numbers, rows_of
from targetrules.results.arrow.distinct import Distinct, distinct
from targetrules.results.arrow.units import spellings
from targetrules.results.cells.doubts import DOUBTFUL
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.names import LONGEST_NAME
from targetrules.results.cells.words import text_of
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.reading.backend import Spelling
from targetrules.results.table import Cell

__all__ = ["EncodedNames", "names_of", "positions"]

_SURE: Final = 10**15
_SURE_OF_32_BITS: Final = 2**24
"""Larger floats have lost digits."""

_MISSING: Final = -1
_FAULT: Final = -2

_PLAIN: Final = "^[0-9A-Za-z_\u4e00-\u9fff]( ?[0-9A-Za-z_\u4e00-\u9fff.,;/()&'+-])*$"
"""A text without doubt: no blanks around it or two together, no sign that has another width, nothing that begins as a
spreadsheet's errors do."""

_Read = Callable[[Cell], Value | Fault]


@frozen(slots=True, eq=False)
class EncodedNames:
    """``codes`` are positions in ``names``, negative where there is none; in the rows ``bad`` that is a problem.

    ``merged`` counts the rows of each name that was read as another one.
    """

    codes: NDArray[np.int32]
    names: ArrowNames
    bad: Sequence[int] = ()
    merged: Counter[str] = field(factory=Counter)

    def __len__(self) -> int:
        return len(self.codes)

    def at(self, row: int) -> str:
        """The name in a row."""
        return self.names[int(self.codes[row])]

    def rows_of(self, names: Collection[str]) -> Mapping[str, Sequence[int]]:
        """The rows of each of these names that has any."""
        asked = sorted(names)
        codes = positions(texts_of(asked, pa.large_string()), self.names.texts.cast(pa.large_string())).tolist()
        rows = {name: np.flatnonzero(self.codes == code) for name, code in zip(asked, codes, strict=True) if code >= 0}
        return {name: found.tolist() for name, found in rows.items() if len(found)}

    @property
    def different(self) -> Sequence[str]:
        """All different names."""
        return self.names

    def spellings(self, naming: Naming, known: Container[str]) -> Sequence[Spelling]:
        """The names that look like one that came before, unless somebody said that they are two."""
        return spellings(self.codes, self.names, naming, known)

    def take(self, rows: Sequence[int]) -> EncodedNames:
        """The names of these rows."""
        return EncodedNames(self.codes[np.asarray(rows, np.intp)], self.names)


def names_of(
    read: _Read, column: FrameColumn, known: pa.Array | None = None, naming: Naming = AS_WRITTEN
) -> EncodedNames:
    """The names in a column. ``read`` makes a cell a name as ``naming`` says, and a name without doubt itself.

    Where names are ``known`` that are texts, as the column is, they come first, all of them.
    """
    if (
        known is not None
        and len(known)
        and not isinstance(column, ObjectColumn)
        and is_plain_text(known.type)
        and is_plain_text(column.type)
    ):
        return _among(known.cast(pa.large_string()), read, column.cast(pa.large_string()), naming)
    found = distinct(_whole(column))
    texts = _plain_texts(found.values, naming)
    blank = read(None)
    if texts.null_count or isinstance(blank, str):
        names, of_distinct = _with_others(read, found, texts)
        codes = of_distinct[found.codes]
        return EncodedNames(codes, names, row_numbers(np.flatnonzero(codes == _FAULT)), _merged(found, texts, naming))
    bad = row_numbers(np.flatnonzero(found.codes < 0)) if isinstance(blank, Fault) else ()
    return EncodedNames(found.codes, ArrowNames(texts), bad)


def _among(known: pa.Array, read: _Read, column: pa.ChunkedArray, naming: Naming) -> EncodedNames:
    """A cell that is a known name need not be read, nor be told from others that are none."""
    codes = positions(column, known)
    replaced = positions(texts_of(naming.replaced, pa.large_string()), known)
    others = np.flatnonzero((codes < 0) | np.isin(codes, replaced))
    if not len(others):
        return EncodedNames(codes, ArrowNames(known))
    rest = names_of(read, rows_of(column, others), naming=naming)
    texts = rest.names.texts.cast(pa.large_string())
    number = positions(texts, known)
    is_new = number < 0
    number[is_new] = len(known) + np.arange(np.count_nonzero(is_new))
    there = np.append(number, np.int32(_MISSING))[np.maximum(rest.codes, 0)]
    codes[others] = np.where(rest.codes < 0, rest.codes, there)
    names = pa.concat_arrays([known, texts.filter(from_numpy(is_new))])
    return evolve(rest, codes=codes, names=ArrowNames(names), bad=row_numbers(others[np.asarray(rest.bad, np.intp)]))


def positions(names: pa.Array | pa.ChunkedArray, known: pa.Array) -> NDArray[np.int32]:
    """Where each of the names stands among the known, -1 where it does not."""
    return codes_in(pc.index_in(names, known))


def _whole(column: FrameColumn) -> FrameColumn:
    """The column as integers where its numbers are nothing else: their digits are the name, ``.0`` or not."""
    if isinstance(column, ObjectColumn):
        return column
    is_decimal = pa.types.is_decimal128(column.type) and column.type.scale == 0
    if not is_decimal and not pa.types.is_floating(column.type):
        return column
    try:
        whole = column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column
    ends = pc.min_max(whole).as_py()
    sure = _SURE_OF_32_BITS if pa.types.is_float32(column.type) else _SURE
    return whole if is_decimal or max(-(ends["min"] or 0), ends["max"] or 0) < sure else column


def _plain_texts(values: pa.Array | ObjectColumn, naming: Naming) -> pa.Array:
    """The cells whose text is just what they are, and a name of which nothing was said; null for the others."""
    if isinstance(values, ObjectColumn):
        return pa.nulls(len(values), pa.string())
    replaced = texts_of(naming.replaced, pa.string())
    if pa.types.is_integer(values.type):
        others = _are_in(values.cast(pa.string()), replaced)
        return pc.if_else(others, nothing(values.type), values) if len(replaced) else values
    if not is_plain_text(values.type):
        return pa.nulls(len(values), pa.string())
    longest = constant(LONGEST_NAME, pa.int32())  # in bytes, so that no longer one is among them
    short = pc.less_equal(pc.binary_length(values), longest)
    plain = pc.and_(short, pc.match_substring_regex(values, _PLAIN))
    plain = pc.and_not(plain, pc.match_substring_regex(values, DOUBTFUL))
    plain = pc.and_not(plain, _are_in(values, replaced)) if len(replaced) else plain
    return pc.if_else(plain, values, nothing(values.type))


def _are_in(texts: pa.Array, others: pa.Array) -> pa.Array:
    return pc.is_in(texts, others.cast(texts.type))


def _merged(found: Distinct, plain: pa.Array, naming: Naming) -> Counter[str]:
    """How many rows each name has that stands for another one; none of these is plain."""
    merged: Counter[str] = Counter()
    if not naming.same:
        return merged
    others = np.flatnonzero(to_numpy(plain.is_null()))
    counts = np.bincount(found.codes[found.codes >= 0], minlength=len(plain))[others]
    for cell, count in zip(found.cells_at(others), counts.tolist(), strict=True):
        name = text_of(cell)
        if isinstance(name, str) and name in naming.replaced:
            merged[name] += count
    return merged


def _with_others(read: _Read, found: Distinct, plain: pa.Array) -> tuple[ArrowNames, NDArray[np.int32]]:
    """All names, and the code of each distinct cell (and of null, at the end).

    The cells that are not plain are read, and what is read may be the name of another cell.
    """
    texts = plain.cast(pa.string()) if pa.types.is_integer(plain.type) else plain
    others = np.flatnonzero(to_numpy(texts.is_null()))
    results = [*map(read, found.cells_at(others)), read(None)]
    said = list(dict.fromkeys(str(each) for each in results if each is not None and not isinstance(each, Fault)))
    at = dict(zip(said, pc.index_in(texts_of(said, texts.type), value_set=texts).to_pylist(), strict=True))
    new = [text for text in said if at[text] is None]
    at |= {text: len(texts) + position for position, text in enumerate(new)}
    names = pa.concat_arrays([texts, texts_of(new, texts.type)])
    there = to_numpy(names.is_valid())
    number = np.cumsum(there, dtype=np.int32) - 1

    def code(result: Value | Fault) -> int:
        return _FAULT if isinstance(result, Fault) else _MISSING if result is None else int(number[at[str(result)]])

    codes = np.append(number[: len(texts)], np.int32(_MISSING))
    codes[np.append(others, len(texts))] = [code(result) for result in results]
    return ArrowNames(names.drop_null()), codes
