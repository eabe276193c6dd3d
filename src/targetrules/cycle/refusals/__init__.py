"""What forbids an event of the cycle: for each kind of event a list of rules, each of which has its sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import (
    AppealMade,
    ApprovalGiven,
    ConsequenceNoted,
    CycleEvent,
    DecisionTaken,
    DiscretionUsed,
    DraftShown,
    ObjectionAnswered,
    ObjectionMade,
    OverrideMade,
    StepTaken,
    TargetsAmended,
    TargetsIssued,
    ValuesCame,
)
from targetrules.cycle.refusals.amendments import OF_AMENDMENTS
from targetrules.cycle.refusals.approval import OF_APPROVAL, OF_CONSEQUENCE
from targetrules.cycle.refusals.decision import OF_DECISION
from targetrules.cycle.refusals.objections import OF_ANSWER, OF_APPEAL, OF_OBJECTION, OF_SHOWN
from targetrules.cycle.refusals.rulings import OF_DISCRETION, OF_OVERRIDE
from targetrules.cycle.refusals.steps import OF_STEPS
from targetrules.cycle.refusals.targets import OF_TARGETS
from targetrules.cycle.refusals.values import OF_VALUES
from targetrules.cycle.state import CycleState

__all__ = ["RULES", "refusals"]

_Rule: TypeAlias = Callable[[Course, CycleState, Any], Iterator[Refusal]]


def refusals(course: Course, state: CycleState, event: CycleEvent) -> list[Refusal]:
    """All that forbids an event where a period stands so; nothing: it may be recorded."""
    first, *others = RULES[type(event)]
    found = list(first(course, state, event))
    return found or [each for rule in others for each in rule(course, state, event)]


RULES: Final[Mapping[type[CycleEvent], tuple[_Rule, ...]]] = {
    StepTaken: OF_STEPS,
    ValuesCame: OF_VALUES,
    DecisionTaken: OF_DECISION,
    DraftShown: OF_SHOWN,
    ObjectionMade: OF_OBJECTION,
    AppealMade: OF_APPEAL,
    ObjectionAnswered: OF_ANSWER,
    ApprovalGiven: OF_APPROVAL,
    ConsequenceNoted: OF_CONSEQUENCE,
    TargetsIssued: OF_TARGETS,
    TargetsAmended: OF_AMENDMENTS,
    DiscretionUsed: OF_DISCRETION,
    OverrideMade: OF_OVERRIDE,
}
"""The rules that are asked about each kind of event: where the first one forbids it, the others are not asked."""
