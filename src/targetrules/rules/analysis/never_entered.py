"""Statuses that nobody can ever enter, because they wait for something that is there only after an entry.

``enter = { index = { below = "exit_line" } }`` with ``exit_line = "at_entry(support, index) + 3"`` is the natural
mistake: before the first entry there is no value at entry, so nobody can say whether the status is entered, and there
is never a first one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from attrs import field

from targetrules.data import define
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import Bounds
from targetrules.source.diagnostic import UnlocatedDiagnostic

__all__ = ["never_entered"]

Truths = tuple[bool, bool]
"""Whether a condition may be true, and whether it may be false."""


def never_entered(rules: tree.Rules) -> Iterator[UnlocatedDiagnostic]:
    """A note for each status whose ``enter`` is never true as long as nobody has entered it, or another such one."""
    never, left = frozenset[str](), frozenset(rules.statuses)
    while left != never:
        never = left
        looking = _Looking(rules, never)
        left = frozenset(name for name in never if not looking.truths(rules.statuses[name].enter)[0])
    for name in rules.statuses:
        if name in never:
            yield UnlocatedDiagnostic("TR195", ("statuses", name, "enter"), {"name": name})


@define
class _Looking:
    """What may be where nobody enters some statuses. ``within``: the named conditions that are being looked at."""

    rules: tree.Rules
    never: frozenset[str]
    lost: frozenset[str] = field(init=False)
    within: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        """The measures that are always missing then."""
        bounds = Bounds(never=self.never)
        bounds.add_inputs(self.rules.inputs.values())
        bounds.add_parameters(self.rules.parameters.values())
        bounds.add_measures([each for each in self.rules.order if isinstance(each, tree.Measure)])
        self.lost = frozenset(name for name in self.rules.measures if bounds.ranges.get(name) is None)

    def truths(self, condition: tree.Condition) -> Truths:
        """What a condition may be; what is not known of it, it may."""
        match condition:
            case tree.Compare(left, _, right):
                is_known = not any(isinstance(each, tree.NumberOf) and each.name in self.lost for each in (left, right))
                return is_known, is_known
            case tree.FlagIs(name, wanted):
                may, may_not = self.flag(name)
                return (may, may_not) if wanted else (may_not, may)
            case tree.Known(names):
                return self.lost.isdisjoint(names), True
            case tree.All(of):
                found = [self.truths(each) for each in of]
                return all(may for may, _ in found), any(may_not for _, may_not in found)
            case tree.AnyOf(of):
                found = [self.truths(each) for each in of]
                return any(may for may, _ in found), all(may_not for _, may_not in found)
            case tree.Not(of):
                may, may_not = self.truths(of)
                return may_not, may
            case tree.Cardinality(of, at_least):
                return sum(self.truths(each)[0] for each in of) >= (at_least or 0), True
            case tree.Temporal(of):
                return self.truths(of)[0], True
            case (
                tree.GradeIs()
                | tree.GradeChange()
                | tree.ChoiceIs()
                | tree.Rated()
                | tree.During()
                | tree.RankCutoff()
                | tree.Receives()
                | tree.Received()
            ):
                return True, True
            case _:
                assert_never(condition)

    def flag(self, name: str) -> Truths:
        """What a flag, a named condition or a status may be; of a condition that rests on its own past, anything."""
        if name in self.never:
            return False, True
        if name not in self.rules.conditions or name in self.within:
            return True, True
        self.within.append(name)
        found = self.truths(self.rules.conditions[name].when)
        self.within.pop()
        return found
