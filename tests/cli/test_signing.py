"""`--sign` and `--key`: whoever has the key vouches for a file as it stands, and for nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tests.cli.conftest import ROOT, Call
from tests.cli.records import REPORT
from tests.command_line import Ran
from tests.signing_keys import KEYS, write_keys

SCHOOLS = ("schools.toml", "schools.csv")
OFFICE, COURT, _ = (key.public for key in KEYS)
FORMS = {"csv": [], "csv with a mark": ["--bom"], "json": [], "jsonl": []}
each_form = pytest.mark.parametrize("form", FORMS)

RIGHT = f"signature: right, of the key {OFFICE} (office.key.pub)"
UNSIGNED = (
    "signature: none; nobody vouches for this file, and anybody could have written another that repeats as well, "
    "of other results or by other options"
)
UNCHECKED = f"signature: of the key {OFFICE}, not checked; without --key nobody vouches for this file"
CHANGED = (
    "error: {file} is not what was signed by the key {key} (office.key.pub): it was changed since, or the signature "
    "is of something else; nothing in it was used\n"
)
NOT_SIGNED = "error: {file} is not signed, so that nobody vouches for it; nothing in it was used\n"
OTHER = """\
error: {file} is signed by another key than was given; nothing in it was used
    signed by: {key}
    given: {given}
