"""What examples can see of a policy: grades, consequences and measures of a few results, by each of two policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from attrs import evolve

from targetrules.data import frozen
from targetrules.engine.examples import history_of
from targetrules.engine.reference import evaluate
from targetrules.history import Value
from targetrules.rules import tree

__all__ = ["Seen", "differ", "differing_units", "seen_of"]


@frozen(slots=True)
class _OfRow:
    """What is decided of one result, and the measures that lead to it."""

    grade: str | None
    received: frozenset[str]
    measures: Mapping[str, Value]


Seen: TypeAlias = Mapping[tuple[str, int], _OfRow]
"""What is seen of each result, by unit and period."""


def seen_of(rules: tree.Rules, case: tree.Example, judged_by: tree.Rules | None = None) -> Seen:
    """What the rules decide of the results of an example.

    Args:
        rules: The rules.
        case: The results, as the author of the policy would write them: what is the default stands in none of its rows.
        judged_by: The policy for which the results were written, where ``rules`` may have other defaults.
    """
    given = case if judged_by is None else _with_own_defaults(case, judged_by, rules)
    of = judged_by or rules
    return {
        (now.unit, now.period): _OfRow(
            now.grade, frozenset(now.received), {name: now.values[name] for name in rules.measures}
        )
        for now in evaluate(rules, history_of(rules, given))
        if of.judges(now.period)
    }


def _with_own_defaults(case: tree.Example, written_for: tree.Rules, rules: tree.Rules) -> tree.Example:
    """The results as they are where what they leave out has other defaults."""
    rows = _filled(case.rows, written_for, rules)
    below = dict(case.details)
    for name, each in written_for.details.items():
        if name in below and each.policy is None:
            below[name] = _filled(below[name], each.rules, rules.details[name].rules)
    return case if rows is case.rows and below == case.details else evolve(case, rows=rows, details=below)


def _filled(
    rows: tuple[tuple[str, int, Mapping[str, Value]], ...], written_for: tree.Rules, rules: tree.Rules
) -> tuple[tuple[str, int, Mapping[str, Value]], ...]:
    changed = {
        name: (each.default, rules.inputs[name].default)
        for name, each in written_for.read_inputs.items()
        if name in rules.inputs and each.default != rules.inputs[name].default
    }
    if not changed:
        return rows
    return tuple(
        (unit, period, {**values, **{name: new for name, (old, new) in changed.items() if values.get(name) == old}})
        for unit, period, values in rows
    )


def differ(one: Seen, other: Seen) -> bool:
    """Whether an example of these results can tell the two policies apart."""
    return any(_differ(found, other[key]) for key, found in one.items())


def differing_units(one: Seen, other: Seen, *, measures: bool) -> list[str]:
    """The units of which something else is decided; with ``measures``, or measured."""
    keys = [key for key, found in one.items() if _differ(found, other[key], measures=measures)]
    return list(dict.fromkeys(unit for unit, _ in keys))


def _differ(one: _OfRow, other: _OfRow, *, measures: bool = True) -> bool:
    if (one.grade, one.received) != (other.grade, other.received):
        return True
    return measures and any(value != other.measures[name] for name, value in one.measures.items())
