"""A signature as it stands in a file, and the message that is signed; making and checking one is for ``keys``.

A message says what kind of file it is of, so that the signature of a state never passes for that of outcomes, and names
the bytes of the file by their SHA-256. It is two lines of text, which other programs can put together as well.
"""

from __future__ import annotations

from typing import Final

from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.wording import Worded

__all__ = ["OUTCOMES", "STATE", "UNMADE", "KeyFileError", "Signature", "SignatureError", "message"]

OUTCOMES: Final = "targetrules outcomes v1"
STATE: Final = "targetrules state v1"
"""What a signature is of."""

UNMADE: Final = "0" * 128
"""What stands in the place of a signature until it is made."""


@frozen(slots=True)
class Signature:
    """``key`` is the public key, ``value`` the Ed25519 signature, both in hexadecimal."""

    key: str
    value: str


class KeyFileError(Worded, TargetrulesError):
    """A file whose key cannot be used: there is none, it is of another kind, or a passphrase does not open it.

    Attributes:
        word: Which of these it is, to be worded in a language.
    """


class SignatureError(Worded, TargetrulesError):
    """None of the keys vouches for a file.

    Attributes:
        word: Why, to be worded in a language.
    """


def message(purpose: str, sha256: str) -> bytes:
    """What is signed: the kind of the file, and the SHA-256 of its bytes without the signature."""
    return f"{purpose}\n{sha256}\n".encode("ascii")
