"""What is decided is a draft until it is approved: what may be done when, what deadlines count from, what is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest

import targetrules
from targetrules import ArgumentError
from targetrules.register import Approval, EventKind, HoldHarmless, Register
from tests.recorded import check_recorded
from tests.register.conftest import Clock
from tests.register.test_procedure import RECORDED, day
from tests.register.test_register import refused

PLAIN = """format = 1
[policy]
id = "county"
title = "Annual assessment of counties"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100, decimals = 1 }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "talk"
label = { zh = "诫勉谈话", en = "Warning talk" }
when = { grade = "poor" }
within = "10 days"
lasts = "6 months"
[[consequences]]
id = "report"
label = { zh = "书面报告", en = "Written report" }
when = { grade = "poor" }
within = "5 days"
counted_from = "service"
"""
POLICY = PLAIN + '[cycle]\napprove_by = ["leading-group", "standing-committee"]\n'
OFFICES = """
[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = ["offices", "policy", "approval"]
units = "all"
[offices.office]
label = { en = "Assessment office", zh = "考核办" }
may = ["results", "correction", "closing", "decision", "served", "executed", "approval", "hold-harmless"]
units = "all"
[offices.county-office]
label = { en = "County office", zh = "县级机构" }
may = ["results"]
units = "own"
"""


def scored(unit: str, score: float, period: int = 2025) -> dict[str, object]:
    return {"unit": unit, "period": period, "score": score}


@pytest.fixture
def begun(file: Path, clock: Clock) -> Iterator[Register]:
    """A register in which 2025 was decided and not approved yet."""
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        register.post([scored("A", 80), scored("B", 40), scored("C", 30)])
        register.close_period(2025)
        register.decide(2025)
        yield register


def awaiting(register: Register) -> list[str]:
    decisions = register.decisions(period=2025)
    assert all(each.approval is not None for each in decisions)
    return [each.unit for each in decisions if each.approval is not None and each.approval.day is None]


def days(register: Register) -> dict[tuple[str, str], tuple[str, str]]:
    """Until when it is due and in force, of each unit and consequence; "None" where that is not known."""
    return {(each.unit, each.consequence): (str(each.due), str(each.until)) for each in register.tasks()}


def test_deadlines_count_from_the_day_of_the_approval_and_from_service_where_the_rule_says_so(begun: Register) -> None:
    assert set(days(begun).values()) == {("None", "None")}
    begun.approve(2025, on=day(20))
    talk, report = ("2026-01-30", "2026-07-19"), ("None", "None")
    assert days(begun) == {(unit, id_): each for unit in "BC" for id_, each in (("talk", talk), ("report", report))}
    begun.note_served("B", 2025, "report", on=day(22))
    assert days(begun)["B", "report"] == ("2026-01-27", "None")
    (entry, _) = begun.decisions(unit="B")[0].outcome["consequences"]
    assert (entry["due"], entry["until"]) == talk


def test_an_approval_names_the_decisions_that_it_approves(begun: Register) -> None:
    approval = begun.approve(2025, on=day(20), digest="AB" * 32)
    (decision,) = begun.events(kinds=[EventKind.DECISION])
    assert approval.values == {
        "period": 2025,
        "day": "2026-01-20",
        "evidence": "ab" * 32,
        "decisions": [[decision.number, decision.hash]],
    }
    assert begun.decisions()[0].approval == Approval(("leading-group", "standing-committee"), day(20), approval.number)
    begun.correct([scored("B", 41)], reason="recount")
    begun.correct([scored("C", 31)], reason="recount")
    begun.withdraw("A", 2025, reason="merged")
    begun.close_period(2025)
    whole = begun.decide(2025, reason="A is gone")
    assert begun.approve(2025, on=day(21)).values["decisions"] == [[whole.number, whole.hash]]


def test_nothing_of_a_draft_is_served_or_carried_out(begun: Register) -> None:
    for note in (begun.note_served, begun.note_executed):
        told = refused(lambda note=note: note("B", 2025, "talk", on=day(21)))  # type: ignore[misc]
        assert ": what is decided of it is a draft until it is approved" in told[0]
        assert "所作的决定在批准之前只是拟定" in told[1]
    begun.approve(2025, on=day(20))
    for note in (begun.note_served, begun.note_executed):
        told = refused(lambda note=note: note("B", 2025, "talk", on=day(19)))  # type: ignore[misc]
        assert "it was approved on 2026-01-20, by event 6, later than 2026-01-19" in told[0]
        note("B", 2025, "talk", on=day(20))
    assert refused(lambda: begun.note_served("A", 2025, "talk", on=day(20)))[0].startswith("“A” does not receive")


def test_what_is_decided_anew_is_a_draft_of_the_units_that_it_changes_alone(begun: Register) -> None:
    begun.approve(2025, on=day(20))
    begun.note_served("B", 2025, "report", on=day(22))
    found = begun.correct([scored("B", 65)], reason="recount")
    (decision,) = (each for each in found.events if each.kind is EventKind.DECISION)
    assert (decision.values["changed"], decision.values["replaces"]) == (["B"], {"5": ["B"]})
    assert awaiting(begun) == ["B"]
    assert begun.text(decision) == (
        "2025 was decided anew, of 1 unit: a draft until it is approved, which then replaces what was approved of B "
        "(event 5); they are to be told; reason: recount"
    )
    begun.note_executed("C", 2025, "talk", on=day(25))
    begun.correct([scored("B", 55)], reason="recounted again")
    assert [each.values["replaces"] for each in begun.events(kinds=[EventKind.DECISION])] == [{}, {"5": ["B"]}, {}]
    begun.approve(2025, on=day(28))
    assert awaiting(begun) == []
    assert days(begun)["B", "talk"] == days(begun)["C", "talk"] == ("2026-01-30", "2026-07-19")


def test_a_consequence_that_stays_keeps_the_days_of_the_first_approval(file: Path, clock: Clock) -> None:
    policy = POLICY.replace("[grading]", '[measures.double]\nformula = "score * 2"\ndecimals = 1\n[grading]')
    with Register.create(file, by="Li Wei", policy=targetrules.loads(policy), clock=clock) as register:
        register.post([scored("B", 40)])
        register.close_period(2025)
        register.decide(2025)
        register.approve(2025, on=day(20))
        register.correct([scored("B", 41)], reason="recount")
        assert awaiting(register) == ["B"]
        assert days(register)["B", "talk"] == ("2026-01-30", "2026-07-19")
        register.approve(2025, on=day(25))
        assert days(register)["B", "talk"] == ("2026-01-30", "2026-07-19")


def test_a_consequence_that_stays_is_served_from_its_own_approval_on(file: Path, clock: Clock) -> None:
    policy = POLICY.replace("[grading]", '[measures.double]\nformula = "score * 2"\ndecimals = 1\n[grading]')
    with Register.create(file, by="Li Wei", policy=targetrules.loads(policy), clock=clock) as register:
        register.post([scored("B", 40), scored("C", 90)])
        register.close_period(2025)
        register.decide(2025)
        first = register.approve(2025, on=day(20))
        register.correct([scored("B", 41), scored("C", 50)], reason="recount")
        last = register.approve(2025, on=day(25))
        for unit, on, approval in (("B", 19, first), ("C", 24, last)):
            told = refused(lambda unit=unit, on=on: register.note_served(unit, 2025, "talk", on=day(on)))  # type: ignore[misc]
            assert f"by event {approval.number}, later than 2026-01-{on}" in told[0]
        register.note_served("B", 2025, "talk", on=day(20))
        register.note_served("C", 2025, "talk", on=day(25))


def test_no_day_lies_before_the_period_or_after_today(file: Path, clock: Clock) -> None:
    early, late = date(2024, 12, 31), clock.now.date() + timedelta(days=2)
    with Register.create(file, by="Li Wei", policy=targetrules.loads(PLAIN), clock=clock) as register:
        register.post([scored("B", 40)])
        register.close_period(2025)
        told = refused(lambda: register.decide(2025, decided_on=early))
        assert told[0].startswith(
            "2025 was not decided: it begins on 2025-01-01 at the earliest, and 2024-12-31 is before"
        )
        assert told[1].startswith("2025 没有作出决定：2025 最早自 2025-01-01 开始，2024-12-31 早于该日")
        assert "is still to come" in refused(lambda: register.decide(2025, decided_on=late))[0]
        register.decide(2025, decided_on=day(12))
        assert (
            "talk of B for 2025 was not recorded as served: 2025 begins on"
            in (refused(lambda: register.note_served("B", 2025, "talk", on=early))[0])
        )
        assert (
            "is still to come" in (refused(lambda: register.correct([scored("B", 90)], reason="x", decided_on=late))[0])
        )


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_draft_that_was_never_approved_takes_nothing_away(begun: Register, *, is_whole: bool) -> None:
    """What is in force is what was approved: a mistaken correction that is undone before it was leaves it as it was."""
    begun.approve(2025, on=day(20))
    begun.note_served("B", 2025, "talk", on=day(21))
    begun.note_executed("B", 2025, "talk", on=day(22))
    before = next(each for each in begun.tasks(unit="B") if each.consequence == "talk")
    begun.correct([scored("B", 90)], reason="mistaken")
    assert begun.tasks(unit="B") == []
    if is_whole:
        begun.withdraw("B", 2025, reason="mistaken too")
        begun.close_period(2025)
        begun.decide(2025, reason="B has no result")
        begun.post([scored("B", 40)], reason="it has one")
        begun.close_period(2025)
        begun.decide(2025, reason="B has its result")
    else:
        begun.correct([scored("B", 40)], reason="undone")
    assert awaiting(begun) == ["B"]
    begun.approve(2025, on=day(28))
    after = next(each for each in begun.tasks(unit="B") if each.consequence == "talk")
    assert (after.due, after.until, after.served, after.executed) == (before.due, before.until, day(21), day(22))
    assert days(begun)["B", "talk"] == ("2026-01-30", "2026-07-19")


def test_a_draft_that_was_approved_takes_away_what_it_does(begun: Register) -> None:
    begun.approve(2025, on=day(20))
    begun.note_served("B", 2025, "talk", on=day(21))
    begun.correct([scored("B", 90)], reason="recount")
    begun.approve(2025, on=day(24))
    begun.correct([scored("B", 40)], reason="recount of the recount")
    begun.approve(2025, on=day(28))
    [talk] = [each for each in begun.tasks(unit="B") if each.consequence == "talk"]
    assert (talk.due, talk.served) == (date(2026, 2, 7), None)


def test_what_is_held_harmless_in_a_draft_is_due_from_its_approval(begun: Register) -> None:
    held = HoldHarmless(reason="trust", not_withdrawn=["talk"])
    begun.correct([scored("B", 90)], reason="recount", hold_harmless=held)
    assert begun.decisions(unit="B")[0].held["received"] == ["talk"]
    begun.approve(2025, on=day(20))
    [talk] = begun.tasks(unit="B")
    assert (talk.consequence, talk.due, talk.until) == ("talk", day(30), date(2026, 7, 19))


def test_a_whole_decision_anew_leaves_approved_what_it_does_not_change(begun: Register) -> None:
    begun.approve(2025, on=day(20))
    begun.post(scored("D", 20), reason="it came late")
    begun.close_period(2025)
    decision = begun.decide(2025, reason="D came late")
    assert (decision.values["changed"], decision.values["replaces"]) == (["D"], {})
    assert awaiting(begun) == ["D"]
    begun.note_served("B", 2025, "talk", on=day(21))
    assert "is a draft" in refused(lambda: begun.note_served("D", 2025, "talk", on=day(21)))[0]
    begun.approve(2025, on=day(24))
    assert (days(begun)["B", "talk"][0], days(begun)["D", "talk"][0]) == ("2026-01-30", "2026-02-03")
    begun.correct([scored("A", 81)], reason="recount")
    same = begun.decide(2025, reason="A was recounted")
    assert (same.values["changed"], awaiting(begun)) == ([], [])
    assert begun.text(same).startswith("2025 was decided, of 4 units: what was approved of each stays as it is")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_refusal_says_what_forbids_it_and_who_could(file: Path, clock: Clock, language: str) -> None:
    told = list[str]()
    at = ("en", "zh").index(language)

    def note(call: object) -> None:
        told.append(refused(call)[at])  # type: ignore[arg-type]

    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        register.adopt_offices(OFFICES)
        group = register.acting(by="Li Wei", office="leading-group")
        office = register.acting(by="Wang Fang", office="office")
        office.post([scored("A", 80), scored("B", 40)])
        office.close_period(2025)
        note(lambda: group.approve(2025, on=day(20)))
        note(lambda: office.decide(2025, decided_on=day(12)))
        office.decide(2025)
        note(lambda: office.note_served("B", 2025, "talk", on=day(20)))
        note(lambda: office.note_executed("B", 2025, "talk", on=day(20)))
        note(lambda: office.approve(2025, on=day(20)))
        note(lambda: office.acting(by="Zhao", office="county-office", units=["A"]).approve(2025, on=day(20)))
        office.post(scored("C", 10))
        note(lambda: group.approve(2025, on=day(20)))
        office.close_period(2025)
        office.decide(2025, reason="C came late")
        group.approve(2025, on=day(20))
        note(lambda: group.approve(2025, on=day(20)))
        note(lambda: office.note_served("B", 2025, "talk", on=day(19)))
        note(lambda: office.note_executed("B", 2025, "talk", on=day(19)))
        note(lambda: office.correct([scored("B", 70)], reason="recount", decided_on=day(21)))
        office.correct([scored("B", 70)], reason="recount")
        note(lambda: group.approve(2025, on=day(19)))
        note(lambda: group.approve(2025, on=date(2024, 12, 31)))
        note(lambda: office.note_served("B", 2025, "talk", on=date(2024, 12, 31)))
        assert register.verify().verified
    check_recorded(RECORDED / f"approval-refused.{language}.txt", "\n".join(told) + "\n")


def test_a_policy_that_wants_no_approval_has_none(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(PLAIN), clock=clock) as register:
        register.post([scored("B", 40)])
        register.close_period(2025)
        decided = register.decide(2025, decided_on=day(12))
        assert not {"changed", "replaces"} & decided.values.keys()
        assert "wants no approval" in refused(lambda: register.approve(2025, on=day(20)))[0]
        assert register.decisions()[0].approval is None
        register.note_served("B", 2025, "talk", on=day(12))


def test_what_an_approval_is_given_is_looked_at(begun: Register, clock: Clock) -> None:
    later = clock.now.date().replace(year=clock.now.year + 1)
    assert "still to come" in refused(lambda: begun.approve(2025, on=later))[0]
    for given in ({"on": "2026-01-20"}, {"on": None}, {"on": day(20), "digest": "x"}, {"on": day(20), "evidence": 1}):
        with pytest.raises(ArgumentError):
            begun.approve(2025, **given)
    with pytest.raises(ArgumentError):
        begun.approve("2025-Q1", on=day(20))
    assert begun.head().number == 5


def test_it_is_told_wherever_a_decision_is(begun: Register) -> None:
    begun.approve(2025, on=day(20))
    begun.correct([scored("B", 65), scored("C", 25)], reason="recount")
    told = list[str]()
    for language in ("en", "zh"):
        for shown in (
            begun.show("decisions"),
            begun.show(),
            begun.show("events"),
            begun.table(begun.tasks(), on=day(25)),
            begun.screen(begun.status(on=day(25))),
        ):
            told.append(shown.text(language))
    check_recorded(RECORDED / "approval.txt", "\n".join(told))
    stream = StringIO()
    begun.show("decisions").write(stream, format="csv")
    assert "by=leading-group; standing-committee; day=; event=" in stream.getvalue()
    table = BytesIO()
    begun.table(begun.tasks()).write(table, format="json")
    assert b'"approval"' in table.getvalue()
    assert begun.status(2025, on=day(25)).next[0].kind == "approval"


def test_what_was_known_before_is_told_as_it_was(begun: Register, clock: Clock) -> None:
    before = clock.now
    begun.approve(2025, on=day(20))
    assert awaiting(begun) == []
    assert all(each.approval is not None and each.approval.day is None for each in begun.decisions(as_of=before))
    assert all(each.is_draft and each.due is None for each in begun.tasks(as_of=before))


def test_a_register_made_of_an_export_knows_what_was_approved(begun: Register, tmp_path: Path, clock: Clock) -> None:
    begun.approve(2025, on=day(20))
    begun.correct([scored("B", 65)], reason="recount")
    begun.export(tmp_path / "county.jsonl")
    with Register.restore(tmp_path / "again.db", tmp_path / "county.jsonl", by="Li Wei", clock=clock) as again:
        assert again.decisions() == begun.decisions()
        assert again.verify(begun.head().hash).verified
        again.approve(2025, on=day(24))
        assert awaiting(again) == []


def test_persons_are_known_by_their_digests(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), persons=True, clock=clock) as register:
        register.post([scored("Zhang San", 40)])
        register.close_period(2025)
        register.decide(2025)
        assert (
            "talk of Zhang San for 2025"
            in refused(lambda: register.note_served("Zhang San", 2025, "talk", on=day(20)))[0]
        )
        register.approve(2025, on=day(20))
        (decision,) = (
            each
            for each in register.correct([scored("Zhang San", 70)], reason="recount").events
            if each.kind is EventKind.DECISION
        )
        assert "Zhang" not in decision.content
        assert "approved of Zhang San (event" in register.text(decision)


def test_what_is_held_harmless_is_held_in_a_draft_too(begun: Register) -> None:
    begun.approve(2025, on=day(20))
    begun.correct([scored("A", 50)], reason="recount", hold_harmless=HoldHarmless(reason="trust", grade=True))
    assert awaiting(begun) == ["A"]
    assert begun.decisions(unit="A")[0].grade == "good"


def test_events_are_found_by_their_period(begun: Register) -> None:
    begun.approve(2025, on=day(20))
    assert [each.kind for each in begun.events(period=2025)][-1] is EventKind.APPROVAL
    assert [each.kind for each in begun.events(unit="A", period=2025)][-1] is EventKind.APPROVAL
    assert EventKind.APPROVAL not in [each.kind for each in begun.events(period=2024)]


def test_a_later_text_may_want_it(file: Path, clock: Clock) -> None:
    first = targetrules.loads(PLAIN)
    with Register.create(file, by="Li Wei", policy=first, clock=clock) as register:
        register.post([scored("B", 40), scored("B", 30, 2026)])
        register.close_period(2025)
        register.decide(2025, decided_on=day(12))
        register.adopt(targetrules.loads(POLICY.replace('id = "county"', 'id = "county"\nfirst_period = 2026')))
        register.close_period(2026)
        register.decide(2026)
        register.note_served("B", 2025, "talk", on=day(13))
        assert "is a draft" in refused(lambda: register.note_served("B", 2026, "talk", on=date(2027, 1, 13)))[0]
        assert [each.approval is None for each in register.decisions()] == [True, False]


def test_what_came_and_went_again_asks_for_no_decision_before_the_approval(begun: Register) -> None:
    begun.post(scored("D", 10))
    assert "results came" in refused(lambda: begun.approve(2025, on=day(20)))[0]
    begun.withdraw("D", 2025, reason="another period")
    begun.close_period(2025)
    assert "decided so by event" in refused(lambda: begun.decide(2025, reason="x"))[0]
    assert [each.kind for each in begun.status(2025, on=day(20)).next] == ["approval"]
    begun.approve(2025, on=day(20))


def test_what_is_approved_is_locked(begun: Register) -> None:
    begun.approve(2025, on=day(20))
    told = refused(lambda: begun.post(scored("D", 10)))
    assert "was approved on 2026-01-20, by event 6, and it is locked since" in told[0]
    assert "成绩自此锁定" in told[1]
    event = begun.post(scored("D", 10), reason="it came late")
    assert begun.text(event) == "results posted: 1, of 2025; reason: it came late"
    begun.correct(scored("D", 11), reason="recount")
    begun.withdraw("D", 2025, reason="of another province")
    begun.post(scored("A", 10, 2026))
    with pytest.raises(ArgumentError):
        begun.post(scored("E", 10), reason=" ")
