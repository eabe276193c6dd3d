"""``targetrules register changes``: which decisions are others at one time than at another, and because of what."""

from __future__ import annotations

import click

from targetrules.cli.errors import WrongUsageError
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, an_instant, of_policy, only_period, only_unit, register_argument
from targetrules.cli.register.showing import SHOWN_FORMATS, show
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output, tell

_NOW = "now"


def _between(
    context: click.Context, param: click.Parameter, value: tuple[str, str] | None
) -> tuple[Instant, Instant | None] | None:
    """Two days or times, of which the second may be ``now``."""
    if value is None:
        return None
    first, second = value
    return an_instant(context, param, first), None if second == _NOW else an_instant(context, param, second)


@click.command("changes", cls=RegisterCommand)
@register_argument
@click.option("--between", metavar="WHEN WHEN", nargs=2, required=True, callback=_between)
@only_unit
@only_period
@of_policy
@output_format(SHOWN_FORMATS, "table")
@lang
@click.pass_context
def command(
    context: click.Context,
    /,
    register: str,
    between: tuple[Instant, Instant | None],
    unit: str | None,
    period: str | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> None:
    """Tell the decisions before and after, and the events that led to it."""
    refuse_closed_output()
    language, (first, second) = reader_language(), between
    with reading(register) as opened:
        zone = opened.zone
        pair = first.end(zone), None if second is None else second.end(zone)
        if second is not None and second.moment(zone) < first.moment(zone):
            raise WrongUsageError("wrong-order", context)
        at = None if period is None else known_period(opened.policy(policy), period)
        found = opened.changes(between=pair, policy=policy, period=at, unit=unit)
        if format == "table" and not found:
            tell(spoken("no-changes", language))
            return
        show(opened.table(found, policy=policy), format, language)
        if format != "table":
            return
        numbers = sorted({number for each in found for number in each.causes})
        for event in opened.events(after=numbers[0] - 1) if numbers else ():
            if event.number in numbers:
                says, who = opened.text(event, language), opened.actor(event, language)
                when = opened.local_time(event.recorded_at)
                tell(spoken("event-by", language, number=event.number, time=when, name=who, says=says))
