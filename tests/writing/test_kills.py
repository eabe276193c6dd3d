"""Programs that write are killed at random moments. ``tests/deep`` kills two hundred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kills import check_kills


@pytest.mark.parametrize("way", ["csv", "state", "init"])
def test_after_a_kill_every_file_is_old_or_new_and_the_next_write_clears_up(way: str, tmp_path: Path) -> None:
    check_kills(tmp_path, way, times=2, seed=1)
