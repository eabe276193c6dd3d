"""A part of an explanation that stands on its own: what was opened up in a part that is left out is opened up in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

from attrs import evolve, field

from targetrules.data import define
from targetrules.explanation.findings import ConsequenceExplained, Counted, Explanation, Finding, GradeExplained
from targetrules.explanation.values import Moment, Named

__all__ = ["excerpt"]

_Opening: TypeAlias = tuple[Named, Moment]
"""A named condition or a status in a period; an explanation opens each up once."""


def excerpt(explanation: Explanation, about: Collection[str]) -> Explanation:
    """What an explanation says of the grade, and of some consequences; no changes.

    Args:
        explanation: The whole.
        about: ``"grade"``, and the ids of consequences; the policy may not have all of them.
    """
    opened = dict[_Opening, Finding]()
    for at, finding in _findings(explanation):
        _collect(finding, at, opened)
    part = _Part(opened, explanation.period)
    grade = part.grade(explanation.grade) if explanation.grade is not None and "grade" in about else None
    consequences = [part.consequence(each) for each in explanation.consequences if each.consequence.id in about]
    return evolve(explanation, grade=grade, consequences=tuple(consequences))


def _findings(explanation: Explanation) -> Iterator[tuple[Moment, Finding]]:
    """The findings of the whole, in the order in which they are told."""
    steps = () if explanation.grade is None else explanation.grade.steps
    yield from ((explanation.period, step.finding) for step in steps)
    for entry in explanation.consequences:
        yield from ((explanation.period, each) for each in (entry.when, entry.unless) if each is not None)


def _opening(finding: Finding, period: Moment) -> _Opening | None:
    """What a finding opens up, or has been opened up before; None where it is about no name of the policy."""
    name = finding.values.get("name")
    is_named = finding.code.startswith(("condition.", "status.")) and isinstance(name, Named)
    return (name, period) if is_named and isinstance(name, Named) else None


def _collect(finding: Finding, period: Moment, opened: dict[_Opening, Finding]) -> None:
    key = _opening(finding, period)
    if key is not None and not finding.repeated:
        opened.setdefault(key, finding)
    for child in finding.children:
        _collect(child, period, opened)
    for counted in finding.periods:
        if counted.finding is not None:
            _collect(counted.finding, counted.first, opened)


@define(slots=True)
class _Part:
    """The part as it is told: what it has opened up already."""

    opened: dict[_Opening, Finding]
    period: Moment
    told: set[_Opening] = field(factory=set)

    def grade(self, grade: GradeExplained) -> GradeExplained:
        steps = [evolve(step, finding=self.finding(step.finding, self.period)) for step in grade.steps]
        return evolve(grade, steps=tuple(steps), nearest=None)

    def consequence(self, entry: ConsequenceExplained) -> ConsequenceExplained:
        when = None if entry.when is None else self.finding(entry.when, self.period)
        unless = None if entry.unless is None else self.finding(entry.unless, self.period)
        return evolve(entry, when=when, unless=unless, nearest=None)

    def finding(self, finding: Finding, period: Moment) -> Finding:
        """A finding with what lies behind its name, once."""
        key = _opening(finding, period)
        if key is not None:
            first = self.opened.get(key, finding)
            if finding.repeated and key not in self.told:
                finding = evolve(first, code=finding.code, truth=finding.truth, values=finding.values)
            self.told.add(key)
        children = tuple(self.finding(child, period) for child in finding.children)
        return evolve(finding, children=children, periods=tuple(map(self.counted, finding.periods)))

    def counted(self, counted: Counted) -> Counted:
        found = None if counted.finding is None else self.finding(counted.finding, counted.first)
        return evolve(counted, finding=found)
