"""``targetrules template``: a workbook to fill in, made from a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import read_policy
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, policy_argument
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.program import Command
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import tell
from targetrules.decision.output_format import format_by_ending
from targetrules.wording import say

if TYPE_CHECKING:
    from targetrules.policy import Policy


@click.command("template", cls=Command)
@policy_argument
@click.option("-o", "--output", metavar="FILE", required=True, help="option-template-output")
@click.option("--units", metavar="FILE", help="option-template-units")
@click.option("--period", metavar="PERIOD", help="option-template-period")
@lang
def command(policy: str, output: str, units: str | None, period: str | None, lang: str | None) -> None:  # noqa: ARG001
    """Write the template."""
    from targetrules.atomic import refuse_unwritable, write_file
    from targetrules.decision.template import template_of

    try:
        format_by_ending(None, output, "--output", {".xlsx": "xlsx"})
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
    refuse_overwriting(output, policy, *([units] if units else []))
    refuse_unwritable(output)
    judge = read_policy(policy)
    names = _names(units)
    made = template_of(judge.rules, judge.digest, names, _period(judge, period), reader_language())
    write_file(output, [made])
    tell(say("template.written", reader_language(), {"file": output, "units": len(names)}))


def _names(units: str | None) -> tuple[str, ...]:
    if units is None:
        return ()
    from targetrules.decision.understanding import units_in

    return units_in(units)


def _period(judge: Policy, period: str | None) -> int | str | None:
    return None if period is None else known_period(judge, period)
