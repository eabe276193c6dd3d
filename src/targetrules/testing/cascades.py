"""Random cascades: policies of which each judges by the outcomes of the next, and tables of results for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from attrs import evolve

from targetrules.errors import InternalError
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.rules.resolution.lower import FoundPolicy, PolicyFinder, UnusablePolicyError
from targetrules.source.collector import DiagnosticCollector
from targetrules.syntax.to_toml import to_toml
from targetrules.testing.below import below
from targetrules.testing.chance import Chance
from targetrules.testing.draft import Shape
from targetrules.testing.histories import Extent, history, rows_of_details
from targetrules.testing.policies import policy_file

__all__ = ["Levels", "found_in", "levels_of", "tables"]

Levels = Mapping[str, FoundPolicy]
"""The policies of a cascade by the names of their files, the first above all others."""


def levels_of(random: Random, shape: Shape, count: int, *, plain: bool = False) -> Levels:
    """So many random policies, of which each but the last judges by the outcomes of the next.

    ``plain``: or, drawn alike, by rows of its own that have whatever such an outcome has.
    """
    found: list[tuple[str, FoundPolicy]] = []
    for level in reversed(range(count)):
        name = f"level-{level + 1}.toml"
        within = evolve(shape, names_above=level > 0)
        if found:
            lower, policy = found[-1]
            of = evolve(below(policy, lower), plain=plain)
            within = evolve(within, below=of, period=policy.rules.period)
        found.append((name, _found(random, within)))
    return dict(reversed(found))


def _found(random: Random, shape: Shape) -> FoundPolicy:
    written, faults = policy_file(random, shape), DiagnosticCollector()
    rules = from_syntax(written, faults, lambda _: _of(shape))
    if faults.found:
        raise InternalError(f"a random policy has faults: {faults.found}")
    return FoundPolicy(rules, written, hashlib.sha256(to_toml(written).encode()).hexdigest())


def _of(shape: Shape) -> FoundPolicy:
    if shape.below is None:
        raise InternalError("a policy without one below asks for its outcomes")
    return shape.below.found


def found_in(levels: Levels) -> PolicyFinder:
    """Finds the policies of a cascade by the names of their files."""

    def find(name: str) -> FoundPolicy:
        if name not in levels:
            raise UnusablePolicyError("TR180", {"found": name, "why": ""})
        return levels[name]

    return find


# ---- results ---------------------------------------------------------------------------------------------------------


def tables(random: Random, rules: tree.Rules, extent: Extent) -> tuple[History, Mapping[str, History]]:
    """Random results for a policy and rows of all its details, those of policies below among them."""
    above = history(random, rules, evolve(extent, whole=False))
    return above, dict(_below(random, rules, above, extent, ""))


def _below(
    random: Random, rules: tree.Rules, above: History, extent: Extent, prefix: str
) -> Iterable[tuple[str, History]]:
    for name, details in rules.details.items():
        key = f"{prefix}{name}"
        if details.policy is None:
            yield key, rows_of_details(random, details, above, extent)
            continue
        lower = details.policy
        first = min(row.period for row in above.rows) if above.rows else None
        since = None if first is None else first - Chance(random).count(0, 2)
        drawn = history(random, lower.rules, evolve(extent, whole=False, first=since))
        there = History(tuple(_placed(Chance(random), drawn.rows, above.rows, lower)))
        yield key, there
        yield from _below(random, lower.rules, there, extent, f"{key}.")


def _placed(chance: Chance, rows: Sequence[Row], above: Sequence[Row], lower: tree.LowerPolicy) -> Iterable[Row]:
    """The rows, each below a unit that has a result in its period, and mostly below the one below which it was."""
    source = lower.rules.inputs[lower.unit_above]
    units: dict[int, list[str]] = {}
    for row in above:
        if source.kind is tree.InputKind.TEXT or row.unit in source.options:
            units.setdefault(row.period, []).append(row.unit)
    judged = {row.period for row in above}
    kept: dict[str, int] = {}
    for row in rows:
        there = sorted(units.get(row.period, ()))
        of: Value = row.values[lower.unit_above]
        if row.period in judged:
            at = kept.setdefault(row.unit, chance.count(0, 9)) if chance.happens(4, 5) else chance.count(0, 9)
            of = there[at % len(there)] if there and (of is not None or not source.optional) else None
        yield evolve(row, values={**row.values, lower.unit_above: of})
