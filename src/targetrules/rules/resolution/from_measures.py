"""Measures as written to measures as meant: a formula, weights, cases, points or a scale, dated or not."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from itertools import pairwise
from typing import Final

from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.rules.resolution.context import NameKind, ResolutionContext, label_of, listed
from targetrules.rules.resolution.dates import check_dates
from targetrules.rules.resolution.formula import aggregate_named, formula_of, number_name
from targetrules.rules.resolution.from_condition import condition_of
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml, table_word
from targetrules.wording import Listing, Word

__all__ = ["measure_of"]

_SOURCES: Final = ("formula", "weights", "cases", "points", "scale")
"""Where the number of a version comes from: exactly one of them."""

_BESIDE: Final = {"missing": "weights", "otherwise": "cases"}
"""Keys that say more of one of the sources."""

_FEWEST_POINTS: Final = 2
_COORDINATES: Final = 2
"""Of a point: a number, and what it gives."""


def measure_of(name: str, measure: syntax.Measure, context: ResolutionContext) -> tree.Measure:
    """The measure; what is wrong with it is noted."""
    path: Path = ("measures", name)
    decimals = context.decimals(measure.decimals or 0, path)
    versions: list[tuple[syntax.Version, Path]] = [(measure, path)]
    if measure.versions is not None:
        versions = [(each, (*path, "versions", index)) for index, each in enumerate(measure.versions)]
        _check_single(measure, path, context)
    before = len(context.diagnostics)
    ranges = [(context.period_range(each.from_, each.until, at), at) for each, at in versions]
    if len(context.diagnostics) == before:
        check_dates(ranges, name, context)
    roundings = [tree.Rounding(each.rounding or measure.rounding or "half-up") for each, _ in versions]
    found = [
        tree.Version(_Reader(context, at, rounding).number(each), rounding, in_force)
        for (each, at), rounding, (in_force, _) in zip(versions, roundings, ranges, strict=True)
    ]
    return tree.Measure(name, decimals, tuple(found), label_of(measure.label))


def _check_single(measure: syntax.Measure, path: Path, context: ResolutionContext) -> None:
    """Beside ``versions`` a measure itself says nothing of its number, and has no dates."""
    for key in (*_SOURCES, *_BESIDE, "from", "until"):
        if getattr(measure, "from_" if key == "from" else key) is not None:
            context.diagnostics.add("TR017", (*path, key), at="key", keys=(key, "versions"))
    if not measure.versions:
        context.diagnostics.add("TR065", (*path, "versions"))


@frozen(slots=True)
class _Reader:
    """Reads one version of a measure, which stands at ``path``."""

    context: ResolutionContext
    path: Path
    rounding: tree.Rounding

    def number(self, version: syntax.Version) -> tree.Number:
        """The number of a version; 0, and a fault noted, where it cannot be read."""
        given = [key for key in _SOURCES if getattr(version, key) is not None]
        number: tree.Number | None = None
        if not given:
            found = table_word(self.path)
            self.context.diagnostics.add("TR018", self.path, at="key", found=found, keys=_SOURCES)
        for other in given[1:]:
            self.context.diagnostics.add("TR017", (*self.path, other), at="key", keys=(given[0], other))
        if len(given) == 1:
            number = self.read(version)
        for key, source in _BESIDE.items():
            if getattr(version, key) is not None and source not in given:
                self.context.diagnostics.add("TR018", (*self.path, key), at="key", found=key, keys=(source,))
        return number or tree.Literal(Decimal(0))

    def read(self, version: syntax.Version) -> tree.Number | None:
        if version.formula is not None:
            return self.formula(version.formula, "formula")
        if version.cases is not None:
            return self.cases(version.cases, version.otherwise)
        if version.points is not None:
            return self.points(version.points)
        if version.scale is not None:
            return self.scale(version.scale)
        return self.weighted(version)

    def formula(self, text: str, *at: str | int) -> tree.Number | None:
        return formula_of(text, (*self.path, *at), self.context, self.rounding)

    def weighted(self, version: syntax.Version) -> tree.Weighted:
        weights = version.weights or {}
        if not weights:
            self.context.diagnostics.add("TR065", (*self.path, "weights"))
        parts = []
        for written, weight in weights.items():
            at = (*self.path, "weights", written)
            name = aggregate_named(written, at, self.context, is_key=True)
            if name is None:
                continue
            if self.context.name(name, at, NameKind.NUMBER) and weight <= 0:
                self.context.diagnostics.add("TR069", at, found=as_toml(weight), name=name)
            parts.append((self.context.number(name), Decimal(weight)))
        return tree.Weighted(tuple(parts), version.missing or "unknown")

    def cases(self, cases: list[syntax.Case], otherwise: str | None) -> tree.Cases | None:
        if not cases:
            self.context.diagnostics.add("TR065", (*self.path, "cases"))
        found = [
            (
                condition_of(case.when, (*self.path, "cases", at, "when"), self.context),
                self.formula(case.formula, "cases", at, "formula"),
            )
            for at, case in enumerate(cases)
        ]
        last = None if otherwise is None else self.formula(otherwise, "otherwise")
        of = tuple(tree.Case(when, number) for when, number in found if when is not None and number is not None)
        is_whole = len(of) == len(cases) and (last is None) is (otherwise is None)
        return tree.Cases(of, last) if is_whole and of else None

    def points(self, points: syntax.Points) -> tree.Cases | None:
        """A number for each word of a choice, or for each grade: as many cases, of which one must apply."""
        path, before = (*self.path, "points"), len(self.context.diagnostics)
        name = aggregate_named(points.of, (*path, "of"), self.context)
        if name is None:
            return None
        words = self.words_of(name, (*path, "of"))
        for word in points.values:
            self.check_word(word, name, words, (*path, "values", word))
        lost = self.context.diagnostics.lost
        missing = [word for word in words if word not in points.values and word not in lost]
        if missing and len(self.context.diagnostics) == before:
            found = Listing(tuple(missing))
            self.context.diagnostics.add("TR131", (*path, "values"), at="key", name=name, found=found)
        if len(self.context.diagnostics) > before or any(word not in points.values for word in words) or not words:
            return None
        of = None if name == "grade" else name
        is_choice = self.context.names.get(name) is NameKind.CHOICE
        return tree.Cases(
            tuple(
                tree.Case(
                    tree.ChoiceIs(name, (word,)) if is_choice else tree.GradeIs((word,), of),
                    tree.Literal(Decimal(points.values[word])),
                )
                for word in words
            )
        )

    def words_of(self, name: str, path: Path) -> Collection[str]:
        """The words of a choice, or all grades; none, and a fault noted, where the name is of something else."""
        if name == "grade":
            self.context.grading("grade", path)
            return self.context.grades
        number = Word("diagnostics.said-points-of-number", {"found": name})
        is_number = self.context.names.get(name) is NameKind.NUMBER
        kinds = NameKind.CHOICE, NameKind.GRADE
        if not self.context.name(name, path, *kinds, other_kind=number if is_number else None):
            return ()
        return self.context.options(name) if self.context.names[name] is NameKind.CHOICE else self.context.grades

    def check_word(self, word: str, name: str, words: Collection[str], path: Path) -> None:
        """Note a word for which there can be no points; where nothing is known of the words, that was said."""
        if words is self.context.grades:
            self.context.grade(word, path, is_key=True)
        elif words and word not in words:
            known = listed(words)
            self.context.diagnostics.add(
                "TR029", path, at="key", near=(word, words), found=word, name=name, known=known
            )

    # ---- scales ------------------------------------------------------------------------------------------------------

    def scale(self, scale: syntax.PiecewiseScale) -> tree.Piecewise | None:
        """What a table of points makes of a number: at least two points, in ascending order."""
        path = (*self.path, "scale")
        name = aggregate_named(scale.of, (*path, "of"), self.context)
        of = None if name is None else number_name(name, (*path, "of"), self.context)
        points = self.points_of(scale.points, (*path, "points"))
        if self.context.diagnostics.is_told((*path, "between")):  # whether it is a quotient nobody can say
            return None
        if points is None or not isinstance(of, tree.NumberOf | tree.RankOf | tree.SizeOf):
            return None
        return tree.Piecewise(of, points, scale.between, scale.outside)

    def points_of(self, written: list[list[Decimal]], path: Path) -> tuple[tuple[Decimal, Decimal], ...] | None:
        """The points; None where any of them is wrong, which is noted, or was noted as what is no number."""
        diagnostics = self.context.diagnostics
        if any(at[: len(path)] == path for at in diagnostics.kept):
            return None
        before = len(diagnostics)
        if len(written) < _FEWEST_POINTS:
            diagnostics.add("TR151", path)
        for index, point in enumerate(written):
            if len(point) != _COORDINATES:
                diagnostics.add("TR150", (*path, index), found=as_toml(point))
        if len(diagnostics) > before:
            return None
        points = tuple((Decimal(at), Decimal(gives)) for at, gives in written)
        for index, ((at, _), (then, _)) in enumerate(pairwise(points), 1):
            if then <= at:
                diagnostics.add("TR152", (*path, index), found=as_toml(then), last=as_toml(at))
        return points if len(diagnostics) == before else None
