"""``targetrules register depart``: until when somebody holds a post."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from targetrules.cli.language import reader_language
from targetrules.cli.names import a_name
from targetrules.cli.options import a_day, lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import of_policy, register_argument, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.terminal import refuse_closed_output


@click.command("depart", cls=RegisterCommand)
@register_argument
@click.argument("person", metavar="PERSON", callback=a_name)
@click.option("--until", metavar="DATE", required=True, callback=a_day, help="option-until-departed")
@of_policy
@who_records
@lang
def command(register: str, person: str, until: date, policy: str | None, **options: Any) -> None:
    """Record it."""
    refuse_closed_output()
    with recording(register, acting(options)) as opened:
        event = opened.note_departure(person, until=until, policy=policy)
        tell_recorded(opened, [event], reader_language())
