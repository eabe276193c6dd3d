"""From NumPy and Python to Arrow and back, by the bytes that both have.

PyArrow's own ``pa.array``, ``to_numpy`` and ``pa.scalar`` import pandas wherever it is installed, to ask whether what
they are given belongs to it. That takes longer than to judge a hundred thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from targetrules.columns.allocate import allocate

__all__ = ["codes_in", "constant", "from_numpy", "is_known", "nothing", "texts", "to_numpy", "view"]


# ---- to Arrow --------------------------------------------------------------------------------------------------------


def from_numpy(values: NDArray[Any], known: NDArray[np.bool_] | None = None) -> pa.Array:
    """Numbers or truths, null where they are not ``known`` (None: all are)."""
    mask = None if known is None or known.all() else _packed(known)
    if values.dtype == np.bool_:
        return pa.Array.from_buffers(pa.bool_(), len(values), [mask, _packed(values)])
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [mask, pa.py_buffer(np.ascontiguousarray(values))])


def texts(words: Iterable[str | bytes | None], kind: pa.DataType) -> pa.Array:
    """Texts, or bytes, of a type of Arrow's. Raises UnicodeEncodeError where one has half a character."""
    given = list(words)
    data = [b"" if word is None else word if isinstance(word, bytes) else word.encode() for word in given]
    ends = np.zeros(len(data) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, data), np.int64, len(data)), out=ends[1:])
    mask = _packed(np.array([word is not None for word in given], np.bool_)) if None in given else None
    large = pa.large_string() if pa.types.is_string(kind) else pa.large_binary() if pa.types.is_binary(kind) else kind
    found = pa.Array.from_buffers(large, len(data), [mask, pa.py_buffer(ends), pa.py_buffer(b"".join(data))])
    return found if kind == large else found.cast(kind)


def constant(value: str | bytes | int, kind: pa.DataType) -> pa.Scalar:
    """One value, for a function of Arrow's."""
    if isinstance(value, int):
        return from_numpy(np.array([value], kind.to_pandas_dtype()))[0]
    return texts([value], kind)[0]


def nothing(kind: pa.DataType) -> pa.Scalar:
    """The null of a type."""
    return pa.nulls(1, kind)[0]


def _packed(truths: NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(truths, bitorder="little"))


# ---- from Arrow ------------------------------------------------------------------------------------------------------


def to_numpy(values: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """Numbers or truths, of which none is null."""
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    if pa.types.is_boolean(values.type):
        parts = [_unpacked(chunk.buffers()[1], chunk) for chunk in chunks]
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.bool_), *parts])
    kind = values.type.to_pandas_dtype()
    parts = [view(chunk, kind) for chunk in chunks]
    return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, kind), *parts])


def codes_in(values: pa.Array | pa.ChunkedArray, codes: NDArray[np.int32] | None = None) -> NDArray[np.int32]:
    """Integers, -1 where null; into ``codes``, if given, else their own memory where nothing is to be done."""
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    if codes is None and len(chunks) == 1 and values.type == pa.int32() and not values.null_count:
        return view(chunks[0], np.int32)
    found = allocate(len(values), np.int32) if codes is None else codes
    start = 0
    for chunk in chunks:
        part = found[start : start + len(chunk)]
        start += len(chunk)
        if len(chunk):
            part[:] = view(chunk, chunk.type.to_pandas_dtype())
            known = is_known(chunk)
            if known is not None:
                part[~known] = -1
    return found


def view(array: pa.Array, dtype: Any, width: int = 1) -> NDArray[Any]:
    """The buffer of an array of fixed width as NumPy has it, without a copy; what stands at a null means nothing."""
    if not len(array):
        return np.zeros(0, dtype)
    whole = np.frombuffer(array.buffers()[1], dtype, (array.offset + len(array)) * width)
    return whole[array.offset * width :]


def is_known(array: pa.Array) -> NDArray[np.bool_] | None:
    """Where the array is not null; None where it never is."""
    return _unpacked(array.buffers()[0], array) if array.null_count else None


def _unpacked(bits: pa.Buffer | None, array: pa.Array) -> NDArray[np.bool_]:
    """The bits of an array, which may begin in the midst of a byte."""
    if not len(array) or bits is None:
        return np.zeros(len(array), np.bool_)
    first = array.offset // 8
    packed = np.frombuffer(bits, np.uint8)[first : (array.offset + len(array) + 7) // 8]
    skipped = array.offset - first * 8
    return np.unpackbits(packed, bitorder="little", count=skipped + len(array))[skipped:].view(np.bool_)
