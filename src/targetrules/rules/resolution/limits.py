"""How much may stand in one policy: far more than any has, and little enough to be checked in a second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.rules.resolution.context import ResolutionContext
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["are_too_many_cells", "is_too_large"]

MOST_NAMES: Final = 2000
MOST_BANDS: Final = 500
MOST_SIGNS: Final = 50_000
MOST_CELLS: Final = 200_000


def is_too_large(context: ResolutionContext) -> bool:
    """Whether there is too much of something, which is noted."""
    file = context.file
    counts: tuple[tuple[str, int, int, Path], ...] = (
        ("names", sum(_names(file)), MOST_NAMES, ()),
        (
            "bands",
            _bands(file.grading),
            MOST_BANDS,
            ("grading", "scales" if file.grading and file.grading.scales else "bands"),
        ),
        ("signs", sum(_signs(file)), MOST_SIGNS, ("measures",)),
    )
    beyond = [what for what, found, most, path in counts if _is_beyond(what, found, most, path, context)]
    return bool(beyond)


def are_too_many_cells(rows: int, inputs: int, context: ResolutionContext) -> bool:
    """Whether the examples come to too much, which is noted: each of their rows has every input, if only as missing."""
    return _is_beyond("cells", rows * inputs, MOST_CELLS, ("examples",), context)


def _is_beyond(what: str, found: int, most: int, path: Path, context: ResolutionContext) -> bool:
    if found > most:
        word = Word(f"limits.{what}")
        context.diagnostics.add("TR049", path, at="key", what=word, found=f"{found:,}", most=f"{most:,}")
    return found > most


def _names(file: syntax.PolicyFile) -> Iterator[int]:
    sections = (file.grades, file.inputs, file.parameters, file.measures, file.cuts, file.rankings)
    more = (file.conditions, file.statuses)
    catalogues = (file.sources, file.roles, file.actions, file.offices)
    for section in (*sections, *more, file.consequences, file.claims, *catalogues):
        yield len(section or ())
    yield 0 if file.procedure is None else len(file.procedure.steps)
    for each in (file.details or {}).values():
        yield 1 + len(each.inputs or ()) + len(each.conditions or ())
    yield from (len(cut.published or ()) for cut in (file.cuts or {}).values())
    for measure in (file.measures or {}).values():
        for version in (measure, *(measure.versions or ())):
            yield len(version.cases or ()) + (0 if version.scale is None else len(version.scale.points))


def _bands(grading: syntax.Grading | None) -> int:
    """The bands of all scales."""
    if grading is None:
        return 0
    return len(grading.bands or ()) + sum(len(scale.bands) for scale in grading.scales or ())


def _signs(file: syntax.PolicyFile) -> Iterator[int]:
    """The characters of all formulas, the names in all weights, and the words that have points."""
    for measure in (file.measures or {}).values():
        for version in (measure, *(measure.versions or ())):
            texts = (version.formula or "", version.otherwise or "", *(case.formula for case in version.cases or ()))
            words = () if version.points is None else version.points.values
            yield sum(map(len, (*texts, *(version.weights or ()), *words)))
    yield from (len(cut.formula) for cut in (file.cuts or {}).values())
