"""A register does, step by step, what a plain model of dictionaries says, in whichever order it is asked."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from attrs import define, field, frozen
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
from targetrules.errors import TargetrulesError
from targetrules.register import HoldHarmless, Register, RegisterError
from tests import effort
from tests.register.conftest import Clock

POLICY = """format = 1
[policy]
id = "county"
title = "Assessment"
FIRST
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 9 }
[rankings.overall]
by = "score"
[grading]
by = "score"
bands = { good = PASS, poor = 0 }
[[consequences]]
id = "talk"
when = { any = [{ place = "last" }, { grade = "poor" }] }
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2 }
"""
PERIODS, NAMES = (2024, 2025, 2026), ("Alpha", "Bravo", "Cedar")
KINDS = ("served", "executed", "accepted", "returned")
UNDOES = {"returned": "executed", "executed": "returned"}
CONSEQUENCES = ("talk", "reorganisation")
HARMLESS = HoldHarmless(reason="x", grade=True, not_imposed=["reorganisation"], not_withdrawn=["talk"])
DAY = date(2027, 1, 1)
SCORES = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9), min_size=1)

Key: TypeAlias = tuple[int, int]
"""A result by its period, and the number of its person: whose name is erased is nobody by name any more."""


@frozen
class Text:
    first: int | None
    at_least: int

    def policy(self) -> targetrules.Policy:
        first = "" if self.first is None else f"first_period = {self.first}"
        return targetrules.loads(POLICY.replace("FIRST", first).replace("PASS", str(self.at_least)))


@frozen
class Decided:
    """What was found, and what was decided in its place."""

    grade: str
    received: frozenset[str]
    found_grade: str
    found: frozenset[str]


@frozen
class Known:
    """All that was known at an instant."""

    rows: Mapping[Key, int]
    decided: Mapping[Key, Decided]
    done: Mapping[tuple[Key, str, str], date]


def worse(one: str, other: str) -> bool:
    return (one, other) == ("poor", "good")


@define
class Model:
    """The register as it should be."""

    texts: list[Text] = field(factory=list)
    rows: dict[Key, int] = field(factory=dict)
    ever: set[int] = field(factory=set)
    decided: dict[Key, Decided] = field(factory=dict)
    decided_periods: set[int] = field(factory=set)
    complete: set[int] = field(factory=set)
    done: dict[tuple[Key, str, str], date] = field(factory=dict)
    names: dict[int, str] = field(factory=dict)

    def judging(self, period: int) -> Text:
        return next(each for each in reversed(self.texts) if each.first is None or each.first <= period)

    def can_judge(self, text: Text, period: int) -> bool:
        """Whether of the results that are looked back at it is known what was decided before a text's first period."""
        near = (period - 1, period)
        return text.first is None or all(
            key in self.decided for key in self.rows if key[0] < (text.first or 0) and key[0] in near
        )

    def can_read(self, text: Text) -> bool:
        """The same of all results."""
        return text.first is None or all(key in self.decided for key in self.rows if key[0] < (text.first or 0))

    def judged(self, period: int, harmless: HoldHarmless | None = None) -> dict[Key, Decided]:
        text, found = self.judging(period), dict[Key, Decided]()
        of_period = {key: score for key, score in self.rows.items() if key[0] == period}
        for key, score in of_period.items():
            grade = self.grade(text, score)
            received = {"talk"} if grade == "poor" or score == min(of_period.values()) else set()
            if grade == "poor" and self.grade_before(text, key) == "poor":
                received.add("reorganisation")
            found[key] = self.settled(key, grade, received, harmless)
        return found

    @staticmethod
    def grade(text: Text, score: int) -> str:
        return "good" if score >= text.at_least else "poor"

    def grade_before(self, text: Text, key: Key) -> str | None:
        before = key[0] - 1, key[1]
        if before not in self.rows:
            return None
        if before in self.decided:
            return self.decided[before].grade
        return self.grade(text, self.rows[before])

    def settled(self, key: Key, found_grade: str, found: set[str], harmless: HoldHarmless | None) -> Decided:
        before, grade, received = self.decided.get(key), found_grade, frozenset(found)
        if before is not None:
            if before.grade != before.found_grade and worse(grade, before.grade):
                grade = before.grade
            received = (received - (before.found - before.received)) | (before.received - before.found)
        if before is not None and harmless is not None:
            grade = before.grade if worse(grade, before.grade) else grade
            received -= set(harmless.not_imposed) - before.received
            received |= set(harmless.not_withdrawn) & before.received
        return Decided(grade, received, found_grade, frozenset(found))

    def replace(self, period: int, found: Mapping[Key, Decided]) -> None:
        self.decided = {key: each for key, each in self.decided.items() if key[0] != period} | dict(found)
        gone = [of for of in self.done if of[0][0] == period and not self.receives(of[0], of[1])]
        for of in gone:  # what is decided anew is to be served anew
            del self.done[of]
        self.decided_periods.add(period)

    def receives(self, key: Key, consequence: str) -> bool:
        return key in self.decided and consequence in self.decided[key].received

    def known(self) -> Known:
        return Known(dict(self.rows), dict(self.decided), dict(self.done))

    def shown(self, person: int) -> str:
        return self.names.get(person, "(erased)")


