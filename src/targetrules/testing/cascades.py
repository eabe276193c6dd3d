"""Random cascades: policies of which each judges by the outcomes of the next, and tables of results for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from random import Random

from attrs import evolve

from targetrules.errors import InternalError
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.rules.resolution.lower import FoundPolicy, PolicyFinder, UnusablePolicyError
from targetrules.source.collector import DiagnosticCollector
from targetrules.syntax.to_toml import to_toml
from targetrules.testing.below import below
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_file

__all__ = ["Levels", "found_in", "levels_of"]

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
        found.append((name, _found(random, within, f"level-{level + 1}")))
    return dict(reversed(found))


def _found(random: Random, shape: Shape, id_: str) -> FoundPolicy:
    drawn, faults = policy_file(random, shape), DiagnosticCollector()
    written = evolve(drawn, policy=evolve(drawn.policy, id=id_))
    rules = from_syntax(written, faults, lambda _: _of(shape))
    if faults.found:
        raise InternalError(f"a random policy has faults: {faults.found}")
    text = to_toml(written)
    return FoundPolicy(rules, written, hashlib.sha256(text.encode()).hexdigest(), text)


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
