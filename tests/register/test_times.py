"""Two times: what was known at an instant, and what held on a day of the register's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import targetrules
from targetrules import ArgumentError, NoSuchResultError, Policy
from targetrules.register import Register, RegisterError
from tests.register.conftest import POLICY, Clock
from tests.register.test_register import refused, row, standing


def scores(register: Register, **asked: object) -> list[object]:
    return [f"{each.values['score']:.0f}" for each in register.results(**asked).history.rows]  # type: ignore[arg-type]


def told(call: Callable[[], object]) -> list[str]:
    try:
        call()
    except (ArgumentError, RegisterError) as error:
        return [error.text("en"), error.text("zh")]
    raise AssertionError(call)


def test_nobody_ever_knew_a_part_of_a_run(register: Register, clock: Clock) -> None:
    register.post([row("A", 2025, 55), row("B", 2025, 75)])
    register.close_period(2025)
    register.decide(2025)
    before = clock.now
    events = register.correct(row("A", 2025, 65), reason="audit").events
    assert len({event.recorded_at for event in events}) == 1
    at = datetime.fromisoformat(events[0].recorded_at)
    assert (scores(register, as_of=before), standing(register, as_of=before)[0][2]) == (["55", "75"], "poor")
    just_before = at - timedelta(microseconds=1)
    assert (scores(register, as_of=just_before), standing(register, as_of=just_before)[0][2]) == (["55", "75"], "poor")
    assert (scores(register, as_of=at), standing(register, as_of=at)[0][2]) == (["65", "75"], "good")


def test_of_several_corrections_that_one_counts_that_came_last_of_those_that_hold(register: Register) -> None:
    register.post(row("A", 2025, 55), holds_from=date(2026, 1, 1))
    register.correct(row("A", 2025, 60), reason="first", holds_from=date(2026, 6, 1))
    register.correct(row("A", 2025, 70), reason="second", holds_from=date(2026, 3, 1))
    register.withdraw("A", 2025, reason="of another county", holds_from=date(2026, 9, 1))
    held = {day: scores(register, holding=date(2026, day, 1)) for day in (1, 3, 6, 9)}
    assert held == {1: ["55"], 3: ["70"], 6: ["70"], 9: []}
    assert scores(register, holding=date(2025, 12, 31)) == []


@pytest.mark.parametrize(
    ("zone", "last_of_day"),
    [
        ("America/Santiago", datetime(2026, 4, 5, 3, 59, 59, tzinfo=UTC)),  # set back from midnight to eleven
        ("Asia/Shanghai", datetime(2026, 4, 4, 15, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_when_its_last_hour_ends_for_the_second_time(
    file: Path, policy: Policy, zone: str, last_of_day: datetime
) -> None:
    clock = Clock(datetime(2026, 4, 1, tzinfo=UTC))
    with Register.create(file, by="Li Wei", zone=zone, clock=clock) as register:
        register.adopt(policy)
        clock.now = last_of_day - timedelta(minutes=1)
        register.post(row("A", 2025, 55))
        register.post(row("B", 2025, 75))
        assert [each.unit for each in register.results(as_of=date(2026, 4, 4)).history.rows] == ["A"]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_of_the_calendar_are_days(register: Register, day: date) -> None:
    assert len(list(register.events(holding=day))) == (2 if day == date.max else 0)
    said = told(lambda: list(register.events(as_of=day)))[0]
    assert said.startswith("9999-12-31" if day == date.max else "nothing was recorded then: the first event is of 20")


def test_what_was_known_is_asked_of_times_between_the_first_event_and_now(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", clock=clock) as register:
        began = clock.now
        register.adopt(targetrules.loads(POLICY))
        before, later = began - timedelta(days=2), clock.now + timedelta(days=2)
        for ask in (
            lambda at: register.status(2025, as_of=at),
            lambda at: register.decisions(as_of=at),
            lambda at: register.changes(between=(before - timedelta(days=1), at)),
        ):
            english, chinese = told(lambda ask=ask: ask(before))  # type: ignore[misc]
            assert english.startswith("nothing was recorded then: the first event is of 20")
            assert chinese.startswith("当时尚无任何登记；第一个事项登记于 20")
            english, chinese = told(lambda ask=ask: ask(later))  # type: ignore[misc]
            assert english.startswith(f"{later:%Y-%m-%d %H:%M:%S} is still to come, and nobody can tell what ")
            assert chinese.startswith(f"{later:%Y-%m-%d %H:%M:%S}")
        assert told(lambda: register.status(2025, as_of=began)) == [
            "no policy had been adopted yet at that time: ask for a later one",
            "当时尚未采用任何政策；请指明更晚的时刻",
        ]
        assert register.decisions(as_of=clock.now) == []


def test_two_times_stand_the_earlier_first(register: Register, clock: Clock) -> None:
    register.post(row("A", 2025, 55))
    register.close_period(2025)
    register.decide(2025)
    later, earlier = clock.now, clock.now - timedelta(hours=1)
    assert [each.grades for each in register.changes(between=(earlier, later))] == [(None, "poor")]
    assert register.changes(between=(later, None)) == []
    with pytest.raises(ArgumentError, match=r"between: .* is not a pair of moments or days, the earlier first"):
        register.changes(between=(later, earlier))


def test_what_can_be_read_but_once_is_read_by_whichever_text_judges_it(register: Register) -> None:
    plain = POLICY.replace(', { grade = "poor" }', "").replace('grade = "poor", consecutive = 2', 'place = "last"')
    register.adopt(targetrules.loads(plain.replace('id = "county"', 'id = "county"\nfirst_period = 2026', 1)))
    posted = register.post(each for each in [row("A", 2025, 55), row("B", 2025, 75)])
    assert [cells[0] for cells in posted.values["rows"]] == ["A", "B"]


def test_whoever_looks_at_events_may_record_meanwhile(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.register.reading._PAGE", 2)
    monkeypatch.setattr("targetrules.register.database._BUSY_SECONDS", 0.1)
    register.post([row("A", 2025, 55), row("B", 2025, 65)])
    seen = []
    for event in register.events():
        seen.append(event.number)
        register.post(row("A", 2025 + event.number, 55))
    assert seen == [1, 2, 3]
    assert [event.number for event in register.events()] == [1, 2, 3, 4, 5, 6]
    assert [event.number for event in register.events(limit=3, after=1)] == [2, 3, 4]
    assert [event.number for event in register.events(unit="A")] == [3, 4, 5, 6]


# ---- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "shown"), [("a\ud800", "U+D800"), ("a\x00b", "U+0000")])
def test_a_text_that_no_database_keeps_is_told(register: Register, text: str, shown: str) -> None:
    register.post(row("A", 2025, 55))
    assert told(lambda: register.withdraw("A", 2025, reason=text)) == [
        f"reason: {text!r} (str) is not a text that a database can keep, which has no character {shown}",
        f"reason：{text!r} (str) 不是数据库能够保存的文本，其中不能有字符 {shown}",
    ]
    with pytest.raises(ArgumentError, match="by: "):
        register.acting(by=text)
    with pytest.raises(NoSuchResultError):
        register.decisions(unit=text)


@pytest.mark.parametrize(
    "text", ['"x"', "a\nb", "a\u202eb", "x" * 131_072, '"' * 70_000, "\\", "'; DROP TABLE events; --", "%s :name {}"]
)
def test_texts_of_any_kind_come_back_as_they_were(place: str, clock: Clock, text: str) -> None:
    policy = POLICY.replace("[rankings", 'note = { type = "text" }\n\n[rankings', 1)
    with Register.create(place, by="Li Wei", clock=clock) as register:
        register.adopt(targetrules.loads(policy))
        register.post({**row("A", 2025, 55), "note": text})
        register.close_period(2025)
        register.decide(2025)
        assert [each.values["note"] for each in register.results().history.rows] == [text]
        assert register.verify(register.head().hash).verified
        assert [each.differing for each in register.repeat()] == [()]


def test_what_comes_late_for_an_earlier_text_is_decided_first(register: Register) -> None:
    def add(unit: str, year: int, score: int) -> None:
        register.post(row(unit, year, score))
        register.close_period(year)

    add("A", 2024, 60)
    add("A", 2025, 55)
    register.decide(2024)
    register.decide(2025)
    register.adopt(targetrules.loads(POLICY.replace('id = "county"', 'id = "county"\nfirst_period = 2026')))
    add("B", 2024, 60)  # no later period than 2025 looks back at it
    add("B", 2025, 75)
    add("A", 2026, 50)
    assert refused(lambda: register.decide(2026)) == [
        (
            "results of periods before 2026, the first that the text in force judges, of which nothing was decided: 1 "
            "(B (2025)). Later periods look back at what was decided; so close those periods and decide them first"
        ),
        (
            "现行文本自 2026 起适用；此前各期有 1 条成绩尚未作出决定：B (2025)。以后各期要回看当时的决定，"
            "请先确认这些期的成绩已经报齐，并作出决定"
        ),
    ]
    register.decide(2025, reason="it came late")
    register.decide(2026)
    assert register.decisions(unit="A", period=2026)[0].received == ("warning-talk", "reorganisation")
