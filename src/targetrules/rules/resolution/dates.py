"""Dated versions of one thing: no two in force at once, and no hole between them."""

from __future__ import annotations

from collections.abc import Sequence

from targetrules.period import period_text
from targetrules.rules.number import PeriodRange
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

__all__ = ["check_dates", "stretches"]


def check_dates(spans: Sequence[tuple[PeriodRange, Path]], name: str, setting: ResolutionContext) -> None:
    """Note a fault where two spans share a period, and where one starts later than just after those before it."""
    ordered = sorted(spans, key=lambda each: (each[0].start is not None, each[0].start or 0))
    end = ordered[0][0].end if ordered else None
    for span, path in ordered[1:]:
        if end is None or span.start is None or span.start <= end:
            setting.faults.add("TR042", path, name=name, period=_shared(span, end, setting))
        elif span.start > end + 1:
            first, last = _text(end + 1, setting), _text(span.start - 1, setting)
            setting.faults.add("TR043", path, name=name, first=first, last=last)
        end = None if end is None or span.end is None else max(end, span.end)


def _shared(span: PeriodRange, end: int | None, setting: ResolutionContext) -> str | Word:
    """A period in which a span and one before it are both in force."""
    if span.start is not None:
        return _text(span.start, setting)
    ends = [period for period in (span.end, end) if period is not None]
    return _text(min(ends), setting) if ends else Word("periods.every")


def stretches(spans: Sequence[PeriodRange]) -> list[int]:
    """One period of each stretch in which the same of the spans are in force; outermost stretches included."""
    starts = {span.start for span in spans if span.start is not None}
    starts |= {span.end + 1 for span in spans if span.end is not None}
    return [min(starts) - 1, *sorted(starts)] if starts else [0]


def _text(period: int, setting: ResolutionContext) -> str:
    return str(period_text(setting.period_kind, period))
