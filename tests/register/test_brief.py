"""Decisions told briefly, as a whole period is looked over: they are those that events tell in full."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import targetrules
from targetrules.register import Register
from targetrules.register.approvals import brief_approved, decisions_approved
from targetrules.register.decisions import Decision, decision_of
from targetrules.register.said import said_text, text_of_outcomes
from targetrules.register.stored import Moment, RowKey
from tests.register.conftest import Clock
from tests.register.test_approval import scored
from tests.register.test_beside import DISCRETION, begin
from tests.register.test_procedure import day

PARTLY = DISCRETION.split("[cycle]", maxsplit=1)[0].replace("decimals = 1 }", "decimals = 1, optional = true }", 1)


def brief(decision: Decision) -> Decision:
    """What is told of a decision briefly."""
    kept = {name: decision.outcome[name] for name in ("grade", "consequences")}
    undetermined = [{"id": each["id"]} for each in decision.outcome["undetermined"]]
    return Decision(
        decision.unit,
        decision.period,
        decision.event,
        {**kept, "undetermined": undetermined},
        decision.held,
        decision.approval,
    )


def check(register: Register, number: int) -> dict[RowKey, Decision]:
    """They are the same after an event; the decisions told briefly."""
    with register._database.reading() as connection:  # noqa: SLF001
        of = connection, register._policies, register.policy(period=2025).rules, Moment(number), 2025  # noqa: SLF001
        found = dict(brief_approved(*of))
        assert found == {key: brief(each) for key, each in decisions_approved(*of).items()}
        assert list(found) == sorted(found)
        for unit in ("A", "B"):
            assert brief_approved(*of, unit) == {key: each for key, each in found.items() if key[1] == unit}
    return found


def test_after_each_event_they_are_those_told_in_full(file: Path, clock: Clock) -> None:
    with begin(file, clock, DISCRETION) as register:
        register.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="x")
        register.override("B", 2025, on=day(20), reason="y", lift=["talk"])
        register.approve(2025, on=day(21))
        register.correct(scored("C", 70), reason="z")
        register.post(scored("D", 10), reason="late")
        register.close_period(2025)
        register.decide(2025, reason="late")
        found = [check(register, number) for number in range(1, register.head().number + 1)]
    assert [len(each) for each in found][-1] == len({"A", "B", "C", "D"})
    last = {unit: each for (_, unit), each in found[-1].items()}
    assert [each.approval and each.approval.day for each in (last["B"], last["D"])] == [day(21), None]


def test_of_outcomes_by_columns_the_same_is_told() -> None:
    rows = [{**scored(f"u{number}", 80), "score": score} for number, score in enumerate([80, 40, None, 30, 80])]
    outcomes = targetrules.loads(PARTLY).evaluate(rows, decided_on=date(2026, 1, 10), engine="columnar")
    assert text_of_outcomes(outcomes) == said_text(map(decision_of, outcomes))
    by_rows = targetrules.loads(PARTLY).evaluate(rows, decided_on=date(2026, 1, 10), engine="reference")
    assert text_of_outcomes(by_rows) is None
