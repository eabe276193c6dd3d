"""No sequence of events that a register accepts breaks a rule of the cycle, and it refuses none that breaks none.

What is recorded is looked at by a checker that knows nothing of the program: it reads the events alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import define, field
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import targetrules
from targetrules.register import Event, EventKind, Register, RegisterError
from tests import effort
from tests.register.conftest import Clock
from tests.register.test_procedure import POLICY

UNITS, PERIODS = ("A", "B", "C"), (2025, 2026)
STEPS = ("inspection", "self-review", "rating", "grading")
EACH = ("self-review", "rating")
GIVES = {"gdp": "inspection", "rating": "rating"}
DAYS = st.integers(1, 4).map(lambda number: date(2026, 1, number))


@define
class Told:
    """What events say of one period, and whether one more may come."""

    rows: dict[str, Mapping[str, str]] = field(factory=dict)
    taken: list[tuple[str, str | None, str]] = field(factory=list)
    is_decided: bool = False

    def has(self, step: str, unit: str | None) -> bool:
        return any(each == step and of in (None, unit) for each, of, _ in self.taken)

    def may_take(self, step: str, units: Collection[str], day: str) -> bool:
        if not self.rows or (step in EACH) is not bool(units):
            return False
        before = STEPS[: STEPS.index(step)]
        for unit in units or (None,):
            if self.has(step, unit):
                return False
            concerned = list(self.rows) if unit is None else [unit]
            for earlier in before:
                if earlier not in EACH:
                    if not self.has(earlier, None):
                        return False
                elif not all(self.has(earlier, each) for each in concerned) or not self.has_any(earlier):
                    return False
                of = {*concerned, None}
                if any(each == earlier and at in of and on > day for each, at, on in self.taken):
                    return False
        return True

    def has_any(self, step: str) -> bool:
        return any(each == step for each, _, _ in self.taken)

    def may_come(self, unit: str, values: Mapping[str, str]) -> bool:
        return all(not value or self.has(GIVES[name], unit) for name, value in values.items())

    def may_decide(self, day: str) -> bool:
        for step in STEPS:
            if not self.has_any(step) or (step in EACH and not all(self.has(step, unit) for unit in self.rows)):
                return False
        return all(on <= day for _, unit, on in self.taken if unit is None or unit in self.rows)

    def take(self, event: Event) -> bool:
        """Whether it might come; it came."""
        said: Mapping[str, Any] = event.values
        if event.kind is EventKind.STEP:
            units = said["units"] or ()
            is_fine = self.may_take(said["step"], units, said["day"])
            self.taken += [(said["step"], unit, said["day"]) for unit in units or (None,)]
            return is_fine
        if event.kind is EventKind.CLOSING:
            return True
        if event.kind is EventKind.DECISION:
            is_fine = self.is_decided or self.may_decide(said["record"]["options"]["decided-on"])
            self.is_decided = True
            return is_fine
        rows = {unit: dict(zip(said["columns"], cells, strict=True)) for unit, _, *cells in said["rows"]}
        if event.kind is EventKind.WITHDRAWAL:
            for unit in rows:
                del self.rows[unit]
            return True
        is_fine = all(self.may_come(unit, values) for unit, values in rows.items())
        self.rows |= rows
        return is_fine


class Cycles(RuleBasedStateMachine):
    """A register of two periods with steps."""

    recorded = 0
    refused = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.register = Register.create(
            Path(self.folder.name) / "county.db",
            by="Li Wei",
            policy=targetrules.loads(POLICY),
            clock=Clock(datetime(2027, 3, 1, 8, tzinfo=UTC)),
        )
        self.told = {period: Told() for period in PERIODS}
        self.seen = self.register.head().number

    def teardown(self) -> None:
        self.register.close()
        self.folder.cleanup()

    @contextmanager
    def allowed(self, *, where: bool) -> Iterator[None]:
        """What is done is recorded where nothing forbids it, and refused everywhere else."""
        try:
            yield
        except RegisterError:
            type(self).refused += 1
            assert not where
        else:
            assert where

    @rule(step=st.sampled_from(STEPS), period=st.sampled_from(PERIODS), units=st.sets(st.sampled_from(UNITS)), day=DAYS)
    def any_step(self, step: str, period: int, units: set[str], day: date) -> None:
        self.step(step, period, units, day)

    def step(self, step: str, period: int, units: set[str], day: date) -> None:
        told = self.told[period]
        there = sorted(unit for unit in units if unit in told.rows)
        is_fine = told.may_take(step, there, day.isoformat())
        with self.allowed(where=is_fine):
            self.register.note_step(step, period, on=day, units=there)

    @rule(period=st.sampled_from(PERIODS), day=DAYS)
    def next_step(self, period: int, day: date) -> None:
        """The first step that is not taken, so that some go through, on any day."""
        told = self.told[period]
        for step in STEPS:
            units = {unit for unit in told.rows if not told.has(step, unit)} if step in EACH else set[str]()
            if units or (step not in EACH and not told.has(step, None)):
                self.step(step, period, units, day)
                return

    @rule(
        period=st.sampled_from(PERIODS),
        unit=st.sampled_from(UNITS),
        gdp=st.sampled_from(["", "5"]),
        rating=st.sampled_from(["", "7"]),
    )
    def results(self, period: int, unit: str, gdp: str, rating: str) -> None:
        told, values = self.told[period], {"gdp": gdp, "rating": rating}
        row = {"unit": unit, "period": period, **{name: value or None for name, value in values.items()}}
        if told.rows.get(unit) == values:
            return
        is_fine = told.may_come(unit, values)
        with self.allowed(where=is_fine):
            if unit in told.rows:
                self.register.correct(row, reason="x")
            else:
                self.register.post(row)

    @rule(period=st.sampled_from(PERIODS), day=DAYS)
    def decide(self, period: int, day: date) -> None:
        """The first decision; corrections decide anew after it."""
        told = self.told[period]
        if told.is_decided or not told.rows:
            return
        is_fine = told.may_decide(day.isoformat())
        with self.allowed(where=is_fine), self.register.together():
            self.register.close_period(period)
            self.register.decide(period, decided_on=day)

    @precondition(lambda self: any(told.rows for told in self.told.values()))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        known = [(period, unit) for period, told in self.told.items() for unit in told.rows]
        period, unit = data.draw(st.sampled_from(known))
        self.register.withdraw(unit, period, reason="x")

    @invariant()
    def what_was_recorded_breaks_no_rule(self) -> None:
        for event in self.register.events(after=self.seen):
            self.seen = event.number
            period = event.values["period"] if "period" in event.values else int(event.values["rows"][0][1])
            assert self.told[period].take(event), event.content
            type(self).recorded += 1

        self.check_where_it_stands()

    def check_where_it_stands(self) -> None:
        for period, told in self.told.items():
            for each in self.register.procedure(period):
                days = [day for step, _, day in told.taken if step == each.step]
                assert (each.day is None) is (not days)
                assert each.day is None or each.day.isoformat() == max(days)
                lacking = {unit for unit in told.rows if each.step in EACH and not told.has(each.step, unit)}
                assert set(each.lacking) == lacking


def test_no_accepted_sequence_breaks_a_rule_of_the_cycle() -> None:
    few = settings(
        max_examples=6 * effort.factor,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Cycles, settings=few)
    assert Cycles.recorded >= effort.factor
    assert Cycles.refused >= effort.factor
