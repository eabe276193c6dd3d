"""Why rows were decided as they were at one moment, found when somebody asks: a session goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from attrs import field

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.openness import RowKey
from targetrules.explanation.below import Below
from targetrules.explanation.reasons.reasons import Reasons
from targetrules.live.incoming import ItemsBelow
from targetrules.rules.tree import Rules

if TYPE_CHECKING:
    from targetrules.explanation.findings import Explanation

__all__ = ["Then"]


@define(slots=True, eq=False)
class Then:
    """Rows as they were judged at one moment, with their past and what was below them. Several threads may ask.

    ``_pasts`` has by row the row itself and the earlier ones, latest first, of those that nobody has asked about: a
    session has later rows go on from others that came out alike, and their reasons may be others. What is asked is
    kept, and its past let go.
    """

    rules: Rules
    _pasts: dict[RowKey, tuple[Judged, ...]] = field(factory=dict)
    _items: dict[tuple[str, int], ItemsBelow] = field(factory=dict)
    _found: dict[RowKey, Explanation] = field(factory=dict)
    _lock: Lock = field(factory=Lock)
    _reasons: Reasons = field(init=False)

    @_reasons.default
    def _of_rules(self) -> Reasons:
        return Reasons(self.rules, Below(lambda unit, period: self._items.get((unit, period), {})))

    def keep(self, row: Judged, below: Mapping[tuple[str, int], ItemsBelow]) -> Callable[[], Explanation]:
        """Keep a row as it is now.

        Args:
            row: As it is judged.
            below: The rows of details of all results.

        Returns:
            What tells why it is so.
        """
        key = row.period, row.unit
        past = self._pasts[key] = (row, *row.earlier)
        if self.rules.details:
            keys = [(each.unit, each.period) for each in past]
            self._items.update((each, below[each]) for each in keys if each in below)
        return partial(self._explained, key)

    def _explained(self, key: RowKey) -> Explanation:
        with self._lock:
            if key not in self._found:
                self._found[key] = self._reasons.of(_as_it_was(self._pasts[key]))
                del self._pasts[key]
            return self._found[key]


def _as_it_was(past: tuple[Judged, ...]) -> Judged:
    """The first of these rows, each with the next for its past: the row itself where that is so still."""
    rows: Iterator[Judged] = reversed(past)
    found = next(rows)
    for row in rows:
        found = row if row.prior is found else _with_prior(row, found)
    return found


def _with_prior(row: Judged, prior: Judged) -> Judged:
    """A row that goes on from another than it does by now."""
    found = copy(row)
    found.prior = prior
    return found
