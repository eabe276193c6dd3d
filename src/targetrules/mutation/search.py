"""A small history that tells a mutant from its policy: found among cases, and then made as small as it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from attrs import evolve, field

from targetrules.data import define, frozen
from targetrules.deadline import Deadline
from targetrules.engine.examples import history_of
from targetrules.history import History, Row
from targetrules.mutation.cases import cases_for, with_rows
from targetrules.mutation.seen import DECISIONS, EVERYTHING, Seen, differ, differing, differing_units, seen_of
from targetrules.policy import Policy
from targetrules.report.example_text import Expects, example_text
from targetrules.rules import tree

__all__ = ["Search", "Telling"]

_ROUNDS: Final = 4


@frozen(slots=True)
class Telling:
    """Results of which a policy and a mutant decide otherwise.

    ``beyond``: what they find otherwise, where grades and consequences are the same.
    """

    policy: Policy = field(repr=False)
    case: tree.Example
    beyond: tuple[Expects, ...]

    @property
    def history(self) -> History:
        """The rows, with what is made of details."""
        return history_of(self.policy.rules, self.case)

    @property
    def details(self) -> dict[str, History]:
        """The rows below them."""
        return {name: History(tuple(Row(*row) for row in rows)) for name, rows in self.case.details.items()}

    def text(self, name: str | Mapping[str, str] | None = None) -> str:
        """The results as an example that the policy passes and the mutant fails, ready to paste."""
        expects = (*DECISIONS, *self.beyond)
        return example_text(self.policy, self.history, details=self.details, expects=expects, name=name)


@define
class Search:
    """Looks for what tells mutants of one policy from it, among cases that all of them share."""

    policy: Policy
    seed: int = 0
    _cases: list[tuple[tree.Example, Seen]] = field(factory=list)
    _more: Iterator[tree.Example] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._more = cases_for(self.policy.rules, self.seed)

    def cases(self, most: int) -> Iterator[tuple[tree.Example, Seen]]:
        """So many cases, with what the policy decides of each."""
        for at in range(most):
            if at == len(self._cases):
                case = next(self._more)
                self._cases.append((case, seen_of(self.policy.rules, case)))
            yield self._cases[at]

    def telling(self, rules: tree.Rules, most: int, deadline: Deadline) -> tuple[Telling | None, int]:
        """The smallest that was found of what tells a mutant apart, and how many cases were looked at."""
        looked_at = 0
        for case, seen in self.cases(most):
            if deadline.is_over:
                return None, looked_at
            looked_at += 1
            if differ(seen, seen_of(rules, case, self.policy.rules)):
                return self.of(rules, self.shrunk(rules, case)), looked_at
        return None, looked_at

    def tells(self, telling: Telling, rules: tree.Rules) -> bool:
        """Whether what tells one mutant apart tells another one, too, as it would stand in an example."""
        one, other = self.both(rules, telling.case)
        return bool(differing_units(one, other, (*DECISIONS, *telling.beyond)))

    def of(self, rules: tree.Rules, case: tree.Example) -> Telling:
        """The case as what tells them apart."""
        case = _ordered(case)
        one, other = self.both(rules, case)
        found = differing(one, other)
        return Telling(self.policy, case, () if set(found) & set(DECISIONS) else found)

    def both(self, rules: tree.Rules, case: tree.Example) -> tuple[Seen, Seen]:
        """What the policy decides of the case, and what the other rules do."""
        return seen_of(self.policy.rules, case), seen_of(rules, case, self.policy.rules)

    # ---- smaller -----------------------------------------------------------------------------------------------------

    def shrunk(self, rules: tree.Rules, case: tree.Example) -> tree.Example:
        """The case with whatever does not matter left out; decisions that differ still do."""
        in_decisions = bool(differing_units(*self.both(rules, case)))
        for _ in range(_ROUNDS):
            before = case
            for smaller in _smaller(self.policy.rules):
                case = self.tried(rules, case, smaller, in_decisions=in_decisions)
            if case == before:
                break
        return case

    def tried(self, rules: tree.Rules, case: tree.Example, smaller: _Smaller, *, in_decisions: bool) -> tree.Example:
        """The case made smaller in one way as often as it goes."""
        at = 0
        while True:
            options = list(smaller(case))
            if at >= len(options):
                return case
            one, other = self.both(rules, options[at])
            if differing_units(one, other, DECISIONS if in_decisions else EVERYTHING):
                case = options[at]
            else:
                at += 1


_Smaller = Callable[[tree.Example], Iterator[tree.Example]]
"""Ways of making a case smaller, each of which leaves out one thing of those that there are."""


def _ordered(case: tree.Example) -> tree.Example:
    """The case with the rows of each unit one after the other, as people write them; their order means nothing."""
    units = list(dict.fromkeys(unit for unit, _, _ in case.rows))
    return evolve(case, rows=tuple(sorted(case.rows, key=lambda row: (units.index(row[0]), row[1]))))


def _smaller(rules: tree.Rules) -> list[_Smaller]:
    ways: list[_Smaller] = [_without_below, partial(_without_values, rules)]
    return ways if any(each.policy is not None for each in rules.details.values()) else [_without_rows, *ways]


def _without_rows(case: tree.Example) -> Iterator[tree.Example]:
    """One unit less, or one row less."""
    units = list(dict.fromkeys(unit for unit, _, _ in case.rows))
    for gone in units if len(units) > 1 else ():
        yield with_rows(case, [row for row in case.rows if row[0] != gone])
    for gone_at, _ in enumerate(case.rows if len(case.rows) > 1 else ()):
        yield with_rows(case, [row for at, row in enumerate(case.rows) if at != gone_at])


def _without_below(case: tree.Example) -> Iterator[tree.Example]:
    """One row of details less."""
    for name, rows in case.details.items():
        for gone_at, _ in enumerate(rows):
            left = tuple(row for at, row in enumerate(rows) if at != gone_at)
            yield evolve(case, details={**case.details, name: left})


def _without_values(rules: tree.Rules, case: tree.Example) -> Iterator[tree.Example]:
    """One value less: the default in its place, or nothing where it may be missing."""
    for at, (unit, period, values) in enumerate(case.rows):
        for name, source in rules.read_inputs.items():
            may_miss = source.default is not None or source.optional
            if may_miss and values.get(name) not in (None, source.default) and period in source.asked:
                row = (unit, period, {**values, name: source.default})
                yield evolve(case, rows=(*case.rows[:at], row, *case.rows[at + 1 :]))
