"""A private key, which signs, and a public one, which vouches for what was signed."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from targetrules.data import frozen
from targetrules.signature import Signature, SignatureError
from targetrules.wording import Listing, Word

__all__ = ["PrivateKey", "PublicKey", "check_signature"]


@frozen(slots=True)
class PublicKey:
    """The key in ``file``; ``digits`` is the key itself, in hexadecimal."""

    file: str
    digits: str

    @staticmethod
    def of(file: str, key: Ed25519PublicKey) -> PublicKey:
        """The key that was read from the file."""
        return PublicKey(file, key.public_bytes_raw().hex())

    def vouches(self, signed: bytes, signature: Signature) -> bool:
        """Whether this key made the signature of these bytes."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.digits))
            key.verify(bytes.fromhex(signature.value), signed)
        except InvalidSignature:
            return False
        return True


@frozen(slots=True)
class PrivateKey:
    """The key that signs, of which nothing but the public half is ever shown."""

    public: PublicKey
    _key: Ed25519PrivateKey = field(repr=False)

    @staticmethod
    def of(file: str, key: Ed25519PrivateKey) -> PrivateKey:
        """The key that was read from the file."""
        return PrivateKey(PublicKey.of(file, key.public_key()), key)

    def sign(self, signed: bytes) -> Signature:
        """The signature of these bytes; the same each time."""
        return Signature(self.public.digits, self._key.sign(signed).hex())


def check_signature(file: str, signature: Signature | None, signed: bytes, keys: Sequence[PublicKey]) -> PublicKey:
    """The one of the keys that signed the file; SignatureError, which tells another key from a changed file."""
    if signature is None:
        raise SignatureError(Word("signatures.unsigned", {"file": file}))
    key = next((each for each in keys if each.digits == signature.key), None)
    if key is None:
        given = Listing(tuple(Word("signatures.key", {"key": each.digits, "name": each.file}) for each in keys))
        raise SignatureError(Word("signatures.other-key", {"file": file, "key": signature.key, "given": given}))
    if not key.vouches(signed, signature):
        raise SignatureError(Word("signatures.changed", {"file": file, "key": key.digits, "name": key.file}))
    return key
