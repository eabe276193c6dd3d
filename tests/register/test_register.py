"""A register: what is posted, closed, decided, withdrawn and erased, and what it tells of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import targetrules
from targetrules import ArgumentError, Policy
from targetrules.register import EventKind, ReadOnlyRegister, Register, RegisterError
from tests.register.conftest import POLICY, Clock


def row(unit: str, period: int, score: float, kind: str = "county") -> dict[str, object]:
    return {"unit": unit, "period": period, "kind": kind, "score": score}


def refused(call: Callable[[], object]) -> list[str]:
    """What is told in both languages."""
    with pytest.raises(RegisterError) as error:
        call()
    return [error.value.text("en"), error.value.text("zh")]


def standing(register: ReadOnlyRegister, **asked: object) -> list[tuple[str, object, str | None, tuple[str, ...]]]:
    found = register.decisions(**asked)  # type: ignore[arg-type]
    return [(each.unit, each.period, each.grade, each.received) for each in found]


def test_what_was_decided_is_told_with_the_events_that_led_to_it(register: Register) -> None:
    register.post([row("A", 2025, 55), row("B", 2025, 75)])
    register.close_period(2025)
    decided = register.decide(2025, decided_on=date(2026, 1, 15))
    assert standing(register) == [("A", 2025, "poor", ("warning-talk",)), ("B", 2025, "good", ())]
    assert [each.event for each in register.decisions()] == [decided.number, decided.number]
    assert [event.kind for event in register.events()] == ["register", "policy", "results", "closing", "decision"]
    assert register.decisions(unit="A")[0].outcome["consequences"][0]["due"] == "2026-02-14"


def test_later_periods_look_back_at_what_was_decided(register: Register) -> None:
    register.post([row("A", 2025, 55), row("A", 2026, 58)])
    register.close_period(2025)
    register.decide(2025)
    register.close_period(2026)
    register.decide(2026)
    assert standing(register, unit="A", period=2026) == [("A", 2026, "poor", ("warning-talk", "reorganisation"))]


def test_what_was_known_at_a_time_is_told_as_it_was(register: Register, clock: Clock) -> None:
    register.post(row("A", 2025, 55))
    before = clock.now
    register.withdraw("A", 2025, reason="counted twice")
    assert [each.unit for each in register.results(as_of=before).history.rows] == ["A"]
    assert register.results().history.rows == ()


def test_what_holds_from_later_on_is_left_out_where_it_is_asked_what_held(register: Register) -> None:
    register.post(row("A", 2025, 55), holds_from=date(2026, 12, 31))
    register.post(row("B", 2025, 75), holds_from=datetime(2027, 2, 1, 12, 0, tzinfo=UTC))
    held = register.results(holding=date(2027, 1, 31)).history.rows
    assert [each.unit for each in held] == ["A"]


def test_an_event_does_not_hold_from_later_than_it_is_recorded(register: Register) -> None:
    assert refused(lambda: register.post(row("A", 2025, 55), holds_from=date(2028, 1, 1))) == [
        (
            "an event holds from when it is recorded or before, and 2027-12-31T16:00:00.000000Z is later than "
            "2027-03-01T08:03:00.000000Z: record it then"
        ),
        "事项自登记之时或更早时起生效，而 2027-12-31T16:00:00.000000Z 晚于 2027-03-01T08:03:00.000000Z；请到时再登记",
    ]


def test_days_are_those_of_the_zone_of_the_register(register: Register, clock: Clock) -> None:
    clock.now = datetime(2027, 3, 1, 15, 58, tzinfo=UTC)  # two minutes to midnight in Shanghai
    register.post(row("A", 2025, 55))
    register.post(row("B", 2025, 55))
    assert [each.unit for each in register.results(as_of=date(2027, 3, 1)).history.rows] == ["A"]


def test_results_that_are_there_are_not_posted_again(register: Register) -> None:
    register.post([row("A", 2025, 55), row("B", 2025, 75)])
    assert refused(lambda: register.post([row("C", 2025, 1), row("A", 2025, 55), row("B", 2025, 74)])) == [
        "“A” has just this result in 2025 already\n“B” has another result in 2025: where this one is right, correct it",
        "单位“A”在“2025”已有这一条成绩，内容相同\n单位“B”在“2025”已有另一条成绩：如以这一条为准，请改用更正",
    ]
    assert [each.unit for each in register.results().history.rows] == ["A", "B"]


def test_a_name_that_looks_like_one_that_is_known_is_asked_about_once(register: Register) -> None:
    register.post(row("A", 2025, 55))
    assert refused(lambda: register.post(row("a", 2025, 55)))[0].startswith("“a” looks like “A”, which has results")
    register.post(row("a", 2025, 55), naming=targetrules.Naming(distinct=[["a", "A"]]))
    register.post([row("a", 2026, 55), row("A", 2026, 55)], naming=targetrules.Naming(distinct=[["a", "A"]]))
    register.close_period(2026)
    register.decide(2026)
    assert [each[0] for each in standing(register)] == ["A", "a"]


def test_a_period_is_decided_when_it_is_complete(register: Register) -> None:
    register.post([row("A", 2025, 55), row("D", 2025, 75, "department")])
    register.close_period(2025, {"kind": "county"})
    assert refused(lambda: register.decide(2025)) == [
        (
            "these groups of 2025 are not complete, or something has come since they were: kind = department. "
            "Close them first"
        ),
        "2025 的以下各组尚未确认报齐，或者确认后又有变动：kind = department。请先确认报齐",
    ]
    assert not register.is_complete(2025)
    register.close_period(2025, {"kind": "department"})
    assert register.is_complete(2025)
    register.decide(2025)


def test_what_comes_into_a_complete_period_opens_it(register: Register) -> None:
    register.post(row("A", 2025, 55))
    register.close_period(2025)
    register.post(row("B", 2025, 55))
    assert not register.is_complete(2025)


def test_the_same_is_not_decided_twice(register: Register) -> None:
    register.post(row("A", 2025, 55))
    register.close_period(2025)
    register.decide(2025)
    assert refused(lambda: register.decide(2025, reason="once more")) == [
        "2025 was decided so by event 5, of the same results by the same policy: there is nothing to be recorded",
        "2025 已由第 5 号事项按同一政策、同一成绩作出同样的决定，无须再次登记",
    ]


def test_a_decision_is_taken_anew_for_a_reason(register: Register) -> None:
    register.post([row("A", 2025, 55), row("B", 2025, 50)])
    register.close_period(2025)
    register.decide(2025)
    register.withdraw("B", 2025, reason="of another county")
    register.close_period(2025)
    assert refused(lambda: register.decide(2025))[0] == (
        "2025 was decided by event 5, and the results or the policy are others now: to decide it anew, give a reason"
    )
    register.decide(2025, reason="B does not belong here")
    assert standing(register) == [("A", 2025, "poor", ("warning-talk",))]


def test_another_version_that_decides_otherwise_is_told_and_changes_nothing(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.post(row("A", 2025, 55))
    register.close_period(2025)
    register.decide(2025)
    judged = Policy.evaluate

    def wrong(self: Policy, *args: object, **how: object) -> object:
        outcomes = judged(self, *args, **how)  # type: ignore[arg-type]
        from attrs import evolve

        from targetrules.outcome import RowOutcomes

        other = RowOutcomes(tuple(evolve(each, grade="good") for each in outcomes))
        return evolve(outcomes, found=other)

    monkeypatch.setattr(Policy, "evaluate", wrong)
    assert refused(lambda: register.decide(2025, reason="an upgrade"))[0] == (
        "2025 was decided by event 5 with version 0.1.0 of the program, of the same results by the same "
        "policy; version "
        "0.1.0 would decide otherwise of 1: A. What was decided stands; tell whoever looks after the program"
    )
    assert standing(register) == [("A", 2025, "poor", ("warning-talk",))]


def test_a_new_text_judges_from_its_first_period_on(register: Register) -> None:
    register.post([row("A", 2025, 65), row("A", 2026, 65)])
    register.close_period(2025)
    register.decide(2025)
    stricter = POLICY.replace("good = 60", "good = 70")
    assert refused(lambda: register.adopt(targetrules.loads(stricter)))[0] == (
        "2025 is decided already, and this text of county would judge it anew: write first_period = 2026, or later, "
        "under [policy]"
    )
    register.adopt(targetrules.loads(stricter.replace('id = "county"', 'id = "county"\nfirst_period = 2026')))
    register.close_period(2026)
    register.decide(2026)
    assert [each[1:3] for each in standing(register)] == [(2025, "good"), (2026, "poor")]
    assert register.policy(period=2025).rules.first_period is None
    assert register.policy().rules.first_period == 2026


def test_the_text_of_a_policy_is_adopted_once(register: Register, policy: Policy) -> None:
    assert refused(lambda: register.adopt(policy)) == [
        "event 2 has adopted this very text of county already",
        "county 的这份文本已由第 2 号事项采用，无须再次登记",
    ]


def test_persons_stand_apart_from_the_events_and_can_be_erased(file: Path, policy: Policy, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", clock=clock) as register:
        register.adopt(policy, persons=True)
        register.post([row("Zhang San", 2025, 55), row("Wang Wu", 2025, 75)])
        register.close_period(2025)
        register.decide(2025)
        assert sorted(standing(register)) == [
            ("Wang Wu", 2025, "good", ()),
            ("Zhang San", 2025, "poor", ("warning-talk",)),
        ]
        assert sorted(each.unit for each in register.results().history.rows) == ["Wang Wu", "Zhang San"]
        contents = "".join(event.content for event in register.events())
        assert "Zhang San" not in contents
        assert "Li Wei" not in contents
        head = register.head().hash
        person = register.decisions(unit="Zhang San")[0]
        register.erase("Zhang San", reason="Art. 47 PIPL")
        erased = [each for each in standing(register) if each[0] != "Wang Wu"]
        assert [each[1:] for each in erased] == [standing_of(person)]
        assert register.verify(head).verified
    assert b"Zhang San" not in file.read_bytes()


def standing_of(decision: object) -> tuple[object, ...]:
    return decision.period, decision.grade, decision.received  # type: ignore[attr-defined]


def test_the_clock_may_not_go_back(register: Register, clock: Clock) -> None:
    clock.now = datetime(2027, 2, 1, tzinfo=UTC)
    assert refused(lambda: register.post(row("A", 2025, 55))) == [
        (
            "the clock says 2027-02-01T00:01:00.000000Z, which is before event 2 was recorded, "
            "2027-03-01T08:02:00.000000Z: set the clock of this machine right; nothing was recorded"
        ),
        (
            "本机时钟为 2027-02-01T00:01:00.000000Z，早于第 2 号事项的登记时间 2027-03-01T08:02:00.000000Z；"
            "请先校准本机时钟。本次没有登记任何内容"
        ),
    ]


def test_who_records_has_a_name(file: Path) -> None:
    with pytest.raises(ArgumentError, match="by: ' ' \\(str\\) is not a text in which something stands"):
        Register.create(file, by=" ")
    assert not file.exists()


def test_the_kinds_of_events_can_be_chosen(register: Register) -> None:
    register.post(row("A", 2025, 55))
    assert [event.number for event in register.events(kinds=[EventKind.RESULTS])] == [3]
    assert [event.number for event in register.events(after=2)] == [3]
    assert [event.number for event in register.events(limit=2)] == [1, 2]
