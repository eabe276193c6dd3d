"""What is so of a percentile of a group, and of its least and greatest number, beside the place of one of its units.

A percentile is one of the ordered numbers of the group, or lies between two of them; how many units have less than a
unit, and how many have no more, says on which side of it the unit's own number stands.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from targetrules.proof.terms import (
    Term,
    add,
    both,
    conj,
    divided,
    equal,
    greatest,
    ite,
    least,
    leq,
    less,
    minus,
    modulo,
    number,
    times,
)
from targetrules.proof.values import Quantity, compared
from targetrules.rules import tree

if TYPE_CHECKING:
    from targetrules.proof.peers import Position

__all__ = ["beside", "is_of_places"]


def is_of_places(wanted: tree.Aggregate, ranking: tree.Ranking) -> bool:
    """Whether a number of a group is one of those by which, and by nothing else, its units are ranked."""
    return wanted.how in ("min", "max", "percentile") and ranking.by == (wanted.of,)


def beside(wanted: tree.Aggregate, found: Quantity, own: Quantity, position: Position, ranking: tree.Ranking) -> Term:
    """What is so of such a number, where it is known, of a unit that holds a place.

    Args:
        wanted: The number of the group.
        found: What it is.
        own: That of the unit.
        position: The place of the unit.
        ranking: The ranking in which it holds it.
    """
    low, high = _between(wanted, position.size)
    lower = position.below if ranking.best == "highest" else position.ahead
    is_at_most, is_at_least = compared(own, "at_most", found).yes, compared(own, "at_least", found).yes
    return conj(both(is_at_most, leq(lower, low)), both(is_at_least, less(high, add(lower, position.tied))))


def _between(wanted: tree.Aggregate, size: Term) -> tuple[Term, Term]:
    """Between which of so many ordered numbers it lies, the first being 0; twice the same where it is one of them.

    The counterpart of :func:`targetrules.rules.exact.order_statistic`.
    """
    last = minus(size, number(1))
    if wanted.how != "percentile":
        end = number(0) if wanted.how == "min" else last
        return end, end
    share = Fraction(wanted.percent or 0) / 100
    of_size = times(number(share.numerator), size)
    match wanted.method:
        case "inclusive":
            return _around(minus(of_size, number(share.numerator)), share)
        case "exclusive":
            return _around(add(of_size, number(share.numerator - share.denominator)), share)
        case "nearest":
            at = greatest(minus(_around(of_size, share)[1], number(1)), number(0))
            return at, at
        case "sas5":
            low, high = _around(of_size, share)
            is_inside = conj(equal(low, high), less(number(0), low))
            at = least(low, last)
            return ite(is_inside, minus(low, number(1)), at), at
        case _:
            assert_never(wanted.method)


def _around(above: Term, share: Fraction) -> tuple[Term, Term]:
    """The whole numbers below and above a fraction that has the denominator of the share; itself where it is whole."""
    low = divided(above, number(share.denominator))
    is_whole = equal(modulo(above, share.denominator), number(0))
    return low, ite(is_whole, low, add(low, number(1)))
