"""What comes to a session: read as results of the policy, and held against what is there."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from targetrules.alike import appearance
from targetrules.decision.reading import read_apart, read_results
from targetrules.decision.results import Results as Read
from targetrules.engine.choice import LiveEngineName
from targetrules.engine.live_interface import Event, Results, RowEvent
from targetrules.engine.openness import RowKey
from targetrules.history import Row, Value
from targetrules.live.error import LiveError
from targetrules.period import period_text
from targetrules.results import Reader
from targetrules.results.naming import Naming
from targetrules.results.options import FileOptions, Options
from targetrules.results.problem import Problem
from targetrules.results.reading.successions import CODES, Meant, said_of
from targetrules.results.spellings import alike_advice
from targetrules.rules.succession import COLUMNS, SuccessionFault, SuccessionRow, continued_in, faults_of, merged_of
from targetrules.rules.tree import Rules
from targetrules.source.suggest import MOST_CANDIDATES
from targetrules.wording import Word

__all__ = ["Incoming", "said_of_result"]

_HEADINGS: Final = frozenset(heading for headings in COLUMNS.values() for heading in headings)


def said_of_result(rules: Rules, what: str, unit: str, period: int) -> Word:
    """A sentence of the section ``live`` about a unit in a period."""
    return Word(f"live.{what}", {"unit": unit, "period": period_text(rules.period, period)})


class Incoming:
    """Reads what comes. It knows the names of the units that have results, and what was said of names.

    Args:
        rules: The policy.
        arrived: What is there.
        engine: Which engine judges it.
    """

    def __init__(self, rules: Rules, arrived: Results, engine: LiveEngineName | None) -> None:
        self.rules = rules
        self._arrived = arrived
        self._engine = engine
        self._reader = Reader(rules)
        self.units: dict[str, int] = {}
        self._spellings: dict[str, list[str]] = {}
        self._distinct: set[frozenset[str]] = set()
        self._told: set[str] = set()
        self._pending: tuple[set[str], set[frozenset[str]]] = set(), set()
        self._succeeding: set[RowKey] = set()
        self._said: set[RowKey] = set()

    def read(self, given: Any, options: Options, file: FileOptions) -> Sequence[Row]:
        """The results of a policy without details."""
        read = read_results(self._reader, given, options, file, "reference", self._known(given, options))
        self._tell(read, options)
        return read.history.rows

    def read_with(
        self, given: Any, options: Options, file: FileOptions, below: Mapping[str, Any], name: str | None = None
    ) -> Read:
        """Results with rows of details that are no outcomes; ``name`` of the details that they are, where they are."""
        if isinstance(given, Read) and given.rules is self.rules:
            return given
        read = read_apart(self._reader, given, options, file, self._known(given, options), below, name)
        self._tell(read, options)
        return read

    def _known(self, given: Any, options: Options) -> Container[str]:
        return self.units if _may_continue(given) or options.naming.distinct else ()

    def _tell(self, read: Read, options: Options) -> None:
        """Tell notes that were not told before."""
        options.tell(tuple(note for note in read.notes if repr(note) not in self._told))
        self._pending = {*map(repr, read.notes)}, {frozenset(pair) for pair in _pairs(options.naming.distinct)}

    def faults_of_posts(self, rows: Iterable[Row], are_same: Callable[[Row], bool]) -> list[Word]:
        """Results that are there already, and names that look like others.

        Args:
            rows: The results.
            are_same: Whether what has come with one, besides its values, is what is there.
        """
        problems, arrived, asked = list[Word](), self._arrived, dict[str, None]()
        for row in rows:
            there = arrived.get((row.period, row.unit))
            if there is not None:
                same = "post-again" if self._own(there) == self._own(row) and are_same(row) else "post-other"
                problems.append(said_of_result(self.rules, same, row.unit, row.period))
            if row.unit not in self.units:
                asked[row.unit] = None
        for unit in asked:
            others = (other for other in self._spellings.get(appearance(unit), ()) if other != unit)
            for other in others:
                if frozenset((unit, other)) not in self._distinct | self._pending[1]:
                    said = {"unit": unit, "other": other, "advice": alike_advice(unit, other)}
                    problems.append(Word("live.alike", said))
                    break
        return problems

    def _own(self, row: Row) -> Mapping[str, Value]:
        """The values of a result without what is made of the rows below it."""
        made = self.rules.aggregates
        return {name: value for name, value in row.values.items() if name not in made} if made else row.values

    def not_served(self, rows: Iterable[Row]) -> Iterator[Word]:
        """Results that go on from the past of another unit, where the engine knows units one by one."""
        for row in rows if self._engine == "durable" else ():
            if continued_in(row.values) is not None:
                yield said_of_result(self.rules, "continues", row.unit, row.period)

    def taken(self, events: Sequence[Event]) -> None:
        """What was read has been taken: know the names of the units, and what was said of names."""
        self._told |= self._pending[0]
        self._distinct |= self._pending[1]
        self._pending = set(), set()
        results = [event for event in events if isinstance(event, RowEvent)]
        for unit in dict.fromkeys([event.unit for event in results]):
            self._note_unit(unit)
        if self._succeeding:
            self._succeeding.difference_update([event.key for event in results])
        self._succeeding |= self._said

    def _note_unit(self, unit: str) -> None:
        count = self._arrived.count(unit)
        if count and unit not in self.units:
            self._spellings.setdefault(appearance(unit), []).append(unit)
        if count:
            self.units[unit] = count
        elif self.units.pop(unit, 0):
            self._spellings[appearance(unit)].remove(unit)

    def _said_by(self, events: Iterable[Event]) -> set[RowKey]:
        """Of these the results that say whose past they go on from, or who has gone into them."""
        rows = [event for event in events if isinstance(event, RowEvent) and event.row is not None]
        return {each.key for each in rows if each.row is not None and not COLUMNS.keys().isdisjoint(each.row.values)}

    def check_successions(self, events: Sequence[Event]) -> None:
        """Nobody goes on from a past that there is not, and none is lost."""
        self._said = self._said_by(events)
        succeeding = self._succeeding | self._said
        if not succeeding:
            return
        withdrawn = {event.unit for event in events if isinstance(event, RowEvent) and event.row is None}
        said = [row for key in succeeding if (row := self._arrived.get(key)) is not None]
        names = [name for row in said for name in (row.unit, continued_in(row.values), *merged_of(row.values))]
        units = dict.fromkeys(name for name in names if name is not None)
        rows = [
            SuccessionRow(row.unit, row.period, continued_in(row.values), merged_of(row.values))
            for unit in units
            for row in self._rows_of(unit)
        ]
        meant = Meant(list(islice(self.units, MOST_CANDIDATES)), Naming())
        faults = [self._succession(fault, meant, withdrawn) for fault in faults_of(rows)]
        if faults:
            raise LiveError(faults)

    def _succession(self, fault: SuccessionFault, meant: Meant, withdrawn: Container[str]) -> Word:
        """What is wrong, and what is advised for a file, too; of a past that is withdrawn what is to be done first."""
        said = said_of(fault, self.rules.period, meant.by(fault))
        problem = Problem(CODES[fault.wrong], found=fault.name, **said)
        if fault.name in withdrawn:
            return Word("live.withdraw-past", {"problem": problem.message, **said["values"]})
        return Word("live.succession", {"problem": problem.message, "advice": problem.advice})

    def _rows_of(self, unit: str) -> list[Row]:
        rows = (self._arrived.get(key) for key in self._arrived.of_unit(unit))
        return [row for row in rows if row is not None]


def _may_continue(rows: Any) -> bool:
    """Whether rows may say whose past they go on from: of mappings their keys say so."""
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        return True
    if not all(isinstance(row, Mapping) for row in rows):
        return True
    return any(not _HEADINGS.isdisjoint(map(str, names)) for names in {tuple(row) for row in rows})


def _pairs(groups: Iterable[Iterable[str]]) -> Iterator[tuple[str, str]]:
    for group in groups:
        names = list(group)
        yield from ((one, other) for at, one in enumerate(names) for other in names[at + 1 :])
