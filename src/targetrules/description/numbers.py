"""Formulas in a description: as they are written on paper, and cut into parts where they are long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, assert_never

from attrs import field

from targetrules.data import define, frozen
from targetrules.description.names import Names
from targetrules.description.text import Told
from targetrules.rules import number as numbers
from targetrules.rules import tree
from targetrules.rules.number import Number

__all__ = ["LONGEST", "ROOM", "Numbers"]

ROOM: Final = {"en": 240, "zh": 110}
"""How many characters a formula, or a list of names, may have before it is cut into parts: three lines of print."""

LONGEST: Final = {"en": 320, "zh": 160}
"""How many characters a sentence, or an item of a list, may have: four lines of print."""

_LOOSE, _SUM, _PRODUCT, _APPLIED, _ATOM = range(5)
"""How closely a formula holds together: one with words behind it, which might be of its last part alone, not at all."""

_SIGNS: Final = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_MEDIAN: Final = Decimal(50)


@frozen(slots=True)
class _Written:
    """A formula as text in pieces, some of which are formulas themselves, and how closely it holds together."""

    pieces: tuple[str | _Written, ...]
    level: int = _ATOM

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.pieces)


@frozen(eq=False)
class Numbers:
    """The numbers of a policy in words. ``condition`` words a condition within a formula, on one line."""

    names: Names
    condition: Callable[[tree.Condition], str]

    def leaf(self, number: tree.LeafNumber) -> str:
        """A number that needs no formula."""
        match number:
            case tree.Literal(value):
                return self.names.number(value)
            case tree.NumberOf(name):
                return self.names.value(name)
            case tree.RankOf(ranking):
                return self.names.say("rank", ranking=self.names.ranking(ranking))
            case tree.SizeOf(ranking):
                return self.names.say("size", ranking=self.names.ranking(ranking))
            case _:
                assert_never(number)

    def told(self, number: Number) -> Told:
        """A formula; where it is long, its parts are listed."""
        return _Cutter(self.names).told(self.written(number))

    # ---- as written on paper -----------------------------------------------------------------------------------------

    def written(self, number: Number) -> _Written:  # noqa: C901, PLR0911, PLR0912
        """A formula, cut nowhere."""
        say = self.names.say
        match number:
            case tree.Literal(value):
                return _Written((self.leaf(number),), _ATOM if value >= 0 else _SUM)
            case tree.NumberOf() | tree.RankOf() | tree.SizeOf():
                return _Written((self.leaf(number),))
            case numbers.Negative(of):
                return _Written(("−", self.inside(of, _APPLIED)), _SUM)
            case numbers.Arithmetic():
                return self.of_arithmetic(number)
            case numbers.Fold(how, of, strict):
                return self.applied("fold-strict" if strict else "fold", self.row(of), how=say(f"fold-{how}"))
            case numbers.Clamp():
                return self.of_clamp(number)
            case numbers.Absolute(of):
                return self.applied("absolute", self.inside(of))
            case numbers.Rounded(of, decimals, rounding):
                told = say("rounded-to", rounding=self.names.rounding(rounding), digits=self.names.digits(decimals))
                return self.applied("rounded", self.inside(of, _SUM), _LOOSE, how=told)
            case numbers.IfMissing(of, instead):
                return self.applied("if-missing", self.inside(of, _SUM), _LOOSE, instead=self.inside(instead, _SUM))
            case numbers.Lag(of, periods):
                return self.applied("lag", self.inside(of), ago=self.names.before(periods))
            case numbers.AtEntry(status, of, before):
                key = "at-entry-before" if before else "at-entry"
                return self.applied(key, self.inside(of), status=self.names.named(status))
            case numbers.RollingAggregate(how, of, periods):
                return self.applied(f"rolling-{how}", self.inside(of), count=self.names.periods(periods))
            case numbers.Aggregate():
                return self.of_group(number)
            case numbers.Cases():
                return self.of_cases(number)
            case numbers.FlagCount(of):
                flags = self.chain(self.condition(each) for each in of)
                return self.applied("flag-count", flags)
            case numbers.Weighted():
                return self.of_weights(number)
            case numbers.Piecewise():
                return self.of_points(number)
            case numbers.Cut(of=of):
                return self.written(of)
            case _:
                assert_never(number)

    def inside(self, number: Number, level: int = _ATOM) -> _Written:
        """A part of a formula, in brackets where it would not hold together."""
        written = self.written(number)
        return (
            written if written.level >= level else _Written((self.names.say("open"), written, self.names.say("close")))
        )

    def applied(self, key: str, of: _Written, level: int = _APPLIED, /, **more: str | _Written) -> _Written:
        """A function of a number, whose words are a sentence with places for numbers."""
        parts = {"of": of, **{name: each for name, each in more.items() if isinstance(each, _Written)}}
        marks = {name: f"\0{name}\0" for name in parts}
        words = {name: each for name, each in more.items() if isinstance(each, str)}
        template = self.names.template(key, {**words, **marks})
        pieces = enumerate(template.split("\0"))
        return _Written(tuple(parts[each] if at % 2 else each for at, each in pieces if at % 2 or each), level)

    def chain(self, texts: Iterable[str | _Written]) -> _Written:
        """Parts one after another, with the commas of the language."""
        pieces: list[str | _Written] = []
        for each in texts:
            pieces += [self.names.say("comma"), each] if pieces else [each]
        return _Written(tuple(pieces))

    def row(self, of: Sequence[Number]) -> _Written:
        """Numbers one after another."""
        return self.chain(self.inside(each, _SUM) for each in of)

    def of_arithmetic(self, number: numbers.Arithmetic) -> _Written:
        """A sum or product with as many parts as it has, so that it can be cut where it is long."""
        level = _SUM if number.sign in "+-" else _PRODUCT
        left, right = self.inside(number.left, level), self.inside(number.right, level + 1)
        is_chain = isinstance(number.left, numbers.Arithmetic) and left.level == level
        return _Written((*(left.pieces if is_chain else (left,)), _SIGNS[number.sign], right), level)

    def of_clamp(self, number: numbers.Clamp) -> _Written:
        """A number between two others, one of which may be left out."""
        ends = {"low": number.low, "high": number.high}
        there = {name: self.inside(end, _SUM) for name, end in ends.items() if end is not None}
        return self.applied("-".join(("clamp", *there)), self.inside(number.of, _SUM), _LOOSE, **there)

    def of_group(self, number: numbers.Aggregate) -> _Written:
        """A number over the units of a period, or of the unit's group."""
        names, ranking = self.names, number.ranking
        among = names.say("all-units") if ranking is None else names.say("group-of", ranking=names.ranking(ranking))
        if number.flag is not None:
            return self.applied(f"group-{number.how}-flag", _Written((self.condition(number.flag),)), among=among)
        if number.of is None:
            return _Written((names.say("group-count", among=among),), _APPLIED)
        of = self.inside(number.of)
        if number.percent is None:
            return self.applied(f"group-{number.how}", of, among=among)
        if number.percent == _MEDIAN and number.method == "inclusive":
            return self.applied("group-median", of, among=among)
        percent = names.number(number.percent)
        return self.applied(f"group-percentile-{number.method}", of, among=among, percent=percent)

    def of_cases(self, number: numbers.Cases) -> _Written:
        """Cases within a formula, in brackets."""
        say = self.names.say
        pieces: list[str | _Written] = [say("open")]
        for case in number.of:
            pieces += [say("case", when=self.condition(case.when)), self.written(case.formula), say("semicolon")]
        pieces.append(say("else-missing") if number.otherwise is None else say("else"))
        pieces += [] if number.otherwise is None else [self.written(number.otherwise)]
        return _Written((*pieces, say("close")))

    def of_weights(self, number: numbers.Weighted) -> _Written:
        """A weighted mean; the table of a measure lists it instead."""
        names = self.names
        parts = ((self.leaf(part), names.number(weight)) for part, weight in number.parts)
        weights = (names.say("weight", name=name, weight=weight) for name, weight in parts)
        return self.applied(f"weighted-{number.missing}", self.chain(weights))

    def of_points(self, number: numbers.Piecewise) -> _Written:
        """What a table of points gives; that of a measure lists it instead."""
        names = self.names
        pairs = ((names.number(at), names.number(gives)) for at, gives in number.points)
        points = (names.say("point", at=at, gives=gives) for at, gives in pairs)
        return self.applied(f"points-{number.between}-{number.outside}", self.chain(points), name=self.leaf(number.of))


