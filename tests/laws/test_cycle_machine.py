"""No sequence of events that a register accepts breaks a rule of the cycle, and it refuses none that breaks none.

What is recorded is looked at by a checker that knows nothing of the program: it reads the events alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from attrs import define, field
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import targetrules
from targetrules.register import Event, EventKind, Register, RegisterError
from tests import effort
from tests.register.conftest import Clock
from tests.register.test_procedure import POLICY as STEPS_POLICY
from tests.register.test_status import TALK

UNITS, PERIODS = ("A", "B", "C"), (2025, 2026)
STEPS = ("inspection", "self-review", "rating", "grading")
EACH = ("self-review", "rating")
GIVES = {"gdp": "inspection", "rating": "rating"}
TARGET = "gdp_target"
POLICY = (
    re.sub(r"(?m)^gdp = .*$", "", STEPS_POLICY)
    .replace(
        """[measures.total]
formula = "gdp + rating"
decimals = 1
""",
        """[categories.economy]
weight = 50
[indicators.gdp]
category = "economy"
weight = 50
min = 0
max = 50
decimals = 1
target = "at_least"
scoring = "all-or-nothing"
""",
    )
    .replace("good = 60", "good = 40")
)
BONUS = """
[[consequences]]
id = "bonus"
when = { grade = "good" }
force = "may"
"""
CYCLE = '[cycle]\ndiscretion_by = "leading-group"\n'
EACH_DAY = [date(2025, 12, 31) + timedelta(days=number) for number in range(7)]
DAYS = st.sampled_from(EACH_DAY)


@define
class Told:
    """What events say of one period, and whether one more may come."""

    begins: str = ""
    rows: dict[str, Mapping[str, str]] = field(factory=dict)
    taken: list[tuple[str, str | None, str]] = field(factory=list)
    targets: dict[str, str] = field(factory=dict)
    since: dict[str, tuple[str, bool]] = field(factory=dict)
    is_decided: bool = False
    wants_approval: bool = False
    outcomes: dict[str, Any] = field(factory=dict)
    drafts: set[str] = field(factory=set)
    approvals: dict[str, str] = field(factory=dict)
    in_force: dict[str, str] = field(factory=dict)
    is_open: bool = True
    decided_rows: dict[str, Mapping[str, str]] = field(factory=dict)
    noted: set[tuple[str, str]] = field(factory=set)
    asks: bool = False
    unshown: set[str] = field(factory=set)
    shown: dict[str, tuple[str, str, int]] = field(factory=dict)
    last_shown: tuple[str, str] = ("", "")
    changed_at: dict[str, int] = field(factory=dict)
    objections: dict[int, tuple[str, str]] = field(factory=dict)
    appeals: set[int] = field(factory=set)
    approved_by: dict[str, int] = field(factory=dict)
    answers: dict[int, tuple[bool, bool, str]] = field(factory=dict)
    corrected: dict[str, int] = field(factory=dict)
    settled: set[int] = field(factory=set)
    decided_on: dict[str, str] = field(factory=dict)
    received_from: dict[str, str] = field(factory=dict)
    ever: set[str] = field(factory=set)
    ruled_on: str = ""
    used: dict[str, tuple[bool, int]] = field(factory=dict)

    @property
    def is_changed(self) -> bool:
        return self.is_decided and self.rows != self.decided_rows

    def has(self, step: str, unit: str | None) -> bool:
        return any(each == step and of in (None, unit) for each, of, _ in self.taken)

    def may_take(self, step: str, units: Collection[str], day: str) -> bool:
        if not self.rows or (step in EACH) is not bool(units) or day < self.begins:
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
        if any(value and not self.has(GIVES[name], unit) for name, value in values.items() if name in GIVES):
            return False
        given, before = values[TARGET], self.rows.get(unit, {}).get(TARGET)
        if not given or not self.targets:
            return True
        return given == self.targets.get(unit, before)

    def filled(self, unit: str, values: Mapping[str, str]) -> Mapping[str, str]:
        """A result as it stands: with the target that its unit has."""
        return {**values, TARGET: self.targets.get(unit, values[TARGET])}

    def may_amend(self, unit: str, before: str, after: str, day: str) -> bool:
        if self.targets.get(unit) != before or before == after or unit in self.ever:
            return False
        since, is_amended = self.since[unit]
        return since < day or (since == day and not is_amended)

    def may_issue(self, units: Collection[str], number: str) -> bool:
        return all(
            unit not in self.targets
            and unit not in self.ever
            and self.rows.get(unit, {TARGET: ""})[TARGET] in ("", number)
            for unit in units
        )

    def all_taken(self) -> bool:
        for step in STEPS:
            if not self.has_any(step) or (step in EACH and not all(self.has(step, unit) for unit in self.rows)):
                return False
        return True

    def may_decide(self, day: str | None) -> bool:
        if not self.all_taken():
            return False
        if day is None:
            return self.wants_approval
        return not self.wants_approval and max(self.last_step(), self.begins) <= day

    def last_step(self) -> str:
        return max((on for _, unit, on in self.taken if unit is None or unit in self.rows), default="")

    def may_approve(self, day: str) -> bool:
        last = max(self.begins, self.last_step(), self.ruled_on, *self.approvals.values(), *self.answered())
        if not self.drafts or self.is_changed or last > day:
            return False
        if any(self.found_bonus(unit) and unit not in self.used for unit in self.outcomes):
            return False
        return not self.asks or (not self.unshown and self.last_shown[1] < day and self.all_settled())

    def answered(self) -> list[str]:
        return [each for number, (*_, each) in self.answers.items() if number not in self.appeals]

    def all_settled(self) -> bool:
        objections = [number for number in self.objections if number not in self.appeals]
        return all(number in self.answers and not self.waits(number) for number in objections)

    def may_appeal(self, unit: str, day: str) -> bool:
        if unit not in self.approvals or unit in self.drafts:
            return False
        since, last = self.approved_by[unit], date.fromisoformat(self.approvals[unit]) + timedelta(days=2)
        again = any(number > since and self.objections[number][0] == unit for number in self.appeals)
        return self.approvals[unit] <= day <= last.isoformat() and not again

    def waits(self, number: int) -> bool:
        """Whether it was upheld, and nothing was decided anew since, nor else done."""
        is_upheld, is_done, _ = self.answers[number]
        is_changed = self.changed_at[self.objections[number][0]] > number
        return is_upheld and not (is_done or is_changed or number in self.settled)

    def may_show(self, day: str) -> bool:
        last = max(self.begins, self.last_step(), self.last_shown[0], *self.approvals.values())
        return bool(self.unshown) and not self.is_changed and last <= day

    def may_object(self, unit: str, day: str) -> bool:
        if unit not in self.outcomes or unit not in self.drafts or unit in self.unshown:
            return False
        first, last, since = self.shown[unit]
        objections = [number for number in self.objections if number not in self.appeals]
        again = any(self.objections[number][0] == unit and number > since for number in objections)
        return first <= day <= last and not again

    def may_answer(self, number: int, day: str, says: tuple[bool, bool]) -> bool:
        if number not in self.answers:
            return number in self.objections and self.objections[number][1] <= day
        return self.waits(number) and says == (True, True) and self.answers[number][2] <= day

    def receives(self, unit: str) -> bool:
        if unit not in self.outcomes:
            return False
        outcome, held = self.outcomes[unit]
        return "talk" in held.get("received", [each["id"] for each in outcome["consequences"]])

    def may_override(self, unit: str, what: str, day: str) -> bool:
        if unit not in self.outcomes or self.is_open or day < self.acted_on(unit):
            return False
        outcome, held = self.outcomes[unit]
        if what == "end":
            return "override" in held
        named = [*held.get("override", {}).get("imposed", ()), *held.get("override", {}).get("lifted", ())]
        is_open = "talk" not in named and any(each["id"] == "talk" for each in outcome["undetermined"])
        return (what == "lift" and is_open) or self.receives(unit) is not (what == "impose")

    def may_use(self, unit: str, day: str, *, imposed: bool) -> bool:
        """Whether it may be decided if a unit gets the bonus, which is left to discretion where the rules find it."""
        if unit not in self.outcomes or self.is_open or day < self.acted_on(unit) or not self.found_bonus(unit):
            return False
        return unit not in self.used or self.used[unit][0] is not imposed

    def found_bonus(self, unit: str) -> bool:
        return any(each["id"] == "bonus" for each in self.outcomes[unit][0]["consequences"])

    def check_discretion(self, units: Collection[str]) -> None:
        """What was found anew is open, whatever was decided of it before it was gone."""
        for unit in units:
            if not self.found_bonus(unit):
                self.used.pop(unit, None)
            held = self.outcomes[unit][1]
            imposed, number = self.used.get(unit, (False, 0))
            expected = {"bonus": {"imposed": imposed, "event": number}} if unit in self.used else None
            assert held.get("discretion") == expected
            assert held.get("open", []) == (["bonus"] if self.found_bonus(unit) and unit not in self.used else [])
            received = held.get("received", [each["id"] for each in self.outcomes[unit][0]["consequences"]])
            assert ("bonus" in received) is imposed

    def acted_on(self, unit: str) -> str:
        """The day since when people may decide something of a unit beside the rules."""
        steps = [on for _, of, on in self.taken if of in (None, unit)]
        return max(self.begins, self.decided_on.get(unit, ""), self.approvals.get(unit, ""), *steps)

    def may_note(self, kind: str, unit: str, day: str) -> bool:
        if not self.receives(unit) or (kind, unit) in self.noted:
            return False
        if day < self.begins:
            return False
        if not self.wants_approval:
            return self.received_from[unit] <= day
        return unit not in self.drafts and self.in_force[unit] <= day

    def decide(self, said: Mapping[str, Any], number: int) -> None:
        """What is decided now, and of whom it is something else than before."""
        found = {each["unit"]: (without_days(each), held_of(said, each["unit"])) for each in said["outcomes"]}
        assert all(self.has(step, unit) for unit in found if unit not in self.outcomes for step in EACH)
        gone = set(self.outcomes) - set(found) if said["whole"] else set[str]()
        changed = {unit for unit, each in found.items() if self.outcomes.get(unit) != each} | gone
        if self.wants_approval:
            assert changed == set(self.outcomes | found if said["changed"] is None else said["changed"])
            replaced = {unit for units in said["replaces"].values() for unit in units}
            assert replaced == {unit for unit in changed if unit in self.outcomes and unit not in self.drafts}
            self.drafts |= changed
            self.unshown |= changed
            self.changed_at |= dict.fromkeys(changed, number)
        self.ever |= found.keys()
        day = said["record"]["options"].get("decided-on") or ""
        self.decided_on |= {unit: max(day, self.decided_on.get(unit, "")) for unit in found}
        self.outcomes = found if said["whole"] else self.outcomes | found
        for unit in gone:
            self.used.pop(unit, None)
        self.check_discretion(found)
        if not self.wants_approval:
            self.noted = {(kind, unit) for kind, unit in self.noted if self.receives(unit)}
            stays = {unit: since for unit, since in self.received_from.items() if self.receives(unit)}
            self.received_from = {unit: day for unit in found if self.receives(unit)} | stays
        self.is_decided, self.decided_rows = True, dict(self.rows)
        self.settled |= {each for each, (unit, _) in self.objections.items() if self.corrected.get(unit, 0) > each}

    def take(self, event: Event) -> bool:
        """Whether it might come; it came."""
        said: Mapping[str, Any] = event.values
        if event.kind is EventKind.STEP:
            units = said["units"] or ()
            is_fine = self.may_take(said["step"], units, said["day"])
            self.taken += [(said["step"], unit, said["day"]) for unit in units or (None,)]
            return is_fine
        if event.kind is EventKind.CLOSING:
            self.is_open = False
            return True
        if event.kind in (EventKind.OVERRIDE, EventKind.DISCRETION):
            return self.take_ruling(event, said)
        if event.kind is EventKind.DECISION:
            day = said["record"]["options"].get("decided-on")
            is_fine = day is None if self.wants_approval else self.is_decided or self.may_decide(day)
            is_fine = is_fine and (self.is_decided or self.all_taken())
            self.decide(said, event.number)
            return is_fine
        if event.kind is EventKind.TARGETS:
            issued = {unit: number for unit, _, number in said["rows"]}
            is_fine = all(self.may_issue([unit], number) for unit, number in issued.items())
            self.targets |= issued
            self.since |= dict.fromkeys(issued, (said["day"], False))
            self.rows |= {unit: self.filled(unit, self.rows[unit]) for unit in issued if unit in self.rows}
            return is_fine
        if event.kind is EventKind.AMENDMENT:
            ((unit, _, after, before),) = said["rows"]
            is_fine = self.may_amend(unit, before, after, said["day"])
            self.targets[unit], self.since[unit] = after, (said["day"], True)
            self.rows |= {unit: self.filled(unit, self.rows[unit])} if unit in self.rows else {}
            return is_fine
        if event.kind not in (EventKind.RESULTS, EventKind.CORRECTION, EventKind.WITHDRAWAL):
            return self.take_after_decision(event, said)
        rows = {unit: dict(zip(said["columns"], cells, strict=True)) for unit, _, *cells in said["rows"]}
        self.corrected |= dict.fromkeys(rows, event.number)
        self.is_open = True
        if event.kind is EventKind.WITHDRAWAL:
            for unit in rows:
                del self.rows[unit]
            return True
        is_fine = all(self.may_come(unit, values) for unit, values in rows.items())
        is_fine = is_fine and (not self.approvals or said.get("reason") is not None)
        self.rows |= {unit: self.filled(unit, values) for unit, values in rows.items()}
        return is_fine

    def take_ruling(self, event: Event, said: Mapping[str, Any]) -> bool:
        """The same of what people decide beside the rules."""
        if event.kind is EventKind.OVERRIDE:
            what = "impose" if said["impose"] else "lift" if said["lift"] else "end"
            is_fine = self.may_override(said["unit"], what, said["day"])
        else:
            is_fine = self.may_use(said["unit"], said["day"], imposed=said["imposed"])
            self.used[said["unit"]] = said["imposed"], event.number
        self.decided_on[said["unit"]] = max(said["day"], self.decided_on.get(said["unit"], ""))
        self.ruled_on = max(self.ruled_on, said["day"])
        return is_fine

    def take_after_decision(self, event: Event, said: Mapping[str, Any]) -> bool:
        """The same of what comes of a decision."""
        if event.kind is EventKind.APPROVAL:
            is_fine = self.may_approve(said["day"])
            changed_now = set(self.drafts)
            self.approvals |= dict.fromkeys(self.drafts, said["day"])
            self.noted = {(kind, unit) for kind, unit in self.noted if self.receives(unit)}
            came = {unit for unit in self.drafts if self.receives(unit)}
            stays = {unit: each for unit, each in self.in_force.items() if self.receives(unit)}
            self.in_force = dict.fromkeys(came, said["day"]) | stays
            self.drafts, self.unshown, self.shown, self.last_shown = set(), set(), {}, ("", "")
            self.approved_by |= dict.fromkeys(changed_now, event.number)
            self.objections = {number: self.objections[number] for number in self.appeals}
            self.answers = {number: self.answers[number] for number in self.appeals & set(self.answers)}
            return is_fine
        if event.kind is EventKind.SHOWN:
            is_fine = self.may_show(said["day"]) and date.fromisoformat(said["until"]) - date.fromisoformat(
                said["day"]
            ) == timedelta(days=1)
            self.shown |= dict.fromkeys(self.unshown, (said["day"], said["until"], event.number))
            self.unshown, self.last_shown = set(), (said["day"], said["until"])
            return is_fine
        if event.kind is EventKind.OBJECTION:
            is_fine = self.may_object(said["unit"], said["day"])
            self.objections[event.number] = said["unit"], said["day"]
            return is_fine
        if event.kind is EventKind.APPEAL:
            is_fine = self.may_appeal(said["unit"], said["day"])
            self.objections[event.number] = said["unit"], said["day"]
            self.appeals.add(event.number)
            return is_fine
        if event.kind is EventKind.ANSWER:
            says = said["answer"] == "upheld", said["done"] is not None
            is_fine = self.may_answer(said["objection"], said["day"], says)
            self.answers[said["objection"]] = *says, said["day"]
            return is_fine
        if event.kind in (EventKind.SERVED, EventKind.EXECUTED):
            is_fine = self.may_note(event.kind.value, said["unit"], said["day"])
            self.noted.add((event.kind.value, said["unit"]))
            return is_fine
        raise AssertionError(event.kind)


def without_days(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """An outcome without what rests on the date of its decision."""
    received = [{name: each[name] for name in each if name not in ("due", "until")} for each in outcome["consequences"]]
    return {name: each for name, each in outcome.items() if name != "remarks"} | {"consequences": received}


def held_of(said: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """What is decided in place of an outcome, without the days of what is imposed."""
    held = said["held"].get(unit, {})
    return {name: each for name, each in held.items() if name != "entries"}


@cache
def loaded(policy: str) -> targetrules.Policy:
    """A policy, read once for all runs."""
    return targetrules.loads(policy)


class Cycles(RuleBasedStateMachine):
    """A register of two periods with steps."""

    recorded: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()
    """How many events of each kind were recorded, and how many refused, by the kind that was tried."""
    policy = POLICY.replace("[[procedure.steps]]", f"{TALK}{BONUS}\n[[procedure.steps]]", 1) + CYCLE
    wants_approval = False
    asks = False
    has_appeals = False

    begun: ClassVar[dict[tuple[str, date | None], tuple[bytes, dict[int, Told], int]]] = {}
    """Registers with which runs begin, as files, by the policy and by the day on which a period was decided."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()

    @initialize(day=st.none() | DAYS.filter(lambda day: day.year == PERIODS[0] + 1))
    def begin(self, day: date | None) -> None:
        """With nothing, or with a period that is decided, so that much happens after it."""
        if (self.policy, day) not in self.begun:
            self.begin_anew(day)
        content, told, self.seen = self.begun[self.policy, day]
        file, self.told = self.file("run"), deepcopy(told)
        file.write_bytes(content)
        self.register = Register(file, by="Li Wei", clock=Clock(datetime(2027, 3, 2, 8, tzinfo=UTC)))

    def begin_anew(self, day: date | None) -> None:
        policy, clock = loaded(self.policy), Clock(datetime(2027, 3, 1, 8, tzinfo=UTC))
        self.told = {
            each: Told(wants_approval=self.wants_approval, asks=self.asks, begins=f"{each}-01-01") for each in PERIODS
        }
        with Register.create(self.file("begun"), by="Li Wei", policy=policy, clock=clock) as self.register:
            self.seen = self.register.head().number
            if day is not None:
                self.all_of_it(PERIODS[0], day)
        self.begun[self.policy, day] = self.file("begun").read_bytes(), self.told, self.seen

    def file(self, name: str) -> Path:
        return Path(self.folder.name) / f"{name}.db"

    def teardown(self) -> None:
        self.register.close()
        self.folder.cleanup()

    @contextmanager
    def allowed(self, kind: str, *, where: bool) -> Iterator[None]:
        """What is done is recorded where nothing forbids it, and refused everywhere else."""
        try:
            yield
        except RegisterError:
            self.refused[kind] += 1
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
        with self.allowed("step", where=is_fine):
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
        gdp=st.sampled_from(["", "", "5", "40"]),
        rating=st.sampled_from(["", "", "7", "30"]),
        aim=st.sampled_from(["", "", "4", "6"]),
        why=st.sampled_from([None, "x"]),
        erases=st.booleans(),
    )
    def results(
        self, period: int, unit: str, gdp: str, rating: str, aim: str, why: str | None = "x", *, erases: bool = True
    ) -> None:
        told, values = self.told[period], {"gdp": gdp, "rating": rating, TARGET: aim}
        row = {"unit": unit, "period": period, **{name: value or None for name, value in values.items()}}
        if told.rows.get(unit) == told.filled(unit, values):
            return
        is_locked = why is None and unit not in told.rows and bool(told.approvals)
        there, now = told.rows.get(unit, {}), told.filled(unit, values)
        is_kept = erases or not any(value and not now[name] for name, value in there.items())
        with self.allowed("results", where=told.may_come(unit, values) and not is_locked and is_kept):
            if unit in told.rows:
                self.register.correct(row, reason="x", erases=erases)
            else:
                self.register.post(row, reason=why)

    @rule(
        period=st.sampled_from(PERIODS),
        units=st.sets(st.sampled_from(UNITS), min_size=1),
        number=st.sampled_from(["4", "6"]),
        day=DAYS,
    )
    def issue(self, period: int, units: set[str], number: str, day: date) -> None:
        rows = [{"unit": each, "period": period, "indicator": "gdp", "target": number} for each in sorted(units)]
        with self.allowed("targets", where=self.told[period].may_issue(units, number)):
            self.register.issue_targets(rows, period, document="No. 3", on=day)

    @rule(
        period=st.sampled_from(PERIODS),
        unit=st.sampled_from(UNITS),
        before=st.sampled_from(["4", "6"]),
        after=st.sampled_from(["4", "6"]),
        day=DAYS,
    )
    def amend(self, period: int, unit: str, before: str, after: str, day: date) -> None:
        row = {"unit": unit, "period": period, "indicator": "gdp", "target": after, "old_target": before}
        with self.allowed("amendment", where=self.told[period].may_amend(unit, before, after, day.isoformat())):
            self.register.amend_targets([row], period, reason="x", approved_on=day)

    @rule(period=st.sampled_from(PERIODS), day=st.none() | DAYS)
    def decide(self, period: int, day: date | None) -> None:
        """The first decision; corrections decide anew after it."""
        told = self.told[period]
        if told.is_decided or not told.rows or (day is None and not self.wants_approval):
            return
        is_fine = told.may_decide(None if day is None else day.isoformat())
        with self.allowed("decision", where=is_fine), self.register.together():
            self.register.close_period(period)
            self.register.decide(period, decided_on=day)

    @rule(period=st.sampled_from(PERIODS))
    def decide_anew(self, period: int) -> None:
        """Whatever came since the last decision, late units among it; their steps come first."""
        told = self.told[period]
        if told.is_decided and told.is_changed and told.rows:
            late = [unit for unit in told.rows if unit not in told.outcomes]
            is_fine = all(told.has(step, unit) for unit in late for step in EACH)
            with self.allowed("decision", where=is_fine), self.register.together():
                self.register.close_period(period)
                self.register.decide(period, reason="x")

    @rule(period=st.sampled_from(PERIODS), day=DAYS)
    def approve(self, period: int, day: date) -> None:
        told = self.told[period]
        with self.allowed("approval", where=self.wants_approval and told.may_approve(day.isoformat())):
            self.register.approve(period, on=day)

    @rule(period=st.sampled_from(PERIODS), day=DAYS)
    def show(self, period: int, day: date) -> None:
        with self.allowed("shown", where=self.asks and self.told[period].may_show(day.isoformat())):
            self.register.note_shown(period, on=day)

    @rule(period=st.sampled_from(PERIODS), unit=st.sampled_from(UNITS), day=DAYS)
    def object(self, period: int, unit: str, day: date) -> None:
        told = self.told[period]
        if any(unit in each.rows for each in self.told.values()):
            with self.allowed("objection", where=self.asks and told.may_object(unit, day.isoformat())):
                self.register.note_objection(unit, period, on=day)

    @rule(period=st.sampled_from(PERIODS), unit=st.sampled_from(UNITS), day=DAYS)
    def appeal(self, period: int, unit: str, day: date) -> None:
        if any(unit in each.rows for each in self.told.values()):
            may = self.has_appeals and self.told[period].may_appeal(unit, day.isoformat())
            with self.allowed("appeal", where=may):
                self.register.note_appeal(unit, period, on=day)

    @rule(
        data=st.data(),
        period=st.sampled_from(PERIODS),
        day=DAYS,
        upheld=st.booleans(),
        done=st.sampled_from([None, "x"]),
    )
    def answer(self, data: st.DataObject, period: int, day: date, upheld: bool, done: str | None) -> None:  # noqa: FBT001
        told = self.told[period]
        if not told.objections:
            return
        number = data.draw(st.sampled_from(sorted(told.objections)))
        self.answered(period, day, number, upheld=upheld, done=done if upheld else None)

    def answered(self, period: int, day: date, number: int, *, upheld: bool, done: str | None) -> None:
        may = self.told[period].may_answer(number, day.isoformat(), (upheld, done is not None))
        with self.allowed("answer", where=may):
            self.register.answer(number, on=day, upheld=upheld, reason="x", done=done)

    @rule(
        period=st.sampled_from(PERIODS),
        unit=st.sampled_from(UNITS),
        day=DAYS,
        kind=st.sampled_from(["served", "executed"]),
    )
    def note(self, period: int, unit: str, day: date, kind: str) -> None:
        told = self.told[period]
        if unit not in told.outcomes:
            return
        note = self.register.note_served if kind == "served" else self.register.note_executed
        with self.allowed(kind, where=told.may_note(kind, unit, day.isoformat())):
            note(unit, period, "talk", on=day)

    @rule(
        period=st.sampled_from(PERIODS),
        unit=st.sampled_from(UNITS),
        day=DAYS,
        what=st.sampled_from(["impose", "lift", "end"]),
    )
    def override(self, period: int, unit: str, day: date, what: str) -> None:
        told = self.told[period]
        if any(unit in each.rows for each in self.told.values()):
            of: dict[str, Any] = {} if what == "end" else {what: ["talk"]}
            with self.allowed("override", where=told.may_override(unit, what, day.isoformat())):
                self.register.override(unit, period, on=day, reason="x", **of)

    @rule(period=st.sampled_from(PERIODS), unit=st.sampled_from(UNITS), day=DAYS, imposed=st.booleans())
    def discretion(self, period: int, unit: str, day: date, imposed: bool) -> None:  # noqa: FBT001
        told = self.told[period]
        if any(unit in each.rows for each in self.told.values()):
            with self.allowed("discretion", where=told.may_use(unit, day.isoformat(), imposed=imposed)):
                self.register.use_discretion(unit, period, "bonus", imposed=imposed, on=day, reason="x")

    @rule(period=st.sampled_from(PERIODS), unit=st.sampled_from(UNITS), good=st.booleans())
    def another_grade(self, period: int, unit: str, good: bool) -> None:  # noqa: FBT001
        """A result by which a unit gets the bonus, or does not, where its steps were taken."""
        told = self.told[period]
        if unit in told.rows and all(told.has(step, unit) for step in GIVES.values()):
            values = ("40", "30") if good else ("5", "7")
            self.results(period, unit, *values, told.rows[unit][TARGET] or "4")

    @rule(period=st.sampled_from(PERIODS), day=DAYS)
    def all_of_it(self, period: int, day: date) -> None:
        """What is left up to the decision, so that much happens after it."""
        told = self.told[period]
        calls = [partial(self.results, period, unit, "", "", "") for unit in UNITS if unit not in told.rows]
        calls += [partial(self.next_step, period, day)] * len(STEPS)
        calls += [partial(self.a_result, period, unit) for unit in UNITS]
        calls += [partial(self.decide, period, None if self.wants_approval else day)]
        calls += [partial(self.show, period, day), partial(self.object, period, "A", day)] if self.asks else []
        for call in calls:
            call()
            self.read()

    def a_result(self, period: int, unit: str) -> None:
        """Less than the target, of one unit more; it brings a target where none was issued."""
        values = ("40", "30") if unit == UNITS[-1] else ("5", "7")
        self.results(period, unit, *values, "" if self.told[period].targets else "6")

    @precondition(lambda self: any(told.rows for told in self.told.values()))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        known = [(period, unit) for period, told in self.told.items() for unit in told.rows]
        period, unit = data.draw(st.sampled_from(known))
        self.register.withdraw(unit, period, reason="x")

    @precondition(lambda self: any(told.is_decided for told in self.told.values()))
    @rule(data=st.data())
    def what_may_come(self, data: st.DataObject) -> None:
        """Something that nothing forbids, of any kind, so that what comes late in a period comes often."""
        may = self.may_come()
        if may:
            data.draw(st.sampled_from(may[data.draw(st.sampled_from(sorted(may)))]))()

    @precondition(lambda self: any(told.is_decided for told in self.told.values()))
    @rule(data=st.data())
    def what_may_come_again(self, data: st.DataObject) -> None:
        """The same, so that it is drawn as often again."""
        self.what_may_come(data)

    def may_come(self) -> Mapping[str, list[Callable[[], None]]]:
        """All that nothing forbids and changes no result, by the kind of event."""
        found: dict[str, list[Callable[[], None]]] = {}
        for period, told in self.told.items():
            for kind, is_fine, call in (*self.of_period(period, told), *self.of_units(period, told)):
                if is_fine:
                    found.setdefault(kind, []).append(call)
        return found

    def of_period(self, period: int, told: Told) -> Iterator[tuple[str, bool, Callable[[], None]]]:
        for day in EACH_DAY:
            on = day.isoformat()
            yield "approval", self.wants_approval and told.may_approve(on), partial(self.approve, period, day)
            yield "shown", self.asks and told.may_show(on), partial(self.show, period, day)
            if not told.is_decided:
                at = None if self.wants_approval else day
                may = bool(told.rows) and told.may_decide(None if at is None else on)
                yield "decision", may, partial(self.decide, period, at)
            for number, (upheld, done) in product(told.objections, [(True, None), (True, "x"), (False, None)]):
                may = told.may_answer(number, on, (upheld, done is not None))
                yield "answer", may, partial(self.answered, period, day, number, upheld=upheld, done=done)

    def of_units(self, period: int, told: Told) -> Iterator[tuple[str, bool, Callable[[], None]]]:
        for day, unit in product(EACH_DAY, UNITS):
            on, of = day.isoformat(), (period, unit, day)
            yield "objection", self.asks and told.may_object(unit, on), partial(self.object, *of)
            yield "appeal", self.has_appeals and told.may_appeal(unit, on), partial(self.appeal, *of)
            for kind in ("served", "executed"):
                may = unit in told.outcomes and told.may_note(kind, unit, on)
                yield kind, may, partial(self.note, *of, kind)
            for what in ("impose", "lift", "end"):
                yield "override", told.may_override(unit, what, on), partial(self.override, *of, what)
            for imposed in (True, False):
                may = told.may_use(unit, on, imposed=imposed)
                yield "discretion", may, partial(self.discretion, *of, imposed)
            for before, after in (("4", "6"), ("6", "4")):
                yield (
                    "amendment",
                    told.may_amend(unit, before, after, on),
                    partial(self.amend, *of[:2], before, after, day),
                )

    @invariant()
    def what_was_recorded_breaks_no_rule(self) -> None:
        for period in self.read():
            self.check_where_it_stands(period)

    def read(self) -> set[int]:
        """Take whatever was recorded since; of which periods that was."""
        periods = set[int]()
        for event in self.register.events(after=self.seen):
            self.seen = event.number
            period = event.values["period"] if "period" in event.values else int(event.values["rows"][0][1])
            assert self.told[period].take(event), event.content
            self.recorded[event.kind.value] += 1
            periods.add(period)
        return periods

    def check_where_it_stands(self, period: int) -> None:
        for told in [self.told[period]]:
            for each in self.register.procedure(period):
                days = [day for step, _, day in told.taken if step == each.step]
                assert (each.day is None) is (not days)
                assert each.day is None or each.day.isoformat() == max(days)
                lacking = {unit for unit in told.rows if each.step in EACH and not told.has(each.step, unit)}
                assert set(each.lacking) == lacking
            if told.wants_approval:
                there = {each.unit: each.approval for each in self.register.decisions(period=period)}
                waiting = {unit for unit, approval in there.items() if approval is None or approval.day is None}
                assert waiting == told.drafts & set(told.outcomes)
            issued = {each.unit: str(each.target) for each in self.register.targets(period=period)}
            assert issued == told.targets
            assert self.standing(period) == {unit: values[TARGET] for unit, values in told.rows.items()}

    def standing(self, period: int) -> dict[str, str]:
        """The target in each result as the register has it."""
        rows = self.register.show("results").values
        return {each["unit"]: each[TARGET] or "" for each in rows if each["period"] == str(period)}


class ApprovedCycles(Cycles):
    """The same where what is decided is to be approved."""

    policy = Cycles.policy + 'approve_by = "leading-group"\n'
    wants_approval = True


class ObjectedCycles(ApprovedCycles):
    """The same where units may object before that."""

    policy = ApprovedCycles.policy + 'objections_within = "1 day"\nappeals_within = "2 days"\n'
    asks = True
    has_appeals = True


@pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")  # that targets were issued, and of whom none
@pytest.mark.parametrize("cycles", [Cycles, ApprovedCycles, ObjectedCycles])
def test_no_accepted_sequence_breaks_a_rule_of_the_cycle(cycles: type[Cycles]) -> None:
    cycles.recorded, cycles.refused = Counter(), Counter()
    few = settings(
        max_examples=4 * effort.factor,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(cycles, settings=few)
    assert cycles.recorded.total() >= effort.factor
    assert cycles.refused.total() >= effort.factor
