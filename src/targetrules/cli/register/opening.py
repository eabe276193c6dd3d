"""What all commands of registers share: a register is opened, and what it refuses is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from targetrules.cli.errors import CommandError
from targetrules.cli.failure import FINDINGS, UNUSABLE, told_unrecorded
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.program import Command
from targetrules.cli.terminal import complain
from targetrules.data import frozen
from targetrules.outcome import NoSuchResultError
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.register import ReadOnlyRegister, Register, RegisterError

__all__ = ["OFFICE", "VARIABLE", "Acting", "RegisterCommand", "acting", "naming", "reading", "recording"]

VARIABLE: Final = "TARGETRULES_BY"
"""The variable that may hold the name of who records."""
OFFICE: Final = "TARGETRULES_OFFICE"
"""The variable that may hold the office for which somebody records."""

_OF_THE_CALL: Final = frozenset(
    {
        "bad-url",
        "needed",
        "not-adopted",
        "unknown",
        "units-idle",
        "units-needed",
        "clock-behind",
        "erases-self",
        "holds-later",
        "newer",
        "given-up",
        "no-person",
        "no-policy",
        "no-policy-then",
        "no-appeals",
        "no-approval",
        "no-objection",
        "no-objections",
        "no-procedure",
        "no-register",
        "not-there",
        "nothing-then",
        "nothing-yet",
        "reason-needed",
        "several-policies",
        "there-already",
        "to-come",
        "unknown-policy",
    }
)
"""What the register refuses because of how it was called, and not of what it was given."""


class RefusedError(CommandError):
    """What a register refuses; ``status`` is the exit status that it means."""

    def __init__(self, error: RegisterError) -> None:
        super().__init__("as-it-is", says=Listing(error.problems, "\n"))
        self.status = UNUSABLE if all(map(_is_of_the_call, error.problems)) else FINDINGS


def _is_of_the_call(problem: Word) -> bool:
    key = problem.key.removeprefix("register.").removeprefix("offices.")
    return key in _OF_THE_CALL or key.startswith("database-")


class RegisterCommand(Command):
    """A command of registers: what these refuse is told as any other error is."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        from targetrules import ResultsError
        from targetrules.register import RegisterError

        try:
            return super().invoke(ctx)
        except RegisterError as error:
            raise RefusedError(error) from None
        except ResultsError as error:
            return told_unrecorded(error, reader_language())
        except NoSuchResultError as error:
            raise CommandError("as-it-is", says=error.word) from None


@frozen(slots=True)
class Acting:
    """Who records, for which office, and for which units of his own."""

    by: str | None
    office: str | None = None
    own_unit: tuple[str, ...] = ()

    def who(self) -> str:
        """The name; raises where nobody is named."""
        if self.by is None:
            raise CommandError("nobody-records", variable=VARIABLE)
        return self.by


def acting(options: dict[str, Any]) -> Acting:
    """Who records, as the options say, which are taken out of the others."""
    return Acting(options.pop("by"), options.pop("office"), options.pop("own_unit"))


@contextmanager
def recording(where: str, acting: Acting) -> Iterator[Register]:
    """The register, to record in it."""
    from targetrules.register import Register

    with Register(where, by=acting.who(), office=acting.office, units=acting.own_unit) as register:
        _tell_migrated(register)
        yield register


@contextmanager
def naming(file: str) -> Iterator[None]:
    """What a register refuses of what is in a file names the file."""
    from targetrules.register import RegisterError

    try:
        yield
    except RegisterError as error:
        told = [each if _is_of_the_call(each) else _in_file(file, each) for each in error.problems]
        raise RegisterError(told) from None


def _in_file(file: str, problem: Word) -> Word:
    return Word("commands.in-file", {"file": file, "says": problem})


@contextmanager
def reading(where: str) -> Iterator[ReadOnlyRegister]:
    """The register, to look at it."""
    from targetrules.register import ReadOnlyRegister

    with ReadOnlyRegister(where) as register:
        _tell_migrated(register)
        yield register


def _tell_migrated(register: ReadOnlyRegister) -> None:
    """Say that a register of an earlier version was brought to this one."""
    if register.migrated_from is not None:
        language = reader_language()
        says = spoken("migrated", language, where=register.where, before=register.migrated_from)
        complain(spoken("note", language, says=says))
