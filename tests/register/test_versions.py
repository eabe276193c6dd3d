"""Registers that earlier versions of the program made open, verify and go on.

`recorded/version-N.sql` is a register of version N of the tables, as SQLite writes it out (`Connection.iterdump`). It
is never recorded anew: it stands for files that are out there.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from targetrules.register import ReadOnlyRegister, Register, migrating
from targetrules.register.schema import SCHEMA
from tests.register.conftest import Clock, tampered
from tests.register.test_register import refused, row, standing

RECORDED = Path(__file__).parent / "recorded"
HEAD = "9382b469a8e8abc654832576bf6267cfb9f43ba08e959bb1c5e349c9452d3c29"
"""Of the twelfth event, which all of them have; version 3 goes on with a decision that is told short, and version 4
with what was carried out and accepted."""


LEFT = """
import os, sys
from targetrules.register import ReadOnlyRegister, migrating
migrating.rebuild = lambda _: os._exit(9)
ReadOnlyRegister(sys.argv[1])
"""


def recorded(file: Path, version: int) -> None:
    """A register as a version of the tables had it, in a file."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((RECORDED / f"version-{version}.sql").read_text(encoding="utf-8"))


def as_it_is(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def test_there_is_a_register_of_every_version() -> None:
    assert sorted(each.name for each in RECORDED.glob("version-*.sql")) == [
        f"version-{each}.sql" for each in range(1, SCHEMA + 1)
    ]


@pytest.mark.parametrize("version", range(1, SCHEMA + 1))
def test_a_register_of_an_earlier_version_is_as_it_was_and_goes_on(version: int, file: Path) -> None:
    recorded(file, version)
    with Register(file, by="Li Wei", clock=Clock(datetime(2027, 6, 1, tzinfo=UTC))) as register:
        assert register.migrated_from == (version if version < SCHEMA else None)
        assert register.verify(HEAD).problems == ()
        assert [each.differing for each in register.repeat()] == [()] * (2 if version < 3 else 3)
        assert standing(register) == [
            ("乙县", 2024, "good", ()),
            ("甲县", 2024, "poor", ("warning-talk",)),
            ("乙县", 2025, "good", ()),
            ("甲县", 2025, "poor", ("warning-talk", "reorganisation")),
        ]
        register.post(row("甲县", 2026, 90))
        assert register.verify(HEAD).problems == ()
    with ReadOnlyRegister(file) as again:
        assert again.migrated_from is None


def as_version_1(place: str) -> None:
    """A register as the first version of the tables had it."""
    tampered(
        place,
        "DROP TABLE period_tables",
        "DROP TABLE touched_periods",
        "DROP TABLE posts",
        "ALTER TABLE events DROP COLUMN packed",
        "DROP TABLE decided_units",
        "DROP INDEX decided_by_period",
        "ALTER TABLE decided DROP COLUMN whole",
        "ALTER TABLE decided DROP COLUMN said",
        "CREATE INDEX decided_by_period ON decided (policy, period)",
        "UPDATE properties SET value = '1' WHERE name = 'schema'",
    )


def test_the_tables_of_an_earlier_version_are_made_anew_and_the_events_stay(register: Register, place: str) -> None:
    for year, scores in ((2024, (55, 75)), (2025, (50, 81)), (2026, (90, 70))):
        register.post([row(unit, year, score) for unit, score in zip(("甲县", "乙县"), scores, strict=True)])
        register.close_period(year)
        register.decide(year)
    register.correct(row("甲县", 2024, 95), reason="counted twice")
    head, stand = register.head(), standing(register)
    register.close()
    as_version_1(place)
    with Register(place, by="Li Wei") as migrated:
        assert migrated.migrated_from == 1
        assert migrated.head() == head
        assert migrated.verify(head.hash).problems == ()
        assert standing(migrated) == stand
        assert migrated.decisions(unit="甲县", period=2024)[0].grade == "good"


def test_whoever_is_killed_while_tables_are_made_anew_loses_nothing(file: Path) -> None:
    recorded(file, 1)
    before = as_it_is(file)
    found = subprocess.run([sys.executable, "-c", LEFT, str(file)], check=False)
    assert found.returncode == 9
    assert as_it_is(file) == before
    with ReadOnlyRegister(file) as register:
        assert register.migrated_from == 1
        assert register.verify(HEAD).problems == ()


def test_what_goes_wrong_while_tables_are_made_anew_changes_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(file, 1)
    before = as_it_is(file)
    monkeypatch.setattr(migrating, "rebuild", lambda _: pytest.fail("in the midst of it"))
    with pytest.raises(pytest.fail.Exception):
        ReadOnlyRegister(file)
    assert as_it_is(file) == before


def test_an_earlier_version_that_cannot_be_written_to_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(file, 1)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refused(lambda: ReadOnlyRegister(file)) == [
        (
            f"{file}: this register is of version 1 of its tables, and this program works with version {SCHEMA}. "
            "Opening it brings them to that version, all events as they are; but this file cannot be written to: "
            "copy it to where it can"
        ),
        (
            f"{file}：该台账的表为第 1 版，本程序使用第 {SCHEMA} 版。打开时会将各表更新到该版，所有事项保持原样；"
            "但该文件不可写，请复制到可以写入的位置再打开"
        ),
    ]
