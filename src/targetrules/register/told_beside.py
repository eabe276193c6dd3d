"""What people decided beside the rules, as it is told wherever the decisions are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from targetrules.cycle.labels import few
from targetrules.register.decisions import Decision
from targetrules.report.labels import PolicyLabels
from targetrules.visible import visible
from targetrules.wording import Listing, Word, say

__all__ = ["beside_lines", "beside_values", "draft_lines", "left_open"]


def beside_lines(decisions: Sequence[Decision], names: PolicyLabels) -> Iterator[str]:
    """Overrides with their reasons, what discretion was used for, and what is open to it.

    Args:
        decisions: The decisions.
        names: How the text that judged them calls its things.
    """
    language = names.language
    for each in decisions:
        if each.override is not None:
            said = {"unit": visible(each.unit), "day": each.override["day"], "number": each.override["event"]}
            key = "overridden" if each.grade == each.harmless_grade else "overridden-grade"
            said |= {"grade": names.grade(each.grade), "found": names.grade(each.harmless_grade)}
            yield say(f"cycle.{key}", language, {**said, "reason": visible(each.override["reason"])})
        for id_, used in each.held.get("discretion", {}).items():
            said = {"unit": visible(each.unit), "consequence": names.consequence(id_), "number": used["event"]}
            yield say(f"cycle.discretion-{'imposed' if used['imposed'] else 'waived'}", language, said)
    of = tuple(
        Word("cycle.left-of", {"consequence": names.consequence(id_), "units": few(units)})
        for id_, units in left_open(decisions).items()
    )
    if of:
        said = {"by": Listing(names.rules.cycle.discretion_by), "open": Listing(of, "; ")}
        yield say("cycle.open-to-discretion", language, said)


def draft_lines(decisions: Sequence[Decision], language: str) -> Iterator[str]:
    """Who of them awaits an approval, and by whom."""
    waiting: dict[tuple[str, ...], list[str]] = {}
    for each in decisions:
        if each.approval is not None and each.approval.day is None:
            waiting.setdefault(each.approval.by, []).append(each.unit)
    for by, units in waiting.items():
        yield say("cycle.drafts", language, {"by": Listing(by), "count": len(units), "units": few(units)})


def left_open(decisions: Sequence[Decision]) -> dict[str, list[str]]:
    """What is left to discretion and nobody decided yet: the units, by consequence."""
    found: dict[str, list[str]] = {}
    for each in decisions:
        for id_ in each.open_to_discretion:
            found.setdefault(id_, []).append(each.unit)
    return found


def beside_values(decision: Decision) -> dict[str, Any]:
    """The same of one decision as JSON has it; nothing where people decided nothing, and nothing is left to them."""
    return {name: decision.held[name] for name in ("override", "discretion", "open") if name in decision.held}
