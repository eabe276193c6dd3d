"""What would be if a lower policy had been given another value of a unit: it decides again, and so do all above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Final

from attrs import evolve, field

from targetrules.data import define, frozen
from targetrules.engine.details import aggregate
from targetrules.engine.judged import Judged, put_together
from targetrules.engine.outcomes_below import values_of_outcome
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.errors import InternalError
from targetrules.explanation.below import JudgedBelow, node_of_row
from targetrules.explanation.changes.effort import Effort, work_of_one
from targetrules.explanation.changes.goals import GoalQuery
from targetrules.explanation.changes.items import value_of_item
from targetrules.explanation.changes.lower_unit import UnitBelow
from targetrules.explanation.changes.monotonicity import Trends
from targetrules.explanation.changes.numbers import InputNumbers
from targetrules.explanation.changes.probe import Probe, Trial, Trials
from targetrules.explanation.changes.search import Alike
from targetrules.explanation.changes.unit_search import OtherValues, UnitSearch
from targetrules.explanation.reasons.item_names import DetailNames
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Named, ReadValue
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node, NodeKind, node_of
from targetrules.rules.analysis.frontier import Frontier
from targetrules.rules.analysis.influence_cone import InfluenceCone
from targetrules.rules.definition import Input, InputKind

__all__ = ["LowerGroup", "LowerSearch"]

_WORK_OF_ROW: Final = 60
"""The work of making something of a row."""

_MOST_THEN: Final = 3
"""So many decisions below are told of a change."""


@define(slots=False)
class LowerGroup:
    """The units of a lower policy below the unit of a search, ``above``, and all others of the period beside them."""

    above: UnitSearch
    details: tree.Details
    judged: JudgedBelow
    searches: dict[str, LowerSearch] = field(factory=dict, init=False)
    rows: dict[str, Mapping[str, Judged]] = field(factory=dict, init=False)

    @property
    def rules(self) -> tree.Rules:
        """The lower policy."""
        return self.judged.policy.rules

    @property
    def period(self) -> int:
        """The period that is judged."""
        return self.above.now.period

    @cached_property
    def names(self) -> DetailNames:
        """The names of a row."""
        return DetailNames(self.details)

    @cached_property
    def units(self) -> Sequence[str]:
        """The units below, in the order of the rows of details."""
        return [now.unit for now in self.judged.under(self.above.now.unit, self.period)]

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Whatever of a row anything above is made of."""
        made = [made for _, made in self.above.rules.aggregates.values() if made.details == self.details.name]
        names = (each for one in made for each in (one.of, one.among) if each is not None)
        return tuple(dict.fromkeys(name for each in names for name in self.names.inputs_of(each)))

    @cached_property
    def roots(self) -> tuple[Node, ...]:
        """The same in the graph of the lower policy."""
        return tuple(self.node(name) for name in self.needed)

    @cached_property
    def cone(self) -> InfluenceCone:
        """All that this rests on."""
        return InfluenceCone.of(self.rules, self.period, self.roots)

    @property
    def compares(self) -> bool:
        """Whether what is decided of a unit may hang on others, so that all are judged again."""
        return self.cone.others or bool(self.cone.quotas)

    def node(self, name: str) -> Node:
        """What a name of a row is in the lower policy."""
        return node_of_row(self.rules, name)

    # ---- goals -------------------------------------------------------------------------------------------------------

    def goal(self, asked: GoalQuery, names: Sequence[str]) -> GoalQuery:
        """The goal as one that rests on these names of rows."""
        return evolve(asked, cone=InfluenceCone.of(self.rules, self.period, [self.node(name) for name in names]))

    def inputs(self, goal: GoalQuery) -> list[Input]:
        """The inputs that may have another value; texts, and what names the unit above, say whose a row is."""
        return [each for each in self.reached(goal) if each.changeable]

    def reached(self, goal: GoalQuery) -> list[Input]:
        """Those that the goal can depend on."""
        known = self.rules.read_inputs.values()
        there = [each for each in known if each.name in goal.cone.inputs and self.period in each.asked]
        above = self.judged.policy.unit_above
        return [each for each in there if each.kind is not InputKind.TEXT and each.name != above]

    def kept(self, names: Sequence[str], asked: GoalQuery) -> list[Named]:
        """Those that the policy keeps out of the answers."""
        known = SymbolTable.of(self.rules)
        return [known.named(each.name) for each in self.reached(self.goal(asked, names)) if not each.changeable]

    def search(self, unit: str) -> LowerSearch:
        """The search of one of the units."""
        if unit not in self.searches:
            now = self.judged.judged[unit, self.period]
            row = self.judged.rows[unit, self.period]
            given = UnitBelow(now, row.values, len(self.judged.in_period(self.period)), partial(self.one_again, unit))
            self.searches[unit] = LowerSearch(self.rules, given, below=self.judged.below, group=self)
        return self.searches[unit]

    # ---- judged again ------------------------------------------------------------------------------------------------

    @cached_property
    def work(self) -> int:
        """The work of judging again, by all rules."""
        rules = self.rules
        receipts = (Node(NodeKind.RECEIPT, rule.id) for rule in rules.consequences)
        whole = InfluenceCone.of(rules, self.period, [*map(node_of, rules.order), *receipts])
        return work_of_one(whole, 0) * (len(self.judged.in_period(self.period)) if self.compares else 1)

    def again(self, others: OtherValues) -> list[Judged]:
        """The units with other values, and whoever they may be compared with, judged again in the period."""
        everybody = self.judged.in_period(self.period)
        earlier = [now for now in everybody if self.compares or now.unit in others]
        engine = ReferenceEngine(self.rules)
        found = [engine.start(self.row(now, others.get(now.unit, {})), now.prior) for now in earlier]
        for now, before in zip(put_together(found), earlier, strict=True):
            now.kept = before.kept
        for definition in self.rules.order:
            engine.define(definition, found)
        for now in found:
            engine.set_consequences(now)
        return found

    def one_again(self, unit: str, values: Mapping[str, Value]) -> Judged:
        """One unit judged again with other values."""
        return next(each for each in self.again({unit: values}) if each.unit == unit)

    def row(self, now: Judged, values: Mapping[str, Value]) -> Row:
        """The row of a unit with other values."""
        row = self.judged.rows[now.unit, now.period]
        return evolve(row, values={**row.values, **values}) if values else row

    def outcome(self, again: Sequence[Judged]) -> Judged:
        """What becomes of the unit that is explained."""
        changed: dict[str, dict[str, Judged]] = {}
        for now in again:
            unit, before = self.judged.above(now), self.judged.judged[now.unit, now.period]
            if unit is not None and self.seen(now) != self.seen(before):
                changed.setdefault(unit, {})[now.unit] = now
        return self.above.outcome({unit: self.made(unit, rows) for unit, rows in changed.items()})

    def seen(self, now: Judged) -> tuple[Value, ...]:
        """What is seen of a unit from above."""
        values = values_of_outcome(self.details, now)
        return tuple(values[name] for name in self.needed)

    def made(self, unit: str, changed: Mapping[str, Judged]) -> Mapping[str, Value]:
        """What is made of the rows of a unit above, some of which were decided otherwise, as far as it is another."""
        before = self.rows_under(unit)
        self.above.effort.spend(_WORK_OF_ROW * len(changed) + len(before))
        rows, now = {**before, **{name: self.as_row(each) for name, each in changed.items()}}, self._made(before)
        return {name: value for name, value in self._made(rows).items() if value != now[name]}

    def _made(self, rows: Mapping[str, Judged]) -> Mapping[str, Value]:
        rules = self.above.rules
        return {
            name: aggregate(made, one, rules, [*rows.values()])
            for name, (one, made) in rules.aggregates.items()
            if made.details == self.details.name
        }

    def rows_under(self, unit: str) -> Mapping[str, Judged]:
        """The rows of a unit above as they are, by the units below."""
        if unit not in self.rows:
            self.rows[unit] = {now.unit: self.as_row(now) for now in self.judged.under(unit, self.period)}
        return self.rows[unit]

    def as_row(self, now: Judged) -> Judged:
        """A unit below as a row of details, with the conditions of rows."""
        row = Row("", self.period, values_of_outcome(self.details, now))
        (found,) = evaluate(self.details.rules, History((row,)))
        return found


