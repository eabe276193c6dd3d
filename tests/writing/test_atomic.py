"""How files are written: whole or not at all, in their place, with their mode; and what is refused, and how."""

from __future__ import annotations

import errno
import os
import pickle
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from targetrules import atomic
from targetrules.atomic import UnwritableError, write_file
from tests.kills import environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes, links and signals")

OLD = b"as it was\n"
NEW = [b"new ", b"text\n"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "outcomes.csv").write_bytes(OLD)
    return tmp_path / "outcomes.csv"


@pytest.fixture
def _usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def check_refused(name: str | Path, english: str, chinese: str) -> None:
    """Refused with these words, behind the name in both languages, and nothing is changed."""
    folder = Path(name).parent
    before = {each: each.lstat() for each in folder.iterdir()} if folder.is_dir() else {}
    with pytest.raises(UnwritableError) as caught:
        write_file(name, NEW)
    assert str(caught.value) == f"{name}{english}"
    assert caught.value.text("zh").replace(" ", "") == f"{name}{chinese}".replace(" ", "")
    assert caught.value.filename == str(name)
    after = {each: each.lstat() for each in folder.iterdir()} if folder.is_dir() else {}
    assert {each: (found.st_ino, found.st_mtime_ns) for each, found in after.items()} == {
        each: (found.st_ino, found.st_mtime_ns) for each, found in before.items()
    }


# ---- modes and links -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_usual_mask")
def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    write_file(tmp_path / "a", NEW)
    assert ((tmp_path / "a").read_bytes(), mode(tmp_path / "a")) == (b"new text\n", 0o644)


@pytest.mark.usefixtures("_usual_mask")
def test_a_private_file_is_never_anybody_elses(tmp_path: Path) -> None:
    modes: list[int] = []

    def parts() -> Iterator[bytes]:
        modes.extend(mode(each) for each in tmp_path.iterdir())
        yield b"new text\n"

    write_file(tmp_path / "a", parts(), new=True, private=True)
    assert (modes, mode(tmp_path / "a")) == ([0o600], 0o600)


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o666, 0o755])
def test_a_mode_is_kept_and_the_temporary_file_has_it_already(kept: int, file: Path) -> None:
    file.chmod(kept)
    seen: list[int] = []

    def parts() -> Iterator[bytes]:
        seen.extend(mode(each) for each in file.parent.glob(".*"))
        yield from NEW

    write_file(file, parts())
    assert (file.read_bytes(), mode(file), seen) == (b"new text\n", kept, [kept])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the administrator gives files away")
def test_the_owner_stays_the_owner(file: Path) -> None:
    os.chown(file, 1234, 4321)
    file.chmod(0o660)
    write_file(file, NEW)
    assert (file.stat().st_uid, file.stat().st_gid, mode(file)) == (1234, 4321, 0o660)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="there are no extended attributes here")
def test_extended_attributes_such_as_access_lists_are_kept(file: Path) -> None:
    try:
        os.setxattr(file, "user.note", b"kept")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    write_file(file, NEW)
    assert os.getxattr(file, "user.note") == b"kept"


def test_links_are_followed_through_other_links(file: Path) -> None:
    folder = file.parent / "links"
    folder.mkdir()
    (folder / "second").symlink_to(file)
    (folder / "first").symlink_to("second")
    write_file(folder / "first", NEW)
    assert file.read_bytes() == b"new text\n"
    assert sorted(folder.iterdir()) == [folder / "first", folder / "second"]
    assert all(each.is_symlink() for each in folder.iterdir())


def test_a_link_that_leads_nowhere_yet_makes_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_file(tmp_path / "link", NEW)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new text\n"


@pytest.mark.parametrize("name", ["x" * 255, "x" * 251 + ".csv", "县" * 85, ".csv"])
def test_any_name_that_the_system_knows_can_be_written(name: str, tmp_path: Path) -> None:
    for _ in range(2):
        write_file(tmp_path / name, NEW)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_name_without_a_folder_is_in_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_file("outcomes.csv", NEW)
    assert (tmp_path / "outcomes.csv").read_bytes() == b"new text\n"


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [0o444, 0o400, 0o555])
def test_a_read_only_file_is_refused_even_to_its_owner_and_the_administrator(closed: int, file: Path) -> None:
    file.chmod(closed)
    (file.parent / "link").symlink_to(file)
    for name in (file, file.parent / "link"):
        check_refused(
            name,
            " is read-only, and stays as it is; make it writable, or write into another file",
            "是只读文件，没有改动；请先允许写入，或者写到另一个文件",
        )
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("kind", ["device", "pipe", "link"])
def test_what_is_no_plain_file_is_refused(kind: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    names = {"device": Path("/dev/null"), "pipe": tmp_path / "pipe", "link": tmp_path / "link"}
    with pytest.raises(UnwritableError) as caught:
        write_file(names[kind], NEW)
    assert str(caught.value) == (
        f"{names[kind]} is no plain file but a device or a pipe, and cannot be replaced; write into a file "
        "(on the command line, - is the standard output)"
    )
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_folder_is_refused_also_where_there_is_none_yet(tmp_path: Path) -> None:
    for name in (str(tmp_path), f"{tmp_path}/", f"{tmp_path}/not-there/"):
        check_refused(name, " is a folder; name a file in it", "是文件夹；请写明其中的文件名")


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "c").symlink_to("c")
    for name in "abc":
        check_refused(
            tmp_path / name,
            " is a link that leads back to itself; write into another file",
            "是一个绕回自身的链接；请写到另一个文件",
        )


