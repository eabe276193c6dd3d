"""Functions over details: each becomes a number, a grade or a word that is known of a unit before it is judged."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, cast
from typing import Literal as OneOf

from attrs import evolve

from targetrules.data import frozen
from targetrules.rules import number as numbers
from targetrules.rules.analysis.bounds import range_of_input
from targetrules.rules.analysis.ranges import NumberTooLargeError, Range, product
from targetrules.rules.condition import Compare
from targetrules.rules.definition import MOST_ROWS, Aggregation, Input, InputKind
from targetrules.rules.leaf import NumberOf
from targetrules.rules.number import Number
from targetrules.rules.resolution.context import NameKind, ResolutionContext, RowsOfDetails, listed
from targetrules.rules.resolution.detail_advice import FUNCTIONS, advice_of_argument
from targetrules.source.decimals import decimal_text, decimals_of
from targetrules.source.diagnostic import Path
from targetrules.source.suggest import nearest
from targetrules.wording import Word

__all__ = ["FUNCTIONS", "Argument", "Call", "aggregate_of", "is_function", "is_known"]

_FUNCTION: Final = re.compile(r"\s*[^\W\d]\w*\.[^\W\d]\w*\s*\(")
_WANTED: Final = {
    **dict.fromkeys(("count", "share"), (NameKind.FLAG,)),
    **dict.fromkeys(("best", "worst"), (NameKind.GRADE, NameKind.CHOICE)),
}
"""What the other functions than those of numbers are functions of."""

_OF_ORDERED: Final = ("best", "worst")
_MEDIAN: Final = Decimal(50)
_OF_PERCENT: Final = 2
_MEANT: Final = {
    **dict.fromkeys(("average", "avg", "平均"), "mean"),
    **dict.fromkeys(("total", "合计"), "sum"),
    **dict.fromkeys(("number", "counta", "countif", "个数", "计数"), "count"),
    **dict.fromkeys(("percentage", "percent", "proportion", "rate", "比例", "占比"), "share"),
    **dict.fromkeys(("lowest", "minimum", "最低", "最小"), "min"),
    **dict.fromkeys(("highest", "maximum", "最高", "最大"), "max"),
    **dict.fromkeys(("最差",), "worst"),
    **dict.fromkeys(("最好",), "best"),
}
"""Words that people write for functions."""

_ALL: Final = Decimal(100)
_KINDS: Final = {
    InputKind.NUMBER: NameKind.NUMBER,
    InputKind.GRADE: NameKind.GRADE,
    InputKind.CHOICE: NameKind.CHOICE,
}
_Plain = OneOf["count", "sum", "min", "max", "percentile", "best", "worst"]


@frozen(slots=True)
class Argument:
    """A name within the brackets of a function, and where it stands in the formula."""

    name: str
    within: tuple[int, int]


@frozen(slots=True)
class Call:
    """``details.how(of, percent, among = among)`` as it is written in the formula at ``path``."""

    details: str
    how: str
    within: tuple[int, int]
    path: Path
    of: Argument | None = None
    percent: Decimal | None = None
    among: Argument | None = None


def is_function(text: str) -> bool:
    """Whether a text is meant to be a function over details."""
    return _FUNCTION.match(text) is not None


def is_known(call: Call, context: ResolutionContext) -> bool:
    """Whether there are such details and such a function; else a fault is noted."""
    if call.details not in context.details:
        advice = None if context.details else Word("diagnostics.said-details", {"details": call.details})
        context.unknown("TR160", call.path, call.details, context.details, within=call.within, advice=advice)
        return False
    if call.how not in FUNCTIONS:
        found, meant = f"{call.details}.{call.how}", _MEANT.get(call.how.lower()) or nearest(call.how, FUNCTIONS)
        advice = (
            None
            if meant is None
            else Word("formulas.slip-function", {"found": found, "name": f"{call.details}.{meant}"})
        )
        known = listed([f"{call.details}.{each}" for each in FUNCTIONS])
        context.diagnostics.add("TR032", call.path, within=call.within, advice=advice, found=found, known=known)
        return False
    return True


def aggregate_of(call: Call, context: ResolutionContext) -> Number:
    """The number of a function; 0, and a fault noted, where it asks for what the details have not."""
    reader = _Reader(call, context, context.details[call.details])
    return reader.number() if reader.is_fine() else numbers.Literal(Decimal(0))


@frozen(slots=True)
class _Reader:
    call: Call
    context: ResolutionContext
    details: RowsOfDetails

    def is_fine(self) -> bool:
        """Whether each argument is of its kind."""
        of, among = self.call.of, self.call.among
        kinds = _WANTED.get(self.call.how, (NameKind.NUMBER,))
        found = [of is None or self.is_of(of, *kinds), among is None or self.is_of(among, NameKind.FLAG)]
        return all(found) and (of is None or self.call.how not in _OF_ORDERED or self.is_ordered(of))

    def is_of(self, argument: Argument, *kinds: NameKind) -> bool:
        kind, context, path = self.details.context.names.get(argument.name), self.context, self.call.path
        if kind is None:
            known = [name for name, each in self.details.context.names.items() if each in kinds]
            advice = advice_of_argument(argument.name, context)
            context.unknown("TR020", path, argument.name, known, within=argument.within, advice=advice)
        elif kind not in kinds:
            expected = tuple(each.word for each in kinds)
            context.diagnostics.add(
                "TR023", path, within=argument.within, found=argument.name, kind=kind.word, expected=expected
            )
        return kind in kinds

    def is_ordered(self, of: Argument) -> bool:
        source = self.details.inputs[of.name]
        if source.kind is InputKind.CHOICE and not source.ordered:
            self.context.diagnostics.add("TR161", self.call.path, within=of.within, found=of.name)
            return False
        return True

    def number(self) -> Number:
        """The number: one that is aggregated, or a quotient of two."""
        of, among = self.name(self.call.of), self.name(self.call.among)
        match self.call.how:
            case "share":
                return self.share(self.aggregated("count", of, among), self.aggregated("count", among))
            case "mean":
                return numbers.Arithmetic("/", self.aggregated("sum", of, among), self.aggregated("count", among))
            case "median":
                return self.aggregated("percentile", of, among, _MEDIAN)
            case "count" if of is None:
                return self.aggregated("count", among)
            case how:
                return self.aggregated(cast("_Plain", how), of, among, self.call.percent)

    def name(self, argument: Argument | None) -> str | None:
        return None if argument is None else argument.name

    def share(self, part: NumberOf, whole: NumberOf) -> Number:
        """A percentage; of no rows at all there is none."""
        quotient = numbers.Arithmetic("/", numbers.Arithmetic("*", numbers.Literal(_ALL), part), whole)
        return numbers.Cases((numbers.Case(Compare(whole, "above", numbers.Literal(Decimal(0))), quotient),))

    def aggregated(
        self, how: _Plain, of: str | None, among: str | None = None, percent: Decimal | None = None
    ) -> NumberOf:
        """The input that has what is made of the details; it is declared where this is the first to ask for it."""
        made = Aggregation(self.call.details, how, of, among, percent)
        source = self.source(_name(made), made)
        self.context.aggregates[source.name] = source
        self.context.names[source.name] = _KINDS[source.kind]
        return NumberOf(source.name)

    def source(self, name: str, made: Aggregation) -> Input:
        """The input; of numbers with the range that follows from that of the rows."""
        of = None if made.of is None or made.how == "count" else self.details.inputs[made.of]
        kind = InputKind.NUMBER if of is None else of.kind
        found = Input(name, kind, (name,), optional=True, column_optional=True, aggregation=made)
        if of is None:
            return evolve(found, low=Decimal(0), high=Decimal(MOST_ROWS))
        if kind is not InputKind.NUMBER:
            return evolve(found, options=of.options, option_labels=of.option_labels, ordered=of.ordered)
        try:
            return self.numeric(found, range_of_input(of), made)
        except NumberTooLargeError:
            within = None if self.call.of is None else self.call.of.within
            self.context.diagnostics.add("TR163", self.call.path, within=within, found=made.of, name=name)
            return evolve(found, low=Decimal(0), high=Decimal(0))

    def numeric(self, found: Input, each: Range, made: Aggregation) -> Input:
        """A sum has from one row to as many as there may be; what stands between two rows has more decimals."""
        if made.how == "sum":
            each = product(each, Range(Decimal(1), Decimal(MOST_ROWS), 0))
        if made.percent is not None:
            each = each.aligned(each.decimals + _OF_PERCENT + decimals_of(made.percent))
        return evolve(found, low=each.low, high=each.high, decimals=each.decimals)


def _name(made: Aggregation) -> str:
    """The function as it is written, however its blanks are."""
    is_median = made.percent == _MEDIAN
    percent = "" if made.percent is None or is_median else decimal_text(made.percent)
    among = "" if made.among is None else f"among = {made.among}"
    arguments = ", ".join(each for each in (made.of or "", percent, among) if each)
    return f"{made.details}.{'median' if is_median else made.how}({arguments})"
