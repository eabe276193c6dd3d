"""Options that several commands of registers share; what is said of each stands in the wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Final, TypeVar

import click

from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.names import a_name, names
from targetrules.cli.options import a_day
from targetrules.cli.register.opening import OFFICE, VARIABLE
from targetrules.data import frozen

__all__ = [
    "Instant",
    "an_instant",
    "as_of",
    "by",
    "group",
    "holding",
    "holds_from",
    "noted_head",
    "of_policy",
    "only_period",
    "only_unit",
    "overdue_on",
    "period",
    "persons",
    "reason",
    "register_argument",
    "the_reason",
    "time_zone",
    "unit",
    "who_records",
]

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

_INSTANT: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2}(?P<seconds>:\d{2}(?P<parts>\.\d{1,6})?)?)(?P<zone>Z|[+-]\d{2}:\d{2})?)?"
)


_HASH: Final = re.compile(r"[0-9A-Fa-f]{64}")


@frozen(slots=True)
class Instant:
    """A day, or a time of the day as exact as it was written: the minute is all of it."""

    first: datetime | date
    last: datetime | date

    def begin(self, zone: tzinfo) -> datetime | date:
        """When it begins; without a zone of its own it is by the clock of this one."""
        return _in_zone(self.first, zone)

    def end(self, zone: tzinfo) -> datetime | date:
        """When it ends."""
        return _in_zone(self.last, zone)

    def moment(self, zone: tzinfo) -> datetime:
        """When it ends, of a day as well as a moment, to be compared."""
        end = self.end(zone)
        return end if isinstance(end, datetime) else datetime.combine(end, time.max, zone)


def _in_zone(given: datetime | date, zone: tzinfo) -> datetime | date:
    return given.replace(tzinfo=zone) if isinstance(given, datetime) and given.tzinfo is None else given


def an_instant(context: click.Context, param: click.Parameter, value: str) -> Instant:
    """A day or a time, as it is typed."""
    found = _INSTANT.fullmatch(value.strip())
    try:
        instant = None if found is None else _instant_in(found)
    except ValueError:
        instant = None
    if instant is None:
        raise WrongUsageError("not-an-instant", context, option=param.opts[-1], found=value)
    return instant


def _instant(context: click.Context, param: click.Parameter, value: str | None) -> Instant | None:
    return None if value is None else an_instant(context, param, value)


def _instant_in(found: re.Match[str]) -> Instant:
    """What is written; ValueError where the calendar, or the clock, has no such day or time."""
    day = date.fromisoformat(found["day"])
    if found["clock"] is None:
        return Instant(day, day)
    first = datetime.combine(day, time.fromisoformat(found["clock"]), _zone(found["zone"]))
    if found["parts"] is not None:
        return Instant(first, first)
    return Instant(first, first.replace(second=first.second if found["seconds"] else 59, microsecond=999_999))


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    return UTC if text == "Z" else datetime.fromisoformat(f"2000-01-01T00:00{text}").tzinfo


def _time_zone(context: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The name of a time zone; one that is near is named where there is none."""
    if value is None:
        return None
    from zoneinfo import available_timezones

    known = available_timezones()
    if value in known:
        return value
    from targetrules.source.suggest import nearest

    near = nearest(value, sorted(known))
    key = "not-a-zone" if near is None else "not-a-zone-near"
    raise WrongUsageError(key, context, option=param.opts[-1], found=value, near=near)


def _hash(context: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _HASH.fullmatch(value.strip()):
        raise WrongUsageError("not-a-hash", context, option=param.opts[-1], found=value)
    return value


def _group(context: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str] | None:
    """``NAME=VALUE``, once for each input; None where nothing is said."""
    found: dict[str, str] = {}
    for value in values:
        name, sign, said = value.partition("=")
        if not (sign and name and said) or name in found:
            raise WrongUsageError("not-a-group", context, option=param.opts[-1], found=value)
        found[name] = said
    return found or None


def register_argument(function: _Decorated) -> _Decorated:
    """``REGISTER``: a file, or the URL of a database."""
    return click.argument("register", metavar="REGISTER")(function)


by = click.option("--by", metavar="NAME", envvar=VARIABLE)
"""``--by``: who records."""


def who_records(function: _Decorated) -> _Decorated:
    """``--by``, ``--office``, ``--own-unit``: who records, and for whom."""
    of_office = click.option("--office", metavar="ID", envvar=OFFICE)
    return by(of_office(click.option("--own-unit", metavar="UNIT", multiple=True, callback=names)(function)))


of_policy = click.option("--policy", metavar="ID", help="option-of-policy")
"""``--policy``: which of those that were adopted."""
unit = click.option("--unit", metavar="UNIT", required=True, callback=a_name)
"""``--unit``."""
only_unit = click.option("--unit", metavar="UNIT", callback=a_name, help="option-only-unit")
"""``--unit``: what is shown is of this one alone."""
period = click.option("--period", metavar="PERIOD", required=True)
"""``--period``."""
only_period = click.option("--period", metavar="PERIOD", help="option-only-period")
"""``--period``: what is shown is of this one alone."""
overdue_on = click.option("--on", metavar="DATE", callback=a_day, help="option-on-overdue")
"""``--on``: the day on which something is overdue, or not."""
reason = click.option("--reason", metavar="TEXT")
"""``--reason``."""
persons = click.option("--persons", is_flag=True)
"""``--persons``."""
group = click.option("--group", metavar="INPUT=VALUE", multiple=True, callback=_group)
"""``--group``."""
time_zone = click.option("--zone", metavar="ZONE", callback=_time_zone)
"""``--zone``."""
noted_head = click.option("--head", metavar="HASH", callback=_hash)
"""``--head``."""
as_of = click.option("--as-of", metavar="WHEN", callback=_instant)
"""``--as-of``."""
holding = click.option("--holding", metavar="WHEN", callback=_instant)
"""``--holding``."""
holds_from = click.option("--holds-from", metavar="WHEN", callback=_instant)
"""``--holds-from``."""


def the_reason(given: str | None) -> str:
    """Why; raises where nothing is said, for nobody can ask years later."""
    if given is None or not given.strip():
        raise CommandError("no-reason")
    return given
