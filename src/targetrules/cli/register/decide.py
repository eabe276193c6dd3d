"""``targetrules register decide``: a period is judged, and the outcomes are recorded in full."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import decided_on, lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import of_policy, period, reason, register_argument, who_records
from targetrules.cli.register.told import recorded, tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import paint, refuse_closed_output, tell, wrap_width


@click.command("decide", cls=RegisterCommand)
@register_argument
@period
@decided_on
@reason
@of_policy
@who_records
@lang
def command(
    register: str,
    period: str,
    decided_on: date | None,
    reason: str | None,
    policy: str | None,
    **options: Any,
) -> None:
    """Decide it, and tell what was decided."""
    refuse_closed_output()
    language = reader_language()
    with recording(register, acting(options)) as opened:
        at = known_period(opened.policy(policy), period)
        event = opened.decide(at, decided_on=decided_on, reason=reason, policy=policy)
        shown = opened.show("decisions", policy=event.policy, period=at)
        with recorded([event], language):
            tell(shown.text(language, width=wrap_width(), paint=paint))
        tell_recorded(opened, [event], language)
