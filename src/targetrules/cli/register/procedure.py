"""``targetrules register procedure``: which steps of the procedure were taken, and which comes next."""

from __future__ import annotations

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, as_of, of_policy, period, register_argument
from targetrules.cli.register.showing import SHOWN_FORMATS, show
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output


@click.command("procedure", cls=RegisterCommand)
@register_argument
@period
@as_of
@of_policy
@output_format(SHOWN_FORMATS, "table")
@lang
def command(
    register: str,
    period: str,
    as_of: Instant | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> None:
    """Tell them in their order."""
    refuse_closed_output()
    with reading(register) as opened:
        at = known_period(opened.policy(policy), period)
        until = None if as_of is None else as_of.end(opened.zone)
        show(opened.table(opened.procedure(at, policy=policy, as_of=until), policy=policy), format, reader_language())
