"""Which decisions are others at one time than at another, and the events that led to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from targetrules.data import frozen
from targetrules.engine.openness import groups_of
from targetrules.register.decisions import Decision, decisions_at
from targetrules.register.differences import DecisionChange, is_same
from targetrules.register.policies import Policies
from targetrules.register.rulings import rulings_upto
from targetrules.register.schema import adoptions, decided, result_versions
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
    before = decisions_at(connection, rules, first, period=period, unit=unit)
    after = decisions_at(connection, rules, second, period=period, unit=unit)
    changed = [
        _Changed(key, old, new, second.number)
        for key in sorted(before.keys() | after.keys())
        for old, new in ((before.get(key), after.get(key)),)
        if not is_same(old, new)
    ]
    touched = _Touched.of(connection, policies, rules, second, changed)
    return [touched.told(each) for each in changed]


@frozen(slots=True)
class _Changed:
    """A decision that is another: what it was, and what it is; one of them is there."""

    key: RowKey
    old: Decision | None
    new: Decision | None
    last: int

    @property
    def since(self) -> int:
        """The event that decided it before; 0 where none did."""
        return 0 if self.old is None else self.old.event

    @property
    def until(self) -> int:
        """The event that decides it now, or the last one that was known."""
        return self.last if self.new is None else self.new.event


@frozen(slots=True)
class _Touched:
    """Which events are about which results, adopted a text, or decided elsewhere, because of which decisions changed.

    What people decided of a unit beside the rules stands among its results; ``below`` has policies above as well.
    """

    results: Sequence[tuple[int, RowKey]]
    texts: Sequence[int]
    are_compared: bool
    before: Mapping[str, Collection[str]]
    below: Sequence[tuple[int, int]]

    @classmethod
    def of(
        cls, connection: Connection, policies: Policies, rules: Rules, upto: Moment, changed: Sequence[_Changed]
    ) -> _Touched:
        known = result_versions.c
        query = select(known.event, known.period, known.unit).where(
            known.policy == rules.id,
            known.event > min((each.since for each in changed), default=upto.number),
            known.event <= max((each.until for each in changed), default=0),
        )
        texts = select(adoptions.c.event).where(adoptions.c.policy == rules.id, adoptions.c.event <= upto.number)
        adopted = connection.scalars(texts).all()
        compare = any(groups_of(policies.text(connection, each).rules) for each in adopted)
        before = _named_by(connection, rules.id, upto)
        names = {each.key[1] for each in changed}
        if not compare and not before and len(names) == 1:
            query = query.where(known.unit.in_(names))
        results = [(row.event, (row.period, row.unit)) for row in connection.execute(query.order_by(known.event))]
        ruled = ((each.number, key) for each, key in rulings_upto(connection, rules, upto.number))
        below = list(_decided_elsewhere(connection, policies, rules.id, upto))
        return cls(sorted([*results, *ruled]), adopted, compare, before, below)

    def told(self, changed: _Changed) -> DecisionChange:
        """A decision that is another, with the events because of which it is."""
        own, causes = self.between(changed.since, changed.until, changed.key)
        [known, *_] = [each for each in (changed.new, changed.old) if each is not None]
        return DecisionChange(changed.key[1], known.period, changed.old, changed.new, causes, own)

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
        others |= {event: None for event, at in self.below if since < event <= until and at <= period}
        return tuple(own), tuple(sorted(others))

    def _past_of(self, unit: str) -> Collection[str]:
        """The units from whose past a unit goes on, and those from whose past they do."""
        found, wanted = set[str](), [unit]
        while wanted:
            named = set(self.before.get(wanted.pop(), ())) - found
            found |= named
            wanted += named
        return found


def _decided_elsewhere(
    connection: Connection, policies: Policies, policy: str, upto: Moment
) -> Iterator[tuple[int, int]]:
    """The events by which policies below and above have decided, each with its period."""
    texts = policies.adopted(connection, policy, upto.number)
    others = {id_ for text in texts for id_ in text.rests_on}
    query = select(decided.c.event, decided.c.period).where(decided.c.policy.in_(others))
    for row in connection.execute(query.where(decided.c.event <= upto.number)) if others else ():
        yield row.event, row.period


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
