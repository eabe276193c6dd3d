"""``targetrules prove``: whether the claims of a policy hold in all histories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

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
from targetrules.data import frozen
from targetrules.proof import QUESTION_TIMEOUT, TIMEOUT, Answer, Noticed, Proved
from targetrules.proof.proving import LONGEST, answers
from targetrules.proof.question_text import noticed_text, noticed_values, questions_text
from targetrules.proof.questions import noticed
from targetrules.proof.text import Telling, answer_text, answer_values, summary_text
from targetrules.report.json_text import indented
from targetrules.report.labels import PolicyLabels

_SAVED: Final = ".smt2"


def _seconds(context: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """A number of seconds, such as 10 or 0.5."""
    if value is None:
        return None
    if not re.fullmatch(r"\d{1,5}(\.\d{1,3})?", value) or not 0 < float(value) <= LONGEST:
        raise WrongUsageError("not-seconds", context, option=param.opts[-1], found=value, most=f"{LONGEST:.0f}")
    return float(value)


@click.command("prove", cls=Command)
@policy_argument
@click.argument("claims", metavar="[CLAIM]...", nargs=-1)
@click.option("--timeout", metavar="SECONDS", callback=_seconds)
@click.option("--save", metavar="FOLDER")
@click.option("--questions/--no-questions", default=None)
@click.option("--strict", is_flag=True, help="option-strict-questions")
@output_format(("human", "json"), "human")
@lang
def command(
    policy: str,
    claims: Sequence[str],
    timeout: float | None,
    save: str | None,
    questions: bool | None,  # noqa: FBT001
    strict: bool,  # noqa: FBT001
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> int:
    """Prove or refute each claim, and say which, and then ask what every policy is asked.

    The exit status is 0 where all claims are proved. What questions find are notes, unless it is strict.
    """
    loaded, language = read_policy(policy), reader_language()
    try:
        asked = answers(loaded, claims or None, timeout or TIMEOUT)
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
    if save is not None:
        _make(save)
    telling = Telling(PolicyLabels(loaded.rules, language), shown_width(), paint)
    spoken = _Spoken(telling, save, is_json=format == "json")
    found = spoken.claims(asked)
    is_asked = not claims if questions is None else questions
    notes = spoken.questions(noticed(loaded, timeout or QUESTION_TIMEOUT)) if is_asked else []
    if format == "json":
        values = [answer_values(loaded.rules, each) for each in found]
        write([indented([*values, *(noticed_values(loaded.rules, each) for each in notes)]) + "\n"])
    is_clear = not strict or all(each.answer == "nothing" for each in notes)
    return 0 if is_clear and all(isinstance(each, Proved) for each in found) else FINDINGS


@frozen(slots=True)
class _Spoken:
    """Answers as they come: told, unless programs read them, and what solvers were asked is saved."""

    telling: Telling
    save: str | None
    is_json: bool

    def claims(self, asked: Iterator[Answer]) -> list[Answer]:
        """What is answered of claims."""
        found: list[Answer] = []
        self.tell(self.telling.names.heading())
        for answer in asked:
            found.append(answer)
            self.saved(answer.scripts, answer.claim)
            self.tell(answer_text(self.telling, answer))
        self.tell(summary_text(self.telling, found) if found else "  " + self.telling.say("no-claims"))
        return found

    def questions(self, asked: Iterator[Noticed]) -> list[Noticed]:
        """What is answered of the questions that every policy is asked."""
        found = list(asked)
        self.tell(questions_text(self.telling, found))
        for at, each in enumerate(found):
            self.saved(each.scripts, "-".join((each.kind, *each.about)))
            if each.answer != "nothing":
                self.tell(noticed_text(self.telling, each, found[:at]))
        return found

    def tell(self, text: str) -> None:
        """Say it to a person."""
        if not self.is_json:
            tell(text)

    def saved(self, scripts: Mapping[str, str], of: str) -> None:
        """What solvers were asked, if that is wanted."""
        if self.save is not None:
            _save(scripts, of, self.save)


def _make(folder: str) -> None:
    """Make the folder, which may have no other questions, before anything is proved, which may take long."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise CommandError("no-folder", file=folder) from None
    there = min((each.name for each in Path(folder).glob(f"*{_SAVED}")), default=None)
    if there is not None:
        raise CommandError("questions-there", folder=folder, file=there)


def _save(scripts: Mapping[str, str], of: str, folder: str) -> None:
    """Write the questions that solvers were asked of something, which are never written over anything."""
    for name, text in scripts.items():
        plain = re.sub(r"[^\w.-]", "_", of)
        write_new(text, str(Path(folder) / f"{plain}.{name}{_SAVED}"))
