"""``targetrules targets show``: the targets that are in force, or were."""

from __future__ import annotations

import click

from targetrules.cli.language import reader_language
from targetrules.cli.names import a_name
from targetrules.cli.options import lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, as_of, holding, of_policy, register_argument
from targetrules.cli.register.showing import SHOWN_FORMATS, show
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output


@click.command("show", cls=RegisterCommand)
@register_argument
@click.option("--unit", metavar="UNIT", callback=a_name, help="option-only-unit")
@click.option("--period", metavar="PERIOD", help="option-only-period")
@as_of
@holding
@of_policy
@output_format(SHOWN_FORMATS, "table")
@lang
def command(
    register: str,
    unit: str | None,
    period: str | None,
    as_of: Instant | None,
    holding: Instant | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> None:
    """Show them as a table, or write them."""
    refuse_closed_output()
    with reading(register) as opened:
        shown = opened.show(
            "targets",
            policy=policy,
            period=None if period is None else known_period(opened.policy(policy), period),
            unit=unit,
            as_of=None if as_of is None else as_of.end(opened.zone),
            holding=None if holding is None else holding.end(opened.zone),
        )
        show(shown, format, reader_language())
