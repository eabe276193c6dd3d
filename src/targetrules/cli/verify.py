"""``targetrules verify``: a recorded decision repeated, and held against its record."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from targetrules.cli.asked import Asked, BadOptionError
from targetrules.cli.decision import decide
from targetrules.cli.failure import FINDINGS
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.mistake import Mistake
from targetrules.cli.options import engine, lang, policy_argument, results_argument
from targetrules.cli.program import Command
from targetrules.cli.reading import STANDARD_STREAM, read_policy, read_results, refuse_two_inputs
from targetrules.cli.terminal import paint, tell
from targetrules.engine.choice import EngineName
from targetrules.report.differences import Differences, differences, differences_text
from targetrules.report.saved import Saved, SavedError, read_saved


@click.command("verify", cls=Command)
@click.argument("outcomes", metavar="OUTCOMES")
@policy_argument
@results_argument
@engine
@lang
def command(outcomes: str, policy: str, results: str, engine: EngineName | None, lang: str | None) -> int:  # noqa: ARG001
    """Decide again as the record says, and tell what is not the same."""
    refuse_two_inputs(outcomes, policy, results)
    saved, language = _saved(outcomes), reader_language()
    asked = _asked(saved)
    judge = read_policy(policy)
    decision = decide(judge, read_results(judge, results, asked, language, engine), asked, language)
    dated = asked.decided_on is not None
    again = "".join(decision.outcomes.written(saved.form, decision.record, dated=dated))
    found = differences(saved, read_saved(again.encode("utf-8")))
    tell(differences_text(found, language))
    tell(_verdict(found, language))
    return 0 if found.verified else FINDINGS


def _verdict(found: Differences, language: str) -> str:
    if not found.verified:
        return paint(spoken("not-verified", language), "error")
    if not found.parts:
        return paint(spoken("verified", language), "good")
    versions = {"then": found.recorded.version, "now": found.now.version}
    return paint(spoken("verified-by-another", language, **versions), "good")


def _saved(outcomes: str) -> Saved:
    try:
        data = sys.stdin.buffer.read() if outcomes == STANDARD_STREAM else Path(outcomes).read_bytes()
        return read_saved(data)
    except SavedError as error:
        raise Mistake("cannot-verify", file=outcomes, why=error.why) from None


def _asked(saved: Saved) -> Asked:
    """The options of the record; one that this program does not know will be told as a difference."""
    try:
        return Asked.of_record(saved.record.options)
    except BadOptionError as error:
        raise Mistake("bad-option-recorded", name=str(error)) from None
