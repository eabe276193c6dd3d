"""Every bad file of ``bad/`` is read as users read it; what they are told is recorded beside it, in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from targetrules.results import ResultsError, history_of, read_table
from tests.recorded import check_recorded
from tests.results.example_rules import rules

BAD = Path(__file__).parent / "bad"
OPTIONS = tomllib.loads((BAD / "options.toml").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in BAD.iterdir() if path.suffix != ".txt" and path.name != "options.toml")


@pytest.mark.parametrize("name", FILES)
def test_every_problem_of_a_bad_file_is_told_in_both_languages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    options = dict(OPTIONS.get(name, {}))
    wide = options.pop("wide", None)
    with pytest.raises(ResultsError) as raised:
        history_of(rules(), read_table(name, **options), wide=wide)
    assert str(raised.value) == raised.value.text("en")
    check_recorded(BAD / f"{name}.txt", f"{raised.value.text('en')}\n\n{raised.value.text('zh')}\n")


def test_there_are_thirty_bad_files_and_more() -> None:
    assert len(FILES) >= 30
    assert set(OPTIONS) <= set(FILES)
