"""``targetrules test``: a policy's own examples, and its claims on them."""

from __future__ import annotations

from collections.abc import Sequence

import click

from targetrules.cli.failure import FINDINGS, told
from targetrules.cli.inputs import read_policy, refuse_two_inputs
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang, output_format, policies_argument
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell, write
from targetrules.errors import InternalError
from targetrules.policy import Policy
from targetrules.report.checks_for_programs import CheckedPolicy, check_annotations, check_values, junit_text
from targetrules.report.checks_text import CheckedExample, checks_text
from targetrules.report.json_text import indented
from targetrules.report.labels import PolicyLabels
from targetrules.source.diagnostic import PolicyError


@click.command("test", cls=Command)
@policies_argument
@output_format(("human", "json", "github", "junit"), "human")
@click.option("--strict", is_flag=True)
@lang
def command(policies: Sequence[str], format: str, lang: str | None, *, strict: bool) -> int:  # noqa: A002, ARG001
    """Judge the examples of each policy, and print what was expected and what was found."""
    refuse_two_inputs(*policies)
    language = reader_language()
    status, found = 0, list[CheckedPolicy]()
    for name in policies:
        try:
            checked = _checked(read_policy(name), language, strict=strict)
        except PolicyError as error:
            status = max(status, told(error, language))
            continue
        if format == "human":
            _tell(checked)
        found.append(checked)
    _write(found, format)
    return max(status, 0 if all(each.passed for each in found) else FINDINGS)


def _checked(policy: Policy, language: str, *, strict: bool) -> CheckedPolicy:
    examples = policy.check_examples()
    tried = [CheckedExample(each, tuple(policy.check_claims(each.history))) for each in examples]
    return CheckedPolicy(PolicyLabels(policy.rules, language), policy.name, tried, policy.example_places(), strict)


def _tell(checked: CheckedPolicy) -> None:
    tell(checks_text(checked.names, checked.tried, paint=paint))
    if checked.is_bare:
        tell("  " + paint(spoken("strict-fails", checked.names.language), "error"))


def _write(found: Sequence[CheckedPolicy], format_: str) -> None:
    match format_:
        case "human":
            pass  # told one after the other
        case "json":
            write([indented([check_values(each) for each in found]) + "\n"])
        case "github":
            write(line + "\n" for each in found for line in check_annotations(each))
        case "junit":
            write([junit_text(found)])
        case _:
            raise InternalError(f"no format of checks: {format_}")
