"""Two hundred kills over all commands that write, and all formats: ``make deep``, by hand. It takes some minutes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.kills import WRITINGS, check_kills

KILLS = 200


@pytest.mark.parametrize("number", range(len(WRITINGS)), ids=WRITINGS)
def test_after_a_kill_every_file_is_old_or_new_and_the_next_write_clears_up(
    number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times = len(range(number, KILLS, len(WRITINGS)))
    way = list(WRITINGS)[number]
    left = check_kills(tmp_path, way, times, seed=number)
    with capsys.disabled():
        sys.stdout.write(f"\n{way}: {times} kills, {left} left something behind for the next write to remove\n")
