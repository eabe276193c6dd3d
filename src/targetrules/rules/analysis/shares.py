"""Quotients over rows of details that nobody divides by zero: of no rows there is no share and no sum."""

from __future__ import annotations

from targetrules.errors import InternalError
from targetrules.rules import tree

__all__ = ["divides_by_rows", "is_share", "rows_of_share"]


def is_share(cases: tree.Cases) -> bool:
    """Whether these are the share of some rows of details, of which there is none where there are no rows."""
    if len(cases.of) != 1 or cases.otherwise is not None:
        return False
    when, formula = cases.of[0].when, cases.of[0].formula
    return (
        isinstance(when, tree.Compare)
        and isinstance(formula, tree.Arithmetic)
        and (formula.sign, when.how, when.left) == ("/", "above", formula.right)
        and isinstance(formula.right, tree.NumberOf)
        and formula.right.name.partition(".")[2].startswith("count(")
    )


def rows_of_share(share: tree.Cases) -> str:
    """The number of the rows that a share is of, by name."""
    when = share.of[0].when
    if not isinstance(when, tree.Compare) or not isinstance(when.left, tree.NumberOf):
        raise InternalError(f"no share: {share!r}")
    return when.left.name


def divides_by_rows(quotient: tree.Arithmetic, rules: tree.Rules) -> bool:
    """Whether a sum over rows of details is divided by how many they are: of none there is no sum."""
    left, right = quotient.left, quotient.right
    if not isinstance(left, tree.NumberOf) or not isinstance(right, tree.NumberOf):
        return False
    if left.name not in rules.aggregates or right.name not in rules.aggregates:
        return False
    (_, of), (_, by) = rules.aggregates[left.name], rules.aggregates[right.name]
    return (of.how, by.how, of.details, of.among) == ("sum", "count", by.details, by.of) and by.among is None
