"""``targetrules letters``: to each unit a letter about each consequence that it receives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import read_policy, read_results, refuse_two_inputs, told_already
from targetrules.cli.language import reader_language
from targetrules.cli.names import names
from targetrules.cli.options import (
    decided_on,
    details,
    lang,
    output_format,
    policy_argument,
    results_argument,
    results_options,
    targets,
)
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.program import Command
from targetrules.cli.selection import check_consequences, selected
from targetrules.cli.terminal import complain, tell
from targetrules.decision.request import Request
from targetrules.wording import Listing, say

if TYPE_CHECKING:
    from targetrules.decision.letters import Letters
    from targetrules.decision.results import Results
    from targetrules.policy import Policy

__all__ = ["command", "tell_written"]

_MOST_PERIODS = 20


@click.command("letters", cls=Command)
@policy_argument
@results_argument
@details
@targets
@click.option("--output", "-o", metavar="FILE", required=True, help="option-output-letters")
@output_format(("docx", "html"), None, "option-format-letters")
@click.option("--period", metavar="PERIOD", multiple=True, help="option-periods-letters")
@click.option("--unit", metavar="UNIT", multiple=True, callback=names, help="option-units-letters")
@click.option("--consequence", "consequences", metavar="ID", multiple=True, help="option-consequence-letters")
@decided_on
@click.option("--texts", metavar="FILE")
@click.option("--changes", is_flag=True)
@click.option("--first-number", metavar="N", type=click.IntRange(min=1), default=1)
@results_options
@lang
def command(policy: str, results: str, details: dict[str, str], output: str, **options: Any) -> None:
    """Judge the results, and write letters."""
    form, consequences, texts, changes, first = (
        options.pop(name) for name in ("format", "consequences", "texts", "changes", "first_number")
    )
    beside = [each for each in (options["targets"], texts) if each]
    refuse_two_inputs(policy, results, *details.values(), options["targets"])
    refuse_overwriting(output, policy, results, *details.values(), *beside)
    from targetrules.atomic import refuse_unwritable

    refuse_unwritable(output)
    del options["lang"]
    request = Request(**options)
    judge = read_policy(policy)
    check_consequences(judge, consequences)
    read = read_results(judge, results, request, None, details)
    units, periods = selected(judge, read, request)
    found = judge.evaluate(read, decided_on=request.decided_on, notes=told_already)
    found = found.of(unit=units or None, period=periods or _only_period(read))
    try:
        letters = judge.letters(
            found,
            consequences=consequences or None,
            texts=texts,
            language=reader_language(),
            changes=changes,
            first_number=first,
        )
        letters.write(output, format=form)
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
    tell_written(letters, output, judge)


def _only_period(results: Results) -> int | str:
    """The period of the results; which of several is meant must be said: nobody is told of old decisions again."""
    there = results.periods
    if len(there) != 1:
        periods = Listing.of_first(there[:_MOST_PERIODS], len(there))
        raise CommandError("letters-of-which-period", periods=periods)
    return there[0]


def tell_written(letters: Letters, output: str, policy: Policy) -> None:
    """Say what was written, and of what there is no letter."""
    language, count = reader_language(), len(letters)
    tell(say("letters.written-one" if count == 1 else "letters.written", language, {"count": count, "file": output}))
    counts = {"open": letters.left_open, "undetermined": letters.left_undetermined, "drafts": letters.left_drafts}
    for key, left in counts.items():
        if left:
            complain(say(f"letters.left-{key}", language, {"count": left}))
    cycle = policy.rules.cycle
    if cycle.objections_within is None and cycle.appeals_within is None:
        complain(say("letters.no-objection", language, {}))
