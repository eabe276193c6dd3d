"""The policy and the results that a command was given: files, installed policies, or the standard input."""

from __future__ import annotations

import sys
from typing import Any, Final

from attrs import frozen

from targetrules.cli.asked import Asked
from targetrules.cli.language import spoken
from targetrules.cli.mistake import WrongCall
from targetrules.cli.terminal import complain
from targetrules.history import History
from targetrules.policy import Policy, load, loads
from targetrules.results import read_table, reading_of
from targetrules.source.decode import LARGEST_FILE

__all__ = ["STANDARD_INPUT", "Results", "read_policy", "read_results", "refuse_two_inputs"]

STANDARD_INPUT: Final = "-"
_NAME: Final = "<stdin>"


@frozen(slots=True)
class Results:
    """A history, and the SHA-256 of the bytes that it was read from."""

    history: History
    digest: str


def refuse_two_inputs(*arguments: str) -> None:
    """The standard input can be read but once."""
    if arguments.count(STANDARD_INPUT) > 1:
        raise WrongCall("two-inputs")


def read_policy(name: str) -> Policy:
    """The policy at a path, of an id, or on the standard input; raises PolicyError."""
    if name != STANDARD_INPUT:
        return load(name)
    return loads(sys.stdin.buffer.read(LARGEST_FILE + 1), name=_NAME)


def read_results(policy: Policy, results: str, asked: Asked, language: str) -> Results:
    """The results in a file or on the standard input; what was passed over is said. Raises ResultsError."""
    source: Any = sys.stdin.buffer if results == STANDARD_INPUT else results
    table = read_table(
        source,
        format=asked.input_format,
        sheet=asked.sheet,
        header_row=asked.header_row,
        encoding=asked.encoding,
        name=_NAME,
    )
    reading = reading_of(
        policy.rules, table, unit_column=asked.unit_column, period_column=asked.period_column, wide=asked.wide
    )
    for note in reading.notes:
        complain(spoken("note", language, says=note.text(language)))
    return Results(reading.history, table.digest)
