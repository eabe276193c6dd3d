"""Cuts as written to measures whose formula is a cut: whose group it is, when it is due, and what was published."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, assert_never

import attrs

from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.rules import number as numbers
from targetrules.rules import tree
from targetrules.rules.number import Number
from targetrules.rules.parts import parts_of
from targetrules.rules.resolution.context import NameKind, ResolutionContext, label_of, places_of, words_of
from targetrules.rules.resolution.formula import formula_of
from targetrules.source.decimals import decimals_of, quantized
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.wording import Listing, Word

__all__ = ["cut_of"]

_LONGEST_CYCLE: Final = 100


def cut_of(name: str, cut: syntax.Cut, context: ResolutionContext) -> tree.Measure:
    """The cut; what is wrong with it is noted."""
    path: Path = ("cuts", name)
    decimals = context.decimals(cut.decimals or 0, path)
    rounding = tree.Rounding(cut.rounding or "half-up")
    start = None if cut.from_ is None else context.period(cut.from_, (*path, "from"))
    context.in_range(
        cut.every, 2, _LONGEST_CYCLE, (*path, "every"), Word("diagnostics.said-every-one") if cut.every == 1 else None
    )
    if cut.every is not None and cut.from_ is None:
        advice = Word("diagnostics.said-every-from")
        context.diagnostics.add("TR018", (*path, "every"), at="key", advice=advice, found="every", keys=("from",))
    before = len(context.diagnostics)
    found = formula_of(cut.formula, (*path, "formula"), context, rounding)
    number: Number = found or tree.Literal(Decimal(0))
    whole = len(context.diagnostics) == before and found is not None
    ranking = _ranking(number, (*path, "formula"), context) if whole else None
    if len(context.diagnostics) > before:
        number, whole = tree.Literal(Decimal(0)), False
    within = () if ranking is None or ranking not in context.rankings else words_of(context.rankings[ranking].within)
    bare = tree.Cut(name, number, decimals, rounding, within, start, cut.every)
    in_doubt = any(context.diagnostics.is_told((*path, key)) for key in ("from", "every"))
    published = _Published(context, bare, whole=whole).read(
        [] if in_doubt else cut.published or [], (*path, "published")
    )
    smallest = 1 if ranking is None or ranking not in context.rankings else context.rankings[ranking].smallest_group
    meant = attrs.evolve(bare, published=published, ranking=ranking, smallest=smallest)
    return tree.Measure(name, decimals, (tree.Version(meant, rounding),), label_of(cut.label))


# ---- the formula -----------------------------------------------------------------------------------------------------


def _ranking(number: Number, path: Path, context: ResolutionContext) -> str | None:
    """The ranking whose groups the functions of the formula are over (None: all units); its faults are noted."""
    of_units = [text for each in _outside(number) if (text := _of_each_unit(each))]
    if isinstance(number, numbers.Literal) and not of_units:
        written = (context.file.cuts or {})[str(path[1])].formula
        advice = Word("diagnostics.said-stated", {"entry": f"{path[1]} = [{{ value = {written.strip()} }}]"})
        context.diagnostics.add("TR141", path, advice=advice, found=written)
        return None
    for text in dict.fromkeys(of_units):
        context.diagnostics.add("TR141", path, found=text)
    rankings = [each.ranking for each in _outside(number) if isinstance(each, numbers.Aggregate)]
    if not rankings and not of_units:
        context.diagnostics.add("TR141", path, found=(context.file.cuts or {})[str(path[1])].formula)
    if len(set(rankings)) > 1:
        everybody = Word("names.all-units")
        listed = Listing(tuple(everybody if each is None else each for each in dict.fromkeys(rankings)))
        context.diagnostics.add("TR142", path, known=listed)
    return next(iter(rankings), None)


def _outside(number: Number) -> Iterator[Number]:
    """The parts of a formula that are not beneath a function over a group, such functions included."""
    yield number
    if not isinstance(number, numbers.Aggregate) and _of_each_unit(number) is None:
        for part in parts_of(number):
            yield from _outside(part)


def _of_each_unit(number: Number) -> str | None:
    """How it is written, where it is a number of each unit."""
    match number:
        case numbers.NumberOf(name, parameter):
            return None if parameter else name
        case numbers.RankOf(ranking):
            return f"{ranking}.rank"
        case numbers.SizeOf(ranking):
            return f"{ranking}.size"
        case numbers.Lag():
            return "previous"
        case numbers.RollingAggregate():
            return f"{number.how}_last"
        case numbers.AtEntry():
            return "at_entry"
        case numbers.Cases():
            return "if"
        case numbers.FlagCount():
            return "count"
        case (
            numbers.Literal()
            | numbers.Negative()
            | numbers.Arithmetic()
            | numbers.Fold()
            | numbers.Clamp()
            | numbers.Absolute()
            | numbers.Rounded()
            | numbers.IfMissing()
            | numbers.Weighted()
            | numbers.Piecewise()
            | numbers.Aggregate()
            | numbers.Cut()
        ):
            return None
        case _:
            assert_never(number)


# ---- what was published ----------------------------------------------------------------------------------------------


@frozen(slots=True)
class _Published:
    """Reads what was published of a ``cut``; where its formula has faults (not ``whole``), any group is good."""

    context: ResolutionContext
    cut: tree.Cut
    whole: bool

    def read(self, published: list[syntax.Published], path: Path) -> tuple[tree.Published, ...]:
        """All of it, each group of each period once."""
        found: dict[tuple[int, tuple[str, ...]], tree.Published] = {}
        for at, each in enumerate(published):
            place = (*path, at)
            period, group = self.period(each, place), self.group(each, place)
            value = self.value(each.value, (*place, "value"))
            if period is None or group is None:
                continue
            if (period, group) in found:
                shown = str(period_text(self.context.period_kind, period))
                of = (
                    Word("diagnostics.said-of-group", {"group": Listing(group)})
                    if group
                    else Word("diagnostics.said-of-cut")
                )
                self.context.diagnostics.add("TR145", place, period=shown, of=of)
            found[period, group] = tree.Published(period, group, value)
        return tuple(found.values())

    def period(self, published: syntax.Published, path: Path) -> int | None:
        """A period in which the cut is due."""
        at = (*path, "period")
        period = self.context.period(published.period, at)
        if period is None or self.cut.due(period) == period:
            return period
        due, kind = self.cut.due(period), self.context.period_kind
        near = self.cut.start if due is None else due
        shown = None if near is None else str(period_text(kind, near))
        self.context.diagnostics.add("TR143", at, period=str(period_text(kind, period)), due=shown)
        return None

    def group(self, published: syntax.Published, path: Path) -> tuple[str, ...] | None:
        """The words that name the group, one for each input that the ranking is made within."""
        words, at = words_of(published.group), (*path, "group")
        if not self.whole:
            return None
        if len(words) != len(self.cut.within):
            self.wrong_group(published, path if published.group is None else at)
            return None
        for name, (place, word) in zip(self.cut.within, places_of(published.group, at), strict=True):
            is_choice = self.context.names.get(name) is NameKind.CHOICE
            options = self.context.options(name) if is_choice else {}
            if is_choice and word not in options:
                known = Listing(tuple(options) or ("-",))
                self.context.diagnostics.add("TR029", place, near=(word, options), found=word, name=name, known=known)
        return words

    def wrong_group(self, published: syntax.Published, path: Path) -> None:
        """Note what names a group of the cut, if it has any, and what stands there."""
        expected, advice = Word("diagnostics.said-without-groups"), Word("diagnostics.said-no-group")
        found = Word("diagnostics.said-group-left-out")
        if published.group is not None:
            found = Word("diagnostics.said-group-found", {"found": as_toml(published.group)})
        if self.cut.within:
            expected = Word("diagnostics.said-group-named", {"inputs": Listing(self.cut.within)})
        given = None if self.cut.within else advice
        self.context.diagnostics.add("TR144", path, advice=given, expected=expected, found=found)

    def value(self, value: Decimal, path: Path) -> Decimal:
        """The value with as many decimals as the cut keeps."""
        given = Decimal(value)
        if decimals_of(given) > self.cut.decimals:
            self.context.diagnostics.add("TR146", path, found=as_toml(value), most=self.cut.decimals)
            return Decimal(0)
        return quantized(given, self.cut.decimals)
