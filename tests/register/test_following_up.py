"""What becomes of consequences after the decision: served, carried out, accepted or returned, by its day or late."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import targetrules
from targetrules.arguments import ArgumentError
from targetrules.register import Register, Task
from tests.register.conftest import POLICY, Clock
from tests.register.test_offices import OFFICES
from tests.register.test_register import refused, row

TALK = ("A", 2025, "warning-talk")


def day(of: int, month: int = 2) -> date:
    return date(2026, month, of)


def task(register: Register) -> Task:
    [found] = [each for each in register.tasks(unit="A") if (each.period, each.consequence) == TALK[1:]]
    return found


@pytest.fixture
def years(register: Register) -> Register:
    """A year that is decided, in which A is poor."""
    register.post([row("A", 2025, 55), row("B", 2025, 65)])
    register.close_period(2025)
    register.decide(2025, decided_on=date(2026, 1, 15))
    return register


def test_what_was_returned_is_open_again_until_the_day_that_it_had(years: Register) -> None:
    def state() -> tuple[str, str]:
        return task(years).state(day(14)), task(years).state(day(15))

    assert (task(years).due, state()) == (day(14), ("open", "overdue"))
    years.note_executed(*TALK, on=day(10))
    assert state() == ("executed", "executed")
    returned = years.note_returned(*TALK, on=day(12), reason="no causes are named")
    assert (task(years).executed, task(years).returned, state()) == (None, day(12), ("returned", "overdue"))
    assert returned.values["reason"] == "no causes are named"
    years.note_executed(*TALK, on=day(13))
    assert (task(years).executed, task(years).returned) == (day(13), None)
    years.note_accepted(*TALK, on=day(20))
    assert (task(years).accepted, state()) == (day(20), ("accepted", "accepted"))


def test_nothing_is_accepted_that_was_not_carried_out(years: Register) -> None:
    assert refused(lambda: years.note_accepted(*TALK, on=day(1))) == [
        (
            "nobody recorded that warning-talk was carried out on “A” for 2025: record that first (executed), then "
            "that it was accepted"
        ),
        "没有登记“A”2025 的 warning-talk 已经执行；请先登记执行（executed），再登记验收",
    ]
    assert refused(lambda: years.note_returned(*TALK, on=day(1), reason="x")) == [
        "nobody recorded that warning-talk was carried out on “A” for 2025: there is nothing to be returned",
        "没有登记“A”2025 的 warning-talk 已经执行，没有可以退回的",
    ]


def test_nothing_is_accepted_or_returned_on_an_earlier_day(years: Register) -> None:
    number = years.note_executed(*TALK, on=day(10)).number
    assert refused(lambda: years.note_accepted(*TALK, on=day(9))) == [
        (
            f"warning-talk of “A” for 2025 was carried out on 2026-02-10, as event {number} says: it cannot have been "
            "accepted on 2026-02-09"
        ),
        f"第 {number} 号事项已登记：“A”2025 的 warning-talk 于 2026-02-10 执行，不可能在 2026-02-09 已经验收通过",
    ]
    assert refused(lambda: years.note_returned(*TALK, on=day(9), reason="x")) == [
        (
            f"warning-talk of “A” for 2025 was carried out on 2026-02-10, as event {number} says: it cannot have been "
            "returned on 2026-02-09"
        ),
        f"第 {number} 号事项已登记：“A”2025 的 warning-talk 于 2026-02-10 执行，不可能在 2026-02-09 已经退回",
    ]


def test_nothing_is_served_or_carried_out_before_it_was_decided(years: Register) -> None:
    assert refused(lambda: years.note_served(*TALK, on=date(2025, 1, 2))) == [
        (
            "warning-talk of A for 2025 was not recorded as served: it was decided on 2026-01-15, by event 5, later "
            "than 2025-01-02. It is recorded by: anybody, for this register has no offices, with a day from "
            "2026-01-15 on. Nothing was recorded"
        ),
        (
            "A（2025）的 warning-talk 没有登记为已送达：该处理结果是 2026-01-15 决定的（第 5 号事项），"
            "晚于 2025-01-02。可以登记的：任何人（本台账尚无机构权限表），日期不得早于 2026-01-15。本次没有登记任何内容"
        ),
    ]
    years.correct([row("A", 2025, 54)], reason="miscounted", decided_on=date(2026, 3, 1))
    assert (
        refused(lambda: years.note_executed(*TALK, on=date(2026, 1, 14)))[0]
        .split(": ")[1]
        .startswith("it was decided on 2026-01-15, by event 5")
    )
    years.note_executed(*TALK, on=date(2026, 1, 15))
    assert (task(years).served, task(years).executed) == (None, date(2026, 1, 15))


def test_a_decision_without_a_date_forbids_no_day_of_its_period(register: Register) -> None:
    register.post([row("A", 2025, 55), row("B", 2025, 65)])
    register.close_period(2025)
    register.decide(2025)
    register.note_served(*TALK, on=date(2025, 1, 2))
    assert task(register).served == date(2025, 1, 2)


def test_nothing_is_carried_out_anew_on_an_earlier_day_than_it_was_returned(years: Register) -> None:
    years.note_executed(*TALK, on=day(10))
    number = years.note_returned(*TALK, on=day(12), reason="x").number
    assert refused(lambda: years.note_executed(*TALK, on=day(11))) == [
        (
            f"warning-talk of “A” for 2025 was returned on 2026-02-12, as event {number} says: it cannot have been "
            "carried out anew on 2026-02-11"
        ),
        f"第 {number} 号事项已登记：“A”2025 的 warning-talk 于 2026-02-12 退回，不可能在 2026-02-11 已经重新执行",
    ]
    years.note_executed(*TALK, on=day(12))
    assert task(years).executed == day(12)


def test_what_was_accepted_is_done_for_good(years: Register) -> None:
    years.note_executed(*TALK, on=day(10))
    number = years.note_accepted(*TALK, on=day(11)).number
    said = [
        (
            f"event {number} says that warning-talk of “A” for 2025 was accepted on 2026-02-11: nothing of it is left "
            "to do"
        ),
        f"第 {number} 号事项已登记：“A”2025 的 warning-talk 已于 2026-02-11 验收通过，不再有需要办理的",
    ]
    assert refused(lambda: years.note_accepted(*TALK, on=day(12))) == said
    assert refused(lambda: years.note_returned(*TALK, on=day(12), reason="x")) == said


def test_what_was_returned_is_not_returned_again(years: Register) -> None:
    years.note_executed(*TALK, on=day(10))
    number = years.note_returned(*TALK, on=day(11), reason="x").number
    assert refused(lambda: years.note_returned(*TALK, on=day(12), reason="x")) == [
        (
            f"event {number} says that warning-talk of “A” for 2025 was returned on 2026-02-11; nothing was carried "
            "out since: record that first (executed)"
        ),
        (
            f"第 {number} 号事项已登记：“A”2025 的 warning-talk 已于 2026-02-11 退回，此后没有登记执行；"
            "请先登记执行（executed）"
        ),
    ]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_return_needs_a_reason(years: Register, reason: str) -> None:
    years.note_executed(*TALK, on=day(10))
    with pytest.raises(ArgumentError):
        years.note_returned(*TALK, on=day(12), reason=reason)
    assert task(years).state(day(14)) == "executed"


def test_the_letter_that_was_served_is_kept_as_a_digest(years: Register, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"letter")
    event = years.note_served(*TALK, on=day(10), evidence=path)
    assert event.values["evidence"] == hashlib.sha256(b"letter").hexdigest()


def test_what_shows_that_it_was_carried_out_is_kept_as_a_digest(years: Register, tmp_path: Path) -> None:
    shown = hashlib.sha256(b"report").hexdigest()
    path = tmp_path / "report.docx"
    path.write_bytes(b"report")
    assert years.note_executed(*TALK, on=day(10), evidence=path).values["evidence"] == shown
    years.note_returned(*TALK, on=day(10), reason="x")
    assert years.note_executed(*TALK, on=day(10), evidence=BytesIO(b"report")).values["evidence"] == shown
    years.note_returned(*TALK, on=day(10), reason="x")
    assert years.note_executed(*TALK, on=day(10), digest=shown).values["evidence"] == shown
    years.note_returned(*TALK, on=day(10), reason="x")
    with pytest.raises(ArgumentError) as error:
        years.note_executed(*TALK, on=day(10), evidence=path, digest=shown)
    assert str(error.value) == "digest: stands beside evidence: give the file or its SHA-256, one of them"


@pytest.mark.parametrize(
    "given",
    [{"evidence": BytesIO(b"")}, {"digest": hashlib.sha256(b"").hexdigest()}],
    ids=lambda each: next(iter(each)),
)
def test_an_empty_file_shows_nothing(years: Register, given: dict[str, Any]) -> None:
    before = len(list(years.events()))
    with pytest.raises(ArgumentError) as error:
        years.note_served(*TALK, on=day(10), **given)
    [name] = given
    assert str(error.value).startswith(f"{name}: the file is empty, which shows nothing, and what is recorded stays: ")
    assert len(list(years.events())) == before


def test_a_decision_that_takes_it_away_and_brings_it_back_has_it_done_anew(years: Register) -> None:
    years.note_executed(*TALK, on=day(10))
    years.note_accepted(*TALK, on=day(11))
    years.correct(row("A", 2025, 95), reason="audit")
    assert [each for each in years.tasks(unit="A") if each.period == 2025 and each.consequence == "warning-talk"] == []
    years.correct(row("A", 2025, 10), reason="audit again")
    assert (task(years).executed, task(years).accepted) == (None, None)


def test_a_consequence_is_named_by_its_label_where_no_other_has_it(file: Path, clock: Clock) -> None:
    text = POLICY.replace('id = "warning-talk"', 'id = "warning-talk"\nlabel = { zh = "约谈", en = "Talk" }')
    text = text.replace('id = "reorganisation"', 'id = "reorganisation"\nlabel = { zh = "组织调整", en = "Talk" }')
    with Register.create(file, by="Li Wei", policy=targetrules.loads(text), clock=clock) as register:
        register.post([row("A", 2025, 55), row("B", 2025, 65)])
        register.close_period(2025)
        register.decide(2025, decided_on=date(2026, 1, 15))
        assert register.note_served("A", 2025, "约谈", on=day(1)).values["consequence"] == "warning-talk"
        with pytest.raises(ArgumentError) as raised:
            register.note_executed("A", 2025, "Talk", on=day(1))
        assert raised.value.text("zh").endswith(
            "county 有几项处理结果都叫“Talk”：warning-talk、reorganisation；请写其中一项的编号"
        )


def test_only_an_office_that_may_accepts(years: Register) -> None:
    years.note_executed(*TALK, on=day(10))
    years.adopt_offices(OFFICES)
    office = years.acting(by="Wang Fang", office="office")
    english, chinese = refused(lambda: office.note_accepted(*TALK, on=day(11)))
    assert "may not record this: to note that what was carried out was accepted (accepted)" in english
    assert "登记执行情况已经验收通过（accepted）" in chinese
    assert task(years).accepted is None
