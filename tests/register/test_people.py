"""Who holds which post, and what came to somebody in which post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

import targetrules
from targetrules.arguments import ArgumentError
from targetrules.outcome import NoSuchResultError
from targetrules.register import Register, RegisterError
from tests.recorded import check_recorded
from tests.register.conftest import POLICY, Clock
from tests.register.test_offices import OFFICES
from tests.register.test_register import refused, row

RECORDED = Path(__file__).parent / "recorded"
ROLES = """
[roles.principal]
label = { en = "Principal leader", zh = "主要负责人" }
one_person = true
[roles.team]
label = { en = "Member of the team", zh = "班子成员" }
"""
TEXT = POLICY.replace('within = "30 days"\n', 'within = "30 days"\nto = ["principal", "team"]\n') + ROLES


@pytest.fixture
def new(place: str, clock: Clock) -> Iterator[Register]:
    clock.now = datetime(2027, 3, 1, tzinfo=UTC)
    with Register.create(place, by="Li Wei", policy=targetrules.loads(TEXT), clock=clock) as register:
        yield register


@pytest.fixture
def led(new: Register) -> Register:
    """A is poor in 2025 and 2026, which are decided in January; its leader changes in June 2026."""
    for year in (2025, 2026):
        new.post([row("A", year, 55), row("B", year, 65)])
    new.note_appointment("Zhao Min", "principal", "A", since=date(2024, 1, 1))
    new.note_departure("Zhao Min", until=date(2026, 5, 31))
    new.note_appointment("Sun Li", "principal", "A", since=date(2026, 6, 1))
    new.note_appointment("Qian Bo", "team", "A", since=date(2024, 1, 1), until=date(2026, 12, 31))
    for year in (2025, 2026):
        new.close_period(year)
        new.decide(year, decided_on=date(year + 1, 1, 15))
    return new


def came_to(register: Register, person: str) -> list[tuple[object, ...]]:
    found = register.record_of(person)
    return [(each.period, each.post.role, each.grade, each.task.consequence, each.decided) for each in found]


def test_a_consequence_came_to_whoever_held_the_post_on_the_day_of_the_decision(led: Register) -> None:
    first, second = date(2026, 1, 15), date(2027, 1, 15)
    assert came_to(led, "Zhao Min") == [(2025, "principal", "poor", "warning-talk", first)]
    assert came_to(led, "Sun Li") == [(2026, "principal", "poor", "warning-talk", second)]
    assert came_to(led, "Qian Bo") == [(2025, "team", "poor", "warning-talk", first)]
    persons = {(each.period, each.consequence): [post.person for post in each.persons] for each in led.tasks(unit="A")}
    assert persons == {
        (2025, "warning-talk"): ["Zhao Min", "Qian Bo"],
        (2026, "warning-talk"): ["Sun Li"],
        (2026, "reorganisation"): [],
    }


def test_a_consequence_that_a_correction_leaves_stays_with_whom_it_came_to(led: Register) -> None:
    led.correct(row("A", 2025, 50), reason="audit", decided_on=date(2027, 2, 1))
    assert came_to(led, "Zhao Min") == [(2025, "principal", "poor", "warning-talk", date(2026, 1, 15))]


def test_a_consequence_that_is_taken_away_came_to_nobody_and_a_new_one_to_the_new_leader(led: Register) -> None:
    led.correct(row("A", 2025, 90), reason="audit", decided_on=date(2027, 2, 1))
    assert came_to(led, "Zhao Min") == []
    led.correct(row("A", 2025, 50), reason="audit again", decided_on=date(2027, 2, 2))
    assert came_to(led, "Zhao Min") == []
    assert (2025, "principal", "poor", "warning-talk", date(2027, 2, 2)) in came_to(led, "Sun Li")


def test_a_decision_without_a_date_is_of_the_day_on_which_it_was_recorded(new: Register) -> None:
    new.post([row("A", 2025, 55), row("B", 2025, 65)])
    new.note_appointment("Sun Li", "主要负责人", "A", since=date(2027, 3, 1), until=date(2027, 3, 1))
    new.close_period(2025)
    new.decide(2025)
    assert came_to(new, "Sun Li") == [(2025, "principal", "poor", "warning-talk", date(2027, 3, 1))]


def test_where_decisions_are_approved_one_came_to_whoever_held_the_post_on_the_day_of_the_approval(
    place: str, clock: Clock
) -> None:
    clock.now = datetime(2027, 3, 1, tzinfo=UTC)
    text = TEXT + '[cycle]\napprove_by = "leading-group"\n'
    with Register.create(place, by="Li Wei", policy=targetrules.loads(text), clock=clock) as register:
        register.post([row("A", 2025, 55), row("B", 2025, 65)])
        register.note_appointment("Zhao Min", "principal", "A", since=date(2024, 1, 1), until=date(2026, 1, 31))
        register.note_appointment("Sun Li", "principal", "A", since=date(2026, 2, 1))
        register.close_period(2025)
        register.decide(2025)
        assert (came_to(register, "Zhao Min"), came_to(register, "Sun Li")) == ([], [])
        register.approve(2025, on=date(2026, 2, 1))
        assert came_to(register, "Zhao Min") == []
        assert came_to(register, "Sun Li") == [(2025, "principal", "poor", "warning-talk", date(2026, 2, 1))]


def test_who_held_which_post_is_told_for_a_day_a_unit_and_a_person(led: Register) -> None:
    def people(**asked: object) -> list[tuple[object, ...]]:
        found = led.people(**asked)  # type: ignore[arg-type]
        return [(each.person, each.role, each.since, each.until) for each in found]

    zhao = ("Zhao Min", "principal", date(2024, 1, 1), date(2026, 5, 31))
    qian = ("Qian Bo", "team", date(2024, 1, 1), date(2026, 12, 31))
    sun = ("Sun Li", "principal", date(2026, 6, 1), None)
    assert people() == [zhao, qian, sun]
    assert people(on=date(2026, 5, 31)) == [zhao, qian]
    assert people(on=date(2026, 6, 1)) == [qian, sun]
    assert people(person="Sun Li", unit="A") == [sun]
    assert people(unit="B") == []
    before = led.events(limit=5)
    *_, appointed = before
    assert led.people(as_of=appointed.recorded)[0].until is None


def test_a_person_has_one_post_at_a_time(led: Register) -> None:
    assert refused(lambda: led.note_appointment("Sun Li", "team", "B", since=date(2027, 1, 1))) == [
        (
            "“Sun Li” holds another post then: principal of “A” since 2026-06-01 (event 7). Record first until when "
            "(departure); or, where another person of that name is meant, write a name that tells them apart, such as "
            "“Sun Li (2)”"
        ),
        (
            "“Sun Li”当时另有任职：2026-06-01 起任“A”的 principal（第 7 号事项）。请先登记其离任（departure）；"
            "如果另有同名的人，请在姓名上加以区别，例如“Sun Li（2）”"
        ),
    ]
    led.note_departure("Sun Li", until=date(2026, 12, 31))
    led.note_appointment("Sun Li", "team", "B", since=date(2027, 1, 1))


def test_a_post_of_one_person_is_held_by_one_at_a_time(led: Register) -> None:
    english, chinese = refused(
        lambda: led.note_appointment("Wu Gang", "principal", "A", since=date(2026, 1, 1), until=date(2026, 6, 1))
    )
    assert english == (
        "one person at a time holds this post, and “Zhao Min” does then: principal of “A” from 2024-01-01 until "
        "2026-05-31 (event 5). Record first until when (departure)"
    )
    assert chinese == (
        "该职务同一时间只由一人担任，当时由“Zhao Min”担任：2024-01-01 至 2026-05-31 任“A”的 principal（第 5 号事项）。"
        "请先登记其离任（departure）"
    )
    led.note_appointment("Wu Gang", "team", "A", since=date(2026, 1, 1))
    led.note_appointment("Zheng Yi", "principal", "B", since=date(2026, 1, 1))


def test_what_cannot_be_recorded_of_a_post_is_told(led: Register) -> None:
    day = date(2027, 1, 1)
    assert [
        refused(lambda: led.note_appointment("Wu", "team", "B", since=day, until=date(2026, 12, 31))),
        refused(lambda: led.note_departure("Zhao Min", until=day)),
        refused(lambda: led.note_departure("Nobody", until=day)),
        refused(lambda: led.note_departure("Qian Bo", until=date(2026, 12, 31))),
        refused(lambda: led.take_back_appointment(3, reason="x")),
    ] == [
        [
            "a post that is held from 2027-01-01 cannot end on 2026-12-31, which is before",
            "2027-01-01 起的任职不可能在此前的 2026-12-31 结束",
        ],
        [
            (
                "nobody recorded that “Zhao Min” holds a post on 2027-01-01; `register people --person` tells what is "
                "recorded of a person"
            ),
            "没有登记“Zhao Min”在 2027-01-01 担任任何职务；已登记的任职见 `register people --person`",
        ],
        ["the register knows no person “Nobody”", "台账中没有“Nobody”这个人；请核对姓名的写法"],
        [
            "this is recorded already: “Qian Bo” is team of “A” from 2024-01-01 until 2026-12-31 (event 8)",
            "已经登记：“Qian Bo”，2024-01-01 至 2026-12-31 任“A”的 team（第 8 号事项）",
        ],
        [
            "event 3 records no appointment that stands: `register people` tells them with their numbers",
            "第 3 号事项不是有效的任职登记；`register people` 列出各项任职及其事项编号",
        ],
    ]


def test_roles_and_units_that_there_are_not_are_told(led: Register) -> None:
    with pytest.raises(ArgumentError) as error:
        led.note_appointment("Wu", "principle", "A", since=date(2027, 1, 1))
    assert error.value.text("en") == "role: county has no role “principle”; did you mean “principal”?"
    assert error.value.text("zh") == "role：county 没有角色“principle”；是不是“principal”？"
    with pytest.raises(NoSuchResultError):
        led.note_appointment("Wu", "team", "Aa", since=date(2027, 1, 1))


def test_an_appointment_that_was_recorded_by_mistake_never_was(led: Register) -> None:
    event = led.take_back_appointment(5, reason="it was Wu Gang")
    assert led.text(event, "en") == (
        "“Zhao Min” never held the post in “A”: event 5 was recorded by mistake; reason: it was Wu Gang"
    )
    assert came_to(led, "Zhao Min") == []
    led.note_appointment("Wu Gang", "principal", "A", since=date(2024, 1, 1), until=date(2026, 5, 31))
    assert [each[0] for each in came_to(led, "Wu Gang")] == [2025]
    assert refused(lambda: led.take_back_appointment(5, reason="x"))[0].startswith("event 5 records no appointment")


def test_the_name_of_a_person_is_erased_and_the_post_stays(led: Register) -> None:
    led.erase("Zhao Min", reason="asked for")
    assert [each.role for each in led.people(on=date(2025, 1, 1))] == ["principal", "team"]
    assert "Zhao Min" not in str(led.people())
    assert refused(lambda: led.record_of("Zhao Min")) == [
        "the register knows no person “Zhao Min”",
        "台账中没有“Zhao Min”这个人；请核对姓名的写法",
    ]


def test_an_office_for_its_own_units_records_of_these_alone(led: Register) -> None:
    led.adopt_offices(OFFICES.replace('may = ["results", "withdrawal"]', 'may = ["appointment", "departure"]'))
    office = led.acting(by="Zhou", office="county-office", units=["B"])
    office.note_appointment("Zheng Yi", "principal", "B", since=date(2026, 1, 1))
    assert led.people(person="Sun Li")[0].until is None
    told = [
        refused(lambda: office.note_departure(name, until=date(2026, 12, 31)))  # noqa: B023
        for name in ("Sun Li", "Nobody", "Zhao Min")
    ]
    assert told == [
        [
            (
                f"nobody recorded that “{name}” holds a post on 2026-12-31 "
                "in a unit of your office, whose posts alone you may end"
            ),
            f"没有登记“{name}”在 2026-12-31 担任本机构办理范围内单位的任何职务；本机构只能登记这些单位的离任",
        ]
        for name in ("Sun Li", "Nobody", "Zhao Min")
    ]
    of_a = led.people(person="Sun Li")[0].number
    assert [refused(lambda: office.take_back_appointment(each, reason="x")) for each in (of_a, 1)] == [  # noqa: B023
        [
            f"event {each} records no appointment that stands, in a unit of your office",
            f"第 {each} 号事项不是本机构办理范围内单位的有效任职登记",
        ]
        for each in (of_a, 1)
    ]
    english, chinese = refused(lambda: office.note_appointment("Sun Li", "principal", "B", since=date(2027, 1, 1)))
    assert english == (
        "“Sun Li” holds another post then, in a unit that is not of your office. Until when is recorded by whoever may "
        "record it there (departure); where another person of that name is meant, write a name that tells them apart, "
        "such as “Sun Li (2)”"
    )
    assert chinese == (
        "“Sun Li”当时在本机构办理范围以外的单位另有任职。须先由有权的机构登记其离任（departure）；"
        "如果另有同名的人，请在姓名上加以区别，例如“Sun Li（2）”"
    )
    office.note_departure("Zheng Yi", until=date(2026, 6, 30))
    assert led.people(person="Zheng Yi")[0].until == date(2026, 6, 30)


def test_a_role_of_any_text_is_known_with_its_label_and_that_one_person_has_it(new: Register) -> None:
    renamed = TEXT.replace("principal", "chief").replace('en = "Principal leader", zh = "主要负责人"', 'en = "Chief"')
    new.adopt(targetrules.loads(renamed.replace("[policy]", "[policy]\nfirst_period = 2027")), reason="renamed")
    new.post([row("A", 2025, 55), row("B", 2025, 65)])
    assert new.note_appointment("Zhao Min", "principal", "A", since=date(2024, 1, 1)).values["role"] == "principal"
    assert new.note_appointment("Qian Bo", "主要负责人", "B", since=date(2024, 1, 1)).values["role"] == "principal"
    assert new.note_appointment("Zhou Yu", "Chief", "B", since=date(2027, 1, 1)).values["role"] == "chief"
    [english, _] = refused(lambda: new.note_appointment("Sun Li", "principal", "A", since=date(2025, 1, 1)))
    assert "one person at a time holds this post, and “Zhao Min” does then" in english
    new.close_period(2025)
    new.decide(2025, decided_on=date(2026, 1, 15))
    assert came_to(new, "Zhao Min") == [(2025, "principal", "poor", "warning-talk", date(2026, 1, 15))]


def test_posts_and_records_are_told_as_tables_in_both_languages(led: Register) -> None:
    day = date(2027, 3, 1)
    shown = [
        led.table(led.people()),
        led.table(led.record_of("Sun Li"), on=day),
        led.table(led.tasks(unit="A"), on=day),
    ]
    told = [each.text(language) for each in shown for language in ("en", "zh")]
    for each in shown:
        stream = BytesIO()
        each.write(stream, format="csv")
        told.append(stream.getvalue().decode())
    check_recorded(RECORDED / "people.txt", "\n".join(told))


def test_what_is_derived_of_posts_is_made_anew_from_the_events(led: Register) -> None:
    led.take_back_appointment(8, reason="x")
    before = led.people()
    led.rebuild()
    assert led.people() == before
    assert led.verify().problems == ()


def test_a_call_that_fails_among_several_leaves_nothing_of_its_own(place: str, clock: Clock) -> None:
    policy = targetrules.loads(TEXT + '[cycle]\napprove_by = "government"\n')
    with Register.create(place, by="Li Wei", policy=policy, clock=clock) as register:
        register.post([row("A", 2025, 55), row("B", 2025, 65)])
        register.close_period(2025)
        register.decide(2025)
        register.approve(2025, on=date(2026, 1, 20))
        with register.together():
            first = register.note_appointment("Sun Li", "principal", "A", since=date(2026, 1, 1))
            with pytest.raises(RegisterError, match="2025 was not decided with a date"):  # once the correction is there
                register.correct(row("A", 2025, 90), reason="audit", decided_on=date(2026, 2, 1))
            with pytest.raises(RegisterError, match="one person at a time"):
                register.note_appointment("Ghost", "principal", "A", since=date(2026, 1, 1))
            second = register.note_appointment("Qian Bo", "team", "A", since=date(2026, 1, 1))
        assert [first.number + 1, second.number] == [second.number, register.head().number]
        assert [each["score"] for each in register.show("results").values] == ["55", "65"]
        with pytest.raises(RegisterError, match="the register knows no person “Ghost”"):
            register.people(person="Ghost")
        assert register.verify().verified
