"""``targetrules review``: what a careful office asks before the decisions of a period go out."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import read_policy, read_results, refuse_two_inputs
from targetrules.cli.language import reader_language
from targetrules.cli.options import (
    details,
    lang,
    output_format,
    policy_argument,
    results_argument,
    results_options,
    targets,
)
from targetrules.cli.program import Command
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import paint, refuse_closed_output, tell, wrap_width, write
from targetrules.decision.request import Request
from targetrules.outcome import NoSuchResultError
from targetrules.report.json_text import indented
from targetrules.review.reviewing import reviewed
from targetrules.review.text import SHOWN, review_text, review_values


@click.command("review", cls=Command)
@policy_argument
@results_argument
@details
@targets
@click.option("--period", metavar="PERIOD", help="option-period-reviewed")
@click.option("--all", "all_rows", is_flag=True, help="option-all-rows")
@output_format(("human", "json"), "human")
@results_options
@lang
def command(policy: str, results: str, details: dict[str, str], **options: Any) -> None:
    """Review the results of a period; the exit status is 0 whatever is found."""
    refuse_two_inputs(policy, results, *details.values(), options["targets"])
    refuse_closed_output()
    period, all_rows, form = (options.pop(name) for name in ("period", "all_rows", "format"))
    del options["lang"]
    judge = read_policy(policy)
    read = read_results(judge, results, Request(**options), None, details)
    try:
        found = reviewed(judge, read, None if period is None else known_period(judge, period))
    except NoSuchResultError as error:
        raise CommandError("as-it-is", says=error.word) from None
    if form == "json":
        write([indented(review_values(found)) + "\n"])
        return
    tell(review_text(found, reader_language(), most=None if all_rows else SHOWN, width=wrap_width(), paint=paint))
