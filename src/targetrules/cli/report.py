"""``targetrules report``: the decisions of a period as one file of HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.inputs import STANDARD_STREAM, read_policy, read_results, refuse_two_inputs
from targetrules.cli.language import reader_language
from targetrules.cli.options import (
    decided_on,
    details,
    lang,
    one_of,
    policy_argument,
    results_argument,
    results_options,
    targets,
)
from targetrules.cli.output import refuse_no_output
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.program import Command
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import standard_output
from targetrules.decision.request import Request
from targetrules.html_report.reporting import MOST_SECONDS, Asked, known_groups, reported
from targetrules.html_report.told import LEAST, MOST, SMALLEST
from targetrules.outcome import NoSuchResultError
from targetrules.policy import Policy


def _whole(least: int, most: int) -> Callable[[click.Context, click.Parameter, str | None], int | None]:
    """A whole number within limits."""

    def check(context: click.Context, param: click.Parameter, value: str | None) -> int | None:
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= len(str(most)) and least <= int(value) <= most):
            values = {"found": value, "least": least, "most": f"{most:,}"}
            raise WrongUsageError("not-so-many", context, option=param.opts[-1], **values)
        return int(value)

    return check


@click.command("report", cls=Command)
@policy_argument
@results_argument
@details
@targets
@click.option("-o", "--output", metavar="FILE")
@click.option("--period", metavar="PERIOD", help="option-period-reported")
@decided_on
@click.option("--group", metavar="INPUT", multiple=True, help="option-group-reported")
@click.option("--changes", metavar="SECONDS", callback=_whole(0, MOST_SECONDS), help="option-changes-searched")
@one_of("--review", ("yes", "no"), sentence="option-review-told")
@click.option("--publish", is_flag=True)
@click.option("--smallest", metavar="N", callback=_whole(LEAST, MOST))
@results_options
@lang
@click.pass_context
def command(context: click.Context, /, policy: str, results: str, details: dict[str, str], **options: Any) -> None:
    """Judge the results, and write the page."""
    output, period, group, changes, review, publish, smallest = (
        options.pop(name) for name in ("output", "period", "group", "changes", "review", "publish", "smallest")
    )
    _refuse_beside_publish(context, publish=publish, changes=changes, smallest=smallest, review=review)
    output = None if output == STANDARD_STREAM else output
    refuse_two_inputs(policy, results, *details.values(), options["targets"])
    beside = [options["targets"]] if options["targets"] else []
    refuse_overwriting(output, policy, results, *details.values(), *beside)
    refuse_no_output(output)
    del options["lang"]
    request, judge = Request(**options), read_policy(policy)
    groups = _groups(judge, group)
    when = None if period is None else known_period(judge, period)
    read = read_results(judge, results, request, None, details)
    asked = Asked(when, request.decided_on, groups, changes or 0, _reviewed(review, publish=publish), why=not publish)
    try:
        made = reported(judge, read, asked)
    except NoSuchResultError as error:
        raise CommandError("as-it-is", says=error.word) from None
    to = standard_output() if output is None else output
    made.write(to, language=reader_language(), publish=publish, smallest=smallest or SMALLEST)


def _refuse_beside_publish(
    context: click.Context, *, publish: bool, changes: int | None, smallest: int | None, review: str | None
) -> None:
    """Raise where options do not fit together: what they ask for would not be in the page."""
    if smallest is not None and not publish:
        raise WrongUsageError("smallest-of-publish", context)
    if changes is not None and publish:
        raise WrongUsageError("changes-of-publish", context)
    if review == "yes" and publish:
        raise WrongUsageError("review-of-publish", context)


def _reviewed(asked: str | None, *, publish: bool) -> bool | None:
    """Whether the period is to be reviewed; None: where that does not take long."""
    if publish:
        return False
    return None if asked is None else asked == "yes"


def _groups(policy: Policy, group: tuple[str, ...]) -> tuple[str, ...] | None:
    try:
        return known_groups(policy.rules, group) if group else None
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
