"""A register made again from the lines that another one exported: all are checked, and all are taken or none."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from os import PathLike
from typing import IO

from sqlalchemy import Connection

from targetrules.arguments import a_path, unlike
from targetrules.register.derived import Derivation
from targetrules.register.error import RegisterError, refused
from targetrules.register.journal import store
from targetrules.register.json_lines import read_lines
from targetrules.register.persons import Person, keep
from targetrules.register.verification import Chain
from targetrules.source.given import is_stream

__all__ = ["open_lines", "restore_all"]


def open_lines(lines: str | PathLike[str] | IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    """The lines of a file, or of a stream of bytes."""
    if is_stream(lines):
        return nullcontext(lines)
    if not isinstance(lines, str | PathLike):
        raise unlike("lines", lines, "stream")
    return open(a_path("lines", lines), "rb")  # noqa: PTH123  whoever asked closes it


def restore_all(connection: Connection, lines: Iterable[bytes]) -> None:
    """Take all events and persons into a register that has none.

    Raises:
        RegisterError: A line, or the chain, is not as it was written.
    """
    persons: list[Person] = []
    chain, derivation = Chain(None), Derivation(connection)

    for each in read_lines(lines):
        if isinstance(each, Person):
            persons.append(each)
            continue
        chain.take(each)
        if not chain.problems:
            store(connection, each)
            derivation.take_checked(each)
    derivation.flush_checked()
    found = chain.found(persons)
    if not found.count:
        raise refused("no-lines")
    if not found.verified:
        raise RegisterError(found.problems)
    keep(connection, persons)
