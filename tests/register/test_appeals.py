"""After the approval a unit may appeal: it is answered as objections are, and reopens one decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import targetrules
from targetrules.register import EventKind, Register
from tests.recorded import check_recorded
from tests.register.conftest import Clock
from tests.register.test_approval import PLAIN, scored
from tests.register.test_procedure import RECORDED, day
from tests.register.test_register import refused

POLICY = PLAIN + '[cycle]\napprove_by = "leading-group"\nappeals_within = "10 days"\n'
OFFICES = """
[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = ["offices", "policy", "approval", "answer", "override"]
units = "all"
[offices.office]
label = { en = "Assessment office", zh = "考核办" }
may = ["results", "correction", "closing", "decision"]
units = "all"
[offices.county-office]
label = { en = "County office", zh = "县级机构" }
may = ["appeal"]
units = "own"
"""


@pytest.fixture
def begun(file: Path, clock: Clock) -> Iterator[Register]:
    """A register in which 2025 was decided, and approved on the twentieth."""
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        register.post([scored("A", 58), scored("B", 40), scored("C", 80)])
        register.close_period(2025)
        register.decide(2025)
        register.approve(2025, on=day(20))
        yield register


def nexts(register: Register) -> list[tuple[str, str | None, tuple[str, ...]]]:
    told = [(each.kind, each.about, each.units) for each in register.status(2025, on=day(29)).next]
    return [each for each in told if each[0] not in ("served", "executed")]


def states(register: Register) -> list[tuple[str, str, bool]]:
    return [(each.unit, each.state, each.is_appeal) for each in register.objections(2025)]


def test_an_appeal_that_is_upheld_reopens_one_decision(begun: Register) -> None:
    appeal = begun.note_appeal("A", 2025, on=day(30), digest="a" * 64)
    assert appeal.values["until"] == "2026-01-30"
    assert nexts(begun) == [("appeal-answer", str(appeal.number), ("A",))]
    begun.note_served("A", 2025, "talk", on=day(30))
    begun.answer(appeal.number, on=day(31), upheld=True, reason="a document was not counted")
    assert (states(begun), nexts(begun)) == (
        [("A", "waits", True)],
        [("correction", str(appeal.number), ("A",))],
    )
    begun.correct([scored("A", 61)], reason="appeal of A")
    assert (states(begun), nexts(begun)) == ([("A", "upheld", True)], [("approval", None, ())])
    begun.approve(2025, on=date(2026, 2, 2))
    assert states(begun) == [("A", "upheld", True)]
    assert [each.unit for each in begun.tasks()] == ["B", "B"]
    again = begun.note_appeal("A", 2025, on=date(2026, 2, 12))
    assert again.values["until"] == "2026-02-12"


def test_an_appeal_that_is_dismissed_leaves_the_decision_as_it_is(begun: Register) -> None:
    appeal = begun.note_appeal("B", 2025, on=day(22))
    answer = begun.answer(appeal.number, on=day(25), upheld=False, reason="nothing was overlooked")
    assert [begun.text(answer), begun.text(answer, "zh")] == [
        f"“B”, 2025: appeal {appeal.number} was dismissed on 2026-01-25; reason: nothing was overlooked",
        f"“B”（2025）：第 {appeal.number} 号申诉于 2026-01-25 答复，申诉不成立；理由：nothing was overlooked",
    ]
    assert (states(begun), nexts(begun)) == ([("B", "dismissed", True)], [])


def test_an_override_or_what_was_done_settles_one_as_well(begun: Register) -> None:
    first, second = (begun.note_appeal(unit, 2025, on=day(22)).number for unit in "AB")
    for number in (first, second):
        begun.answer(number, on=day(23), upheld=True, reason="x")
    begun.override("A", 2025, lift=["talk"], on=day(24), reason="flood")
    begun.answer(second, on=day(24), upheld=True, reason="x", done="the report is shorter")
    assert states(begun) == [("A", "upheld", True), ("B", "upheld", True)]


def test_an_appeal_keeps_nobody_else_waiting(begun: Register) -> None:
    appeal = begun.note_appeal("A", 2025, on=day(22))
    begun.correct([scored("B", 70)], reason="recount")
    begun.approve(2025, on=day(22))
    assert states(begun) == [("A", "open", True)]
    begun.answer(appeal.number, on=day(26), upheld=False, reason="x")
    assert begun.verify().verified


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_refusal_says_what_forbids_it_and_who_could(file: Path, clock: Clock, language: str) -> None:
    told, at = list[str](), ("en", "zh").index(language)

    def note(call: Callable[[], object]) -> None:
        told.append(refused(call)[at])

    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        register.adopt_offices(OFFICES)
        group = register.acting(by="Li Wei", office="leading-group")
        office = register.acting(by="Wang Fang", office="office")
        county = register.acting(by="Zhao", office="county-office", units=["A"])
        office.post([scored("A", 58), scored("B", 40)])
        office.close_period(2025)
        office.decide(2025)
        note(lambda: county.note_appeal("A", 2025, on=day(20)))
        group.approve(2025, on=day(20))
        note(lambda: county.note_appeal("B", 2025, on=day(20)))
        note(lambda: office.note_appeal("A", 2025, on=day(20)))
        note(lambda: county.note_appeal("A", 2025, on=day(19)))
        note(lambda: county.note_appeal("A", 2025, on=day(31)))
        number = county.note_appeal("A", 2025, on=day(21)).number
        note(lambda: county.note_appeal("A", 2025, on=day(22)))
        note(lambda: group.answer(number, on=day(20), upheld=True, reason="x"))
        group.answer(number, on=day(22), upheld=True, reason="x")
        note(lambda: group.answer(number, on=day(22), upheld=False, reason="x"))
        office.correct([scored("A", 61)], reason="x")
        note(lambda: group.answer(number, on=day(22), upheld=True, reason="x", done="x"))
        note(lambda: county.note_appeal("A", 2025, on=day(22)))
        note(lambda: group.answer(1, on=day(22), upheld=True, reason="x"))
        assert register.verify().verified
    check_recorded(RECORDED / f"appeals-refused.{language}.txt", "\n".join(told) + "\n")


def test_a_policy_that_has_none_has_none(file: Path, clock: Clock) -> None:
    policy = targetrules.loads(POLICY.replace('appeals_within = "10 days"\n', ""))
    with Register.create(file, by="Li Wei", policy=policy, clock=clock) as register:
        register.post(scored("A", 40))
        assert refused(lambda: register.note_appeal("A", 2025, on=day(20)))[0].startswith(
            "the policy county has no appeals"
        )


def test_the_screen_and_an_export_tell_it(begun: Register, tmp_path: Path, clock: Clock) -> None:
    begun.note_appeal("A", 2025, on=day(22))
    told = [begun.screen(begun.status(2025, on=day(25))).text(language) for language in ("en", "zh")]
    check_recorded(RECORDED / "appeals.txt", "\n".join(told))
    begun.export(tmp_path / "county.jsonl")
    with Register.restore(tmp_path / "again.db", tmp_path / "county.jsonl", by="Li Wei", clock=clock) as again:
        assert again.objections(2025) == begun.objections(2025)
    assert [each.kind for each in begun.events(unit="A", kinds=[EventKind.APPEAL])] == [EventKind.APPEAL]
    assert not list(begun.events(unit="B", kinds=[EventKind.APPEAL]))
