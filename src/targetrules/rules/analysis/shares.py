"""Quotients over rows of details that nobody divides by zero: of no rows there is no share and no sum."""

from __future__ import annotations

from targetrules.rules import tree

__all__ = ["divides_by_rows", "rows_of_share"]


def rows_of_share(cases: tree.Cases) -> str | None:
    """The number of the rows of details that these are the share of, by name; None where they are no such share.

    There is none where there are no rows.
    """
    when, formula = cases.of[0].when, cases.of[0].formula
    is_share = (
        len(cases.of) == 1
        and cases.otherwise is None
        and isinstance(when, tree.Compare)
        and isinstance(formula, tree.Arithmetic)
        and (formula.sign, when.how, when.left) == ("/", "above", formula.right)
    )
    whole = formula.right if is_share and isinstance(formula, tree.Arithmetic) else None
    is_counted = isinstance(whole, tree.NumberOf) and whole.name.partition(".")[2].startswith("count(")
    return whole.name if is_counted and isinstance(whole, tree.NumberOf) else None


def divides_by_rows(quotient: tree.Arithmetic, rules: tree.Rules) -> bool:
    """Whether a sum over rows of details is divided by how many they are: of none there is no sum."""
    left, right = (
        rules.aggregates.get(part.name) if isinstance(part, tree.NumberOf) else None
        for part in (quotient.left, quotient.right)
    )
    if left is None or right is None:
        return False
    (_, of), (_, by) = left, right
    return (of.how, by.how, of.details, of.among) == ("sum", "count", by.details, by.of) and by.among is None
