"""Columns of a cross-section: truths of three values, exact numbers as scaled integers, words as small codes.

A number is an integer count of ``10 ** -decimals``; what the policy's bounds have proved to fit 64 bits may wrap on the
way (sums and products are exact modulo 2**64) and is right again when it is compared. Numbers that are only compared
and ranked may stand in 32 bits; a formula widens them.

To choose by a mask that nobody can predict (``np.where``, ``a[mask] = b``) takes NumPy many times as long as to combine
whole columns bit by bit, so choices are made with :func:`blend` here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.sizes import current
from targetrules.data import frozen
from targetrules.rules.leaf import Rounding

__all__ = [
    "Bits",
    "Codes",
    "Column",
    "Ints",
    "Numbers",
    "Quotients",
    "Rows",
    "Truths",
    "all_of",
    "any_of",
    "blend",
    "chunks",
    "constant",
    "constant_truth",
    "count_of",
    "gather",
    "is_broadcast",
    "rounded",
    "selected",
]

_LARGEST: Final = int(np.iinfo(np.int64).max)

Bits = NDArray[np.bool_]
Ints = NDArray[np.int64]
Rows = slice | NDArray[np.intp]
"""Which rows: a slice of them, or their positions."""


def selected(values: NDArray[Any], rows: Rows) -> NDArray[Any]:
    """The values of some rows; those of a slice are not copied."""
    return values[rows] if isinstance(rows, slice) else values.take(rows)


def chunks(size: int, whole: int = 1) -> Iterator[slice]:
    """Slices of so many rows, each small enough that what is computed of it stays in a processor's cache.

    Each but the last has a multiple of ``whole`` rows.
    """
    step = -(-current().chunk // whole) * whole
    return (slice(start, min(start + step, size)) for start in range(0, size, step))


def gather(table: NDArray[Any], positions: NDArray[Any], out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The entries of a table at these positions, counted from its end where they are negative; in ``out``, if given."""
    out = np.empty(len(positions), table.dtype) if out is None else out
    for chunk in chunks(len(positions)):
        np.take(table, positions[chunk], out=out[chunk], mode="wrap")
    return out


def blend(where: Bits, values: Any, others: NDArray[Any]) -> NDArray[Any]:
    """``values`` where it holds, ``others`` elsewhere; both integers of the type of ``others``."""
    mask = where.astype(others.dtype)
    np.negative(mask, out=mask)
    out = np.bitwise_xor(values, others, dtype=others.dtype)
    np.bitwise_and(out, mask, out=out)
    found: NDArray[Any] = np.bitwise_xor(out, others, out=out)
    return found


def constant(value: int, size: int) -> Ints:
    """The same number for each row, in the memory of one (read only)."""
    return np.ndarray((size,), np.int64, np.int64(value).tobytes(), strides=(0,))


def constant_truth(*, truth: bool, size: int) -> Bits:
    """The same truth for each row, in the memory of one (read only)."""
    return np.ndarray((size,), np.bool_, np.bool_(truth).tobytes(), strides=(0,))


def is_broadcast(column: NDArray[Any]) -> bool:
    """Whether a column has one value for all rows, in the memory of one."""
    return column.strides == (0,)


@frozen(slots=True, eq=False)
class Truths:
    """Kleene's three values, one a row: where ``yes``, where ``no``; neither is unknown."""

    yes: Bits
    no: Bits

    def opposite(self) -> Truths:
        """Kleene's negation."""
        return Truths(self.no, self.yes)

    @property
    def unknown(self) -> Bits:
        """Where nobody can say."""
        return ~(self.yes | self.no)

    @property
    def arrays(self) -> list[NDArray[Any]]:
        """What it is made of, one entry a row."""
        return [self.yes, self.no]

    def with_arrays(self, arrays: list[NDArray[Any]]) -> Truths:
        """The same, made of these."""
        yes, no = arrays
        return Truths(yes, no)

    def at(self, rows: Rows) -> Truths:
        """Those of some rows."""
        return Truths(selected(self.yes, rows), selected(self.no, rows))

    @staticmethod
    def of(yes: Bits) -> Truths:
        """Truths of which none is unknown."""
        return Truths(yes, ~yes)

    @staticmethod
    def known(yes: Bits, known: Bits) -> Truths:
        """True or false where known."""
        return Truths(yes & known, known & ~yes)


def all_of(parts: Iterable[Truths], size: int) -> Truths:
    """Kleene's conjunction."""
    yes: Bits | None = None
    no: Bits | None = None
    for part in parts:
        yes = part.yes if yes is None else yes & part.yes
        no = part.no if no is None else no | part.no
    if yes is None or no is None:
        return Truths(np.ones(size, np.bool_), np.zeros(size, np.bool_))
    return Truths(yes, no)


