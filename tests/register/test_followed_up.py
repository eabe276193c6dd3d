"""What became of consequences of the period before, as a register finds it when it decides, and records it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from targetrules import loads
from targetrules.register import EventKind, Register, repeating
from targetrules.register.filled import Filled, filled_in
from targetrules.register.followed_up import FollowedUp, followed_in
from targetrules.register.repeating import Repetition
from tests.register.conftest import Clock
from tests.register.test_register import refused

TEXT = """format = 1
policy = { id = "county", title = "County" }

[[grades]]
id = "good"
[[grades]]
id = "poor"

[inputs]
grade = { type = "grade" }
rectified = { type = "flag", follow_up = "report" }

[grading]
given = "grade"

[[consequences]]
id = "report"
when = { grade = "poor" }
within = "30 days"

[[consequences]]
id = "talk"
when = { rectified = false }

[[consequences]]
id = "removal"
when = { rectified = false, times = 2 }
"""
APPROVED = f'{TEXT}\n[cycle]\napprove_by = "leading-group"\n'


def made(where: Path, clock: Clock, text: str = TEXT) -> Register:
    return Register.create(where / "county.db", by="Li Wei", clock=clock, policy=loads(text))


def year(register: Register, period: int, decided_on: date | None = None, **grades: str) -> Any:
    register.post(
        [{"unit": unit, "period": period, "grade": grade, "rectified": None} for unit, grade in grades.items()]
    )
    register.close_period(period)
    return register.decide(period, decided_on=decided_on)


def received(register: Register, period: int) -> dict[str, tuple[str, ...]]:
    return {each.unit: each.received for each in register.decisions(period=period)}


@pytest.fixture
def two_years(tmp_path: Path, clock: Clock) -> Register:
    """A and B are to report by 9 February, A does; a year later both are good."""
    register = made(tmp_path, clock)
    with register.together():
        year(register, 2010, date(2011, 1, 10), A="poor", B="poor", C="good")
        register.note_executed("A", 2010, "report", on=date(2011, 2, 9))
        year(register, 2011, date(2012, 1, 10), A="good", B="good", C="good")
    return register


def test_whoever_did_not_carry_it_out_is_talked_to_and_the_decision_says_what_it_was_taken_with(
    two_years: Register,
) -> None:
    assert received(two_years, 2011) == {"A": (), "B": ("talk",), "C": ()}
    (event,) = [each for each in two_years.events(kinds=[EventKind.DECISION]) if each.values["period"] == 2011]
    assert event.values["followed_up"] == {"on": "2012-01-10", "late": {"rectified": ["B"]}, "open": {"rectified": []}}
    values = {(row.unit, row.period): row.values["rectified"] for row in two_years.results().history.rows}
    assert [values[unit, 2011] for unit in "ABC"] == [True, False, True]
    found = two_years.policy().evaluate(two_years.results(), decided_on=date(2012, 1, 10))
    assert [bool(each.consequences) for each in found if each.period == 2011] == [False, True, False]
    assert "rectified" in str(two_years.explain("B", 2011))


def test_what_happens_after_the_decision_changes_it_only_where_it_is_decided_anew(two_years: Register) -> None:
    two_years.note_returned("A", 2010, "report", on=date(2012, 1, 9), reason="no causes")
    assert all(not each.differing for each in two_years.repeat())
    assert received(two_years, 2011)["A"] == ()
    two_years.decide(2011, decided_on=date(2012, 3, 1), reason="the report was returned before")
    assert received(two_years, 2011) == {"A": ("talk",), "B": ("talk",), "C": ()}
    assert [each.differing for each in two_years.repeat()] == [(), (), ()]


def test_later_years_look_back_at_what_a_year_was_decided_with(two_years: Register) -> None:
    year(two_years, 2012, date(2013, 1, 10), A="poor", B="poor", C="good")
    assert received(two_years, 2012) == {"A": ("report",), "B": ("report",), "C": ()}
    year(two_years, 2013, date(2014, 1, 10), A="good", B="good", C="good")
    assert received(two_years, 2013) == {"A": ("talk",), "B": ("talk", "removal"), "C": ()}
    assert all(not each.differing for each in two_years.repeat())


def test_a_correction_of_the_year_before_is_followed_until_the_day_that_was(two_years: Register) -> None:
    found = two_years.correct({"unit": "B", "period": 2010, "grade": "good"}, reason="counted twice")
    changed = {(each.unit, each.period): each.after and each.after.received for each in found.changes}
    assert changed == {("B", 2010): (), ("B", 2011): ()}
    again = followed_in(found.events[-1])
    assert again is not None
    assert (again.day, again.late) == (date(2012, 1, 10), {"rectified": []})
    assert all(not each.differing for each in two_years.repeat())


def test_a_decision_that_was_tampered_with_is_found_when_it_is_taken_again(
    two_years: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = FollowedUp(date(2012, 1, 10), {"rectified": ["A"]}, {"rectified": ["C"]})
    monkeypatch.setattr(
        repeating, "filled_in", lambda event: Filled(other) if event.value("period") == 2011 else filled_in(event)
    )
    found: list[Repetition] = two_years.repeat()
    assert [each.differing for each in found] == [(), ("A", "B", "C")]


def test_results_do_not_bring_what_the_register_finds(two_years: Register) -> None:
    row = {"unit": "D", "period": 2011, "grade": "good", "rectified": True}
    assert refused(lambda: two_years.post(row)) == [
        (
            "results of 2011 bring “rectified” of D (1), which the register finds itself when it decides, by what "
            "became of report of 2010 (`follow_up` of the policy): leave these cells blank, and record what was "
            "carried out (executed). Nothing was recorded"
        ),
        (
            "2011 的成绩带来了 D（1 个）的“rectified”，而这一项由台账在作出决定时根据 2010“report”的落实情况填写"
            "（办法中的 `follow_up`）：请将这些单元格留空，并登记已经执行的情况（executed）。本次没有登记任何内容"
        ),
    ]
    corrected = [{"unit": unit, "period": 2011, "grade": "good", "rectified": False} for unit in "ABC"]
    assert "of A, B, C (3)" in refused(lambda: two_years.correct(corrected, reason="x"))[0]
    assert [each.kind for each in two_years.events()][-1] == EventKind.DECISION


def test_what_results_brought_before_is_held_against_what_is_found(tmp_path: Path, clock: Clock) -> None:
    register = made(tmp_path, clock)
    given = {"A": False, "B": True, "C": None}
    register.post([{"unit": unit, "period": 2011, "grade": "good", "rectified": cell} for unit, cell in given.items()])
    register.close_period(2011)
    year(register, 2010, date(2011, 1, 10), A="good", B="poor", C="good")
    register.note_executed("B", 2010, "report", on=date(2011, 2, 1))
    assert refused(lambda: register.decide(2011, decided_on=date(2012, 1, 10))) == [
        (
            "results of 2011 say of “rectified” of A (1) something else than what is recorded of report until "
            "2012-01-10. Record what is missing (executed, returned), or correct these results so that the cells are "
            "blank (correct, erases). Nothing was decided"
        ),
        (
            "2011 的成绩中 A（1 个）的“rectified”与截至 2012-01-10 登记的“report”落实情况不一致。请补登记缺少的情况"
            "（executed、returned），或者更正成绩、将这些单元格留空（correct，erases）。没有作出决定"
        ),
    ]
    register.correct({"unit": "A", "period": 2011, "grade": "good", "rectified": None}, reason="x", erases=True)
    register.decide(2011, decided_on=date(2012, 1, 10))
    assert received(register, 2011) == {"A": (), "B": (), "C": ()}


def test_a_register_that_knows_nothing_of_the_year_before_takes_what_results_bring(
    tmp_path: Path, clock: Clock
) -> None:
    register = made(tmp_path, clock)
    register.post(
        [
            {"unit": unit, "period": 2011, "grade": "good", "rectified": cell}
            for unit, cell in (("A", False), ("B", None))
        ]
    )
    register.close_period(2011)
    register.decide(2011, decided_on=date(2012, 1, 10))
    assert received(register, 2011) == {"A": ("talk",), "B": ()}
    assert [each.outcome["undetermined"] for each in register.decisions(period=2011)][1][0]["missing"] == ["rectified"]


def test_what_results_say_was_decided_before_there_was_a_register_is_open(tmp_path: Path, clock: Clock) -> None:
    register = made(tmp_path, clock)
    said = {"A": "report", "B": "none"}
    register.post(
        [
            {"unit": unit, "period": 2010, "grade": "poor", "decided.grade": "poor", "decided.received": each}
            for unit, each in said.items()
        ]
    )
    year(register, 2011, date(2012, 1, 10), A="good", B="good")
    (event,) = register.events(kinds=[EventKind.DECISION])
    assert event.values["followed_up"]["open"] == {"rectified": ["A"]}


def test_whoever_continues_another_is_asked_for_what_that_one_was_to_do(two_years: Register) -> None:
    year(two_years, 2012, date(2013, 1, 10), A="poor", B="good")
    two_years.post({"unit": "AB", "period": 2013, "grade": "good", "continues": "A"})
    two_years.close_period(2013)
    two_years.decide(2013, decided_on=date(2014, 1, 10))
    assert received(two_years, 2013) == {"AB": ("talk",)}


def test_what_awaits_its_approval_is_not_late_and_the_day_is_that_of_the_draft(tmp_path: Path, clock: Clock) -> None:
    register = made(tmp_path, clock, APPROVED)
    year(register, 2010, A="poor")
    register.post({"unit": "A", "period": 2011, "grade": "good"})
    register.close_period(2011)
    draft = register.decide(2011)
    assert draft.values["followed_up"] == {"on": "2027-03-01", "late": {"rectified": []}, "open": {"rectified": ["A"]}}


def test_a_policy_that_does_not_ask_records_nothing_of_it(tmp_path: Path, clock: Clock) -> None:
    register = made(tmp_path, clock, TEXT.replace('follow_up = "report"', "optional = true"))
    event = year(register, 2010, A="poor")
    assert (followed_in(event), "followed_up" in event.values) == (None, False)


def test_what_was_carried_out_in_time_and_recorded_late_is_told_until_the_period_is_decided_anew(
    two_years: Register,
) -> None:
    assert two_years.followed_otherwise(2011) == []
    assert not two_years.status(2011).followed
    two_years.note_executed("B", 2010, "report", on=date(2011, 2, 8))
    assert two_years.followed_otherwise(2011) == ["B"]
    status = two_years.status(2011)
    assert status.followed == ("B",)
    assert [each.kind for each in status.next][:1] == ["decision"]
    screen = two_years.screen(status)
    assert screen.values[0]["followed"] == ["B"]
    assert "what became of consequences of the period before is another by now" in screen.text()
    assert "重新作出决定" in screen.text("zh")
    two_years.decide(2011, decided_on=date(2012, 1, 10), reason="B had reported in time")
    assert received(two_years, 2011)["B"] == ()
    assert two_years.followed_otherwise(2011) == []


def test_what_was_carried_out_after_the_decision_or_too_late_changes_nothing(two_years: Register) -> None:
    two_years.note_executed("B", 2010, "report", on=date(2011, 3, 1))
    assert two_years.followed_otherwise(2011) == []
    assert two_years.followed_otherwise(2012) == []  # not decided


def test_what_nobody_decided_yet_is_open_whatever_else_was_decided(tmp_path: Path, clock: Clock) -> None:
    text = TEXT.replace('when = { grade = "poor" }', 'when = { late = true }\nforce = "may"')
    text = text.replace("[grading]", 'late = { type = "flag", optional = true }\n\n[grading]')
    register = made(tmp_path, clock, f'{text}\n[cycle]\ndiscretion_by = "leading-group"\n')
    late = {"open": True, "waived": True, "imposed": True, "unsure": None, "other": None, "lifted": None}
    with register.together():
        for period in (2010, 2011):
            register.post(
                [
                    {"unit": unit, "period": period, "grade": "good", "rectified": None, "late": each}
                    for unit, each in late.items()
                ]
            )
            register.close_period(period)
        register.decide(2010, decided_on=date(2011, 1, 10))
        day = date(2011, 1, 11)
        for unit in ("waived", "imposed"):
            register.use_discretion(unit, 2010, "report", imposed=unit == "imposed", on=day, reason="x")
        register.override("other", 2010, impose=["removal"], on=day, reason="x")
        register.override("lifted", 2010, impose=["report"], on=day, reason="x")
        register.override("lifted", 2010, lift=["report"], on=day, reason="x")
        event = register.decide(2011, decided_on=date(2012, 1, 10))
    followed = event.values["followed_up"]
    assert followed["late"] == {"rectified": ["imposed"]}
    assert sorted(followed["open"]["rectified"]) == ["open", "other", "unsure"]
