"""``targetrules register post``: results that are new, of one file or of several, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from targetrules.cli.inputs import refuse_missing_details, refuse_two_inputs, source_of, tell_notes
from targetrules.cli.language import reader_language
from targetrules.cli.memory import enough_memory
from targetrules.cli.options import details, lang, results_options
from targetrules.cli.register.opening import RegisterCommand, acting, naming, recording
from targetrules.cli.register.options import Instant, holds_from, of_policy, register_argument, who_records
from targetrules.cli.register.told import tell_changed, tell_recorded
from targetrules.cli.terminal import refuse_closed_output
from targetrules.decision.request import Request

if TYPE_CHECKING:
    from targetrules.register import Event, Register
    from targetrules.wording import Word


@click.command("post", cls=RegisterCommand)
@register_argument
@click.argument("results", metavar="RESULTS...", nargs=-1, required=True)
@details
@who_records
@of_policy
@holds_from
@click.option("--reason", metavar="TEXT", help="option-reason-of-results")
@results_options
@lang
def command(
    register: str,
    results: Sequence[str],
    details: dict[str, str],
    policy: str | None,
    holds_from: Instant | None,
    reason: str | None,
    **options: Any,
) -> None:
    """Record the results of all files, or of none."""
    refuse_closed_output()
    refuse_two_inputs(*results, *details.values())
    del options["lang"]
    actor = acting(options)
    request, language = Request(**options), reader_language()
    with recording(register, actor) as opened:
        refuse_missing_details(opened.policy(policy), details, of_register=True)
        since = None if holds_from is None else holds_from.begin(opened.zone)
        notes: list[Word] = []
        with opened.together():
            events = [
                _posted(opened, each, request, details, notes, policy=policy, since=since, reason=reason)
                for each in results
            ]
        tell_notes(notes, language)
        tell_recorded(opened, events, language)
        periods = dict.fromkeys(row[1] for each in events for row in each.values["rows"])
        tell_changed(opened, events[0].policy, list(periods), language)


def _posted(
    register: Register,
    results: str,
    request: Request,
    details: dict[str, str],
    notes: list[Word],
    *,
    policy: str | None,
    since: Any,
    reason: str | None,
) -> Event:
    below = {name: source_of(file) for name, file in details.items()}
    reading = request.reading
    reading["details"] = request.details(below) or None
    with enough_memory(results), naming(results):
        return register.post(
            source_of(results), reason=reason, policy=policy, holds_from=since, notes=notes.append, **reading
        )
