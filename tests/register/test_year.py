"""The example of a complete year, as it is told: from an empty register to the closed year."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.jincheng.play import main, perform
from tests.recorded import check_recorded

RECORDED = Path(__file__).parent / "recorded"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_year_is_played_as_it_is_recorded(language: str, tmp_path: Path) -> None:
    told: list[str] = []
    with perform(tmp_path, language, told.append) as register:
        assert register.verify().problems == ()
        assert [each.differing for each in register.repeat()] == [()] * 3
    check_recorded(RECORDED / f"year.{language}.txt", "\n".join(told).lstrip() + "\n")


def test_one_command_plays_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "new"), "--lang", "zh"]) == 0
    assert capsys.readouterr().out.lstrip() == (RECORDED / "year.zh.txt").read_text(encoding="utf-8")
    assert (tmp_path / "new" / "year.db").exists()
