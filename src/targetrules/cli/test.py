"""``targetrules test``: a policy's own examples, and its claims on them."""

from __future__ import annotations

from collections.abc import Sequence

import click

from targetrules.cli.failure import FINDINGS, told
from targetrules.cli.inputs import read_policy, refuse_two_inputs
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, policies_argument
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell
from targetrules.policy import Policy
from targetrules.report.checks_text import CheckedExample, checks_text
from targetrules.report.labels import PolicyLabels
from targetrules.source.diagnostic import PolicyError


@click.command("test", cls=Command)
@policies_argument
@lang
def command(policies: Sequence[str], lang: str | None) -> int:  # noqa: ARG001
    """Judge the examples of each policy, and print what was expected and what was found."""
    refuse_two_inputs(*policies)
    language = reader_language()
    return max(_test(name, language) for name in policies)


def _test(name: str, language: str) -> int:
    try:
        policy = read_policy(name)
    except PolicyError as error:
        return told(error, language)
    tried = _tried(policy)
    tell(checks_text(PolicyLabels(policy.rules, language), tried, paint=paint))
    return 0 if all(each.passed for each in tried) else FINDINGS


def _tried(policy: Policy) -> list[CheckedExample]:
    return [CheckedExample(each, tuple(policy.check_claims(each.history))) for each in policy.check_examples()]
