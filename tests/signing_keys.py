"""Keys to sign and to check with: those of RFC 8032, section 7.1, which everybody knows, as files of PEM."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Final

from attrs import frozen

__all__ = ["KEYS", "KnownKey", "write_keys"]

# The beginnings of an Ed25519 key in DER (RFC 8410), before its 32 bytes.
_PRIVATE: Final = bytes.fromhex("302e020100300506032b657004220420")
_PUBLIC: Final = bytes.fromhex("302a300506032b6570032100")


@frozen
class KnownKey:
    """A pair of the RFC, a message, and its signature, all in hexadecimal."""

    secret: str
    public: str
    message: str
    signature: str

    @property
    def private_pem(self) -> str:
        """As OpenSSL writes it."""
        return _pem("PRIVATE KEY", _PRIVATE + bytes.fromhex(self.secret))

    @property
    def public_pem(self) -> str:
        """As OpenSSL writes it."""
        return _pem("PUBLIC KEY", _PUBLIC + bytes.fromhex(self.public))


def _pem(kind: str, der: bytes) -> str:
    return f"-----BEGIN {kind}-----\n{b64encode(der).decode()}\n-----END {kind}-----\n"


KEYS: Final = (
    KnownKey(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
        "4655141438e7a100b",
    ),
    KnownKey(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
        "eb00d291612bb0c00",
    ),
    KnownKey(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28"
        "dc027beceea1ec40a",
    ),
)


def write_keys(folder: Path) -> None:
    """``office.key`` and ``office.key.pub``, and in the same way ``court`` and ``clerk``."""
    for name, key in zip(("office", "court", "clerk"), KEYS, strict=True):
        (folder / f"{name}.key").write_text(key.private_pem, encoding="ascii")
        (folder / f"{name}.key.pub").write_text(key.public_pem, encoding="ascii")
