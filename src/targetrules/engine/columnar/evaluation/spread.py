"""Standard deviations over the groups of a cross-section: whole numbers, as large as they become, a few for each group.

It is proved that the sum of the numbers of a group fits 64 bits, however many there are; so their squares, added up and
multiplied by how many there are, fit 128.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Ints
from targetrules.rules import tree
from targetrules.rules.exact import ROOT_DECIMALS, standard_deviation

__all__ = ["spreads", "squares_of"]

_PART: Final = 18
_WORD: Final = 32


def spreads(
    number: tree.Aggregate, counts: Ints, totals: Ints, squares: Sequence[int], decimals: int
) -> tuple[Ints, Bits]:
    """The standard deviation of each group, with the decimals of a root, and which groups have one.

    ``totals`` and ``squares`` are sums of numbers with so many ``decimals``.
    """
    found = np.zeros(len(counts), np.int64)
    known = np.zeros(len(counts), np.bool_)
    how: Any = number.how
    once: dict[tuple[int, int, int], int | None] = {}
    for at, group in enumerate(zip(counts.tolist(), totals.tolist(), squares, strict=True)):
        if group not in once:
            once[group] = _spread(how, *group, decimals)
        value = once[group]
        if value is not None:
            found[at], known[at] = value, True
    return found, known


def _spread(how: Any, count: int, total: int, squares: int, decimals: int) -> int | None:
    if not count:
        return None
    exact = standard_deviation(how, count, Fraction(total, 10**decimals), Fraction(squares, 100**decimals))
    return None if exact is None else int(exact * 10**ROOT_DECIMALS)


def squares_of(group: NDArray[np.intp], values: Ints, groups: int) -> list[int]:
    """The sum of the squares of each group's numbers, none of which has more than 37 bits."""
    sizes = np.abs(values)
    above, below = sizes >> _PART, sizes & ((1 << _PART) - 1)
    parts = [(above * above, 2 * _PART), (above * below, _PART + 1), (below * below, 0)]
    found = [0] * groups
    for products, shift in parts:
        for word, more in ((products & ((1 << _WORD) - 1), 0), (products >> _WORD, _WORD)):
            totals = np.zeros(groups, np.int64)
            np.add.at(totals, group, word)
            found = [whole + (total << (shift + more)) for whole, total in zip(found, totals.tolist(), strict=True)]
    return found
