"""What the encoding computes with: truth on two rails, and numbers that may be missing, as fractions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Final, assert_never
from typing import Literal as OneOf

from targetrules.data import frozen
from targetrules.proof.terms import (
    FALSE,
    TRUE,
    Term,
    add,
    at_least_of,
    both,
    conj,
    constant,
    constants_of,
    disj,
    divided,
    equal,
    greatest,
    ite,
    least,
    leq,
    less,
    mapped,
    minus,
    modulo,
    negated,
    number,
    times,
)
from targetrules.rules.leaf import Rounding

__all__ = [
    "MISSING",
    "NO",
    "UNKNOWN",
    "YES",
    "Kleene",
    "Quantity",
    "all_of",
    "any_of",
    "certain",
    "chosen",
    "combined",
    "compared",
    "count_of",
    "exact",
    "negative",
    "on_points",
    "opposite",
    "product",
    "quotient",
    "ranged",
    "rounded",
    "same_truth",
    "settled",
    "sum_of",
    "truth_where",
]


@frozen(slots=True)
class Kleene:
    """A truth of three values: ``yes`` where it is true, ``no`` where it is false, neither where it is unknown."""

    yes: Term
    no: Term

    @property
    def unknown(self) -> Term:
        """Whether it is unknown."""
        return conj(negated(self.yes), negated(self.no))


YES: Final = Kleene(TRUE, FALSE)
NO: Final = Kleene(FALSE, TRUE)
UNKNOWN: Final = Kleene(FALSE, FALSE)


def certain(holds: Term) -> Kleene:
    """What is never unknown."""
    return Kleene(holds, negated(holds))


def truth_where(known: Term, holds: Term) -> Kleene:
    """``holds`` where it is known."""
    return Kleene(conj(known, holds), conj(known, negated(holds)))


def all_of(parts: Iterable[Kleene]) -> Kleene:
    """All of them: false if any is false, else unknown if any is."""
    found = list(parts)
    return Kleene(conj(*(each.yes for each in found)), disj(*(each.no for each in found)))


def any_of(parts: Iterable[Kleene]) -> Kleene:
    """Any of them: true if any is true, else unknown if any is."""
    return opposite(all_of(map(opposite, parts)))


def opposite(of: Kleene) -> Kleene:
    """Not."""
    return Kleene(of.no, of.yes)


def count_of(parts: Sequence[Kleene], at_least: int | None, at_most: int | None) -> Kleene:
    """At least, and at most, so many hold; known once those that are unknown make no difference."""
    yes, no = [each.yes for each in parts], [each.no for each in parts]
    found = []
    if at_least is not None:
        found.append(Kleene(at_least_of(yes, at_least), at_least_of(no, len(parts) - at_least + 1)))
    if at_most is not None:
        found.append(Kleene(at_least_of(no, len(parts) - at_most), at_least_of(yes, at_most + 1)))
    return all_of(found)


def chosen(condition: Term, then: Kleene, otherwise: Kleene) -> Kleene:
    """The one where the condition holds, else the other."""
    return Kleene(ite(condition, then.yes, otherwise.yes), ite(condition, then.no, otherwise.no))


def same_truth(one: Kleene, other: Kleene) -> Term:
    """Both are true, both false, or both unknown."""
    return conj(both(one.yes, other.yes), both(one.no, other.no))


# ---- numbers ---------------------------------------------------------------------------------------------------------


@frozen(slots=True)
class Quantity:
    """``above`` by ``below``, which is positive, where it is ``known``; else it is missing."""

    known: Term
    above: Term
    below: Term

    def where(self, known: Term) -> Quantity:
        """The same, but missing where this does not hold as well."""
        return Quantity(conj(self.known, known), self.above, self.below)


MISSING: Final = Quantity(FALSE, number(0), number(1))


def exact(value: Decimal | Fraction | int) -> Quantity:
    """A number that the policy states."""
    fraction = Fraction(value)
    return Quantity(TRUE, number(fraction.numerator), number(fraction.denominator))


def _aligned(parts: Sequence[Quantity]) -> tuple[list[Term], Term]:
    """What stands above the least common multiple of what stands below.

    That is a table of constants in each of them: only a quotient stands above anything else, and is rounded first.
    """
    common = lcm(*(each for part in parts for each in constants_of(part.below)))
    return [_scaled(part, common) for part in parts], number(common)


def _scaled(part: Quantity, common: int) -> Term:
    return mapped(part.below, lambda each: times(number(common // each), part.above))


def sum_of(parts: Sequence[Quantity]) -> Quantity:
    """The sum, missing where any part is."""
    if not parts:
        return exact(0)
    above, below = _aligned(parts)
    return Quantity(conj(*(each.known for each in parts)), add(*above), below)


def negative(of: Quantity) -> Quantity:
    """Minus the number."""
    return Quantity(of.known, times(number(-1), of.above), of.below)


def product(left: Quantity, right: Quantity) -> Quantity:
    """The product, missing where either is."""
    return Quantity(conj(left.known, right.known), times(left.above, right.above), _times(left.below, right.below))


def quotient(left: Quantity, right: Quantity) -> Quantity:
    """The quotient; missing where either is, or where the divisor is zero."""
    is_positive, zero = less(number(0), right.above), equal(right.above, number(0))
    above = times(left.above, right.below)
    divisor = ite(is_positive, right.above, times(number(-1), right.above))
    if divisor.is_table:
        divisor = mapped(divisor, lambda each: number(each or 1))  # missing, but for all that a divisor
    known = conj(left.known, right.known, negated(zero))
    return Quantity(known, ite(is_positive, above, times(number(-1), above)), _times(left.below, divisor))


def _times(left: Term, right: Term) -> Term:
    """The product; of two tables a table."""
    if left.is_table and right.is_table:
        return mapped(left, lambda one: mapped(right, lambda other: number(one * other)))
    return times(left, right)


def compared(left: Quantity, how: OneOf["at_least", "above", "at_most", "below", "equals"], right: Quantity) -> Kleene:
    """Whether two numbers compare so; unknown where either is missing."""
    (one, other), _ = _aligned([left, right])
    match how:
        case "at_least":
            found = leq(other, one)
        case "above":
            found = less(other, one)
        case "at_most":
            found = leq(one, other)
        case "below":
            found = less(one, other)
        case "equals":
            found = equal(one, other)
        case _:
            assert_never(how)
    return truth_where(conj(left.known, right.known), found)


def ranged(condition: Term, then: Quantity, otherwise: Quantity) -> Quantity:
    """The one where the condition holds, else the other."""
    if constant(condition) is not None:
        return then if constant(condition) else otherwise
    if otherwise is MISSING:
        return then.where(condition)
    known = ite(condition, then.known, otherwise.known)
    if then.below.is_table and otherwise.below.is_table:
        (one, other), below = _aligned([then, otherwise])
        return Quantity(known, ite(condition, one, other), below)
    return Quantity(known, ite(condition, then.above, otherwise.above), ite(condition, then.below, otherwise.below))


def combined(how: OneOf["min", "max", "mean", "sum"], parts: Sequence[Quantity]) -> Quantity:
    """Of those that are not missing; missing if all are."""
    known = disj(*(each.known for each in parts))
    above, below = _aligned(parts)
    match how:
        case "min" | "max":
            pick = least if how == "min" else greatest
            found, there = above[0], parts[0].known
            for part, each in zip(parts[1:], above[1:], strict=True):
                found = ite(part.known, ite(there, pick(found, each), each), found)
                there = disj(there, part.known)
            return Quantity(known, found, below)
        case "sum" | "mean":
            total = add(*(ite(part.known, each, number(0)) for part, each in zip(parts, above, strict=True)))
            if how == "sum":
                return Quantity(known, total, below)
            return Quantity(known, total, times(_count([part.known for part in parts]), below))
        case _:
            assert_never(how)


def _count(held: Sequence[Term]) -> Term:
    """How many hold, one at least: a table of constants."""
    found = number(1)
    for many in range(2, len(held) + 1):
        found = ite(at_least_of(held, many), number(many), found)
    return found


def rounded(value: Quantity, decimals: int, how: Rounding) -> Quantity:
    """The number with so many decimals."""
    scale = number(10**decimals)
    above = times(value.above, scale)
    if value.below.is_table:
        found = mapped(value.below, lambda each: _rounded(above, number(each), how))
    else:
        found = _rounded(above, value.below, how)
    return Quantity(value.known, found, scale)


def _rounded(above: Term, below: Term, how: Rounding) -> Term:
    """A fraction as a whole number; the sign is put on last, so that both sides of zero are alike."""
    if constant(below) == 1:
        return above
    is_negative = less(above, number(0))
    found = _of_positive(ite(is_negative, times(number(-1), above), above), below, how)
    return ite(is_negative, times(number(-1), found), found)


def _of_positive(above: Term, below: Term, how: Rounding) -> Term:
    match how:
        case Rounding.DOWN:
            return divided(above, below)
        case Rounding.UP:
            return divided(add(above, below, number(-1)), below)
        case Rounding.HALF_UP:
            return divided(add(times(number(2), above), below), times(number(2), below))
        case Rounding.HALF_EVEN:
            whole = divided(above, below)
            twice = times(number(2), minus(above, times(whole, below)))
            is_odd = equal(modulo(whole, 2), number(1))
            more = disj(less(below, twice), conj(equal(twice, below), is_odd))
            return add(whole, ite(more, number(1), number(0)))
        case _:
            assert_never(how)


def settled(value: Quantity, below: int) -> Quantity:
    """The same above a constant, of which it is a part exactly."""
    found = mapped(value.below, lambda each: divided(times(value.above, number(below)), number(each)))
    return Quantity(value.known, found, number(below))


def on_points(
    value: Quantity,
    points: Sequence[tuple[Decimal, Decimal]],
    between: OneOf["linear", "step"],
    outside: OneOf["clamp", "missing"],
) -> Quantity:
    """What a table of points makes of a number."""
    every = [(Fraction(at), Fraction(gives)) for at, gives in points]
    found = exact(every[-1][1])
    for (at, gives), (to, then) in reversed(list(pairwise(every))):
        slope = (then - gives) / (to - at) if between == "linear" else Fraction(0)
        piece = sum_of([exact(gives - at * slope), product(exact(slope), value)])
        found = ranged(compared(value, "below", exact(to)).yes, piece, found)
    below, above = compared(value, "below", exact(every[0][0])).yes, compared(value, "above", exact(every[-1][0])).yes
    if outside == "missing":
        return found.where(conj(value.known, negated(below), negated(above)))
    return ranged(below, exact(every[0][1]), found).where(value.known)
