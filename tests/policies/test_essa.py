"""``essa-identification`` beside a plain program written from its text: a few schools; more in ``tests/deep``."""

from __future__ import annotations

from pathlib import Path

from tests.essa_schools import check_all_ways, invented


def test_every_way_finds_what_the_plain_program_finds(tmp_path: Path) -> None:
    check_all_ways(*invented(60), tmp_path)
