"""Dated versions of one thing: no two in force at once, and no hole between them."""

from __future__ import annotations

from collections.abc import Sequence

from targetrules.period import period_text
from targetrules.rules.number import Span
from targetrules.rules.setting import Setting
from targetrules.source.diagnostic import Path

__all__ = ["check_dates", "stretches"]


def check_dates(spans: Sequence[tuple[Span, Path]], name: str, setting: Setting) -> None:
    """Note a fault where two spans share a period, and where one starts later than just after the one before it."""
    ordered = sorted(spans, key=lambda each: (each[0].start is not None, each[0].start or 0))
    for (before, _), (after, path) in zip(ordered, ordered[1:], strict=False):
        if before.end is None or after.start is None or after.start <= before.end:
            shared = after.start if after.start is not None else before.end
            setting.faults.add("TR042", path, name=name, period=_text(shared, setting))
        elif after.start > before.end + 1:
            first, last = _text(before.end + 1, setting), _text(after.start - 1, setting)
            setting.faults.add("TR043", path, name=name, first=first, last=last)


def stretches(spans: Sequence[Span]) -> list[int]:
    """One period of each stretch in which the same of the spans are in force; outermost stretches included."""
    starts = {span.start for span in spans if span.start is not None}
    starts |= {span.end + 1 for span in spans if span.end is not None}
    return [min(starts) - 1, *sorted(starts)] if starts else [0]


def _text(period: int | None, setting: Setting) -> str:
    return "…" if period is None else str(period_text(setting.period_kind, period))
