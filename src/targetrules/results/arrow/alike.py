"""Names that look like one to a reader, among as many as a table has; see :func:`targetrules.alike.appearance`.

What is compared first is coarser than the appearance, and Arrow finds it for a million names at once: of names that
differ in it no two look alike. The appearance is asked only of those that do not, and of names with rare signs.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.alike import appearance
from targetrules.columns.arrow import from_numpy, to_numpy
from targetrules.columns.arrow import texts as texts_of

__all__ = ["alike", "appearances"]

_ORDINARY: Final = "^[0-9A-Za-z_\u4e00-\u9fff &+/-]*[0-9A-Za-z\u4e00-\u9fff]$"
"""Of such a name nothing but capitals, blanks and zeros can be otherwise in one that looks like it."""

_AS_IT_IS: Final = "^[0-9a-z_\u4e00-\u9fff-]*[0-9a-z\u4e00-\u9fff]$"
_ZERO_FIRST: Final = "(^|[^0-9])0+([0-9])"


def alike(names: pa.Array) -> list[NDArray[np.intp]]:
    """The positions of names that look alike, two or more together, in order. None is null, or stands twice."""
    if pa.types.is_integer(names.type) or len(names) < len("ab"):
        return []
    texts = names.cast(pa.large_string())
    coarse = _coarse(texts)
    if coarse.equals(texts):
        return []
    codes = coarse.dictionary_encode()
    if len(codes.dictionary) == len(names):
        return []
    numbers = to_numpy(codes.indices)
    crowded = np.flatnonzero(np.bincount(numbers)[numbers] > 1)
    found: dict[str, list[int]] = {}
    for position, name in zip(crowded.tolist(), names.take(from_numpy(crowded)).to_pylist(), strict=True):
        found.setdefault(appearance(name), []).append(position)
    return [np.array(positions, np.intp) for positions in found.values() if len(positions) > 1]


def appearances(names: pa.Array) -> pa.Array:
    """The appearance of each name that has another one than itself; null for the others."""
    if pa.types.is_integer(names.type):
        return pa.nulls(len(names), pa.string())
    itself = pc.and_not(pc.match_substring_regex(names, _AS_IT_IS), pc.match_substring_regex(names, _ZERO_FIRST))
    found: list[str | None] = [None] * len(names)
    for position in np.flatnonzero(~to_numpy(itself)).tolist():
        found[position] = appearance(names[position].as_py())
    return texts_of(found, pa.string())


def _coarse(names: pa.Array) -> pa.Array:
    """The same for any two names that look alike, and for few others."""
    ordinary = to_numpy(pc.match_substring_regex(names, _ORDINARY))
    if not ordinary.all():
        others = np.flatnonzero(~ordinary)
        seen = texts_of(map(appearance, names.take(from_numpy(others)).to_pylist()), pa.large_string())
        names = pc.replace_with_mask(names, from_numpy(~ordinary), seen)
    lower = pc.utf8_lower(names)
    if pc.any(pc.match_substring(lower, " ")).as_py():
        lower = pc.replace_substring(lower, " ", "")
    elif ordinary.all() and _are_of_one_length(names):
        return lower  # a zero more or less makes a name longer or shorter, where there is one number in it
    zeros = pc.match_substring_regex(lower, _ZERO_FIRST)
    if not pc.any(zeros).as_py():
        return lower
    return pc.if_else(zeros, pc.replace_substring_regex(lower, _ZERO_FIRST, r"\1\2"), lower)


def _are_of_one_length(names: pa.Array) -> bool:
    ends = pc.min_max(pc.binary_length(names)).as_py()
    return bool(ends["min"] == ends["max"])
