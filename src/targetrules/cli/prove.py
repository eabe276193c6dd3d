"""``targetrules prove``: whether the claims of a policy hold in all histories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.failure import FINDINGS, shown_width
from targetrules.cli.inputs import read_policy
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format, policy_argument
from targetrules.cli.output import write_new
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell, write
from targetrules.proof import TIMEOUT, Answer, Proved
from targetrules.proof.proving import answers
from targetrules.proof.text import Telling, answer_text, answer_values, summary_text
from targetrules.report.json_text import indented
from targetrules.report.labels import PolicyLabels


def _seconds(context: click.Context, param: click.Parameter, value: str | None) -> float:
    """A number of seconds, such as 10 or 0.5."""
    if value is None:
        return TIMEOUT
    if not re.fullmatch(r"\d{1,5}(\.\d{1,3})?", value) or not float(value):
        raise WrongUsageError("not-seconds", context, option=param.opts[-1], found=value)
    return float(value)


@click.command("prove", cls=Command)
@policy_argument
@click.argument("claims", metavar="[CLAIM]...", nargs=-1)
@click.option("--timeout", metavar="SECONDS", callback=_seconds)
@click.option("--save", metavar="FOLDER")
@output_format(("human", "json"), "human")
@lang
def command(
    policy: str,
    claims: Sequence[str],
    timeout: float,
    save: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> int:
    """Prove or refute each claim, and say which; the exit status is 0 where all are proved."""
    loaded, language = read_policy(policy), reader_language()
    try:
        asked = answers(loaded, claims or None, timeout)
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
    telling = Telling(PolicyLabels(loaded.rules, language), shown_width(), paint)
    if format == "human":
        tell(telling.names.heading())
    found: list[Answer] = []
    for answer in asked:
        found.append(answer)
        if save is not None:
            _save(answer, save)
        if format == "human":
            tell(answer_text(telling, answer))
    if format == "json":
        write([indented([answer_values(loaded.rules, each) for each in found]) + "\n"])
    else:
        tell(summary_text(telling, found) if found else "  " + telling.say("no-claims"))
    return 0 if all(isinstance(each, Proved) for each in found) else FINDINGS


def _save(answer: Answer, folder: str) -> None:
    """Write the questions that solvers were asked of a claim, which are never written over anything."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, text in answer.scripts.items():
        plain = re.sub(r"[^\w.-]", "_", answer.claim)
        write_new(text, str(Path(folder) / f"{plain}.{name}.smt2"))
