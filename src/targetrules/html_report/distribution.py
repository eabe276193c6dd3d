"""How the units of a period are spread: over the number that decides, with its cuts, and against quotas."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from targetrules.history import Value
from targetrules.html_report.told import Report
from targetrules.outcome import Outcome
from targetrules.period import ordinal_of
from targetrules.rules import tree
from targetrules.rules.exact import units_of
from targetrules.rules.leaf import Share
from targetrules.source.decimals import decimals_of, scaled, scaled_ends, unscaled
from targetrules.wording import say
from targetrules.workbook.decided import Decided
from targetrules.workbook.sheet import Block, Cell, Sheet

__all__ = ["BARS", "distribution_sheet"]

BARS: Final = 1
"""The column of numbers that are drawn as bars as well."""

_BINS: Final = 12


def distribution_sheet(report: Report, language: str) -> Sheet | None:
    """The numbers that decide, each as a table of how many units lie where, and the quotas."""
    decided = report.decided[language]
    blocks = [block for name in _numbers(report.rules) for block in _spread(report, decided, name)]
    quotas = list(_quotas(report, decided))
    if quotas:
        headings = ("quota", "group", "units-ranked", "share", "units-allowed", "units-there")
        blocks.append(Block(tuple(_say(decided, each) for each in headings), quotas, say("pages.quotas", language)))
    return Sheet("", "", tuple(blocks)) if blocks else None


def _say(decided: Decided, key: str, **values: Any) -> str:
    return say(f"pages.{key}", decided.names.language, values)


# ---- the number that decides -----------------------------------------------------------------------------------------


def _numbers(rules: tree.Rules) -> list[str]:
    """The number that grades go by, and those that units are ranked by first."""
    by = [] if rules.grading is None or rules.grading.by is None else [rules.grading.by]
    ranked = [each.by[0] for each in rules.rankings.values() if isinstance(each.by[0], tree.NumberOf)]
    return list(dict.fromkeys(each.name for each in (*by, *ranked) if not each.parameter))


def _spread(report: Report, decided: Decided, name: str) -> Iterator[Block]:
    """How many units lie between which values, and which grade begins there: a cut parts what lies on its sides."""
    found = [decided.value_of(each, name) for each in report.now]
    values = [each for each in found if isinstance(each, Decimal)]
    if not values:
        return
    decimals = max(map(decimals_of, values))
    whole = [scaled(each, decimals) for each in values]
    step = _step(max(whole) - min(whole))
    cuts = _cuts(report, decided, name, decimals)
    ends = range(min(whole) // step * step, (max(whole) // step + 1) * step + 1, step)
    inside = {at for at, _ in cuts if ends[0] < at < ends[-1]}
    bins = list(pairwise(sorted({*ends, *inside})))
    counts = Counter(bisect_right(bins, each, key=lambda bounds: bounds[0]) - 1 for each in whole)
    rows = []
    for number, (start, end) in enumerate(bins):
        begins = [told for at, told in cuts if start <= at < end or (not number and at < start)]
        low, high = unscaled(start, decimals), unscaled(end, decimals)
        text = _say(decided, "from-below", low=f"{low:f}", high=f"{high:f}")
        rows.append([Cell(text), Cell(counts[number]), Cell("\n".join(begins))])
    missing = len(found) - len(values)
    if missing:
        rows.append([Cell(decided.names.say("missing"), "missing"), Cell(missing), Cell("")])
    headings = (decided.labels.value(name), decided.say("units-that-receive"), _say(decided, "cuts"))
    breaks = frozenset(number for number, (start, _) in enumerate(bins) if start in inside)
    yield Block(headings, rows, _say(decided, "spread-of", name=decided.labels.value(name)), breaks)


def _step(width: int) -> int:
    """A round width of bins, so that there are about so many of them."""
    scale = 1
    while scale * _BINS * 10 < width:
        scale *= 10
    return next(each * scale for each in (1, 2, 5, 10) if each * scale * _BINS >= width)


def _cuts(report: Report, decided: Decided, name: str, decimals: int) -> list[tuple[int, str]]:
    """From which value on which grade is given, where grades go by the number: in units of so many decimals.

    Above 60 is from 60.01 on where the numbers have two decimals.
    """
    grading, period = report.rules.grading, ordinal_of(report.rules.period, report.period)
    if grading is None or grading.by is None or grading.by.name != name or period is None:
        return []
    bands = dict.fromkeys(band for scale in grading.scales for band in scale.in_force(period))
    told = [
        (_first(band, decimals), _say(decided, "cut-above" if band.strict else "cut", **_of_band(decided, band)))
        for band in bands
    ]
    return sorted(told, key=lambda each: each[0])


def _first(band: tree.Band, decimals: int) -> int:
    """The least number of so many decimals that lies in a band."""
    below, above = scaled_ends(band.at_least, decimals)
    return below + 1 if band.strict else above


def _of_band(decided: Decided, band: tree.Band) -> dict[str, str]:
    return {"grade": decided.labels.grade(band.grade), "bound": f"{band.at_least:f}"}


# ---- quotas ----------------------------------------------------------------------------------------------------------


def _quotas(report: Report, decided: Decided) -> Iterator[list[Cell]]:
    """Each quota in each of its groups: how many units it allows, or asks for, and how many there are."""
    rules, period = report.rules, ordinal_of(report.rules.period, report.period)
    grading = rules.grading
    if grading is None or period is None:
        return
    for quota in grading.quotas:
        given = quota.portion.amount
        amount = rules.parameters[given].at(period) if isinstance(given, str) else given
        if amount is None or period not in quota.in_force:
            continue
        for group, members in _groups(report, decided, quota).items():
            size = members[0].places[quota.ranking].size or 0
            there = sum(_counts(rules, quota, each) for each in members)
            most = units_of(amount, size, quota.portion.round)
            share = f"{amount.percent:f}%" if isinstance(amount, Share) else f"{amount:f}"
            yield [
                Cell(_quota_name(decided, quota)),
                Cell(decided.group_in_words(rules.within(quota), group)),
                Cell(size),
                Cell(_say(decided, f"quota-{quota.how}", amount=share)),
                Cell(most),
                Cell(there, "undetermined" if _is_broken(quota, there, most) else "plain"),
            ]


def _groups(report: Report, decided: Decided, quota: tree.Quota) -> dict[tuple[Value, ...], list[Outcome]]:
    """The units of each group of which a quota is: those that are ranked and have a grade."""
    found: dict[tuple[Value, ...], list[Outcome]] = {}
    for each in report.now:
        if each.places[quota.ranking].rank is not None and each.grade is not None:
            found.setdefault(decided.group(each, report.rules.within(quota)), []).append(each)
    return found


def _counts(rules: tree.Rules, quota: tree.Quota, outcome: Outcome) -> bool:
    """Whether a unit is one of those that a quota counts: with its grade or a better, or a worse one."""
    own, asked = rules.grade_position[outcome.grade or ""], rules.grade_position[quota.grade]
    return own <= asked if quota.how == "at_most" else own >= asked


def _is_broken(quota: tree.Quota, there: int, most: int) -> bool:
    return there > most if quota.how == "at_most" else there < most


def _quota_name(decided: Decided, quota: tree.Quota) -> str:
    return _say(decided, f"quota-of-{quota.how}", grade=decided.labels.grade(quota.grade))
