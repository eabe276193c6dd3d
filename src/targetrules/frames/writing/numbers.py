"""Numbers of many lines as text, as a single one is written: without an exponent, with all its declared decimals."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.arrow import constant, from_numpy
from targetrules.columns.vectors import Numbers
from targetrules.frames.writing.pieces import TEXT, Encoded, Piece, encoded

__all__ = ["decimals", "integers", "repeated"]

_FEW: Final = 256


def integers(values: NDArray[Any], least: int, missing: str) -> Piece:
    """Integers from ``least`` on; what is less is ``missing``."""
    return _filled(_cast(from_numpy(values, values >= least)), missing)


def repeated(values: NDArray[Any], least: int, missing: str) -> Piece:
    """The same where most are alike."""
    codes, distinct = encoded(values)
    if len(distinct) > _FEW:
        return integers(values, least, missing)
    return Encoded(codes, [missing if each < least else str(each) for each in distinct])


def decimals(numbers: Numbers, missing: str, mark: str = "") -> Piece:
    """Exact decimals between two ``mark``; unknown ones are ``missing``."""
    if not numbers.known.any():
        return missing
    values = numbers.values.astype(np.int64, copy=False)
    texts = _cast(from_numpy(np.abs(values).view(np.uint64), numbers.known))
    if numbers.decimals:
        padded = pc.ascii_lpad(texts.cast(pa.large_string()), numbers.decimals + 1, "0").cast(TEXT)
        texts = pc.binary_replace_slice(padded, -numbers.decimals, -numbers.decimals, b".")
    sign = Encoded((values < 0).astype(np.int32), [mark, f"{mark}-"]).taken() if (values < 0).any() else _text(mark)
    return _filled(pc.binary_join_element_wise(sign, texts, _text(mark), _text("")), missing)


def _cast(integers: pa.Array) -> pa.Array:
    return integers.cast(pa.large_string()).cast(TEXT)


def _filled(texts: pa.Array, missing: str) -> pa.Array:
    return texts.fill_null(_text(missing)) if texts.null_count else texts


def _text(text: str) -> pa.Scalar:
    return constant(text.encode(), TEXT)
