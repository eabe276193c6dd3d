"""Working days: which days of a calendar are worked, and the last day of so many of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from targetrules.data import frozen

__all__ = ["WEEKDAYS", "WorkingDays", "days_from"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""By the number that Python gives them, from 0."""


def days_from(first: date, last: date) -> Iterator[date]:
    """All days from the first to the last, both included."""
    return (first + timedelta(days=days) for days in range((last - first).days + 1))


@frozen(slots=True)
class WorkingDays:
    """The days that are worked from ``first`` to ``last``; of days before and after nobody knows.

    All are worked but those of ``weekend`` (Monday is 0) and the ``closed`` ones; those that are ``open`` are worked
    though they are of a weekend.
    """

    first: date
    last: date
    weekend: frozenset[int]
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()

    def is_worked(self, day: date) -> bool:
        """Whether a day within the calendar is worked."""
        return day in self.open or (day.weekday() not in self.weekend and day not in self.closed)

    def after(self, day: date, count: int) -> date | None:
        """The last of so many working days after this one, which is the day itself where they are none.

        None where a day on the way lies outside of the calendar.
        """
        while count:
            day += timedelta(days=1)
            if not self.first <= day <= self.last:
                return None
            count -= self.is_worked(day)
        return day
