"""``targetrules register withdraw``: a result that should never have come."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import (
    Instant,
    holds_from,
    of_policy,
    period,
    reason,
    register_argument,
    the_reason,
    unit,
    who_records,
)
from targetrules.cli.register.told import tell_changed, tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output


@click.command("withdraw", cls=RegisterCommand)
@register_argument
@unit
@period
@reason
@of_policy
@holds_from
@who_records
@lang
def command(
    register: str,
    unit: str,
    period: str,
    reason: str | None,
    policy: str | None,
    holds_from: Instant | None,
    **options: Any,
) -> None:
    """Take it back; it stays in the journal."""
    refuse_closed_output()
    why, language = the_reason(reason), reader_language()
    with recording(register, acting(options)) as opened:
        at = known_period(opened.policy(policy), period)
        since = None if holds_from is None else holds_from.begin(opened.zone)
        event = opened.withdraw(unit, at, reason=why, policy=policy, holds_from=since)
        tell_recorded(opened, [event], language)
        tell_changed(opened, event.policy, [at], language)
