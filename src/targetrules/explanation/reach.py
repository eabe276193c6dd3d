"""What a condition or the grade can depend on within a period: names, comparisons, rankings, down to the inputs.

What lies beneath ``ago``, ``previous`` and ``resets`` belongs to earlier periods and cannot change any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from targetrules.rules import tree
from targetrules.rules.parts import parts_of

__all__ = ["Reach", "stands_alone"]


def stands_alone(rules: tree.Rules) -> bool:
    """Whether a unit's outcome cannot depend on other units: there is no ranking, and no function over a group."""
    groups = any(_has_group(version.formula) for measure in rules.measures.values() for version in measure.versions)
    return not rules.rankings and not groups


def _has_group(number: tree.Number) -> bool:
    return isinstance(number, tree.Group) or any(_has_group(part) for part in parts_of(number))


@define(slots=True)
class Reach:
    """Collects what is reached in one period: ``names`` are of inputs, parameters, measures, conditions, statuses."""

    rules: tree.Rules
    period: int
    names: set[str] = field(factory=set)
    compares: set[tree.Compare] = field(factory=set)
    places: set[tree.Place] = field(factory=set)
    rankings: set[str] = field(factory=set)
    groups: list[tree.Group] = field(factory=list)
    absolutes: list[tree.Absolute] = field(factory=list)
    grading: bool = False

    @property
    def others(self) -> bool:
        """Whether other units matter."""
        return bool(self.rankings or self.groups)

    @property
    def others_decide(self) -> bool:
        """Whether what other units are found to be matters, not just their numbers: who is ranked, or in a quota."""
        among = any(self.rules.rankings[name].among is not None for name in self.rankings)
        return among or (self.grading and self.rules.grading is not None and bool(self.rules.grading.quotas))

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
        """Follow conditions; None is passed over."""
        for condition in conditions:
            if condition is not None:
                self.add_condition(condition)

    def add_condition(self, condition: tree.Condition) -> None:
        """Follow one condition."""
        match condition:
            case tree.GradeIs(_, None) | tree.Rated():
                self.add_grading()
            case tree.GradeIs(_, str(name)) | tree.ChoiceIs(name) | tree.FlagIs(name):
                self.add_name(name)
            case tree.Compare():
                self.compares.add(condition)
                self.add_numbers((condition.left, condition.right))
            case tree.Known(names):
                for name in names:
                    self.add_name(name)
            case tree.Place():
                self.places.add(condition)
                self.add_ranking(condition.ranking)
            case tree.All(parts) | tree.AnyOf(parts):
                self.add_conditions(parts)
            case tree.Not(part):
                self.add_condition(part)
            case tree.Over() if not condition.ago and not condition.earlier:
                self.add_condition(condition.of)
            case _:
                return

    def add_numbers(self, numbers: Iterable[tree.Number]) -> None:
        """Follow numbers and formulas."""
        for number in numbers:
            match number:
                case tree.NumberOf(name):
                    self.add_name(name)
                case tree.RankOf(ranking) | tree.SizeOf(ranking):
                    self.add_ranking(ranking)
                case tree.Previous():
                    continue
                case _:
                    if isinstance(number, tree.Absolute):
                        self.absolutes.append(number)
                    if isinstance(number, tree.Group):
                        self.groups.append(number)
                        if number.ranking is not None:
                            self.add_ranking(number.ranking)
                    self.add_numbers(parts_of(number))

    def add_name(self, name: str) -> None:
        """Follow an input, parameter, measure, condition or status."""
        if name in self.names:
            return
        self.names.add(name)
        rules = self.rules
        if name in rules.measures:
            self.add_numbers(each.formula for each in rules.measures[name].versions if self.period in each.span)
        elif name in rules.conditions:
            self.add_condition(rules.conditions[name].when)
        elif name in rules.statuses:
            self.add_conditions([rules.statuses[name].enter, rules.statuses[name].leave])

    def add_ranking(self, name: str) -> None:
        """Follow who is ranked, among whom, and by what."""
        if name in self.rankings:
            return
        self.rankings.add(name)
        ranking = self.rules.rankings[name]
        self.add_numbers(ranking.by)
        self.add_conditions([ranking.among])
        for each in ranking.within:
            self.add_name(each)

    def add_grading(self) -> None:
        """Follow where the grade comes from and all its steps."""
        grading = self.rules.grading
        if grading is None or self.grading:
            return
        self.grading = True
        if grading.by is None:
            self.add_name(str(grading.given))
        else:
            self.add_numbers([grading.by])
        for rules in (grading.unrated, grading.forced, grading.floors, grading.caps, grading.limits):
            self.add_conditions(rule.when for rule in rules)
        for quota in grading.quotas:
            self.add_ranking(quota.ranking)
