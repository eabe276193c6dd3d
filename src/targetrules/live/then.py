"""Why rows were decided as they were at one moment, found when somebody asks: a session goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from attrs import field

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.openness import RowKey
from targetrules.explanation.below import Below, JudgedBelow
from targetrules.explanation.reasons.reasons import Reasons
from targetrules.history import History, Row
from targetrules.live.tables import Table

if TYPE_CHECKING:
    from targetrules.explanation.findings import Explanation

__all__ = ["Then"]


_ItemsBelow: TypeAlias = dict[str, Sequence[Row]]
"""The rows below a unit in a period, by the names of the details."""


@define(slots=True, eq=False)
class Then:
    """Rows as they were judged at one moment, with their past and what was below them. Several threads may ask.

    ``_pasts`` has by row the row itself and the earlier ones, latest first, of those that nobody has asked about: a
    session has later rows go on from others that came out alike, and their reasons may be others. What is asked is
    kept, and its past let go. ``_judged`` has the same of rows of a lower policy, whose reasons are told above.
    """

    table: Table
    _pasts: dict[RowKey, tuple[Judged, ...]] = field(factory=dict)
    _judged: dict[RowKey, tuple[Judged, ...]] = field(factory=dict)
    _items: dict[RowKey, _ItemsBelow] = field(factory=dict)
    _open: set[tuple[str, str, int]] = field(factory=set)
    _found: dict[RowKey, Explanation] = field(factory=dict)
    _lock: Lock = field(factory=Lock)
    _lower: Mapping[str, Then] = field(init=False)
    _reasons: Reasons = field(init=False)

    @_lower.default
    def _of_lower_policies(self) -> Mapping[str, Then]:
        return {each.details.name: Then(each.table) for each in self.table.lower}

    @_reasons.default
    def _of_rules(self) -> Reasons:
        return Reasons(self.table.rules, self.below())

    def below(self) -> Below:
        """What was below its rows."""
        lower = {
            each.details.name: JudgedBelow(each.policy, then.judged, then.below())
            for each, then in zip(self.table.lower, self._lower.values(), strict=True)
        }
        return Below(lambda unit, period: self._items.get((period, unit), {}), lower, self._is_open)

    def _is_open(self, name: str, unit: str, period: int) -> bool:
        return (name, unit, period) in self._open

    def judged(self) -> tuple[History, Sequence[Judged]]:
        """The rows of a lower policy; its results are not asked for."""
        return History(()), [_as_it_was(past) for past in self._judged.values()]

    def keep(self, row: Judged) -> Callable[[], Explanation]:
        """Keep a row as it is now.

        Args:
            row: As it is judged.

        Returns:
            What tells why it is so.
        """
        key = row.period, row.unit
        past = self._pasts[key] = (row, *row.earlier)
        self._keep_below(past)
        return partial(self._explained, key)

    def _keep_below(self, past: Sequence[Judged]) -> None:
        """Keep what is below rows of a unit: rows of details, and how lower policies have judged theirs."""
        for now in past if self.table.tables else ():
            key = now.period, now.unit
            if key in self._items:
                continue
            items = self._items[key] = {}
            for name, each in self.table.tables.items():
                items[name] = each.below.rows(key)
                if each.is_open(*key):
                    self._open.add((name, now.unit, now.period))
                if name in self._lower:
                    self._lower[name].keep_lower(
                        (now.period, str(row.values[each.details.item])) for row in items[name]
                    )

    def keep_lower(self, keys: Iterable[RowKey]) -> None:
        """Keep rows of a lower policy as they are now."""
        for key in keys:
            if key not in self._judged:
                row = self.table.judging.judged(key)
                past = self._judged[key] = (row, *row.earlier)
                self._keep_below(past)

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
