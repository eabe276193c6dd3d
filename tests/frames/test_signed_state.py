"""A signed state: whoever has the key vouches for each byte of its file, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from targetrules import KeyFileError, State, StateError, loads
from targetrules.keys.files import made, private_key
from targetrules.signature import Signature
from tests.county import county_text
from tests.forged_states import changed, mended
from tests.signing_keys import KEYS, write_keys

COUNTY = loads(
    county_text(
        """
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2 }
""",
        score="decimals = 1",
    )
)
AFTER = COUNTY.step(COUNTY.start(), [{"unit": unit, "period": 2010, "score": 50} for unit in ("A", "B")])[1]
OFFICE = KEYS[0].public
ADVICE = (
    "Load the state that its keeper signed, or give the public key that belongs to the signature; where neither is at "
    "hand, make the state anew: start() and a step for each period, the earliest first."
)
MARK = b"sha256:"
UNSIGNED = "{} is not signed, so that nobody vouches for it; nothing in it was used"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_keys(tmp_path)


@pytest.fixture
def file() -> Path:
    AFTER.save("state.arrow", sign="office.key")
    return Path("state.arrow")


def refusal(file: Path, *keys: str, language: str = "en") -> str:
    with pytest.raises(StateError) as raised:
        State.load(file, key=keys or "office.key.pub")
    return raised.value.text(language)


def same(state: State, other: State) -> bool:
    columns = [{name: each.tolist() for name, each in one.columns.items()} for one in (state, other)]
    return repr(state) == repr(other) and state.names.equals(other.names) and columns[0] == columns[1]


# ---- what is loaded --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [None, "office.key.pub", Path("office.key.pub"), ["office.key.pub"], ("court.key.pub", "office.key.pub")],
    ids=repr,
)
def test_a_signed_state_is_loaded_and_gone_on_from(key: object, file: Path) -> None:
    state = State.load(file, key=key)  # type: ignore[arg-type]
    assert same(state, AFTER)
    outcomes, _ = COUNTY.step(state, [{"unit": unit, "period": 2011, "score": 50} for unit in ("A", "B")])
    assert [each["consequence.reorganisation"] for each in outcomes] == [True, True]


def test_a_state_before_any_period_is_signed_as_well() -> None:
    COUNTY.start().save("state.arrow", sign="office.key")
    assert same(State.load("state.arrow", key="office.key.pub"), COUNTY.start())


def test_a_signed_state_saved_again_is_not_signed_by_that(file: Path) -> None:
    State.load(file, key="office.key.pub").save(file)
    assert refusal(file).splitlines()[0] == UNSIGNED.format("state.arrow")
    State.load(file).save(file, sign="court.key")
    assert same(State.load(file, key="court.key.pub"), AFTER)


def test_the_same_state_signed_again_is_the_same_bytes(file: Path) -> None:
    data = file.read_bytes()
    AFTER.save(file, sign="office.key")
    assert file.read_bytes() == data


def test_a_key_with_a_passphrase_signs() -> None:
    pair = made("口令".encode())
    Path("new.key").write_bytes(pair.private)
    Path("new.pub").write_bytes(pair.public)
    AFTER.save("state.arrow", sign="new.key", passphrase="口令")  # noqa: S106
    assert same(State.load("state.arrow", key="new.pub"), AFTER)
    before = Path("state.arrow").read_bytes()
    for passphrase, told in (
        (None, "the key in new.key is protected by a passphrase, and none was given"),
        ("geheim", "the passphrase does not open the key in new.key, or the file is damaged"),
    ):
        with pytest.raises(KeyFileError) as raised:
            COUNTY.start().save("state.arrow", sign="new.key", passphrase=passphrase)
        assert str(raised.value) == told
    assert Path("state.arrow").read_bytes() == before


# ---- what is signed --------------------------------------------------------------------------------------------------


def test_what_is_signed_is_the_file_with_zeros_for_checksum_and_signature(file: Path) -> None:
    """By hand, as the reference tells it."""
    data = bytearray(file.read_bytes())
    metadata = pa.ipc.open_file(pa.py_buffer(bytes(data))).schema.metadata
    checksum, kind, key, value = metadata[b"targetrules.checksum"].decode().replace(",", ":").split(":")[1:]
    assert (kind, key) == ("ed25519", OFFICE)
    for digits in (checksum, value):
        assert data.count(digits.encode()) == 2
    data = data.replace(checksum.encode(), b"0" * 64)
    assert sha256(data).hexdigest() == checksum
    data = data.replace(value.encode(), b"0" * 128)
    message = f"targetrules state v1\n{sha256(data).hexdigest()}\n".encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(OFFICE)).verify(bytes.fromhex(value), message)


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_a_state_that_is_not_signed_is_refused_under_a_key() -> None:
    AFTER.save("bare.arrow")
    assert same(State.load("bare.arrow"), AFTER)
    assert refusal(Path("bare.arrow")) == f"{UNSIGNED.format('bare.arrow')}\n{ADVICE}"
    assert refusal(Path("bare.arrow"), language="zh") == (
        "bare.arrow 没有签名，没有人为它担保；其中内容一概未用\n"
        "请载入保管人签过名的状态，或给出与签名相符的公钥；两者都没有的，"
        "请重新生成状态：先 start()，再从最早一期起逐期 step。"
    )


def test_another_key_is_told(file: Path) -> None:
    assert refusal(file, "court.key.pub") == (
        "state.arrow is signed by another key than was given; nothing in it was used\n"
        f"    signed by: {OFFICE}\n    given: {KEYS[1].public} (court.key.pub)\n{ADVICE}"
    )


CHANGED = (
    f"state.arrow is not what was signed by the key {OFFICE} (office.key.pub): it was changed since, or the signature "
    f"is of something else; nothing in it was used\n{ADVICE}"
)


def test_a_value_that_might_have_been_is_refused_though_the_checksum_is_right(file: Path) -> None:
    """What nothing but a signature can tell: another unit's past, another name, another year."""

    def renamed(table: pa.Table) -> pa.Table:
        return table.set_column(0, "unit", pa.array(["A", "C"], pa.large_string()))

    seal = pa.ipc.open_file(pa.py_buffer(file.read_bytes())).schema.metadata[b"targetrules.checksum"].decode()
    for change, metadata in ((renamed, {}), (lambda table: table, {"period": "2009"})):
        AFTER.save(file)
        changed(file, change, checksum=seal, **metadata)
        assert State.load(file).units == 2
        assert refusal(file) == CHANGED


