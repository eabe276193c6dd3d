"""``essa-identification`` on 2,000 invented schools in eight years with eight subgroups, beside the plain program."""

from __future__ import annotations

from pathlib import Path

from tests.essa_schools import check_all_ways, invented


def test_every_way_finds_what_the_plain_program_finds(tmp_path: Path) -> None:
    check_all_ways(*invented(2000), tmp_path)
