"""What formulas make of numbers, as far as it rests on these alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from targetrules.proof.terms import TRUE, Term, disj, ite, number
from targetrules.proof.values import Quantity, exact, negative, product, quotient, ranged, rounded, sum_of
from targetrules.rules import tree
from targetrules.rules.analysis.ranges import Range
from targetrules.rules.parts import is_constant

__all__ = ["STEPS", "arithmetic", "ends_of", "has_result", "in_steps", "sum_of_weights", "units_of"]


def ends_of(found: Range, scale: int) -> tuple[int, int]:
    """The ends of a range in steps of one by ``scale``, rounded outwards."""
    return floor(Fraction(found.low) * scale), ceil(Fraction(found.high) * scale)


STEPS: Final = 10**8
"""What a quotient of a group stands above, of which nothing is asked but how it is rounded.

It lies on a step of the seventh decimal or between two of them, and half of a step stands for all that lie there: no
number by which any manner of rounding decides lies between these two.
"""


def in_steps(found: Range) -> tuple[int, int]:
    """The ends of a quotient in its steps: those of the seventh decimal that are not within its range."""
    low, high = ends_of(found, STEPS // 10)
    return 10 * low, 10 * high


def units_of(amount: Decimal | tree.Share, size: Term, how: tree.Rounding) -> Quantity:
    """How many units a count, or a share of so many units, is."""
    if not isinstance(amount, tree.Share):
        return rounded(exact(amount), 0, how)
    share = Fraction(amount.percent) / 100
    return rounded(product(exact(share), Quantity(TRUE, size, number(1))), 0, how)


def arithmetic(sign: str, left: Quantity, right: Quantity) -> Quantity:
    """What a sign makes of two numbers."""
    match sign:
        case "+":
            return sum_of([left, right])
        case "-":
            return sum_of([left, negative(right)])
        case "*":
            return product(left, right)
        case _:
            return quotient(left, right)


def has_result(parts: tuple[tree.Number, ...] | list[tree.NumberOf], values: list[Quantity]) -> Term:
    """Whether any part is there that the policy does not state itself; or all are stated by it."""
    results = [value.known for part, value in zip(parts, values, strict=True) if not is_constant(part)]
    return disj(*results) if results else TRUE


_MOST_SPLIT: Final = 8


def sum_of_weights(weights: list[Fraction], known: list[Term]) -> Quantity:
    """The sum of the weights of the parts that are there: a table, where these are not too many."""
    parts = list(zip(weights, known, strict=True))
    uncertain = [(weight, each) for weight, each in parts if each is not TRUE]
    if len(uncertain) > _MOST_SPLIT:
        there = (Quantity(TRUE, ite(each, number(1), number(0)), number(1)) for each in known)
        return sum_of([product(exact(weight), each) for weight, each in zip(weights, there, strict=True)])
    return _split(sum((weight for weight, each in parts if each is TRUE), Fraction(0)), uncertain)


def _split(total: Fraction, uncertain: Sequence[tuple[Fraction, Term]]) -> Quantity:
    """A sum, and what may be added to it."""
    if not uncertain:
        return exact(total)
    (weight, there), *rest = uncertain
    return ranged(there, _split(total + weight, rest), _split(total, rest))
