"""Where a register is: files and URLs that are none, and what becomes of a call that the database refuses."""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import URL, Connection, Engine

from targetrules.register import ReadOnlyRegister, Register, RegisterError, database
from targetrules.register.database import _is_wal_safe
from targetrules.register.schema import SCHEMA
from targetrules.wording import Word
from tests.register.conftest import Clock
from tests.register.test_register import refused, row


def test_a_register_is_not_made_over_another_file(file: Path) -> None:
    file.write_bytes(b"unit,period\n")
    assert refused(lambda: Register.create(file, by="Li Wei")) == [
        f"{file}: there is something already: a new register is made where there is nothing",
        f"{file}：这里已有内容；新台账只能建在空处",
    ]
    assert file.read_bytes() == b"unit,period\n"


def test_of_two_who_make_a_register_at_once_the_first_keeps_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has seen that there is nothing yet."""
    original = database._engine  # noqa: SLF001  between it and the check before, nothing can be put from outside

    def meanwhile(url: URL) -> Engine:
        monkeypatch.undo()
        Register.create(file, by="Li Wei").close()
        return original(url)

    monkeypatch.setattr(database, "_engine", meanwhile)
    assert refused(lambda: Register.create(file, by="Wang")) == [
        f"{file}: there is something already: a new register is made where there is nothing",
        f"{file}：这里已有内容；新台账只能建在空处",
    ]
    with ReadOnlyRegister(file) as register:
        assert register.verify().verified


def test_who_waits_for_a_register_that_is_given_up_is_told(file: Path) -> None:
    waiting = ThreadPoolExecutor(1)
    second: list[Future[None]] = []

    def gives_up(_: Connection) -> None:
        second.append(waiting.submit(lambda: Register.create(file, by="Wang").close()))
        sleep(0.3)
        raise RegisterError([Word("register.nothing-then", {"first": ""})])

    with pytest.raises(RegisterError, match="nothing was recorded then"):
        database.Database(file, first=gives_up)
    assert refused(second[0].result) == [
        f"{file}: another program began to make a register here at the same time and gave it up: try again",
        f"{file}：另一个程序同时在此新建台账，但没有建成；请再试一次",
    ]
    assert list(file.parent.iterdir()) == []


def test_a_register_that_is_not_there_is_not_made_by_looking_at_it(file: Path) -> None:
    assert refused(lambda: ReadOnlyRegister(file)) == [
        f"{file}: there is no register: make one with targetrules register init, or Register.create",
        f"{file}：这里没有台账；请核对文件名，或者用 targetrules register init（Register.create）新建",
    ]
    assert not file.exists()


def test_another_kind_of_file_is_told(file: Path) -> None:
    file.write_bytes(b"unit,period\n" * 100)
    assert refused(lambda: ReadOnlyRegister(file)) == [
        f"{file}: this is no register, but another kind of file (file is not a database)",
        f"{file}：这不是台账，是别的文件（file is not a database）",
    ]


def test_another_database_is_told(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    assert refused(lambda: ReadOnlyRegister(file)) == [
        f"{file}: this is no register: name the file, or the database, that targetrules register init made",
        f"{file}：这不是台账；请指明由 targetrules register init 建立的文件或数据库",
    ]


def test_a_register_of_a_later_version_is_refused(register: Register, file: Path) -> None:
    register.close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE properties SET value = ? WHERE name = 'schema'", (str(SCHEMA + 1),))
    connection.close()
    assert refused(lambda: ReadOnlyRegister(file)) == [
        (
            f"{file}: this register is of version {SCHEMA + 1} of its tables, and this program knows those up to "
            f"{SCHEMA}: update targetrules"
        ),
        f"{file}：该台账由较新的程序建立（表的版本为 {SCHEMA + 1}，本程序只支持到 {SCHEMA}）；请更新 targetrules",
    ]


@pytest.mark.parametrize("where", ["mysql://u:secret@h/d", "https://example.org", "postgresql+nothing://h/d", "x://"])
def test_a_url_of_another_kind_is_told_without_its_password(where: str) -> None:
    scheme = where.partition("://")[0]
    assert refused(lambda: ReadOnlyRegister(where))[0] == (
        f"{scheme}://…: a register is a file, or a PostgreSQL database: postgresql://user@host/database"
    )


def test_while_another_program_writes_a_call_waits_and_then_says_so(
    register: Register, file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.close()
    monkeypatch.setattr("targetrules.register.database._BUSY_SECONDS", 0.1)
    with Register(file, by="Wang", clock=clock) as other, sqlite3.connect(file, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert refused(lambda: other.post(row("A", 2025, 55))) == [
            (
                f"{file}: another program has been writing for half a minute; nothing was recorded: try "
                f"again (database is "
                "locked)"
            ),
            f"{file}：另一程序已连续写入半分钟，本次没有登记任何内容；请稍后再试（database is locked）",
        ]
        writer.execute("ROLLBACK")
        other.post(row("A", 2025, 55))
        assert len(other.results()) == 1
    writer.close()


def test_while_somebody_reads_a_file_nobody_records_but_with_a_write_ahead_log(
    register: Register, file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever cannot record is told so, and nothing is lost; readers never wait for writers that wait."""
    monkeypatch.setattr("targetrules.register.database._BUSY_SECONDS", 0.1)
    head = register.head()
    with Register(file, by="Wang", clock=clock) as other, register._database.reading() as connection:  # noqa: SLF001
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar_one() == head.number
        if _is_wal_safe(sqlite3.sqlite_version_info):
            other.post(row("A", 2025, 55))
        else:
            assert "nothing was recorded" in refused(lambda: other.post(row("A", 2025, 55)))[0]
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar_one() == head.number
    with Register(file, by="Wang", clock=clock) as other:
        other.post(row("B", 2025, 55))


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 3), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_the_write_ahead_log_is_used_where_it_loses_nothing(version: tuple[int, ...], is_safe: bool) -> None:  # noqa: FBT001
    assert _is_wal_safe(version) is is_safe


def test_what_is_acknowledged_is_on_the_disk(register: Register, file: Path) -> None:

    modes: list[tuple[int, str]] = []
    database = register._database  # noqa: SLF001  the settings are those of its own connections

    def noted(connection: Connection) -> None:
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        modes.append((synchronous, connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()))

    with database.writing() as connection:
        noted(connection)
    expected = "wal" if _is_wal_safe(sqlite3.sqlite_version_info) else "truncate"
    assert modes == [(2, expected)]
    assert file.exists()
