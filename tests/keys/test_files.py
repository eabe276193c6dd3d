"""Keys are read from the files that OpenSSL, OpenSSH and `targetrules key` write; whatever else is there is told."""

from __future__ import annotations

import shutil
import subprocess
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x25519

from targetrules import KeyFileError
from targetrules.keys.files import made, private_key, public_key
from targetrules.keys.pair import PrivateKey, PublicKey
from tests.signing_keys import KEYS

PEM = serialization.Encoding.PEM
NO_KEY = (
    "{file} holds no key that can be read; expected: one Ed25519 key as `targetrules key` writes it, in PEM, "
    "or in the format of OpenSSH"
)
OFFICE = KEYS[0]


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} here")
    return found


def refusal(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(KeyFileError) as raised:
        act()
    return raised.value.text("en"), raised.value.text("zh")


def itself(passphrase: bytes | None) -> bytes | None:
    return passphrase


def written(folder: Path, data: bytes | str) -> str:
    (folder / "key").write_bytes(data.encode() if isinstance(data, str) else data)
    return str(folder / "key")


# ---- what is read ----------------------------------------------------------------------------------------------------

OPENSSH = "ssh-ed25519 " + b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes.fromhex(OFFICE.public)).decode()
PUBLIC = {
    "pem": OFFICE.public_pem,
    "ends of lines of Windows": OFFICE.public_pem.replace("\n", "\r\n"),
    "byte-order mark": "\ufeff" + OFFICE.public_pem,
    "text before it": "the office's key\n" + OFFICE.public_pem,
    "openssh": OPENSSH,
    "openssh with a comment": OPENSSH + " clerk@office\n",
}
PRIVATE = {
    "pem": OFFICE.private_pem,
    "ends of lines of Windows": OFFICE.private_pem.replace("\n", "\r\n"),
    "byte-order mark": "\ufeff" + OFFICE.private_pem,
}


@pytest.mark.parametrize("text", PUBLIC.values(), ids=PUBLIC)
def test_a_public_key_is_read(text: str, tmp_path: Path) -> None:
    assert public_key(written(tmp_path, text)).digits == OFFICE.public


@pytest.mark.parametrize("text", PRIVATE.values(), ids=PRIVATE)
def test_a_private_key_is_read(text: str, tmp_path: Path) -> None:
    assert private_key(written(tmp_path, text), lambda: None).public.digits == OFFICE.public


@pytest.mark.parametrize("passphrase", [None, b"geheim", "口令 1".encode()])
def test_a_key_that_was_made_is_read_again(passphrase: bytes | None, tmp_path: Path) -> None:
    pair = made(passphrase)
    private = private_key(written(tmp_path, pair.private), lambda: passphrase)
    public = public_key(written(tmp_path, pair.public))
    assert private.public.digits == public.digits == pair.digits
    assert public.vouches(b"x", private.sign(b"x"))
    assert made(passphrase).digits != pair.digits


def test_openssl_reads_what_was_made(tmp_path: Path) -> None:
    pair = made(b"geheim")
    key = written(tmp_path, pair.private)
    shown = subprocess.run(
        [tool("openssl"), "pkey", "-in", key, "-passin", "pass:geheim", "-pubout"], capture_output=True, check=True
    )
    assert shown.stdout == pair.public


@pytest.mark.parametrize("cipher", [[], ["-aes256", "-pass", "pass:geheim"]], ids=["plain", "passphrase"])
def test_what_openssl_makes_is_read(cipher: list[str], tmp_path: Path) -> None:
    key, public = str(tmp_path / "key"), str(tmp_path / "pub")
    subprocess.run([tool("openssl"), "genpkey", "-algorithm", "ed25519", *cipher, "-out", key], check=True)
    opened = ["-passin", "pass:geheim"] if cipher else []
    subprocess.run([tool("openssl"), "pkey", "-in", key, *opened, "-pubout", "-out", public], check=True)
    private = private_key(key, lambda: b"geheim")
    assert public_key(public).vouches(b"x", private.sign(b"x"))


def test_what_ssh_keygen_makes_is_read(tmp_path: Path) -> None:
    key = str(tmp_path / "key")
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    assert public_key(key + ".pub").vouches(b"x", private_key(key, lambda: None).sign(b"x"))


@pytest.mark.skipif(find_spec("bcrypt") is not None, reason="bcrypt is installed")
def test_a_passphrase_of_openssh_needs_bcrypt(tmp_path: Path) -> None:
    key = str(tmp_path / "key")
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "geheim", "-f", key], check=True)
    assert refusal(lambda: private_key(key, lambda: b"geheim")) == (
        (
            f"the key in {key} is protected by a passphrase in a way that cannot be read here; of the format of "
            "OpenSSH such keys are read where bcrypt is installed (pip install bcrypt)"
        ),
        (
            f"{key} 中的密钥有口令保护，其加密方式在这里无法读取；如果是 OpenSSH 格式，"
            "请先安装 bcrypt（pip install bcrypt）"
        ),
    )


# ---- what is not -----------------------------------------------------------------------------------------------------

OTHERS: dict[str, Callable[[], Any]] = {
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "EC": lambda: ec.generate_private_key(ec.SECP256R1()),
    "Ed448": ed448.Ed448PrivateKey.generate,
    "X25519": x25519.X25519PrivateKey.generate,
}


