"""Formulas: arithmetic in a text, to numbers with their names resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final, Literal, cast

import attrs

from targetrules.data import define
from targetrules.rules import number as numbers
from targetrules.rules.leaf import Rounding
from targetrules.rules.number import Number
from targetrules.rules.parts import is_quotient, parts_of
from targetrules.rules.resolution.aggregates import Argument, Call, aggregate_of, is_function, is_known
from targetrules.rules.resolution.context import NameKind, ResolutionContext
from targetrules.rules.resolution.token_reader import TokenReader
from targetrules.rules.resolution.tokens import (
    DEEPEST,
    MOST_DIGITS,
    MOST_PARTS,
    Token,
    UnreadableFormulaError,
    tokens_of,
)
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

__all__ = ["LONGEST_WINDOW", "aggregate_named", "formula_of", "number_name"]

LONGEST_WINDOW: Final = 64
MOST_DECIMALS: Final = 6
_HALF: Final = Decimal(50)

_FOLDS: Final = ("min", "max", "mean", "sum")
_ENDS: Final = ("low", "high")
_AMONG: Final = ("among",)
_GROUPS: Final = ("mean", "min", "max", "sum", "sd", "sd_sample")


def formula_of(
    text: str, path: Path, context: ResolutionContext, rounding: Rounding, *, names_words: bool = False
) -> Number | None:
    """The number that a formula computes; None, and a fault noted, where it cannot be read.

    ``rounding`` is that of the measure, which ``round(x, n)`` in the formula follows. ``names_words``: it may be a
    function over details whose value is a grade or a word, by its name.
    """
    try:
        tokens = tokens_of(text, path, context)
        number = _Reader(path, context, rounding, tokens, text, names_words=names_words).whole()
    except UnreadableFormulaError:
        return None
    _check_quotients(number, path, context)
    return number


def aggregate_named(name: str, path: Path, context: ResolutionContext, *, is_key: bool = False) -> str | None:
    """The input that a function over details is, by its name; the name itself where it is none.

    None, and a fault noted, where it cannot be read, or is a quotient: that is rounded by a measure.
    """
    if name in context.names or not is_function(name):
        return name
    found = DiagnosticCollector(lost=context.diagnostics.lost, blind=context.diagnostics.blind)
    inner = attrs.evolve(context, diagnostics=found, conditions=[])
    number = formula_of(name, path, inner, Rounding.HALF_UP, names_words=True)
    for fault in found.found:
        context.diagnostics.take(attrs.evolve(fault, at="key", within=None) if is_key else fault)
    if found or number is None:
        return None
    if isinstance(number, numbers.NumberOf):
        return number.name
    if isinstance(number, numbers.Literal):  # something of the details could not be read, which was told
        return None
    context.diagnostics.add("TR162", path, at="key" if is_key else "value", found=name)
    return None


def number_name(
    name: str, path: Path, context: ResolutionContext, within: tuple[int, int] | None = None, advice: Word | None = None
) -> Number | None:
    """What the name of a number stands for: an input, parameter or measure, or ``ranking.rank``, ``ranking.size``.

    ``advice`` is what to say where it stands for none.
    """
    ranking, _, part = name.rpartition(".")
    if part in ("rank", "size") and ranking in context.rankings and name not in context.names:
        return numbers.RankOf(ranking) if part == "rank" else numbers.SizeOf(ranking)
    if context.name(name, path, NameKind.NUMBER, within=within, advice=advice):
        return context.number(name)
    return None


@define
class _Reader(TokenReader):
    """Recursive descent: a sum of products of signed parts."""

    def reads(self, text: str) -> bool:
        """Whether another formula can be read, with the names that this one has."""
        diagnostics = DiagnosticCollector(lost=self.context.diagnostics.lost, blind=self.context.diagnostics.blind)
        context = attrs.evolve(self.context, diagnostics=diagnostics, conditions=[])
        formula_of(text, self.path, context, self.rounding)
        return not diagnostics

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
            self.context.diagnostics.add("TR036", self.path, most=MOST_PARTS, deepest=DEEPEST)
            raise UnreadableFormulaError
        number = numbers.Negative(self.signed()) if self.take("-") else self.part()
        self.depth -= 1
        return number

    def part(self) -> Number:
        token = self.next
        if self.take("("):
            number = self.sum()
            self.close()
            return number
        if token.kind not in ("number", "name"):
            raise self.unexpected("number-or-name")
        self.at += 1
        if token.kind == "number":
            return numbers.Literal(self.literal(token))
        return self.call(token) if self.take("(") else self.named(token)

    def literal(self, token: Token) -> Decimal:
        whole, _, decimals = token.text.partition(".")
        if len(whole) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
            self.context.diagnostics.add("TR014", self.path, within=token.within, found=token.text, most=MOST_DECIMALS)
            raise UnreadableFormulaError
        return Decimal(token.text)

    def named(self, token: Token) -> Number:
        """A name that is not known is noted, and the formula is read on; not where all of it is written otherwise."""
        if self.next.text in ("（", "[", "［", "{", "｛") and token.text in self.functions():
            raise self.unexpected("opening")
        is_known = token.text in self.context.names or token.text.endswith((".rank", ".size"))
        advice = None if is_known or self.context.diagnostics.is_lost(token.text) else self.of_level(token)
        found = number_name(token.text, self.path, self.context, token.within, advice)
        if advice is not None or (found is None and self.next.text == "."):  # what belongs to the name is not told
            raise UnreadableFormulaError
        return found or numbers.Literal(Decimal(0))

    # ---- functions ---------------------------------------------------------------------------------------------------

    def call(self, name: Token) -> Number:
        if "." in name.text:
            return self.of_details(name)
        functions = self.functions()
        if name.text not in functions:
            advice = self.mistake(name)
            self.context.unknown("TR032", self.path, name.text, functions, within=name.within, advice=advice)
            raise UnreadableFormulaError
        self.calling.append(name.text)
        number = functions[name.text](name)
        self.calling.pop()
        return number

    def functions(self) -> dict[str, Callable[[Token], Number]]:
        return {
            **dict.fromkeys(_FOLDS, self.fold),
            **{f"all_{how}": self.fold for how in _FOLDS},
            "clamp": self.clamp,
            "abs": self.absolute,
            "round": self.round,
            "if": self.conditional,
            "if_missing": self.if_missing,
            "count": self.count,
            "previous": self.previous,
            "at_entry": self.at_entry,
            **{f"{how}_last": self.last for how in ("mean", "best", "worst")},
            **{f"group_{how}": self.group for how in _GROUPS},
            "group_percentile": self.percentile,
            "group_median": self.median,
            "group_count": self.number_in_group,
            "group_share": self.share_of_group,
        }

    def of_details(self, name: Token) -> Number:
        """``schools.count(low, among = rated)``: a function over the rows of details."""
        details, _, how = name.text.rpartition(".")
        advice = None if details in self.context.details else self.of_elsewhere(name)
        if advice is not None:
            self.context.unknown("TR032", self.path, name.text, (), within=name.within, advice=advice)
            raise UnreadableFormulaError
        call = Call(details, how, name.within, self.path)
        if not is_known(call, self.context):
            raise UnreadableFormulaError
        of, percent, self.within = None, None, details
        if how != "count" or not (self.next.text == ")" or self.names_one_of(_AMONG)):
            of = self.argument()
            percent = self.percent() if how == "percentile" else None
            among = self.argument(named=True) if self.take(",") else None
        else:
            among = self.argument(named=True) if self.next.text != ")" else None
        self.close()
        self.within = None
        found = aggregate_of(attrs.evolve(call, of=of, percent=percent, among=among), self.context)
        kind = self.context.names[found.name] if isinstance(found, numbers.NumberOf) else NameKind.NUMBER
        if kind is not NameKind.NUMBER and not self.names_words:
            expected = (NameKind.NUMBER.word,)
            self.context.diagnostics.add(
                "TR023", self.path, within=name.within, found=name.text, kind=kind.word, expected=expected
            )
        return found

    def of_elsewhere(self, name: Token) -> Word | None:
        """What is said of a function of spreadsheet programs with a point in its name, or of one behind a ranking."""
        from targetrules.rules.resolution.formula_mistakes import is_elsewhere

        ranking, _, how = name.text.rpartition(".")
        if ranking in self.context.rankings and f"group_{how}" in self.functions():
            entry = f"group_{how}({'' if how == 'count' else '…, '}{ranking})"
            return Word("diagnostics.said-write", {"entry": entry})
        return self.mistake(name) if is_elsewhere(name.text) else None

    def argument(self, *, named: bool = False) -> Argument:
        """A name of details; the one of those among which something is counted has “among =” before it."""
        if named and not self.names_one_of(_AMONG):
            raise self.unexpected("among")
        self.at += 2 if named else 0
        token = self.next
        self.parts += 1
        if token.kind != "name":
            raise self.unexpected("detail-name")
        self.at += 1
        return Argument(token.text, token.within)

    def fold(self, name: Token) -> Number:
        of = [self.sum()]
        while self.take(","):
            of.append(self.sum())
        self.close()
        how = cast('Literal["min", "max", "mean", "sum"]', name.text.removeprefix("all_"))
        return numbers.Fold(how, tuple(of), strict=name.text.startswith("all_"))

    def clamp(self, _: Token) -> Number:
        number = self.sum()
        ends = self.ends()
        self.close()
        return numbers.Clamp(number, ends.get("low"), ends.get("high"))

    def ends(self) -> dict[str, Number]:
        """Both ends in their order, or one or both of them by name."""
        self.expect(",", "ends")
        if not self.names_one_of(_ENDS):
            low = self.sum()
            self.expect(",", "ends")
            return {"low": low, "high": self.sum()}
        ends: dict[str, Number] = {}
        while left := [end for end in _ENDS if end not in ends]:
            if not self.names_one_of(left):
                raise self.unexpected("named-end", end=left[0])
            end = self.next.text
            self.at += 2
            ends[end] = self.sum()
            if not self.take(","):
                break
        return ends

    def absolute(self, _: Token) -> Number:
        number = self.sum()
        self.close()
        return numbers.Absolute(number)

    def round(self, _: Token) -> Number:
        number = self.sum()
        decimals = self.whole_number(0, MOST_DECIMALS)
        self.close()
        return numbers.Rounded(number, decimals, self.rounding)

    def if_missing(self, _: Token) -> Number:
        number = self.sum()
        self.comma()
        instead = self.sum()
        self.close()
        return numbers.IfMissing(number, instead)

    def conditional(self, _: Token) -> Number:
        flag = self.flag()
        self.comma()
        number = self.sum()
        self.comma()
        otherwise = self.sum()
        self.close()
        return numbers.Cases((numbers.Case(flag, number),), otherwise)

    def count(self, _: Token) -> Number:
        flags = [self.flag()]
        while self.take(","):
            flags.append(self.flag())
        self.close()
        return numbers.FlagCount(tuple(flags))

    def previous(self, _: Token) -> Number:
        number = self.sum()
        periods = self.whole_number(1, LONGEST_WINDOW) if self.next.text == "," else 1
        self.close()
        return numbers.Lag(number, periods)

    def at_entry(self, _: Token) -> Number:
        status = self.status()
        self.comma()
        number = self.sum()
        self.close()
        return numbers.AtEntry(status, number)

    def last(self, name: Token) -> Number:
        number = self.sum()
        periods = self.whole_number(1, LONGEST_WINDOW)
        self.close()
        how = cast('Literal["mean", "best", "worst"]', name.text.removesuffix("_last"))
        return numbers.RollingAggregate(how, number, periods)

    def group(self, name: Token) -> Number:
        how = cast('Literal["mean", "min", "max", "sum", "sd", "sd_sample"]', name.text.removeprefix("group_"))
        self.ranking_last()
        number = self.sum()
        ranking = self.ranking() if self.take(",") else None
        self.close()
        return numbers.Aggregate(how, number, None, ranking)

    def percentile(self, _: Token) -> Number:
        number = self.sum()
        percent, ranking = self.percent(), None
        has_more = self.take(",") is not None
        if has_more and not self.names_one_of(("method",)):
            ranking = self.ranking()
            has_more = self.take(",") is not None
        method = self.method() if has_more else "inclusive"
        self.close()
        return numbers.Aggregate("percentile", number, percent, ranking, method)

    def median(self, _: Token) -> Number:
        number = self.sum()
        ranking = self.ranking() if self.take(",") else None
        self.close()
        return numbers.Aggregate("percentile", number, _HALF, ranking)

    def number_in_group(self, _: Token) -> Number:
        """``group_count()``, of the units of the period; of those ranked, or of those for whom a flag holds."""
        ranking = self.ranking() if self.next.kind == "name" else None
        flag = self.flag() if ranking is not None and self.take(",") else None
        self.close()
        if flag is not None:
            return numbers.Aggregate.of_flag("count", flag, ranking)
        return numbers.Aggregate("count", None, None, ranking)

    def share_of_group(self, _: Token) -> Number:
        ranking = self.ranking()
        self.comma()
        flag = self.flag()
        self.close()
        return numbers.Aggregate.of_flag("share", flag, ranking)


# ---- quotients -------------------------------------------------------------------------------------------------------


def _check_quotients(number: Number, path: Path, context: ResolutionContext) -> None:
    """A quotient stands outermost, or directly in ``round``; anywhere else it is a fault, noted once a formula."""
    waiting = [number]
    while waiting:
        number = waiting.pop()
        parts = parts_of(number)
        if any(map(is_quotient, parts)) and not isinstance(number, numbers.Rounded | numbers.Negative | numbers.Cases):
            context.diagnostics.add("TR033", path, advice=_rounded_advice(parts))
            return
        waiting.extend(parts)


def _rounded_advice(parts: Iterable[Number]) -> Word | None:
    """How a mean, share or standard deviation is rounded, where one of these is the quotient."""
    groups = [each for each in parts if isinstance(each, numbers.Aggregate) and is_quotient(each)]
    return Word("formulas.slip-unrounded", {"function": f"group_{groups[0].how}"}) if groups else None
