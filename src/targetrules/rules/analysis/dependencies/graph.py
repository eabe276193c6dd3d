"""The dependency graph of a policy: what rests on what, when, and on whose rows.

A node is something that a period finds of each unit: the value of an input, a measure, a place in a ranking, the grade
before the quotas, after each quota and in the end, and so on. An edge leads from what rests to what it rests on. It
says whether that is looked at in the same period or in earlier ones, whether it is the unit's own, that of the units
in its group of a ranking or that of all units of the period, and which part of the rules makes it.
:func:`dependencies_of` makes the graph once; what readers ask of it are queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cached_property
from typing import Final, assert_never
from typing import Literal as OneOf

from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.rules.parts import Construct, Time, looks_back

__all__ = [
    "ALL",
    "GRADE",
    "OWN",
    "UNIT_RULES",
    "Comparison",
    "Dependencies",
    "Edge",
    "Mention",
    "Node",
    "NodeKind",
    "RowScope",
    "node_of",
]


class NodeKind(Enum):
    """What a node is, in the words of a reader."""

    INPUT = "input"
    PARAMETER = "parameter"
    MEASURE = "measure"
    AGGREGATE = "aggregate"
    RANKING = "ranking"
    UNIT_RULES = "grade before quotas"
    QUOTA = "quota"
    GRADE = "grade"
    CONDITION = "condition"
    STATUS = "status"
    FIRING = "fires"
    RECEIPT = "is received"


_PREFIXES: Final = {NodeKind.RANKING: "rankings.", NodeKind.FIRING: "consequences.", NodeKind.RECEIPT: "consequences."}


@frozen(slots=True, cache_hash=True)
class Node:
    """Something that a period finds of each unit. An aggregate has a number for its name."""

    kind: NodeKind
    name: str

    @property
    def key(self) -> str:
        """Its name in messages; that a consequence fires and that it is received read alike there."""
        return _PREFIXES.get(self.kind, "") + self.name


GRADE: Final = Node(NodeKind.GRADE, "grading")
UNIT_RULES: Final = Node(NodeKind.UNIT_RULES, "grading.rules")


def node_of(part: tree.Definition | tree.Quota) -> Node:
    """The node of a definition, or of one quota."""
    match part:
        case tree.Measure():
            return Node(NodeKind.MEASURE, part.name)
        case tree.Ranking():
            return Node(NodeKind.RANKING, part.name)
        case tree.Grading():
            return GRADE
        case tree.Quota():
            return Node(NodeKind.QUOTA, part.id)
        case tree.NamedCondition():
            return Node(NodeKind.CONDITION, part.name)
        case tree.Status():
            return Node(NodeKind.STATUS, part.name)
        case _:
            assert_never(part)


@frozen(slots=True)
class RowScope:
    """Whose rows are looked at: the unit's own, those in its group of ``ranking``, or all of the period."""

    of: OneOf["unit", "group", "all"]
    ranking: str | None = None


OWN: Final = RowScope("unit")
ALL: Final = RowScope("all")

Maker = Construct | tree.Ranking | tree.Grading | tree.Quota | tree.Limit | tree.Status | tree.Consequence
"""The part of the rules by which something rests on something."""


@frozen(slots=True, eq=False)
class Edge:
    """``source`` rests on ``target``, in the periods of ``during``; ``time`` is either present or past."""

    source: Node
    target: Node
    time: Time
    rows: RowScope
    by: Maker
    during: tree.PeriodRange


@frozen(slots=True, eq=False)
class Mention:
    """A condition or number in what makes a node, and when it is looked at."""

    construct: Construct
    time: Time
    during: tree.PeriodRange


Comparison = tree.Ranking | tree.Quota | tree.Aggregate
"""What cannot be found from the unit's own rows."""


