"""``targetrules register appoint``: who holds which post."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from targetrules.cli.language import reader_language
from targetrules.cli.names import a_name
from targetrules.cli.options import a_day, lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import of_policy, register_argument, unit, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.terminal import refuse_closed_output


@click.command("appoint", cls=RegisterCommand)
@register_argument
@click.argument("person", metavar="PERSON", callback=a_name)
@click.option("--role", metavar="ROLE", required=True, help="option-role")
@unit
@click.option("--since", metavar="DATE", required=True, callback=a_day, help="option-since")
@click.option("--until", metavar="DATE", callback=a_day, help="option-last-day")
@of_policy
@who_records
@lang
def command(
    register: str,
    person: str,
    role: str,
    unit: str,
    since: date,
    until: date | None,
    policy: str | None,
    **options: Any,
) -> None:
    """Record it."""
    refuse_closed_output()
    with recording(register, acting(options)) as opened:
        event = opened.note_appointment(person, role, unit, since=since, until=until, policy=policy)
        tell_recorded(opened, [event], reader_language())
