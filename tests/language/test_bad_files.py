"""Every bad policy file of ``<feature>/bad/``: all that is printed for it, in both languages, is recorded beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import PolicyError, load
from targetrules.report.faults_text import full
from targetrules.wording import LANGUAGES
from tests.recorded import check_recorded

HERE = Path(__file__).parent
ADDITIONS = {
    "conditional values": """
        language/measures/bad/cases* language/measures/bad/deductions* language/measures/bad/points*
        language/measures/bad/scales* language/measures/bad/score-sheet* language/measures/bad/if-and-count*
        language/conditions/bad/number-of* language/conditions/bad/earlier-*
    """,
    "rankings by grade": "language/rankings/bad/by-*",
    "details": "language/details/bad/*",
    "articles of sources": "language/sources/bad/*",
    "what no example can show": "language/unshown/bad/*",
    "outcomes of another policy": "language/cascade/bad/*",
    "policies that extend another": "language/extends/bad/*",
    "cuts": "language/cuts/bad/*",
    "values at entry": "language/statuses/bad/*entry*",
    "schedules": """
        language/periods/bad/schedules* language/periods/bad/a-single-*
        language/periods/bad/every-third-year language/periods/bad/last-quarter language/periods/bad/terms-of-office
        language/periods/bad/parts-of-no-period
    """,
    "succession": "results/succession/* language/examples/bad/succession*",
    "working days": """
        language/calendar/bad/* language/consequences/bad/*calendar* language/consequences/bad/*working-day*
        language/consequences/bad/lengths-of-time*
    """,
    "percentiles and spread": """
        language/groups/bad/* language/measures/bad/arguments language/measures/bad/groups
        language/measures/bad/spread*
    """,
    "years across the calendar": """
        language/periods/bad/*year language/periods/bad/fiscal-years language/periods/bad/months-and-years
        language/periods/bad/school-year-* language/periods/bad/*-year*-for-* language/periods/bad/kinds
    """,
    "bands and inputs by class and date": """
        language/grading/bad/scales* language/grading/bad/dates-of-* language/grading/bad/dated-*
        language/inputs/bad/dated*
    """,
    "ballots": "language/ballots/bad/*",
    "what became of consequences": "language/inputs/bad/follow-up*",
    "indicators": "language/indicators/bad/*",
    "steps of a procedure": "language/procedure/bad/*",
    "the course of decisions": "language/cycle/bad/*",
    "what was decided": """
        language/decided/bad/* results/decided/* language/periods/bad/first-period* language/examples/bad/decided*
    """,
}
"""The bad files of each addition to the language, whose messages are recorded beside them."""
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


@pytest.mark.parametrize("addition", ADDITIONS)
def test_ten_bad_files_of_each_addition_have_their_whole_messages_recorded(addition: str) -> None:
    recorded = {path for pattern in ADDITIONS[addition].split() for path in HERE.parent.glob(f"{pattern}.txt")}
    beside = {path for path in recorded if path.with_suffix("").exists() or path.with_suffix(".toml").exists()}
    assert beside == recorded
    assert len(recorded) >= 10