@frozen(eq=False)
class Dependencies:
    """The graph. ``edges`` and ``mentions`` have an entry for each node that the policy computes, in order.

    ``comparisons`` are the rules of those nodes that look at other units.
    """

    edges: Mapping[Node, tuple[Edge, ...]]
    mentions: Mapping[Node, tuple[Mention, ...]]
    comparisons: Mapping[Node, Comparison]

    def all_edges(self) -> Iterator[Edge]:
        """The edges of all nodes."""
        for edges in self.edges.values():
            yield from edges

    @cached_property
    def inputs(self) -> frozenset[str]:
        """The inputs that anything rests on."""
        return frozenset(edge.target.name for edge in self.all_edges() if edge.target.kind is NodeKind.INPUT)

    def compares_units(self, node: Node) -> bool:
        """Whether a definition looks at other units itself: a ranking, a grade with quotas, a measure of a group."""
        of_parts = (edge.target.kind in (NodeKind.AGGREGATE, NodeKind.QUOTA) for edge in self.edges[node])
        return node in self.comparisons or any(of_parts)

    def evaluated(self, nodes: Iterable[Node], period: int) -> Iterator[Construct]:
        """The conditions and numbers of these nodes that are evaluated of the same period."""
        for node in nodes:
            for each in self.mentions.get(node, ()):
                if Time.PRESENT in each.time and period in each.during:
                    yield each.construct

    # ---- ways --------------------------------------------------------------------------------------------------------

    def within_period(self, roots: Iterable[Node], period: int | None = None) -> dict[Node, None]:
        """The nodes that these rest on in the same period, themselves included: in any one, or in ``period``."""
        return self._followed(roots, lambda edge: _is_present(edge, period))

    def read_by(self, node: Node, period: int) -> set[Node]:
        """The nodes that one rests on directly, in the same ``period``."""
        return {edge.target for edge in self.edges.get(node, ()) if _is_present(edge, period)}

    def beneath(self, node: Node) -> dict[Node, None]:
        """The nodes that one rests on in any period; itself only where it rests on itself in an earlier one."""
        return self._followed((edge.target for edge in self.edges[node]), lambda _: True)

    def _followed(self, roots: Iterable[Node], wanted: Callable[[Edge], bool]) -> dict[Node, None]:
        waiting, found = list(roots), dict[Node, None]()
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = None
                waiting.extend(edge.target for edge in self.edges.get(node, ()) if wanted(edge))
        return found

    def resting_on(self, wanted: Iterable[Node]) -> set[Node]:
        """The nodes that rest on any of these in the same period, and these."""
        users: dict[Node, list[Node]] = {}
        for edge in self.all_edges():
            if edge.time is Time.PRESENT:
                users.setdefault(edge.target, []).append(edge.source)
        waiting, found = list(wanted), set[Node]()
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(users.get(node, ()))
        return found

    def circle(self, node: Node) -> tuple[str, ...]:
        """The shortest way from a node back to itself by keys, both ends included; empty where there is none.

        That a consequence is received because it fires is no step of its own.
        """
        steps: dict[str, set[str]] = {}
        for edge in self.all_edges():
            if edge.target.kind is not NodeKind.FIRING or edge.target.key != edge.source.key:
                steps.setdefault(edge.source.key, set()).add(edge.target.key)
        ways: dict[str, tuple[str, ...]] = {node.key: (node.key,)}
        waiting = [node.key]
        for at in waiting:
            for needed in sorted(steps.get(at, ())):
                if needed == node.key:
                    return (*ways[at], needed)
                if needed not in ways:
                    ways[needed] = (*ways[at], needed)
                    waiting.append(needed)
        return ()

    # ---- the past ----------------------------------------------------------------------------------------------------

    @cached_property
    def looking_back(self) -> frozenset[Node]:
        """The nodes that look at earlier periods themselves."""
        by_edge = {edge.source for edge in self.all_edges() if edge.time is Time.PAST}
        by_mention = {
            node for node, found in self.mentions.items() if any(looks_back(each.construct) for each in found)
        }
        return frozenset(by_edge | by_mention)

    @cached_property
    def stateful(self) -> frozenset[Node]:
        """The nodes that cannot be found from one period alone."""
        return frozenset(self.resting_on(self.looking_back))


def _is_present(edge: Edge, period: int | None) -> bool:
    """Whether it looks at the same period: in any one, or in ``period``."""
    return edge.time is Time.PRESENT and (period is None or period in edge.during)
