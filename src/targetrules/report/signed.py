"""A signature in a file of outcomes: the first entry of the object that the file begins with.

What is signed is the file without that entry, which is the file as it is written where nobody signs, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.signature import OUTCOMES, Signature, message

if TYPE_CHECKING:
    from targetrules.keys.pair import PrivateKey

__all__ = ["Signed", "signed", "signed_in"]

_HEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:# )?\{")
_ENTRY: Final = '"signature": {{"key": "{}", "ed25519": "{}"}}, '
_SIGNED: Final = re.compile(
    _HEAD.pattern + rb'("signature": \{"key": "([0-9a-f]{64})", "ed25519": "([0-9a-f]{128})"\}, )'
)


@frozen(slots=True)
class Signed:
    """A file taken apart. ``message`` is what a signature of it must be of.

    ``text`` is the file with blanks for the signature, so that everything else stands where it stood.
    """

    signature: Signature | None
    message: bytes
    text: bytes


def signed(parts: Iterable[bytes], key: PrivateKey) -> Iterator[bytes]:
    """The parts of a file of outcomes with its record, signed."""
    data = b"".join(parts)
    head = _HEAD.match(data)
    if head is None:
        raise InternalError("these are no outcomes with a record")
    made = key.sign(_message(sha256(data).hexdigest()))
    yield from (data[: head.end()], _ENTRY.format(made.key, made.value).encode("ascii"), data[head.end() :])


def signed_in(data: bytes) -> Signed:
    """The signature in a file, if it has one in its place, and the rest."""
    found = _SIGNED.match(data)
    if found is None:
        return Signed(None, _message(sha256(data).hexdigest()), data)
    start, end = found.span(1)
    digest = sha256(data[:start])
    digest.update(memoryview(data)[end:])
    signature = Signature(found[2].decode("ascii"), found[3].decode("ascii"))
    return Signed(signature, _message(digest.hexdigest()), data[:start] + b" " * (end - start) + data[end:])


def _message(digest: str) -> bytes:
    return message(OUTCOMES, digest)
