"""What a period's draft decides, as the forms show it by which it is shown to the units, or approved."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from targetrules.register import EventKind, Register
from targetrules.report.phrases import Phrases

from .. import seen
from ..requests import Caller
from .choice import Chosen
from .following import follows
from .words import say

__all__ = ["DRAFTED", "drafted"]

DRAFTED: Final = frozenset({"shown", "approval"})
"""The kinds of forms that are about all that is decided of a period and not approved yet."""

_MOST: Final = 100
"""So many units stand in the form; the page of decisions has all of them."""


def drafted(register: Register, caller: Caller, of: Chosen) -> dict[str, Any]:
    """What is decided and not approved: how many units have which grade and consequence, who they are, who may object.

    Args:
        register: The register.
        caller: Who asks; he sees what is of his units.
        of: The policy and the period.
    """
    all_ = seen.decisions(register, caller, policy=of.policy, period=of.period) if of.period else []
    drafts = [each for each in all_ if each.approval is not None and each.approval.day is None]
    names, rules = of.names, of.names.rules
    grades = Counter(each.grade for each in drafts)
    received = Counter(id_ for each in drafts for id_ in each.received)
    counts = [(names.grade(id_), grades[id_]) for id_ in (*(each.id for each in rules.grades), None) if id_ in grades]
    counts += [(names.consequence(each.id), received[each.id]) for each in rules.consequences if each.id in received]
    return {
        "count": len(drafts),
        "counts": counts,
        "units": [
            {
                "unit": each.unit,
                "grade": names.grade(each.grade),
                "follows": follows(each, names),
                "undetermined": list(map(names.rule, each.undetermined)),
            }
            for each in drafts[:_MOST]
        ],
        "more": max(len(drafts) - _MOST, 0),
        "objections": _objections(of),
    }


def _objections(of: Chosen) -> str:
    """How long the units may object, and at which offices; empty where they may not."""
    length = of.names.rules.cycle.objections_within
    if length is None:
        return ""
    offices = [of.office(id_) for id_, each in of.caller.offices.offices.items() if EventKind.OBJECTION in each.may]
    told = Phrases(of.language).of_length(length)
    return say("may-object", of.language, length=told, offices=say("own-unit-separator", of.language).join(offices))
