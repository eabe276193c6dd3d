"""Where a period stands, what comes next, and what is overdue: one screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

import targetrules
from targetrules import ArgumentError
from targetrules.register import Register
from tests.command_line import call
from tests.recorded import check_recorded
from tests.register.conftest import POLICY as PLAIN
from tests.register.conftest import Clock
from tests.register.test_procedure import BLANK, OFFICES, POLICY, RECORDED, day, filled
from tests.register.test_register import refused, row

TALK = """
[[consequences]]
id = "talk"
label = { zh = "诫勉谈话", en = "Warning talk" }
when = { grade = "poor" }
within = "30 days"
"""
WITH_TALK = POLICY.replace("[[procedure.steps]]", f"{TALK}\n[[procedure.steps]]", 1)
ON = date(2026, 2, 1)


@pytest.fixture
def begun(file: Path, clock: Clock) -> Iterator[Register]:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(WITH_TALK), clock=clock) as register:
        yield register


def nexts(register: Register) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(each.kind, each.about, each.units) for each in register.status(2025, on=ON).next]


def decided(register: Register) -> None:
    """Take the whole year, up to its decision."""
    register.note_step("inspection", 2025, on=day(5))
    register.note_step("self-review", 2025, on=day(6), units=["A", "B"])
    register.note_step("rating", 2025, on=day(7), units=["A", "B"])
    register.note_step("grading", 2025, on=day(8))
    register.correct([filled("A", 40, 30), filled("B", 20, 10)], reason="x")
    register.close_period(2025)
    register.decide(2025, decided_on=day(8))


def test_what_comes_next_follows_the_year(begun: Register) -> None:
    assert nexts(begun) == [("results", None, ())]
    begun.post(BLANK)
    assert nexts(begun) == [("step", "inspection", ()), ("closing", None, ())]
    begun.note_step("inspection", 2025, on=day(5))
    begun.note_step("self-review", 2025, on=day(6), units=["A"])
    assert nexts(begun)[0] == ("step", "self-review", ("B",))
    begun.note_step("self-review", 2025, on=day(6), units=["B"])
    begun.note_step("rating", 2025, on=day(7), units=["A", "B"])
    begun.note_step("grading", 2025, on=day(8))
    begun.correct([filled("A", 40, 30), filled("B", 20, 10)], reason="x")
    assert nexts(begun) == [("closing", None, ()), ("decision", None, ())]
    begun.close_period(2025)
    assert nexts(begun) == [("decision", None, ())]
    begun.decide(2025, decided_on=day(8))
    assert nexts(begun) == [("served", "talk", ("B",)), ("executed", "talk", ("B",))]
    begun.note_served("B", 2025, "talk", on=day(9))
    assert nexts(begun) == [("executed", "talk", ("B",))]
    assert [(each.unit, each.due) for each in begun.status(on=date(2026, 2, 8)).overdue] == [("B", date(2026, 2, 7))]
    assert begun.status(on=date(2026, 2, 7)).overdue == ()
    begun.note_executed("B", 2025, "talk", on=day(20))
    assert nexts(begun) == []
    begun.post(filled("C", 1, 1) | {"rating": None})
    assert nexts(begun)[0] == ("step", "self-review", ("C",))
    assert ("decision", None, ()) not in nexts(begun)
    begun.note_step("self-review", 2025, on=day(20), units=["C"])
    begun.note_step("rating", 2025, on=day(20), units=["C"])
    assert nexts(begun) == [("closing", None, ()), ("decision", None, ())]


def test_the_screen_is_told_in_both_languages(begun: Register) -> None:
    begun.post(BLANK)
    begun.adopt_offices(OFFICES)
    screens = [begun.screen(begun.status(2025, on=ON))]
    office = begun.acting(by="Wang", office="office")
    office.note_step("inspection", 2025, on=day(5))
    office.acting(by="Zhao", office="county-office", units=["A"]).note_step("self-review", 2025, on=day(6), units=["A"])
    screens.append(begun.screen(begun.status(on=ON)))
    told = [screen.text(language) for screen in screens for language in ("en", "zh")]
    check_recorded(RECORDED / "status.txt", "\n".join(told))


def test_the_screen_of_a_decided_year(begun: Register) -> None:
    begun.post(BLANK)
    decided(begun)
    status = begun.status(2025, on=date(2026, 3, 1))
    screen = begun.screen(status)
    check_recorded(RECORDED / "status-decided.txt", screen.text("en") + "\n" + screen.text("zh"))
    stream = BytesIO()
    screen.write(stream, format="json")
    (told,) = json.loads(stream.getvalue())
    assert told["overdue"] == [{"unit": "B", "consequence": "talk", "due": "2026-02-07"}]
    assert [each["kind"] for each in told["next"]] == ["served", "executed"]


def test_groups_that_are_open_are_named(register: Register) -> None:
    register.post([row("A", 2025, 55), {"unit": "D", "period": 2025, "score": 70, "kind": "department"}])
    register.close_period(2025, {"kind": "department"})
    status = register.status(2025, on=ON)
    assert [(each.kind, each.about) for each in status.next] == [("closing", "kind = county"), ("decision", None)]
    assert "results: 2, not said to be all there: kind = county\n" in register.screen(status).text("en")


def test_a_time_before_is_told_as_it_was(begun: Register) -> None:
    begun.post(BLANK)
    then = begun.note_step("inspection", 2025, on=day(5)).recorded
    begun.note_step("self-review", 2025, on=day(6), units=["A", "B"])
    assert begun.status(2025, on=ON, as_of=then).next[0].about == "self-review"
    assert begun.status(2025, on=ON).next[0].about == "rating"


def test_persons_are_told_by_their_names(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li", policy=targetrules.loads(WITH_TALK), persons=True, clock=clock) as register:
        register.post([{**each, "unit": f"Zhang {each['unit']}"} for each in BLANK])
        register.note_step("inspection", 2025, on=day(5))
        assert register.status(2025, on=ON).next[0].units == ("Zhang A", "Zhang B")
        assert "of Zhang A, Zhang B" in register.screen(register.status(2025, on=ON)).text("en")


def test_persons_of_whom_something_else_is_decided_are_told_by_their_names(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li", policy=targetrules.loads(PLAIN), persons=True, clock=clock) as register:
        register.post([row("Zhang A", 2025, 55), row("Zhang B", 2025, 55)])
        register.close_period(2025)
        register.decide(2025, decided_on=day(15))
        for name in ("Zhang B", "Zhang A"):
            register.override(name, 2025, lift=["warning-talk"], on=day(20), reason="flood")
        status = register.status(2025, on=date(2026, 2, 1))
        assert status.overridden == ("Zhang A", "Zhang B")
        assert "Zhang A, Zhang B" in register.screen(status).text("en")


def test_what_cannot_be_told(begun: Register) -> None:
    assert refused(begun.status) == [
        "the policy county has no results yet: post them, or name the period",
        "政策 county 尚无成绩：请先登记成绩，或者写明哪一期",
    ]
    with pytest.raises(ArgumentError, match="status: "):
        begun.screen(7)  # type: ignore[arg-type]


def test_offices_that_nobody_has_are_told_when_a_policy_or_a_table_is_adopted(file: Path) -> None:
    """By the commands, whose reader sees neither the policy nor the table again."""
    text = WITH_TALK + '[cycle]\napprove_by = "group"\n'
    says = "提示：county：政策所写的机构，机构权限表中没有，或者无权登记所写的事项：group\n"
    (file.parent / "county.toml").write_text(text, encoding="utf-8")
    (file.parent / "offices.toml").write_text(OFFICES, encoding="utf-8")
    Register.create(file, by="Li Wei").close()
    adopted = call(["register", "adopt", str(file), str(file.parent / "county.toml"), "--by", "x", "--lang", "zh"])
    assert (adopted.status, says in adopted.errors) == (0, False)
    told = call(["register", "offices", str(file), str(file.parent / "offices.toml"), "--by", "x", "--lang", "zh"])
    assert (told.status, says in told.errors) == (0, True)


def test_offices_that_may_not_do_what_the_policy_names_them_for_are_told(file: Path, clock: Clock) -> None:
    policy = WITH_TALK.replace('"county-office"', '"county-bureau"') + '[cycle]\napprove_by = "leading-group"\n'
    with Register.create(file, by="Li Wei", policy=targetrules.loads(policy), clock=clock) as register:
        register.post(BLANK)
        assert register.status(2025, on=ON).unable == ()
        register.adopt_offices(OFFICES)
        status = register.status(2025, on=ON)
        assert status.unable == ("county-bureau", "leading-group")
        told = [register.screen(status).text(language) for language in ("en", "zh")]
        assert "named for: county-bureau" in told[0].replace("it names them for", "named for")
        assert "无权登记所写的事项：county-bureau、leading-group" in told[1]
        stream = BytesIO()
        register.screen(status).write(stream, format="json")
        assert json.loads(stream.getvalue())[0]["unable"] == ["county-bureau", "leading-group"]
