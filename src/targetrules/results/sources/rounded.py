"""Numbers of which a workbook shows fewer digits than it holds: a cell that shows 60 and holds 59.6.

Whoever signs a sheet has seen what is shown; what is judged is what the cell holds.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from targetrules.results.cells.floats import number_of_float
from targetrules.results.sources.number_format import Format, NumberFormat
from targetrules.source.decimals import decimal_of, decimals_of, quantized, shifted

__all__ = ["rounded_by", "rounded_in"]

_MOST_DIGITS: Final = 20
_MOST_DECIMALS: Final = 8
"""What OpenDocument shows with more is no number format but all that fits."""

_NUMBER: Final = re.compile(r"-?[0-9](?:[0-9.,' \u00a0\u202f]*[0-9])?")
_NO_MARKS: Final = dict.fromkeys(map(ord, "' \u00a0\u202f"))


def rounded_by(style: NumberFormat, number: float) -> str | None:
    """What a format shows of a number where that is another number than the cell holds; None: it is the same.

    Args:
        style: The format.
        number: What the cell holds, and no infinite one.
    """
    if style.decimals is None:
        return None
    is_percent = style.how is Format.PERCENT
    if not style.thousands and round(number, style.decimals + 2 * is_percent) == number:
        return None
    read = number_of_float(number)
    if abs(read.adjusted()) + style.decimals > _MOST_DIGITS:
        return None
    held = shifted(read, 2) if is_percent else read
    seen = quantized(shifted(held, -3 * style.thousands), style.decimals)
    return None if seen == held else f"{seen:f}" + "%" * is_percent


def rounded_in(text: str, number: float, how: Format) -> str | None:
    """The text that is kept beside a number as what is shown, where it is the number rounded; None: it is not.

    A comma in it may be a decimal mark or part the thousands: it is rounded if neither way it is the number itself.

    Args:
        text: What is shown.
        number: What the cell holds, and no infinite one.
        how: What its format makes of it.
    """
    found, read = _NUMBER.search(text), number_of_float(number)
    if found is None or abs(read.adjusted()) > _MOST_DIGITS:
        return None
    held = shifted(read, 2) if how is Format.PERCENT else read
    digits = found[0].translate(_NO_MARKS)
    ways = (digits.replace(",", ""), digits.replace(".", "").replace(",", "."))
    seen = [each for each in map(decimal_of, ways) if each is not None]
    if held in seen:
        return None
    return text.strip() if any(_is_rounded(each, held) for each in seen) else None


def _is_rounded(seen: Decimal, held: Decimal) -> bool:
    decimals = decimals_of(seen)
    return decimals <= _MOST_DECIMALS and quantized(held, decimals) == seen
