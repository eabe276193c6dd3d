"""The ``[calendar]`` of a policy as written to its working days as meant."""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import field

from targetrules.data import define
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.working_days import WEEKDAYS, WorkingDays, days_from
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["MOST_DAYS_OF_CALENDAR", "working_days_of"]

_TOP: Final = ("calendar",)
_USUAL_WEEKEND: Final = ("saturday", "sunday")
MOST_DAYS_OF_CALENDAR: Final = 36_525
"""How many days a calendar covers at most: a hundred years."""


def working_days_of(context: ResolutionContext) -> WorkingDays | None:
    """The working days; None where there is no calendar, or where it has faults, which are noted."""
    written = context.file.calendar
    return None if written is None else _Reader(context, written).working_days()


@define
class _Reader:
    """``there`` has the days that are listed, with where each was listed first."""

    context: ResolutionContext
    written: syntax.Calendar
    there: dict[date, Path] = field(factory=dict)

    def working_days(self) -> WorkingDays | None:
        before, covers = len(self.context.diagnostics), self.written.covers
        path: Path = (*_TOP, "covers")
        self.check_order(covers, path)
        if (length := (covers.until - covers.from_).days + 1) > MOST_DAYS_OF_CALENDAR:
            most = f"{MOST_DAYS_OF_CALENDAR:,}"
            advice, what = Word("diagnostics.fewer-days"), Word("limits.days")
            self.context.diagnostics.add("TR049", path, advice=advice, what=what, found=f"{length:,}", most=most)
        weekend = frozenset(WEEKDAYS.index(day) for day in self.weekend)
        if len(weekend) == len(WEEKDAYS):
            self.context.diagnostics.add("TR119", (*_TOP, "weekend"))
        if len(self.context.diagnostics) > before:
            return None
        closed = self.listed("closed", self.written.closed or [])
        opened = self.listed("open", self.written.open or [])
        for day in opened:
            if day.weekday() not in weekend:
                self.context.diagnostics.add("TR118", self.there[day], day=str(day))
        return WorkingDays(covers.from_, covers.until, weekend, closed, opened)

    @property
    def weekend(self) -> tuple[str, ...]:
        return _USUAL_WEEKEND if self.written.weekend is None else tuple(self.written.weekend)

    def check_order(self, days: syntax.Days, path: Path) -> bool:
        if days.until < days.from_:
            start, end = str(days.from_), str(days.until)
            self.context.diagnostics.add("TR041", (*path, "until"), start=start, end=end)
        return days.until >= days.from_

    def listed(self, key: str, written: list[date | syntax.Days] | list[date]) -> frozenset[date]:
        """The days under a key: within what the calendar covers, and each of them once in all of it."""
        return frozenset(day for index, each in enumerate(written) for day in self.days(each, (*_TOP, key, index)))

    def days(self, each: date | syntax.Days, path: Path) -> list[date]:
        covers = self.written.covers
        first, last = (each, each) if isinstance(each, date) else (each.from_, each.until)
        if not isinstance(each, date) and not self.check_order(each, path):
            return []
        if first < covers.from_ or last > covers.until:
            day, start, end = first if first < covers.from_ else last, str(covers.from_), str(covers.until)
            self.context.diagnostics.add("TR116", path, day=str(day), first=start, last=end)
            return []
        found = []
        for day in days_from(first, last):
            if day in self.there:
                self.context.diagnostics.add("TR117", path, day=str(day))
                break
            self.there[day] = path
            found.append(day)
        return found
