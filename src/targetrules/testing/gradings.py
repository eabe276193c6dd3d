"""A random grading: a given grade or bands that cover all that the number can be, and any of the steps after it."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from targetrules.rules.exact import rounded
from targetrules.rules.leaf import Rounding
from targetrules.source.decimals import decimals_of, quantized
from targetrules.testing.conditions import condition, portion
from targetrules.testing.draft import Draft, toml_number

__all__ = ["define_grading"]

TomlTable = dict[str, Any]

_LARGE: Final = 10**9
_MOST: Final = 10**15 - 1
_SPARE: Final = 3


def define_grading(draft: Draft, sources: list[str]) -> None:
    """The policy's ``[grading]``; every grade can be had."""
    inputs = draft.file["inputs"]
    given = [name for name, table in inputs.items() if table["type"] == "grade"]
    without_band: list[str] = []
    if given and draft.chance.happens():
        table: TomlTable = {"given": draft.chance.one(given)}
    else:
        table, without_band = _by_bands(draft, sources)
    steps = _steps(draft, sources)
    for grade in without_band:
        steps.setdefault("forced", []).append({"when": condition(draft, depth=1), "grade": grade})
    draft.file["grading"] = table | steps
    draft.now.graded = True


# ---- bands -----------------------------------------------------------------------------------------------------------


def _by_bands(draft: Draft, sources: list[str]) -> tuple[TomlTable, list[str]]:
    """Bands over a number, or a scale of them each for some of the units, and the grades that have none."""
    chance = draft.chance
    sure = (name for name in draft.now.numbers if name not in draft.loose)
    name = chance.one([name for name in sure if _has_room(draft, name)])
    left_out = chance.some(draft.grades[1:-1], 1, 1) if chance.happens(1, 5) else []
    grades = [grade for grade in draft.grades if grade not in left_out]
    if chance.happens(2, 3):
        return {"by": name, "bands": _bands(draft, name, grades)}, left_out
    scales: list[TomlTable] = [{"when": condition(draft, depth=1)} for _ in range(chance.count(1, 2))]
    if chance.happens():
        scales.append({})
    return {
        "by": name,
        "scales": [{**scale, "bands": _bands(draft, name, grades), **draft.origin(sources)} for scale in scales],
    }, left_out


def _bands(draft: Draft, name: str, grades: list[str]) -> TomlTable | list[TomlTable]:
    """Where each grade begins; or in one to three stretches of time."""
    if draft.chance.happens(2, 3):
        ends = _ends(draft, name, len(grades))
        return dict(zip(grades, map(toml_number, ends), strict=True))
    return [band for stretch in draft.cuts() for band in _dated(draft, name, grades, stretch)]


def _range(draft: Draft, name: str) -> tuple[Fraction, Fraction]:
    """From where to where the number can be; one that is always missing, anything."""
    found = draft.bounds.ranges.get(name)
    return (Fraction(found.low), Fraction(found.high)) if found else (Fraction(0), Fraction(4))


def _has_room(draft: Draft, name: str) -> bool:
    """Whether there is room for a band of each grade, with a number in it, at numbers that a file may hold."""
    low, high = _range(draft, name)
    found = draft.bounds.ranges.get(name)
    steps = (min(high, Fraction(_LARGE)) - max(low, Fraction(-_LARGE))) * 10 ** (found.decimals if found else 0)
    return low > -_MOST and steps > len(draft.grades) + _SPARE


def _dated(draft: Draft, name: str, grades: list[str], stretch: tuple[int | None, int | None]) -> list[TomlTable]:
    sides = [*(draft.chance.one(("at_least", "above")) for _ in grades[1:]), "at_least"]
    found = zip(grades, sides, _ends(draft, name, len(grades)), strict=True)
    return [{"grade": grade, side: toml_number(end), **draft.dates(stretch)} for grade, side, end in found]


def _ends(draft: Draft, name: str, count: int) -> list[Decimal]:
    """Where the bands begin, best first: within the number's range, and the last at its low end or just below."""
    least, most = _range(draft, name)
    low, high = max(least, Fraction(-_LARGE)), min(most, Fraction(_LARGE))
    steps = draft.chance.some(range(1, count + 2), count - 1, count - 1)
    ends = [
        rounded(low + (high - low) * step / (count + 2), 6, Rounding.HALF_UP) for step in sorted(steps, reverse=True)
    ]
    return [*(quantized(end, decimals_of(end)) for end in ends), Decimal(math.floor(least))]


# ---- steps -----------------------------------------------------------------------------------------------------------


def _steps(draft: Draft, sources: list[str]) -> TomlTable:
    makers: dict[str, Callable[[Draft], TomlTable]] = {
        "unrated": lambda draft: {"when": condition(draft)},
        "forced": lambda draft: {"when": condition(draft), "grade": draft.chance.one(draft.grades)},
        "floors": lambda draft: {"when": condition(draft), "at_least": draft.chance.one(draft.grades)},
        "caps": lambda draft: {"when": condition(draft), "at_most": draft.chance.one(draft.grades)},
        "steps": _limit,
    }
    if draft.now.rankings:
        makers["quotas"] = _quota
    found: TomlTable = {}
    for key, make in makers.items():
        if draft.chance.happens(1, 3):
            count = draft.chance.count(1, 2)
            found[key] = [{**make(draft), **draft.origin(sources)} for _ in range(count)]
    return found


def _limit(draft: Draft) -> TomlTable:
    chance = draft.chance
    most = len(draft.grades) - 1
    table: TomlTable = {"when": condition(draft)} if chance.happens(2, 3) else {}
    keys = chance.one((("most_down",), ("most_up",), ("most_down", "most_up")))
    return table | {key: chance.count(0, min(2, most)) for key in keys}


def _quota(draft: Draft) -> TomlTable:
    """A quota: at most so many of the best grades, or at least so many of the worst."""
    chance = draft.chance
    how = chance.one(("at_most", "at_least"))
    grade = chance.one(draft.grades[:-1] if how == "at_most" else draft.grades[1:])
    table: TomlTable = {"grade": grade, how: portion(draft)}
    if len(draft.past.rankings) > 1 or chance.happens(1, 4):
        table["ranking"] = chance.one(draft.now.rankings)
    if chance.happens(1, 3):
        table["round"] = chance.one(("down", "up", "half-up", "half-even"))
    if chance.happens():
        table["ties"] = chance.one(("out", "in"))
    ranking = draft.file["rankings"][table.get("ranking", draft.now.rankings[0])]
    dates = {key: ranking[key] for key in ("from", "until") if key in ranking}
    return {**table, **(dates or (draft.period_range() if chance.happens(1, 4) else {}))}
