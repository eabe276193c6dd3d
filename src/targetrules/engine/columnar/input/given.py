"""Comparisons that are given, where a table holds only a part of the units that are compared.

They stand beside the inputs, one entry a row, in columns whose names no input can have. Where they are there, a
ranking, a quota or a function over a group takes them, and does not look at the other rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal as OneOf

from attrs import frozen

from targetrules.engine.columnar.evaluation.cross_section import Cohort
from targetrules.engine.columnar.evaluation.vectors import Bits, Ints
from targetrules.rules import tree

__all__ = ["Aspect", "Given", "ask", "column_of", "concerned", "given", "name_of"]

Aspect = OneOf["asked", "ahead", "tied", "total", "sum", "least", "greatest", "lower", "upper"]
"""What is given of a comparison; ``asked`` only asks for it (:func:`ask`)."""

Keys = Callable[[], list[Ints]]


def name_of(comparison: tree.Ranking | tree.Quota | tree.Aggregate) -> str:
    """The name of a comparison, the same in every process."""
    match comparison:
        case tree.Ranking():
            return f"rankings.{comparison.name}"
        case tree.Quota():
            return comparison.id
        case tree.Aggregate():
            return repr(comparison)


def column_of(name: str, aspect: Aspect) -> str:
    """The name of the column that has this of the comparison."""
    return f"\0{aspect} {name}"


@frozen(slots=True, eq=False)
class Given:
    """What is given of one comparison.

    ``ahead`` units of the group come before the unit, ``tied`` stand where it does (itself included), ``total`` are
    counted. Of a function over a group: ``total`` values, their ``sum``, the ``least`` and the ``greatest``, and those
    between which a percentile lies, ``lower`` and ``upper``. What is not known is 0.
    """

    now: Cohort
    name: str

    def __call__(self, aspect: Aspect) -> Ints:
        return self.now.number(column_of(self.name, aspect)).values


def given(now: Cohort, comparison: tree.Ranking | tree.Quota | tree.Aggregate) -> Given | None:
    """What is given of a comparison, None where the cohort is all that there is."""
    name = name_of(comparison)
    return Given(now, name) if column_of(name, "total") in now.values else None


def ask(now: Cohort, comparison: tree.Ranking | tree.Quota | tree.Aggregate, counted: Bits, keys: Keys) -> None:
    """Note who is counted in a comparison, and by which keys (the lowest is first), if that is asked for."""
    name = name_of(comparison)
    if column_of(name, "asked") in now.values:
        now.compared[name] = (counted, keys())


def concerned(now: Cohort, comparison: tree.Ranking | tree.Quota | tree.Aggregate) -> bool:
    """Whether the comparison is given or asked for."""
    name = name_of(comparison)
    return column_of(name, "total") in now.values or column_of(name, "asked") in now.values
