"""A register of a policy whose indicators are not asked for in every period."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

import targetrules
from targetrules import ResultsError
from targetrules.register import Register, RegisterError
from tests.register.conftest import POLICY

DATED = POLICY.replace(
    "[rankings.overall]",
    'climate = { type = "number", min = 0, max = 100, from = 2026 }\n'
    'roads = { type = "flag", until = 2025 }\n[rankings.overall]',
).replace(
    'when = { grade = "poor", consecutive = 2 }',
    "when = { any = [{ roads = true }, { climate = { below = 30 } }], consecutive = 2 }",
)


def row(unit: str, period: int, score: int, **more: object) -> dict[str, object]:
    return {"unit": unit, "period": period, "kind": "county", "score": score, **more}


@pytest.fixture
def dated(place: str) -> Register:
    return Register.create(place, by="Li Wei", policy=targetrules.loads(DATED))


OF_2025 = [row("A", 2025, 55, roads=True), row("B", 2025, 75, roads=False)]
OF_2026 = [row("A", 2026, 70, climate=20), row("B", 2026, 75, climate=90)]


def test_what_is_decided_is_what_the_policy_decides_of_all(dated: Register, tmp_path: Path) -> None:
    """One indicator is asked for in one year and another in the next, and the second year looks back at the first."""
    with dated as register:
        for year, rows in ((2025, OF_2025), (2026, OF_2026)):
            register.post(rows)
            register.close_period(year)
            register.decide(year, decided_on=date(2026, 11, 15))
        outcomes = register.policy().evaluate([*OF_2025, *OF_2026])
        found = {(each.unit, each.period): (each.grade, each.received) for each in register.decisions()}
        assert found == {
            (each.unit, each.period): (each.grade, tuple(one.id for one in each.consequences)) for each in outcomes
        }
        assert found["A", 2026] == ("good", ("warning-talk", "reorganisation"))
        corrected = register.correct(row("A", 2025, 55, roads=False), reason="a slip")
        assert [(each.unit, each.period, each.no_longer_due) for each in corrected.decided_otherwise] == [
            ("A", 2026, ("reorganisation",))
        ]
        assert register.verify().problems == ()
        assert [each.differing for each in register.repeat()] == [()] * 3
        lines = tmp_path / "journal.jsonl"
        head = register.export(lines)
    with Register.restore(tmp_path / "again.db", lines, by="Li Wei") as again:
        assert again.head() == head
        assert again.verify(head.hash).problems == ()


def test_what_is_not_asked_for_is_not_recorded_and_what_is_must_be_there(dated: Register) -> None:
    with dated as register:
        notes: list[str] = []
        event = register.post(
            row("A", 2025, 55, roads=True, climate=12), notes=lambda note: notes.append(note.text("en"))
        )
        assert len(notes) == 1
        assert "climate" in notes[0]
        assert "12" not in event.content
        with pytest.raises(ResultsError, match="climate"):
            register.post(row("A", 2026, 55))
        with pytest.raises(RegisterError, match="A"):
            register.post(row("A", 2025, 55, roads=True))


def test_a_file_of_both_years_is_recorded_and_read_back_the_same(dated: Register) -> None:
    table = "unit,period,kind,score,climate,roads\nA,2025,county,55,,true\nA,2026,county,70,20,\n"
    with dated as register:
        register.post(io.BytesIO(table.encode()))
        written = io.BytesIO()
        register.results().write(written)
        assert written.getvalue().decode() == table
