"""The outcome that all rows of a pattern share: everything but unit, period, measures and places."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.bits import PackedTruths
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.patterns import Patterns
from targetrules.columns.vectors import Rows
from targetrules.outcome import Decided, Outcome, Placed, Remark, Replaced, Truth
from targetrules.rules import tree

__all__ = ["PatternOutcomes"]

_MOST: Final = 4096
"""Patterns that are kept, so that memory stays bounded where nearly every row has its own."""


class PatternOutcomes:
    """The outcome of each pattern, made once."""

    def __init__(self, rules: tree.Rules, columns: OutcomeColumns, decisions: Mapping[str, Decided]) -> None:
        self._rules = rules
        self._columns = columns
        self._decisions = decisions
        self._patterns = Patterns(columns)
        self._rankings = rules.rankings_in_order
        self.outcome: Callable[[bytes], Outcome] = lru_cache(_MOST)(self._outcome)

    def patterns(self, rows: Rows) -> tuple[NDArray[np.int32], list[bytes]]:
        """Which pattern each of these rows has, and the patterns."""
        return self._patterns.of_rows(rows)

    def _outcome(self, pattern: bytes) -> Outcome:
        rules, columns, grade = self._rules, self._columns, self._patterns.grade(pattern)
        received = {id_ for id_, each in columns.consequences.items() if self._patterns.holds(each.yes, pattern)}
        replaced = {id_ for id_, each in columns.replaced.items() if self._patterns.holds(each, pattern)}
        return Outcome(
            unit="",
            period=0,
            grade=None if grade < 0 else rules.grades[grade].id,
            measures=dict.fromkeys(rules.measures),
            places=dict.fromkeys(self._rankings, Placed(None, None)),
            conditions={name: self._truth(columns.conditions[name], pattern) for name in rules.conditions},
            statuses=tuple([name for name in rules.statuses if self._patterns.holds(columns.statuses[name], pattern)]),
            consequences=tuple([self._decisions[rule.id] for rule in rules.consequences if rule.id in received]),
            replaced=tuple(self._replaced(replaced, received)),
            remarks=tuple(self._remarks(pattern, received)),
        )

    def _truth(self, pair: PackedTruths, pattern: bytes) -> Truth:
        yes, no = self._patterns.holds(pair.yes, pattern), self._patterns.holds(pair.no, pattern)
        return True if yes else False if no else None

    def _remarks(self, pattern: bytes, received: Collection[str]) -> Iterator[Remark]:
        for name in self._rules.measures:
            if self._patterns.holds(self._columns.divided_by_zero[name], pattern):
                yield Remark("division-by-zero", name)
        for name, bit in self._columns.differing.items():
            if self._patterns.holds(bit, pattern):
                yield Remark("differs-from-published", name)
        for id_, bit in self._columns.not_kept.items():
            if self._patterns.holds(bit, pattern):
                yield Remark("quota-not-kept", id_)
        decided = (self._decisions[rule.id] for rule in self._rules.consequences if rule.id in received)
        yield from (Remark("due-not-known", each.id) for each in decided if not each.due_known)
        yield from (remark for remark, bit in self._columns.decided.items() if self._patterns.holds(bit, pattern))

    def _replaced(self, replaced: Collection[str], received: Collection[str]) -> Iterator[Replaced]:
        """What fires is received or replaced, and either way it replaces."""
        for id_, by in self._rules.replaced_by.items():
            if id_ in replaced:
                yield Replaced(id_, tuple([each for each in by if each in replaced or each in received]))
