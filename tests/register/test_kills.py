"""A program that records is killed at random moments, and so is the server. ``tests/deep`` kills more often."""

from __future__ import annotations

import pytest

from tests.register_kills import check_register_kills


def test_after_a_kill_all_that_was_acknowledged_is_there_once(place: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("server") if "://" in place else None
    found = check_register_kills(place, server, times=8, seed=1)
    assert found.kills == 8
    assert found.events >= 10