"""


@pytest.fixture(autouse=True)
def keys(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_keys(folder)
    monkeypatch.delenv("TARGETRULES_PASSPHRASE", raising=False)


def written(call: Call, form: str, *options: str) -> str:
    """The name of a file of outcomes with its record."""
    name = f"outcomes.{form.partition(' ')[0]}"
    assert call("evaluate", *SCHOOLS, "--record", "--output", name, *FORMS[form], *options).status == 0
    return name


def signed(call: Call, form: str, *options: str) -> str:
    return written(call, form, "--sign", "office.key", *options)


def verified(call: Call, file: str, *options: str) -> Ran:
    return call("verify", file, *SCHOOLS, *options)


# ---- what is told ----------------------------------------------------------------------------------------------------


@each_form
def test_a_file_that_the_key_signed_is_verified(form: str, call: Call) -> None:
    file = signed(call, form)
    ran = verified(call, file, "--key", "office.key.pub")
    assert (ran.status, ran.text) == (0, REPORT.format(signature=RIGHT))


@each_form
def test_without_a_key_it_is_said_that_nobody_vouches(form: str, call: Call) -> None:
    ran = verified(call, signed(call, form))
    assert (ran.status, ran.text) == (0, REPORT.format(signature=UNCHECKED))
    ran = verified(call, written(call, form))
    assert (ran.status, ran.text) == (0, REPORT.format(signature=UNSIGNED))


def test_the_same_in_chinese(call: Call) -> None:
    ran = [
        verified(call, file, *options, "--lang", "zh").text.splitlines()[-2]
        for file, options in (
            (signed(call, "csv"), ["--key", "office.key.pub"]),
            (signed(call, "json"), []),
            (written(call, "jsonl"), []),
        )
    ]
    assert ran == [
        f"签名：有效，密钥 {OFFICE}（office.key.pub）",
        f"签名：出自密钥 {OFFICE}，未经核验；不给出 --key，就没有人为这份文件担保",
        "签名：没有；没有人为这份文件担保，换一份成绩或者换几个选项，谁都能另写一份同样核对无误的文件",
    ]


def test_who_signed_is_told_where_the_decision_does_not_repeat(call: Call, folder: Path) -> None:
    file = signed(call, "csv")
    shutil.copy(folder / "later.csv", folder / "schools.csv")
    ran = verified(call, file, "--key", "office.key.pub")
    assert (ran.status, ran.text.splitlines()[-2:]) == (1, [RIGHT, "not the same"])


@each_form
def test_a_file_that_is_not_signed_is_refused_under_a_key(form: str, call: Call) -> None:
    file = written(call, form)
    assert verified(call, file, "--key", "office.key.pub") == Ran(1, b"", NOT_SIGNED.format(file=file).encode())
    ran = verified(call, file, "--key", "office.key.pub", "--lang", "zh")
    assert (ran.status, ran.errors) == (1, f"错误：{file} 没有签名，没有人为它担保；其中内容一概未用\n")


@each_form
def test_another_key_is_told_apart_from_a_changed_file(form: str, call: Call, folder: Path) -> None:
    file = signed(call, form)
    given = f"{COURT} (court.key.pub)"
    ran = verified(call, file, "--key", "court.key.pub")
    assert (ran.status, ran.text, ran.errors) == (1, "", OTHER.format(file=file, key=OFFICE, given=given))
    data = (folder / file).read_bytes()
    (folder / file).write_bytes(data.replace(b"West", b"East", 1))
    ran = verified(call, file, "--key", "office.key.pub")
    assert (ran.status, ran.text, ran.errors) == (1, "", CHANGED.format(file=file, key=OFFICE))


def test_both_in_chinese(call: Call, folder: Path) -> None:
    file = signed(call, "csv")
    ran = verified(call, file, "--key", "court.key.pub", "--key", "clerk.key.pub", "--lang", "zh")
    assert (ran.status, ran.errors) == (
        1,
        (
            f"错误：{file} 的签名出自另一个密钥，不是给出的密钥；其中内容一概未用\n    签名的密钥：{OFFICE}\n"
            f"    给出的密钥：{COURT}（court.key.pub）、{KEYS[2].public}（clerk.key.pub）\n"
        ),
    )
    (folder / file).write_bytes((folder / file).read_bytes() + b"\n")
    ran = verified(call, file, "--key", "office.key.pub", "--lang", "zh")
    assert (ran.status, ran.errors) == (
        1,
        (
            f"错误：{file} 不是密钥 {OFFICE}（office.key.pub）签名时的内容：签名以后改动过，或者这个签名属于别的文件；"
            "其中内容一概未用\n"
        ),
    )


def test_one_of_several_keys_must_have_signed(call: Call) -> None:
    file = signed(call, "jsonl")
    both = ["--key", "court.key.pub", "--key", "office.key.pub"]
    assert verified(call, file, *both).text == REPORT.format(signature=RIGHT)
    ran = verified(call, file, "--key", "court.key.pub", "--key", "clerk.key.pub")
    given = f"{COURT} (court.key.pub), {KEYS[2].public} (clerk.key.pub)"
    assert (ran.status, ran.errors) == (1, OTHER.format(file=file, key=OFFICE, given=given))


def test_a_file_from_the_standard_input_is_checked_as_well(call: Call, folder: Path) -> None:
    file = signed(call, "csv")
    data = (folder / file).read_bytes()
    ran = call("verify", "-", *SCHOOLS, "--key", "office.key.pub", stdin=data)
    assert (ran.status, ran.text) == (0, REPORT.format(signature=RIGHT))
    ran = call("verify", "-", *SCHOOLS, "--key", "office.key.pub", stdin=data + b" ")
    assert (ran.status, ran.errors) == (1, CHANGED.format(file="-", key=OFFICE))


@pytest.mark.parametrize("output", [[], ["--output", "-"]])
def test_the_standard_output_is_signed_as_a_file_is(output: list[str], call: Call, folder: Path) -> None:
    expected = (folder / signed(call, "csv")).read_bytes()
    assert call("evaluate", *SCHOOLS, "--record", "--format", "csv", "--sign", "office.key", *output).out == expected


# ---- what is signed --------------------------------------------------------------------------------------------------


@each_form
def test_what_is_signed_is_the_file_as_it_is_without_the_signature(form: str, call: Call, folder: Path) -> None:
    """By hand, as the reference tells it to whoever has another program."""
    bare = (folder / written(call, form)).read_bytes()
    data = (folder / signed(call, form)).read_bytes()
    head, entry, rest = data.partition(b'"signature": ')
    end = rest.index(b"}, ") + len(b"}, ")
    assert head + rest[end:] == bare
    assert entry
    assert head in (b"{", b"# {", b"\xef\xbb\xbf# {")
    entry = json.loads(rest[: end - 2])
    assert list(entry) == ["key", "ed25519"]
    assert entry["key"] == OFFICE
    message = f"targetrules outcomes v1\n{sha256(bare).hexdigest()}\n".encode()
    key = load_pem_public_key((folder / "office.key.pub").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    key.verify(bytes.fromhex(entry["ed25519"]), message)


@each_form
def test_openssl_checks_it_as_well(form: str, call: Call, folder: Path) -> None:
    missing = [tool for tool in ("sh", "sed", "sha256sum", "xxd", "openssl") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"no {', '.join(missing)} here")
    page = (ROOT / "docs" / "reference" / "outcomes.md").read_text(encoding="utf-8")
    (recipe,) = (block for block in re.findall(r"```text\n(.*?)```", page, re.DOTALL) if "openssl" in block)
    file = signed(call, form)
    script = recipe.replace("outcomes.jsonl", file)
    assert script.count(file) == 2

    def checked() -> tuple[int, bytes]:
        ran = subprocess.run(["sh", "-c", script], capture_output=True, check=False)  # noqa: S607
        return ran.returncode, ran.stdout

    assert checked() == (0, b"Signature Verified Successfully\n")
    (folder / file).write_bytes((folder / file).read_bytes() + b"\n")
    assert checked() == (1, b"Signature Verification Failure\n")


@each_form
def test_the_same_decision_signed_again_is_the_same_bytes(form: str, call: Call, folder: Path) -> None:
    first = (folder / signed(call, form)).read_bytes()
    assert (folder / signed(call, form)).read_bytes() == first


def test_readers_of_json_find_the_record_where_it_was(call: Call, folder: Path) -> None:
    document = json.loads((folder / signed(call, "json")).read_text(encoding="utf-8"))
    assert list(document) == ["signature", "record", "outcomes"]
    line = json.loads((folder / signed(call, "jsonl")).read_text(encoding="utf-8").splitlines()[0])
    assert list(line) == ["signature", "record"]
    assert line["record"] == document["record"]


# ---- whoever changes a file ------------------------------------------------------------------------------------------


def changes(data: bytes) -> Iterator[bytes]:
    """Every byte with a bit turned over, and left out; digits in capitals, no signature; more at either end."""
    for at, byte in enumerate(data):
        yield data[:at] + bytes([byte ^ 1 << at % 8]) + data[at + 1 :]
        yield data[:at] + data[at + 1 :]
    start, end = data.index(b'"signature"'), data.index(b'"record"')
    yield data[:start] + data[start:end].upper().replace(b"SIGNATURE", b"signature") + data[end:]
    yield data[:start] + data[end:]
    yield from (data + more for more in (b"\n", b" ", b"\0", b"{}"))
    yield from (more + data for more in (b"\n", b" ", b"\xef\xbb\xbf", b"# "))
    yield data.replace(b"\n", b"\r\n")


@each_form
def test_law_every_change_of_a_signed_file_is_refused(form: str, call: Call, folder: Path) -> None:
    file = folder / signed(call, form, "--unit", "West", "--period", "2024Q2")
    data = file.read_bytes()
    for changed in dict.fromkeys(changes(data)):
        assert changed != data
        ran = call("verify", "-", "no.toml", "no.csv", "--key", "office.key.pub", stdin=changed)
        assert (ran.status, ran.out) == (1, b""), changed
        assert ran.errors in (NOT_SIGNED.format(file="-"), CHANGED.format(file="-", key=OFFICE)) or (
            "is signed by another key than was given" in ran.errors
        )


@each_form
def test_a_signature_is_of_no_other_file(form: str, call: Call, folder: Path) -> None:
    """Taken from one file into another by the same key, a signature is worth nothing."""
    one = (folder / signed(call, form, "--unit", "West")).read_bytes()
    other = (folder / signed(call, form, "--unit", "East")).read_bytes()
    entry = one[one.index(b'"signature"') : one.index(b'"record"')]
    moved = other.replace(other[other.index(b'"signature"') : other.index(b'"record"')], entry)
    ran = call("verify", "-", *SCHOOLS, "--key", "office.key.pub", stdin=moved)
    assert (ran.status, ran.errors) == (1, CHANGED.format(file="-", key=OFFICE))


def test_a_signature_of_the_whole_is_none_of_outcomes(call: Call, folder: Path) -> None:
    """Whoever gets the office to sign something else with its key has no signature of outcomes."""
    from targetrules.keys.files import private_key

    bare = (folder / written(call, "jsonl")).read_bytes()
    key = private_key("office.key", lambda: None)
    digest = sha256(bare).hexdigest()
    for message in (bare, digest.encode(), f"targetrules state v1\n{digest}\n".encode()):
        made = key.sign(message)
        entry = f'{{"signature": {{"key": "{made.key}", "ed25519": "{made.value}"}}, '.encode()
        ran = call("verify", "-", *SCHOOLS, "--key", "office.key.pub", stdin=entry + bare[1:])
        assert (ran.status, ran.errors) == (1, CHANGED.format(file="-", key=OFFICE))


ELSEWHERE = {
    "behind the record": lambda head, entry, rest: head + rest.replace(b"}\n", b", " + entry[:-2] + b"}\n", 1),
    "twice": lambda head, entry, rest: head + entry + entry + rest,
    "with other blanks": lambda head, entry, rest: head + entry.replace(b": ", b":  ") + rest,
    "in capitals": lambda head, entry, rest: head + entry.upper().replace(b"SIGNATURE", b"signature") + rest,
}


@pytest.mark.parametrize("how", ELSEWHERE)
def test_a_signature_that_stands_otherwise_is_refused_without_a_key_as_well(how: str, call: Call, folder: Path) -> None:
    data = (folder / signed(call, "jsonl")).read_bytes()
    start, end = data.index(b'"signature"'), data.index(b'"record"')
    changed = ELSEWHERE[how](data[:start], data[start:end], data[end:])
    ran = call("verify", "-", *SCHOOLS, stdin=changed)
    assert (ran.status, ran.text) == (2, "")
    assert "line 1: there is no key “signature” in outcomes (" in ran.errors


def test_faults_of_a_signed_file_are_told_in_their_places(call: Call, folder: Path) -> None:
    data = (folder / signed(call, "jsonl")).read_bytes()
    at = data.index(b'"version"')
    ran = call("verify", "-", *SCHOOLS, stdin=data[:at] + b"?" + data[at:])
    assert ran.errors == (
        "error: -: this is not as `targetrules evaluate --record` writes it, and nothing was compared; "
        "verify the file that it wrote\n"
        f"    line 1: from character {at + 1} on this is no JSON: ?{data[at : at + 29].decode()}\n"
    )


# ---- wrong calls -----------------------------------------------------------------------------------------------------


def test_only_a_record_is_signed(call: Call) -> None:
    for options in (["--format", "csv"], ["--format", "parquet"], []):
        ran = call("evaluate", *SCHOOLS, "--sign", "office.key", *options)
        assert (ran.status, ran.text) == (2, "")
        assert "error: --sign signs a record: add --record\n" in ran.errors


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("none.key", "the key in none.key cannot be read: there is no such file"),
        ("schools.csv", "schools.csv holds no key that can be read; expected: one Ed25519 key as `targetrules key` "),
        ("office.key.pub", "office.key.pub holds a public key, with which nobody can sign; give the private one that "),
    ],
)
def test_a_key_that_cannot_sign_is_told_before_anything_is_judged(key: str, told: str, call: Call) -> None:
    ran = call("evaluate", "no.toml", "no.csv", "--record", "--format", "csv", "--sign", key)
    assert (ran.status, ran.text) == (2, "")
    assert ran.errors.startswith(f"error: {told}")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("none.pub", "the key in none.pub cannot be read: there is no such file"),
        ("schools.csv", "schools.csv holds no key that can be read; expected: one Ed25519 key as `targetrules key` "),
        ("office.key", "office.key holds a private key, which whoever signs keeps to themselves; to check, give the "),
    ],
)
def test_a_key_that_cannot_check_is_told_before_anything_is_read(key: str, told: str, call: Call) -> None:
    ran = verified(call, "none.csv", "--key", "office.key.pub", "--key", key)
    assert (ran.status, ran.text) == (2, "")
    assert ran.errors.startswith(f"error: {told}")


def test_outcomes_are_not_written_over_the_key(call: Call, folder: Path) -> None:
    before = (folder / "office.key").read_bytes()
    ran = call("evaluate", *SCHOOLS, "--record", "--sign", "office.key", "--format", "csv", "--output", "./office.key")
    assert (ran.status, ran.errors) == (
        2,
        (
            "error: ./office.key is the same file as office.key, which is read, and would be overwritten; "
            "write into another file\n"
        ),
    )
    assert (folder / "office.key").read_bytes() == before


# ---- keys ------------------------------------------------------------------------------------------------------------


def test_a_new_pair_signs_and_checks(call: Call, folder: Path) -> None:
    ran = call("key", "new.key")
    public = load_pem_public_key((folder / "new.key.pub").read_bytes())
    assert isinstance(public, Ed25519PublicKey)
    assert ran.status == 0
    assert ran.text.splitlines() == [
        "new.key is the private key: whoever has it can sign in its owner's name. Show it to nobody, and keep a copy.",
        "new.key.pub is the public key: give it to all who verify, in a way that they trust.",
        f"public key: {public.public_bytes_raw().hex()}",
    ]
    file = written(call, "csv", "--sign", "new.key")
    assert verified(call, file, "--key", "new.key.pub").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
def test_the_private_key_is_for_its_owner_alone(call: Call, folder: Path) -> None:
    assert call("key", "new.key").status == 0
    modes = [stat.S_IMODE((folder / name).stat().st_mode) for name in ("new.key", "new.key.pub")]
    umask = os.umask(0)
    os.umask(umask)
    assert modes == [0o600, 0o666 & ~umask]


@pytest.mark.parametrize("there", ["new.key", "new.key.pub"])
def test_no_key_is_written_over_anything(there: str, call: Call, folder: Path) -> None:
    (folder / there).write_text("mine", encoding="utf-8")
    ran = call("key", "new.key")
    assert (ran.status, ran.errors) == (2, f"error: {there} is there already, and is left alone\n")
    assert [file.name for file in folder.glob("new.*")] == [there]
    assert (folder / there).read_text(encoding="utf-8") == "mine"


def test_where_the_private_key_cannot_be_written_the_public_one_is_not_there_either(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from targetrules import atomic

    write = atomic.write_file

    def failing(file: str, parts: list[bytes], **how: bool) -> None:
        if not file.endswith(".pub"):
            raise OSError(28, "No space left on device", file)
        write(file, parts, **how)

    monkeypatch.setattr(atomic, "write_file", failing)
    ran = call("key", "new.key")
    assert (ran.status, ran.errors) == (2, "error: new.key: there is no room left\n")
    assert list(folder.glob("new.*")) == []


def test_a_key_is_written_into_a_file(call: Call) -> None:
    ran = call("key", "-")
    assert (ran.status, ran.errors) == (2, "error: keys are written into files; give a name in place of -\n")
    ran = call("key", "none/new.key")
    assert (ran.status, ran.errors) == (
        2,
        "error: none/new.key.pub is not written: there is no such folder; make it first, or write into another one\n",
    )


# ---- passphrases -----------------------------------------------------------------------------------------------------


def test_a_passphrase_comes_from_the_environment(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARGETRULES_PASSPHRASE", "geheim 口令")
    assert call("key", "new.key", "--passphrase").status == 0
    assert b"ENCRYPTED PRIVATE KEY" in (folder / "new.key").read_bytes()
    file = written(call, "csv", "--sign", "new.key")
    assert verified(call, file, "--key", "new.key.pub").status == 0
    monkeypatch.setenv("TARGETRULES_PASSPHRASE", "geheim")
    ran = call("evaluate", *SCHOOLS, "--record", "--format", "csv", "--sign", "new.key")
    assert (ran.status, ran.out, ran.errors) == (
        2,
        b"",
        "error: the passphrase does not open the key in new.key, or the file is damaged\n",
    )


def test_a_passphrase_that_nobody_can_be_asked_for_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    told = "error: the key in {} takes a passphrase, which cannot be asked for here: "
    told += "the standard input is no terminal; set TARGETRULES_PASSPHRASE\n"
    ran = call("key", "new.key", "--passphrase")
    assert (ran.status, ran.errors) == (2, told.format("new.key"))
    monkeypatch.setenv("TARGETRULES_PASSPHRASE", "geheim")
    assert call("key", "new.key", "--passphrase").status == 0
    monkeypatch.delenv("TARGETRULES_PASSPHRASE")
    ran = call("evaluate", *SCHOOLS, "--record", "--format", "csv", "--sign", "new.key")
    assert (ran.status, ran.errors) == (2, told.format("new.key"))
    monkeypatch.setenv("TARGETRULES_PASSPHRASE", "")
    ran = call("evaluate", *SCHOOLS, "--record", "--format", "csv", "--sign", "new.key")
    assert (ran.status, ran.errors) == (
        2,
        "error: TARGETRULES_PASSPHRASE is set and empty; put the passphrase into it, or unset it\n",
    )


def test_a_passphrase_of_the_environment_does_not_matter_to_a_key_without_one(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARGETRULES_PASSPHRASE", "geheim")
    assert verified(call, signed(call, "csv"), "--key", "office.key.pub").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_a_passphrase_is_asked_for_and_not_shown(call: Call, folder: Path) -> None:
    again = "The same once more: "
    made = on_terminal("key", "new.key", "--passphrase", typed=["geheim", "geheim"])
    assert made[:2] == ["Passphrase of new.key: ", again]
    assert made[2].startswith("new.key is the private key: ")
    assert b"ENCRYPTED PRIVATE KEY" in (folder / "new.key").read_bytes()
    options = ["--record", "--output", "outcomes.csv", "--sign", "new.key"]
    asked = on_terminal("evaluate", *SCHOOLS, *options, typed=["geheim"])
    assert asked == ["Passphrase of new.key: ", "note: Columns that no input is read from: remark."]
    assert verified(call, "outcomes.csv", "--key", "new.key.pub").status == 0
    wrong = on_terminal("key", "other.key", "--passphrase", typed=["geheim", "geheym"])
    assert wrong == [
        "Passphrase of other.key: ",
        again,
        "error: the two passphrases are not the same; no key was written",
    ]
    empty = on_terminal("key", "other.key", "--passphrase", typed=[""])
    assert empty == ["Passphrase of other.key: ", "error: the passphrase is empty"]
    assert list(folder.glob("other*")) == []


def on_terminal(*arguments: str, typed: list[str]) -> list[str]:
    """The lines that a person sees who types that, each when the program asks for it."""
    import pty

    ours, theirs = pty.openpty()
    left = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "COLUMNS"))}
    shown = b""
    with subprocess.Popen(
        [sys.executable, "-m", "targetrules", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**left, "NO_COLOR": "1", "LANG": "C.UTF-8"},
        start_new_session=True,  # without a terminal of its own, that of whoever runs the tests would be asked
    ):
        os.close(theirs)
        waiting = list(typed)
        while chunk := read(ours):
            shown += chunk
            if waiting and shown.endswith(b": "):
                os.write(ours, waiting.pop(0).encode() + b"\n")
    os.close(ours)
    return shown.decode("utf-8").replace("\r\n", "\n").splitlines()


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""
