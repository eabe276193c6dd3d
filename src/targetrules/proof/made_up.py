"""The claims that stand behind questions which every policy is asked, made up by the machine: :func:`says_of`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from typing import Literal as OneOf

from attrs import evolve

from targetrules.proof.contradictions import contradictions_of
from targetrules.rules import tree

__all__ = ["both_apply", "both_received", "claiming", "says_of", "scores_of"]

_CLAIM: Final = "?"
"""The id of a claim that the machine makes up: no policy can have it."""


def claiming(rules: tree.Rules, says: tree.Never | tree.Always | tree.Monotone) -> tree.Rules:
    """The policy with this claim and no other."""
    return evolve(rules, claims=(tree.Claim(_CLAIM, says),))


def both_received(one: str, other: str) -> tree.Condition:
    """A unit receives both consequences."""
    return tree.All((tree.Receives(one), tree.Receives(other)))


def both_apply(one: tree.UnitRule, other: tree.UnitRule) -> tree.Condition:
    """Both rules apply to a unit that has a grade."""
    return tree.All((tree.Rated(wanted=True), one.when, other.when))


def says_of(rules: tree.Rules, kind: str, about: tuple[str, ...]) -> tree.Rules:
    """The policy with the one claim that a history breaks by which something of a kind was noticed."""
    if kind == "reward-and-sanction":
        return claiming(rules, tree.Never(both_received(*about)))
    if kind == "contradiction":
        pair = [each for each in contradictions_of(rules) if (each[0].id, each[1].id) == about]
        return claiming(rules, tree.Never(both_apply(*pair[0])))
    of: OneOf["grade", "consequences"] = "grade" if kind == "grade-worse" else "consequences"
    (name,) = about
    return claiming(rules, tree.Monotone(of, name, scores_of(rules)[name]))


def scores_of(rules: tree.Rules) -> Mapping[str, OneOf["highest", "lowest"]]:
    """The inputs of which the policy says which values are better, and whether the highest numbers are.

    Grades are, and what bands or a ranking look at themselves; not what formulas make something of, and nothing that
    two rankings see in two ways.
    """
    ways: dict[str, set[OneOf["highest", "lowest"]]] = {}
    grading = rules.grading
    if grading is not None and grading.by is not None:
        ways.setdefault(grading.by.name, set()).add("highest")
    for ranking in rules.rankings.values():
        for number in ranking.numbers:
            ways.setdefault(number.name, set()).add(ranking.best)
    for name, source in rules.inputs.items():
        if source.kind is tree.InputKind.GRADE:
            ways[name] = {"highest"}
    return {
        name: next(iter(ways[name]))
        for name, source in rules.inputs.items()
        if len(ways.get(name, ())) == 1 and source.kind in (tree.InputKind.GRADE, tree.InputKind.NUMBER)
    }
