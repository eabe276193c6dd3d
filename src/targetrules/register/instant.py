"""Instants, in UTC, written so that the later one is also the greater text; and days, which have a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo

from targetrules.arguments import unlike

__all__ = ["first_instant", "instant_of", "instant_text", "is_instant", "last_instant"]


def instant_text(instant: datetime) -> str:
    """An instant that has its zone, as a text of 27 characters: ``2027-03-01T09:30:00.000000Z``."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant_of(text: str) -> datetime:
    """The instant of such a text."""
    return datetime.fromisoformat(text)


def is_instant(text: str) -> bool:
    """Whether a text is an instant, written in this one way."""
    try:
        return instant_text(datetime.fromisoformat(text)) == text
    except (ValueError, OverflowError):
        return False


def first_instant(name: str, given: object, zone: tzinfo) -> str | None:
    """The instant that was given, or the first of a day in a zone; None where nothing was."""
    return _given(name, given, time.min, zone)


def last_instant(name: str, given: object, zone: tzinfo) -> str | None:
    """The instant that was given, or the last of a day in a zone; None where nothing was."""
    return _given(name, given, time.max.replace(fold=1), zone)  # where clocks are set back, the later of two


def _given(name: str, given: object, of_day: time, zone: tzinfo) -> str | None:
    if given is None:
        return None
    instant = given
    if isinstance(given, date) and not isinstance(given, datetime):
        instant = datetime.combine(given, of_day, zone)
    if not isinstance(instant, datetime) or instant.utcoffset() is None:
        raise unlike(name, given, "instant")
    try:
        return instant_text(instant)
    except OverflowError:  # the first or the last day of the calendar, in another zone
        return instant_text(datetime.combine(instant.date(), of_day, UTC))
