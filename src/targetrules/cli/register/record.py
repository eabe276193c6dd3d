"""``targetrules register record``: what came to a person in which post."""

from __future__ import annotations

from datetime import date

import click

from targetrules.cli.language import reader_language
from targetrules.cli.names import a_name
from targetrules.cli.options import lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, as_of, of_policy, overdue_on, register_argument
from targetrules.cli.register.showing import SHOWN_FORMATS, show
from targetrules.cli.terminal import refuse_closed_output


@click.command("record", cls=RegisterCommand)
@register_argument
@click.argument("person", metavar="PERSON", callback=a_name)
@overdue_on
@as_of
@of_policy
@output_format(SHOWN_FORMATS, "table")
@lang
def command(
    register: str,
    person: str,
    on: date | None,
    as_of: Instant | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> None:
    """Tell it, by post and period."""
    refuse_closed_output()
    with reading(register) as opened:
        until = None if as_of is None else as_of.end(opened.zone)
        found = opened.record_of(person, policy=policy, as_of=until)
        show(opened.table(found, on=on, policy=policy), format, reader_language())