def changes(data: bytes) -> Iterator[bytes]:
    """Every byte with a bit turned over and the checksum that then belongs to it; of some the checksum as it was."""
    for at, byte in enumerate(data):
        one = data[:at] + bytes([byte ^ 1 << at % 8]) + data[at + 1 :]
        yield mended(one)
        if at % 11 == 0:
            yield one


def test_law_every_change_of_a_signed_state_is_refused(file: Path) -> None:
    data = file.read_bytes()
    for each in changes(data):
        if each != data:  # a digit of the checksum, mended
            file.write_bytes(each)
            assert refusal(file)


def test_a_signature_is_of_no_other_state_and_of_no_outcomes(file: Path) -> None:
    """Nor does any signature by the same key pass that is of something else."""
    data = file.read_bytes()
    value = pa.ipc.open_file(pa.py_buffer(data)).schema.metadata[b"targetrules.checksum"][-128:]
    COUNTY.start().save("other.arrow", sign="office.key")
    other = pa.ipc.open_file(pa.py_buffer(Path("other.arrow").read_bytes())).schema.metadata[b"targetrules.checksum"]
    blank = data.replace(value, b"0" * 128)
    digest = sha256(mended_to_zeros(blank)).hexdigest()
    assert put(file, blank, private_key("office.key", lambda: None).sign(f"targetrules state v1\n{digest}\n".encode()))
    for wrong in (
        Signature(OFFICE, other[-128:].decode()),
        *(
            private_key("office.key", lambda: None).sign(each)
            for each in (f"targetrules outcomes v1\n{digest}\n".encode(), digest.encode(), blank)
        ),
    ):
        assert not put(file, blank, wrong)


def mended_to_zeros(data: bytes) -> bytes:
    """The file with zeros for its checksum."""
    at = data.index(MARK) + len(MARK)
    return data.replace(data[at : at + 64], b"0" * 64)


def put(file: Path, blank: bytes, signature: Signature) -> bool:
    """Whether the state is loaded with this signature in the place of zeros."""
    file.write_bytes(mended(blank.replace(b":" + b"0" * 128, b":" + signature.value.encode())))
    try:
        State.load(file, key="office.key.pub")
    except StateError as error:
        return error.text("en") != CHANGED
    return True


@pytest.mark.parametrize(
    "seal",
    ["sha256:{0},ed25519:{1}", "sha256:{0},ed25519:{1}:{2}0", "sha256:{0};ed25519:{1}:{2}", "sha256:{0},rsa:{1}:{2}"],
)
def test_a_seal_that_is_nearly_one_is_refused_without_a_key_as_well(seal: str) -> None:
    AFTER.save("state.arrow")
    changed(Path("state.arrow"), lambda table: table, checksum=seal.format("0" * 64, OFFICE, "0" * 128))
    with pytest.raises(StateError) as raised:
        State.load("state.arrow")
    told = raised.value.text("en").splitlines()[1]
    assert told.endswith(
        "expected: sha256: and 64 hexadecimal digits; in a signed state ,ed25519: behind them, 64 digits of the key, a "
        "colon, 128 of the signature"
    )


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("none.pub", "the key in none.pub cannot be read: there is no such file"),
        ("office.key", "office.key holds a private key, which whoever signs keeps to themselves; to check, give the "),
        ("state.arrow", "state.arrow holds no key that can be read; expected: one Ed25519 key as `targetrules key` "),
    ],
)
def test_a_key_that_cannot_check_is_told(key: str, told: str, file: Path) -> None:
    with pytest.raises(KeyFileError) as raised:
        State.load(file, key=["office.key.pub", key])
    assert str(raised.value).startswith(told)


def test_a_state_is_not_saved_over_its_key() -> None:
    with pytest.raises(OSError, match="holds no state"):
        AFTER.save("office.key", sign="office.key")
    assert private_key("office.key", lambda: None).public.digits == OFFICE