def test_names_that_cannot_be_are_refused(tmp_path: Path) -> None:
    check_refused(
        tmp_path / ("x" * 256),
        ": this name is too long here; write into a file with a shorter one",
        "：文件名太长；请换一个短些的名称",
    )
    for name, shown in (("a\0b", "a\\x00b"), ("\ud800", "\\ud800")):
        with pytest.raises(UnwritableError) as caught:
            write_file(f"{tmp_path}/{name}", NEW)
        assert str(caught.value) == f"{tmp_path}/{shown} cannot be the name of a file"


@pytest.mark.parametrize("name", ["not-there/a.csv", "file/a.csv", "not-there/either/a.csv"])
def test_a_folder_that_is_not_there_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    check_refused(
        name,
        " is not written: there is no such folder; make it first, or write into another one",
        " 未写入：没有这个文件夹；请先建立，或写到别的文件夹里",
    )
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_name_that_is_empty_is_told() -> None:
    check_refused("", "the name of the file is empty; name a file to write into", "文件名是空的；请写明写入哪个文件")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_that_takes_no_files(number: int, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path, flags: int, _: int = 0) -> int:
        raise OSError(number, os.strerror(number), path, flags)

    monkeypatch.setattr(os, "open", closed)
    check_refused(
        file,
        " is not written: its folder takes no new files, and every file is first written beside its place; "
        "write into another folder",
        "没有写入：所在的文件夹不能新建文件，而文件总是先在旁边写好再换上去；请写到另一个文件夹",
    )


def test_a_file_that_another_program_holds_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows does where a spreadsheet has it open."""

    def held(_: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file", target)

    monkeypatch.setattr(Path, "replace", held)
    check_refused(
        file,
        " cannot be replaced: another program has it open, or its folder does not allow it; "
        "close it there, or write into another file",
        "不能替换：另一个程序正打开着它，或者所在的文件夹不允许；请在那个程序中关闭它，或者写到另一个文件",
    )


def test_the_error_survives_pickling(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(UnwritableError) as caught:
        write_file(file, NEW)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (str(again), again.errno, again.filename) == (str(caught.value), errno.EACCES, str(file))


# ---- what fails leaves what was there --------------------------------------------------------------------------------


@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize("failing", ["limit", "flush", "parts"])
def test_what_fails_while_it_is_written_leaves_what_was_there(
    failing: str, file: Path, monkeypatch: pytest.MonkeyPatch, *, new: bool
) -> None:
    name = file.with_name("new.csv") if new else file

    def parts() -> Iterator[bytes]:
        yield b"x" * 5_000
        if failing == "parts":
            raise KeyError
        yield b"x" * 200_000

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if failing == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    elif failing == "flush":
        monkeypatch.setattr(os, "fsync", full)
    try:
        with pytest.raises((OSError, KeyError)) as caught:
            write_file(name, parts(), new=new)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    if isinstance(caught.value, OSError):
        number = errno.EFBIG if failing == "limit" else errno.ENOSPC
        assert (caught.value.errno, caught.value.filename) == (number, str(name))
    assert {each: each.read_bytes() for each in file.parent.iterdir()} == {file: OLD}


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path], check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("only the administrator can mount a small disk")
    try:
        write_file(tmp_path / "outcomes.csv", [OLD])
        for new in (False, True):
            name = tmp_path / ("new.csv" if new else "outcomes.csv")
            with pytest.raises(OSError, match="No space left") as caught:
                write_file(name, [b"x" * 50_000] * 3, new=new)
            assert caught.value.filename == str(name)
            assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"outcomes.csv": OLD}
    finally:
        subprocess.run(["umount", tmp_path], check=True)  # noqa: S607


@pytest.mark.parametrize("there", ["file", "folder", "link", "nowhere"])
def test_nothing_that_is_there_is_written_over_where_a_new_file_is_wanted(there: str, file: Path) -> None:
    name = file.with_name("there")
    match there:
        case "file":
            name.write_bytes(OLD)
        case "folder":
            name.mkdir()
        case _:
            name.symlink_to(file if there == "link" else "not-there")
    before = sorted(file.parent.iterdir())
    with pytest.raises(FileExistsError) as caught:
        write_file(name, NEW, new=True)
    assert caught.value.filename == str(name)
    assert sorted(file.parent.iterdir()) == before
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_comes_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    file = tmp_path / "policy.toml"

    def none(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    def parts() -> Iterator[bytes]:
        yield from NEW
        file.write_bytes(OLD)

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", none)
    with pytest.raises(FileExistsError):
        write_file(file, parts(), new=True)
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == {file: OLD}
    file.unlink()
    write_file(file, NEW, new=True)
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == {file: b"new text\n"}


# ---- signals and what is left ----------------------------------------------------------------------------------------

SLOW = """\
import signal, sys
from targetrules.atomic import write_file
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
{first}
def parts():
    yield b"half of "
    print("half", flush=True)
    sys.stdin.readline()
    yield b"it\\n"
