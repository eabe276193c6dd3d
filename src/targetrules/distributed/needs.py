"""What is computed from what, in this period or an earlier one, and what of it looks beyond the unit itself.

A node is a definition by its key (:mod:`targetrules.rules.analysis.order`), a consequence (``consequences.id``), the
grading before its quotas (``grading.rules``), a quota by its id, or a function over a group (``groups.1``). Rankings,
quotas and functions over groups are comparisons: they cannot be found from the unit's own rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field, frozen

from targetrules.rules import tree
from targetrules.rules.analysis.order import GRADING, key_of
from targetrules.rules.parts import parts_of

__all__ = ["BEFORE_QUOTAS", "Comparison", "Needs", "consequence_key", "needs_of_rules", "ranking_key"]

BEFORE_QUOTAS = "grading.rules"

Comparison = tree.Ranking | tree.Quota | tree.Aggregate


@frozen(eq=False)
class Needs:
    """The graph: ``edges`` from each node to those that it needs, the nodes that look back, and the comparisons."""

    edges: Mapping[str, frozenset[str]]
    look_back: frozenset[str]
    comparisons: Mapping[str, Comparison]

    def beneath(self, node: str) -> set[str]:
        """All nodes that a node needs, directly or not; itself only where it needs itself, in an earlier period."""
        found: set[str] = set()
        waiting = list(self.edges[node])
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self.edges[key])
        return found

    def circle(self, node: str) -> tuple[str, ...]:
        """The shortest way from a node back to itself, both ends included; empty where there is none."""
        ways: dict[str, tuple[str, ...]] = {node: (node,)}
        waiting = [node]
        for key in waiting:
            for needed in sorted(self.edges[key]):
                if needed == node:
                    return (*ways[key], node)
                if needed not in ways:
                    ways[needed] = (*ways[key], needed)
                    waiting.append(needed)
        return ()


def ranking_key(name: str) -> str:
    """The node of a ranking."""
    return f"rankings.{name}"


def consequence_key(id_: str) -> str:
    """The node of a consequence."""
    return f"consequences.{id_}"


def needs_of_rules(rules: tree.Rules) -> Needs:
    """The graph of a policy."""
    drawing = _Drawing()
    for definition in rules.order:
        drawing.add(definition)
    for rule in rules.consequences:
        over = (consequence_key(other.id) for other in rules.consequences if rule.id in other.replaces)
        conditions = drawing.conditions(consequence_key(rule.id), (rule.when, rule.unless))
        drawing.put(consequence_key(rule.id), (*conditions, *over))
    known = drawing.edges.keys()
    edges = {node: frozenset(needed & known) for node, needed in drawing.edges.items()}
    return Needs(edges, frozenset(drawing.look_back), drawing.comparisons)


@define(eq=False)
class _Drawing:
    """The graph while it is drawn; each method gives what a part of the node ``at`` needs."""

    edges: dict[str, set[str]] = field(factory=dict)
    look_back: set[str] = field(factory=set)
    comparisons: dict[str, Comparison] = field(factory=dict)
    groups: dict[tree.Aggregate, str] = field(factory=dict)

    def put(self, node: str, needed: Iterable[str]) -> None:
        self.edges.setdefault(node, set()).update(needed)

    def add(self, definition: tree.Definition) -> None:
        key = key_of(definition)
        match definition:
            case tree.Measure():
                for version in definition.versions:
                    self.put(key, self.number(key, version.formula))
                self.put(key, ())
            case tree.Ranking():
                self.comparisons[key] = definition
                self.put(key, (number.name for number in definition.by))
                self.put(key, self.conditions(key, [definition.among]))
            case tree.Grading():
                self.grading(definition)
            case tree.NamedCondition():
                self.put(key, self.conditions(key, [definition.when]))
            case tree.Status():
                self.look_back.add(key)
                self.put(key, self.conditions(key, [definition.enter, definition.leave]))

    def grading(self, grading: tree.Grading) -> None:
        self.put(BEFORE_QUOTAS, () if grading.by is None else [grading.by.name])
        self.put(BEFORE_QUOTAS, self.conditions(BEFORE_QUOTAS, (rule.when for rule in grading.unit_rules)))
        if grading.limits:
            self.look_back.add(BEFORE_QUOTAS)
            self.put(BEFORE_QUOTAS, [GRADING])
        before = BEFORE_QUOTAS
        for quota in grading.quotas:
            self.comparisons[quota.id] = quota
            self.put(quota.id, [before, ranking_key(quota.ranking)])
            before = quota.id
        self.put(GRADING, [before])

    # ---- numbers ---------------------------------------------------------------------------------------------------

    def number(self, at: str, number: tree.Number) -> Iterator[str]:
        match number:
            case tree.NumberOf(name):
                yield name
            case tree.RankOf(ranking) | tree.SizeOf(ranking):
                yield ranking_key(ranking)
            case tree.Aggregate():
                yield self.group(number)
                return
            case tree.Lag() | tree.RollingAggregate():
                self.look_back.add(at)
        for part in parts_of(number):
            yield from self.number(at, part)

    def group(self, number: tree.Aggregate) -> str:
        if number not in self.groups:
            key = self.groups[number] = f"groups.{len(self.groups) + 1}"
            self.comparisons[key] = number
            self.put(key, () if number.ranking is None else [ranking_key(number.ranking)])
            self.put(key, () if number.of is None else self.number(key, number.of))
        return self.groups[number]

    # ---- conditions ------------------------------------------------------------------------------------------------

    def conditions(self, at: str, conditions: Iterable[tree.Condition | None]) -> list[str]:
        return [key for each in conditions if each is not None for key in self.condition(at, each)]

    def condition(self, at: str, condition: tree.Condition) -> Iterator[str]:  # noqa: C901  one case a kind of condition
        match condition:
            case tree.GradeIs(_, None) | tree.Rated():
                yield GRADING
            case tree.Compare(left, _, right):
                yield from self.number(at, left)
                yield from self.number(at, right)
            case tree.FlagIs(name):
                yield name
            case tree.Known(names):
                yield from names
            case tree.RankCutoff(ranking):
                yield ranking_key(ranking)
            case tree.Receives(id_):
                yield consequence_key(id_)
            case tree.Received(id_):
                self.look_back.add(at)
                yield consequence_key(id_)
            case tree.All(parts) | tree.AnyOf(parts):
                yield from self.conditions(at, parts)
            case tree.Not(part):
                yield from self.condition(at, part)
            case tree.Temporal():
                self.look_back.add(at)
                yield from self.conditions(at, [condition.of, condition.resets, condition.restarts])
