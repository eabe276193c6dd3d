"""Numbers with a percent sign beside numbers without one, in a column of a frame."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from targetrules.results.arrow.column import FrameColumn, ObjectColumn, is_text
from targetrules.results.arrow.distinct import distinct
from targetrules.results.cells.percent import SignedCell, sign_of

__all__ = ["first_signed", "mixed_signs"]


def mixed_signs(column: FrameColumn) -> tuple[SignedCell, SignedCell] | None:
    """The first number of either sort, the earlier one first; rows count from 0. None where there is but one sort."""
    unsigned, signed = _first_of_each(column)
    if unsigned is None or signed is None:
        return None
    return (unsigned, signed) if unsigned[0] < signed[0] else (signed, unsigned)


def first_signed(column: FrameColumn) -> SignedCell | None:
    """The first number with a percent sign."""
    return _first_of_each(column)[1]


def _first_of_each(column: FrameColumn) -> tuple[SignedCell | None, SignedCell | None]:
    """The first number without a sign, and the first with one; nothing where no cell has a sign."""
    if not isinstance(column, ObjectColumn) and not is_text(column.type):
        return None, None
    found = distinct(column)
    if (
        not isinstance(found.values, ObjectColumn)
        and not pc.any(pc.match_substring_regex(found.values, "[%％]")).as_py()
    ):
        return None, None
    cells = found.cells()
    signs = [None if cell is None else sign_of(cell) for cell in cells]
    sorts = np.array([*(-1 if sign is None else int(sign) for sign in signs), -1], np.int8)[found.codes]

    def first(sort: int) -> SignedCell | None:
        rows = np.flatnonzero(sorts == sort)[:1].tolist()
        return (rows[0], cells[found.codes[rows[0]]]) if rows else None

    return first(0), first(1)
