"""What went wrong, told on the standard error in the user's language, and the exit status that it means."""

from __future__ import annotations

import errno
import os
from typing import Final

import click

from targetrules.arguments import ArgumentError
from targetrules.atomic import UnwritableError
from targetrules.cli.errors import CommandError, word_of
from targetrules.cli.language import spoken
from targetrules.cli.terminal import complain, is_terminal, paint, terminal_width
from targetrules.decision.plan_file import PlanFileError
from targetrules.extra import MissingExtraError
from targetrules.results import Code, ResultsError
from targetrules.signature import KeyFileError, SignatureError
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.state_error import StateError
from targetrules.wording import Listing, say

__all__ = ["FINDINGS", "UNUSABLE", "policy_status", "results_status", "shown_width", "told", "told_unrecorded"]

FINDINGS: Final = 1
"""The exit status where something is wrong with what was looked at."""
UNUSABLE: Final = 2
"""The exit status where the call is wrong, or a file cannot be read."""

_OF_FILES: Final = frozenset({Code.NO_SUCH_INPUT, Code.OVER_BUDGET, Code.LONG_CELL})
_INTERRUPTED: Final = 128 + 2  # what a shell reports of a program that was interrupted
_TRACEBACK: Final = "TARGETRULES_TRACEBACK"
_NO_TERMINAL: Final = 100
_COMMON: Final = {
    errno.ENOENT: "no-such-file",
    errno.EISDIR: "is-a-folder",
    errno.ENODEV: "is-a-device",
    errno.ETIMEDOUT: "nobody-writes",
    errno.EAGAIN: "nothing-yet",
    errno.EACCES: "not-allowed",
    errno.EROFS: "not-allowed",
    errno.ENOTDIR: "no-such-file",
    errno.ELOOP: "loop-of-links",
    errno.EBADF: "stream-closed",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "file-too-large",
}


def told(error: Exception, language: str) -> int:
    """Say what is wrong; the exit status."""
    match error:
        case click.exceptions.Abort():
            return _INTERRUPTED
        case click.ClickException():
            return _command_error(error, language)
        case PolicyError():
            return _policy(error, language)
        case ResultsError():
            complain(error.text(language))
            return results_status(error)
        case ArgumentError():
            option = "--" + error.name.replace("_", "-")
            complain(_error(error.text(language, name=option), language))
            return UNUSABLE
        case SignatureError():
            complain(_error(error.text(language), language))
            return FINDINGS
        case MissingExtraError() | KeyFileError() | StateError() | PlanFileError():
            complain(_error(error.text(language), language))
            return UNUSABLE
        case OSError() | MemoryError():
            complain(_error(_system(error, language), language))
            return UNUSABLE
        case _:
            return _internal(error, language)


def _internal(error: Exception, language: str) -> int:
    """Say that something is wrong with the program itself; or raise it, where its traceback is asked for."""
    if os.environ.get(_TRACEBACK):
        raise error
    says = f"{type(error).__name__}: {error}"
    complain(_error(spoken("internal", language, says=says, variable=_TRACEBACK), language))
    return UNUSABLE


def policy_status(diagnostics: tuple[Diagnostic, ...]) -> int:
    """The exit status for what is wrong with a policy: a file that is not there is unusable, all else is a finding."""
    return UNUSABLE if any(each.code == "TR001" for each in diagnostics) else FINDINGS


def results_status(error: ResultsError) -> int:
    """The exit status for results: no table, or an option that does not fit it, is unusable; all else is a finding."""
    return UNUSABLE if any(_is_of_file(code) for code in error.counts) else FINDINGS


def _is_of_file(code: Code) -> bool:
    """Whether the code is one of files as a whole, or an option that does not fit one."""
    return int(code.removeprefix("RES")) < int(Code.NO_HEADER.removeprefix("RES")) or code in _OF_FILES


def told_unrecorded(error: ResultsError, language: str) -> int:
    """Say what is wrong with results that were to be recorded, and nothing was; the exit status."""
    count = sum(error.counts.values())
    _, _, rest = error.text(language).partition("\n")
    complain(say(error.unrecorded[count != 1], language, {"count": f"{count:,}"}) + "\n" + rest)
    return results_status(error)


def shown_width(*, error: bool = False) -> int:
    """How wide a line of a policy may be shown."""
    return terminal_width() if is_terminal(error=error) else _NO_TERMINAL


def _command_error(error: click.ClickException, language: str) -> int:
    from targetrules.cli.page import usage

    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        complain(usage(context, language))
    complain(_error(word_of(error).text(language), language))
    if context is not None:
        complain(spoken("see-help", language, command=context.command_path))
    return error.status if isinstance(error, CommandError) else UNUSABLE


def _policy(error: PolicyError, language: str) -> int:
    from targetrules.report.faults_text import full

    width = shown_width(error=True)
    complain("\n\n".join(full(each, language, width=width, paint=paint) for each in error.diagnostics))
    return policy_status(error.diagnostics)


def _error(sentence: str, language: str) -> str:
    lines = Listing(tuple(sentence.split("\n")), "\n")  # our own ends of lines: what others wrote is visible by now
    return paint(spoken("error", language), "error") + say("reports.after-head", language, {"sentence": lines})


def _system(error: OSError | MemoryError, language: str) -> str:
    """What the system says, in the user's words where it is common."""
    if isinstance(error, MemoryError):
        return spoken("out-of-memory", language)
    if isinstance(error, UnwritableError):
        return error.text(language)
    file = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    key = _COMMON.get(error.errno or 0)
    says = spoken(key, language) if key else error.strerror or str(error)
    return spoken("system", language, says=says, file=file) if file else says
