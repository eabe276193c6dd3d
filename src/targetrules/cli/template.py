"""``targetrules template``: a workbook to fill in, made from a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import read_policy
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, policy_argument
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.program import Command
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import tell
from targetrules.wording import Word, say

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

    if not output.lower().endswith(".xlsx"):
        values = {"file": output, "ending": output[output.rfind(".") :], "option": "--output", "known": ".xlsx"}
        raise CommandError("as-it-is", says=Word("files.unknown-ending", values))
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
