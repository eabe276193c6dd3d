"""How high the rows of a sheet are: as high as the lines of their texts need.

The heights are written into the file. A program that opens a workbook may trust it to have been laid out already, as
LibreOffice does, and then shows the first line alone of a row that says nothing of its height.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from typing import Final

from rich.cells import cell_len

__all__ = ["row_height"]

_POINTS: Final = 16.5
"""The height of a line in a row of several, in whole pixels: what Chinese is shown in takes 15.7 points at this size.

A row that says nothing of its height is 15 points high.
"""
_HIGHEST: Final = 408.75
"""Of a row: 409 points (Microsoft, "Excel specifications and limits"), in whole pixels."""
_BROKEN: Final = 1.2
"""A line that is broken between words leaves room at its end: so much longer is it reckoned."""

_REMEMBERED: Final = 10_000
"""Of so many texts is known how many lines they have: most are labels, which stand in many cells."""


def row_height(values: Iterable[object], widths: Iterable[float]) -> float | None:
    """The height of a row, in points; None: it is one line high, which need not be said.

    Args:
        values: What stands in its cells; texts alone have several lines.
        widths: Those of their columns, in digits.
    """
    lines = 1
    for value, width in zip(values, widths, strict=False):
        # No character is wider than two digits: nearly all texts are known to fit without a closer look.
        if isinstance(value, str) and (2 * len(value) > width or "\n" in value):
            lines = max(lines, _lines(value, width))
    return None if lines == 1 else min(lines * _POINTS, _HIGHEST)


@lru_cache(maxsize=_REMEMBERED)
def _lines(text: str, width: float) -> int:
    return sum(_broken_into(cell_len(line), width) for line in text.split("\n"))


def _broken_into(length: int, width: float) -> int:
    return 1 if length <= width else ceil(length * _BROKEN / width)
