"""``targetrules report``: the decisions of a period as one file of HTML."""

from __future__ import annotations

from typing import Any

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import STANDARD_STREAM, read_policy, read_results, refuse_two_inputs
from targetrules.cli.language import reader_language
from targetrules.cli.options import (
    decided_on,
    details,
    lang,
    policy_argument,
    results_argument,
    results_options,
    targets,
)
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.program import Command
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output, standard_output
from targetrules.decision.request import Request
from targetrules.html_report.reporting import Asked, known_groups, reported
from targetrules.outcome import NoSuchResultError


@click.command("report", cls=Command)
@policy_argument
@results_argument
@details
@targets
@click.option("-o", "--output", metavar="FILE")
@click.option("--period", metavar="PERIOD", help="option-period-reported")
@decided_on
@click.option("--group", metavar="INPUT", multiple=True, help="option-group-reported")
@click.option(
    "--changes", metavar="SECONDS", type=click.IntRange(0, 100_000), default=0, help="option-changes-searched"
)
@click.option("--no-review", is_flag=True)
@results_options
@lang
def command(policy: str, results: str, details: dict[str, str], **options: Any) -> None:
    """Judge the results, and write the page."""
    output, period, group, changes, no_review = (
        options.pop(name) for name in ("output", "period", "group", "changes", "no_review")
    )
    output = None if output == STANDARD_STREAM else output
    refuse_two_inputs(policy, results, *details.values(), options["targets"])
    refuse_overwriting(
        output, policy, results, *details.values(), *([options["targets"]] if options["targets"] else [])
    )
    if output is None:
        refuse_closed_output()
    else:
        from targetrules.atomic import refuse_unwritable

        refuse_unwritable(output)
    del options["lang"]
    request, judge = Request(**options), read_policy(policy)
    try:
        groups = known_groups(judge.rules, group) if group else None
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
    when = None if period is None else known_period(judge, period)
    read = read_results(judge, results, request, "reference", details)
    try:
        made = reported(judge, read, Asked(when, request.decided_on, groups, changes, not no_review))
    except NoSuchResultError as error:
        raise CommandError("as-it-is", says=error.word) from None
    made.write(standard_output() if output is None else output, language=reader_language())