write_file("outcomes.csv", parts())
"""


@pytest.fixture
def half(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is in the middle of writing the file, until it is given a line."""
    with _half(file) as process:
        yield process
        process.kill()


def _half(file: Path, first: str = "") -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW.format(first=first)],
        cwd=file.parent,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_program_that_is_told_to_end_leaves_nothing(
    number: signal.Signals, file: Path, half: subprocess.Popen[bytes]
) -> None:
    assert len(list(file.parent.iterdir())) == 2
    half.send_signal(number)
    assert half.wait() == -number
    assert {each: each.read_bytes() for each in file.parent.iterdir()} == {file: OLD}


def test_a_signal_that_the_program_ignores_or_handles_is_left_to_it(file: Path) -> None:
    first = "signal.signal(signal.SIGHUP, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(7))"
    with _half(file, first) as process:
        process.send_signal(signal.SIGHUP)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 7
    assert {each: each.read_bytes() for each in file.parent.iterdir()} == {file: OLD}


@pytest.mark.parametrize("handler", [signal.SIG_DFL, signal.SIG_IGN, lambda *_: None])
def test_signals_are_as_they_were_when_the_file_is_written(handler: Any, file: Path) -> None:
    before = {number: signal.signal(number, handler) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        write_file(file, NEW)
        assert signal.getsignal(signal.SIGTERM) is signal.getsignal(signal.SIGHUP) is handler
    finally:
        for number, usual in before.items():
            signal.signal(number, usual)


def test_what_a_kill_leaves_is_removed_by_the_next_write_of_any_file(file: Path, half: subprocess.Popen[bytes]) -> None:
    half.kill()
    half.wait()
    assert file.read_bytes() == OLD
    assert len(list(file.parent.iterdir())) == 2
    write_file(file.with_name("other.csv"), NEW)
    assert sorted(file.parent.iterdir()) == [file.with_name("other.csv"), file]


def test_what_somebody_still_writes_is_no_leftover(file: Path, half: subprocess.Popen[bytes]) -> None:
    write_file(file.with_name("other.csv"), NEW)
    assert len(list(file.parent.iterdir())) == 3
    half.communicate(b"\n")
    assert half.returncode == 0
    assert {each.name: each.read_bytes() for each in file.parent.iterdir()} == {
        "other.csv": b"new text\n",
        "outcomes.csv": b"half of it\n",
    }


def test_files_of_others_are_no_leftovers(file: Path) -> None:
    names = [".targetrules-0123456789abcdef.tmp.csv", "targetrules-0123456789abcdef.tmp", ".targetrules-1.tmp"]
    for name in names:
        file.with_name(name).touch()
    file.with_name(".targetrules-0123456789abcdef.tmp").symlink_to(file)
    os.mkfifo(file.with_name(".targetrules-fedcba9876543210.tmp"))
    before = sorted(file.parent.iterdir())
    write_file(file, NEW)
    assert sorted(file.parent.iterdir()) == before


def test_a_leftover_that_is_taken_away_from_its_writer_is_made_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the making of a temporary file and its lock another program may remove it."""
    locked, taken = atomic._locked, list[Path]()  # noqa: SLF001

    def slow(descriptor: int) -> bool | None:
        if not taken:
            taken.extend(file.parent.glob(".*"))
            taken[0].unlink()
        return locked(descriptor)

    monkeypatch.setattr(atomic, "_locked", slow)
    write_file(file, NEW)
    assert len(taken) == 1
    assert {each: each.read_bytes() for each in file.parent.iterdir()} == {file: b"new text\n"}
