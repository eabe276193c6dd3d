"""The inputs of a unit in a period as variables: free within their declared types, ranges and options."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Final, assert_never

from targetrules.data import frozen
from targetrules.proof.terms import FALSE, TRUE, Term, conj, implies, leq, number, variable, whole_variable
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import range_of_input

if TYPE_CHECKING:
    from targetrules.proof.moment import Moment

__all__ = ["TEXTS", "Given", "given", "may_be_missing", "together"]

TEXTS: Final = 10
"""How many texts are told apart: units of a cohort, of which each may have its own."""


@frozen(slots=True)
class Given:
    """The value of an input. A number is ``whole`` steps of its last decimal, a word its place among the options."""

    known: Term
    whole: Term = number(0)
    holds: Term = FALSE


def may_be_missing(source: tree.Input) -> bool:
    """Whether a value of the input may be missing in a period in which it is asked for."""
    return source.aggregation is not None or (source.optional and source.default is None)


def given(source: tree.Input, moment: Moment) -> Given:
    """The value of an input as variables; missing in a period in which it is not asked for."""
    name = f"{moment.row}input.{source.name}"
    known = variable(f"{name}?") if may_be_missing(source) else TRUE
    known = conj(known, moment.is_in_force(source.asked))
    match source.kind:
        case tree.InputKind.FLAG:
            return Given(known, holds=variable(name))
        case tree.InputKind.NUMBER:
            found, scale = range_of_input(source), 10**source.decimals
            low, high = ceil(Fraction(found.low) * scale), floor(Fraction(found.high) * scale)
            return Given(known, whole_variable(name, low, high))
        case tree.InputKind.GRADE:
            return Given(known, whole_variable(name, 0, len(moment.rules.grades) - 1))
        case tree.InputKind.CHOICE:
            return Given(known, whole_variable(name, 0, len(source.options) - 1))
        case tree.InputKind.TEXT:
            return Given(known, whole_variable(name, 0, TEXTS - 1))
        case _:
            assert_never(source.kind)


def together(one: tree.Input, its: Given, other: tree.Input, others: Given) -> Term:
    """What is so of two things that are made of the same details, whatever rows there are.

    A count is at most one of more rows: of those among which it is taken, of the same without these, of all.
    """
    found = []
    for less_, more, few, many in ((one, other, its, others), (other, one, others, its)):
        if _is_part(less_.aggregation, more.aggregation):
            found.append(implies(conj(few.known, many.known), leq(few.whole, many.whole)))
    return conj(*found)


def _is_part(few: tree.Aggregation | None, many: tree.Aggregation | None) -> bool:
    """Whether all rows of one count are among those of another."""
    if few is None or many is None or few.details != many.details or (few.how, many.how) != ("count", "count"):
        return False
    if many.of is None and many.among is None:
        return True
    if many.among is None:
        return many.of in (few.among, few.of)
    return few.among == many.among and many.of in (None, few.of)
