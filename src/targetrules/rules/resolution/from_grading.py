"""The grading as written to the grading as meant: bands in order and without a hole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import count, pairwise, zip_longest
from typing import Any, Final, Literal

from targetrules.data import define
from targetrules.period import period_text
from targetrules.rules import grading as tree
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.analysis.ranges import Range
from targetrules.rules.condition import All, ChoiceIs, Condition, GradeIs
from targetrules.rules.definition import Ranking
from targetrules.rules.resolution.context import KIND_OF_INPUT, NameKind, ResolutionContext, label_of
from targetrules.rules.resolution.dates import check_dates, stretches
from targetrules.rules.resolution.detail_advice import advice_of_level
from targetrules.rules.resolution.formula import aggregate_named
from targetrules.rules.resolution.from_condition import condition_of
from targetrules.rules.resolution.portions import portion_of
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["QUOTA_DEFAULTS", "check_bands", "check_quotas", "grading_of"]

_Band = tuple[tree.Band, Path]
_TOP: Final[Path] = ("grading",)
_BANDS: Final[tuple[Path, ...]] = ((*_TOP, "bands"), (*_TOP, "scales"))

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
        given = self.check_source()
        by = None if self.written.by is None else aggregate_named(self.written.by, (*_TOP, "by"), self.context)
        if by is not None:
            self.context.name(by, (*_TOP, "by"), NameKind.NUMBER)
        return tree.Grading(
            given=given,
            by=None if by is None else self.context.number(by),
            scales=self.scales(),
            unrated=self.rules("unrated", self.written.unrated, self.unrated),
            forced=self.rules("forced", self.written.forced, self.forced),
            floors=self.rules("floors", self.written.floors, self.floor),
            caps=self.rules("caps", self.written.caps, self.cap),
            limits=self.rules("steps", self.written.steps, self.limit),
            quotas=self.rules("quotas", self.written.quotas, self.quota),
        )

    def check_source(self) -> str | None:
        """What the grade is given by, if it is given; whatever is wrong with where it comes from is noted."""
        given, by, bands, scales = self.written.given, self.written.by, self.written.bands, self.written.scales
        self.check_one("given", "by", given, by, _TOP, "[grading]")
        source = None if given is None else self.check_given(given)
        in_doubt = any(fault.path[:2] in _BANDS for fault in self.context.diagnostics.found)
        if by is not None and given is None and not bands and scales is None and not in_doubt:
            self.context.diagnostics.add("TR011", _TOP, at="key", key="bands", where="[grading]")
        if bands is not None and scales is not None:
            self.context.diagnostics.add("TR017", (*_TOP, "scales"), at="key", keys=("bands", "scales"))
        for key, there in (("bands", bands), ("scales", scales)):
            if by is None and given is not None and there is not None:
                self.context.diagnostics.add("TR018", (*_TOP, key), at="key", found=key, keys=("by",))
        return source

    def check_one(self, one: str, other: str, first: object, second: object, path: Path, table: str) -> bool:
        """Whether just one of two keys is there; else a fault is noted."""
        if first is None and second is None:
            self.context.diagnostics.add("TR018", path, at="key", found=table, keys=(one, other))
        elif first is not None and second is not None:
            self.context.diagnostics.add("TR017", (*path, other), at="key", keys=(one, other))
        return (first is None) is not (second is None)

    def check_given(self, written: str) -> str | None:
        """The input that gives the grade, which may be made of details."""
        inputs, path = self.context.file.inputs or {}, (*_TOP, "given")
        name = aggregate_named(written, path, self.context)
        if name is None:
            return None
        kind = self.context.names[name] if name in self.context.aggregates else None
        if kind is None and name in inputs:
            kind = KIND_OF_INPUT[inputs[name].type]
        if kind is None:
            grades = [each for each, source in inputs.items() if source.type == "grade"]
            self.context.unknown("TR020", path, name, grades, advice=advice_of_level(name, self.context, quoted=True))
        elif kind is not NameKind.GRADE:
            expected = (NameKind.GRADE.word,)
            self.context.diagnostics.add("TR023", path, found=name, kind=kind.word, expected=expected)
        return name

    # ---- bands -------------------------------------------------------------------------------------------------------

    def scales(self) -> tuple[tree.Scale, ...]:
        """The scales; bands alone are one that is for everybody."""
        if self.written.scales is None:
            written = self.written.bands
            return (
                () if written is None else (tree.Scale("grading.bands", None, self.bands(written, (*_TOP, "bands"))),)
            )
        if not self.written.scales:
            self.context.diagnostics.add("TR065", (*_TOP, "scales"))
        found: tuple[tree.Scale, ...] = self.rules("scales", self.written.scales, self.scale)
        self.check_used(found)
        return found

    def scale(self, id_: str, scale: syntax.Scale, origin: tree.Origin, path: Path) -> tree.Scale:
        when = condition_of(scale.when, (*path, "when"), self.context)
        if not scale.bands:
            self.context.diagnostics.add("TR065", (*path, "bands"))
        return tree.Scale(id_, when, self.bands(scale.bands, (*path, "bands")), origin)

    def check_used(self, scales: Sequence[tree.Scale]) -> None:
        """A scale after one that takes everybody, or all whom it is for, is never used."""
        if self.context.diagnostics.touch("grading"):
            return
        for index, scale in enumerate(scales):
            earlier = next((each for each in scales[:index] if _takes_all_of(each, scale)), None)
            if earlier is not None:
                number = int(earlier.id.rpartition(".")[2])
                self.context.diagnostics.add(
                    "TR113", (*_TOP, "scales", index), at="key", number=index + 1, earlier=number
                )

    def bands(self, written: dict[str, Decimal] | list[syntax.Band], path: Path) -> tuple[tree.Band, ...]:
        if isinstance(written, dict):
            for grade in written:
                self.context.grade(grade, (*path, grade), is_key=True)
            return tuple(tree.Band(grade, Decimal(end)) for grade, end in written.items())
        return tuple(self.band(band, (*path, index)) for index, band in enumerate(written))

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
            origin = tree.Origin(rule.source, rule.article, label_of(rule.description), rule.quote)
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
        in_force = self.context.to_be_judged(self.context.period_range(rule.from_, rule.until, path), path)
        return tree.Quota(id_, rule.grade, how, portion, ranking, rule.ties or ties, origin, in_force)

    def check_end(self, grade: str, key: str, path: Path) -> None:
        """`at_most` of the worst grade or better is everyone, and so is `at_least` of the best or worse."""
        ends = tuple(self.context.grades)
        if ends and grade == (ends[-1] if key == "at_most" else ends[0]):
            self.context.diagnostics.add("TR056", (*path, "grade"), found=grade, key=key)


def check_quotas(grading: tree.Grading, rankings: Mapping[str, Ranking], context: ResolutionContext) -> None:
    """A quota is in force only while its ranking is: without places it would do nothing, and nobody would see it."""
    if context.diagnostics.touch("grading", "rankings"):
        return
    for index, quota in enumerate(grading.quotas):
        if not quota.in_force.is_within(rankings[quota.ranking].in_force):
            context.diagnostics.add("TR114", (*_TOP, "quotas", index), at="key", ranking=quota.ranking)


# ---- order and cover -----------------------------------------------------------------------------------------------


def check_bands(grading: tree.Grading, bounds: Bounds, context: ResolutionContext) -> None:
    """In every stretch of time the bands of a scale fall from grade to grade, and take in all that the number can be.

    The grading has no other faults: its bands are of grades that are there.
    """
    if grading.by is None or context.file.grading is None:
        return
    scales = context.file.grading.scales
    for index, scale in enumerate(grading.scales):
        path: Path = (*_TOP, "bands") if scales is None else (*_TOP, "scales", index, "bands")
        _check_scale(scale, path, grading.by.name, bounds, context)


def _check_scale(scale: tree.Scale, at: Path, name: str, bounds: Bounds, context: ResolutionContext) -> None:
    bands, before = _bands(scale, at, context), len(context.diagnostics)
    for grade in dict.fromkeys(band.grade for band in scale.bands):
        check_dates([(band.in_force, path) for band, path in bands if band.grade == grade], grade, context)
    if len(context.diagnostics) == before:
        _check_stretches(bands, at, bounds.ranges.get(name), name, context)


def _bands(scale: tree.Scale, at: Path, context: ResolutionContext) -> list[_Band]:
    """The bands with their places, the best grade first."""
    written: Any = context.file.grading
    for key in at[1:]:
        written = written[key] if isinstance(key, int) else getattr(written, key)
    keys: Iterable[str | int] = written if isinstance(written, dict) else count()
    bands: list[_Band] = [(band, (*at, key)) for band, key in zip(scale.bands, keys, strict=False)]
    return sorted(bands, key=lambda each: context.grades[each[0].grade])


def _takes_all_of(earlier: tree.Scale, later: tree.Scale) -> bool:
    """Whether all whom a scale is for were taken by an earlier one."""
    if earlier.when is None or later.when is None:
        return earlier.when is None
    return all(any(_implies(part, wanted) for part in _parts(later.when)) for wanted in _parts(earlier.when))


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return tuple(part for each in condition.of for part in _parts(each)) if isinstance(condition, All) else (condition,)


def _implies(one: Condition, other: Condition) -> bool:
    """Whether the other holds wherever the one does, as far as their words show it."""
    if isinstance(one, ChoiceIs) and isinstance(other, ChoiceIs):
        return one.name == other.name and set(one.options) <= set(other.options)
    if isinstance(one, GradeIs) and isinstance(other, GradeIs):
        return one.of == other.of and set(one.grades) <= set(other.grades)
    return one == other


def _check_stretches(bands: list[_Band], at: Path, whole: Range | None, name: str, context: ResolutionContext) -> None:
    told: set[Path] = set()
    periods = stretches([band.in_force for band, _ in bands])
    for period, next_period in zip_longest(periods, periods[1:]):
        there = [(band, path) for band, path in bands if period in band.in_force]
        if there:
            if _is_in_order(there, told, context):
                _check_cover(there[-1], whole, name, told, context)
        elif period != periods[0] and next_period is not None:
            first, last = (period_text(context.period_kind, each) for each in (period, next_period - 1))
            context.diagnostics.add("TR043", at, at="key", name="bands", first=first, last=last)


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
        least, advice = f"{whole.low:f}", None
        if name in (context.file.measures or ()):
            advice = Word("diagnostics.lowest-of-measure", {"least": least, "name": name})
        context.diagnostics.add(
            "TR052", path, advice=advice, grade=band.grade, end=band.at_least, name=name, least=least
        )
