"""``targetrules check``: everything that is wrong with policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import click

from targetrules.cli.failure import policy_status, shown_width
from targetrules.cli.inputs import read_policy, refuse_two_inputs
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang, output_format, policies_argument
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell, write
from targetrules.errors import InternalError
from targetrules.policy import Policy
from targetrules.report.faults_json import annotation, fault_values, sarif
from targetrules.report.faults_text import concise, full
from targetrules.report.json_text import indented
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.wording import say


@click.command("check", cls=Command)
@policies_argument
@output_format(("human", "concise", "json", "github", "sarif"), "human")
@lang
def command(policies: Sequence[str], format: str, lang: str | None) -> int:  # noqa: A002, ARG001
    """Check them all, and say what is wrong."""
    refuse_two_inputs(*policies)
    language = reader_language()
    found: list[Diagnostic] = []
    notes: list[Diagnostic] = []
    for name in policies:
        try:
            policy = read_policy(name)
        except PolicyError as error:
            found += error.diagnostics
        else:
            praise(policy, format, language)
            notes += policy.notes
    _print(found, notes, format, language)
    return policy_status(tuple(found)) if found else 0


def praise(policy: Policy, format_: str, language: str) -> None:
    """Say that a policy is right, where a person reads; to a program that is nothing."""
    if format_ == "human":
        rules = policy.rules
        counts = {
            "consequences": len(rules.consequences),
            "claims": len(rules.claims),
            "examples": len(rules.examples),
        }
        tell(paint(spoken("no-faults", language, name=policy.name), "good") + spoken("counts", language, **counts))


_ELSEWHERE: Final = "TR186"
"""The code of what only says that a lower policy has faults, which are told as well."""


def _print(faults: Sequence[Diagnostic], notes: Sequence[Diagnostic], format_: str, language: str) -> None:
    """Print faults, then notes, which are not counted."""
    found = [*faults, *notes]
    match format_:
        case "human":
            width = shown_width()
            for each in faults:
                tell(full(each, language, width=width, paint=paint) + "\n")
            if faults:
                tell(_total(faults, language))
            for each in notes:
                tell("\n" + full(each, language, width=width, paint=paint))
        case "concise":
            write(concise(each, language) + "\n" for each in found)
        case "github":
            write(annotation(each, language) + "\n" for each in found)
        case "json":
            values = [fault_values(each, language) for each in found]
            write([indented(values) + "\n"])
        case "sarif":
            write([sarif(found, language) + "\n"])
        case _:
            raise InternalError(f"no format of faults: {format_}")


def _total(faults: Sequence[Diagnostic], language: str) -> str:
    """How many faults there are, and in which files; that a lower policy has some is none of its own."""
    found = [each for each in faults if each.code != _ELSEWHERE]
    files = say("reports.comma", language).join(dict.fromkeys(each.file for each in found))
    return spoken("one-fault" if len(found) == 1 else "faults", language, count=len(found), files=files)
