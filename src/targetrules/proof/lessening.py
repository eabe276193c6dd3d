"""Whether a policy takes back something of another one: a consequence that came, or a grade that becomes better."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from targetrules.proof.answers import Open
from targetrules.proof.equivalence import Difference, Equivalent, Relation, Treated, answered, receives
from targetrules.proof.moment import Moment
from targetrules.proof.solvers import need_solvers
from targetrules.proof.terms import Term, conj, implies, leq
from targetrules.rules import tree

__all__ = ["lessened"]


def lessened(old: tree.Rules, new: tree.Rules, kept: Collection[str], timeout: float) -> Equivalent | Difference | Open:
    """Whether one policy takes back something of another in any history, whatever its length.

    Args:
        old: A policy.
        new: Another one, with the same grades and inputs and the same kind of period.
        kept: The ids of the consequences that must come by the newer one wherever they come by the other.
        timeout: Seconds, past which nobody knows.

    Returns:
        That it never does, results of which it does, or that nobody knows.

    Raises:
        MissingExtraError: The extra ``prove`` is not installed.
    """
    need_solvers()
    takes_nothing_back = Relation(partial(_holds, kept), partial(_holds_in_fact, kept, old))
    return answered(old, new, timeout, relation=takes_nothing_back)


def _holds(kept: Collection[str], one: Moment, other: Moment) -> Term:
    """That whatever came by the one comes by the other, and that its grade is not better."""
    found = [implies(receives(one, id_), receives(other, id_)) for id_ in kept]
    if one.rules.grades:
        first, second = one.grade_of(None), other.grade_of(None)
        found += [implies(first.known, second.known), implies(first.known, leq(first.above, second.above))]
    return conj(*found)


def _holds_in_fact(kept: Collection[str], rules: tree.Rules, one: Treated, other: Treated) -> bool:
    if not {*one.consequences} & {*kept} <= {*other.consequences}:
        return False
    if one.grade is None:
        return True
    position = rules.grade_position
    return other.grade is not None and position[one.grade] <= position[other.grade]
