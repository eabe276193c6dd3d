"""What explanations say of changes, tried out: results with one value changed, judged from the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

import attrs
from attrs import frozen

from targetrules import Outcome, Policy
from targetrules.explanation.findings import Change, Explanation, Goal, Nearest
from targetrules.explanation.values import Interval, Named, ReadValue
from targetrules.history import History, Row, Value
from targetrules.period import period_text
from targetrules.rules.definition import Input, InputKind

MOST = 10**15 - 1
"""The largest number without decimals that can stand in results."""


def searched(nearest: Nearest | None) -> Nearest:
    """What was found, as changes were searched for."""
    assert nearest is not None
    return nearest


def all_searched(explanation: Explanation) -> Iterator[tuple[str | None, Nearest]]:
    """What was found of the grade (None) and of each consequence, by its id."""
    if explanation.grade is not None:
        yield None, searched(explanation.grade.nearest)
    yield from ((each.consequence.id, searched(each.nearest)) for each in explanation.consequences)


@frozen
class Asked:
    """What was asked of the inputs of one row: a goal of a consequence, or (None) of the grade; and the answer."""

    consequence: str | None
    goal: Goal
    nearest: Nearest

    def changes(self, name: str) -> list[Change]:
        return [each for each in self.nearest.changes if each.goal is self.goal and each.input.id == name]


@frozen
class Trial:
    """One row of some results, explained."""

    policy: Policy
    history: History
    row: Row

    @property
    def period(self) -> int | str:
        return period_text(self.policy.rules.period, self.row.period)

    def explained(self) -> Explanation:
        return self.policy.explain(self.history, unit=self.row.unit, period=self.period)

    def asked(self) -> Iterator[Asked]:
        for consequence, nearest in all_searched(self.explained()):
            yield from (Asked(consequence, goal, nearest) for goal in nearest.goals)

    @cached_property
    def present(self) -> Outcome:
        return self.outcome()

    # ---- results with another value ----------------------------------------------------------------------------------

    def outcome(self, changed: dict[str, Value] | None = None) -> Outcome:
        """The outcome of the row, with some of its values changed."""
        rows = (
            attrs.evolve(row, values={**row.values, **(changed or {})}) if row is self.row else row
            for row in self.history.rows
            if row.period <= self.row.period
        )
        (found,) = self.policy.evaluate(History(tuple(rows))).of(unit=self.row.unit, period=self.period)
        return found

    def meets(self, asked: Asked, name: str, value: Value) -> bool:
        """Whether the goal is met with ``value`` in the place of ``name``."""
        return self.is_met(asked, self.outcome({name: value}))

    def is_met(self, asked: Asked, now: Outcome) -> bool:
        """The same, told from an outcome alone."""
        if asked.consequence is None:
            return self.grade_meets(asked.goal, now.grade)
        fires = asked.consequence in {each.id for each in now.consequences}
        replaced = asked.consequence in {each.id for each in now.replaced}
        undetermined = asked.consequence in {each.id for each in now.undetermined}
        if asked.goal is Goal.FIRES:
            return fires
        return not (fires or replaced or (asked.goal is Goal.DOES_NOT_FIRE and undetermined))

    def grade_meets(self, goal: Goal, grade: str | None) -> bool:
        position, before = self.policy.rules.grade_position, self.present.grade
        if grade is None or before is None:
            return grade is not None and goal is Goal.GRADED
        return position[grade] < position[before] if goal is Goal.BETTER else position[grade] > position[before]

    # ---- values and how far they are ---------------------------------------------------------------------------------

    def other_values(self, source: Input) -> list[Value]:
        """Every other value of a grade, choice, flag, or text that groups; the numbers of one with few enough.

        None of one that the policy keeps out of the answers.
        """
        if not source.changeable:
            return []
        match source.kind:
            case InputKind.NUMBER:
                low, high = ends(source)
                values: list[Value] = [number(source, at) for at in range(low, high + 1)]
            case InputKind.GRADE:
                values = [grade.id for grade in self.policy.rules.grades]
            case InputKind.CHOICE:
                values = list(source.options)
            case InputKind.FLAG:
                values = [True, False]
            case InputKind.TEXT:
                values = [row.values[source.name] for row in self.history.rows if row.period == self.row.period]
        return [value for value in dict.fromkeys(values) if value not in (None, self.row.values[source.name])]

    def distance(self, source: Input, value: Value) -> Decimal:
        """How far a value is from the one that stands there; from what is missing, all are equally far."""
        before = self.row.values[source.name]
        if before is None:
            return Decimal(0)
        if isinstance(before, Decimal) and isinstance(value, Decimal):
            return abs(value - before)
        if source.kind is InputKind.GRADE:
            position = self.policy.rules.grade_position
            return Decimal(abs(position[str(value)] - position[str(before)]))
        return Decimal(1)


def ends(source: Input) -> tuple[int, int]:
    """The least and the greatest value of a number, in units of its last decimal."""
    return (
        -MOST if source.low is None else int(source.low.scaleb(source.decimals)),
        MOST if source.high is None else int(source.high.scaleb(source.decimals)),
    )


def number(source: Input, at: int) -> Decimal:
    return Decimal(at).scaleb(-source.decimals)


def plain(reading: ReadValue) -> Value:
    return reading.value.id if isinstance(reading.value, Named) else reading.value


def covers(change: Change, value: Value) -> bool:
    """Whether a value is among those that a change names."""
    return any(within(each, value) if isinstance(each, Interval) else plain(each) == value for each in change.after)


def within(stretch: Interval, value: Value) -> bool:
    assert isinstance(value, Decimal)
    low, high = (None if end is None else numeric(end) for end in (stretch.low, stretch.high))
    return (low is None or low <= value) and (high is None or value <= high)


def numeric(found: ReadValue | Interval) -> Decimal:
    """The value that a change names, or an end of a stretch of them, where it is one number."""
    assert isinstance(found, ReadValue)
    assert isinstance(found.value, Decimal)
    return found.value
