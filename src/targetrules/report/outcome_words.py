"""What an outcome says, in the words of its policy: a consequence with its days, what is undetermined, remarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from targetrules.outcome import Decided, Outcome, Remark, Undetermined
from targetrules.report.labels import PolicyLabels

__all__ = ["consequences_text", "missing_text", "most_severe_first", "remark_text", "undetermined_text"]


def consequences_text(
    names: PolicyLabels, outcome: Outcome, called: Callable[[str], str] | None = None
) -> Iterable[str]:
    """All consequences that are received, the most severe first; ``called`` gives what one is called by its id."""
    call = called or names.consequence
    return (_with_days(names, each, call(each.id)) for each in most_severe_first(names, outcome))


def most_severe_first(names: PolicyLabels, outcome: Outcome) -> list[Decided]:
    """The consequences that are received; those that are alike in that stay in the order of the policy."""
    return sorted(outcome.consequences, key=lambda each: -names.severity(each.id))


def remark_text(names: PolicyLabels, each: Remark) -> str:
    """Something that a reader must know besides."""
    return names.say(f"remark-{each.code}", name=_about(names, each))


def _about(names: PolicyLabels, each: Remark) -> str:
    match each.code:
        case "division-by-zero" | "differs-from-published":
            return names.named(each.about)
        case "other-grade-decided":
            return names.grade(each.about if each.about in names.rules.grade_position else None)
        case _:
            return names.rule(each.about)


def _with_days(names: PolicyLabels, decided: Decided, text: str) -> str:
    """A consequence, with the day until which it is to be done and the last day on which it is in force."""
    if decided.force == "may":
        text = names.say("may", consequence=text)
    days = {"due": decided.due, "until": decided.until}
    there = {key: day.isoformat() for key, day in days.items() if day is not None}
    if decided.counted_from is not None:
        text = names.say(f"counted-from-{decided.counted_from}", consequence=text)
    return names.say("-".join(there), consequence=text, **there) if there else text


def undetermined_text(names: PolicyLabels, each: Undetermined) -> str:
    """A rule whose condition is unknown, and what is missing."""
    return names.say("lacks", rule=names.rule(each.id), missing=missing_text(names, each))


def missing_text(names: PolicyLabels, each: Undetermined) -> str:
    """What is missing, for want of which a rule is undetermined."""
    return names.say("comma").join(map(names.missing, each.missing))
