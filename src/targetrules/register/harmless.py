"""Hold harmless: a correction may not make some decisions worse, where somebody says so and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import Attribute, evolve, field

from targetrules.arguments import ArgumentError, a_switch, a_unit, unlike
from targetrules.data import frozen
from targetrules.register.decisions import Decision, decision_of
from targetrules.register.fulfilment import no_consequence
from targetrules.register.stored import RowKey
from targetrules.rules.tree import Rules
from targetrules.width import trim
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes

__all__ = ["HoldHarmless", "held_on"]


def _names(given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise unlike("hold_harmless", given, "names")
    return tuple(dict.fromkeys(a_unit("hold_harmless", each) for each in given))


def _grade(given: bool) -> bool:  # noqa: FBT001  as attrs calls it
    return a_switch("grade", given)


def _needed(_: object, attribute: Attribute[Any], given: object) -> None:
    if not isinstance(given, str) or not trim(given):
        raise unlike(attribute.name, given, "some-text", most="10,000")


@frozen(kw_only=True)
class HoldHarmless:
    """What a run of corrections may not make worse, by rule, of all units or of some.

    Whether a consequence is a sanction or a reward is for whoever says it: what is not to be imposed stays away where
    it was not decided, what is not to be withdrawn stays where it was.

    Attributes:
        reason: Why.
        grade: Whether nobody's grade becomes a worse one.
        not_imposed: The ids of consequences that nobody receives who did not before.
        not_withdrawn: The ids of consequences that everybody keeps who received them before.
        units: The units of which this holds; left out, all.
    """

    reason: str = field(validator=_needed)
    grade: bool = field(default=False, converter=_grade)
    not_imposed: tuple[str, ...] = field(default=(), converter=_names)
    not_withdrawn: tuple[str, ...] = field(default=(), converter=_names)
    units: tuple[str, ...] = field(default=(), converter=_names)

    def __attrs_post_init__(self) -> None:
        if not (self.grade or self.not_imposed or self.not_withdrawn):
            raise ArgumentError("hold_harmless", Word("register.harmless-nothing"))
        both = tuple(each for each in self.not_imposed if each in self.not_withdrawn)
        if both:
            raise ArgumentError("hold_harmless", Word("register.harmless-both", {"rules": Listing(both)}))

    def check(self, rules: Rules) -> None:
        """ArgumentError where a consequence, or grades, are none of the policy's."""
        known = {rule.id for rule in rules.consequences}
        for name in ("not_imposed", "not_withdrawn"):
            for each in getattr(self, name):
                if each not in known:
                    raise no_consequence(name, each, rules)
        if self.grade and rules.grading is None:
            raise ArgumentError("grade", Word("register.harmless-no-grades", {"policy": rules.id}))

    def held(self, rules: Rules, before: Decision | None, after: Decision) -> dict[str, Any]:
        """What is decided in place of what was found; empty where nothing is.

        Args:
            rules: The text of the policy that judges the period.
            before: What was decided; None: nothing was, and nothing is held.
            after: What would be decided now, with what is held already.
        """
        if before is None or (self.units and after.unit not in self.units):
            return dict(after.held)
        before = evolve(before, held=before.harmless)
        grade = before.grade if self.grade and _is_worse(rules, before.grade, after.grade) else after.grade
        had, has = before.received, after.received
        kept = [each for each in has if each in had or each not in self.not_imposed]
        kept += [each for each in had if each not in has and each in self.not_withdrawn]
        return _in_place(rules, before, after, grade, kept)

    def values(self) -> dict[str, Any]:
        """What an event says of it."""
        return {
            "reason": self.reason,
            "grade": self.grade,
            "not_imposed": self.not_imposed,
            "not_withdrawn": self.not_withdrawn,
            "units": self.units,
        }


def held_on(rules: Rules, standing: Mapping[RowKey, Decision], outcomes: Outcomes) -> dict[RowKey, Decision]:
    """The decisions that would be taken now of which something stays held, each with that.

    Args:
        rules: The text of the policy that judges the period.
        standing: What is decided of the period.
        outcomes: What is found now, with nothing in its place.
    """
    before = {key: evolve(each, held=each.harmless) for key, each in standing.items() if each.harmless}
    now = {each.unit: each for each in outcomes} if before else {}
    found = {}
    for key, each in before.items():
        if each.unit in now:
            new = decision_of(now[each.unit])
            held = _still_held(rules, each, new)
            if held:
                found[key] = evolve(new, held=held)
    return found


def _still_held(rules: Rules, before: Decision, found: Decision) -> dict[str, Any]:
    """What stays held of a decision where something else is found of the same result now; empty where nothing does.

    A grade stays in place of a worse one, and of one that is none or not known. A consequence that was kept away stays
    away, one that was kept stays; all others are as they are found.

    Args:
        rules: The text of the policy that judges the period.
        before: What was decided.
        found: What is found now, with nothing in its place.
    """
    held, had, has = before.held, set(_computed(before)), _computed(found)
    grade = found.grade
    if "grade" in held and (grade not in rules.grade_position or _is_worse(rules, held["grade"], grade)):
        grade = held["grade"]
    away, stay = had - set(before.received), [each for each in before.received if each not in had]
    return _in_place(rules, before, found, grade, [*(each for each in has if each not in away), *stay])


def _in_place(
    rules: Rules, before: Decision, after: Decision, grade: str | None, received: Iterable[str]
) -> dict[str, Any]:
    """A grade and consequences that are decided in place of those that were found, where they are others."""
    held: dict[str, Any] = {} if grade == after.outcome["grade"] else {"grade": grade}
    kept, has = set(received), set(_computed(after))
    if kept != has:
        held["received"] = [rule.id for rule in rules.consequences if rule.id in kept]
        held["entries"] = [each for each in before.consequences if each["id"] in kept and each["id"] not in has]
    return held


def _computed(decision: Decision) -> list[str]:
    return [each["id"] for each in decision.outcome["consequences"]]


def _is_worse(rules: Rules, before: str | None, after: str | None) -> bool:
    """Whether the second grade is worse; one that is none, or is not known, is not compared."""
    order = rules.grade_position
    return before in order and after in order and order[after] > order[before]  # type: ignore[index]
