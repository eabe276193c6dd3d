"""``targetrules register people``: who holds which post."""

from __future__ import annotations

from datetime import date

import click

from targetrules.cli.language import reader_language
from targetrules.cli.names import a_name
from targetrules.cli.options import a_day, lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, as_of, of_policy, only_unit, register_argument
from targetrules.cli.register.showing import SHOWN_FORMATS, show
from targetrules.cli.terminal import refuse_closed_output


@click.command("people", cls=RegisterCommand)
@register_argument
@click.option("--on", metavar="DATE", callback=a_day, help="option-on-people")
@only_unit
@click.option("--person", metavar="PERSON", callback=a_name, help="option-person")
@as_of
@of_policy
@output_format(SHOWN_FORMATS, "table")
@lang
def command(
    register: str,
    on: date | None,
    unit: str | None,
    person: str | None,
    as_of: Instant | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> None:
    """Tell them, by their first days."""
    refuse_closed_output()
    with reading(register) as opened:
        until = None if as_of is None else as_of.end(opened.zone)
        found = opened.people(on=on, unit=unit, person=person, policy=policy, as_of=until)
        show(opened.table(found, policy=policy), format, reader_language())
