"""``targetrules register take-back``: an appointment was recorded by mistake."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import of_policy, register_argument, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.terminal import refuse_closed_output


@click.command("take-back", cls=RegisterCommand)
@register_argument
@click.argument("number", metavar="NUMBER", type=click.IntRange(min=1))
@click.option("--reason", metavar="TEXT", required=True, help="option-reason-mistaken")
@of_policy
@who_records
@lang
def command(register: str, number: int, reason: str, policy: str | None, **options: Any) -> None:
    """Record it."""
    refuse_closed_output()
    with recording(register, acting(options)) as opened:
        event = opened.take_back_appointment(number, reason=reason, policy=policy)
        tell_recorded(opened, [event], reader_language())
