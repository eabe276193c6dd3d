"""What examples can see of a policy, by each of two: grades, consequences, measures and named conditions of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from attrs import evolve

from targetrules.data import frozen
from targetrules.engine.examples import history_of
from targetrules.engine.reference import evaluate
from targetrules.history import Value
from targetrules.report.example_text import Expects
from targetrules.rules import tree

__all__ = ["DECISIONS", "EVERYTHING", "Seen", "differ", "differing", "differing_units", "seen_of"]

DECISIONS: Final[tuple[Expects, ...]] = ("grade", "consequences")
EVERYTHING: Final[tuple[Expects, ...]] = (*DECISIONS, "measures", "conditions")


@frozen(slots=True)
class _OfRow:
    """What is decided of one result, and what leads to it: measures, and whether named conditions and statuses hold."""

    grade: str | None
    consequences: frozenset[str]
    measures: Mapping[str, Value]
    conditions: Mapping[str, Value]


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
    named = [*rules.conditions, *rules.statuses]
    return {
        (now.unit, now.period): _OfRow(
            now.grade,
            frozenset(now.received),
            {name: now.values[name] for name in rules.measures},
            {name: now.values[name] for name in named},
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
    return any(_differ(found, other[key], EVERYTHING) for key, found in one.items())


def differing(one: Seen, other: Seen) -> tuple[Expects, ...]:
    """Of what an example can expect, what is not the same."""
    return tuple(about for about in EVERYTHING if differing_units(one, other, (about,)))


def differing_units(one: Seen, other: Seen, about: tuple[Expects, ...] = DECISIONS) -> list[str]:
    """The units of which something of this is not the same."""
    keys = [key for key, found in one.items() if _differ(found, other[key], about)]
    return list(dict.fromkeys(unit for unit, _ in keys))


def _differ(one: _OfRow, other: _OfRow, about: tuple[Expects, ...]) -> bool:
    return any(_differ_in(getattr(one, each), getattr(other, each)) for each in about)


def _differ_in(one: Any, other: Any) -> bool:
    """Whether they differ; of what is named in what both have."""
    if isinstance(one, Mapping):
        return any(name in other and other[name] != value for name, value in one.items())
    return bool(one != other)
