"""``targetrules register shown``: what is decided of a period was shown to the units."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import a_day, lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import of_policy, period, register_argument, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output


@click.command("shown", cls=RegisterCommand)
@register_argument
@period
@click.option("--on", metavar="DATE", required=True, callback=a_day, help="option-on-shown")
@click.option("--evidence", metavar="FILE", help="option-evidence")
@of_policy
@who_records
@lang
def command(
    register: str,
    period: str,
    on: date,
    evidence: str | None,
    policy: str | None,
    **options: Any,
) -> None:
    """Record it, with the last day for objections."""
    refuse_closed_output()
    with recording(register, acting(options)) as opened:
        at = known_period(opened.policy(policy), period)
        event = opened.note_shown(at, on=on, evidence=evidence, policy=policy)
        tell_recorded(opened, [event], reader_language())
