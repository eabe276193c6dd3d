"""Rules of grading that contradict one another, where both may apply to one unit: :func:`contradictions_of`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from targetrules.rules import tree

__all__ = ["contradictions_of"]

_Rule = tree.Forced | tree.Floor | tree.Cap


def contradictions_of(rules: tree.Rules) -> Iterator[tuple[_Rule, _Rule]]:
    """Each two rules that no grade satisfies both.

    They are two grades that are forced and not the same, a floor above a grade that is forced or below which a cap
    holds, and a cap below a grade that is forced.
    """
    grading = rules.grading
    if grading is None:
        return
    forced: list[_Rule] = list(grading.forced)
    ends: list[_Rule] = [*grading.floors, *grading.caps]
    pairs = [*combinations(forced, 2), *product(forced, ends), *combinations(ends, 2)]
    yield from (pair for pair in pairs if _contradict(rules, *pair))


def _contradict(rules: tree.Rules, one: _Rule, other: _Rule) -> bool:
    """Whether no grade is allowed by both."""
    (best, worst), (others_best, others_worst) = _grades(rules, one), _grades(rules, other)
    return max(best, others_best) > min(worst, others_worst)


def _grades(rules: tree.Rules, rule: _Rule) -> tuple[int, int]:
    """The positions of the best and of the worst grade that a rule allows."""
    at, last = rules.grade_position, len(rules.grades) - 1
    match rule:
        case tree.Forced(grade=grade):
            return at[grade], at[grade]
        case tree.Floor(at_least=grade):
            return 0, at[grade]
        case tree.Cap(at_most=grade):
            return at[grade], last