def by_name(unit: str) -> str:
    """A name as it is shown, or that there is none any more."""
    return "(erased)" if re.fullmatch("[0-9a-f]{64}", unit) else unit


def rows_of(period: int, scores: Mapping[str, int]) -> list[dict[str, object]]:
    return [{"unit": name, "period": period, "score": score} for name, score in scores.items()]


class Registers(RuleBasedStateMachine):
    """A register of persons, and the model of it; ``decisions`` counts how often one was taken, in all of them."""

    decisions = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock = Clock(datetime(2027, 3, 1, tzinfo=UTC))
        self.register = Register.create(Path(self.folder.name) / "r.db", by="Li Wei", clock=self.clock)
        self.model = Model()
        self.persons = 0
        self.known: list[tuple[datetime, Known]] = []

    def teardown(self) -> None:
        try:
            self.check_the_past()
            self.check_the_chain()
        finally:
            self.register.close()
            self.folder.cleanup()

    # ---- what is done ------------------------------------------------------------------------------------------------

    @initialize(at_least=st.integers(3, 6), scores=st.lists(st.integers(0, 9), min_size=6, max_size=6))
    def begins(self, at_least: int, scores: list[int]) -> None:
        """One period is decided and the next one is complete."""
        self.model.texts.append(Text(None, at_least))
        self.register.adopt(self.model.texts[0].policy(), persons=True)
        for period, those in ((2024, scores[:3]), (2025, scores[3:])):
            self.posted(period, dict(zip(NAMES, those, strict=True)))
            self.close_period(period)
        self.decided(2024)

    @rule(period=st.sampled_from(PERIODS), scores=SCORES)
    def post(self, period: int, scores: dict[str, int]) -> None:
        names = {self.model.shown(person) for at, person in self.model.rows if at == period}
        if names & scores.keys():
            self.refused(lambda: self.register.post(rows_of(period, scores)))
        else:
            self.posted(period, scores)

    def posted(self, period: int, scores: Mapping[str, int]) -> None:
        self.register.post(rows_of(period, scores))
        for name, score in scores.items():
            self.model.rows[period, self.person(name)] = score
        self.model.ever.add(period)
        self.model.complete.discard(period)
        self.done()

    @precondition(lambda self: self.nameable())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.nameable()))
        self.register.withdraw(self.model.names[key[1]], key[0], reason="x")
        del self.model.rows[key]
        self.model.complete.discard(key[0])
        self.done()

    @rule(period=st.sampled_from(PERIODS))
    def close_period(self, period: int) -> None:
        if period not in self.model.ever:
            self.refused(lambda: self.register.close_period(period))
            return
        self.register.close_period(period)
        self.model.complete.add(period)
        self.done()

    @precondition(lambda self: self.model.complete)
    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        self.decided(data.draw(st.sampled_from(sorted(self.model.complete))))

    def decided(self, period: int) -> None:
        model, text = self.model, self.model.judging(period)
        of_period = [key for key in (*model.rows, *model.decided) if key[0] == period]
        if not of_period or not model.can_judge(text, period):
            self.refused(lambda: self.register.decide(period, reason="x"))
            return
        found = model.judged(period)
        try:
            self.register.decide(period, reason="x")
        except RegisterError as error:
            is_told_so = "was decided so by event" in error.text()
            assert is_told_so
            assert found == {key: each for key, each in model.decided.items() if key[0] == period}
            return
        model.replace(period, found)
        Registers.decisions += 1
        self.done()

    @rule(period=st.sampled_from(PERIODS))
    def decide_what_is_open(self, period: int) -> None:
        if period not in self.model.complete:
            self.refused(lambda: self.register.decide(period, reason="x"))

    @precondition(lambda self: self.nameable())
    @rule(data=st.data(), is_harmless=st.booleans())
    def correct(self, data: st.DataObject, is_harmless: bool) -> None:  # noqa: FBT001  as Hypothesis gives it
        model, nameable = self.model, self.nameable()
        keys = data.draw(st.lists(st.sampled_from(nameable), min_size=1, max_size=3, unique=True))
        keys = [key for key in keys if model.judging(key[0]) is model.judging(keys[0][0])]
        scores = {key: data.draw(st.integers(0, 9)) for key in keys}
        rows = [{"unit": model.names[key[1]], "period": key[0], "score": score} for key, score in scores.items()]
        harmless = HARMLESS if is_harmless else None
        changed = {key: score for key, score in scores.items() if model.rows[key] != score}
        again = self.decided_again(changed)
        if not changed or not all(model.can_judge(model.judging(period), period) for period in again):
            self.refused(lambda: self.register.correct(rows, reason="x", hold_harmless=harmless))
            return
        previewed = self.register.preview(rows, reason="x", hold_harmless=harmless)
        found = self.register.correct(rows, reason="x", hold_harmless=harmless)
        model.rows |= changed
        before = dict(model.decided)
        for period in again:
            model.replace(period, model.judged(period, harmless))
        assert [(each.unit, each.period, each.grades) for each in previewed.changes] == [
            (each.unit, each.period, each.grades) for each in found.changes
        ]
        expected = sorted(
            (key[0], model.shown(key[1]))
            for key in before.keys() | model.decided.keys()
            if self.essence(before.get(key)) != self.essence(model.decided.get(key))
        )
        assert sorted((each.period, by_name(each.unit)) for each in found.decided_otherwise) == expected
        self.done()

    @staticmethod
    def essence(decided: Decided | None) -> object:
        return None if decided is None else (decided.grade, decided.received)

    def decided_again(self, changed: Iterable[Key]) -> list[int]:
        first = min((period for period, _ in changed), default=9999)
        return sorted(each for each in self.model.decided_periods & self.model.complete if each >= first)

    @rule(first=st.sampled_from((*PERIODS, 2027)), at_least=st.integers(3, 6))
    def adopt(self, first: int, at_least: int) -> None:
        text, model = Text(first, at_least), self.model
        is_decided = any(period >= first for period in model.decided_periods)
        if text == model.texts[-1] or is_decided or not model.can_read(text):
            self.refused(lambda: self.register.adopt(text.policy(), persons=True))
            return
        self.register.adopt(text.policy(), persons=True)
        model.texts.append(text)
        self.done()

    @precondition(lambda self: self.receiving())
    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def fulfil(self, data: st.DataObject, kind: str) -> None:
        key, consequence = data.draw(st.sampled_from(self.receiving()))
        name, done = self.model.names[key[1]], self.model.done

        def note() -> object:
            if kind == "returned":
                return self.register.note_returned(name, key[0], consequence, on=DAY, reason="x")
            return getattr(self.register, f"note_{kind}")(name, key[0], consequence, on=DAY)

        is_of_what_was_done = kind in ("accepted", "returned")
        if (
            consequence not in self.model.decided[key].received
            or (key, consequence, kind) in done
            or (is_of_what_was_done and (key, consequence, "executed") not in done)
            or (is_of_what_was_done and (key, consequence, "accepted") in done)
        ):
            self.refused(note)
            return
        note()
        done[key, consequence, kind] = DAY
        if kind in UNDOES:
            done.pop((key, consequence, UNDOES[kind]), None)
        self.done()

    @precondition(lambda self: self.model.names)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(sorted(self.model.names)))
        name = self.model.names.pop(person)
        self.register.erase(name, reason="x")
        assert name.encode() not in (Path(self.folder.name) / "r.db").read_bytes()
        self.done()

    # ---- what helps --------------------------------------------------------------------------------------------------

    def person(self, name: str) -> int:
        found = next((person for person, known in self.model.names.items() if known == name), None)
        if found is None:
            self.persons += 1
            found = self.persons
            self.model.names[found] = name
        return found

    def nameable(self) -> list[Key]:
        return sorted(key for key in self.model.rows if key[1] in self.model.names)

    def receiving(self) -> list[tuple[Key, str]]:
        keys = sorted(key for key in self.model.decided if key[1] in self.model.names)
        return [(key, consequence) for key in keys for consequence in CONSEQUENCES]

    def refused(self, call: Callable[[], object]) -> None:
        head = self.register.head()
        with pytest.raises(TargetrulesError):
            call()
        assert self.register.head() == head

    def done(self) -> None:
        self.known.append((self.clock.now, self.model.known()))

    # ---- what holds --------------------------------------------------------------------------------------------------

    @invariant()
    def it_is_as_the_model_says(self) -> None:
        if self.model.texts:
            self.check(self.model.known(), None)
            for period in PERIODS:
                assert self.register.is_complete(period) is (period in self.model.complete)

    def check(self, known: Known, as_of: datetime | None) -> None:
        decisions = [
            (by_name(each.unit), each.period, each.grade, frozenset(each.received), each.outcome["grade"])
            for each in self.register.decisions(as_of=as_of)
        ]
        assert sorted(decisions, key=str) == sorted(
            (
                (self.model.shown(person), period, each.grade, each.received, each.found_grade)
                for (period, person), each in known.decided.items()
            ),
            key=str,
        )
        tasks = [
            (by_name(each.unit), each.period, each.consequence, *(getattr(each, kind) for kind in KINDS))
            for each in self.register.tasks(as_of=as_of)
        ]
        assert sorted(tasks, key=str) == sorted(self.tasks_of(known), key=str)
        if all(self.model.can_read(text) for text in self.model.texts):
            rows = self.register.results(as_of=as_of).history.rows
            assert sorted((by_name(each.unit), str(each.period), int(each.values["score"])) for each in rows) == sorted(  # type: ignore[arg-type]
                (self.model.shown(person), str(period), score) for (period, person), score in known.rows.items()
            )

    def tasks_of(self, known: Known) -> Iterable[tuple[object, ...]]:
        for key, each in known.decided.items():
            for consequence in each.received:
                done = (known.done.get((key, consequence, kind)) for kind in KINDS)
                yield (self.model.shown(key[1]), key[0], consequence, *done)

    def check_the_past(self) -> None:
        for instant, known in self.known:
            self.check_decisions_then(known, instant)

    def check_decisions_then(self, known: Known, instant: datetime) -> None:
        found = self.register.decisions(as_of=instant)
        assert sorted((by_name(each.unit), each.period, each.grade or "") for each in found) == sorted(
            (self.model.shown(person), period, each.grade) for (period, person), each in known.decided.items()
        )

    def check_the_chain(self) -> None:
        head = self.register.head()
        assert self.register.verify(head.hash).problems == ()
        if not self.model.texts:
            return
        assert [each.differing for each in self.register.repeat()] == [()] * len(self.register.repeat())
        stream = io.BytesIO()
        self.register.export(stream)
        stream.seek(0)
        place = Path(self.folder.name) / "again.db"
        with Register.restore(place, stream, by="Li Wei", clock=self.clock) as again:
            assert again.head() == head
            assert again.verify(head.hash).problems == ()
            assert again.decisions() == self.register.decisions()
            assert again.tasks() == self.register.tasks()


def test_a_register_does_what_a_plain_model_says() -> None:
    few = settings(
        max_examples=4 * effort.factor,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Registers, settings=few)
    assert Registers.decisions >= effort.factor
