"""``essa-identification`` once more, written from the text of the policy alone: no module of the package is used here.

A school's row has ``level``, ``title_one``, ``tested`` and the four indicators, a subgroup's ``tested`` and ``index``.
What is missing is None, and so is a truth that nobody can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
Number = Fraction | None
Truth = bool | None


@dataclass
class School:
    """What has to be remembered of a school from year to year."""

    indexes: dict[int, Number] = field(default_factory=dict)
    in_support: bool = False
    exit_cut: Number = None
    exit_index: Number = None
    better_years: int = 0
    results_in_support: int = 0
    low_years: int = 0


def decided(schools: Iterable[Row], subgroups: Iterable[Row]) -> dict[tuple[str, int], dict[str, Any]]:
    """What follows for each school and year."""
    below, years = defaultdict(list), defaultdict(list)
    for subgroup in subgroups:
        below[subgroup["unit"], subgroup["period"]].append(subgroup)
    for school in schools:
        years[school["period"]].append(school)
    known: dict[str, School] = defaultdict(School)
    cuts: dict[str, Number] = {}
    found = {}
    for year, rows in sorted(years.items()):
        for row in rows:
            known[row["unit"]].indexes[year] = index_of(row)
        means = {row["unit"]: mean_of(known[row["unit"]], year) for row in rows}
        if is_due(year):
            cuts = cuts_of(rows, means)
        for row in rows:
            unit = row["unit"]
            cut = cuts.get(row["level"])
            found[unit, year] = decided_of(row, below[unit, year], known[unit], means[unit], cut)
    return found


def decided_of(row: Row, subgroups: Sequence[Row], school: School, mean: Number, cut: Number) -> dict[str, Any]:
    """What follows for one school in one year; ``school`` is then as it is after it."""
    year, index = row["period"], school.indexes[row["period"]]
    before = school.exit_cut, school.exit_index
    enters = is_identified(row, mean, cut)
    better = both(compared(index, school.exit_cut, lambda a, b: a > b), at_least(index, school.exit_index))
    twice, better_years = in_two_years(better, school.better_years)
    leaves = both(row["tested"] >= 30, twice)
    unclear = [] if is_clear(school.in_support, enters, leaves) else ["comprehensive"]
    if enters is True and not school.in_support:
        school.exit_cut, school.exit_index = cut, None if index is None else index + 3
    school.in_support = enters is True or (school.in_support and leaves is not True)
    school.better_years = 0 if enters is True else better_years
    school.results_in_support = school.results_in_support + 1 if school.in_support else 0
    low = has_low_subgroup(subgroups)
    targeted, school.low_years = in_two_years(low, school.low_years)
    truths = {
        "comprehensive-support": school.in_support,
        "more-rigorous-action": school.results_in_support >= 5,
        "additional-targeted-support": False if school.in_support else is_subgroup_as_low(subgroups, year, cut),
        "targeted-support": False if school.in_support else targeted,
    }
    unclear += [name for name, truth in truths.items() if truth is None]
    numbers = {"index": index, "three_year_mean": mean, "lowest": cut, "exit_cut": before[0], "exit_index": before[1]}
    conditions = {"identified": enters, "improved": better, "improved_twice": twice, "underperforming": low}
    received = [name for name, truth in truths.items() if truth]
    return {**numbers, **conditions, "received": received, "undetermined": unclear}


def is_due(year: int) -> bool:
    """2018, 2021, 2024 and so on."""
    return year >= 2018 and (year - 2018) % 3 == 0


def rounded(number: Fraction, decimals: int) -> Fraction:
    """Halves up: no number here is below zero."""
    return Fraction((2 * number * 10**decimals + 1) // 2, 10**decimals)


def index_of(row: Row) -> Number:
    """Where the graduation rate is missing, its 30% go to achievement and growth."""
    parts = {"achievement": 25, "growth": 25, "graduation": 30, "quality": 20}
    if row["graduation"] is None:
        parts = {"achievement": 40, "growth": 40, "quality": 20}
    if row["tested"] < 30 or any(row[name] is None for name in parts):
        return None
    return rounded(sum((Fraction(row[name]) * part for name, part in parts.items()), Fraction(0)) / 100, 1)


def mean_of(school: School, year: int) -> Number:
    """Of this year and the two before it, of those that have an index; none where this year has none."""
    there = [each for each in map(school.indexes.get, (year - 2, year - 1, year)) if each is not None]
    return None if school.indexes[year] is None else rounded(sum(there, Fraction(0)) / len(there), 2)


def cuts_of(rows: Iterable[Row], means: Mapping[str, Number]) -> dict[str, Number]:
    """The mean of the last Title I school of the lowest 5% of each level; a part of a school counts as one."""
    levels = defaultdict(list)
    for row in rows:
        mean = means[row["unit"]]
        if row["title_one"] and mean is not None:
            levels[row["level"]].append(mean)
    return {level: sorted(each)[-(-len(each) * 5 // 100) - 1] for level, each in levels.items()}


def is_identified(row: Row, mean: Number, cut: Number) -> Truth:
    """30 tested, and among the lowest 5% in a year in which the cut is due, or graduation under 67% since 2018."""
    low = row["graduation"] is not None and row["graduation"] < 67 and row["period"] >= 2018
    lowest = both(row["title_one"] and is_due(row["period"]), at_least(cut, mean))
    return both(row["tested"] >= 30, True if low else lowest)


def has_low_subgroup(subgroups: Iterable[Row]) -> Truth:
    """Is one of those of 30 pupils below 40 points?"""
    indexes = [each["index"] for each in subgroups if each["tested"] >= 30]
    return None if None in indexes else any(each < 40 for each in indexes)


def is_subgroup_as_low(subgroups: Iterable[Row], year: int, cut: Number) -> Truth:
    """Is one of those of 30 pupils no better than the cut, in a year in which it is due?"""
    indexes = [each["index"] for each in subgroups if each["tested"] >= 30]
    if not indexes or not is_due(year):
        return False
    return None if None in indexes else at_least(cut, min(map(Fraction, indexes)))


def in_two_years(now: Truth, years: int) -> tuple[Truth, int]:
    """Whether it is so in this year and in the last one that is known, and in how many running it is after this one."""
    return both(now, years >= 1), years if now is None else years + 1 if now else 0


def is_clear(
    inside: bool,  # noqa: FBT001
    enters: Truth,
    leaves: Truth,
) -> bool:
    """Whether it is known if the school is in support, whatever the truths are that nobody can say."""
    ends = {
        into or (inside and not out)
        for into in ([True, False] if enters is None else [enters])
        for out in ([True, False] if leaves is None else [leaves])
    }
    return len(ends) == 1


def both(one: Truth, other: Truth) -> Truth:
    return False if one is False or other is False else None if one is None or other is None else True


def at_least(number: Number, bound: Number) -> Truth:
    return compared(number, bound, lambda a, b: a >= b)


def compared(number: Number, bound: Number, holds: Any) -> Truth:
    return None if number is None or bound is None else bool(holds(number, bound))
