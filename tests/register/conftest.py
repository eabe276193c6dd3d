"""A register of counties, whose clock the tests set, in a file and in a PostgreSQL database.

Tests that ask for ``register`` or ``place`` are run with both, those that ask for ``file`` with SQLite alone, those
that ask for ``server`` with PostgreSQL alone.
"""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from attrs import define, field

import targetrules
from targetrules import Policy
from targetrules.register import Register
from tests.postgresql import Server, a_server

POLICY = """format = 1

[policy]
id = "county"
title = "Annual assessment of counties"

[[grades]]
id = "good"
[[grades]]
id = "poor"

[inputs]
kind = { type = "choice", of = ["county", "department"] }
score = { type = "number", min = 0, max = 100, decimals = 2 }

[rankings.overall]
by = "score"
within = "kind"

[grading]
by = "score"
bands = { good = 60, poor = 0 }

[[consequences]]
id = "warning-talk"
when = { any = [{ place = "last" }, { grade = "poor" }] }
within = "30 days"

[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2 }
"""


@define
class Clock:
    """Goes on by a minute each time it is looked at."""

    now: datetime = field(default=datetime(2027, 3, 1, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def policy() -> Policy:
    return targetrules.loads(POLICY, name="county.toml")


def tampered(place: str, *statements: str) -> None:
    """Change something in the database itself, as one who may do everything there."""
    if "://" in place:
        with psycopg.connect(place, autocommit=True) as server:
            for statement in statements:
                server.execute(statement.encode())
    else:
        with closing(sqlite3.connect(place, isolation_level=None)) as file:
            for statement in statements:
                file.execute(statement)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Which databases a test is run with."""
    if "place" in metafunc.fixturenames:
        asked = inspect.signature(metafunc.function).parameters
        without = {"sqlite": "server", "postgresql": "file"}
        metafunc.parametrize("place", [name for name, other in without.items() if other not in asked], indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of this worker."""
    made = a_server()
    yield made
    made.stop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "county.db"


@pytest.fixture
def place(request: pytest.FixtureRequest, file: Path) -> Iterator[str]:
    """A file or a database in which there is nothing."""
    if request.param == "sqlite":
        yield str(file)
    else:
        server = request.getfixturevalue("server")
        url = server.database()
        yield url
        server.give_back(url)


@pytest.fixture
def register(place: str, policy: Policy, clock: Clock) -> Iterator[Register]:
    """One that has adopted the policy, and nothing else."""
    with Register.create(place, by="Li Wei", zone="Asia/Shanghai", clock=clock) as made:
        made.adopt(policy)
        yield made
