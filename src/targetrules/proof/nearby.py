"""The examples of a policy, changed in one place or without rows: what they show no solver need be asked.

An author's own examples stand at the edges of a policy, with all the inputs that it takes to come there. Random results
seldom do where there are many inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Final

from attrs import evolve

from targetrules.drawing.telling import TEXTS, telling_edges
from targetrules.engine.examples import history_of
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import NodeKind, dependencies_of, node_of

__all__ = ["changed_examples", "without_idle_rows"]

_MOST_ROWS: Final = 300
"""So many rows are judged at most, of examples that are changed at random places; where there are few, at all."""


def changed_examples(rules: tree.Rules, definition: tree.Definition) -> Iterator[History]:
    """Examples in which one value is another one, of an input that a definition rests on; always the same ones.

    Args:
        rules: The policy.
        definition: A measure of it, or its grading.
    """
    beneath = dependencies_of(rules).beneath(node_of(definition))
    names = [node.name for node in beneath if node.kind is NodeKind.INPUT and node.name in rules.read_inputs]
    changes = [
        (example, at, name, value)
        for name in names
        for value in _values(rules, rules.inputs[name])
        for example in rules.examples
        for at in range(len(example.rows))
    ]
    Random(0).shuffle(changes)  # noqa: S311  nothing rests on chance
    left = _MOST_ROWS
    for example, at, name, value in changes:
        unit, period, values = example.rows[at]
        left -= len(example.rows)
        if left > 0 and values.get(name) != value:
            row = (unit, period, rules.asked_for({**values, name: value}, period))
            yield history_of(rules, evolve(example, rows=(*example.rows[:at], row, *example.rows[at + 1 :])))


def _values(rules: tree.Rules, source: tree.Input) -> Sequence[Value]:
    """Values that an input may have; of a number those near which something changes, and its ends."""
    missing = [None] if source.optional and source.default is None else []
    match source.kind:
        case tree.InputKind.NUMBER:
            return [*rules.once(telling_edges, source.name), *missing]
        case tree.InputKind.GRADE:
            return [*(grade.id for grade in rules.grades), *missing]
        case tree.InputKind.CHOICE:
            return [*source.options, *missing]
        case tree.InputKind.FLAG:
            return [False, True, *missing]
        case tree.InputKind.TEXT:
            return [*TEXTS, *missing]


def without_idle_rows(history: History, shows: Callable[[History], bool]) -> History:
    """Results without any unit, and then without any row, that they can do without to show something."""
    for unit in dict.fromkeys(row.unit for row in history.rows):
        history = _fewer(history, [row for row in history.rows if row.unit != unit], shows)
    for gone in history.rows:
        history = _fewer(history, [row for row in history.rows if row is not gone], shows)
    return history


def _fewer(history: History, rows: Sequence[Row], shows: Callable[[History], bool]) -> History:
    fewer = History(tuple(rows))
    return fewer if rows and shows(fewer) else history
