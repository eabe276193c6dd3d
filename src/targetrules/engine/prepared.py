"""The reference engine with what a policy fixes worked out once, which for few rows takes longer than to judge them.

Each condition is a function of a row, made when it is asked for the first time and kept with the policy. What has no
function of its own here is asked of the reference engine, which this is in everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from itertools import repeat
from operator import call
from typing import Final, TypeAlias

from attrs import field, frozen

from targetrules.engine.by_rows import ByRows
from targetrules.engine.interface import Engine
from targetrules.engine.judged import Judged
from targetrules.engine.reference import COMPARES, ReferenceEngine
from targetrules.history import Value
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.leaf import PeriodRange
from targetrules.truth import all_of, any_of, opposite

__all__ = ["ENGINE", "Prepared"]

Test: TypeAlias = Callable[[Judged], Truth]
"""Whether a condition holds for the unit in the period of a row."""

_ALWAYS: Final = PeriodRange()


@frozen(slots=True, eq=False)
class Prepared(ReferenceEngine):
    """The meaning of one policy; ``Rules.once`` keeps it."""

    _tests: dict[int, tuple[object, Test]] = field(init=False, factory=dict)
    _parameters: dict[int, dict[str, Value]] = field(init=False, factory=dict)
    _consequences: list[tuple[str, PeriodRange | None, Test]] = field(init=False)

    @_consequences.default
    def _prepared_consequences(self) -> list[tuple[str, PeriodRange | None, Test]]:
        rules = self.rules.consequences
        return [(each.id, None if each.in_force == _ALWAYS else each.in_force, self._fires(each)) for each in rules]

    def parameters(self, period: int) -> dict[str, Value]:
        found = self._parameters.get(period)
        if found is None:
            found = self._parameters[period] = ReferenceEngine.parameters(self, period)
        return found

    def define(self, definition: tree.Definition, cross_section: list[Judged]) -> None:
        if isinstance(definition, tree.NamedCondition):
            name, test = definition.name, self.test(definition.when)
            for now in cross_section:
                now.values[name] = test(now)
        else:
            ReferenceEngine.define(self, definition, cross_section)

    def keys(self, ranking: tree.Ranking, now: Judged) -> list[Decimal | None]:
        values = [now.values[number.name] for number in ranking.by]
        return [value if isinstance(value, Decimal) else None for value in values]

    def set_consequences(self, now: Judged) -> None:
        for id_, in_force, fires in self._consequences:
            if in_force is None or now.period in in_force:
                now.fired[id_] = fires(now)
        self.replace(now)

    def _fires(self, rule: tree.Consequence) -> Test:
        when = self.test(rule.when)
        return when if rule.unless is None else _all([when, _not(self.test(rule.unless))])

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
                return _compare_values(left, COMPARES[how], right)
            case tree.Compare(tree.NumberOf(left), how, tree.Literal(value)):
                return _compare_with(left, COMPARES[how], value)
            case tree.GradeIs(grades, None):
                return _grade_is(frozenset(grades))
            case tree.FlagIs(name, wanted):
                return _flag_is(name, wanted=wanted)
            case tree.ChoiceIs(name, options) | tree.GradeIs(options, str(name)):
                return _value_is(name, frozenset(options))
            case _:
                return self._of_parts(condition)

    def _of_parts(self, condition: tree.Condition) -> Test:
        match condition:
            case tree.All(parts):
                return _all([*map(self.test, parts)])
            case tree.AnyOf(parts):
                return _any([*map(self.test, parts)])
            case tree.Not(of):
                return _not(self.test(of))
            case tree.Temporal(of, tree.Consecutive(count)) if _is_plain(condition):
                return _consecutive(condition, count, self.test(of))
            case _:
                return partial(ReferenceEngine.holds, self, condition)


def _compare_values(left: str, compares: Callable[[Decimal, Decimal], bool], right: str) -> Test:
    def test(now: Judged) -> Truth:
        one, other = now.values[left], now.values[right]
        return compares(one, other) if isinstance(one, Decimal) and isinstance(other, Decimal) else None

    return test


def _compare_with(left: str, compares: Callable[[Decimal, Decimal], bool], right: Decimal) -> Test:
    def test(now: Judged) -> Truth:
        value = now.values[left]
        return compares(value, right) if isinstance(value, Decimal) else None

    return test


def _grade_is(grades: frozenset[str]) -> Test:
    def test(now: Judged) -> Truth:
        return None if now.grade is None else now.grade in grades

    return test


def _flag_is(name: str, *, wanted: bool) -> Test:
    def test(now: Judged) -> Truth:
        flag = now.values[name]
        return None if flag is None else flag is wanted

    return test


def _value_is(name: str, options: frozenset[str]) -> Test:
    def test(now: Judged) -> Truth:
        value = now.values[name]
        return None if value is None else value in options

    return test


def _not(of: Test) -> Test:
    def test(now: Judged) -> Truth:
        return opposite(of(now))

    return test


def _all(parts: Sequence[Test]) -> Test:
    def test(now: Judged) -> Truth:
        return all_of(map(call, parts, repeat(now)))

    return test


def _any(parts: Sequence[Test]) -> Test:
    def test(now: Judged) -> Truth:
        return any_of(map(call, parts, repeat(now)))

    return test


# ---- temporal conditions ---------------------------------------------------------------------------------------------


def _is_plain(temporal: tree.Temporal) -> bool:
    """Whether every period counts, none is passed over, and it is said of the present."""
    moved = temporal.bridge or temporal.since is not None or temporal.ago or temporal.earlier
    return not moved and temporal.resets is None and temporal.restarts is None


def _consecutive(temporal: tree.Temporal, count: int, of: Test) -> Test:
    """Holds now, and held in each of the periods before it; what was found in a row is remembered there."""
    key = temporal, "of"

    def held(row: Judged) -> Truth:
        if key not in row.held:
            row.held[key] = of(row)
        return row.held[key]

    def test(now: Judged) -> Truth:
        present, row = held(now), now.prior
        if present is False:
            return False
        for period in range(now.period - 1, now.period - count, -1):
            if row is None or row.period != period or held(row) is not True:
                return False
            row = row.prior
        return present

    return test


ENGINE: Final[Engine] = ByRows(lambda rules: rules.once(Prepared))
