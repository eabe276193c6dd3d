"""``targetrules reconcile``: decisions made elsewhere held against those of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.coverage import seconds
from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.failure import FINDINGS
from targetrules.cli.inputs import read_policy, read_results, refuse_two_inputs
from targetrules.cli.language import reader_language
from targetrules.cli.options import (
    details,
    lang,
    output_format,
    policy_argument,
    results_argument,
    results_options,
)
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell, write
from targetrules.decision.request import Request
from targetrules.reconciliation import reconcile, reconciliation_text
from targetrules.reconciliation.for_programs import reconciliation_values
from targetrules.report.json_text import indented


def _headings(context: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """The heading of each outcome that has another one than usual, as ``OUTCOME=COLUMN``."""
    found: dict[str, str] = {}
    for value in values:
        outcome, sign, heading = value.partition("=")
        if not (outcome and sign and heading):
            raise WrongUsageError("not-a-heading", context, option=param.opts[-1], found=value)
        found[outcome] = heading
    return found


@click.command("reconcile", cls=Command)
@policy_argument
@results_argument
@click.argument("official", metavar="OFFICIAL")
@details
@click.option("--column", metavar="OUTCOME=COLUMN", multiple=True, callback=_headings)
@click.option("--timeout", metavar="SECONDS", callback=seconds, help="option-timeout-of-causes")
@output_format(("human", "json"), "human")
@results_options
@lang
def command(policy: str, results: str, official: str, details: dict[str, str], **options: Any) -> int:
    """Print where the two agree and where not; the exit status is 0 where something agrees, and nothing differs."""
    column, timeout, form = (options.pop(name) for name in ("column", "timeout", "format"))
    del options["lang"]
    refuse_two_inputs(policy, results, *details.values())
    request, language, judge = Request(**options), reader_language(), read_policy(policy)
    read = read_results(judge, results, request, "reference", details)
    reading = request.reading
    try:
        found = reconcile(
            judge,
            read,
            official,
            columns=column,
            timeout=timeout,
            unit_column=reading.get("unit_column"),
            period_column=reading.get("period_column"),
            naming=reading.get("naming"),
        )
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
    if form == "json":
        write([indented(reconciliation_values(found, language)) + "\n"])
    else:
        tell(reconciliation_text(found, language, paint=paint))
    return FINDINGS if found.differences or found.nothing_compared else 0