@define(slots=False)
class LowerSearch(UnitSearch):
    """Tries other values of one unit below."""

    group: LowerGroup = field(kw_only=True)
    seen_with: dict[tuple[str, Value], Mapping[str, Value]] = field(factory=dict, init=False)

    @property
    def top(self) -> UnitSearch:
        """The search of the unit that is explained."""
        return self.group.above.top

    @property
    def effort(self) -> Effort:
        """What is left of the work."""
        return self.top.effort

    @cached_property
    def trials(self) -> LowerTrials:
        """What came of the changes that were tried."""
        return LowerTrials(self.group.cone, self.units, self.effort, search=self)

    def probe(self, name: str) -> Probe:
        """The values of an input that were tried already serve for further goals."""
        if name not in self.probes:
            self.probes[name] = Probe(self.trials, name, Frontier.of(self.trials.cone, name, self.group.roots))
        return self.probes[name]

    def numbers(self, source: Input, asked: GoalQuery, probe: Probe) -> InputNumbers:
        """The numbers that an input may have."""
        return _Numbers(source, asked, probe, group=self.group)

    def confirm(self, name: str, value: Value, asked: GoalQuery) -> None:
        """Judge once more: an answer hangs on it, be the work what it may."""
        self.effort.spend_of_all(self.group.work)
        if not asked.met(self.group.outcome(self.group.again({self.now.unit: {name: value}}))):
            raise InternalError(f"{name} = {value} was found for {asked.goal.value}, but does not bring it about")

    def outcome(self, others: OtherValues) -> Judged:
        """What becomes of the unit that is explained."""
        self.effort.spend(self.group.work)
        return self.group.outcome(self.group.again(others))

    def trial(self, name: str, value: Value) -> Trial:
        """What comes of another value: how all that decides of the unit came out, and what is seen of it from above."""
        again = self.group.again({self.now.unit: {name: value}})
        (now,) = (each for each in again if each.unit == self.now.unit)
        cone, engine = self.group.cone, self.trials.engine
        formula = engine.formula()
        own = {} if self.group.compares else {each: engine.decided(each, now, formula) for each in cone.of_unit}
        seen = (now.first_grade, now.grade, *self.group.seen(now))
        return _Trial(self.group.outcome(again), own, (), None, seen)

    # ---- how it is told ----------------------------------------------------------------------------------------------

    def named(self, name: str) -> Named:
        """The input of the unit."""
        return value_of_item(self.group.details.name, self.now.unit, self.rules.inputs[name])

    @property
    def by(self) -> Named | None:
        """The lower policy."""
        return self.group.names.lower

    def then(self, name: str, values: Sequence[Value], asked: GoalQuery) -> tuple[ReadValue, ...]:
        """What it would have decided otherwise, of what the goal rests on; where all these values agree in it."""
        group, policy = self.group, self.group.judged.policy
        names = [each for each in group.needed if policy.decides(each) and group.node(each) in asked.cone.nodes]
        decided = {tuple(self.decided_with(name, value)[each] for each in names) for value in values}
        before = dict(zip(group.needed, group.seen(self.now), strict=True))
        after = zip(names, decided.pop() if len(decided) == 1 else (), strict=False)
        changed = [(each, value) for each, value in after if value != before[each]]
        return tuple(group.names.reading(each, value) for each, value in changed[:_MOST_THEN])

    def decided_with(self, name: str, value: Value) -> Mapping[str, Value]:
        """What is seen from above of the unit, with another value."""
        if (name, value) not in self.seen_with:
            now = self.group.one_again(self.now.unit, {name: value})
            self.seen_with[name, value] = dict(zip(self.group.needed, self.group.seen(now), strict=True))
        return self.seen_with[name, value]


