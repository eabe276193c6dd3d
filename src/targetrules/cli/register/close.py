"""``targetrules register close``: all results of a period, or of a group, are there."""

from __future__ import annotations

from typing import Any

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import group, of_policy, period, register_argument, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output


@click.command("close", cls=RegisterCommand)
@register_argument
@period
@group
@of_policy
@who_records
@lang
def command(register: str, period: str, group: dict[str, str] | None, policy: str | None, **options: Any) -> None:
    """Record that they are complete, which is not locked."""
    refuse_closed_output()
    with recording(register, acting(options)) as opened:
        at = known_period(opened.policy(policy), period)
        try:
            event = opened.close_period(at, group, policy=policy)
        except ArgumentError as error:
            raise _of_group(error, group or {}) from None
        tell_recorded(opened, [event], reader_language())


def _of_group(error: ArgumentError, group: dict[str, str]) -> Exception:
    """What is wrong with a group, as it was typed: a value is known by ``group['kind']``."""
    for name, value in group.items():
        if error.name == f"group[{name!r}]":
            return CommandError("not-of-group", found=value, input=name)
    return error
