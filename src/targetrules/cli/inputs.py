"""The policy and the results that a command was given: files, installed policies, or the standard input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Final

from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.memory import enough_memory
from targetrules.cli.terminal import complain, standard_input
from targetrules.decision.request import no_details
from targetrules.loading import load_noted, loads
from targetrules.policy import Policy
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.given import read_of
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.decision.request import Request
    from targetrules.decision.results import Results
    from targetrules.engine.choice import EngineName

__all__ = [
    "STANDARD_STREAM",
    "read_policy",
    "read_results",
    "refuse_missing_details",
    "refuse_two_inputs",
    "source_of",
    "tell_notes",
    "told_already",
]

STANDARD_STREAM: Final = "-"
"""The name of the standard input where something is read, of the standard output where something is written."""
_NAME: Final = "<stdin>"


def refuse_two_inputs(*arguments: str | None) -> None:
    """Raise where two arguments are the standard input, which can be read only once."""
    if arguments.count(STANDARD_STREAM) > 1:
        raise WrongUsageError("two-inputs")


def source_of(file: str) -> str | IO[bytes]:
    """What stands for a file that was named: the standard input, or its path."""
    return standard_input() if file == STANDARD_STREAM else file


def read_policy(name: str) -> Policy:
    """The policy at a path, of an id, or on the standard input; raises PolicyError."""
    if name != STANDARD_STREAM:
        policy, notes = load_noted(name)
        tell_notes(notes, reader_language())
        return policy
    return loads(read_of(standard_input(), LARGEST_FILE), name=_NAME)


def read_results(
    policy: Policy,
    results: str,
    request: Request,
    engine: EngineName | None,
    details: Mapping[str, str],
    keep: Sequence[str] = (),
) -> Results:
    """The results in a file or on the standard input, for the engine, with details; what was passed over is said.

    ``keep`` are columns that pass through to a workbook. Raises ResultsError; ArgumentError where there are no such.
    """
    below = {name: source_of(file) for name, file in details.items()}
    refuse_missing_details(policy, details)
    reading = request.reading
    reading["details"] = request.details(below) or None
    if request.targets is not None:
        reading["targets"] = source_of(request.targets)
    with enough_memory(results):
        read = policy.read(source_of(results), engine=engine, **reading)
    tell_notes(read.notes_beside(keep), reader_language())
    return read


def refuse_missing_details(policy: Policy, details: Mapping[str, str], *, of_register: bool = False) -> None:
    """Raise where a file of details is missing, or is one of details that the policy has not.

    ``of_register``: what lower policies have decided is recorded, and comes in no file.
    """
    known = policy.rules.all_details
    if of_register:
        known = {name: each for name, each in policy.rules.details.items() if each.policy is None}
        details = {
            name: file for name, file in details.items() if name not in policy.rules.all_details or name in known
        }
    for name in details:
        if name not in known:
            raise CommandError("as-it-is", says=no_details(name, known).word)
    missing = [name for name in known if name not in details]
    if missing:
        options = tuple(Word("commands.option-of-details", {"name": name}) for name in missing)
        raise CommandError(
            "missing-details", names=Listing(tuple(f"“{each}”" for each in missing)), options=Listing(options, " ")
        )


def tell_notes(notes: Iterable[Word], language: str) -> None:
    """Say what the user should know of what was read."""
    for note in notes:
        complain(spoken("note", language, says=note.text(language)))


def told_already(_: object) -> None:
    """What is done with notes by whoever judges results: nothing, for they were told when these were read."""
