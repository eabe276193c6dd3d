"""Grades that no unit can get: what the source gives, and where each rule of grading can lead from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from targetrules.rules import grading as tree
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.analysis.ranges import Range
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.dates import stretches

__all__ = ["check_reach"]

_NONE: Final = -1
"""No grade."""

Positions = frozenset[int]
"""Grades by their positions, 0 being the best."""


def check_reach(grading: tree.Grading, bounds: Bounds, context: ResolutionContext) -> None:
    """Note each grade that no unit can get in any period. A given grade may be any."""
    if grading.by is None or context.diagnostics.touch("grading"):
        return
    whole = bounds.ranges.get(grading.by.name)
    bands = (grade for scale in grading.scales for grade in _from_bands(scale.bands, whole, context))
    reached = _reachable(grading, frozenset((*bands, _NONE)), context)
    for index, grade in enumerate(context.grades):
        if index not in reached:
            context.diagnostics.add("TR057", ("grades", index, "id"), found=grade)


def _reachable(grading: tree.Grading, source: Positions, context: ResolutionContext) -> Positions:
    """The final grades that can be; of each rule it is taken that it may act or not.

    Steps go from what was reached in the period before, so this is repeated until nothing more is reached.
    """
    before: Positions = frozenset()
    while True:
        found = _in_one_period(grading, source, before, context)
        if found <= before:
            return before
        before |= found


def _in_one_period(
    grading: tree.Grading, source: Positions, before: Positions, context: ResolutionContext
) -> Positions:
    """The grades at the end of a period, where those at the end of the one before were ``before``."""
    forced = {context.grades[rule.grade] for rule in grading.forced}
    found = set(source)
    for floor in grading.floors:
        found |= {context.grades[floor.at_least] for _ in _worse(found, context.grades[floor.at_least])}
    for limit in grading.limits:
        found |= set(_limited(limit, found, before))
    for cap in grading.caps:
        found |= {context.grades[cap.at_most] for _ in _better(found, context.grades[cap.at_most])}
    found |= forced
    for quota in grading.quotas:
        down_to = context.grades[quota.grade] + (quota.how == "at_most")
        found |= {down_to for _ in _better(found, down_to)}
    return frozenset(found - {_NONE})


def _limited(limit: tree.Limit, found: Iterable[int], before: Iterable[int]) -> Iterator[int]:
    """What a step makes of the grades: each is moved to where the one before lets it go, and no further."""
    grades = [grade for grade in found if grade != _NONE]
    for start in before:
        for grade in grades:
            lowest = grade if limit.most_down is None else min(grade, start + limit.most_down)
            yield lowest if limit.most_up is None else max(lowest, start - limit.most_up)


def _worse(grades: Iterable[int], than: int) -> list[int]:
    return [grade for grade in grades if grade > than]


def _better(grades: Iterable[int], than: int) -> list[int]:
    return [grade for grade in grades if _NONE < grade < than]


# ---- bands -----------------------------------------------------------------------------------------------------------


def _from_bands(bands: Sequence[tree.Band], whole: Range | None, context: ResolutionContext) -> Iterator[int]:
    """The grades whose bands begin within what the number can be, and are not all taken by a better one's."""
    best_first = sorted(bands, key=lambda band: context.grades[band.grade])
    for period in stretches([band.in_force for band in bands]):
        lowest_taken: tree.Band | None = None
        for band in best_first:
            if period in band.in_force:
                if whole is None or (_takes(band, whole.high) and not _takes(lowest_taken, whole.low)):
                    yield context.grades[band.grade]
                lowest_taken = band


def _takes(band: tree.Band | None, number: Decimal) -> bool:
    return band is not None and (number > band.at_least or (number == band.at_least and not band.strict))
