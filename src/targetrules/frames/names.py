"""A column of texts or names, numbered. No text is made of a cell whose text is the cell itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen
from numpy.typing import NDArray

from targetrules.frames.column import Cells, Column
from targetrules.frames.distinct import Distinct, distinct
from targetrules.history import Value
from targetrules.results.fault import Fault
from targetrules.results.table import Cell

__all__ = ["PLAIN", "Names", "names_of"]

_SURE: Final = 10**15
"""Larger floats have lost digits."""

_MISSING: Final = -1
_FAULT: Final = -2

PLAIN: Final = "^[0-9A-Za-z_\u4e00-\u9fff]( ?[0-9A-Za-z_\u4e00-\u9fff.,;/()&'+-])*$"
"""A text without doubt: no blanks around it or two together, no sign that has another width, nothing that begins as a
spreadsheet's errors do."""

_Read = Callable[[Cell], Value | Fault]


class Lazy(Sequence[str]):
    """Texts or integers in an Arrow array as texts, made only where they are asked for."""

    def __init__(self, values: pa.Array) -> None:
        self.values = values

    @property
    def texts(self) -> pa.Array:
        """All of them."""
        return self.values.cast(pa.string()) if pa.types.is_integer(self.values.type) else self.values

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts.to_pylist())

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return Lazy(self.values[at])
        return str(self.values[int(at)].as_py())


@frozen(slots=True, eq=False)
class Names:
    """``codes`` are positions in ``names``, negative where there is none; in the rows ``bad`` that is a problem.

    ``odd`` are the positions of those names that may be another spelling of a name.
    """

    codes: NDArray[np.int32]
    names: Lazy
    bad: NDArray[np.intp]
    odd: Sequence[int] = ()


def names_of(read: _Read, column: Column) -> Names:
    """The names in a column. ``read`` makes a cell a name."""
    found = distinct(_whole(column))
    texts = _plain_texts(found.values)
    blank = read(None)
    if texts.null_count or isinstance(blank, str):
        names, of_distinct, odd = _with_others(read, found, texts)
        codes = of_distinct[found.codes]
        return Names(codes, names, np.flatnonzero(codes == _FAULT), odd)
    bad = np.flatnonzero(found.codes < 0) if isinstance(blank, Fault) else np.zeros(0, np.intp)
    return Names(found.codes, Lazy(texts), bad)


def _whole(column: Column) -> Column:
    """The column as integers where its numbers are nothing else: their digits are the name, ``.0`` or not."""
    if isinstance(column, Cells):
        return column
    is_decimal = pa.types.is_decimal128(column.type) and column.type.scale == 0
    if not is_decimal and not pa.types.is_floating(column.type):
        return column
    try:
        whole = column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column
    ends = pc.min_max(whole).as_py()
    return whole if is_decimal or max(-(ends["min"] or 0), ends["max"] or 0) < _SURE else column


def _plain_texts(values: pa.Array | Cells) -> pa.Array:
    """The cells whose text is just what they are, null for the others."""
    if isinstance(values, Cells):
        return pa.nulls(len(values), pa.string())
    if pa.types.is_integer(values.type):
        return values
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return pc.if_else(pc.match_substring_regex(values, PLAIN), values, None)
    return pa.nulls(len(values), pa.string())


def _with_others(read: _Read, found: Distinct, plain: pa.Array) -> tuple[Lazy, NDArray[np.int32], list[int]]:
    """All names, the code of each distinct cell (and of null, at the end), and the codes of names that are not plain.

    The cells that are not plain are read, and what is read may be the name of another cell.
    """
    texts = plain.cast(pa.string()) if pa.types.is_integer(plain.type) else plain
    others = np.flatnonzero(texts.is_null().to_numpy(zero_copy_only=False))
    results = [*map(read, found.cells_at(others)), read(None)]
    said = list(dict.fromkeys(str(each) for each in results if each is not None and not isinstance(each, Fault)))
    at = dict(zip(said, pc.index_in(pa.array(said, texts.type), value_set=texts).to_pylist(), strict=True))
    new = [text for text in said if at[text] is None]
    at |= {text: len(texts) + position for position, text in enumerate(new)}
    names = pa.concat_arrays([texts, pa.array(new, texts.type)])
    there = names.is_valid().to_numpy(zero_copy_only=False)
    number = np.cumsum(there, dtype=np.int32) - 1

    def code(result: Value | Fault) -> int:
        return _FAULT if isinstance(result, Fault) else _MISSING if result is None else int(number[at[str(result)]])

    codes = np.append(number[: len(texts)], np.int32(_MISSING))
    codes[np.append(others, len(texts))] = [code(result) for result in results]
    return Lazy(names.drop_null()), codes, number[len(texts) :].tolist()
