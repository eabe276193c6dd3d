"""A cell to an exact number with the declared decimals.

Of a text every digit counts; a binary float is read by the rule of :mod:`targetrules.results.cells.floats`. Nothing is
guessed: ``1,234`` may be twelve hundred and some or one and some, so it is a problem, and ``1.2E+05`` has lost digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from targetrules.results.cells.fault import Fault
from targetrules.results.cells.floats import carries, number_of_float, width_of
from targetrules.results.cells.nothing import says_nothing
from targetrules.results.code import Code
from targetrules.results.table import Cell, Merged, NotADay, NotBoolean, Unreadable
from targetrules.rules.tree import Input
from targetrules.source.decimals import decimals_of, quantized, shifted
from targetrules.width import narrow, trim
from targetrules.wording import Word

__all__ = ["PLAIN", "number_reader"]

MOST_DIGITS: Final = 15
"""In all, the declared decimals included, where the input does not say ``min`` and ``max``."""

PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
"""Digits, with a point at most, and a sign."""

_COUNTS: Final = {0: "no_decimal_count", 1: "one_decimal_count"}
_LONGEST: Final = 100
_MOST_DECIMALS: Final = 6
_MOST_BITS: Final = 1000
_SIGNS: Final = {
    ",": "comma",
    "，": "wide_comma",
    "、": "wide_comma",
    "'": "apostrophe",
    "’": "apostrophe",
    "‘": "apostrophe",
    "＇": "apostrophe",
    "´": "apostrophe",
    "`": "apostrophe",
    "_": "underscore",
    " ": "blank",
    "\u00a0": "no_break_blank",
    "\u202f": "no_break_blank",
    "\u2007": "no_break_blank",
    "\u2009": "thin_blank",
    "\u200a": "thin_blank",
    "\u2006": "thin_blank",
    "\u3000": "wide_blank",
}
"""What people write between the digits of a number, by the word for it."""

_SEPARATED: Final = re.compile("[+-]?[0-9]+(?:[." + "".join(_SIGNS) + "][0-9]+)+")
_EXPONENT: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+")
_BEGINS: Final = re.compile(r"[+-]?[0-9]")


def number_reader(one: Input) -> Callable[[Cell], Decimal | Fault]:
    """What makes a cell that is not blank a number of this input."""
    limit, bounded = shifted(Decimal(1), MOST_DIGITS - one.decimals), one.low is not None and one.high is not None
    count = Word(f"problems.{_COUNTS.get(one.decimals, 'decimal_count')}", {"decimals": one.decimals})

    def read(cell: Cell) -> Decimal | Fault:
        value = _decimal(cell, one)
        if isinstance(value, Fault):
            return value
        if not value.is_finite():
            return Fault(Code.NOT_A_NUMBER)
        if value and value.adjusted() > MOST_DIGITS:
            return _outside(one, value) or Fault(Code.TOO_MANY_DIGITS)
        number = quantized(value, one.decimals)
        if one.excess == "error" and number != value:
            return Fault(Code.TOO_MANY_DECIMALS, {"count": count}, _keep(value))
        outside = _outside(one, number)
        if outside is None and isinstance(cell, float) and not carries(cell, value, one.decimals):
            return _uncertain(cell)
        if outside or bounded or number.copy_abs() < limit:
            return outside or (number or number.copy_abs())
        return Fault(Code.TOO_MANY_DIGITS)

    return read


def before_rounding(one: Input, cell: Cell, number: object) -> Decimal | None:
    """What stands in a cell, where rounding has made another ``number`` of it."""
    value = _decimal(cell, one) if isinstance(number, Decimal) else None
    return value if isinstance(value, Decimal) and value != number else None


def _keep(value: Decimal) -> Word:
    """To keep all of a number comes first; to round it is for the regulation to say."""
    decimals = decimals_of(value)
    return Word(
        "problems.advise_decimals" if decimals <= _MOST_DECIMALS else "problems.advise_round", {"decimals": decimals}
    )


def _outside(one: Input, number: Decimal) -> Fault | None:
    if one.low is not None and number < one.low:
        return Fault(Code.OUT_OF_RANGE, {"how": Word("problems.below", {"bound": f"{one.low:f}"})})
    if one.high is not None and number > one.high:
        return Fault(Code.OUT_OF_RANGE, {"how": Word("problems.above", {"bound": f"{one.high:f}"})})
    return None


def _uncertain(number: float) -> Fault:
    width = width_of(number)
    advice = "advise_no_float" if width.bits == 64 else "advise_wider_float"  # noqa: PLR2004  no float is wider
    return Fault(Code.FLOAT_DIGITS, {"bits": width.bits, "digits": width.digits}, Word(f"problems.{advice}"))


def _decimal(cell: Cell, one: Input) -> Decimal | Fault:
    match cell:
        case float():
            return number_of_float(cell)
        case str():
            return _from_text(narrow(cell), one, cell)
        case bool() | date() | Unreadable() | Merged() | NotBoolean() | NotADay() | None:
            return Fault(Code.NOT_A_NUMBER)
        case Decimal():
            return cell
        case int():
            return Decimal(cell) if cell.bit_length() < _MOST_BITS else Fault(Code.TOO_MANY_DIGITS)


def _from_text(text: str, one: Input, written: str) -> Decimal | Fault:
    if len(text) > _LONGEST:
        return Fault(Code.NOT_A_NUMBER)
    if text.endswith("%"):
        bare = text[:-1].rstrip()
        if narrow(one.unit) != "%" and PLAIN.fullmatch(bare):
            return Fault(Code.PERCENT, advice=Word("problems.advise_percent"))
        text = bare
    return Decimal(text) if PLAIN.fullmatch(text) else _no_number(text, one, written)


def _no_number(text: str, one: Input, written: str) -> Fault:
    if _SEPARATED.fullmatch(text):
        return Fault(Code.SEPARATORS, {"sign": _sign(trim(written))}, Word("problems.advise_separators"))
    if _EXPONENT.fullmatch(text):
        return Fault(Code.NOT_A_NUMBER, advice=Word("problems.advise_exponent"))
    if says_nothing(text):
        blank = one.optional or one.default is not None
        return Fault(Code.NOT_A_NUMBER, advice=Word("problems.advise_blank") if blank else None)
    if _BEGINS.match(text):
        return Fault(Code.NOT_A_NUMBER, advice=Word("problems.advise_alone"))
    return Fault(Code.NOT_A_NUMBER)


def _sign(text: str) -> Word:
    """The first sign between the digits that is no point; where there is none, there are several points."""
    sign = next((_SIGNS[character] for character in text if character in _SIGNS), "point")
    return Word(f"problems.sign_{sign}")
