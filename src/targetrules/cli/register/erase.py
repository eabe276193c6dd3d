"""``targetrules register erase``: the name of a person, as the law may demand."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.language import reader_language
from targetrules.cli.names import a_name
from targetrules.cli.options import lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import reason, register_argument, the_reason, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.terminal import refuse_closed_output


@click.command("erase", cls=RegisterCommand)
@register_argument
@click.option("--name", metavar="NAME", required=True, callback=a_name, help="option-name-erased")
@reason
@who_records
@lang
def command(register: str, name: str, reason: str | None, **options: Any) -> None:
    """Erase it; the events stay."""
    refuse_closed_output()
    why = the_reason(reason)
    with recording(register, acting(options)) as opened:
        tell_recorded(opened, [opened.erase(name, reason=why)], reader_language())
