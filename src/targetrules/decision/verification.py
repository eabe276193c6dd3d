"""A recorded decision, read back from its file, repeated, and held against its record."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from attrs import evolve, field

from targetrules.arguments import paths, unlike
from targetrules.data import frozen
from targetrules.decision.request import BadOptionError, Request
from targetrules.decision.writing import lines_of
from targetrules.errors import TargetrulesError
from targetrules.report.differences import Differences, differences
from targetrules.report.json_text import compact
from targetrules.report.saved import Saved, SavedError, read_saved
from targetrules.report.signed import Signed, signed_in
from targetrules.results.sources.read import LARGEST_FILE
from targetrules.results.table import shown
from targetrules.source.given import NOTHING_BUT_ZEROS, bytes_of, is_stream, read_of
from targetrules.wording import Word, Worded

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes
    from targetrules.decision.results import Results
    from targetrules.keys.pair import PublicKey
    from targetrules.report.record import Record

    Key: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None

__all__ = ["OutcomesFileError", "SavedOutcomes", "Verification", "read_outcomes", "verified"]

_STREAM: Final = "<stdin>"


class OutcomesFileError(Worded, TargetrulesError, ValueError):
    """A file of outcomes that cannot be verified: it has no record, or is not as it was written. It is a ValueError.

    Attributes:
        word: What is wrong, to be worded in a language.
    """


@frozen(slots=True)
class SavedOutcomes:
    """The outcomes in a file that was written with their record; :func:`read_outcomes` gives them.

    Attributes:
        file: The name of the file.
        saved: What it says.
        request: The options of the record.
        signed_by: The public key, in hexadecimal, that is said to have signed the file; None: it is not signed.
        vouched_by: The file of the key that was found to have signed it; None: none was asked for.
    """

    file: str
    saved: Saved
    request: Request
    signed_by: str | None
    vouched_by: str | None

    @property
    def record(self) -> Record:
        """What was decided with what."""
        return self.saved.record


def read_outcomes(file: str | os.PathLike[str] | IO[bytes], *, key: Key = None, name: str = _STREAM) -> SavedOutcomes:
    """The outcomes in a file that was written with their record, to be verified.

    Args:
        file: A path, or a stream of bytes (called ``name`` in messages).
        key: The file of a public key, or several: one of them must have signed the file. Left out, no signature is
            looked at, and nobody vouches for the file.
        name: What a stream is called.

    Returns:
        The outcomes and their record.

    Raises:
        ArgumentError: This is neither a path nor a stream of bytes, or a key is no path.
        OutcomesFileError: There is no record, or the file is not as it was written.
        SignatureError: None of the keys signed it.
        KeyFileError: A key cannot be used.
        MissingExtraError: Keys are given, and the extra ``sign`` is not installed.
        OSError: It cannot be read.
    """
    vouching = _Vouching.by(() if key is None else paths("key", key))
    name, data = _bytes_of(file, name)
    found = signed_in(data)
    vouched_by = vouching.of(name, found)
    try:
        saved = read_saved(found.text)
    except SavedError as error:
        raise _no_outcomes(name, error.why) from None
    try:
        request = Request.of_record(saved.record.options)
    except BadOptionError as error:
        values = {"file": name, "name": error.name, "found": shown(compact(error.value))}
        raise OutcomesFileError(Word("reports.bad-option-recorded", values)) from None
    return SavedOutcomes(name, saved, request, None if found.signature is None else found.signature.key, vouched_by)


def _no_outcomes(file: str, why: Word) -> OutcomesFileError:
    return OutcomesFileError(Word("reports.cannot-verify", {"file": file, "why": why}))


def _bytes_of(file: object, name: str) -> tuple[str, bytes]:
    name = os.fsdecode(file) if isinstance(file, str | os.PathLike) else name

    def look(begins: bytes) -> None:
        if begins.startswith(NOTHING_BUT_ZEROS):
            raise _no_outcomes(name, Word("reports.saved-not-outcomes"))

    if isinstance(file, str | os.PathLike):
        data = bytes_of(name, LARGEST_FILE, look)
    elif is_stream(file):
        data = read_of(file, LARGEST_FILE, look)
    else:
        raise unlike("file", file, "stream")
    if len(data) > LARGEST_FILE:
        raise OutcomesFileError(Word("reports.outcomes-too-large", {"file": name, "most": f"{LARGEST_FILE:,}"}))
    return name, data


@frozen(slots=True)
class _Vouching:
    """The public keys of whom one must have signed; they are read first, since a wrong call is told before all else."""

    keys: tuple[PublicKey, ...]

    @staticmethod
    def by(files: tuple[str, ...]) -> _Vouching:
        if not files:
            return _Vouching(())
        from targetrules.keys.files import public_key

        return _Vouching(tuple(map(public_key, files)))

    def of(self, file: str, found: Signed) -> str | None:
        """The file of the key that signed."""
        if not self.keys:
            return None
        from targetrules.keys.pair import check_signature

        return check_signature(file, found.signature, found.message, self.keys).file


# ---- repeated --------------------------------------------------------------------------------------------------------


@frozen(slots=True)
class Verification:
    """The result of repeating a decision.

    Attributes:
        saved: The decision as it was recorded.
        differences: What is not the same.
        results: The results by which it was repeated.
    """

    saved: SavedOutcomes
    differences: Differences
    results: Results = field(repr=False, eq=False)

    @property
    def verified(self) -> bool:
        """Whether all is the same, but perhaps the version of the program."""
        return self.differences.verified


def verified(
    saved: SavedOutcomes, results: Results, outcomes: Outcomes, record: Record, asked: Mapping[str, Any]
) -> Verification:
    """Hold what was saved against all outcomes of the results, found again.

    Args:
        saved: What was saved.
        results: The results.
        outcomes: The outcomes of all of them.
        record: The record of these by the recorded options.
        asked: The options that must be recorded.
    """
    request = saved.request
    periods = [each for each in results.periods if str(each) in request.period] if request.period else None
    found = outcomes.found.of(request.unit or None, periods)
    again = b"".join(lines_of(evolve(outcomes, found=found, record=record), saved.saved.form))
    return Verification(saved, differences(saved.saved, read_saved(again), asked), results)
