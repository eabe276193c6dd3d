"""The smallest change of a single value of this period that would have made the outcome another one.

Every value is tried among all the others, whose places may change with it; what is found is judged once more, with
everybody, before it is given. A value is one that somebody gave: an input of the unit, or one in a row below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import field

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.errors import InternalError
from targetrules.explanation.changes.effort import MOST_WORK, Effort
from targetrules.explanation.changes.goals import GoalQuery, goals_of_consequence, goals_of_grade, whole_cone
from targetrules.explanation.changes.numbers import InputNumbers
from targetrules.explanation.changes.probe import Probe, Trials, outcome_of
from targetrules.explanation.changes.rows import RowChanges
from targetrules.explanation.changes.search import in_turns
from targetrules.explanation.changes.unit_search import OtherValues, Sized, UnitSearch, changes_of
from targetrules.explanation.findings import Nearest, Unsettled
from targetrules.history import Value
from targetrules.rules.analysis.dependencies import dependencies_of
from targetrules.rules.analysis.frontier import Frontier
from targetrules.rules.definition import Input

__all__ = ["Search"]


@define(slots=False)
class Search(UnitSearch):
    """Looks for the nearest changes of the unit that is explained.

    ``fixed``: the inputs whose other values are not tried, because the rows that would matter then are not here.
    ``most_work``: how much all its searches together may do.
    """

    most_work: int = MOST_WORK
    confirmed: dict[tuple[str, Value], Judged] = field(factory=dict, init=False)
    judged: dict[object, Judged] = field(factory=dict, init=False)

    @property
    def top(self) -> Search:
        """Itself."""
        return self

    @cached_property
    def goals(self) -> tuple[tuple[GoalQuery, ...], ...]:
        """What is asked of the grade, where the policy grades, and of each consequence."""
        grades = [] if self.rules.grading is None else [goals_of_grade(self.rules, self.now)]
        return *grades, *(goals_of_consequence(rule, self.rules, self.now) for rule in self.rules.consequences)

    @cached_property
    def effort(self) -> Effort:
        """What is left of the work."""
        return Effort(self.most_work, sum(map(len, self.goals)))

    @cached_property
    def trials(self) -> Trials:
        """What came of the changes that were tried."""
        return Trials(whole_cone(self.rules, self.now.period), self.units, self.effort)

    def all_nearest(self) -> Iterator[Nearest]:
        """The changes that would have given another grade, made each consequence fire, or avoided it."""
        return map(self.nearest, self.goals)

    def nearest(self, goals: tuple[GoalQuery, ...]) -> Nearest:
        """For each goal the nearest change of each input that can matter, smallest first."""
        changes: list[Sized] = []
        unsettled: list[Unsettled] = []
        for asked in goals:
            self.effort.next_part()
            own = [changes_of(self, asked, source) for source in self.inputs(asked)]
            of_rows = self.in_rows.searches(asked)
            found = in_turns([*own, *(search for _, search in of_rows)])
            places = [place for place, _ in of_rows]
            for sized, open_end in (*found[: len(own)], self.in_rows.cut(asked, places, found[len(own) :])):
                changes.extend(sized)
                unsettled.extend(open_end)
        changes.sort(key=lambda each: each[0])
        kept = (name for asked in goals for name in (*self.kept(asked), *self.in_rows.kept(asked)))
        told = tuple(change for _, change in changes)
        return Nearest(tuple(each.goal for each in goals), told, tuple(unsettled), tuple(dict.fromkeys(kept)))

    @cached_property
    def in_rows(self) -> RowChanges:
        """Changes in rows of details."""
        return RowChanges(self)

    def probe(self, name: str) -> Probe:
        """The values of an input that were tried already serve for further goals."""
        if name not in self.probes:
            self.probes[name] = Probe(self.trials, name, Frontier.of(self.trials.cone, name))
        return self.probes[name]

    def numbers(self, source: Input, asked: GoalQuery, probe: Probe) -> InputNumbers:
        """The numbers that an input may have."""
        return InputNumbers(source, asked, probe)

    def confirm(self, name: str, value: Value, asked: GoalQuery) -> None:
        """Judge once more, with everything that the policy says, before an answer is given."""
        if (name, value) not in self.confirmed:
            self.effort.spend_of_all(self.trials.work_of_all)
            self.confirmed[name, value] = self.units.again({name: value}).row
        if not asked.met(self.confirmed[name, value]):
            raise InternalError(f"{name} = {value} was found for {asked.goal.value}, but does not bring it about")

    def outcome(self, others: OtherValues) -> Judged:
        """What becomes of the unit, where it or others have other values; these matter where units are compared."""
        units = {unit: values for unit, values in others.items() if unit == self.now.unit or self.compares}
        key = frozenset((unit, name, value) for unit, values in units.items() for name, value in values.items())
        if key not in self.judged:
            if key:
                self.effort.spend(self.trials.work_of_all)
            own = units.pop(self.now.unit, {})
            self.judged[key] = outcome_of(self.units.again(own, others=units).row if key else self.now)
        return self.judged[key]

    @cached_property
    def compares(self) -> bool:
        """Whether the policy compares units."""
        return bool(dependencies_of(self.rules).comparisons)
