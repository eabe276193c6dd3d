"""``targetrules calendar``: the working days of a country, as a table to be pasted into a policy and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any, Final

import click

from targetrules.cli.errors import CommandError
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.program import Command
from targetrules.cli.terminal import refuse_closed_output, write
from targetrules.data import frozen
from targetrules.extra import need
from targetrules.source.suggest import nearest
from targetrules.visible import visible

_YEARS: Final = re.compile(r"(\d{4})(?:\s*[-–~至]\s*(\d{4}))?")
_COUNTRY: Final = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z0-9]{1,8}))?")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LANGUAGES: Final = {"en": ("en_US", "en"), "zh": ("zh_CN", "zh", "en_US")}
_MOST_YEARS: Final = 50


@click.command("calendar", cls=Command)
@click.argument("country", metavar="COUNTRY")
@click.argument("years", metavar="YEARS")
@lang
def command(country: str, years: str, lang: str | None) -> None:  # noqa: ARG001
    """Print the table [calendar] of a policy."""
    refuse_closed_output()
    first, last = _years(years)
    language = reader_language()
    write([line + "\n" for line in _Days.of(country, first, last, language).table(language)])


def _years(text: str) -> tuple[int, int]:
    """The first and the last year of ``2026`` or ``2026-2028``."""
    found = _YEARS.fullmatch(text.strip())
    first, last = (0, -1) if found is None else (int(found[1]), int(found[2] or found[1]))
    if not first <= last < first + _MOST_YEARS:
        raise CommandError("not-years", found=text, most=_MOST_YEARS)
    return first, last


@frozen(slots=True)
class _Days:
    """The days of some years as the library ``holidays`` has them; ``source`` names it and what was asked of it."""

    holidays: Any
    source: str
    country: str
    first: int
    last: int

    @staticmethod
    def of(country: str, first: int, last: int, language: str) -> _Days:
        """Ask the library; raises where it is not installed, or knows nothing of the country or its years."""
        need("calendar", "holidays")
        import holidays

        known = holidays.list_supported_countries()
        found = _COUNTRY.fullmatch(country.strip())
        code, part = ("", None) if found is None else (found[1].upper(), found[2])
        if code not in known:
            near = nearest(country.upper(), known)
            raise CommandError("no-such-country" if near is None else "no-such-country-near", found=country, near=near)
        parts = {each.upper(): each for each in known[code]}
        if part is not None and part.upper() not in parts:
            listed = ", ".join(f"{code}-{each}" for each in known[code]) or "-"
            raise CommandError("no-such-part", found=country, known=listed)
        asked: dict[str, Any] = {"years": range(first, last + 1), "expand": False}
        asked |= {} if part is None else {"subdiv": parts[part.upper()]}
        there = holidays.country_holidays(code, **asked)
        if not there.start_year <= first <= last <= there.end_year:
            raise CommandError("no-such-years", found=country, first=there.start_year, last=there.end_year)
        wanted = [each for each in _LANGUAGES[language] if each in there.supported_languages]
        if wanted:
            there = holidays.country_holidays(code, **asked, language=wanted[0])
        return _Days(there, f"holidays {version('holidays')}", country.strip().upper(), first, last)

    def table(self, language: str) -> Iterator[str]:
        """The lines of the table."""
        start, end = date(self.first, 1, 1), date(self.last, 12, 31)
        days = [start + timedelta(at) for at in range((end - start).days + 1)]
        weekend = set(self.holidays.weekend)
        closed = [day for day in days if day.weekday() not in weekend and not self.holidays.is_working_day(day)]
        opened = [day for day in days if day.weekday() in weekend and self.holidays.is_working_day(day)]
        years = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        yield f"# {spoken('calendar-from', language, country=self.country, years=years, library=self.source)}"
        for year in self.without_moved_days(opened):
            yield f"# {spoken('calendar-none-moved', language, year=year)}"
        yield "[calendar]"
        yield f"covers = {{ from = {start}, until = {end} }}"
        named = ", ".join(f'"{_WEEKDAYS[day]}"' for day in sorted(weekend))
        yield f"weekend = [{named}]"
        yield from self.listed("closed", closed)
        yield from self.listed("open", opened)

    def without_moved_days(self, opened: Sequence[date]) -> list[int]:
        """The years in which no day of a weekend is worked, of a country that has such days in other years."""
        if not getattr(self.holidays, "weekend_workdays", None) and not opened:
            return []
        there = {day.year for day in opened}
        return [year for year in range(self.first, self.last + 1) if year not in there]

    def listed(self, key: str, days: Sequence[date]) -> Iterator[str]:
        """The days under a key, each with its name behind it; nothing where there are none."""
        if days:
            yield f"{key} = ["
            yield from (f"  {day},{self.named(day)}" for day in days)
            yield "]"

    def named(self, day: date) -> str:
        name = " ".join(visible(self.holidays.get(day) or "").split())
        return f" # {name}" if name else ""
