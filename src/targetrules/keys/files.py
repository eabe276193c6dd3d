"""Keys in files: PEM, as OpenSSL and this program write it, or the format of OpenSSH; one Ed25519 key a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from attrs import field
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from targetrules.data import frozen
from targetrules.keys.pair import PrivateKey, PublicKey
from targetrules.signature import KeyFileError
from targetrules.source.given import bytes_of, why_unreadable
from targetrules.wording import Word

__all__ = ["LARGEST", "Made", "made", "private_key", "public_key"]

LARGEST: Final = 1 << 16
_MARK: Final = b"\xef\xbb\xbf"
_BEGINS: Final = re.compile(rb"^-----BEGIN [A-Z0-9 ]+-----|^(?:ssh|ecdsa|sk)-[a-z0-9@.-]+ ", re.MULTILINE)
_ONE_LINE: Final = (b"ssh-", b"ecdsa-", b"sk-")
_OPENSSH: Final = b"-----BEGIN OPENSSH PRIVATE KEY-----"


@frozen(slots=True)
class Made:
    """A new pair: the texts of both files, and the public key in hexadecimal."""

    private: bytes = field(repr=False)
    public: bytes
    digits: str


def made(passphrase: bytes | None) -> Made:
    """A new pair, the private key protected by the passphrase if one is given."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption() if passphrase is None else serialization.BestAvailableEncryption(passphrase),
    )
    public = key.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Made(private, pem, public.public_bytes_raw().hex())


def public_key(file: str) -> PublicKey:
    """The public key in a file; raises KeyFileError."""
    data, begins = _text_of(file)
    if b"PRIVATE KEY" in begins:
        raise _error("private-given", file)
    if begins.startswith(_ONE_LINE):
        key = _parsed(file, lambda: serialization.load_ssh_public_key(data))
    elif b"PUBLIC KEY" in begins:
        key = _parsed(file, lambda: serialization.load_pem_public_key(data))
    else:
        raise _error("no-key", file)
    if not isinstance(key, Ed25519PublicKey):
        raise _other_kind(file, key)
    return PublicKey.of(file, key)


def private_key(file: str, passphrase: Callable[[], bytes | None]) -> PrivateKey:
    """The private key in a file; ``passphrase`` is asked for where the key has one. Raises KeyFileError."""
    data, begins = _text_of(file)
    if b"PUBLIC KEY" in begins or begins.startswith(_ONE_LINE):
        raise _error("public-given", file)
    if b"PRIVATE KEY" not in begins:
        raise _error("no-key", file)
    load: Any = serialization.load_ssh_private_key if begins == _OPENSSH else serialization.load_pem_private_key
    try:
        key = _parsed(file, lambda: load(data, None))
    except TypeError:  # it has a passphrase
        key = _opened(file, lambda given: load(data, given), passphrase())
    if not isinstance(key, Ed25519PrivateKey):
        raise _other_kind(file, key)
    return PrivateKey.of(file, key)


def _opened(file: str, load: Callable[[bytes], Any], passphrase: bytes | None) -> Any:
    if not passphrase:
        raise _error("passphrase-needed", file)
    try:
        return load(passphrase)
    except ValueError:
        raise _error("passphrase-wrong", file) from None
    except UnsupportedAlgorithm:  # of OpenSSH's own format, where bcrypt is not installed
        raise _error("passphrase-unreadable", file) from None


def _text_of(file: str) -> tuple[bytes, bytes]:
    """The bytes of a file that holds one key, and what that key begins with."""
    try:
        data = bytes_of(file, LARGEST).removeprefix(_MARK)
    except (OSError, ValueError) as error:
        raise KeyFileError(Word("signatures.unreadable", {"file": file, "reason": why_unreadable(error)})) from None
    found = _BEGINS.findall(data)
    if len(data) > LARGEST or not found:
        raise _error("no-key", file)
    if len(found) > 1:
        raise _error("several-keys", file)
    return data, found[0]


def _parsed(file: str, load: Callable[[], Any]) -> Any:
    try:
        return load()
    except (ValueError, UnsupportedAlgorithm):
        raise _error("no-key", file) from None


def _other_kind(file: str, key: object) -> KeyFileError:
    kind = re.sub("(Private|Public)Key$", "", type(key).__name__)
    return KeyFileError(Word("signatures.other-kind", {"file": file, "kind": kind}))


def _error(sentence: str, file: str) -> KeyFileError:
    return KeyFileError(Word(f"signatures.{sentence}", {"file": file}))
