"""What a condition or the grade can depend on within a period: names, comparisons, rankings, down to the inputs.

What lies beneath ``ago``, ``previous`` and ``resets`` belongs to earlier periods and cannot change any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from attrs import define, field

from targetrules.rules import tree
from targetrules.rules.parts import parts_of

__all__ = ["Reach", "sign"]

_ZERO: Final = tree.Literal(Decimal(0))


def sign(left: Decimal | Fraction | None, right: Decimal | Fraction | int | None) -> int | None:
    """Which of two numbers is greater; None where one is missing."""
    return None if left is None or right is None else (left > right) - (left < right)


@define(slots=True)
class Reach:
    """Collects what is reached in one period: ``names`` are of inputs, parameters, measures, conditions, statuses.

    ``turns``: pairs of numbers in formulas of which it matters which is the greater. ``waiting``: still to be followed.
    """

    rules: tree.Rules
    period: int
    names: set[str] = field(factory=set)
    compares: set[tree.Compare] = field(factory=set)
    places: set[tree.RankCutoff] = field(factory=set)
    rankings: set[str] = field(factory=set)
    groups: list[tree.Aggregate] = field(factory=list)
    turns: list[tuple[tree.Number, tree.Number]] = field(factory=list)
    grading: bool = False
    waiting: list[tree.Definition] = field(factory=list)

    @property
    def others(self) -> bool:
        """Whether other units matter."""
        return bool(self.rankings or self.groups)

    @property
    def others_decide(self) -> bool:
        """Whether what other units are found to be matters, not just their numbers: who is ranked, or in a quota."""
        among = any(self.rules.rankings[name].among is not None for name in self.rankings)
        return among or (self.grading and self.rules.grading is not None and bool(self.rules.grading.quotas))

    @cached_property
    def of_others(self) -> Reach:
        """What decides, of what is reached, who is ranked and what is in a quota."""
        found = Reach(self.rules, self.period)
        found.add_conditions(self.rules.rankings[name].among for name in self.rankings)
        if self.grading and self.rules.grading is not None and self.rules.grading.quotas:
            found.add_grading()
        return found

    def has(self, definition: tree.Definition) -> bool:
        """Whether a definition of ``rules.order`` is reached."""
        match definition:
            case tree.Grading():
                return self.grading
            case tree.Ranking(name):
                return name in self.rankings
            case _:
                return definition.name in self.names

    def add_conditions(self, conditions: Iterable[tree.Condition | None]) -> None:
        """Follow conditions, and all that they rest on; None is passed over."""
        self.read_conditions(conditions)
        self.follow()

    def add_grading(self) -> None:
        """Follow where the grade comes from and all its steps."""
        self.read_grading()
        self.follow()

    def follow(self) -> None:
        """Follow what is named, one after the other: names may rest on one another in a long chain."""
        while self.waiting:
            match self.waiting.pop():
                case tree.Measure(_, _, versions):
                    self.read_numbers(each.formula for each in versions if self.period in each.span)
                case tree.Ranking() as ranking:
                    self.read_numbers(ranking.by)
                    self.read_conditions([ranking.among])
                    for name in ranking.within:
                        self.read_name(name)
                case tree.NamedCondition(_, when):
                    self.read_condition(when)
                case tree.Status(_, enter, leave):
                    self.read_conditions([enter, leave])

    def read_conditions(self, conditions: Iterable[tree.Condition | None]) -> None:
        """Take down what conditions name; None is passed over."""
        for condition in conditions:
            if condition is not None:
                self.read_condition(condition)

    def read_condition(self, condition: tree.Condition) -> None:
        """Take down what one condition names."""
        match condition:
            case tree.GradeIs(_, None) | tree.Rated():
                self.read_grading()
            case tree.GradeIs(_, str(name)) | tree.ChoiceIs(name) | tree.FlagIs(name):
                self.read_name(name)
            case tree.Compare():
                self.compares.add(condition)
                self.read_numbers((condition.left, condition.right))
            case tree.Known(names):
                for name in names:
                    self.read_name(name)
            case tree.RankCutoff():
                self.places.add(condition)
                self.read_ranking(condition.ranking)
            case tree.All(parts) | tree.AnyOf(parts):
                self.read_conditions(parts)
            case tree.Not(part):
                self.read_condition(part)
            case tree.Temporal() if not condition.ago:
                self.read_conditions([None if condition.earlier else condition.of, condition.restarts])
            case _:
                return

    def read_numbers(self, numbers: Iterable[tree.Number]) -> None:
        """Take down what numbers and formulas name."""
        for number in numbers:
            match number:
                case tree.NumberOf(name):
                    self.read_name(name)
                case tree.RankOf(ranking) | tree.SizeOf(ranking):
                    self.read_ranking(ranking)
                case tree.Lag():
                    continue
                case _:
                    self.turns += _turns(number)
                    if isinstance(number, tree.Aggregate):
                        self.groups.append(number)
                        if number.ranking is not None:
                            self.read_ranking(number.ranking)
                    self.read_numbers(parts_of(number))

    def read_name(self, name: str) -> None:
        """Take down an input, parameter, measure, condition or status."""
        if name not in self.names:
            self.names.add(name)
            rules = self.rules
            found = rules.measures.get(name) or rules.conditions.get(name) or rules.statuses.get(name)
            if found is not None:
                self.waiting.append(found)

    def read_ranking(self, name: str) -> None:
        """Take down a ranking."""
        if name not in self.rankings:
            self.rankings.add(name)
            self.waiting.append(self.rules.rankings[name])

    def read_grading(self) -> None:
        """Take down what the grade comes from, and what its steps name."""
        grading = self.rules.grading
        if grading is None or self.grading:
            return
        self.grading = True
        if grading.by is None:
            self.read_name(str(grading.given))
        else:
            self.read_numbers([grading.by])
        self.read_conditions(rule.when for rule in grading.unit_rules)
        for quota in grading.quotas:
            self.read_ranking(quota.ranking)


def _turns(number: tree.Number) -> Iterator[tuple[tree.Number, tree.Number]]:
    """Where ``abs`` turns round, a division gives nothing, and a clamp has nothing between its ends."""
    match number:
        case tree.Absolute(of):
            yield of, _ZERO
        case tree.Arithmetic("/", _, right):
            yield right, _ZERO
        case tree.Clamp(_, low, high) if low is not None and high is not None:
            yield low, high