@pytest.mark.parametrize("kind", OTHERS)
def test_another_kind_of_key_is_told(kind: str, tmp_path: Path) -> None:
    key = OTHERS[kind]()
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    file = str(tmp_path / "key")
    expected = (
        (
            f"{file} holds a key of the kind {kind}; signatures are made with Ed25519, for which `targetrules key` "
            "makes a key"
        ),
        f"{file} 中的密钥是 {kind} 类型；签名用 Ed25519 密钥，可以用 `targetrules key` 生成",
    )
    assert refusal(lambda: private_key(written(tmp_path, private), lambda: None)) == expected
    assert refusal(lambda: public_key(written(tmp_path, public))) == expected


def test_the_wrong_half_of_a_pair_is_told(tmp_path: Path) -> None:
    file = str(tmp_path / "key")
    for text in (OFFICE.public_pem, OPENSSH):
        assert refusal(partial(private_key, written(tmp_path, text), lambda: None)) == (
            f"{file} holds a public key, with which nobody can sign; give the private one that belongs to it",
            f"{file} 中是公钥，不能用来签名；请给出与它成对的私钥",
        )
    for private in (OFFICE.private_pem.encode(), made(b"geheim").private):
        assert refusal(partial(public_key, written(tmp_path, private))) == (
            (
                f"{file} holds a private key, which whoever signs keeps to themselves; to check, give the public one "
                "that belongs to it"
            ),
            f"{file} 中是私钥，只应由签名人自己保管；核验时请给出与它成对的公钥",
        )


def test_a_passphrase_that_is_missing_or_wrong_is_told(tmp_path: Path) -> None:
    file = written(tmp_path, made(b"geheim").private)
    for missing in (None, b""):
        assert refusal(partial(private_key, file, partial(itself, missing))) == (
            f"the key in {file} is protected by a passphrase, and none was given",
            f"{file} 中的密钥有口令保护，但没有给出口令",
        )
    for wrong in (b"Geheim", b"geheim ", b"x" * 5000):
        assert refusal(partial(private_key, file, partial(itself, wrong))) == (
            f"the passphrase does not open the key in {file}, or the file is damaged",
            f"口令打不开 {file} 中的密钥，或者文件已损坏",
        )


def test_a_passphrase_is_asked_for_only_where_there_is_one(tmp_path: Path) -> None:
    def asked() -> bytes:
        raise AssertionError

    assert private_key(written(tmp_path, OFFICE.private_pem), asked).public.digits == OFFICE.public


NO_KEYS = {
    "nothing": b"",
    "results": b"unit,period,score\nA,2011,50\n",
    "zeros": bytes(100),
    "half of a key": OFFICE.public_pem[:60].encode(),
    "a key with a digit too few": OFFICE.public_pem.replace("MCow", "MCo").encode(),
    "half of a private key": OFFICE.private_pem[:60].encode(),
    "a certificate": OFFICE.public_pem.replace("PUBLIC KEY", "CERTIFICATE").encode(),
    "half of a line of OpenSSH": OPENSSH[:40].encode(),
    "another algorithm of OpenSSH": b"ssh-none AAAA",
    "more than any key has": OFFICE.public_pem.encode() + b"x" * (1 << 16),
}


@pytest.mark.parametrize("data", NO_KEYS.values(), ids=NO_KEYS)
def test_a_file_without_a_key_is_told(data: bytes, tmp_path: Path) -> None:
    file = written(tmp_path, data)
    expected = NO_KEY.format(file=file)
    acts = [lambda: public_key(file), lambda: private_key(file, lambda: None)]
    if b"PUBLIC" in data or data.startswith(b"ssh-"):
        del acts[1]
    if b"PRIVATE" in data:
        del acts[0]
    assert [refusal(act)[0] for act in acts] == [expected] * len(acts)


@pytest.mark.parametrize(
    "text", [OFFICE.public_pem + KEYS[1].public_pem, OFFICE.public_pem + OFFICE.private_pem, f"{OPENSSH}\n{OPENSSH}\n"]
)
def test_one_file_holds_one_key(text: str, tmp_path: Path) -> None:
    file = written(tmp_path, text)
    expected = (f"{file} holds more than one key; one file, one key", f"{file} 中不止一个密钥；一个文件只能有一个密钥")
    assert refusal(lambda: public_key(file)) == expected
    assert refusal(lambda: private_key(file, lambda: None)) == expected


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for file, why in (
        (str(tmp_path / "none"), "there is no such file"),
        (str(tmp_path), "it is a folder"),
        ("a\0b", "embedded null byte"),
    ):
        told = refusal(partial(public_key, file))[0]
        assert told.startswith("the key in ")
        assert told.endswith(f" cannot be read: {why}")


def test_whatever_stands_in_a_file_it_is_a_key_or_told(tmp_path: Path) -> None:
    random = Random(8032)  # noqa: S311  a seed makes the files again
    texts = [OFFICE.private_pem.encode(), OFFICE.public_pem.encode(), made(b"geheim").private, OPENSSH.encode()]
    for _ in range(400):
        data = bytearray(random.choice(texts))
        for _ in range(random.choice([1, 2, 5])):
            data[random.randrange(len(data))] = random.choice([10, 45, 61, 65, random.randrange(256)])
        file = written(tmp_path, bytes(data))
        for read in (public_key, lambda file: private_key(file, lambda: b"geheim")):
            with suppress(KeyFileError):
                assert isinstance(read(file), PublicKey | PrivateKey)


def test_ed25519_is_the_kind_that_is_made() -> None:
    assert isinstance(serialization.load_pem_private_key(made(None).private, None), ed25519.Ed25519PrivateKey)
