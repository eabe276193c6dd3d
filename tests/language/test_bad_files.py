"""Every bad policy file of ``<feature>/bad/``: all that is printed for it, in both languages, is recorded beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import PolicyError, load
from targetrules.report.faults_text import full
from targetrules.wording import LANGUAGES
from tests.recorded import check_recorded

HERE = Path(__file__).parent
FILES = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/bad/*.toml"))


@pytest.mark.parametrize("file", FILES)
def test_every_fault_of_a_bad_file_is_told_in_both_languages(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = HERE / file
    monkeypatch.chdir(path.parent)
    with pytest.raises(PolicyError) as raised:
        load(path.name)
    told = [full(each, language) for language in LANGUAGES for each in raised.value.diagnostics]
    check_recorded(path.with_suffix(".txt"), "\n".join(told) + "\n")


def test_there_are_sixty_bad_files_and_more_and_nothing_is_recorded_of_others() -> None:
    assert len(FILES) >= 60
    recorded = {path.relative_to(HERE).with_suffix(".toml").as_posix() for path in HERE.glob("*/bad/*.txt")}
    assert recorded == set(FILES)
