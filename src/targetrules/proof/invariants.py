"""What stays so of registers: pairs of truths of which one follows from the other, found by leaving out what does not.

An induction from any state may go astray in states that can never be. What is found here keeps it out of many of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from targetrules.data import frozen
from targetrules.proof.allowance import Allowance
from targetrules.proof.smt import Script, script
from targetrules.proof.solvers import ask_first
from targetrules.proof.system import System
from targetrules.proof.terms import TRUE, Term, conj, disj, negated
from targetrules.proof.traversals import evaluate, in_order, substituted, variables_of

__all__ = ["Invariant", "invariant_of"]

_MOST: Final = 48
"""So many truths at most are looked at, two by two."""


@frozen(slots=True)
class Invariant:
    """What is so before any result and stays so; ``script`` is the question whether it may ever not."""

    holds: Term
    script: Script


def invariant_of(system: System, allowance: Allowance) -> Invariant | None:
    """What stays so of the registers of a system; None where nothing was found in time."""
    held = [each for each in system.after if each.sort == "Bool" and system.first[each].is_constant]
    left = [each for each in _candidates(held[:_MOST]) if _at_first(each, system) is TRUE]
    while left:
        after = substituted(left, system.after)
        broken = disj(*(negated(after[each]) for each in left))
        question = script([system.sound, conj(*left), system.constraints, broken], ["what stays so"])
        answer = ask_first(question, allowance)
        if answer.verdict == "unsat":
            return Invariant(conj(*left), question)
        if answer.verdict == "unknown":
            return None
        roots = in_order(after[each] for each in left)
        values = evaluate(roots, {**dict.fromkeys(variables_of(roots), 0), **answer.values})
        left = [each for each in left if values[after[each]]]
    return None


def _candidates(held: Sequence[Term]) -> Iterator[Term]:
    for each in held:
        yield from (each, negated(each))
    for one, other in combinations(held, 2):
        for left in (one, negated(one)):
            yield from (disj(left, right) for right in (other, negated(other)))


def _at_first(candidate: Term, system: System) -> Term:
    return substituted([candidate], system.first)[candidate]