def any_of(parts: Iterable[Truths], size: int) -> Truths:
    """Kleene's disjunction."""
    return all_of((part.opposite() for part in parts), size).opposite()


def count_of(parts: Iterable[Truths], at_least: int | None, at_most: int | None, size: int) -> Truths:
    """Whether at least, and at most, so many of the parts hold (None: no such end)."""
    held, possible = np.zeros(size, np.int32), np.zeros(size, np.int32)
    for part in parts:
        held += part.yes
        possible += ~part.no
    yes, no = np.ones(size, np.bool_), np.zeros(size, np.bool_)
    if at_least is not None:
        yes &= held >= at_least
        no |= possible < at_least
    if at_most is not None:
        yes &= possible <= at_most
        no |= held > at_most
    return Truths(yes, no)


@frozen(slots=True, eq=False)
class Codes:
    """Grades, choices or texts as positions in a list of words; -1 is missing.

    Those of grades and choices are the policy's; ``words`` has them of texts, where they are known.
    """

    codes: NDArray[Any]
    words: Sequence[str] | None = None

    @property
    def known(self) -> Bits:
        """Where there is a word."""
        return np.asarray(self.codes >= 0)

    @property
    def arrays(self) -> list[NDArray[Any]]:
        """What it is made of, one entry a row."""
        return [self.codes]

    def with_arrays(self, arrays: list[NDArray[Any]]) -> Codes:
        """The same, made of these."""
        (codes,) = arrays
        return Codes(codes, self.words)

    def at(self, rows: Rows) -> Codes:
        """Those of some rows."""
        return Codes(selected(self.codes, rows), self.words)


@frozen(slots=True, eq=False)
class Numbers:
    """Exact decimals: ``values * 10 ** -decimals`` where ``known``; the values elsewhere mean nothing."""

    values: NDArray[Any]
    known: Bits
    decimals: int

    @property
    def arrays(self) -> list[NDArray[Any]]:
        """What it is made of, one entry a row."""
        return [self.values, self.known]

    def with_arrays(self, arrays: list[NDArray[Any]]) -> Numbers:
        """The same, made of these."""
        values, known = arrays
        return Numbers(values, known, self.decimals)

    def at(self, rows: Rows) -> Numbers:
        """Those of some rows."""
        return Numbers(selected(self.values, rows), selected(self.known, rows), self.decimals)

    def wide(self) -> Numbers:
        """The same in 64 bits, to be computed with."""
        return Numbers(self.values.astype(np.int64, copy=False), self.known, self.decimals)

    def with_decimals(self, decimals: int) -> Ints:
        """The values with more decimals."""
        return self.values if decimals == self.decimals else self.values * 10 ** (decimals - self.decimals)


Column = Numbers | Codes | Truths


@frozen(slots=True, eq=False)
class Quotients:
    """Exact fractions: ``above / below * 10 ** -decimals``, to be rounded; ``below`` is never zero where known."""

    above: Ints
    below: Ints
    known: Bits
    decimals: int


def rounded(number: Numbers | Quotients, decimals: int, how: Rounding) -> Numbers:
    """The number with so many decimals; ties as ``how`` says."""
    if isinstance(number, Numbers):
        number = number.wide()
        if decimals >= number.decimals:
            return Numbers(number.with_decimals(decimals), number.known, decimals)
        below: Any = 10 ** (number.decimals - decimals)
        return Numbers(_divided(number.values, below, how), number.known, decimals)
    above, below = number.above * number.known, blend(number.known, number.below, constant(1, len(number.above)))
    more = decimals - number.decimals
    if more < 0:
        return Numbers(_divided(above, below * 10**-more, how), number.known, decimals)
    return Numbers(_divided(above, below, how, 10**more), number.known, decimals)


def _divided(above: Ints, below: Any, how: Rounding, scale: int = 1) -> Ints:
    """``above * scale / below``: the sign is put on last; a rest is compared with what it lacks, so none is doubled."""
    whole, rest = _divmod(np.abs(above), np.abs(below), scale)
    lacking = np.abs(below) - rest
    if how is Rounding.HALF_UP:
        more = rest >= lacking
    elif how is Rounding.HALF_EVEN:
        more = (rest > lacking) | ((rest == lacking) & (whole % 2 == 1))
    elif how is Rounding.UP:
        more = rest > 0
    else:
        more = np.zeros(len(whole), np.bool_)
    size = whole + more
    return blend((above < 0) != (np.asarray(below) < 0), -size, size)


def _divmod(above: Ints, below: Any, scale: int) -> tuple[Ints, Ints]:
    """Long division where ``above`` is too large to be scaled up at once."""
    if int(above.max(initial=0)) <= _LARGEST // scale:
        return np.divmod(above * scale, below)
    whole, rest = np.divmod(above, below)
    more, rest = np.divmod(rest * scale, below)
    return whole * scale + more, rest
