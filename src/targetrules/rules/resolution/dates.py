"""Dated versions of one thing: no two in force at once, and no hole between them."""

from __future__ import annotations

from collections.abc import Sequence

from targetrules.period import period_text
from targetrules.rules.leaf import PeriodRange
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

__all__ = ["check_dates", "stretches"]


def check_dates(ranges: Sequence[tuple[PeriodRange, Path]], name: str, context: ResolutionContext) -> None:
    """Note a fault where two ranges share a period, and where one starts later than just after those before it."""
    ordered = sorted(ranges, key=lambda each: (each[0].start is not None, each[0].start or 0))
    end = ordered[0][0].end if ordered else None
    for each, path in ordered[1:]:
        if end is None or each.start is None or each.start <= end:
            context.diagnostics.add("TR042", path, name=name, period=_shared(each, end, context))
        elif each.start > end + 1:
            first, last = _text(end + 1, context), _text(each.start - 1, context)
            context.diagnostics.add("TR043", path, name=name, first=first, last=last)
        end = None if end is None or each.end is None else max(end, each.end)


def _shared(one: PeriodRange, end: int | None, context: ResolutionContext) -> str | Word:
    """A period in which a range and one before it are both in force."""
    if one.start is not None:
        return _text(one.start, context)
    ends = [period for period in (one.end, end) if period is not None]
    return _text(min(ends), context) if ends else Word("periods.every")


def stretches(ranges: Sequence[PeriodRange]) -> list[int]:
    """One period of each stretch in which the same of the ranges are in force; outermost stretches included."""
    starts = {each.start for each in ranges if each.start is not None}
    starts |= {each.end + 1 for each in ranges if each.end is not None}
    return [min(starts) - 1, *sorted(starts)] if starts else [0]


def _text(period: int, context: ResolutionContext) -> str:
    return str(period_text(context.period_kind, period))
