"""Grades that no unit can get: what the source gives, and where each rule of grading can lead from there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from targetrules.rules import grading as tree
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.analysis.ranges import Range
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.dates import stretches
from targetrules.source.decimals import plain_digits
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

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
            path: Path = ("grades", index, "id")
            context.diagnostics.add("TR057", path, advice=_advice(grade, grading, grading.by.name, whole), found=grade)


def _advice(grade: str, grading: tree.Grading, name: str, whole: Range | None) -> Word | None:
    """What is said of a grade that has a band all the same."""
    if whole is None or not any(band.grade == grade for scale in grading.scales for band in scale.bands):
        return None
    least, most = (plain_digits(end) for end in (whole.low, whole.high))
    values = {"name": name, "least": least, "most": most, "decimals": whole.decimals}
    return Word("diagnostics.band-takes-none", values)


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
    """The grades whose bands take a number that can be, which no better one's takes."""
    best_first = sorted(bands, key=lambda band: context.grades[band.grade])
    for period in stretches([band.in_force for band in bands]):
        taken = None if whole is None else _units(whole.high, whole) + 1
        for band in best_first:
            if period in band.in_force:
                first = None if whole is None else _first(band, whole)
                if taken is None or first is None or first < taken:
                    yield context.grades[band.grade]
                    taken = first


def _first(band: tree.Band, whole: Range) -> int:
    """The lowest number that can be and that a band takes, in units of the last decimal."""
    end = Fraction(band.at_least) * _per_one(whole)
    first = math.floor(end) + 1 if band.strict else math.ceil(end)
    return max(first, _units(whole.low, whole))


def _units(number: Decimal, whole: Range) -> int:
    return math.floor(Fraction(number) * _per_one(whole))


def _per_one(whole: Range) -> int:
    return int(10**whole.decimals)
