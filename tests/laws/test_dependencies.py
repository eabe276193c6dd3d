"""A change of one value changes nothing but what rests on it, by the labels of the dependency graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, load
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import (
    ALL,
    GRADE,
    OWN,
    UNIT_RULES,
    Edge,
    Node,
    NodeKind,
    RowScope,
    dependencies_of,
    needs_of,
    node_of,
)
from targetrules.rules.parts import Time
from targetrules.testing import Case, histories, policies
from tests.effort import examples

Found = tuple[Node, str, int]
"""What a node is for a unit in a period."""


@examples(60)
@given(policies())
def test_the_order_of_evaluation_has_everything_once_and_after_what_it_needs(policy: Policy) -> None:
    rules, graph = policy.rules, dependencies_of(policy.rules)
    nodes = [node_of(definition) for definition in rules.order]
    parts = (rules.measures, rules.rankings, rules.conditions, rules.statuses)
    expected = {node_of(each) for part in parts for each in part.values()}
    assert sorted(nodes, key=repr) == sorted(expected | ({GRADE} if rules.grading else set()), key=repr)
    for position, node in enumerate(nodes):
        assert {each for each in needs_of(node, graph) if each in nodes} <= set(nodes[:position])


EVERYTHING: Final = load(Path(__file__).parents[1] / "rules" / "dependencies" / "every_construct.toml")
CHANGES: Final = 16
"""So many values are changed in each case, one at a time."""


Perturbed = tuple[Case, list[tuple[History, Found]]]
"""Results, and the same with another value of one input of one unit in one period, several times over."""


@st.composite
def perturbed(draw: st.DrawFn, policies: st.SearchStrategy[Policy]) -> Perturbed:
    policy = draw(policies)
    history, other = (draw(histories(policy, missing="any")) for _ in range(2))
    rows, inputs = history.rows, sorted(dependencies_of(policy.rules).inputs)
    random, changes = draw(st.randoms(use_true_random=False)), list[tuple[History, Found]]()
    for _ in range(CHANGES if rows and inputs else 0):
        values = (other.rows + rows)[random.randrange(len(other.rows + rows)) :]
        changes.append(_changed(rows, random.randrange(len(rows)), random.choice(inputs), values))
    return Case(policy, history), changes


def _changed(rows: Sequence[Row], at: int, name: str, values: Sequence[Row]) -> tuple[History, Found]:
    """The row at a position with the next other value of an input, none where there is no other one."""
    row = rows[at]
    value = next((each.values[name] for each in values if each.values[name] != row.values[name]), None)
    changed = Row(row.unit, row.period, {**row.values, name: value})
    history = History((*rows[:at], changed, *rows[at + 1 :]))
    return history, (Node(NodeKind.INPUT, name), row.unit, row.period)


@examples(40)
@given(perturbed(policies()))
def test_a_change_of_an_input_changes_only_what_rests_on_it(given_: Perturbed) -> None:
    assert not set(_changed_elsewhere(*given_))


@examples(16)
@given(perturbed(st.just(EVERYTHING)))
def test_it_does_so_in_a_policy_with_every_construct(given_: Perturbed) -> None:
    assert not set(_changed_elsewhere(*given_))


def _changed_elsewhere(case: Case, changes: list[tuple[History, Found]]) -> Iterator[Found]:
    """What each change makes otherwise though it does not rest on the input that was changed."""
    rules = case.policy.rules
    before = evaluate(rules, case.history)
    for history, first in changes:
        after = evaluate(rules, history)
        yield from set(_differences(rules, before, after)) - _Spreading(rules, (before, after)).of(first)


def _differences(rules: tree.Rules, before: list[Judged], after: list[Judged]) -> Iterator[Found]:
    """The nodes that are found otherwise."""
    for old, new in zip(before, after, strict=True):
        was, is_ = dict(_found(rules, old)), dict(_found(rules, new))
        assert was.keys() == is_.keys()
        yield from ((node, old.unit, old.period) for node, value in was.items() if is_[node] != value)


def _found(rules: tree.Rules, now: Judged) -> Iterator[tuple[Node, object]]:
    """What the reference found of a unit in a period, by node; an aggregate is seen in the measures that have it."""
    for name, value in now.values.items():
        defined = rules.measures.get(name) or rules.conditions.get(name) or rules.statuses.get(name)
        more = (name in now.divided_by_zero, now.status_age.get(name))
        yield node_of(defined) if defined else Node(NodeKind.INPUT, name), (value, *more)
    for name, standing in now.standings.items():
        members = None if standing.members is None else [each.unit for each in standing.members]
        yield Node(NodeKind.RANKING, name), (standing.known, standing.place, members)
    if rules.grading is not None:
        steps = [step for step in now.steps if not isinstance(step.rule, tree.Quota)]
        yield UNIT_RULES, (now.first_grade, steps)
        for quota in rules.grading.quotas:
            of_it = [step for step in now.steps if step.rule is quota]
            yield node_of(quota), (of_it, quota.id in now.not_kept, now.filled.get(quota.id))
        yield GRADE, now.grade
    for rule in rules.consequences:
        yield Node(NodeKind.FIRING, rule.id), (rule.id in now.fired, now.fired.get(rule.id))
        yield Node(NodeKind.RECEIPT, rule.id), (rule.id in now.received, now.replaced.get(rule.id))


@frozen
class _Spreading:
    """How far a change spreads by the labels of the graph; groups are those of either judgement."""

    rules: tree.Rules
    judged: tuple[list[Judged], list[Judged]]

    def of(self, first: Found) -> set[Found]:
        """All that may be found otherwise where ``first`` is."""
        users: dict[Node, list[Edge]] = {}
        for edge in dependencies_of(self.rules).all_edges():
            users.setdefault(edge.target, []).append(edge)
        waiting, found = [first], {first}
        while waiting:
            node, unit, period = waiting.pop()
            for edge in users.get(node, ()):
                reached = {(edge.source, *row) for row in self.rows(edge, unit, period)} - found
                found |= reached
                waiting += reached
        return found

    def rows(self, edge: Edge, unit: str, period: int) -> Iterator[tuple[str, int]]:
        """The rows that rest by this edge on that of ``unit`` in ``period``."""
        for now in self.judged[0]:
            in_time = now.period == period if edge.time is Time.PRESENT else now.period > period
            if in_time and now.period in edge.during and self.concerns(edge.rows, now, unit):
                yield now.unit, now.period

    def concerns(self, rows: RowScope, now: Judged, unit: str) -> bool:
        if rows == ALL or now.unit == unit:
            return True
        return rows != OWN and (now.unit, unit) in self.peers(rows.ranking, now.period)

    def peers(self, ranking: str | None, period: int) -> set[tuple[str, str]]:
        """Pairs of units that are in one group of the ranking in the period."""
        within = self.rules.rankings[str(ranking)].within
        pairs = set()
        for judged in self.judged:
            groups = [(now.unit, [now.values[name] for name in within]) for now in judged if now.period == period]
            pairs |= {(a, b) for a, of_a in groups for b, of_b in groups if of_a == of_b and None not in of_a}
        return pairs
