"""What goes wrong beneath a register: full disks, files that may not be written, lost connections, copies, writers."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

import targetrules
from targetrules import Policy
from targetrules.register import ReadOnlyRegister, Register, RegisterError
from tests.kills import POLICY as PLAIN
from tests.postgresql import Server
from tests.register.conftest import Clock, tampered
from tests.register.test_register import refused, row
from tests.register_kills import acknowledged_by, recorders


def rows(number: int) -> list[dict[str, object]]:
    """Two hundred new results."""
    return [row(f"U{number}-{each}", 2025, each % 100) for each in range(200)]


def posted_until_it_fails(register: Register) -> tuple[int, str]:
    """How many events were recorded, and what was told of the next one."""
    for number in range(10_000):
        try:
            register.post(rows(number))
        except RegisterError as error:
            [problem] = error.problems
            return number, problem.key
    raise AssertionError("it did not fail")


def check_whole(register: Register, count: int) -> None:
    """All that was acknowledged is there, nothing else, and it goes on."""
    assert register.head().number == 2 + count
    assert register.verify(register.head().hash).problems == ()
    assert len(register.results()) == 200 * count
    register.post(row("the next", 2025, 5))


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[str], None]]:
    """A disk of that size in the folder, and what changes it: its size, or whether it can be written to."""
    mount = shutil.which("mount")
    if os.geteuid() or mount is None:
        pytest.skip("only the superuser can make a disk that is small")
    folder.mkdir()
    made = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False)
    if made.returncode:
        pytest.skip("no disk can be made here")

    def change(options: str) -> None:
        subprocess.run([mount, "-o", f"remount,{options}", folder], check=True)

    try:
        yield change
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S607


def fill(disk: Path) -> None:
    """Leave a few hundred kilobytes of a disk."""
    there = os.statvfs(disk)
    (disk / "ballast").write_bytes(bytes(there.f_bavail * there.f_frsize - 300_000))


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path, policy: Policy, clock: Clock) -> None:
    with small_disk(tmp_path / "disk", "600k") as change:
        file = tmp_path / "disk" / "county.db"
        with Register.create(file, by="Li Wei", clock=clock) as register:
            register.adopt(policy)
            count, told = posted_until_it_fails(register)
            assert count
            assert told == "register.database-full"
            change("size=8m")
            check_whole(register, count)


def test_a_full_disk_of_a_server_is_told_and_nothing_is_lost(server: Server, policy: Policy, clock: Clock) -> None:
    with small_disk(server.folder / "disk", "20m") as change:
        shutil.chown(server.folder / "disk", "postgres", "postgres")
        (place := server.folder / "disk" / "space").mkdir()
        shutil.chown(place, "postgres", "postgres")
        tampered(server.url("postgres"), f"CREATE TABLESPACE small LOCATION '{place}'")
        tampered(server.url("postgres"), "CREATE DATABASE small TABLESPACE small")
        with Register.create(server.url("small"), by="Li Wei", clock=clock) as register:
            register.adopt(policy)
            fill(server.folder / "disk")
            count, told = posted_until_it_fails(register)
            assert told == "register.database-full"
            change("size=40m")
            check_whole(register, count)
        tampered(server.url("postgres"), "DROP DATABASE small WITH (FORCE)", "DROP TABLESPACE small")


def test_a_file_that_may_not_grow_is_told_and_nothing_is_lost(register: Register, file: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 100_000, before[1]))
    try:
        count, told = posted_until_it_fails(register)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert count
    assert told == "register.database-disk"
    check_whole(register, count)


def test_what_cannot_be_written_can_be_read(tmp_path: Path, policy: Policy, clock: Clock) -> None:
    with small_disk(tmp_path / "disk", "2m") as change:
        file = tmp_path / "disk" / "county.db"
        with Register.create(file, by="Li Wei", clock=clock) as register:
            register.adopt(policy)
            register.post(row("A", 2025, 55))
        change("ro")
        with Register(file, by="Li Wei", clock=clock) as register:
            assert [each.unit for each in register.results().history.rows] == ["A"]
            assert register.verify().verified
            assert refused(lambda: register.post(row("B", 2025, 55))) == [
                (
                    f"{file}: the register cannot be written to, and nothing was recorded: ask for the right to "
                    "write to it (of a file: to its folder as well) (attempt to write a readonly database)"
                ),
                (
                    f"{file}：台账不可写，本次没有登记任何内容；请申请写权限（如是文件，还包括其所在文件夹）"
                    "（attempt to write a readonly database）"
                ),
            ]


# ---- connections -----------------------------------------------------------------------------------------------------


def test_a_connection_that_is_lost_in_mid_transaction_is_told(server: Server, policy: Policy, clock: Clock) -> None:
    url = server.database()
    with Register.create(url, by="Li Wei", clock=clock) as register:
        register.adopt(policy)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"

    def ending() -> datetime:
        """Says how late it is when the event is about to be written."""
        tampered(url, f"{others} AND pid <> pg_backend_pid()")
        return clock()

    with Register(url, by="Li Wei", clock=ending) as register:
        told = refused(lambda: register.post(row("A", 2025, 55)))
        assert [each.split(": ", 1)[1].split(" (")[0] for each in told[:1]] == [
            "the connection to the database was lost, and nothing was recorded: record it again"
        ]
    with Register(url, by="Li Wei", clock=clock) as register:
        assert register.head().number == 2
        register.post(row("A", 2025, 55))
        assert register.verify().verified
    server.give_back(url)


def test_a_connection_that_is_lost_at_the_very_end_leaves_a_doubt(server: Server, policy: Policy, clock: Clock) -> None:
    url = server.database()
    with Register.create(url, by="Li Wei", clock=clock) as register:
        register.adopt(policy)
        tampered(
            url,
            "CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$",
            "CREATE CONSTRAINT TRIGGER gone AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION gone()",
        )
        told = refused(lambda: register.post(row("A", 2025, 55)))
        assert told[0].split(": ", 1)[1].split(" (")[0] == (
            "the connection to the database was lost at the very end, and it is not known whether this was recorded: "
            "look at the last event, and record it again if it is not there"
        )
        tampered(url, "DROP TRIGGER gone ON events")
        assert register.head().number == 2
        register.post(row("A", 2025, 55))
    server.give_back(url)


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    told = refused(lambda: ReadOnlyRegister(f"postgresql://li:secret@/county?host={tmp_path}"))
    assert told[0].split(": ", 1)[1].split(" (")[0] == (
        "the database cannot be reached, and nothing was recorded: look whether the server runs, and whether address, "
        "user and password are right"
    )
    assert "secret" not in "".join(told)


def test_who_has_no_right_is_told(server: Server, policy: Policy, clock: Clock) -> None:
    url = server.database()
    with Register.create(url, by="Li Wei", clock=clock) as register:
        register.adopt(policy)
    tampered(url, "CREATE ROLE auditor LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor")
    with Register(url.replace("//postgres@", "//auditor@"), by="Li Wei", clock=clock) as register:
        assert register.verify().verified
        assert refused(lambda: register.post(row("A", 2025, 55)))[0].split(": ", 1)[1].split(" (")[0] == (
            "you have no right to do that there, and nothing was recorded: ask whoever looks after the database"
        )
    tampered(url, "DROP OWNED BY auditor", "DROP ROLE auditor")
    server.give_back(url)


# ---- several at once -------------------------------------------------------------------------------------------------


def test_two_programs_record_at_once_and_nothing_interleaves(place: str) -> None:
    with Register.create(place, by="Li Wei") as register:
        register.adopt(targetrules.loads(PLAIN, name="kills.toml"))
    with recorders(place, 2) as programs:
        acknowledged = sorted(each for program in programs for each in acknowledged_by(program, 2))
    with Register(place, by="Li Wei") as register:
        there = [(event.number, event.hash) for event in register.events(after=2)]
        assert set(acknowledged) <= set(there)
        assert len(acknowledged) == len(set(acknowledged)) == 4
        assert [number for number, _ in there] == list(range(3, 3 + len(there)))
        assert register.verify(there[-1][1]).problems == ()


def test_a_copy_by_sqlite_is_whole_while_somebody_writes_and_any_other_is_whole_or_found_not_to_be(
    file: Path, tmp_path: Path
) -> None:
    with Register.create(file, by="Li Wei") as register:
        register.adopt(targetrules.loads(PLAIN, name="kills.toml"))
        heads = {register.head().hash}
        with recorders(str(file), 1) as [program]:
            for each in range(8):
                heads |= {hash_ for _, hash_ in acknowledged_by(program, 1)}
                shutil.copyfile(file, tmp_path / f"copied-{each}.db")
                with (
                    closing(sqlite3.connect(file)) as source,
                    closing(sqlite3.connect(tmp_path / f"by-sqlite-{each}.db")) as target,
                ):
                    source.backup(target)
        written = {event.hash for event in register.events()}
    for each in range(8):
        with ReadOnlyRegister(tmp_path / f"by-sqlite-{each}.db") as copy:
            assert copy.verify().problems == ()
            assert copy.head().hash in written
        found = looked_at(tmp_path / f"copied-{each}.db")
        assert found in written or found in ("problems", "register.database-damaged")


def looked_at(file: Path) -> str:
    """The head of a register, or what is told of it."""
    try:
        with ReadOnlyRegister(file) as copy:
            return copy.head().hash if copy.verify().verified else "problems"
    except RegisterError as error:
        return ", ".join(problem.key for problem in error.problems)
