"""Formulas: arithmetic in a text, to numbers with their names resolved."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from attrs import define, frozen

from targetrules.rules import number as numbers
from targetrules.rules.number import Number, Rounding
from targetrules.rules.setting import NameKind, Setting
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

__all__ = ["formula_of", "number_name"]

MOST_PARTS: Final = 200
DEEPEST: Final = 30
LONGEST_WINDOW: Final = 64
MOST_DECIMALS: Final = 6

_TOKEN: Final = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*(?:\.(?:rank|size))?)|(?P<sign>[-+*/(),]))")
_FOLDS: Final = ("min", "max", "mean", "sum")
_GROUPS: Final = ("mean", "min", "max", "percentile", "count")


class _Stop(Exception):  # noqa: N818
    """A fault was noted, and the rest of the formula cannot be read."""


@frozen(slots=True)
class _Token:
    kind: str
    text: str
    start: int

    @property
    def within(self) -> tuple[int, int]:
        return self.start, self.start + max(1, len(self.text))


def formula_of(text: str, path: Path, setting: Setting, rounding: Rounding) -> Number | None:
    """The number that a formula computes; None, and a fault noted, where it cannot be read.

    ``rounding`` is that of the measure, which ``round(x, n)`` in the formula follows.
    """
    try:
        reader = _Reader(path, setting, rounding, _tokens(text, path, setting))
        number = reader.whole()
    except _Stop:
        return None
    _check_quotients(number, path, setting)
    return number


def number_name(name: str, path: Path, setting: Setting, within: tuple[int, int] | None = None) -> Number | None:
    """What the name of a number stands for: an input, parameter or measure, or ``ranking.rank``, ``ranking.size``."""
    ranking, _, part = name.rpartition(".")
    if part in ("rank", "size") and ranking in setting.rankings and name not in setting.names:
        return numbers.RankOf(ranking) if part == "rank" else numbers.SizeOf(ranking)
    if setting.name(name, path, NameKind.NUMBER, within=within):
        return numbers.NumberOf(name)
    return None


def _tokens(text: str, path: Path, setting: Setting) -> list[_Token]:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found:
            at += len(text[at:]) - len(text[at:].lstrip())
            setting.faults.add("TR030", path, within=(at, at + 1), found=text[at], expected=Word("formulas.number-or-name"))
            raise _Stop
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        at = found.end()
        if len(tokens) > 4 * MOST_PARTS:
            setting.faults.add("TR036", path, most=MOST_PARTS, deepest=DEEPEST)
            raise _Stop
    return [*tokens, _Token("end", "", len(text))]


@define
class _Reader:
    """Recursive descent: a sum of products of signed parts."""

    path: Path
    setting: Setting
    rounding: Rounding
    tokens: list[_Token]
    at: int = 0
    parts: int = 0
    depth: int = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> _Token | None:
        if self.next.kind == "sign" and self.next.text in texts:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def stop(self, code: str, token: _Token, **values: object) -> _Stop:
        self.setting.faults.add(code, self.path, within=token.within, found=token.text, **values)
        return _Stop()

    def unexpected(self, expected: str) -> _Stop:
        word = Word(f"formulas.{expected}")
        if self.next.kind == "end":
            self.setting.faults.add("TR031", self.path, expected=word)
            return _Stop()
        return self.stop("TR030", self.next, expected=word)

    def whole(self) -> Number:
        number = self.sum()
        if self.next.kind != "end":
            raise self.unexpected("operator")
        return number

    def sum(self) -> Number:
        left = self.product()
        while sign := self.take("+", "-"):
            left = numbers.Arithmetic("+" if sign.text == "+" else "-", left, self.product())
        return left

    def product(self) -> Number:
        left = self.signed()
        while sign := self.take("*", "/"):
            left = numbers.Arithmetic("*" if sign.text == "*" else "/", left, self.signed())
        return left

    def signed(self) -> Number:
        self.parts += 1
        self.depth += 1
        if self.parts > MOST_PARTS or self.depth > DEEPEST:
            self.setting.faults.add("TR036", self.path, most=MOST_PARTS, deepest=DEEPEST)
            raise _Stop
        number = numbers.Negative(self.signed()) if self.take("-") else self.part()
        self.depth -= 1
        return number

    def part(self) -> Number:
        token = self.next
        if self.take("("):
            number = self.sum()
            if not self.take(")"):
                raise self.unexpected("closing")
            return number
        if token.kind not in ("number", "name"):
            raise self.unexpected("number-or-name")
        self.at += 1
        if token.kind == "number":
            return numbers.Literal(self.literal(token))
        if self.take("("):
            return self.call(token)
        found = number_name(token.text, self.path, self.setting, token.within)
        if found is None:
            raise _Stop
        return found

    def literal(self, token: _Token) -> Decimal:
        whole, _, decimals = token.text.partition(".")
        if len(whole) > 15 or len(decimals) > MOST_DECIMALS:
            raise self.stop("TR014", token, most=MOST_DECIMALS)
        return Decimal(token.text)

    # ---- functions -----------------------------------------------------------------------------------------------

    def call(self, name: _Token) -> Number:
        make = self.functions().get(name.text)
        if make is None:
            known = list(self.functions())
            self.setting.faults.add(
                "TR032", self.path, within=name.within, near=(name.text, known), found=name.text, known=tuple(known)
            )
            raise _Stop
        return make(name)

    def functions(self) -> dict[str, Callable[[_Token], Number]]:
        return {
            **{how: self.fold for how in _FOLDS},
            **{f"all_{how}": self.fold for how in _FOLDS},
            "abs": self.absolute,
            "round": self.round,
            "if_missing": self.if_missing,
            "previous": self.previous,
            **{f"{how}_last": self.last for how in ("mean", "best", "worst")},
            **{f"group_{how}": self.group for how in _GROUPS},
        }

    def fold(self, name: _Token) -> Number:
        how = name.text.removeprefix("all_")
        of = [self.sum()]
        while self.take(","):
            of.append(self.sum())
        self.close()
        return numbers.Fold(how, tuple(of), strict=name.text.startswith("all_"))  # type: ignore[arg-type]

    def absolute(self, _: _Token) -> Number:
        number = self.sum()
        self.close()
        return numbers.Absolute(number)

    def round(self, _: _Token) -> Number:
        number = self.sum()
        decimals = self.whole_number(0, MOST_DECIMALS)
        self.close()
        return numbers.Rounded(number, decimals, self.rounding)

    def if_missing(self, _: _Token) -> Number:
        number = self.sum()
        self.comma()
        instead = self.sum()
        self.close()
        return numbers.IfMissing(number, instead)

    def previous(self, _: _Token) -> Number:
        number = self.sum()
        periods = self.whole_number(1, LONGEST_WINDOW) if self.next.text == "," else 1
        self.close()
        return numbers.Previous(number, periods)

    def last(self, name: _Token) -> Number:
        number = self.sum()
        periods = self.whole_number(1, LONGEST_WINDOW)
        self.close()
        return numbers.Last(name.text.removesuffix("_last"), number, periods)  # type: ignore[arg-type]

    def group(self, name: _Token) -> Number:
        how = name.text.removeprefix("group_")
        number = None if how == "count" else self.sum()
        percent = self.percent() if how == "percentile" else None
        ranking = self.ranking(first=how == "count")
        self.close()
        return numbers.Group(how, number, percent, ranking)  # type: ignore[arg-type]

    def percent(self) -> Decimal:
        self.comma()
        token = self.next
        if token.kind != "number" or Decimal(token.text) > 100 or len(token.text) > 8:
            raise self.unexpected("percent")
        self.at += 1
        return Decimal(token.text)

    def ranking(self, *, first: bool) -> str | None:
        if not first and not self.take(","):
            return None
        token = self.next
        if token.kind != "name":
            if first:
                return None
            raise self.unexpected("ranking")
        self.at += 1
        known = self.setting.rankings
        if token.text not in known:
            near = (token.text, known)
            self.setting.faults.add(
                "TR022", self.path, within=token.within, near=near, found=token.text, known=tuple(known) or ("-",)
            )
            raise _Stop
        return token.text

    def whole_number(self, least: int, most: int) -> int:
        self.comma()
        token = self.next
        if token.kind != "number" or not token.text.isdigit() or not least <= int(token.text) <= most:
            expected = Word("formulas.whole-number", {"least": least, "most": most})
            if token.kind == "end":
                self.setting.faults.add("TR031", self.path, expected=expected)
                raise _Stop
            raise self.stop("TR030", token, expected=expected)
        self.at += 1
        return int(token.text)

    def comma(self) -> None:
        if not self.take(","):
            raise self.unexpected("comma")

    def close(self) -> None:
        if not self.take(")"):
            raise self.unexpected("closing")


# ---- quotients -------------------------------------------------------------------------------------------------------


def is_quotient(number: Number) -> bool:
    """Whether a number may have decimals without end, and so must be rounded before it is used again."""
    match number:
        case numbers.Arithmetic():
            return number.sign == "/"
        case numbers.Fold() | numbers.Last() | numbers.Group():
            return number.how == "mean"
        case numbers.Negative():
            return is_quotient(number.of)
        case _:
            return False


def parts_of(number: Number) -> tuple[Number, ...]:
    """The numbers that a number is computed from directly."""
    match number:
        case numbers.Arithmetic():
            return number.left, number.right
        case numbers.Fold():
            return number.of
        case numbers.IfMissing():
            return number.of, number.instead
        case numbers.Negative() | numbers.Absolute() | numbers.Rounded() | numbers.Previous() | numbers.Last():
            return (number.of,)
        case numbers.Group():
            return () if number.of is None else (number.of,)
        case numbers.Weighted():
            return tuple(part for part, _ in number.parts)
        case _:
            return ()


def _check_quotients(number: Number, path: Path, setting: Setting) -> None:
    """A quotient stands outermost, or directly in ``round``; anywhere else it is a fault."""
    for part in parts_of(number):
        if is_quotient(part) and not isinstance(number, numbers.Rounded | numbers.Negative):
            setting.faults.add("TR033", path)
            return
    for part in parts_of(number):
        _check_quotients(part, path, setting)
