"""The tables of a policy as results arrive in them: its own, rows of its details, and those of policies below it.

What is below a unit is an input of it. Something that changes below is judged there first; then the units above of whom
it makes something else are judged anew, each policy with what looks back and what compares its units. What is made of
outcomes of a lower policy is missing until somebody says that all results below the unit are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import evolve, field

from targetrules.data import define, frozen
from targetrules.engine.details import aggregate
from targetrules.engine.judged import Judged
from targetrules.engine.live_interface import BelowEvent, Closing, Event, LiveJudging, Revision, RowEvent
from targetrules.engine.openness import OpenBelow, RowKey, compares_outcomes, is_open_row
from targetrules.engine.outcomes_below import values_of_outcome
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import Row, Value
from targetrules.rules import tree

__all__ = ["ItemEvent", "LowerTable", "PlainTable", "Table", "TableEvents", "TakenTables", "key_below", "started"]


@frozen(slots=True)
class ItemEvent:
    """A row of details of a unit in a period is this from now on; None: there is none."""

    period: int
    unit: str
    item: str
    row: Row | None


TableEvents: TypeAlias = Mapping[str, Sequence[Event | ItemEvent]]
"""What happens, by the names of the tables: ``""`` of the policy itself, ``"schools"`` of its details."""

Start: TypeAlias = Callable[[tree.Rules, str, OpenBelow | None], LiveJudging]
"""Starts to judge by a policy, whose table has this name."""

_Undo: TypeAlias = Callable[[], object]


def key_below(above: str, name: str) -> str:
    """The name of a table of details below one, from the policy above all."""
    return f"{above}.{name}" if above else name


@frozen(slots=True)
class TakenTables:
    """What events have changed: by tables the rows whose outcome is another; and how to take it back."""

    revisions: Mapping[str, Sequence[Revision]]
    undo: _Undo = field(repr=False)


@define(slots=True, eq=False)
class _Undone:
    """What is to be done to have everything as it was, the latest first."""

    steps: list[_Undo] = field(factory=list)

    def __call__(self) -> None:
        while self.steps:
            self.steps.pop()()


# ---- rows below units ------------------------------------------------------------------------------------------------


@define(slots=True, eq=False)
class _Rows:
    """Rows below units, each as it was judged by the policy of one row, by the period and unit, and by the item."""

    details: tree.Details
    found: dict[RowKey, dict[str, tuple[Row, Judged]]] = field(factory=dict)

    def put(self, key: RowKey, item: str, row: Row | None) -> _Undo:
        """Have this row in the place of the one that is there, or none; what takes it back."""
        there = self.found.get(key, {}).get(item)
        if row is None:
            self._set(key, item, None)
        else:
            (judged,) = ReferenceEngine(self.details.rules).period([row], {})
            self._set(key, item, (row, judged))
        return lambda: self._set(key, item, there)

    def _set(self, key: RowKey, item: str, row: tuple[Row, Judged] | None) -> None:
        rows = self.found.setdefault(key, {})
        if row is not None:
            rows[item] = row
            return
        rows.pop(item, None)
        if not rows:
            del self.found[key]

    def rows(self, key: RowKey) -> Sequence[Row]:
        """Those below a unit in a period, by their names."""
        return [row for _, (row, _) in sorted(self.found.get(key, {}).items(), key=_name)]

    def judged(self, key: RowKey) -> Sequence[Judged]:
        """The same as they were judged."""
        return [judged for _, judged in self.found.get(key, {}).values()]

    def named_in(self, period: int) -> Sequence[str]:
        """The units that have any in a period."""
        return sorted(unit for when, unit in self.found if when == period)

    def all(self) -> Iterator[Row]:
        """All of them, by period, unit and name."""
        return (row for key in sorted(self.found) for row in self.rows(key))


def _name(item: tuple[str, object]) -> str:
    return item[0]


@define(slots=True, eq=False)
class PlainTable:
    """Rows of details: they belong to results, there already or to come, and count as they stand."""

    details: tree.Details
    key: str
    below: _Rows = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.below = _Rows(self.details)

    def is_open(self, _period: int, _unit: str) -> bool:
        """Never: a result comes with the rows below it."""
        return False

    def row(self, key: RowKey, item: str) -> Row | None:
        """One of the rows."""
        found = self.below.found.get(key, {}).get(item)
        return None if found is None else found[0]

    def take(self, events: TableEvents, undone: _Undone, _revisions: dict[str, Sequence[Revision]]) -> set[RowKey]:
        """Take what happens in the table; the rows above that it touches."""
        touched = set[RowKey]()
        for event in events.get(self.key, ()):
            if isinstance(event, ItemEvent):
                key = event.period, event.unit
                undone.steps.append(self.below.put(key, event.item, event.row))
                touched.add(key)
        return touched


@define(slots=True, eq=False)
class LowerTable:
    """The results of a lower policy; what it decides of them are the rows below units.

    ``_above`` has by the unit's row the unit that it is below, of rows that are below one; ``_open`` those of which
    something is not known for groups of theirs that are not complete.
    """

    details: tree.Details
    policy: tree.LowerPolicy
    table: Table
    below: _Rows = field(init=False)
    _above: dict[RowKey, str] = field(factory=dict)
    _open: set[RowKey] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.below = _Rows(self.details)

    @property
    def key(self) -> str:
        """The name of the table."""
        return self.table.key

    def is_open(self, period: int, unit: str) -> bool:
        """Whether outcomes below a unit are not known: more may come, or groups of those that are there are open."""
        group = ((self.policy.unit_above, unit),)
        if not self.table.judging.openness.is_closed(period, group):
            return True
        return any(
            (period, item) in self._open or self.table.is_open_below(period, item)
            for item in self.below.found.get((period, unit), ())
        )

    def take(self, events: TableEvents, undone: _Undone, revisions: dict[str, Sequence[Revision]]) -> set[RowKey]:
        """Take what happens in the table, and below it; the rows above that it touches."""
        anew = self.table.take(events, undone, revisions)
        touched = {(event.period, unit) for event in events.get(self.key, ()) for unit in self._named_by(event)}
        for key in sorted(anew):
            touched.update(self._found(key, undone))
        return touched

    def _named_by(self, event: Event | ItemEvent) -> Iterable[str]:
        """The units above of which less may be known when a result has come, or more when a group is complete.

        Of a whole period these are those who have a result, be there rows below them or not.
        """
        if isinstance(event, RowEvent) and event.row is not None:
            named = event.row.values[self.policy.unit_above]
            return () if named is None else (str(named),)
        if not isinstance(event, Closing):
            return ()
        named = dict(event.group).get(self.policy.unit_above)
        units = () if self.table.above is None else self.table.above.units(event.period)
        return units if named is None else (str(named),)

    def _found(self, key: RowKey, undone: _Undone) -> Iterator[RowKey]:
        """Have what was found of a row below the unit above; the rows above of which that makes something else."""
        period, unit = key
        row = self.table.judging.arrived.get(key)
        judged = None if row is None else self.table.judging.judged(key)
        named = None if row is None else row.values[self.policy.unit_above]
        above, before = None if named is None else str(named), self._above.get(key)
        if before is not None and before != above:
            undone.steps.append(self.below.put((period, before), unit, None))
            yield period, before
        undone.steps.append(
            self._note(key, above, is_open=judged is not None and is_open_row(self.policy.rules, judged))
        )
        if judged is not None and above is not None:
            outcome = Row(above, period, values_of_outcome(self.details, judged))
            undone.steps.append(self.below.put((period, above), unit, outcome))
            yield period, above

    def _note(self, key: RowKey, above: str | None, *, is_open: bool) -> _Undo:
        """Note below whom a row is, and whether something of it is not known; what takes it back."""
        before, was_open = self._above.pop(key, None), key in self._open
        if above is not None:
            self._above[key] = above
        (self._open.add if is_open else self._open.discard)(key)

        def undo() -> None:
            self._note(key, before, is_open=was_open)

        return undo


# ---- tables of results -----------------------------------------------------------------------------------------------


@define(slots=True, eq=False)
class Table:
    """The results of one policy, judged as they arrive, with the tables below; ``above`` is that of the next policy."""

    rules: tree.Rules
    key: str
    above: Table | None
    judging: LiveJudging = field(init=False)
    tables: dict[str, PlainTable | LowerTable] = field(factory=dict)
    _compares_outcomes: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._compares_outcomes = compares_outcomes(self.rules)

    @property
    def lower(self) -> Iterable[LowerTable]:
        """The tables of lower policies."""
        return [each for each in self.tables.values() if isinstance(each, LowerTable)]

    def all(self) -> Iterator[PlainTable | Table]:
        """It and all below it."""
        yield self
        for each in self.tables.values():
            yield from (each,) if isinstance(each, PlainTable) else each.table.all()

    def astray(self, period: int) -> Iterator[tuple[str, str]]:
        """The units without a result in a period that rows below name, each with the table of these."""
        for each in self.tables.values():
            named = (unit for unit in each.below.named_in(period) if (period, unit) not in self.judging.arrived)
            yield from ((each.key, unit) for unit in named)

    def is_open_below(self, period: int, unit: str) -> bool:
        """Whether outcomes of lower policies below a unit are not known yet."""
        return any(each.is_open(period, unit) for each in self.lower)

    def units(self, period: int) -> Sequence[str]:
        """The units that have a result in a period."""
        return list(self.judging.arrived.having(period, ()))

    def take_all(self, events: TableEvents) -> TakenTables:
        """Take what happens in the tables: all of it or, where anything is raised, nothing."""
        undone, revisions = _Undone(), dict[str, Sequence[Revision]]()
        try:
            self.take(events, undone, revisions)
        except BaseException:
            undone()
            raise
        return TakenTables(revisions, undone)

    def take(self, events: TableEvents, undone: _Undone, revisions: dict[str, Sequence[Revision]]) -> set[RowKey]:
        """Take what happens in the table and below it; its rows of which anything may be otherwise."""
        touched = set[RowKey]()
        for each in self.tables.values():
            touched |= each.take(events, undone, revisions)
        own = [each for each in events.get(self.key, ()) if not isinstance(each, ItemEvent)]
        came = {each.key for each in own if isinstance(each, RowEvent)}
        changed = (self._otherwise(key) for key in sorted(touched - came))
        taken = self.judging.take([*(each for each in changed if each is not None), *map(self._whole, own)])
        undone.steps.append(taken.undo)
        if taken.revisions:
            revisions[self.key] = taken.revisions
        return {*taken.anew, *came, *touched}

    def _otherwise(self, key: RowKey) -> BelowEvent | None:
        """That what is below a result comes to something else; or that it is known, where units are compared by it."""
        row = self.judging.arrived.get(key)
        if row is None:
            return None
        now = self._with_aggregates(row)
        return BelowEvent(*key, now) if self._compares_outcomes or now.values != row.values else None

    def _whole(self, event: Event) -> Event:
        """A result with what is made of the rows below it."""
        if not self.tables or not isinstance(event, RowEvent) or event.row is None:
            return event
        return evolve(event, row=self._with_aggregates(event.row))

    def _with_aggregates(self, row: Row) -> Row:
        return evolve(row, values={**row.values, **dict(self._aggregates((row.period, row.unit)))})

    def _aggregates(self, key: RowKey) -> Iterator[tuple[str, Value]]:
        below = {name: None if each.is_open(*key) else each.below.judged(key) for name, each in self.tables.items()}
        for name, (one, made) in self.rules.aggregates.items():
            rows = below[made.details]
            yield name, None if rows is None else aggregate(made, one, self.rules, rows)


def started(rules: tree.Rules, start: Start, key: str = "", above: Table | None = None) -> Table:
    """The tables of a policy, in which nothing has arrived yet."""
    table = Table(rules, key, above)
    for name, details in rules.details.items():
        named = key_below(key, name)
        if details.policy is None:
            table.tables[name] = PlainTable(details, named)
        else:
            table.tables[name] = LowerTable(details, details.policy, started(details.policy.rules, start, named, table))
    table.judging = start(rules, key, table.is_open_below if table.lower else None)
    return table
