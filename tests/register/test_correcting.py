"""Runs of corrections: what they change, what is kept from harm, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

import targetrules
from targetrules import ArgumentError, Policy
from targetrules.outcome import RowOutcomes
from targetrules.register import Correction, HoldHarmless, Register, RegisterError
from tests.register.conftest import POLICY, Clock
from tests.register.test_register import refused, row, standing

CORRECTED = [row("A", 2024, 62), row("B", 2024, 58), row("C", 2024, 80)]


@pytest.fixture
def years(register: Register) -> Register:
    """Three years, of which two are decided; A is poor in both, and is to be reorganised."""
    for year, scores in {2024: (50, 70, 80), 2025: (55, 65, 85), 2026: (75, 65, 85)}.items():
        register.post([row(unit, year, score) for unit, score in zip("ABC", scores, strict=True)])
        if year < 2026:
            register.close_period(year)
            register.decide(year, decided_on=date(year + 1, 1, 15))
    return register


def told(found: Correction) -> list[tuple[object, ...]]:
    return [(each.unit, each.period, *each.grades, each.due, each.no_longer_due) for each in found.changes]


CHANGED = [
    ("A", 2024, "poor", "good", (), ("warning-talk",)),
    ("B", 2024, "good", "poor", ("warning-talk",), ()),
    ("A", 2025, "poor", "poor", (), ("reorganisation",)),
]


def test_a_preview_says_what_a_run_would_change_and_records_nothing(years: Register) -> None:
    head = years.head()
    found = years.preview(CORRECTED, reason="audit")
    assert [(each.unit, each.period, each.input, each.before, each.after) for each in found.values] == [
        ("A", 2024, "score", "50", "62"),
        ("B", 2024, "score", "70", "58"),
    ]
    assert (found.unchanged, found.waiting, found.events) == (1, (), ())
    assert told(found) == CHANGED
    assert years.head() == head


def test_a_run_is_one_set_of_events_and_does_what_its_preview_said(years: Register) -> None:
    previewed = years.preview(CORRECTED, reason="audit")
    found = years.correct(CORRECTED, reason="audit")
    assert told(found) == told(previewed)
    assert [event.kind for event in found.events] == ["correction", "closing", "decision", "decision"]
    assert found.events[0].values["before"] == [{"kind": "county", "score": "50"}, {"kind": "county", "score": "70"}]
    assert found.events[0].values["reason"] == "audit"
    assert standing(years, period=2025, unit="A") == [("A", 2025, "poor", ("warning-talk",))]
    assert years.verify(found.events[-1].hash).verified


def test_a_consequence_that_stays_keeps_its_deadline_and_a_new_one_counts_from_the_new_decision(
    years: Register,
) -> None:
    years.correct(CORRECTED, reason="audit", decided_on=date(2027, 3, 1))
    due = {(each.unit, each.period): each.due for each in years.tasks()}
    assert due == {("B", 2024): date(2027, 3, 31), ("A", 2025): date(2026, 2, 14)}


def test_what_was_served_and_is_no_longer_due_is_listed(years: Register) -> None:
    years.note_served("A", 2025, "reorganisation", on=date(2026, 2, 1))
    years.note_executed("A", 2025, "reorganisation", on=date(2026, 4, 1))
    found = years.preview(CORRECTED, reason="audit")
    assert [(each.unit, each.period, each.consequence, each.kind, each.day) for each in found.withdrawn] == [
        ("A", 2025, "reorganisation", "served", date(2026, 2, 1)),
        ("A", 2025, "reorganisation", "executed", date(2026, 4, 1)),
    ]


def test_who_is_held_harmless_keeps_the_better_decision_and_later_years_look_back_at_it(years: Register) -> None:
    harmless = HoldHarmless(reason="the office's own mistake", grade=True, not_imposed=["warning-talk"])
    found = years.correct(CORRECTED, reason="audit", hold_harmless=harmless)
    assert found.held == (("B", 2024),)
    [kept] = years.decisions(unit="B", period=2024)
    assert (kept.grade, kept.received) == ("good", ())
    assert kept.outcome["grade"] == "poor"
    assert kept.outcome["remarks"] == [
        {"code": "other-grade-decided", "about": "good"},
        {"code": "not-decided", "about": "warning-talk"},
    ]
    assert [event.kind for event in found.events] == ["correction", "closing", "hold-harmless", "decision", "decision"]
    years.correct(row("B", 2025, 55), reason="audit")
    assert standing(years, unit="B", period=2025) == [("B", 2025, "poor", ("warning-talk",))]


def test_what_is_not_to_be_withdrawn_stays_with_its_deadline(years: Register) -> None:
    harmless = HoldHarmless(reason="it was begun", not_withdrawn=["warning-talk"], units=["A"])
    years.correct(CORRECTED, reason="audit", hold_harmless=harmless, decided_on=date(2027, 3, 1))
    [kept] = years.decisions(unit="A", period=2024)
    assert (kept.grade, kept.received) == ("good", ("warning-talk",))
    assert kept.consequences[0]["due"] == "2025-02-14"


def test_what_is_held_stays_held_when_something_else_is_corrected(years: Register) -> None:
    harmless = HoldHarmless(reason="the office's own mistake", grade=True, not_imposed=["warning-talk"])
    years.correct(CORRECTED, reason="audit", hold_harmless=harmless)
    found = years.correct(row("C", 2024, 81), reason="audit")
    assert told(found) == []
    [kept] = years.decisions(unit="B", period=2024)
    assert (kept.grade, kept.received) == ("good", ())


def test_a_period_that_is_open_is_left_to_decide(years: Register) -> None:
    years.post(row("D", 2025, 90))
    found = years.correct([*CORRECTED, row("A", 2026, 76)], reason="audit")
    assert found.waiting == (2025, 2026)
    assert {each[1] for each in told(found)} == {2024}
    years.close_period(2025)
    years.decide(2025, reason="D came late")
    assert standing(years, unit="A", period=2025) == [("A", 2025, "poor", ("warning-talk",))]


def test_groups_that_were_complete_stay_so_and_others_stay_open(register: Register) -> None:
    register.post([row("A", 2025, 55), row("D", 2025, 75, "department")])
    register.close_period(2025, {"kind": "county"})
    found = register.correct([row("A", 2025, 56), row("D", 2025, 76, "department")], reason="audit")
    closed = [event.values["group"] for event in found.events if event.kind == "closing"]
    assert closed == [[["kind", "county"]]]


def test_what_is_just_as_it_is_recorded_is_no_correction(years: Register) -> None:
    assert refused(lambda: years.correct(row("A", 2024, 50.0), reason="audit")) == [
        "all of these results (1) are just as they are recorded: there is nothing to be corrected",
        "这些成绩（1 条）与已登记的完全相同，没有需要更正的内容",
    ]


def test_what_is_not_there_is_told_of_all_rows_and_nothing_is_recorded(years: Register) -> None:
    head = years.head()
    assert refused(lambda: years.correct([row("A", 2024, 1), row("Z", 2024, 2), row("A", 2020, 3)], reason="x")) == [
        (
            "“Z” has no result in 2024 that could be corrected: post it\n"
            "“A” has no result in 2020 that could be corrected: post it"
        ),
        "单位“Z”在“2024”没有可更正的成绩：请提交\n单位“A”在“2020”没有可更正的成绩：请提交",
    ]
    assert years.head() == head


def test_a_correction_needs_a_reason(years: Register) -> None:
    with pytest.raises(ArgumentError) as error:
        years.correct(CORRECTED, reason=" ")
    assert error.value.text("en") == (
        "reason: ' ' (str) is not a text in which something stands, of 10,000 characters at most"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {},
            (
                "hold_harmless: says nothing: name what is not to become worse, grade=True, not_imposed=[…] or "
                "not_withdrawn=[…]"
            ),
        ),
        (
            {"not_imposed": ["warning-talk"], "not_withdrawn": ["warning-talk"]},
            (
                "hold_harmless: a consequence cannot be both not imposed and not withdrawn, which would have it "
                "stay as it is: warning-talk"
            ),
        ),
        ({"not_imposed": "warning-talk"}, "hold_harmless: 'warning-talk' (str) is not a list of names"),
    ],
)
def test_what_is_to_be_held_harmless_says_something(given: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError) as error:
        HoldHarmless(reason="x", **given)  # type: ignore[arg-type]
    assert error.value.text("en") == message


def test_a_consequence_that_the_policy_has_not_is_told(years: Register) -> None:
    with pytest.raises(ArgumentError) as error:
        years.preview(CORRECTED, reason="x", hold_harmless=HoldHarmless(reason="y", not_imposed=["warning-tlak"]))
    assert error.value.text("en") == (
        "not_imposed: county has no consequence “warning-tlak”; did you mean “warning-talk”?"
    )


# ---- served and carried out ------------------------------------------------------------------------------------------


def test_what_becomes_of_a_consequence_is_told_with_its_deadline(years: Register) -> None:
    years.note_served("A", 2025, "warning-talk", on=date(2026, 1, 20))
    years.note_executed("A", 2025, "warning-talk", on=date(2026, 2, 10))
    [task] = [each for each in years.tasks(unit="A") if (each.period, each.consequence) == (2025, "warning-talk")]
    assert (task.due, task.served, task.executed) == (date(2026, 2, 14), date(2026, 1, 20), date(2026, 2, 10))
    assert not task.is_overdue(date(2026, 3, 1))
    [open_task] = [each for each in years.tasks(unit="A") if each.period == 2024]
    assert open_task.is_overdue(date(2026, 3, 1))


def test_what_was_not_decided_is_not_served(years: Register) -> None:
    day = date(2026, 2, 1)
    assert [
        refused(lambda: years.note_served("B", 2025, "warning-talk", on=day))[0],
        refused(lambda: years.note_served("B", 2026, "warning-talk", on=day))[0],
        refused(lambda: years.note_served("A", 2025, "warning-talk", on=date(2028, 1, 1)))[0],
    ] == [
        "“B” does not receive warning-talk for 2025, as event 8 has decided",
        "nothing is decided of “B” in 2026",
        "2028-01-01 is still to come; today is 2027-03-01",
    ]
    years.note_served("A", 2025, "warning-talk", on=day)
    assert refused(lambda: years.note_served("A", 2025, "warning-talk", on=day))[0] == (
        "event 10 says that warning-talk was served on “A” for 2025 on 2026-02-01"
    )


# ---- what changed between two times ----------------------------------------------------------------------------------


def test_why_a_decision_is_another_is_told_by_the_events_that_led_to_it(years: Register, clock: Clock) -> None:
    before = clock.now
    correction = years.correct(CORRECTED, reason="audit").events[0]
    found = years.changes(between=(before, None), unit="A", period=2025)
    [change] = found
    assert (change.grades, change.no_longer_due) == (("poor", "poor"), ("reorganisation",))
    assert (change.causes, change.own_causes) == ((correction.number,), (correction.number,))
    assert years.changes(between=(before, before)) == []


def test_an_event_says_which_decisions_it_made_others(years: Register) -> None:
    correction, _, first, second = (event.number for event in years.correct(CORRECTED, reason="audit").events)
    by = {number: years.changes_by(number) for number in (4, 5, correction, first, second)}
    assert [each.unit for each in by[5]] == ["A", "B", "C"]  # where nothing was decided before
    assert [(each.unit, each.period, each.grades) for number in (first, second) for each in by[number]] == [
        ("A", 2024, ("poor", "good")),
        ("B", 2024, ("good", "poor")),
        ("A", 2025, ("poor", "poor")),
    ]
    assert (by[4], by[correction]) == ([], [])
    with pytest.raises(ArgumentError, match="number"):
        years.changes_by(0)


def test_a_decision_is_explained_by_what_it_was_taken_by(years: Register, clock: Clock) -> None:
    before = clock.now
    years.correct(CORRECTED, reason="audit")
    then, now = years.explain("A", 2025, as_of=before), years.explain("A", 2025)
    assert [each.state.value for each in then.consequences] == ["fires", "fires"]
    assert [each.state.value for each in now.consequences] == ["fires", "does-not-fire"]
    assert refused(lambda: years.explain("A", 2026))[0] == (
        "nothing is decided of “A” in 2026, so that there is nothing to be explained: decide the period first"
    )


@pytest.fixture
def persons(file: Path, policy: Policy, clock: Clock) -> Iterator[Register]:
    with Register.create(file, by="Li Wei", clock=clock) as register:
        register.adopt(policy, persons=True)
        register.post([row("张三", 2025, 55), row("王五", 2025, 75)])
        register.close_period(2025)
        register.decide(2025)
        yield register


def test_persons_are_told_by_their_names(persons: Register, clock: Clock) -> None:
    before = clock.now
    harmless = HoldHarmless(reason="x", grade=True, units=["王五"])
    found = persons.correct([row("张三", 2025, 65), row("王五", 2025, 50)], reason="复核", hold_harmless=harmless)
    assert [each.unit for each in found.values] == ["张三", "王五"]
    assert found.held == (("王五", 2025),)
    assert sorted(each.unit for each in persons.changes(between=(before, None))) == ["张三", "王五"]
    assert [each.unit for each in persons.tasks()] == ["王五"]
    assert persons.explain("王五", 2025, changes=False).unit == "王五"
    contents = "".join(event.content for event in persons.events())
    assert "王五" not in contents


def test_every_decision_can_be_taken_again_by_what_it_was_taken_by(
    years: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmless = HoldHarmless(reason="the office's own mistake", grade=True, not_imposed=["warning-talk"])
    years.correct(CORRECTED, reason="audit", hold_harmless=harmless, decided_on=date(2027, 3, 1))
    found = years.repeat()
    assert [(each.event, each.period, each.version, each.count, each.differing) for each in found] == [
        (5, 2024, "0.1.0", 3, ()),
        (8, 2025, "0.1.0", 3, ()),
        (13, 2024, "0.1.0", 2, ()),
        (14, 2025, "0.1.0", 1, ()),
    ]
    judged = Policy.evaluate

    def wrong(self: Policy, *args: object, **how: object) -> object:
        outcomes = judged(self, *args, **how)  # type: ignore[arg-type]
        return evolve(outcomes, found=RowOutcomes(tuple(evolve(each, grade="good") for each in outcomes)))

    monkeypatch.setattr(Policy, "evaluate", wrong)
    assert [each.differing for each in years.repeat()] == [("A",), ("A",), ("B",), ("A",)]
    assert standing(years, unit="A", period=2025) == [("A", 2025, "poor", ("warning-talk",))]


def test_what_was_taken_away_and_is_due_again_is_to_be_served_again(register: Register) -> None:
    days = [date(2027, 1, each) for each in (10, 20)]

    def score(value: int) -> Correction:
        return register.correct(row("A", 2025, value), reason="counted again")

    def served() -> list[date | None]:
        return [each.served for each in register.tasks(unit="A") if each.consequence == "warning-talk"]

    register.post([row("A", 2025, 55), row("B", 2025, 75), row("C", 2025, 80)])
    register.close_period(2025)
    register.decide(2025)
    first = register.note_served("A", 2025, "warning-talk", on=days[0])
    score(50)
    assert served() == [days[0]]  # it was decided all the time
    assert [each.event for each in score(90).withdrawn] == [first.number]
    assert served() == []
    score(55)
    assert served() == [None]
    second = register.note_served("A", 2025, "warning-talk", on=days[1])
    assert served() == [days[1]]
    with pytest.raises(RegisterError, match=f"event {second.number}"):
        register.note_served("A", 2025, "warning-talk", on=days[1])
    assert [each.served for each in register.tasks(unit="A", as_of=first.recorded)] == [days[0]]
    assert [each.event for each in score(90).withdrawn] == [second.number]


def test_a_part_of_a_row_takes_nothing_of_the_rest_away(place: str, clock: Clock) -> None:
    text = POLICY.replace(
        "[rankings", 'appeals = { type = "number", min = 0, max = 9, optional = true }\n\n[rankings', 1
    )
    part = row("A", 2025, 62)
    with Register.create(place, by="Li Wei", policy=targetrules.loads(text), clock=clock) as register:
        register.post({**row("A", 2025, 50), "appeals": 3})
        head = register.head()
        told = [
            (
                "the correction would take away values that are there (1): appeals of “A” in 2025, which is 3. A "
                "correction has whole rows as they are now: write these values too; or, where they are to go, say "
                "so (erases, --erase). Nothing was recorded"
            ),
            (
                "这次更正会去掉 1 个已有的值：“A”2025 的 appeals（现为 3）。更正须写更正后的整行，"
                "请把这些值也写上；"
                "确实要去掉的，请写明（erases，--erase）。本次没有登记任何内容"
            ),
        ]
        assert refused(lambda: register.preview(part, reason="audit", notes=lambda _: None)) == told
        assert refused(lambda: register.correct(part, reason="audit", notes=lambda _: None)) == told
        assert register.head() == head
        found = register.correct(part, reason="audit", erases=True, notes=lambda _: None)
        changed = {(each.input, each.before, each.after) for each in found.values}
        assert changed == {("appeals", "3", ""), ("score", "50", "62")}
