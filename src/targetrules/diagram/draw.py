"""The picture of a policy from its dependency graph, with what only engines tell apart drawn as one box."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from attrs import field

from targetrules.data import define
from targetrules.description.names import Names
from targetrules.diagram.model import Arrow, Box, BoxKind, Diagram
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Dependencies, Edge, Node, NodeKind, dependencies_of
from targetrules.rules.parts import Time
from targetrules.visible import visible
from targetrules.wording import known_language, say

__all__ = ["diagram_of"]

_Key = tuple[BoxKind, str]
_GRADE: _Key = ("grade", "")


def diagram_of(rules: tree.Rules, language: str) -> Diagram:
    """What rests on what; UnknownLanguageError is raised where there are no sentences in the language."""
    names = Names(rules, known_language(language))
    boxes = {(box.kind, box.id): box for box in _boxes(rules, names)}
    numbers = {key: number for number, key in enumerate(boxes)}
    arrows = dict.fromkeys(
        Arrow(numbers[source], numbers[target], past, others, replaces)
        for source, target, past, others, replaces in _Drawer(rules).arrows()
    )
    title = names.label(rules.title, rules.id)
    return Diagram(language, title, tuple(boxes.values()), tuple(_plain(arrows)))


def _plain(arrows: dict[Arrow, None]) -> Iterator[Arrow]:
    """The arrows without those that another says as well: the unit itself is one of its group."""
    seen = {(each.source, each.target, each.past) for each in arrows if each.others}
    for each in arrows:
        if each.others or each.replaces or (each.source, each.target, each.past) not in seen:
            yield each


def _boxes(rules: tree.Rules, names: Names) -> Iterator[Box]:  # noqa: C901
    """All that a policy defines, in the order of its sections."""
    for name in rules.read_inputs:
        yield Box("input", name, names.of_values[name])
    for id_ in dict.fromkeys(each.above.policy for each in rules.inputs.values() if each.above is not None):
        yield Box("above", id_, visible(id_))
    for name, details in rules.details.items():
        yield Box("details", name, names.label(details.label, name))
    for name in rules.aggregates:
        yield Box("made", name, names.of_values[name])
    for name in rules.parameters:
        yield Box("parameter", name, names.of_values[name])
    for name in rules.measures:
        yield Box("cut" if name in rules.cuts else "measure", name, names.of_values[name])
    for name in rules.rankings:
        yield Box("ranking", name, names.of_values[name])
    if rules.grading is not None:
        yield Box("grade", "", say("descriptions.final-grade", names.language))
    for name in rules.conditions:
        yield Box("condition", name, names.of_values[name])
    for name in rules.statuses:
        yield Box("status", name, names.of_values[name])
    for rule in rules.consequences:
        yield Box("consequence", rule.id, names.of_consequences[rule.id])


@define
class _Drawer:
    """Finds what leads to what. An aggregate is no box: whatever it rests on leads on to what rests on it."""

    rules: tree.Rules
    graph: Dependencies = field(init=False)

    @graph.default
    def _graph(self) -> Dependencies:
        return dependencies_of(self.rules)

    def arrows(self) -> Iterator[tuple[_Key, _Key, bool, bool, bool]]:
        """Where each arrow begins and leads to, and its labels."""
        for name, given in self.rules.inputs.items():
            if given.above is not None:
                yield ("above", given.above.policy), ("input", name), False, False, False
                yield ("input", given.above.unit), ("input", name), False, False, False
        for name, (_, made) in self.rules.aggregates.items():
            yield ("details", made.details), ("made", name), False, False, False
        for node, edges in self.graph.edges.items():
            if node.kind is NodeKind.AGGREGATE:
                continue
            for edge in edges:
                yield from self.leading(edge, self.key(node), past=False, others=False)
        for rule in self.rules.consequences:
            for replaced in rule.replaces:
                yield ("consequence", rule.id), ("consequence", replaced), False, False, True

    def leading(
        self, edge: Edge, to: _Key, *, past: bool, others: bool
    ) -> Iterator[tuple[_Key, _Key, bool, bool, bool]]:
        """The arrows of an edge, through an aggregate those of all that it rests on."""
        past, others = past or edge.time is Time.PAST, others or edge.rows.of != "unit"
        if edge.target.kind is NodeKind.AGGREGATE:
            inside = self.graph.edges.get(edge.target, ())
            for each in inside:
                yield from self.leading(each, to, past=past, others=True)
            return
        source = self.key(edge.target)
        is_inside = source == to and not past
        is_replacing = edge.target.kind is NodeKind.FIRING and source != to
        if not is_inside and not is_replacing:
            yield source, to, past, others, False

    def key(self, node: Node) -> _Key:
        """The box of a node."""
        rules, name = self.rules, node.name
        match node.kind:
            case NodeKind.INPUT:
                return ("made" if name in rules.aggregates else "input"), name
            case NodeKind.PARAMETER:
                return "parameter", name
            case NodeKind.MEASURE:
                return ("cut" if name in rules.cuts else "measure"), name
            case NodeKind.RANKING:
                return "ranking", name
            case NodeKind.UNIT_RULES | NodeKind.QUOTA | NodeKind.GRADE | NodeKind.AGGREGATE:
                return _GRADE
            case NodeKind.CONDITION:
                return "condition", name
            case NodeKind.STATUS:
                return "status", name
            case NodeKind.FIRING | NodeKind.RECEIPT:
                return "consequence", name
            case _:
                assert_never(node.kind)
