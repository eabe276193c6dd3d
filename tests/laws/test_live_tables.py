"""Sessions of policies above one another: what comes to whatever table changes the difference of two wholes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from random import Random
from typing import Any

from attrs import define, evolve, field
from hypothesis import given
from hypothesis import strategies as st

from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Extent
from targetrules.drawing.tables import tables
from targetrules.engine.details import with_aggregates
from targetrules.engine.judged import Judged
from targetrules.engine.live.durable import DurableJudging
from targetrules.engine.live.judging import Judging
from targetrules.engine.live.lowering import Lowered, lowered
from targetrules.engine.live_interface import Closing, Event, RowEvent
from targetrules.engine.openness import Openness, groups_of
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.outcomes_below import outcome_rows
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import History, Row, Value
from targetrules.live.tables import ItemEvent, PlainTable, Table, TableEvents, key_below, started
from targetrules.live.then import Then
from targetrules.loading import loads_above
from targetrules.outcome import Outcome
from targetrules.policy import Policy
from targetrules.rules import tree
from targetrules.rules.succession import COLUMNS
from targetrules.syntax.to_toml import to_toml
from targetrules.testing.cascades import found_in, levels_of
from targetrules.testing.draft import Shape
from tests.cascades import passed_over
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples

Key = tuple[int, str]


@define(eq=False)
class Level:
    """The results of one policy that are there, and those of the tables below it; judged whole by the reference."""

    rules: tree.Rules
    key: str
    there: dict[Key, Row] = field(factory=dict)
    items: dict[str, dict[tuple[int, str, str], Row]] = field(factory=dict)
    lower: dict[str, Level] = field(factory=dict)
    openness: Openness = field(init=False)
    judged: list[Judged] = field(factory=list)
    open_below: set[Key] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.openness = Openness(self.rules, lambda period, unit: (period, unit) in self.open_below)
        for name, details in self.rules.details.items():
            if details.policy is None:
                self.items[name] = {}
            else:
                self.lower[name] = Level(details.policy.rules, key_below(self.key, name))

    def all(self) -> Iterator[Level]:
        yield self
        for each in self.lower.values():
            yield from each.all()

    def judge(self) -> None:
        """Judge what is below, then what is here, with all that is made of it: nothing of it while it is open."""
        below, unknown = dict[str, History](), set[tuple[str, Key]]()
        for name, level in self.lower.items():
            level.judge()
            details = self.rules.details[name]
            assert details.policy is not None
            above = details.policy.unit_above
            below[name] = outcome_rows(details, details.policy, History(tuple(level.there.values())), level.judged)
            for period, unit in self.there:
                under = [now for now in level.judged if now.period == period and level.named(now, above) == unit]
                is_closed = level.openness.is_closed(period, ((above, unit),))
                if not is_closed or any(level.is_open(now) for now in under):
                    unknown.add((name, (period, unit)))
        self.open_below = {key for _, key in unknown}
        for name, items in self.items.items():
            below[name] = History(tuple(items.values()))
        whole = with_aggregates(self.rules, History(tuple(self.there.values())), below)
        rows = [
            evolve(
                row,
                values={
                    name: None if self.is_unknown(name, row, unknown) else value for name, value in row.values.items()
                },
            )
            for row in whole.rows
        ]
        engine = ReferenceEngine(self.rules, openness=self.openness)
        self.judged = [now for found in engine.cross_sections(History(tuple(rows))) for now in found]

    def is_unknown(self, name: str, row: Row, unknown: set[tuple[str, Key]]) -> bool:
        made = self.rules.aggregates.get(name)
        return made is not None and (made[1].details, (row.period, row.unit)) in unknown

    def named(self, now: Judged, above: str) -> Value:
        return self.there[now.period, now.unit].values[above]

    def is_open(self, now: Judged) -> bool:
        """Whether it stands in a group that is open, or something below it is."""
        beside = [each for each in self.judged if each.period == now.period]
        if (now.period, now.unit) in self.open_below or self.openness.is_open(None, beside):
            return True
        for ranking in self.rules.rankings.values():
            group = [now.values[name] for name in ranking.within]
            if now.period in ranking.in_force and None not in group:
                peers = [each for each in beside if [each.values[name] for name in ranking.within] == group]
                if self.openness.is_open(ranking.name, peers):
                    return True
        return False

    def outcomes(self) -> dict[Key, Outcome]:
        engine = ReferenceEngine(self.rules, openness=self.openness)
        formula, decisions = engine.formula(), self.rules.once(decisions_of, None)
        return {(now.period, now.unit): outcome_of(engine, now, decisions, formula) for now in self.judged}


@define
class Stream:
    """Random events of all tables: in any order, corrected and withdrawn; groups of each are closed."""

    top: Level
    random: Random
    left: list[tuple[str, Row]]
    levels: dict[str, Level] = field(init=False)
    rows: dict[str, list[Row]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.levels = {level.key: level for level in self.top.all()}
        self.rows = {}
        for key, row in self.left:
            self.rows.setdefault(key, []).append(row)
        self.random.shuffle(self.left)

    def batches(self) -> Iterator[TableEvents]:
        further = 10 if self.left else 0
        while self.left or further:
            further -= not self.left
            found: dict[str, list[Event | ItemEvent]] = {}
            for _ in range(self.random.choice([1, 1, 1, 3])):
                key, event = self.event()
                found.setdefault(key, []).append(event)
            yield found

    def event(self) -> tuple[str, Event | ItemEvent]:
        choice = self.random.random()
        if self.left and choice < 0.6:
            key, row = self.left.pop()
            return (key, self.came(key, row)) if key in self.levels else (key, self.item(key, row, row))
        key = self.random.choice(sorted(self.rows))
        if key not in self.levels:
            row = self.random.choice(self.rows[key])
            other = evolve(row, values={**self.random.choice(self.rows[key]).values, **self.naming(key, row)})
            return key, self.item(key, row, other if choice < 0.9 else None)
        level, row = self.levels[key], self.random.choice(self.rows[key])
        at = row.period, row.unit
        if choice < 0.7 and at in level.there:
            other = self.random.choice(self.rows[key])
            inputs = {name: value for name, value in other.values.items() if name in level.rules.inputs}
            return key, self.came(key, evolve(level.there[at], values={**level.there[at].values, **inputs}))
        if choice < 0.75 and at in level.there:
            return key, self.gone(key, at)
        return key, self.closed(level, row)

    def naming(self, key: str, row: Row) -> Mapping[str, Value]:
        details = self.details(key)
        return {details.item: row.values[details.item]}

    def details(self, key: str) -> tree.Details:
        return self.top.rules.all_details[key]

    def item(self, key: str, row: Row, now: Row | None) -> ItemEvent:
        above, _, name = key.rpartition(".")
        at = row.period, row.unit, str(row.values[self.details(key).item])
        items = self.levels[above].items[name]
        items.pop(at, None)
        if now is not None:
            items[at] = now
        return ItemEvent(*at, now)

    def came(self, key: str, row: Row) -> Event:
        level, at = self.levels[key], (row.period, row.unit)
        before = level.there.pop(at, None)
        for each in (before, row):
            if each is not None:
                level.openness.touch(row.period, each.values)
        level.there[at] = row
        return RowEvent(*at, row)

    def gone(self, key: str, at: Key) -> Event:
        level = self.levels[key]
        level.openness.touch(at[0], level.there.pop(at).values)
        return RowEvent(*at, None)

    def closed(self, level: Level, row: Row) -> Event:
        """All of a period, a group that the row is in, or all that are below a unit."""
        ways = [(), (), *groups_of(level.rules)]
        above = level.rules.unit_above
        names = self.random.choice(ways if above is None else [*ways, (above,)])
        group = tuple((name, row.values[name]) for name in names)
        if names == (above,) and self.random.random() < 0.3:
            group = ((str(above), self.random.choice(sorted({"A", *(unit for _, unit in self.top.there)}))),)
        group = () if any(value is None for _, value in group) else group
        level.openness.close(row.period, group)
        return Closing(row.period, group)

    def whole(self) -> dict[str, dict[Key, Outcome]]:
        self.top.judge()
        return {key: level.outcomes() for key, level in self.levels.items()}


def difference(before: dict[Key, Outcome], after: dict[Key, Outcome]) -> list[tuple[object, ...]]:
    changed = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    return [(*key, before.get(key), after.get(key)) for key in changed]


def drawn(random: Random) -> tuple[Policy, Sequence[tuple[str, Row]]]:
    """A random cascade, and rows of all of its tables."""
    shape = Shape(largest=random.choice([1, 2, 4]), details=random.random() < 0.3, begins=random.random() < 0.3)
    levels = levels_of(random, shape, random.choice([2, 2, 3]))
    top = next(iter(levels))
    policy = loads_above(to_toml(levels[top].written), found_in(levels), name=top)
    extent = Extent(3, 4, missing="any", decided=random.random() < 0.2, succession=random.random() < 0.2)
    above, below = tables(Chance(random), policy.rules, extent)
    return policy, [("", row) for row in above.rows] + [(key, row) for key, each in below.items() for row in each.rows]


def check(policy: Policy, tables: Sequence[Table], stream: Stream) -> None:
    """What each call says is the difference of two whole evaluations, in each of the tables; so it is when undone."""
    expected = stream.whole()
    for batch in stream.batches():
        now = stream.whole()
        for table in tables:
            if stream.random.random() < 0.2:
                table.take_all(batch).undo()
            taken = table.take_all(batch)
            for key, outcomes in now.items():
                found = [(each.period, each.unit, each.before, each.after) for each in taken.revisions.get(key, ())]
                assert found == difference(expected[key], outcomes), key
        expected = now
    for table in tables:
        check_closed(policy, table)


def check_closed(policy: Policy, table: Table) -> None:
    """When all is closed, outcomes and reasons are those of an evaluation, if every row below is below a result."""
    results = [each for each in table.all() if isinstance(each, Table)]
    rows = {each.key: list(each.judging.arrived.all()) for each in results}
    rows |= {each.key: list(each.below.all()) for each in table.all() if isinstance(each, PlainTable)}
    periods = sorted({row.period for found in rows.values() for row in found})
    astray = ((each, period, key) for each in results for period in periods for key, _ in each.astray(period))
    plain = [each.key for each in table.all() if isinstance(each, PlainTable)]
    if any(key in plain or any(row.period == period for row in rows[each.key]) for each, period, key in astray):
        return
    if any(not COLUMNS.keys().isdisjoint(row.values) for found in rows.values() for row in found):
        return  # what was withdrawn may be the past of what is there
    for each in results:
        table.take_all({each.key: [Closing(period) for period in periods]})
    above, *below = ((key, History(tuple(found))) for key, found in rows.items())
    how: Any = {"details": dict(below), "notes": passed_over}
    assert table.judging.outcomes() == [*policy.evaluate(above[1], engine="reference", **how)]
    then = Then(table)
    why = [then.keep(table.judging.judged((row.period, row.unit))) for row in above[1].rows]
    assert [each() for each in why] == [*policy.explain_rows(above[1], **how)]


def state(rules: tree.Rules) -> Table:
    return started(rules, lambda each, _, below: Judging.of(each, None, below))


def durable(rules: tree.Rules) -> Table | None:
    """The same on durable-rules, where every policy can be lowered."""
    policies = [rules, *(each.policy.rules for each in rules.all_details.values() if each.policy is not None)]
    known = {id(each): found for each in policies if isinstance(found := lowered(each), Lowered)}
    if find_spec("durable") is None or len(known) < len(policies):
        return None
    return started(rules, lambda each, _, below: DurableJudging.on(each, known[id(each)], None, below))


def check_drawn(random: Random) -> None:
    policy, rows = drawn(random)
    goes_on = any(not COLUMNS.keys().isdisjoint(row.values) for _, row in rows)  # which is refused on durable-rules
    other = None if goes_on else durable(policy.rules)
    tables = [state(policy.rules), *(() if other is None else (other,))]
    check(policy, tables, Stream(Level(policy.rules, ""), random, list(rows)))


@examples(25)
@given(st.integers(0, 2**32), CONTEXTS)
@in_any_context
def test_what_changes_is_the_difference_of_two_whole_evaluations_in_every_table(seed: int) -> None:
    check_drawn(Random(seed))  # noqa: S311  no secret
