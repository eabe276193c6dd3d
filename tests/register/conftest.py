"""A register of counties, whose clock the tests set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import define, field

import targetrules
from targetrules import Policy
from targetrules.register import Register

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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "county.db"


@pytest.fixture
def register(file: Path, policy: Policy, clock: Clock) -> Iterator[Register]:
    """One that has adopted the policy, and nothing else."""
    with Register.create(file, by="Li Wei", zone="Asia/Shanghai", clock=clock) as made:
        made.adopt(policy)
        yield made
