"""Signatures are those of RFC 8032: the vectors of its section 7.1, and nothing that is nearly one."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules.keys.files import private_key, public_key
from targetrules.keys.pair import PrivateKey, PublicKey, check_signature
from targetrules.signature import Signature, SignatureError
from tests.signing_keys import KEYS, KnownKey, write_keys

ORDER = 2**252 + 27742317777372353535851937790883648493
each_vector = pytest.mark.parametrize("known", KEYS, ids=["empty", "one byte", "two bytes"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_keys(tmp_path)
    return tmp_path


def pair(known: KnownKey, folder: Path) -> tuple[PrivateKey, PublicKey]:
    (folder / "key").write_text(known.private_pem, encoding="ascii")
    (folder / "key.pub").write_text(known.public_pem, encoding="ascii")
    return private_key(str(folder / "key"), lambda: None), public_key(str(folder / "key.pub"))


@each_vector
def test_a_message_has_the_signature_of_the_rfc(known: KnownKey, folder: Path) -> None:
    private, public = pair(known, folder)
    made = private.sign(bytes.fromhex(known.message))
    assert made == Signature(known.public, known.signature)
    assert (public.digits, private.public.digits) == (known.public, known.public)
    assert public.vouches(bytes.fromhex(known.message), made)


@each_vector
def test_a_signature_with_one_bit_turned_over_is_none(known: KnownKey, folder: Path) -> None:
    _, public = pair(known, folder)
    right = int(known.signature, 16)
    for bit in range(512):
        assert not public.vouches(bytes.fromhex(known.message), Signature(known.public, f"{right ^ 1 << bit:0128x}"))


@each_vector
def test_the_same_signature_in_other_bytes_is_none(known: KnownKey, folder: Path) -> None:
    """The second half is a number below the order of the group; a second one that is as good is refused."""
    _, public = pair(known, folder)
    first, second = known.signature[:64], int.from_bytes(bytes.fromhex(known.signature[64:]), "little")
    other = Signature(known.public, first + (second + ORDER).to_bytes(32, "little").hex())
    assert not public.vouches(bytes.fromhex(known.message), other)


def test_nobody_sees_the_private_key(folder: Path) -> None:
    private = private_key(str(folder / "office.key"), lambda: None)
    assert repr(private) == (
        f"PrivateKey(public=PublicKey(file={str(folder / 'office.key')!r}, digits={KEYS[0].public!r}))"
    )


def test_one_of_several_keys_must_have_signed() -> None:
    office, court = (PublicKey(name, known.public) for name, known in zip(("office", "court"), KEYS, strict=False))
    made = Signature(KEYS[1].public, KEYS[1].signature)
    assert check_signature("file", made, b"\x72", [office, court]) is court
    with pytest.raises(SignatureError) as raised:
        check_signature("file", made, b"\x72", [office])
    assert raised.value.word.key == "signatures.other-key"
