"""What is below a unit: rows of details, and units of lower policies with all that was decided of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.history import History, Row
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE, Node, NodeKind

__all__ = ["NOTHING_BELOW", "Below", "JudgedBelow", "node_of_row", "ranking_of_row"]

Rows = Callable[[str, int], Mapping[str, Sequence[Row]]]
"""The rows of details of a unit in a period, by the names of the details."""


def _nothing(_: str, __: int) -> Mapping[str, Sequence[Row]]:
    """There are none to be looked at: a history has what was made of them, and not the rows."""
    return {}


def _known(_: str, __: str, ___: int) -> bool:
    """All that is below has come."""
    return False


@frozen(eq=False)
class Below:
    """``rows`` gives the rows of details, ``lower`` has by details what a lower policy decided, where one did.

    ``is_open`` says of details, a unit and a period whether outcomes of the lower policy are not known yet.
    """

    rows: Rows = _nothing
    lower: Mapping[str, JudgedBelow] = field(factory=dict)
    is_open: Callable[[str, str, int], bool] = _known


NOTHING_BELOW = Below()


@frozen(eq=False)
class JudgedBelow:
    """The results of a lower policy as it judged them. ``below`` is what is below its own units.

    ``found`` gives the results and the judged rows, which come by period, within a period as the results do.
    """

    policy: tree.LowerPolicy
    found: Callable[[], tuple[History, Sequence[Judged]]]
    below: Below

    @cached_property
    def _whole(self) -> tuple[History, Sequence[Judged]]:
        return self.found()

    @cached_property
    def rows(self) -> Mapping[tuple[str, int], Row]:
        """The results by unit and period."""
        return {(row.unit, row.period): row for row in self._whole[0].rows}

    @cached_property
    def judged(self) -> Mapping[tuple[str, int], Judged]:
        """The judged rows by unit and period."""
        return {(now.unit, now.period): now for now in self._whole[1]}

    @cached_property
    def _periods(self) -> Mapping[int, Sequence[Judged]]:
        found: dict[int, list[Judged]] = {}
        for now in self._whole[1]:
            found.setdefault(now.period, []).append(now)
        return found

    def in_period(self, period: int) -> Sequence[Judged]:
        """All units of a period."""
        return self._periods.get(period, ())

    def under(self, unit: str, period: int) -> Sequence[Judged]:
        """The units that name this one as the unit above, in the order of the rows of details."""
        return [now for now in self.in_period(period) if self.above(now) == unit]

    def above(self, now: Judged) -> str | None:
        """The unit above; None where none is named."""
        named = self.rows[now.unit, now.period].values[self.policy.unit_above]
        return None if named is None else str(named)


def node_of_row(rules: tree.Rules, name: str) -> Node:
    """What a name that a row of details has is in the lower policy, whose ``rules`` these are."""
    if name == "grade" and rules.grading is not None:
        return GRADE
    if name.startswith(tree.CONSEQUENCE):
        return Node(NodeKind.RECEIPT, name.removeprefix(tree.CONSEQUENCE))
    ranking = ranking_of_row(rules, name)
    if ranking is not None:
        return Node(NodeKind.RANKING, ranking.name)
    known = ((NodeKind.MEASURE, rules.measures), (NodeKind.CONDITION, rules.conditions))
    kinds = (kind for kind, names in (*known, (NodeKind.STATUS, rules.statuses)) if name in names)
    return Node(next(kinds, NodeKind.INPUT), name)


def ranking_of_row(rules: tree.Rules, name: str) -> tree.Ranking | None:
    """The ranking of which a name of a row is a number, such as ``overall.rank``; None where it is none."""
    ranking, dot, number = name.rpartition(".")
    return rules.rankings.get(ranking) if dot and number in ("rank", "size") else None
