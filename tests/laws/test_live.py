"""A session: whatever comes in whatever order, what it says is what the reference decides of all that is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from random import Random
from typing import Any, Final
from unittest.mock import patch

import pytest
from attrs import define, evolve, field
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.drawing.histories import Extent, history
from targetrules.engine.judged import Judged
from targetrules.engine.live import judging
from targetrules.engine.live.durable import DurableJudging
from targetrules.engine.live.judging import Judging
from targetrules.engine.live.lowering import Lowered, lowered
from targetrules.engine.live_interface import Closing, Event, RowEvent
from targetrules.engine.openness import Group, Openness, groups_of
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.reference import ReferenceEngine
from targetrules.explanation.reasons.reasons import Reasons
from targetrules.history import History, Row, Value
from targetrules.live.tables import started
from targetrules.live.then import Then
from targetrules.outcome import Outcome
from targetrules.rules.tree import Rules
from targetrules.testing import Case, cases
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples
from tests.laws.lowerable import lowerable_text

CASES: Final = cases(missing="any", decided=True, succession=True, units=4, periods=5)
RANDOM: Final = st.randoms(use_true_random=False)


@define
class Stream:
    """Random events about the results of a case: they come in any order, are corrected and withdrawn; groups close.

    ``there`` and ``openness`` are as after the events that were given last.
    """

    rules: Rules
    rows: Sequence[Row]
    random: Random
    left: list[Row] = field(init=False)
    there: dict[tuple[int, str], Row] = field(factory=dict)
    openness: Openness = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.left = list(self.rows)
        self.random.shuffle(self.left)
        self.openness = Openness(self.rules)

    def batches(self) -> Iterator[Sequence[Event]]:
        """Until all results have come, and some more."""
        further = 8 if self.rows else 0
        while self.left or further:
            further -= not self.left
            yield [self.event() for _ in range(self.random.choice([1, 1, 1, 3]))]

    def event(self) -> Event:
        choice = self.random.random()
        if self.left and (choice < 0.6 or not self.there):
            row = self.left.pop()
            return self.now((row.period, row.unit), row)
        if not self.there:
            return self.closed(self.rows[0].period, ())
        key = self.random.choice(sorted(self.there))
        if choice < 0.75:
            return self.now(key, evolve(self.there[key], values={**self.there[key].values, **self.other_inputs()}))
        if choice < 0.8:
            return self.now(key, None)
        return self.closed(key[0], self.group(self.there[key]))

    def now(self, key: tuple[int, str], row: Row | None) -> Event:
        """The result is this from now on."""
        for each in (self.there.pop(key, None), row):
            if each is not None:
                self.openness.touch(key[0], each.values)
        if row is not None:
            self.there[key] = row
        return RowEvent(*key, row)

    def closed(self, period: int, group: Group) -> Event:
        self.openness.close(period, group)
        return Closing(period, group)

    def judged(self) -> list[Judged]:
        """All that is there, by the reference."""
        engine = ReferenceEngine(self.rules, openness=self.openness)
        return [now for found in engine.cross_sections(History(tuple(self.there.values()))) for now in found]

    def whole(self) -> dict[tuple[int, str], Outcome]:
        """Its outcomes."""
        engine, judged = ReferenceEngine(self.rules, openness=self.openness), self.judged()
        formula, decisions = engine.formula(), self.rules.once(decisions_of, None)
        return {(now.period, now.unit): outcome_of(engine, now, decisions, formula) for now in judged}

    def other_inputs(self) -> dict[str, Value]:
        other = self.random.choice(self.rows)
        return {name: value for name, value in other.values.items() if name in self.rules.inputs}

    def group(self, row: Row) -> Group:
        """All of the period, or a group that the row is in."""
        names = self.random.choice([(), *groups_of(self.rules)])
        group = tuple((name, row.values[name]) for name in names)
        return () if any(value is None for _, value in group) else group


def difference(
    before: dict[tuple[int, str], Outcome], after: dict[tuple[int, str], Outcome]
) -> list[tuple[int, str, Outcome | None, Outcome | None]]:
    changed = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    return [(*key, before.get(key), after.get(key)) for key in changed]


def check_session(session: Judging, stream: Stream) -> None:
    """All that a session says is the difference of two whole evaluations."""
    expected = stream.whole()
    for batch in stream.batches():
        found = [(each.period, each.unit, each.before, each.after) for each in session.take(batch).revisions]
        now = stream.whole()
        assert found == difference(expected, now)
        expected = now
    assert session.outcomes() == [expected[key] for key in sorted(expected)]
    for row in stream.judged():
        assert Reasons(session.rules).of(session.judged((row.period, row.unit))) == Reasons(session.rules).of(row)


needs_durable_rules = pytest.mark.skipif(find_spec("durable") is None, reason="durable-rules is not installed")
KEPT: Final = st.sampled_from([1, 1_000])
"""Of so many units that stand alone it is kept how they were judged; the others are judged again."""


@examples(40)
@given(CASES, RANDOM, KEPT, CONTEXTS)
@in_any_context
def test_what_changes_is_the_difference_of_two_whole_evaluations(case: Case, random: Random, kept: int) -> None:
    rules = case.policy.rules
    with patch.object(judging, "UNITS_KEPT", kept):
        check_session(Judging.of(rules), Stream(rules, case.history.rows, random))


@needs_durable_rules
@examples(60)
@given(RANDOM, KEPT, CONTEXTS)
@in_any_context
def test_so_it_is_where_facts_are_joined_by_durable_rules(random: Random, kept: int) -> None:
    rules = loads(lowerable_text(random)).rules
    rows = history(random, rules, Extent(missing="any", units=4, periods=5, decided=random.random() < 0.2)).rows
    with patch.object(judging, "UNITS_KEPT", kept):
        check_session(durable(rules), Stream(rules, rows, random))


def durable(rules: Rules) -> DurableJudging:
    """The engine without the trial in a process of its own, which `tests/live/test_durable.py` looks at."""
    found = lowered(rules)
    assert isinstance(found, Lowered), found
    return DurableJudging.on(rules, found)


HISTORIES: Final = 40
"""Of each policy so many are tried: two thousand with fifty policies."""


@needs_durable_rules
@examples(100)
@given(st.integers(0, 2**32))
def test_all_that_was_said_adds_up_to_the_whole_by_either_engine(seed: int) -> None:
    """The seed alone is Hypothesis' own: what it draws itself it notes down, and there is much of it."""
    random = Random(seed)  # noqa: S311  no secret
    rules = loads(lowerable_text(random)).rules
    for _ in range(HISTORIES):
        rows = history(random, rules, Extent(missing="any", units=3, periods=5)).rows
        check_sum([Judging.of(rules), durable(rules)], Stream(rules, rows, random))


