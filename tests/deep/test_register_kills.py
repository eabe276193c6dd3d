"""Two hundred kills of a program that records, on each database: ``make deep``, by hand. It takes some minutes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.postgresql import a_server
from tests.register_kills import check_register_kills

KILLS = 200


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_after_a_kill_all_that_was_acknowledged_is_there_once(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = a_server() if database == "postgresql" else None
    try:
        where = str(tmp_path / "killed.db") if server is None else server.database()
        found = check_register_kills(where, server, KILLS, seed=1)
    finally:
        if server is not None:
            server.stop()
    with capsys.disabled():
        sys.stdout.write(f"\n{database}: {found}\n")
