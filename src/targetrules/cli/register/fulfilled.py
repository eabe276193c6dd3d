"""What became of a consequence: two commands that differ in what they record."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import a_day, lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import of_policy, period, register_argument, unit, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output

__all__ = ["fulfilled"]


def fulfilled(kind: Literal["served", "executed"]) -> click.Command:
    """The command that records that a consequence was served, or carried out."""

    @click.command(kind, cls=RegisterCommand)
    @register_argument
    @unit
    @period
    @click.option("--consequence", metavar="ID", required=True, help="option-consequence-fulfilled")
    @click.option("--on", metavar="DATE", required=True, callback=a_day, help=f"option-on-{kind}")
    @of_policy
    @who_records
    @lang
    def command(
        register: str, unit: str, period: str, consequence: str, on: date, policy: str | None, **options: Any
    ) -> None:
        refuse_closed_output()
        with recording(register, acting(options)) as opened:
            at = known_period(opened.policy(policy), period)
            note = opened.note_served if kind == "served" else opened.note_executed
            event = note(unit, at, consequence, on=on, policy=policy)
            tell_recorded(opened, [event], reader_language())

    return command
