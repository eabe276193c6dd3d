"""``targetrules watch``: look at a policy each time that it is saved."""

from __future__ import annotations

from typing import Any

import click
from attrs import field

from targetrules.cli.check import praise
from targetrules.cli.errors import WrongUsageError
from targetrules.cli.failure import shown_width, told
from targetrules.cli.inputs import STANDARD_STREAM, read_policy, read_results
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import details, lang, policy_argument, results_options
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell
from targetrules.comparison import comparison_text
from targetrules.data import define
from targetrules.decision.request import Request
from targetrules.errors import TargetrulesError
from targetrules.policy import Policy
from targetrules.report.checks_text import CheckedExample, checks_text
from targetrules.report.faults_text import full
from targetrules.report.labels import PolicyLabels
from targetrules.source.diagnostic import PolicyError
from targetrules.watching import Look, Saves, since


@click.command("watch", cls=Command)
@policy_argument
@click.argument("data", metavar="[RESULTS]", required=False)
@details
@results_options
@lang
def command(policy: str, data: str | None, details: dict[str, str], **options: Any) -> None:
    """Look at the policy now and after each save, until the user interrupts."""
    if STANDARD_STREAM in (policy, data, *details.values()):
        raise WrongUsageError("watches-files")
    del options["lang"]
    watched = _Watched(policy, data, details, Request(**options), reader_language())
    saves = Saves(policy, tuple(filter(None, (data, *details.values()))))
    saves.begin()
    try:
        while True:
            saves.rests_on = watched.look()
            tell(paint(spoken("watching", watched.language), "advice"))
            saves.wait()
            tell("")
    except KeyboardInterrupt:
        tell("")


@define(eq=False)
class _Watched:
    """What is watched, and what it was when it was last without a fault."""

    policy: str
    data: str | None
    details: dict[str, str]
    request: Request
    language: str
    before: Look | None = field(default=None)

    def look(self) -> tuple[str, ...]:
        """Say what is wrong, how the examples come out, and what changed; the files on which the policy rests."""
        try:
            policy = read_policy(self.policy)
        except PolicyError as error:
            told(error, self.language)
            return () if self.before is None else self.before.policy.files
        praise(policy, "human", self.language)
        for note in policy.notes:
            tell(full(note, self.language, width=shown_width(), paint=paint) + "\n")
        self._examples(policy)
        try:
            results = None if self.data is None else self._read(policy, self.data)
        except (TargetrulesError, OSError) as error:
            told(error, self.language)
            return policy.files
        now = Look(policy, results)
        if self.before is not None:
            self._changed(self.before, now)
        self.before = now
        return policy.files

    def _read(self, policy: Policy, data: str) -> Any:
        results = read_results(policy, data, self.request, None, self.details)
        _ = results.history  # what is wrong with a cell is told now
        return results

    def _examples(self, policy: Policy) -> None:
        tried = [CheckedExample(each, tuple(policy.check_claims(each.history))) for each in policy.check_examples()]
        if tried:
            tell(checks_text(PolicyLabels(policy.rules, self.language), tried, paint=paint))

    def _changed(self, before: Look, now: Look) -> None:
        found = since(before, now)
        tell(paint(spoken("since-the-last-save", self.language), "heading"))
        tell(comparison_text(found, self.language, width=shown_width(), paint=paint))
