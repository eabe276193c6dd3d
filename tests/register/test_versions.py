"""Registers that earlier versions of the program made open, verify and go on.

`recorded/version-N.sql` is a register of version N of the tables, as SQLite writes it out (`Connection.iterdump`). It
is never recorded anew: it stands for files that are out there.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from targetrules.register import Register
from targetrules.register.schema import SCHEMA
from tests.register.conftest import Clock
from tests.register.test_register import row, standing

RECORDED = Path(__file__).parent / "recorded"
HEAD = "9382b469a8e8abc654832576bf6267cfb9f43ba08e959bb1c5e349c9452d3c29"


def test_there_is_a_register_of_every_version() -> None:
    assert sorted(each.name for each in RECORDED.glob("version-*.sql")) == [
        f"version-{each}.sql" for each in range(1, SCHEMA + 1)
    ]


@pytest.mark.parametrize("version", range(1, SCHEMA + 1))
def test_a_register_of_an_earlier_version_is_as_it_was_and_goes_on(version: int, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((RECORDED / f"version-{version}.sql").read_text(encoding="utf-8"))
    with Register(file, by="Li Wei", clock=Clock(datetime(2027, 6, 1, tzinfo=UTC))) as register:
        assert register.verify(HEAD).problems == ()
        assert [each.differing for each in register.repeat()] == [(), ()]
        assert standing(register) == [
            ("乙县", 2024, "good", ()),
            ("甲县", 2024, "poor", ("warning-talk",)),
            ("乙县", 2025, "good", ()),
            ("甲县", 2025, "poor", ("warning-talk", "reorganisation")),
        ]
        register.post(row("甲县", 2026, 90))
        assert register.verify(HEAD).problems == ()
