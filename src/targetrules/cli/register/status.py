"""``targetrules register status``: where a period stands, what comes next, what is overdue."""

from __future__ import annotations

from datetime import date

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, as_of, of_policy, overdue_on, register_argument
from targetrules.cli.register.showing import show
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output


@click.command("status", cls=RegisterCommand)
@register_argument
@click.option("--period", metavar="PERIOD", help="option-period-of-status")
@overdue_on
@as_of
@of_policy
@output_format(("table", "json"), "table")
@lang
def command(
    register: str,
    period: str | None,
    on: date | None,
    as_of: Instant | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> None:
    """Tell it on one screen."""
    refuse_closed_output()
    with reading(register) as opened:
        at = None if period is None else known_period(opened.policy(policy), period)
        until = None if as_of is None else as_of.end(opened.zone)
        show(opened.screen(opened.status(at, on=on, policy=policy, as_of=until)), format, reader_language())
