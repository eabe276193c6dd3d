"""Letters from a register: they tell what stands, who decided beside the rules, appeals, and who held the posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import targetrules
from targetrules import ArgumentError
from targetrules.decision.letters import Letters
from targetrules.outcome import NoSuchResultError
from targetrules.register import HoldHarmless, Register
from targetrules.wording import LANGUAGES
from tests.command_line import call
from tests.recorded import check_recorded
from tests.register.conftest import POLICY, Clock
from tests.register.test_approval import scored
from tests.register.test_beside import DISCRETION
from tests.register.test_procedure import RECORDED, day
from tests.register.test_register import row

TEXT = (
    DISCRETION.replace("discretion_by", 'appeals_within = "10 days"\ndiscretion_by')
    .replace('id = "talk"\n', 'id = "talk"\nto = "head"\n')
    .replace("[cycle]", '[roles.head]\nlabel = { en = "Head of the county", zh = "县长" }\n[cycle]')
)
WORDS = '[letters]\nto = { en = "{unit} ({persons?})", zh = "{unit}（{persons?}）" }\n'
OFFICES = """
[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = [
    "offices", "policy", "results", "correction", "closing", "decision", "approval", "discretion", "override", "appeal",
    "answer", "appointment", "departure",
]
units = "all"
"""


@pytest.fixture
def begun(file: Path, clock: Clock) -> Iterator[Register]:
    """A register in which 2025 was decided, beside the rules as well, and approved on the twentieth."""
    policy = targetrules.loads(TEXT)
    with Register.create(file, by="Li Wei", policy=policy, clock=clock) as register:
        register.adopt_offices(OFFICES)
        acting = register.acting(by="Li Wei", office="leading-group")
        acting.post([scored(unit, score) for unit, score in zip("ABCDE", (80, 40, 30, 58, 90), strict=True)])
        acting.note_appointment("Zhao Min", "head", "B", since=date(2024, 1, 1))
        acting.note_departure("Zhao Min", until=day(20))
        acting.note_appointment("Sun Li", "head", "B", since=day(21))
        acting.close_period(2025)
        acting.decide(2025)
        for unit, is_imposed in (("A", True), ("E", False)):
            acting.use_discretion(unit, 2025, "exemption", imposed=is_imposed, on=day(16), reason="exemplary.")
        acting.override("B", 2025, on=day(17), reason="flood in May", grade="good", impose=["dismissal"])
        yield acting


def told(letters: Letters) -> str:
    """The letters as text."""
    found = []
    for each in letters:
        lines = ("  " * line.depth + line.text for line in each.paragraphs)
        found.append("\n".join([each.title, each.to, *lines, str(each.day)]))
    left = f"{letters.left_open} open, {letters.left_undetermined} undetermined, {letters.left_drafts} drafts"
    return "\n\n".join([*found, left]) + "\n"


def test_they_tell_what_stands_and_who_decided_it(begun: Register, tmp_path: Path) -> None:
    assert told(begun.letters(2025)) == "0 open, 0 undetermined, 8 drafts\n"
    begun.approve(2025, on=day(20))
    appeal = begun.note_appeal("C", 2025, on=day(22))
    begun.answer(appeal.number, on=day(25), upheld=False, reason="The figure was audited.")
    begun.note_appeal("D", 2025, on=day(23))
    words = tmp_path / "words.toml"
    words.write_text(WORDS, encoding="utf-8")
    for language in LANGUAGES:
        letters = begun.letters(2025, texts=words, language=language, first_number=3)
        check_recorded(RECORDED / f"letters.{language}.txt", told(letters))
    assert [each.unit for each in begun.letters(2025, units=["D"], consequences=["talk"])] == ["D"]


def test_an_appeal_that_was_upheld_is_told_with_the_decision_that_came_of_it(begun: Register) -> None:
    begun.approve(2025, on=day(20))
    appeal = begun.note_appeal("D", 2025, on=day(22))
    begun.answer(appeal.number, on=day(23), upheld=True, reason="the river froze")
    begun.override("D", 2025, on=day(24), reason="the river froze", lift=["talk"])
    assert begun.letters(2025, units=["D"]).left_drafts == 1
    begun.approve(2025, on=day(24))
    (letter,) = begun.letters(2025, units=["D"])
    assert letter.consequence == "report"
    assert letter.paragraphs[-1].text == (
        "Your appeal of 22 January 2026 was upheld on 23 January 2026: the river froze. You may appeal until "
        "3 February 2026, that day included (10 days from the day on which the decision was approved)."
    )
    assert letter.day == day(24)


def test_what_stays_since_a_correction_does_no_harm_is_told(register: Register) -> None:
    register.post([row("A", 2025, 65), row("B", 2025, 55), row("C", 2025, 50)])
    register.close_period(2025)
    register.decide(2025, decided_on=day(10))
    keeps = HoldHarmless(reason="x", not_withdrawn=["warning-talk"], grade=True)
    register.correct([row("A", 2025, 59), row("C", 2025, 70)], reason="a slip", hold_harmless=keeps)
    letters = {each.unit: told(Letters((each,), 0, 0)) for each in register.letters(2025)}
    assert "it stays as it was decided before" in letters["C"]
    assert register.decisions(unit="C", period=2025)[0].received == ("warning-talk",)


def test_what_cannot_be_told(begun: Register) -> None:
    with pytest.raises(ArgumentError, match="nothing is decided of 2026"):
        begun.letters(2026)
    with pytest.raises(NoSuchResultError):
        begun.letters(2025, units=["Z"])
    with pytest.raises(ArgumentError, match="consequences"):
        begun.letters(2025, consequences=["talks"])


def test_of_persons_letters_have_the_names(file: Path, clock: Clock) -> None:
    policy = targetrules.loads(POLICY)
    with Register.create(file, by="Li Wei", policy=policy, persons=True, clock=clock) as register:
        register.post([row("Zhao Min", 2025, 50), row("Sun Li", 2025, 90)])
        register.close_period(2025)
        register.decide(2025, decided_on=day(10))
        (letter,) = register.letters(2025)
    assert (letter.unit, letter.day) == ("Zhao Min", day(10))
    assert "Zhao Min" in letter.paragraphs[0].text


def test_the_command_writes_them(begun: Register, file: Path, tmp_path: Path) -> None:
    begun.approve(2025, on=day(20))
    begun.override("D", 2025, on=day(24), reason="the river froze", lift=["talk"])
    page = tmp_path / "letters.html"
    given = ["register", "letters", str(file), "--output", str(page), "--period"]
    waiting = call([*given, "2025", "--unit", "D", "--consequence", "report", "--lang", "en"])
    assert waiting.errors == "error: all that units would be told awaits an approval (1): nothing is written\n"
    found = call([*given, "2025", "--lang", "en"])
    assert (found.status, found.text) == (0, f"wrote 6 letters to {page}\n")
    assert found.errors == "No letter of what awaits an approval: 1.\n"
    assert "flood in May" in page.read_text(encoding="utf-8")
    refused = call([*given, "2025", "--consequence", "talks", "--lang", "en"])
    assert refused.status == 2
    assert "did you mean “talk”" in refused.errors
    assert call([*given, "2027", "--lang", "zh"]).errors == "错误：2027尚未作出任何决定，没有可以通知的内容\n"
