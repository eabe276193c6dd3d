"""How a policy is spread over many machines: which rows must come together, how often they move, and why."""

from __future__ import annotations

from enum import Enum
from typing import Any, Protocol, cast

from attrs import frozen

from targetrules.arguments import a_switch, unlike
from targetrules.distributed.needs import Comparison, Needs, needs_of_rules
from targetrules.errors import TargetrulesError
from targetrules.rules import tree
from targetrules.wording import Listing, Word

__all__ = [
    "HasRules",
    "NotDistributableError",
    "Plan",
    "SparkPlan",
    "Stage",
    "common_groups",
    "plan",
    "plan_of",
    "policy_given",
]


class Plan(Enum):
    """What a task has before it: whole units, whole groups, or whole units with their places already known."""

    BY_UNIT = "by-unit"
    BY_GROUP = "by-group"
    RANKS_FIRST = "ranks-first"


@frozen(slots=True)
class Stage:
    """Comparisons that are found together.

    ``past``: of units' histories, so that their rows must have come together. ``tables`` is how many are made of the
    counts: one of places, one for functions over groups.
    """

    comparisons: tuple[str, ...]
    past: bool
    tables: int = 1


@frozen(slots=True)
class SparkPlan:
    """The plan for a policy.

    ``groups`` are the inputs by which rows are brought together (``by-group`` only), ``stages`` the comparisons that
    are found beforehand (``ranks-first`` only). All rows move once; ``count_shuffles`` says how often tables of counts
    do. ``text`` says all of this and why.
    """

    plan: Plan
    why: Word
    groups: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()

    @property
    def count_shuffles(self) -> int:
        """How often tables of counts are: by what is counted, then by group."""
        return sum(1 + stage.tables for stage in self.stages)

    def text(self, language: str = "en") -> str:
        """The plan in a sentence or two."""
        values: dict[str, Any] = {"why": self.why, "counts": self.count_shuffles}
        values["groups"] = Listing(self.groups)
        values["found"] = Listing(tuple(Listing(stage.comparisons) for stage in self.stages), " → ")
        return Word(f"spark.{self.plan.value}", values).text(language)


class NotDistributableError(TargetrulesError, ValueError):
    """The policy cannot be judged by tasks that see a part of the units only.

    ``circle`` is the way from the comparison back to itself, through an earlier period.
    """

    def __init__(self, circle: tuple[str, ...], groups: tuple[str, ...]) -> None:
        self.circle = circle
        self.groups = groups
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[type[NotDistributableError], tuple[tuple[str, ...], tuple[str, ...]]]:
        return NotDistributableError, (self.circle, self.groups)

    def text(self, language: str = "en") -> str:
        """Which comparison, why, and what can be done instead."""
        values = {"comparison": self.circle[0], "circle": Listing(self.circle, " → "), "groups": Listing(self.groups)}
        advice = Word("spark.refused_stay" if self.groups else "spark.refused_whole", values)
        return Word("spark.refused", values | {"advice": advice}).text(language)


class HasRules(Protocol):
    """A policy."""

    @property
    def rules(self) -> tree.Rules:
        """The policy as it is meant."""


def plan(policy: HasRules, *, units_stay_in_groups: bool = False) -> SparkPlan:
    """How the policy is spread over tasks, and why; ``.text("en")`` or ``.text("zh")`` says it.

    ``units_stay_in_groups`` says that no unit is ever in two groups. Raises :class:`NotDistributableError` where tasks
    that see a part of the units cannot judge it.
    """
    stay = a_switch("units_stay_in_groups", units_stay_in_groups)
    return plan_of(policy_given(policy).rules, units_stay_in_groups=stay)


def policy_given(policy: object) -> HasRules:
    """A policy that a function was given; raises :class:`~targetrules.arguments.ArgumentError` for anything else."""
    if isinstance(getattr(policy, "rules", None), tree.Rules):
        return cast("HasRules", policy)
    raise unlike("policy", policy, "policy")


def plan_of(rules: tree.Rules, *, units_stay_in_groups: bool) -> SparkPlan:
    """The plan for a policy; raises :class:`NotDistributableError` where there is none.

    ``units_stay_in_groups`` says that no unit is ever in two groups of a ranking.
    """
    needs = needs_of_rules(rules)
    if not needs.comparisons:
        return SparkPlan(Plan.BY_UNIT, Word("spark.why_unit"))
    groups = common_groups(rules, needs)
    if groups and units_stay_in_groups:
        return SparkPlan(Plan.BY_GROUP, Word("spark.why_group"), groups)
    stages = _stages(needs, groups)
    return SparkPlan(Plan.RANKS_FIRST, Word("spark.why_leave" if groups else "spark.why_whole"), (), stages)


def common_groups(rules: tree.Rules, needs: Needs) -> tuple[str, ...]:
    """The inputs that every comparison is made within; empty where one is made among all units."""
    within = [set(_within(rules, each)) for each in needs.comparisons.values()]
    common = set.intersection(*within) if within else set()
    return tuple(name for name in rules.inputs if name in common)


def _within(rules: tree.Rules, comparison: Comparison) -> tuple[str, ...]:
    if isinstance(comparison, tree.Ranking):
        return comparison.within
    return () if comparison.ranking is None else rules.rankings[comparison.ranking].within


def _stages(needs: Needs, groups: tuple[str, ...]) -> tuple[Stage, ...]:
    """Comparisons in the order in which they can be found; those of one stage do not need one another."""
    beneath = {key: needs.beneath(key) for key in needs.comparisons}
    for key, found in beneath.items():
        if key in found:
            raise NotDistributableError(needs.circle(key), groups)
    stages: list[Stage] = []
    done: set[str] = set()
    while len(done) < len(beneath):
        ready = tuple(k for k, found in beneath.items() if k not in done and found & beneath.keys() <= done)
        past = any(({key} | beneath[key]) & needs.look_back for key in ready)
        tables = len({isinstance(needs.comparisons[key], tree.Aggregate) for key in ready})
        stages.append(Stage(ready, past, tables))
        done.update(ready)
    return tuple(stages)