def _within(written: _Written) -> _Written | None:
    """What stands alone in a formula, in brackets or without."""
    match written.pieces:
        case (_Written() as inner,) | ("(" | "（", _Written() as inner, ")" | "）"):
            return inner
        case _:
            return None


@define
class _Cutter:
    """Cuts a formula into parts that each have room. ``texts`` are those of the parts, in which others have marks."""

    names: Names
    texts: list[str] = field(factory=list)

    def told(self, written: _Written) -> Told:
        """The formula and its parts, which are numbered in the order in which they are met."""
        top, numbers = self.cut(written), dict[int, int]()
        met, items = [top], []
        for text in met:
            for at in map(int, text.split("\0")[1::2]):
                if at not in numbers:
                    numbers[at] = len(numbers) + 1
                    met.append(self.texts[at])
        for at, number in numbers.items():
            mark, text = self.names.say("mark", number=number), self.marked(self.texts[at], numbers)
            items.append(Told(self.names.say("mark-is", mark=mark, text=text)))
        return Told(self.marked(top, numbers), tuple(items))

    def marked(self, text: str, numbers: Mapping[int, int]) -> str:
        """A text with the marks of its parts."""
        pieces = text.split("\0")
        pieces[1::2] = [self.names.say("mark", number=numbers[int(at)]) for at in pieces[1::2]]
        return "".join(pieces)

    def cut(self, written: _Written) -> str:
        """The text, with the places of parts in it: a part is longer than its mark."""
        pieces = list(written.pieces)
        while self.length(pieces) > ROOM[self.names.language]:
            taken, size = self.longest(pieces), self.beginning(pieces)
            if taken is not None:
                pieces[pieces.index(taken)] = self.part(taken)
            elif size is not None:
                pieces[:size] = [self.part(_Written(tuple(pieces[:size])))]
            else:
                break
        return "".join(each if isinstance(each, str) else each.text for each in pieces)

    def part(self, written: _Written) -> str:
        """The place of a part, which is noted; a mark holds together without the brackets of what it stands for."""
        while (inner := _within(written)) is not None:
            written = inner
        self.texts.append(self.cut(written))
        return f"\0{len(self.texts) - 1}\0"

    @staticmethod
    def length(pieces: Sequence[str | _Written]) -> int:
        """How many characters there are."""
        return sum(len(each if isinstance(each, str) else each.text) for each in pieces)

    def longest(self, pieces: Sequence[str | _Written]) -> _Written | None:
        """The longest formula within, if it is so long that a mark makes a difference."""
        within = (each for each in pieces if isinstance(each, _Written))
        found = max(within, key=lambda each: len(each.text), default=None)
        return None if found is None or len(found.text) < ROOM[self.names.language] // 4 else found

    def beginning(self, pieces: Sequence[str | _Written]) -> int | None:
        """How many of the first pieces have room for themselves, ending with one that is no sign between two."""
        room, length, found = ROOM[self.names.language], 0, None
        for at, each in enumerate(pieces):
            length += len(each if isinstance(each, str) else each.text)
            if length > room:
                break
            if at and at % 2 == 0:
                found = at + 1
        return found
