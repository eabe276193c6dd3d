"""Many lines of text made at once: each line is joined of pieces, one a column, without a Python object a line.

A piece is the same for all lines (a ``str``), one of a few texts (:class:`Encoded`), or a text of each line's own (an
array). Neighbours of the first two kinds are joined once for every pair of their texts, so that what is left to be
joined line by line are few and long texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.arrow import constant, from_numpy, texts, to_numpy
from targetrules.columns.arrow_names import ArrowNames
from targetrules.data import frozen

__all__ = ["TEXT", "Encoded", "Piece", "encoded", "joined", "texts_of", "utf8", "worded"]

TEXT: Final = pa.large_binary()
"""Texts in UTF-8, whose lengths together may be more than 32 bits can count."""

_MOST_PAIRS: Final = 1024
_MOST_BYTES: Final = 1 << 26


@frozen(slots=True, eq=False)
class Encoded:
    """One of a few texts for each line: those at these positions."""

    codes: NDArray[Any]
    texts: Sequence[str]

    def taken(self, lines: slice = slice(None)) -> pa.Array:
        """The text of each of these lines."""
        return texts(map(utf8, self.texts), TEXT).take(from_numpy(self.codes[lines]))


Piece: TypeAlias = str | Encoded | pa.Array


def utf8(text: str) -> bytes:
    """The bytes of a text; a half of a character, which UTF-8 does not have, is written by its number."""
    return text.encode(errors="backslashreplace")


def worded(names: Sequence[str], marks: re.Pattern[str], word: Callable[[str], str]) -> pa.Array:
    """Names as they stand in a line: ``word`` is asked for those that have one of the ``marks``.

    Names that are Arrow's become no objects where none of them has one; half a character, of which marks tell as well,
    Arrow has not.
    """
    if isinstance(names, ArrowNames):
        in_arrow = marks.pattern.replace("\ud800-\udfff", "")
        if not pc.any(pc.match_substring_regex(names.texts, in_arrow)).as_py():
            return names.texts.cast(pa.large_string()).cast(TEXT)
    return texts((utf8(word(name)) if marks.search(name) else name for name in names), TEXT)


def texts_of(names: Sequence[str]) -> pa.Array:
    """Names as Arrow has texts, a half of a character by its number as well."""
    if isinstance(names, ArrowNames):
        return names.texts.cast(pa.string())
    try:
        return texts(names, pa.string())
    except UnicodeEncodeError:
        return texts(map(utf8, names), pa.string())


def encoded(values: NDArray[Any]) -> tuple[NDArray[np.int32], list[Any]]:
    """Which of the distinct values each one is, and these, in the order in which they come."""
    if len(values) and values.min() == values.max():
        return np.zeros(len(values), np.int32), values[:1].tolist()
    found = from_numpy(values).dictionary_encode()
    return to_numpy(found.indices), found.dictionary.to_pylist()


def joined(pieces: Iterable[Piece], lines: int, most: int = _MOST_BYTES) -> Iterator[bytes]:
    """The lines, in parts of about ``most`` bytes.

    Each line brings its own end, and at least one piece is not the same for all.
    """
    merged = _merged(pieces)
    longest = sum(_longest(piece) for piece in merged)
    step = max(most // max(longest, 1), 1)
    for start in range(0, lines, step):
        yield _part(merged, slice(start, min(start + step, lines)))


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """The same lines of fewer pieces."""
    merged: list[Piece] = []
    for piece in pieces:
        both = _both(merged[-1], piece) if merged else None
        if both is None:
            merged.append(piece)
        else:
            merged[-1] = both
    return merged


def _both(first: Piece, second: Piece) -> Piece | None:
    """Two neighbours as one; None where they are joined line by line."""
    match first, second:
        case str(), str():
            return first + second
        case str(), Encoded():
            return Encoded(second.codes, [first + text for text in second.texts])
        case Encoded(), str():
            return Encoded(first.codes, [text + second for text in first.texts])
        case Encoded(), Encoded() if len(first.texts) * len(second.texts) <= _MOST_PAIRS:
            pairs = ["".join(pair) for pair in product(first.texts, second.texts)]
            return Encoded(first.codes * np.int32(len(second.texts)) + second.codes, pairs)
    return None


def _longest(piece: Piece) -> int:
    """Bytes, at most; those of a column of its own at an average."""
    match piece:
        case str():
            return len(utf8(piece))
        case Encoded():
            return max((len(utf8(text)) for text in piece.texts), default=0)
        case _:
            return int(piece.nbytes) // max(len(piece), 1) + 1


def _part(pieces: Sequence[Piece], lines: slice) -> bytes:
    columns = [_column(piece, lines) for piece in pieces]
    text = pc.binary_join_element_wise(*columns, constant(b"", TEXT))
    _, offsets, data = text.buffers()
    ends = np.frombuffer(offsets, np.int64)[text.offset : text.offset + len(text) + 1]
    return bytes(memoryview(data)[ends[0] : ends[-1]])


def _column(piece: Piece, lines: slice) -> pa.Array | pa.Scalar:
    match piece:
        case str():
            return constant(utf8(piece), TEXT)
        case Encoded():
            return piece.taken(lines)
        case _:
            return piece[lines]
