"""What is decided is shown to the units before it is approved; they object in time, and are answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import targetrules
from targetrules import ArgumentError
from targetrules.cycle.events import CycleEvent
from targetrules.outcome import NoSuchResultError
from targetrules.register import Event, EventKind, Register, course
from targetrules.register.course import state_at
from targetrules.register.happened import happened
from targetrules.register.journal import append
from tests.recorded import check_recorded
from tests.register.conftest import Clock
from tests.register.test_approval import PLAIN, scored
from tests.register.test_procedure import RECORDED, day
from tests.register.test_register import refused

POLICY = PLAIN + '[cycle]\napprove_by = "leading-group"\nobjections_within = "5 days"\n'
OFFICES = """
[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = ["offices", "policy", "approval"]
units = "all"
[offices.office]
label = { en = "Assessment office", zh = "考核办" }
may = ["results", "correction", "closing", "decision", "shown", "answer"]
units = "all"
[offices.county-office]
label = { en = "County office", zh = "县级机构" }
may = ["objection"]
units = "own"
[parents]
"A1" = "A"
"""


@pytest.fixture
def begun(file: Path, clock: Clock) -> Iterator[Register]:
    """A register in which 2025 was decided, and nothing else."""
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        register.post([scored("A", 58), scored("B", 40), scored("C", 80)])
        register.close_period(2025)
        register.decide(2025)
        yield register


def nexts(register: Register, on: date) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(each.kind, each.about, each.units) for each in register.status(2025, on=on).next]


def states(register: Register) -> list[tuple[str, str]]:
    return [(each.unit, each.state) for each in register.objections(2025)]


def test_a_draft_goes_its_way_to_the_approval(begun: Register) -> None:
    assert nexts(begun, day(9)) == [("shown", None, ())]
    shown = begun.note_shown(2025, on=day(10))
    assert (shown.values["until"], shown.values["decisions"][0][0]) == ("2026-01-15", 5)
    assert nexts(begun, day(12)) == [("objection", None, ())]
    assert begun.status(2025, on=day(12)).next[0].due == day(15)
    first = begun.note_objection("A", 2025, on=day(12), digest="a" * 64)
    second = begun.note_objection("B", 2025, on=day(15))
    assert nexts(begun, day(16)) == [("answer", str(first.number), ("A",)), ("answer", str(second.number), ("B",))]
    begun.answer(first.number, on=day(16), upheld=True, reason="a document was not counted")
    begun.answer(second.number, on=day(16), upheld=False, reason="nothing was overlooked")
    assert states(begun) == [("A", "waits"), ("B", "dismissed")]
    assert nexts(begun, day(17)) == [("correction", str(first.number), ("A",))]
    begun.correct([scored("A", 61)], reason="objection of A")
    assert states(begun) == [("A", "upheld"), ("B", "dismissed")]
    assert nexts(begun, day(17)) == [("shown", None, ())]
    assert begun.note_shown(2025, on=day(17)).values["decisions"][0][0] == 13
    assert nexts(begun, day(23)) == [("approval", None, ())]
    begun.approve(2025, on=day(23))
    assert begun.objections(2025) == []
    assert [each.unit for each in begun.tasks()] == ["B", "B"]


def test_an_objection_may_be_upheld_by_something_else_than_another_decision(begun: Register) -> None:
    begun.note_shown(2025, on=day(10))
    objection = begun.note_objection("A", 2025, on=day(12))
    answer = begun.answer(objection.number, on=day(13), upheld=True, reason="it is so", done="a remark in the minutes")
    assert begun.text(answer).startswith("“A”, 2025: objection 7 was upheld on 2026-01-13; done: a remark")
    assert states(begun) == [("A", "upheld")]
    begun.approve(2025, on=day(16))


def test_what_was_corrected_before_the_answer_counts(begun: Register) -> None:
    begun.note_shown(2025, on=day(10))
    objection = begun.note_objection("A", 2025, on=day(12))
    begun.correct([scored("A", 61)], reason="objection of A")
    begun.answer(objection.number, on=day(13), upheld=True, reason="it was corrected")
    assert states(begun) == [("A", "upheld")]


def test_a_correction_that_changes_no_decision_settles_an_objection_when_it_is_decided_by(
    file: Path, clock: Clock
) -> None:
    policy = targetrules.loads(POLICY.replace("[inputs]\n", '[inputs]\nremark = { type = "text", optional = true }\n'))
    with Register.create(file, by="Li Wei", policy=policy, clock=clock) as register:
        register.post([{**scored("A", 58), "remark": "-"}, {**scored("B", 40), "remark": "-"}])
        register.close_period(2025)
        register.decide(2025)
        register.note_shown(2025, on=day(10))
        number = register.note_objection("A", 2025, on=day(12)).number
        register.answer(number, on=day(13), upheld=True, reason="it is so")
        register.correct({**scored("A", 58), "remark": "counted"}, reason="objection of A")
        assert states(register) == [("A", "waits")]
        assert nexts(register, day(17)) == [("decision", None, ())]
        register.decide(2025, reason="objection of A")
        assert states(register) == [("A", "upheld")]
        assert nexts(register, day(17)) == [("approval", None, ())]
        register.approve(2025, on=day(16))
        assert register.verify().verified


def test_what_was_upheld_is_answered_once_more_where_nothing_is_to_be_corrected(begun: Register) -> None:
    begun.note_shown(2025, on=day(10))
    number = begun.note_objection("A", 2025, on=day(12)).number
    begun.answer(number, on=day(13), upheld=True, reason="it is so")
    for says in ({"upheld": False}, {"upheld": True}):
        call = lambda says=says: begun.answer(number, on=day(14), reason="x", **says)  # noqa: E731
        assert "that is not taken back" in refused(call)[0]
    begun.answer(number, on=day(14), upheld=True, reason="it was counted", done="the minutes say so")
    assert states(begun) == [("A", "upheld")]
    begun.approve(2025, on=day(16))


def test_who_was_decided_of_anew_may_object_anew(begun: Register) -> None:
    begun.note_shown(2025, on=day(10))
    objection = begun.note_objection("A", 2025, on=day(12))
    begun.answer(objection.number, on=day(13), upheld=True, reason="x")
    begun.correct([scored("A", 61)], reason="x")
    assert "was not shown to it yet as it is" in refused(lambda: begun.note_objection("A", 2025, on=day(14)))[0]
    begun.note_objection("B", 2025, on=day(14))
    begun.note_shown(2025, on=day(14))
    begun.note_objection("A", 2025, on=day(19))
    assert "after the last day" in refused(lambda: begun.note_objection("C", 2025, on=day(16)))[0]


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
        office.post([scored("A", 58), scored("A1", 45), scored("B", 40)])
        office.close_period(2025)
        note(lambda: office.note_shown(2025, on=day(10)))
        note(lambda: county.note_objection("A", 2025, on=day(10)))
        office.decide(2025)
        note(lambda: group.approve(2025, on=day(20)))
        note(lambda: group.note_shown(2025, on=day(10)))
        note_early(note, office)
        office.note_shown(2025, on=day(10))
        note(lambda: office.note_shown(2025, on=day(11)))
        note(lambda: group.approve(2025, on=day(15)))
        note(lambda: county.note_objection("B", 2025, on=day(10)))
        note(lambda: office.note_objection("A", 2025, on=day(10)))
        note(lambda: county.note_objection("A", 2025, on=day(9)))
        note(lambda: county.note_objection("A", 2025, on=day(16)))
        first = county.note_objection("A", 2025, on=day(12)).number
        second = county.note_objection("A1", 2025, on=day(13)).number
        note(lambda: county.note_objection("A", 2025, on=day(13)))
        note(lambda: group.approve(2025, on=day(16)))
        note(lambda: county.answer(first, on=day(16), upheld=True, reason="x"))
        note(lambda: office.answer(first, on=day(11), upheld=True, reason="x"))
        note(lambda: office.answer(first - 1, on=day(11), upheld=True, reason="x"))
        office.answer(first, on=day(16), upheld=True, reason="x")
        note(lambda: office.answer(first, on=day(16), upheld=True, reason="x"))
        note(lambda: office.answer(first, on=day(15), upheld=True, reason="x", done="x"))
        office.answer(second, on=day(16), upheld=False, reason="x")
        note(lambda: group.approve(2025, on=day(16)))
        office.post(scored("D", 70))
        note(lambda: office.note_shown(2025, on=day(16)))
        office.close_period(2025)
        office.correct([scored("A", 61)], reason="x")
        note(lambda: office.note_shown(2025, on=day(9)))
        note(lambda: group.approve(2025, on=day(30)))
        office.note_shown(2025, on=day(17))
        answer_late(county, office)
        note(lambda: group.approve(2025, on=day(22)))
        group.approve(2025, on=day(23))
        note(lambda: office.note_shown(2025, on=day(24)))
        note(lambda: county.note_objection("A", 2025, on=day(20)))
        note_late(note, office, second)
        assert register.verify().verified
    check_recorded(RECORDED / f"objections-refused.{language}.txt", "\n".join(told) + "\n")


def answer_late(county: Register, office: Register) -> None:
    """An objection is answered after the last day on which one may be made."""
    office.answer(county.note_objection("A", 2025, on=day(18)).number, on=day(23), upheld=False, reason="x")


def note_early(note: Callable[[Callable[[], object]], None], office: Register) -> None:
    """Nothing is shown before the period begins."""
    note(lambda: office.note_shown(2025, on=date(2024, 12, 31)))


def note_late(note: Callable[[Callable[[], object]], None], office: Register, answered: int) -> None:
    """After an approval objections are closed, and what is decided anew is shown on no earlier day."""
    note(lambda: office.answer(answered, on=day(24), upheld=True, reason="x"))
    office.correct([scored("A", 50)], reason="x")
    note(lambda: office.note_shown(2025, on=day(22)))


def test_a_policy_that_asks_for_none_has_none(file: Path, clock: Clock) -> None:
    policy = targetrules.loads(POLICY.replace('objections_within = "5 days"\n', ""))
    with Register.create(file, by="Li Wei", policy=policy, clock=clock) as register:
        register.post(scored("A", 40))
        register.close_period(2025)
        register.decide(2025)
        for call in (
            lambda: register.note_shown(2025, on=day(10)),
            lambda: register.note_objection("A", 2025, on=day(10)),
        ):
            assert "asks for no objections" in refused(call)[0]
        assert (register.objections(2025), register.status(2025, on=day(10)).life) == ([], None)
        register.approve(2025, on=day(10))


def test_what_they_are_given_is_looked_at(begun: Register) -> None:
    begun.note_shown(2025, on=day(10))
    number = begun.note_objection("A", 2025, on=day(12)).number
    answered: dict[str, Any] = {"on": day(13), "upheld": True, "reason": "x"}
    for given in ({"on": "x"}, {"upheld": "yes"}, {"reason": ""}, {"done": ""}, {"upheld": False, "done": "x"}):
        with pytest.raises(ArgumentError):
            begun.answer(number, **{**answered, **given})
    with pytest.raises(ArgumentError):
        begun.answer(0, **answered)
    begun.post(scored("D", 10))
    assert "nothing is decided of it yet" in refused(lambda: begun.note_objection("D", 2025, on=day(12)))[0]
    with pytest.raises(NoSuchResultError):
        begun.note_objection("Z", 2025, on=day(12))
    assert refused(lambda: begun.answer(1, **answered))[0] == "event 1 is no objection, and no appeal"
    assert refused(lambda: begun.answer(99, **answered))[0] == "event 99 is no objection, and no appeal"


WITH_CALENDAR = POLICY.replace("5 days", "5 working days").replace(
    "[inputs]", "[calendar]\ncovers = { from = 2026-01-01, until = 2026-02-28 }\n[inputs]"
)


def test_working_days_are_counted_by_the_calendar_of_the_policy(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(WITH_CALENDAR), clock=clock) as register:
        register.post(scored("A", 40))
        register.close_period(2025)
        register.decide(2025)
        assert (
            "cannot be counted from 2026-02-27" in refused(lambda: register.note_shown(2025, on=date(2026, 2, 27)))[0]
        )
        assert register.note_shown(2025, on=day(9)).values["until"] == "2026-01-16"


def test_the_screen_tells_who_objects_and_what_is_overdue(begun: Register) -> None:
    told = list[str]()

    def tell(on: date) -> None:
        screen = begun.screen(begun.status(2025, on=on))
        told.extend(screen.text(language) for language in ("en", "zh"))

    tell(day(9))
    begun.note_shown(2025, on=day(10))
    numbers = [begun.note_objection(unit, 2025, on=day(12)).number for unit in "ABC"]
    tell(day(14))
    begun.answer(numbers[0], on=day(13), upheld=True, reason="x")
    begun.answer(numbers[1], on=day(13), upheld=False, reason="x")
    tell(day(16))
    begun.answer(numbers[2], on=day(17), upheld=True, reason="x", done="a remark")
    begun.correct([scored("A", 61)], reason="x")
    tell(day(17))
    told.append(begun.show("events").text("en"))
    told.append(begun.show("events").text("zh"))
    check_recorded(RECORDED / "objections.txt", "\n".join(told))


def test_persons_are_known_to_objections_by_their_digests(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), persons=True, clock=clock) as register:
        register.post([scored("Zhang San", 40), scored("Li Si", 70)])
        register.close_period(2025)
        register.decide(2025)
        register.note_shown(2025, on=day(10))
        event = register.note_objection("Zhang San", 2025, on=day(11))
        assert "Zhang" not in event.content
        assert register.text(event).startswith("“Zhang San”, 2025: it objects")
        assert states(register) == [("Zhang San", "open")]
        assert "objections of Zhang San (event" in refused(lambda: register.approve(2025, on=day(20)))[0]
        assert nexts(register, day(20)) == [("answer", str(event.number), ("Zhang San",))]
        status = register.status(2025, on=day(20))
        assert status.life is not None
        assert [each.unit for each in status.life.objections] == ["Zhang San"]


def test_a_register_made_of_an_export_knows_them_and_events_are_found_by_units(
    begun: Register, tmp_path: Path, clock: Clock
) -> None:
    begun.note_shown(2025, on=day(10))
    number = begun.note_objection("A", 2025, on=day(12)).number
    begun.answer(number, on=day(13), upheld=False, reason="x")
    begun.export(tmp_path / "county.jsonl")
    with Register.restore(tmp_path / "again.db", tmp_path / "county.jsonl", by="Li Wei", clock=clock) as again:
        assert again.objections(2025) == begun.objections(2025)
        assert again.verify(begun.head().hash).verified
    kinds = (EventKind.SHOWN, EventKind.OBJECTION, EventKind.ANSWER)
    found = {unit: [each.kind for each in begun.events(unit=unit, kinds=kinds)] for unit in "AB"}
    assert found == {"A": list(kinds), "B": [EventKind.SHOWN]}


def test_events_of_the_course_are_read_once_by_each_connection(
    begun: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def noted(event: Event) -> CycleEvent:
        read.append(event.number)
        return happened(event)

    monkeypatch.setattr(course, "happened", noted)
    begun.note_shown(2025, on=day(10))
    for unit in "ABC":
        begun.note_objection(unit, 2025, on=day(12))
    assert [unit for unit, _ in states(begun)] == ["A", "B", "C"]
    assert set(read) == {6, 7, 8, 9}
    assert max(Counter(read).values()) <= 2  # what is recorded goes through one, what is looked at through another
    rules = targetrules.loads(POLICY).rules
    with begun._database.reading() as connection:  # noqa: SLF001  what was earlier is told as well, and then all again
        numbers = [len(state_at(connection, rules, 2025, number).objections) for number in (9, 7, 9, 6, 8)]
    assert numbers == [3, 1, 3, 0, 2]


def test_what_was_undone_is_not_kept(begun: Register, clock: Clock) -> None:
    rules, said = targetrules.loads(POLICY).rules, {"period": 2025, "day": "2026-01-10", "decisions": []}
    with begun._database.writing() as connection:  # noqa: SLF001
        lost = append(
            connection, EventKind.SHOWN, {**said, "until": "2026-02-01"}, actor="Li Wei", policy=rules.id, clock=clock
        )
        assert state_at(connection, rules, 2025, lost.number).shown[0].until == date(2026, 2, 1)
        connection.get_transaction().rollback()  # type: ignore[union-attr]
    kept = begun.note_shown(2025, on=day(10))
    assert kept.number == lost.number
    with begun._database.reading() as connection:  # noqa: SLF001
        assert state_at(connection, rules, 2025, kept.number).shown[0].until == day(15)
