"""What shows that something was done: the register keeps the SHA-256 of a file, and not the file."""

from __future__ import annotations

import hashlib
from os import PathLike
from typing import IO, Final, TypeAlias

from targetrules.arguments import ArgumentError, unlike
from targetrules.register.verification import a_hash
from targetrules.wording import Word

__all__ = ["Evidence", "digest_of_file", "digest_shown"]

Evidence: TypeAlias = str | PathLike[str] | IO[bytes]
"""A path, or a stream of bytes."""

_AT_ONCE: Final = 1 << 20
_OF_NOTHING: Final = hashlib.sha256().hexdigest()


def digest_shown(evidence: Evidence | None, digest: str | None) -> str | None:
    """The SHA-256 of what shows something, in hexadecimal; None where nothing was given.

    Args:
        evidence: The file.
        digest: In place of the file, its SHA-256.

    Raises:
        ArgumentError: Both were given, one of them cannot be used, or the file is empty: what is recorded stays, and
            an empty file shows nothing.
        OSError: The file cannot be read.
    """
    if evidence is not None and digest is not None:
        raise ArgumentError("digest", Word("register.evidence-twice"))
    found = a_hash("digest", digest, "digest-of-file") if evidence is None else digest_of_file(evidence)
    if found == _OF_NOTHING:
        raise ArgumentError("digest" if evidence is None else "evidence", Word("register.evidence-empty"))
    return found


def digest_of_file(given: str | PathLike[str] | IO[bytes]) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Args:
        given: A path, or a stream of bytes.

    Raises:
        ArgumentError: It is neither.
        OSError: It cannot be read.
    """
    if isinstance(given, str | PathLike):
        with open(given, "rb") as stream:  # noqa: PTH123  a path of any kind
            return digest_of_file(stream)
    if not hasattr(given, "read"):
        raise unlike("evidence", given, "stream")
    found = hashlib.sha256()
    while part := given.read(_AT_ONCE):
        if not isinstance(part, bytes):
            raise unlike("evidence", given, "stream")
        found.update(part)
    return found.hexdigest()
