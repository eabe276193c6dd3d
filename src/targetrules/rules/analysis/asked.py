"""Which values a condition asks about, some of which may not be asked for in every period."""

from __future__ import annotations

from typing import assert_never

from targetrules.rules import tree
from targetrules.rules.parts import references_of

__all__ = ["values_asked_about"]


def values_asked_about(condition: tree.Condition) -> list[str]:
    """The names of values that a condition asks about itself, in this period, and not through other conditions."""
    match condition:
        case tree.Compare(left, _, right):
            return [each.name for each in (left, right) if isinstance(each, tree.NumberOf)]
        case tree.ChoiceIs() | tree.FlagIs() | tree.GradeIs() | tree.GradeChange() | tree.Known():
            return [each.name for each in references_of(condition)]
        case (
            tree.All()
            | tree.AnyOf()
            | tree.Cardinality()
            | tree.Not()
            | tree.During()
            | tree.Rated()
            | tree.RankCutoff()
            | tree.Receives()
            | tree.Received()
            | tree.Temporal()
        ):
            return []
        case _:
            assert_never(condition)
