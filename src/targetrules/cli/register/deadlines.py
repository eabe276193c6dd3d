"""``targetrules register deadlines``: what is to be carried out, until when, and what became of it."""

from __future__ import annotations

from datetime import date, datetime

import click

from targetrules.cli.language import reader_language
from targetrules.cli.names import a_name
from targetrules.cli.options import a_day, lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, as_of, of_policy, register_argument
from targetrules.cli.register.showing import SHOWN_FORMATS, show
from targetrules.cli.terminal import refuse_closed_output


@click.command("deadlines", cls=RegisterCommand)
@register_argument
@click.option("--on", metavar="DATE", callback=a_day, help="option-on-deadlines")
@click.option("--all", is_flag=True, help="option-all-tasks")
@click.option("--unit", metavar="UNIT", callback=a_name, help="option-only-unit")
@as_of
@of_policy
@output_format(SHOWN_FORMATS, "table")
@lang
def command(
    register: str,
    on: date | None,
    unit: str | None,
    as_of: Instant | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
    *,
    all: bool,  # noqa: A002
) -> None:
    """Tell them, those that are due first before the others."""
    refuse_closed_output()
    with reading(register) as opened:
        until = None if as_of is None else as_of.end(opened.zone)
        tasks = opened.tasks(policy=policy, unit=unit, as_of=until)
        kept = [each for each in tasks if all or each.executed is None]
        kept.sort(key=lambda each: each.due or date.max)
        today = on or datetime.now(opened.zone).date()
        show(opened.table(kept, on=today, policy=policy), format, reader_language())