@define(slots=False)
class LowerTrials(Trials):
    """What came of values of a unit below."""

    search: LowerSearch = field(kw_only=True)

    @cached_property
    def work(self) -> int:
        """The work of judging once."""
        return self.search.group.work

    def judged(self, name: str, value: Value) -> Trial:
        """What becomes of the unit that is explained."""
        return self.search.trial(name, value)


@frozen(slots=True)
class _Trial(Trial):
    """``now`` is what became of the unit that is explained; ``seen`` is what is seen of the one below from above."""

    seen: tuple[Value, ...]

    def trace(self, cone: InfluenceCone, *, places_agree: bool) -> list[object]:
        """All that the outcome depends on: how it came out below, and what is seen of it from above."""
        del cone, places_agree
        return [*self.own.values(), *self.seen]


@define(slots=False)
class _Numbers(InputNumbers):
    """Numbers of a unit below: also what is seen of it from above must only rise or only fall with them."""

    group: LowerGroup = field(kw_only=True)

    @cached_property
    def alike(self) -> Alike:
        """None where others are judged again, whose outcomes may turn anywhere."""
        return None if self.group.compares else super().alike

    def is_stepwise(self, trends: Trends) -> bool:
        """Whether all that the goal is decided by only rises or only falls."""
        seen = [name for name in self.group.needed if name in trends.own.known]
        return trends.stepwise and trends.is_stepwise_to(seen)
