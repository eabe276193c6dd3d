"""How a policy is spread over many machines: which rows must come together, how often they move, and why."""

from __future__ import annotations

from enum import Enum
from typing import Any, Protocol, cast

from targetrules.arguments import a_switch, unlike
from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Dependencies, Node, NodeKind, dependencies_of
from targetrules.wording import Listing, Word

__all__ = [
    "HasRules",
    "NotDistributableError",
    "Partitioning",
    "SparkPlan",
    "Stage",
    "common_groups",
    "plan",
    "plan_of",
    "policy_given",
]


class Partitioning(Enum):
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

    nodes: tuple[Node, ...]
    past: bool
    tables: int = 1

    @property
    def comparisons(self) -> tuple[str, ...]:
        """How they are named in messages."""
        return tuple(node.key for node in self.nodes)


@frozen(slots=True)
class SparkPlan:
    """How Spark judges a policy: what must come together, what moves, and why. All rows move once.

    Attributes:
        partitioning: What a task has before it.
        why: Why, to be worded in a language.
        groups: The inputs by which rows are brought together (``by-group`` only).
        stages: The comparisons that are found beforehand, in their order (``ranks-first`` only).
    """

    partitioning: Partitioning
    why: Word
    groups: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()

    @property
    def count_shuffles(self) -> int:
        """How often tables of counts are: by what is counted, then by group."""
        return sum(1 + stage.tables for stage in self.stages)

    def text(self, language: str = "en") -> str:
        """The plan in a sentence or two.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The sentences.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        values: dict[str, Any] = {"why": self.why, "counts": self.count_shuffles}
        values["groups"] = Listing(self.groups)
        values["found"] = Listing(tuple(Listing(stage.comparisons) for stage in self.stages), " → ")
        return Word(f"spark.{self.partitioning.value}", values).text(language)


class NotDistributableError(TargetrulesError, ValueError):
    """The policy cannot be judged by tasks that see a part of the units only. It is a ValueError as well.

    Attributes:
        circle: The way from a comparison back to itself, through an earlier period.
        groups: The inputs within which every comparison is made; where there are any, that no unit leaves its group
            helps.
        details: The details that the policy has, of which the tasks would need the rows.
    """

    def __init__(self, circle: tuple[str, ...], groups: tuple[str, ...], details: tuple[str, ...] = ()) -> None:
        self.circle = circle
        self.groups = groups
        self.details = details
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[type[NotDistributableError], tuple[tuple[str, ...], ...]]:
        return NotDistributableError, (self.circle, self.groups, self.details)

    def text(self, language: str = "en") -> str:
        """Which comparison, why, and what can be done instead.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The message.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        if self.details:
            return Word("spark.refused_details", {"names": Listing(tuple(f"“{each}”" for each in self.details))}).text(
                language
            )
        values = {"comparison": self.circle[0], "circle": Listing(self.circle, " → "), "groups": Listing(self.groups)}
        advice = Word("spark.refused_stay" if self.groups else "spark.refused_whole", values)
        return Word("spark.refused", values | {"advice": advice}).text(language)


class HasRules(Protocol):
    """A policy."""

    @property
    def rules(self) -> tree.Rules:
        """The policy as it is meant."""


def plan(policy: HasRules, *, units_stay_in_groups: bool = False) -> SparkPlan:
    """How a policy is spread over tasks, and why.

    Args:
        policy: The policy.
        units_stay_in_groups: Whether it is known that no unit is ever in two of the groups that rankings are made
            within.

    Returns:
        The plan; ``.text("en")`` or ``.text("zh")`` says it.

    Raises:
        ArgumentError: One of these is something else.
        NotDistributableError: Tasks that see a part of the units cannot judge the policy.
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
    if rules.details:
        raise NotDistributableError((), (), tuple(rules.details))
    graph = dependencies_of(rules)
    if not graph.comparisons:
        return SparkPlan(Partitioning.BY_UNIT, Word("spark.why_unit"))
    groups = common_groups(rules)
    if groups and units_stay_in_groups:
        return SparkPlan(Partitioning.BY_GROUP, Word("spark.why_group"), groups)
    for cut in rules.kept_cuts:
        raise NotDistributableError(graph.circle(Node(NodeKind.MEASURE, cut.name)), groups)
    stages = _stages(graph, groups)
    return SparkPlan(Partitioning.RANKS_FIRST, Word("spark.why_leave" if groups else "spark.why_whole"), (), stages)


def common_groups(rules: tree.Rules) -> tuple[str, ...]:
    """The inputs that every comparison is made within; empty where one is made among all units.

    One that is not asked for in every period is none of them: a unit has no group by it in some.
    """
    within = [set(rules.within(each)) for each in dependencies_of(rules).comparisons.values()]
    common = set.intersection(*within) if within else set()
    return tuple(name for name in rules.inputs if name in common and name not in rules.dated_inputs)


def _stages(graph: Dependencies, groups: tuple[str, ...]) -> tuple[Stage, ...]:
    """Comparisons in the order in which they can be found; those of one stage do not need one another."""
    beneath = {node: graph.beneath(node).keys() for node in graph.comparisons}
    for node, found in beneath.items():
        if node in found:
            raise NotDistributableError(graph.circle(node), groups)
    stages: list[Stage] = []
    done: set[Node] = set()
    while len(done) < len(beneath):
        ready = tuple(node for node, found in beneath.items() if node not in done and found & beneath.keys() <= done)
        past = any(({node} | beneath[node]) & graph.looking_back for node in ready)
        tables = len({node.kind is NodeKind.AGGREGATE for node in ready})
        stages.append(Stage(ready, past, tables))
        done.update(ready)
    return tuple(stages)
