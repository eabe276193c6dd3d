"""What a change is asked to bring about: a state of a consequence, or another grade."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.explanation.changes.search import Intervals
from targetrules.explanation.findings import ConsequenceState, Goal
from targetrules.explanation.reasons.reasons import state_of
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE, Node, NodeKind
from targetrules.rules.analysis.influence_cone import InfluenceCone

__all__ = ["GoalQuery", "goals_of_consequence", "goals_of_grade", "whole_cone"]


@frozen(slots=True)
class GoalQuery:
    """A goal, what it can depend on, and what becomes of the consequence (or which grade is given) in an outcome.

    ``unmet`` has what is settled already: by the names of a frontier, where its only measure does not bring it about.
    """

    goal: Goal
    cone: InfluenceCone
    met: Callable[[Judged], bool]
    effect: Callable[[Judged], ConsequenceState | str | None]
    unmet: dict[tuple[str, ...], Intervals] = field(factory=dict, init=False)


def goals_of_consequence(rule: tree.Consequence, rules: tree.Rules, now: Judged) -> tuple[GoalQuery, ...]:
    """To avoid what fires (or is replaced), to make fire what does not, to decide what is undetermined."""
    cone = InfluenceCone.of(rules, now.period, [Node(NodeKind.RECEIPT, rule.id)])

    def asked(goal: Goal, *states: ConsequenceState) -> GoalQuery:
        return GoalQuery(goal, cone, lambda now: state_of(rule, now) in states, lambda now: state_of(rule, now))

    match state_of(rule, now):
        case ConsequenceState.FIRES | ConsequenceState.REPLACED:
            return (asked(Goal.AVOIDED, ConsequenceState.DOES_NOT_FIRE, ConsequenceState.UNDETERMINED),)
        case ConsequenceState.DOES_NOT_FIRE:
            return (asked(Goal.FIRES, ConsequenceState.FIRES),)
        case ConsequenceState.UNDETERMINED:
            return asked(Goal.FIRES, ConsequenceState.FIRES), asked(Goal.DOES_NOT_FIRE, ConsequenceState.DOES_NOT_FIRE)
        case ConsequenceState.NOT_IN_FORCE:
            return ()


def goals_of_grade(rules: tree.Rules, now: Judged) -> tuple[GoalQuery, ...]:
    """A better grade and a worse one; any grade where there is none."""
    cone = InfluenceCone.of(rules, now.period, [GRADE])
    position = rules.grade_position

    def asked(goal: Goal, met: Callable[[str], bool]) -> GoalQuery:
        return GoalQuery(goal, cone, lambda now: now.grade is not None and met(now.grade), lambda now: now.grade)

    if now.grade is None:
        return (asked(Goal.GRADED, lambda _: True),)
    present = position[now.grade]
    goals = [
        asked(Goal.BETTER, lambda grade: position[grade] < present),
        asked(Goal.WORSE, lambda grade: position[grade] > present),
    ]
    ends = (present == 0, present == len(position) - 1)
    return tuple(goal for goal, is_end in zip(goals, ends, strict=True) if not is_end)


def whole_cone(rules: tree.Rules, period: int) -> InfluenceCone:
    """All that the grade and the consequences in force can depend on."""
    return InfluenceCone.of(rules, period, [GRADE, *(Node(NodeKind.RECEIPT, rule.id) for rule in rules.consequences)])
