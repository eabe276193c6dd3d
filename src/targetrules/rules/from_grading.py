"""The grading as written to the grading as meant: bands in order and without a hole, every grade within reach."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from attrs import define

from targetrules.period import period_text
from targetrules.rules import grading as tree
from targetrules.rules.bounds import Bounds, Range
from targetrules.rules.condition import All, Condition
from targetrules.rules.dates import check_dates, stretches
from targetrules.rules.formula import number_name
from targetrules.rules.from_condition import condition_of, portion_of
from targetrules.rules.number import NumberOf, Span
from targetrules.rules.setting import NameKind, Setting, label_of
from targetrules.source.diagnostic import Path
from targetrules.syntax import tree as syntax

__all__ = ["check_bands", "check_reach", "grading_of"]

R = TypeVar("R", tree.Unrated, tree.Forced, tree.Floor, tree.Cap, tree.Limit, tree.Quota)
_TOP: Path = ("grading",)


def grading_of(setting: Setting) -> tree.Grading | None:
    """The grading, None where there is none; whatever is wrong with it is noted."""
    written = setting.file.grading
    if written is None:
        return None
    if not setting.grades:
        setting.faults.add("TR053", _TOP, at="key")
    return _Reader(setting, written).grading()


@define
class _Reader:
    setting: Setting
    written: syntax.Grading

    def grading(self) -> tree.Grading:
        self.check_source()
        by = None if self.written.by is None else number_name(self.written.by, (*_TOP, "by"), self.setting)
        return tree.Grading(
            given=self.written.given,
            by=by if isinstance(by, NumberOf) else None,
            bands=self.bands(),
            unrated=self.rules("unrated", self.written.unrated, self.unrated),
            forced=self.rules("forced", self.written.forced, self.forced),
            floors=self.rules("floors", self.written.floors, self.floor),
            caps=self.rules("caps", self.written.caps, self.cap),
            limits=self.rules("steps", self.written.steps, self.limit),
            quotas=self.rules("quotas", self.written.quotas, self.quota),
        )

    def check_source(self) -> None:
        there = [key for key in ("given", "by") if getattr(self.written, key) is not None]
        if len(there) != 1:
            self.setting.faults.add("TR017" if there else "TR018", _TOP, at="key", found="[grading]", keys=("given", "by"))
        if self.written.given is not None:
            self.check_given(self.written.given)
        if self.written.by is not None and not self.written.bands:
            self.setting.faults.add("TR011", _TOP, at="key", key="bands", where="[grading]")
        if self.written.by is None and self.written.bands is not None:
            self.setting.faults.add("TR018", (*_TOP, "bands"), at="key", found="bands", keys=("by",))

    def check_given(self, name: str) -> None:
        inputs = self.setting.file.inputs or {}
        grades = [each for each, source in inputs.items() if source.type == "grade"]
        if name not in inputs:
            self.setting.faults.add(
                "TR020", (*_TOP, "given"), near=(name, grades), found=name, known=tuple(grades) or ("-",)
            )
        elif name not in grades:
            kind = NameKind(inputs[name].type if inputs[name].type in ("number", "choice", "flag") else "text-input")
            expected = (NameKind.GRADE.word,)
            self.setting.faults.add("TR023", (*_TOP, "given"), found=name, kind=kind.word, expected=expected)

    # ---- bands -------------------------------------------------------------------------------------------------------

    def bands(self) -> tuple[tree.Band, ...]:
        written = self.written.bands or {}
        if isinstance(written, dict):
            for grade in written:
                self.grade_key(grade, (*_TOP, "bands", grade))
            return tuple(tree.Band(grade, Decimal(end)) for grade, end in written.items())
        return tuple(self.band(band, (*_TOP, "bands", index)) for index, band in enumerate(written))

    def grade_key(self, grade: str, path: Path) -> None:
        known = self.setting.grades
        if grade not in known:
            self.setting.faults.add("TR024", path, at="key", near=(grade, known), found=grade, known=tuple(known))

    def band(self, band: syntax.Band, path: Path) -> tree.Band:
        self.setting.grade(band.grade, (*path, "grade"))
        if (band.at_least is None) is (band.above is None):
            code = "TR018" if band.above is None else "TR017"
            self.setting.faults.add(code, path, at="key", found="[[grading.bands]]", keys=("at_least", "above"))
        end = band.at_least if band.at_least is not None else band.above
        span = self.setting.span(band.from_, band.until, path)
        return tree.Band(band.grade, Decimal(end or 0), strict=band.above is not None, span=span)

    # ---- steps -------------------------------------------------------------------------------------------------------

    def rules(self, key: str, written: Sequence[Any] | None, read: Any) -> tuple[Any, ...]:
        found = []
        for index, rule in enumerate(written or ()):
            path = (*_TOP, key, index)
            if rule.source is not None and rule.source not in (self.setting.file.sources or {}):
                known = list(self.setting.file.sources or {})
                self.setting.faults.add(
                    "TR050", (*path, "source"), near=(rule.source, known), found=rule.source, known=tuple(known) or ("-",)
                )
            origin = tree.Origin(rule.source, rule.article, label_of(rule.description))
            resolved = read(f"grading.{key}.{index + 1}", rule, origin, path)
            if resolved is not None:
                found.append(resolved)
        return tuple(found)

    def when(self, rule: Any, path: Path) -> Condition:
        return condition_of(rule.when, (*path, "when"), self.setting) or All(())

    def unrated(self, id_: str, rule: syntax.Unrated, origin: tree.Origin, path: Path) -> tree.Unrated:
        return tree.Unrated(id_, self.when(rule, path), origin)

    def forced(self, id_: str, rule: syntax.Forced, origin: tree.Origin, path: Path) -> tree.Forced:
        self.setting.grade(rule.grade, (*path, "grade"))
        return tree.Forced(id_, self.when(rule, path), rule.grade, origin)

    def floor(self, id_: str, rule: syntax.Floor, origin: tree.Origin, path: Path) -> tree.Floor:
        self.setting.grade(rule.at_least, (*path, "at_least"))
        return tree.Floor(id_, self.when(rule, path), rule.at_least, origin)

    def cap(self, id_: str, rule: syntax.Cap, origin: tree.Origin, path: Path) -> tree.Cap:
        self.setting.grade(rule.at_most, (*path, "at_most"))
        return tree.Cap(id_, self.when(rule, path), rule.at_most, origin)

    def limit(self, id_: str, rule: syntax.Step, origin: tree.Origin, path: Path) -> tree.Limit:
        keys = ("most_down", "most_up")
        if rule.most_down is None and rule.most_up is None:
            self.setting.faults.add("TR018", path, at="key", found="[[grading.steps]]", keys=keys)
        for key in keys:
            count = getattr(rule, key)
            if count is not None and not 0 <= count < max(1, len(self.setting.grades)):
                most = max(0, len(self.setting.grades) - 1)
                self.setting.faults.add("TR015", (*path, key), found=str(count), least=0, most=most)
        return tree.Limit(id_, self.when(rule, path), rule.most_down, rule.most_up, origin)

    def quota(self, id_: str, rule: syntax.Quota, origin: tree.Origin, path: Path) -> tree.Quota | None:
        self.setting.grade(rule.grade, (*path, "grade"))
        there = [key for key in ("at_most", "at_least") if getattr(rule, key) is not None]
        if len(there) != 1:
            code = "TR017" if there else "TR018"
            self.setting.faults.add(code, path, at="key", found="[[grading.quotas]]", keys=("at_most", "at_least"))
            return None
        key = there[0]
        self.check_end(rule.grade, key, path)
        ranking = self.setting.ranking(rule.ranking, (*path, "ranking") if rule.ranking else path)
        portion = portion_of(getattr(rule, key), rule.round, (*path, key), self.setting)
        if ranking is None or portion is None:
            return None
        how = "at_most" if key == "at_most" else "at_least"
        return tree.Quota(id_, rule.grade, how, portion, ranking, rule.ties, origin)  # type: ignore[arg-type]

    def check_end(self, grade: str, key: str, path: Path) -> None:
        """`at_most` of the worst grade or better is everyone, and so is `at_least` of the best or worse."""
        ends = {"at_most": self.setting.grades[-1:], "at_least": self.setting.grades[:1]}
        if [grade] == ends[key]:
            self.setting.faults.add("TR056", (*path, "grade"), found=grade, key=key)


# ---- order, cover, reach ---------------------------------------------------------------------------------------------


def check_bands(grading: tree.Grading, bounds: Bounds, setting: Setting) -> None:
    """In every stretch of time the bands fall from grade to grade, and the lowest takes in whatever the number can be."""
    if grading.by is None or not grading.bands or any(band.grade not in setting.grades for band in grading.bands):
        return
    by_grade: dict[str, list[tuple[Span, Path]]] = {}
    for index, band in enumerate(grading.bands):
        at = band.grade if isinstance(setting.file.grading and setting.file.grading.bands, dict) else index
        by_grade.setdefault(band.grade, []).append((band.span, (*_TOP, "bands", at)))
    before = len(setting.faults)
    for grade, spans in by_grade.items():
        check_dates(spans, grade, setting)
    if len(setting.faults) == before:
        _check_stretches(grading, {id(b): p for b, p in _paths(grading, setting)}, bounds.ranges.get(grading.by.name), setting)


def _paths(grading: tree.Grading, setting: Setting) -> list[tuple[tree.Band, Path]]:
    by_name = setting.file.grading is not None and isinstance(setting.file.grading.bands, dict)
    return [(band, (*_TOP, "bands", band.grade if by_name else index)) for index, band in enumerate(grading.bands)]


def _check_stretches(grading: tree.Grading, paths: dict[int, Path], whole: Range | None, setting: Setting) -> None:
    told: set[Path] = set()
    periods = stretches([band.span for band in grading.bands])
    for period in periods:
        bands = sorted(
            (band for band in grading.bands if period in band.span), key=lambda band: setting.grades.index(band.grade)
        )
        if not bands:
            if period not in (periods[0], periods[-1]):
                text = period_text(setting.period_kind, period)
                setting.faults.add("TR043", (*_TOP, "bands"), at="key", name="bands", first=text, last="…")
            continue
        for better, worse in zip(bands, bands[1:], strict=False):
            path = paths[id(worse)]
            if (worse.at_least, worse.strict) >= (better.at_least, better.strict) and path not in told:
                told.add(path)
                setting.faults.add(
                    "TR051", path, grade=worse.grade, end=worse.at_least, better=better.grade, better_end=better.at_least
                )
        _check_cover(bands[-1], paths[id(bands[-1])], grading, whole, setting, told)


def _check_cover(  # noqa: PLR0913
    lowest: tree.Band, path: Path, grading: tree.Grading, whole: Range | None, setting: Setting, told: set[Path]
) -> None:
    if whole is None or grading.by is None or path in told:
        return
    end = Fraction(lowest.at_least)
    if end > whole.low or (lowest.strict and end == whole.low):
        told.add(path)
        least = f"{Decimal(whole.low.numerator) / Decimal(whole.low.denominator):f}"
        setting.faults.add("TR052", path, grade=lowest.grade, end=lowest.at_least, name=grading.by.name, least=least)


def check_reach(grading: tree.Grading, bounds: Bounds, setting: Setting) -> None:
    """Every grade can be had in some way; a step limit can lead to any."""
    if grading.given is not None or grading.limits:
        return
    whole = bounds.ranges.get(grading.by.name) if grading.by else None
    grades = setting.grades
    reached = {band.grade for band in grading.bands if whole is None or _meets(band, whole)}
    reached |= {rule.grade for rule in grading.forced} | {rule.at_least for rule in grading.floors}
    reached |= {rule.at_most for rule in grading.caps}
    for quota in grading.quotas:
        if quota.grade in grades:
            reached.add(quota.grade if quota.how == "at_least" else grades[min(grades.index(quota.grade) + 1, len(grades) - 1)])
    for index, grade in enumerate(grades):
        if grade not in reached:
            setting.faults.add("TR057", ("grades", index), at="key", found=grade)


def _meets(band: tree.Band, whole: Range) -> bool:
    end = Fraction(band.at_least)
    return end < whole.high or (end == whole.high and not band.strict)