def check_sum(sessions: Sequence[Judging], stream: Stream) -> None:
    """Changes go on from those before, and end where the whole evaluation does."""
    told = [dict[tuple[int, str], Outcome | None]() for _ in sessions]
    for batch in stream.batches():
        for session, total in zip(sessions, told, strict=True):
            for each in session.take(batch).revisions:
                assert total.get((each.period, each.unit)) == each.before
                total[each.period, each.unit] = each.after
    expected = stream.whole()
    for total in told:
        assert {key: after for key, after in total.items() if after is not None} == expected


@examples(40)
@given(CASES, RANDOM)
def test_why_is_told_as_of_the_moment_whenever_it_is_asked(case: Case, random: Random) -> None:
    """A row that came out alike is put in the place of one that others go on from: they told of that one."""
    rules = case.policy.rules
    table = started(rules, lambda each, _, below: Judging.of(each, None, below))
    stream, told = Stream(rules, case.history.rows, random), list[tuple[Any, Any]]()
    for batch in stream.batches():
        then, reasons = Then(table), Reasons(rules)
        for each in table.judging.take(batch).revisions:
            if each.judged is not None:
                told.append((reasons.of(each.judged), then.keep(each.judged)))
    assert [why() for _, why in told] == [at_once for at_once, _ in told]


@examples(30)
@given(CASES, RANDOM, CONTEXTS)
@in_any_context
def test_what_is_taken_back_has_never_been(case: Case, random: Random) -> None:
    rules = case.policy.rules
    check_taken_back(Judging.of(rules), Judging.of(rules), Stream(rules, case.history.rows, random))


@needs_durable_rules
@examples(20)
@given(RANDOM, CONTEXTS)
@in_any_context
def test_nor_has_it_where_facts_are_joined_by_durable_rules(random: Random) -> None:
    rules = loads(lowerable_text(random)).rules
    rows = history(random, rules, Extent(missing="any", units=3, periods=4)).rows
    check_taken_back(durable(rules), Judging.of(rules), Stream(rules, rows, random))


def check_taken_back(session: Judging, other: Judging, stream: Stream) -> None:
    for at, batch in enumerate(stream.batches()):
        if at % 2:
            session.take(batch).undo()
        assert session.take(batch).revisions == other.take(batch).revisions
    assert session.outcomes() == other.outcomes()
