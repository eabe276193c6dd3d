"""The reference engine with what a policy fixes worked out once, which for few rows takes longer than to judge them.

Each definition is a function of the rows of a period, each condition one of a row, made once and kept with the policy.
What has no function of its own here is asked of the reference engine, which this is in everything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any, Final, TypeAlias

from attrs import field

from targetrules.data import frozen
from targetrules.engine.by_rows import ByRows
from targetrules.engine.interface import Engine
from targetrules.engine.judged import Judged, Standing, put_together
from targetrules.engine.numbers import Formula
from targetrules.engine.placing import places
from targetrules.engine.prepared import conditions
from targetrules.engine.prepared.conditions import Test
from targetrules.engine.prepared.numbers import prepared
from targetrules.engine.prepared.open_places import OpenPlaces
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import Row, Value
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import PeriodRange
from targetrules.rules.succession import predecessor_of
from targetrules.truth import COMPARES

__all__ = ["ENGINE", "Prepared"]

_Step: TypeAlias = Callable[[list[Judged]], None]
"""What a definition makes of all rows of a period."""

_ALWAYS: Final = PeriodRange()
_ONLY: Final = places([0])[0]
"""The place of a unit that is alone in its group."""


@frozen(slots=True, eq=False)
class Prepared(ReferenceEngine):
    """The meaning of one policy; ``Rules.once`` keeps it."""

    _tests: dict[int, tuple[object, Test]] = field(init=False, factory=dict)
    _parameters: dict[int, dict[str, Value]] = field(init=False, factory=dict)
    _consequences: list[tuple[str, PeriodRange | None, Test]] = field(init=False)
    _judges_all: bool = field(init=False)
    _asks_all: bool = field(init=False)
    _replaces: bool = field(init=False)
    _keeps_cuts: bool = field(init=False)
    _steps: list[_Step] = field(init=False)
    _key_names: dict[str, list[str]] = field(init=False, factory=dict)
    _open_places: OpenPlaces | None = field(init=False)

    @_consequences.default
    def _prepared_consequences(self) -> list[tuple[str, PeriodRange | None, Test]]:
        return [(each.id, _unless_always(each.in_force), self._fires(each)) for each in self.rules.consequences]

    @_judges_all.default
    def _prepared_judges_all(self) -> bool:
        return self.rules.first_period is None

    @_asks_all.default
    def _prepared_asks_all(self) -> bool:
        return not self.rules.dated_inputs

    @_replaces.default
    def _prepared_replaces(self) -> bool:
        return any(each.replaces for each in self.rules.consequences)

    @_keeps_cuts.default
    def _prepared_keeps_cuts(self) -> bool:
        return bool(self.rules.kept_cuts)

    @_open_places.default
    def _searched_once(self) -> OpenPlaces | None:
        return None if self.openness is None else OpenPlaces(self, self.test)

    @_steps.default
    def _prepared_steps(self) -> list[_Step]:
        return [self._step(definition) for definition in self.rules.order]

    def period(
        self, rows: Iterable[Row], latest: dict[str, Judged], computed: Sequence[Judged] | None = None
    ) -> list[Judged]:
        if self._keeps_cuts:
            return ReferenceEngine.period(self, rows, latest, computed)
        cross_section = self.started(rows, latest, computed)
        for step in self._steps:
            step(cross_section)
        for now in cross_section:
            self.set_consequences(now)
        return cross_section

    def started(
        self, rows: Iterable[Row], latest: dict[str, Judged], computed: Sequence[Judged] | None
    ) -> list[Judged]:
        if computed is not None or self.openness is not None:
            return ReferenceEngine.started(self, rows, latest, computed)
        return put_together([self.start(row, latest.get(predecessor_of(row.unit, row.values))) for row in rows])

    def as_decided(self, computed: list[Judged], rows: Iterable[Row], latest: dict[str, Judged]) -> list[Judged]:
        for now in computed:
            if now.decision is not None:
                return ReferenceEngine.as_decided(self, computed, rows, latest)
        return computed

    def start(self, row: Row, prior: Judged | None) -> Judged:
        """Of inputs that are not asked for in some periods, and of what was decided, mostly there is nothing."""
        values = row.values
        if not self._asks_all or DECIDED_GRADE in values or DECIDED_RECEIVED in values:
            return ReferenceEngine.start(self, row, prior)
        now = Judged(row.unit, row.period, {**values, **self.parameters(row.period)}, prior)
        if row.exact:
            now.exact = row.exact
        return now

    def parameters(self, period: int) -> dict[str, Value]:
        found = self._parameters.get(period)
        if found is None:
            found = self._parameters[period] = ReferenceEngine.parameters(self, period)
        return found

    def rank(self, ranking: tree.Ranking, cross_section: list[Judged]) -> None:
        """As the reference engine does; of each unit what it is ranked by is found once."""
        in_group: dict[tuple[Value, ...], list[Judged]] = defaultdict(list)
        for now in cross_section:
            in_group[self.group(ranking, now)].append(now)
        among = None if ranking.among is None else self.test(ranking.among)
        best_first: Any = _alone if len(ranking.by) == 1 else itemgetter(0)
        for group, everyone in in_group.items():
            is_there = None not in group
            is_known = is_there and not self.is_open(ranking.name, everyone)
            units, ranked = list[Judged](), list[tuple[list[Decimal | None], Judged]]()
            for now in everyone:
                truth, keys = True if among is None else among(now), self.keys(ranking, now) if is_known else None
                known = truth is False or (truth is True and keys is not None and None not in keys)
                now.standings[ranking.name] = Standing(known, None, units if is_known else None)
                if known and truth and keys is not None:
                    ranked.append((keys, now))
            ranked.sort(key=best_first, reverse=ranking.best == "highest")
            units += [now for _, now in ranked]
            if len(units) >= ranking.smallest_group:
                for now, place in zip(units, places([best_first(each) for each in ranked]), strict=True):
                    now.standings[ranking.name].place = place

    def group(self, ranking: tree.Ranking, now: Judged) -> tuple[Value, ...]:
        if not ranking.within:
            return ()
        values = now.values
        return tuple([values[name] for name in ranking.within])

    def keys(self, ranking: tree.Ranking, now: Judged) -> list[Decimal | None]:
        names = self.key_names(ranking)
        if len(names) < len(ranking.by):
            return ReferenceEngine.keys(self, ranking, now)
        values = [now.values[name] for name in names]
        return [value if isinstance(value, Decimal) else None for value in values]

    def key_names(self, ranking: tree.Ranking) -> list[str]:
        """The numbers by which units are ranked, by name."""
        names = self._key_names.get(ranking.name)
        if names is None:
            names = self._key_names[ranking.name] = [number.name for number in ranking.numbers]
        return names

    def is_ranked(self, ranking: tree.Ranking, group: tuple[Value, ...], now: Judged) -> Truth:
        """Of numbers it is enough to know that they are there."""
        names = self.key_names(ranking)
        if len(names) < len(ranking.by):
            return ReferenceEngine.is_ranked(self, ranking, group, now)
        among = True if ranking.among is None else self.test(ranking.among)(now)
        if among is False:
            return False
        values = now.values
        for name in names:
            if not isinstance(values[name], Decimal):
                return None
        return None if None in group else among

    def missing(self, conditions: Iterable[tree.Condition | None], now: Judged, formula: Formula) -> tuple[str, ...]:
        """Where groups may be open, many rows alike lack the same."""
        if self._open_places is None:
            return ReferenceEngine.missing(self, conditions, now, formula)
        found: tuple[str, ...] = ()
        for each in conditions:
            if each is not None:
                names = self._open_places.missing(each, now, formula)
                found = tuple(dict.fromkeys((*found, *names))) if found else names
        return found

    def set_consequences(self, now: Judged) -> None:
        fired, received = now.fired, []
        for id_, in_force, fires in self._consequences if self._judges_all or self.rules.judges(now.period) else ():
            if in_force is None or now.period in in_force:
                fired[id_] = truth = fires(now)
                if truth is True:
                    received.append(id_)
        if self._replaces or now.decided is not None:
            self.replace(now)
        else:
            now.received = frozenset(received)

    def _fires(self, rule: tree.Consequence) -> Test:
        when = self.test(rule.when)
        if rule.unless is None:
            return when
        return conditions.all_hold([when, conditions.holds_not(self.test(rule.unless))])

    # ---- definitions -------------------------------------------------------------------------------------------------

    def _step(self, definition: tree.Definition) -> _Step:
        by_reference = partial(ReferenceEngine.define, self, definition)
        match definition:
            case tree.Measure():
                return _measure(definition) or by_reference
            case tree.Ranking() if self.openness is None:
                return self._ranking(definition, by_reference)
            case tree.Grading(quotas=()):
                return self._grading(definition)
            case tree.NamedCondition(name, when):
                return _named(name, self.test(when))
            case _:
                return by_reference

    def _ranking(self, ranking: tree.Ranking, of_several: _Step) -> _Step:
        """Of a unit that is alone in a period it is known what the reference engine finds by sorting."""
        name, by, within = ranking.name, [number.name for number in ranking.numbers], ranking.within
        grades = [each.of for each in ranking.by if isinstance(each, tree.GradeKey)]
        among = None if ranking.among is None else self.test(ranking.among)
        in_force, has_place = _unless_always(ranking.in_force), ranking.smallest_group <= 1

        def of_one(now: Judged) -> Standing:
            if in_force is not None and now.period not in in_force:
                return Standing(known=False)
            truth, values, is_there, in_group = True if among is None else among(now), now.values, True, True
            for each in within:
                if values[each] is None:
                    is_there = in_group = False
            for each in by:
                if values[each] is None:
                    is_there = False
            if grades and None in map(now.grade_of, grades):
                is_there = False
            known = truth is False or (is_there and truth is not None)
            units = [now] if known and truth else []
            return Standing(known, _ONLY if units and has_place else None, units if in_group else None)

        def step(cross_section: list[Judged]) -> None:
            if len(cross_section) == 1:
                cross_section[0].standings[name] = of_one(cross_section[0])
            else:
                of_several(cross_section)

        return step

    def _grading(self, grading: tree.Grading) -> _Step:
        """Without quotas, which look at others."""
        given, rules = grading.given if grading.by is None else None, grading.unit_rules

        def step(cross_section: list[Judged]) -> None:
            for now in cross_section:
                if self._judges_all or self.rules.judges(now.period):
                    grade = self.source_grade(grading, now) if given is None else now.values[given]
                    now.first_grade = now.grade = grade if isinstance(grade, str) else None
                    for rule in rules:
                        self.take_step(rule, now)
                if now.decided is not None:
                    now.take_decided_grade()

        return step

    # ---- conditions --------------------------------------------------------------------------------------------------

    def holds(self, condition: tree.Condition, now: Judged) -> Truth:
        return self.test(condition)(now)

    def test(self, condition: tree.Condition) -> Test:
        """The function of a condition, by the identity of the condition, which is kept with it."""
        found = self._tests.get(id(condition))
        if found is None:
            found = self._tests[id(condition)] = condition, self._prepared(condition)
        return found[1]

    def _prepared(self, condition: tree.Condition) -> Test:
        match condition:
            case tree.Compare(tree.NumberOf(left), how, tree.NumberOf(right)):
                return conditions.compare_values(left, COMPARES[how], right)
            case tree.Compare(tree.NumberOf(left), how, tree.Literal(value)):
                return conditions.compare_with(left, COMPARES[how], value)
            case tree.GradeIs(grades, None):
                return conditions.grade_is(frozenset(grades))
            case tree.FlagIs(name, wanted):
                return conditions.flag_is(name, wanted=wanted)
            case tree.ChoiceIs(name, options) | tree.GradeIs(options, str(name)):
                return conditions.value_is(name, frozenset(options))
            case tree.RankCutoff(portion=tree.Portion(Decimal() | tree.Share() as amount)):
                return conditions.place_within(condition, amount)
            case _:
                return self._of_parts(condition)

    def _of_parts(self, condition: tree.Condition) -> Test:
        match condition:
            case tree.All(parts):
                return conditions.all_hold([*map(self.test, parts)])
            case tree.AnyOf(parts):
                return conditions.any_holds([*map(self.test, parts)])
            case tree.Not(of):
                return conditions.holds_not(self.test(of))
            case tree.Temporal(of, tree.Consecutive(count)) if condition.is_plain:
                return conditions.consecutive(condition, count, self.test(of))
            case _:
                return partial(ReferenceEngine.holds, self, condition)


def _alone(ranked: tuple[list[Decimal | None], Judged]) -> Decimal | None:
    """The number that a unit is ranked by, where it is the only one: numbers are compared faster than lists."""
    return ranked[0][0]


def _unless_always(in_force: PeriodRange) -> PeriodRange | None:
    """The periods in which something is in force; None: in all of them, which need not be asked."""
    return None if in_force == _ALWAYS else in_force


def _named(name: str, test: Test) -> _Step:
    """A named condition."""

    def step(cross_section: list[Judged]) -> None:
        for now in cross_section:
            now.values[name] = test(now)

    return step


def _measure(measure: tree.Measure) -> _Step | None:
    """A measure; None where the reference engine is to be asked."""
    name, decimals, versions = measure.name, measure.decimals, []
    for version in measure.versions:
        formula = prepared(version.formula)
        if formula is None:
            return None
        versions.append((_unless_always(version.in_force), formula, version.rounding))

    def step(cross_section: list[Judged]) -> None:
        for now in cross_section:
            now.values[name] = None
            for in_force, formula, rounding in versions:
                if in_force is None or now.period in in_force:
                    exact = formula(now)
                    now.values[name] = None if exact is None else rounded(exact, decimals, rounding)

    return step


ENGINE: Final[Engine] = ByRows(lambda rules: rules.once(Prepared))
