"""The grading as written to the grading as meant: bands in order and without a hole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import count, pairwise, zip_longest
from typing import Any, Final, Literal

from attrs import define

from targetrules.period import period_text
from targetrules.rules import grading as tree
from targetrules.rules.analysis.bounds import Bounds, Range
from targetrules.rules.condition import All, Condition
from targetrules.rules.resolution.context import KIND_OF_INPUT, NameKind, ResolutionContext, label_of
from targetrules.rules.resolution.dates import check_dates, stretches
from targetrules.rules.resolution.from_condition import condition_of, portion_of
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax

__all__ = ["QUOTA_DEFAULTS", "check_bands", "grading_of"]

_Band = tuple[tree.Band, Path]
_TOP: Final[Path] = ("grading",)

QUOTA_DEFAULTS: Final[dict[str, tuple[str, Literal["in", "out"]]]] = {
    "at_most": ("down", "out"),
    "at_least": ("up", "in"),
}
"""How a quota rounds its share and what it does with ties, so that no more, or no fewer, are meant by it."""


def grading_of(context: ResolutionContext) -> tree.Grading | None:
    """The grading, None where there is none; whatever is wrong with it is noted."""
    written = context.file.grading
    if written is None:
        return None
    if not context.grades and not context.diagnostics.touch("grades"):
        context.diagnostics.add("TR053", _TOP, at="key")
    return _Reader(context, written).grading()


@define
class _Reader:
    context: ResolutionContext
    written: syntax.Grading

    def grading(self) -> tree.Grading:
        self.check_source()
        by = self.written.by
        if by is not None:
            self.context.name(by, (*_TOP, "by"), NameKind.NUMBER)
        return tree.Grading(
            given=self.written.given,
            by=None if by is None else self.context.number(by),
            bands=self.bands(),
            unrated=self.rules("unrated", self.written.unrated, self.unrated),
            forced=self.rules("forced", self.written.forced, self.forced),
            floors=self.rules("floors", self.written.floors, self.floor),
            caps=self.rules("caps", self.written.caps, self.cap),
            limits=self.rules("steps", self.written.steps, self.limit),
            quotas=self.rules("quotas", self.written.quotas, self.quota),
        )

    def check_source(self) -> None:
        given, by, bands = self.written.given, self.written.by, self.written.bands
        self.check_one("given", "by", given, by, _TOP, "[grading]")
        if given is not None:
            self.check_given(given)
        in_doubt = any(fault.path[:2] == (*_TOP, "bands") for fault in self.context.diagnostics.found)
        if by is not None and given is None and not bands and not in_doubt:
            self.context.diagnostics.add("TR011", _TOP, at="key", key="bands", where="[grading]")
        if by is None and given is not None and bands is not None:
            self.context.diagnostics.add("TR018", (*_TOP, "bands"), at="key", found="bands", keys=("by",))

    def check_one(self, one: str, other: str, first: object, second: object, path: Path, table: str) -> bool:
        """Whether just one of two keys is there; else a fault is noted."""
        if first is None and second is None:
            self.context.diagnostics.add("TR018", path, at="key", found=table, keys=(one, other))
        elif first is not None and second is not None:
            self.context.diagnostics.add("TR017", (*path, other), at="key", keys=(one, other))
        return (first is None) is not (second is None)

    def check_given(self, name: str) -> None:
        inputs = self.context.file.inputs or {}
        grades = [each for each, source in inputs.items() if source.type == "grade"]
        if name not in inputs:
            self.context.unknown("TR020", (*_TOP, "given"), name, grades)
        elif name not in grades:
            kind = KIND_OF_INPUT[inputs[name].type].word
            expected = (NameKind.GRADE.word,)
            self.context.diagnostics.add("TR023", (*_TOP, "given"), found=name, kind=kind, expected=expected)

    # ---- bands -------------------------------------------------------------------------------------------------------

    def bands(self) -> tuple[tree.Band, ...]:
        written = self.written.bands or {}
        if isinstance(written, dict):
            for grade in written:
                self.context.grade(grade, (*_TOP, "bands", grade), is_key=True)
            return tuple(tree.Band(grade, Decimal(end)) for grade, end in written.items())
        return tuple(self.band(band, (*_TOP, "bands", index)) for index, band in enumerate(written))

    def band(self, band: syntax.Band, path: Path) -> tree.Band:
        self.context.grade(band.grade, (*path, "grade"))
        self.check_one("at_least", "above", band.at_least, band.above, path, "[[grading.bands]]")
        end = band.at_least if band.at_least is not None else band.above
        in_force = self.context.period_range(band.from_, band.until, path)
        return tree.Band(band.grade, Decimal(end or 0), strict=band.above is not None, in_force=in_force)

    # ---- steps -------------------------------------------------------------------------------------------------------

    def rules(self, key: str, written: Sequence[Any] | None, read: Any) -> tuple[Any, ...]:
        found = []
        for index, rule in enumerate(written or ()):
            path = (*_TOP, key, index)
            self.context.source(rule.source, (*path, "source"))
            origin = tree.Origin(rule.source, rule.article, label_of(rule.description))
            resolved = read(f"grading.{key}.{index + 1}", rule, origin, path)
            if resolved is not None:
                found.append(resolved)
        return tuple(found)

    def when(self, rule: Any, path: Path) -> Condition:
        return condition_of(rule.when, (*path, "when"), self.context) or All(())

    def unrated(self, id_: str, rule: syntax.Unrated, origin: tree.Origin, path: Path) -> tree.Unrated:
        return tree.Unrated(id_, self.when(rule, path), origin)

    def forced(self, id_: str, rule: syntax.Forced, origin: tree.Origin, path: Path) -> tree.Forced:
        self.context.grade(rule.grade, (*path, "grade"))
        return tree.Forced(id_, self.when(rule, path), rule.grade, origin)

    def floor(self, id_: str, rule: syntax.Floor, origin: tree.Origin, path: Path) -> tree.Floor:
        self.context.grade(rule.at_least, (*path, "at_least"))
        return tree.Floor(id_, self.when(rule, path), rule.at_least, origin)

    def cap(self, id_: str, rule: syntax.Cap, origin: tree.Origin, path: Path) -> tree.Cap:
        self.context.grade(rule.at_most, (*path, "at_most"))
        return tree.Cap(id_, self.when(rule, path), rule.at_most, origin)

    def limit(self, id_: str, rule: syntax.Limit, origin: tree.Origin, path: Path) -> tree.Limit:
        keys = ("most_down", "most_up")
        if rule.most_down is None and rule.most_up is None:
            self.context.diagnostics.add("TR018", path, at="key", found="[[grading.steps]]", keys=keys)
        most = max(0, len(self.context.grades) - 1)
        for key in keys:
            self.context.in_range(getattr(rule, key), 0, most, (*path, key))
        return tree.Limit(id_, self.when(rule, path), rule.most_down, rule.most_up, origin)

    def quota(self, id_: str, rule: syntax.Quota, origin: tree.Origin, path: Path) -> tree.Quota | None:
        self.context.grade(rule.grade, (*path, "grade"))
        how: Literal["at_most", "at_least"] = "at_most" if rule.at_most is not None else "at_least"
        if not self.check_one("at_most", "at_least", rule.at_most, rule.at_least, path, "[[grading.quotas]]"):
            return None
        self.check_end(rule.grade, how, path)
        ranking = self.context.ranking(rule.ranking, (*path, "ranking") if rule.ranking else path)
        round_, ties = QUOTA_DEFAULTS[how]
        portion = portion_of(getattr(rule, how), rule.round or round_, (*path, how), self.context)
        if ranking is None or portion is None:
            return None
        return tree.Quota(id_, rule.grade, how, portion, ranking, rule.ties or ties, origin)

    def check_end(self, grade: str, key: str, path: Path) -> None:
        """`at_most` of the worst grade or better is everyone, and so is `at_least` of the best or worse."""
        ends = tuple(self.context.grades)
        if ends and grade == (ends[-1] if key == "at_most" else ends[0]):
            self.context.diagnostics.add("TR056", (*path, "grade"), found=grade, key=key)


# ---- order and cover -----------------------------------------------------------------------------------------------


def check_bands(grading: tree.Grading, bounds: Bounds, context: ResolutionContext) -> None:
    """In every stretch of time the bands fall from grade to grade, and the lowest takes in whatever the number can be.

    The grading has no other faults: its bands are of grades that are there.
    """
    if grading.by is None:
        return
    bands = _bands(grading, context)
    for grade in dict.fromkeys(band.grade for band in grading.bands):
        check_dates([(band.in_force, path) for band, path in bands if band.grade == grade], grade, context)
    if not context.diagnostics.touch("grading"):
        _check_stretches(bands, bounds.ranges.get(grading.by.name), grading.by.name, context)


def _bands(grading: tree.Grading, context: ResolutionContext) -> list[_Band]:
    """The bands with their places, the best grade first."""
    written = context.file.grading.bands if context.file.grading else None
    keys: Iterable[str | int] = written if isinstance(written, dict) else count()
    bands: list[_Band] = [(band, (*_TOP, "bands", key)) for band, key in zip(grading.bands, keys, strict=False)]
    return sorted(bands, key=lambda each: context.grades[each[0].grade])


def _check_stretches(bands: list[_Band], whole: Range | None, name: str, context: ResolutionContext) -> None:
    told: set[Path] = set()
    periods = stretches([band.in_force for band, _ in bands])
    for period, next_period in zip_longest(periods, periods[1:]):
        there = [(band, path) for band, path in bands if period in band.in_force]
        if there:
            if _is_in_order(there, told, context):
                _check_cover(there[-1], whole, name, told, context)
        elif period != periods[0] and next_period is not None:
            first, last = (period_text(context.period_kind, each) for each in (period, next_period - 1))
            context.diagnostics.add("TR043", (*_TOP, "bands"), at="key", name="bands", first=first, last=last)


def _is_in_order(bands: list[_Band], told: set[Path], context: ResolutionContext) -> bool:
    """Whether every band starts lower than that of the next better grade; else a fault is noted, once a band."""
    pairs = [(better, worse, path) for (better, _), (worse, path) in pairwise(bands)]
    wrong = [pair for pair in pairs if (pair[1].at_least, pair[1].strict) >= (pair[0].at_least, pair[0].strict)]
    for better, worse, path in wrong:
        if path not in told:
            told.add(path)
            end, better_end = worse.at_least, better.at_least
            context.diagnostics.add(
                "TR051", path, grade=worse.grade, end=end, better=better.grade, better_end=better_end
            )
    return not wrong


def _check_cover(lowest: _Band, whole: Range | None, name: str, told: set[Path], context: ResolutionContext) -> None:
    band, path = lowest
    if whole is None or path in told:
        return
    if band.at_least > whole.low or (band.strict and band.at_least == whole.low):
        told.add(path)
        context.diagnostics.add("TR052", path, grade=band.grade, end=band.at_least, name=name, least=f"{whole.low:f}")
