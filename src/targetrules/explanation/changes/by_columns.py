"""The period that is explained, judged by columns: for everybody at once, as the columnar engine does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from attrs import field, frozen

from targetrules.engine.choice import column_engine
from targetrules.engine.interface import OtherUnits, WhatIf
from targetrules.engine.judged import Judged
from targetrules.explanation.changes.judging import Judging, Whole
from targetrules.explanation.changes.others import GroupKey, Others, Rivals
from targetrules.explanation.changes.reach import Decided, Reach
from targetrules.explanation.changes.spread import Spread
from targetrules.history import History, Value
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node

_Found = TypeVar("_Found")

__all__ = ["by_columns", "judged_by_columns"]


@frozen(slots=True)
class _OthersByColumns(Others):
    """The others as columns. ``found`` keeps what was looked up once."""

    units: OtherUnits
    found: dict[Any, Any] = field(factory=dict)

    def __len__(self) -> int:
        return len(self.units)

    def ranked(self, ranking: tree.Ranking, group: GroupKey) -> Rivals:
        return self._once(("ranked", ranking.name, group), lambda: Rivals(self.units.ranked(ranking, group)))

    def free(self, quota: tree.Quota, group: GroupKey) -> Rivals:
        return self._once(("free", quota.id, group), lambda: Rivals(self.units.free(quota, group)))

    def held(self, quota: tree.Quota, group: GroupKey) -> int:
        return self._once(("held", quota.id, group), lambda: self.units.held(quota, group))

    def worse(self, quota: tree.Quota, group: GroupKey) -> int:
        return self._once(("worse", quota.id, group), lambda: self.units.worse(quota, group))

    def spread(self, number: tree.Number, ranking: tree.Ranking | None, group: GroupKey) -> Spread:
        def found() -> Spread:
            return Spread(*self.units.numbers(number, ranking, group))

        return self._once((number, ranking and ranking.name, group), found)

    def signs(self, number: tree.Number) -> set[bool]:
        return self.units.signs(number)

    def _once(self, key: Any, find: Callable[[], _Found]) -> _Found:
        if key not in self.found:
            self.found[key] = find()
        return self.found[key]  # type: ignore[no-any-return]


@frozen(slots=True)
class _WholeByColumns:
    units: WhatIf

    @property
    def now(self) -> Judged:
        return self.units.row

    def decided(self, reach: Reach) -> Mapping[Decided, object]:
        return {each: self.of_each(each) for each in reach.of_everybody}

    def of_each(self, what: Decided) -> object:
        match what:
            case tree.Compare():
                return self.units.greater(what)
            case tree.RankCutoff():
                return self.units.has_place(what)
            case Node():
                return self.units.first_grades
            case left, right:
                return self.units.greater_number(left, right)


@frozen
class _ByColumns:
    """Judged by the columnar engine."""

    units: WhatIf
    others: Others

    @property
    def now(self) -> Judged:
        return self.units.row

    @property
    def values(self) -> Mapping[str, Value]:
        return self.units.given

    @property
    def size(self) -> int:
        return self.units.size

    def again(self, name: str, value: Value, reach: Reach | None = None) -> Whole:
        del reach
        return _WholeByColumns(self.units.again(name, value))

    def texts(self, name: str) -> Sequence[Value]:
        return self.units.texts(name)


def by_columns(units: WhatIf) -> Judging:
    """What was judged of everybody."""
    return _ByColumns(units, _OthersByColumns(units.others))


def judged_by_columns(rules: tree.Rules, history: History, unit: str, period: int) -> Judging:
    """The rows of a history that matter, up to the period."""
    from targetrules.columns.encoded import encode

    own = sorted((row for row in history.rows if row.unit == unit), key=attrgetter("period"))
    present = [row for row in history.rows if row.period == period]
    table = encode(rules, history)
    values = [row.values for row in own]
    number = table.names.index(unit)
    return by_columns(
        column_engine().what_if(rules, table, number, values, lambda name: [row.values[name] for row in present])
    )
