"""Which decisions are others at one time than at another, and the events that led to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select

from targetrules.data import frozen
from targetrules.engine.openness import groups_of
from targetrules.register.decisions import decisions_at
from targetrules.register.differences import DecisionChange, is_same
from targetrules.register.policies import Policies
from targetrules.register.schema import adoptions, result_versions
from targetrules.register.stored import Moment, RowKey, StoredRow, column_lists_of
from targetrules.rules.succession import COLUMNS, continued_in, merged_of
from targetrules.rules.tree import Rules

__all__ = ["changes_between"]


def changes_between(
    connection: Connection,
    policies: Policies,
    rules: Rules,
    first: Moment,
    second: Moment,
    *,
    period: int | None,
    unit: str | None,
) -> list[DecisionChange]:
    """The decisions that are others at the second moment than at the first, by period and unit.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The policy, as it was adopted last.
        first: What was known first.
        second: What was known later.
        period: The only period; None: all.
        unit: The only unit; None: all.
    """
    before = decisions_at(connection, rules, first, period=period)
    after = decisions_at(connection, rules, second, period=period)
    touched = _Touched.of(connection, policies, rules, second)
    found = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if is_same(old, new) or (unit is not None and key[1] != unit):
            continue
        known = new or old
        if known is not None:
            since, until = (0 if old is None else old.event), (second.number if new is None else new.event)
            own, causes = touched.between(since, until, key)
            found.append(DecisionChange(key[1], known.period, old, new, causes, own))
    return found


@frozen(slots=True)
class _Touched:
    """Which events are about which results, and which adopted a text."""

    results: Sequence[tuple[int, RowKey]]
    texts: Sequence[int]
    are_compared: bool
    before: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, connection: Connection, policies: Policies, rules: Rules, upto: Moment) -> _Touched:
        known = result_versions.c
        query = select(known.event, known.period, known.unit).where(
            known.policy == rules.id, known.event <= upto.number
        )
        texts = select(adoptions.c.event).where(adoptions.c.policy == rules.id, adoptions.c.event <= upto.number)
        results = [(row.event, (row.period, row.unit)) for row in connection.execute(query.order_by(known.event))]
        adopted = connection.scalars(texts).all()
        compare = any(groups_of(policies.text(connection, each).rules) for each in adopted)
        return cls(results, adopted, compare, _named_by(connection, rules.id, upto))

    def between(self, since: int, until: int, key: RowKey) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The events after one and up to another because of which a result is decided otherwise: its own, and all."""
        period, unit = key
        past = self._past_of(unit)
        own, others = dict[int, None](), dict[int, None]()
        for event, (at, name) in self.results:
            if since < event <= until and at <= period and (name == unit or self.are_compared or name in past):
                others[event] = None
                own |= {event: None} if name == unit else {}
        others |= {event: None for event in self.texts if since < event <= until}
        return tuple(own), tuple(sorted(others))

    def _past_of(self, unit: str) -> Collection[str]:
        """The units from whose past a unit goes on, and those from whose past they do."""
        found, wanted = set[str](), [unit]
        while wanted:
            named = set(self.before.get(wanted.pop(), ())) - found
            found |= named
            wanted += named
        return found


def _named_by(connection: Connection, policy: str, upto: Moment) -> dict[str, set[str]]:
    """The units that ever said from whose past they go on, each with those that it named."""
    lists = {id_: names for id_, names in column_lists_of(connection).items() if not COLUMNS.keys().isdisjoint(names)}
    found: dict[str, set[str]] = {}
    if lists:
        known = result_versions.c
        query = select(known.unit, known.columns, known.line).where(known.policy == policy, known.event <= upto.number)
        for row in connection.execute(query.where(known.columns.in_(list(lists)))):
            values = StoredRow(0, lists[row.columns], row.line, {}).values
            named = (continued_in(values), *merged_of(values))
            found.setdefault(row.unit, set()).update(name for name in named if name)
    return found
