"""Targets that are to be issued or amended: held against what is in force, and as an event says them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, field
from sqlalchemy import Connection, select

from targetrules.cycle.targets.breaches import Breach, IndicatorWord, TargetsCheck
from targetrules.cycle.targets.cascade import sides_of
from targetrules.cycle.targets.checking import called, held_against
from targetrules.cycle.targets.reading import Target, Unit
from targetrules.cycle.targets.unit_tree import UnitTree
from targetrules.data import define
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.course import who_may
from targetrules.register.error import RegisterError
from targetrules.register.event import EventKind
from targetrules.register.given_tree import OwnUnits, wrong_with_tree
from targetrules.register.in_force import targets_of
from targetrules.register.incoming import Posted, alike_names
from targetrules.register.issuing import has_carried, in_force
from targetrules.register.journal import event_at
from targetrules.register.persons import names_of, persons_of
from targetrules.register.policies import Adopted
from targetrules.register.schema import events
from targetrules.report.results_csv import cell_of
from targetrules.results.naming import Naming
from targetrules.wording import Listing, Word

__all__ = ["TargetsChange"]

_TOLD: Final = ("not-broken-down", "not-given")
"""What is told of targets that are issued level by level; whatever else is wrong is refused."""
_COLUMNS: Final = ("indicator", "target", "low", "high", "share", "weight", "document", "date")
_OF_AMENDMENT: Final = ("indicator", "target", "low", "high", "old_target", "old_low", "old_high")


@define(eq=False)
class TargetsChange:
    """Targets that are to be issued or amended, as they were read.

    Attributes:
        connection: A transaction.
        adopted: The text that judges the period.
        period: The ordinal number of the period.
        kind: Whether they are issued or amended.
        given: The rows.
    """

    connection: Connection
    adopted: Adopted
    period: int
    kind: EventKind
    given: Sequence[Target]
    _tree: UnitTree | None = field(default=None, init=False)

    @property
    def policy(self) -> Policy:
        """The text that judges the period."""
        return self.adopted.policy

    @property
    def printed(self) -> int | str:
        """The period, as it is printed."""
        return period_text(self.policy.rules.period, self.period)

    @property
    def targets(self) -> list[Target]:
        """Those of the period and of indicators of the policy, by their ids."""
        return [each for each in called(self.policy, self.given) if each.period == self.period]

    def late(self, day: str) -> str | None:
        """The day until which they should have been issued, where one day is later; None: it is in time."""
        due = self.policy.rules.cycle.due(self.period)
        return due.isoformat() if due is not None and day > due.isoformat() else None

    def check_rows(self) -> None:
        """RegisterError where the table has nothing, or targets of another period, or no numbers before."""
        problems = list(self._of_rows())
        if problems:
            raise self.refused(problems)

    def _of_rows(self) -> Iterator[Word]:
        if not self.given:
            yield Word("cycle.targets-none")
        others = [each for each in self.given if each.period != self.period]
        if others:
            found = period_text(self.policy.rules.period, others[0].period)
            yield Word("cycle.targets-other-period", {"line": others[0].line, "count": len(others), "found": found})
        indicators = self.policy.written.indicators or {}
        for each in self.targets if self.kind is EventKind.AMENDMENT else ():
            for part, _ in sides_of(indicators[each.indicator]):
                if getattr(each, f"old_{part}") is None:
                    said = {"line": each.line, "unit": each.unit, "indicator": each.indicator, "column": f"old_{part}"}
                    yield Word("cycle.amendment-no-old", said)

    def held(self, tree: UnitTree | None, own: OwnUnits | None = None) -> tuple[Word, ...]:
        """What is to be told of them; RegisterError where they may not be issued, or amended, so.

        Args:
            tree: The units; None: those that were given last in the period, if any were.
            own: The units of the office that gives them; None: all units.
        """
        last = self.last_tree()
        self._tree, known_tree = tree, tree or last
        if tree is not None and not tree.breaches:
            having = list(dict.fromkeys(each.unit for each in self.before(None)))
            problems = list(wrong_with_tree(self.connection, tree, last, having, self.kind, own))
            if problems:
                raise self.refused(problems)
        new = {(each.unit, each.indicator) for each in self.targets}
        there = self.before(self.touched(known_tree) if tree is None else None)
        before = [each for each in there if (each.unit, each.indicator) not in new]
        standing = there if self.kind is EventKind.AMENDMENT else before
        known = {_same(each) for each in held_against(self.policy, standing, known_tree).breaches if not each.of_units}
        found = held_against(self.policy, [*self.given, *before], known_tree)
        breaches = [each for each in found.breaches if _same(each) not in known]
        wrong = [each for each in breaches if each.kind not in _TOLD]
        if wrong:
            raise self.refused(each.word() for each in self._shown(wrong, own))
        told = [] if self.kind is EventKind.AMENDMENT else _unchecked(found, {name for _, name in new})
        if known_tree is None and any(_goes_down(self.policy, name) for _, name in new):
            told.append(Word("targets.levels-unchecked"))
        return (*(each.word() for each in self._shown(breaches, own)), *told)

    def _shown(self, breaches: Iterable[Breach], own: OwnUnits | None) -> Iterator[Breach]:
        """The breaches without the numbers of units that are not those of the office, each once."""
        seen = set[object]()
        for each in breaches:
            others = {each.unit, *([] if each.other is None else [each.other])}
            if own is None or ("units" not in each.values and all(map(own, others))):
                yield each
                continue
            at = next((one for one in self.targets if one.indicator == each.indicator and own(one.unit)), None)
            unit = each.unit if at is None else at.unit
            if (unit, each.indicator) not in seen:
                seen.add((unit, each.indicator))
                line = None if at is None else at.line
                yield evolve(each, kind="of-others", unit=unit, line=line, other=None, other_line=None, values={})

    def touched(self, tree: UnitTree | None) -> set[str] | None:
        """The units whose targets what is given may be held against; None: any.

        Of an amendment these are the units that it is of, all above them, and all below the nearest of those that has
        the same target: whatever is wrong elsewhere was so before.
        """
        units = {each.unit for each in self.targets}
        if tree is None:
            return units
        if self.kind is not EventKind.AMENDMENT:
            return None
        above = {unit: list(tree.above(unit)) for unit in units}
        all_above = {unit for each in above.values() for unit in each}
        having = {(each.unit, each.indicator) for each in self.before(all_above)}
        nearest = {
            next((unit for unit in above[each.unit] if (unit, each.indicator) in having), each.unit)
            for each in self.targets
        }
        return units | all_above | nearest | tree.below(nearest)

    def before(self, units: Iterable[str] | None) -> list[Target]:
        """The targets of the period that are in force: of some units, or of all."""
        named = None if units is None else list(units)
        if named is not None and self.adopted.has_persons:
            named = list(persons_of(self.connection, named).values())
        there = in_force(self.period, targets_of(self.connection, self.policy.id, self.period, named))
        found = [each for each in there if named is None or each.unit in named]
        names = self.names([each.unit for each in found])
        return [evolve(each, unit=names.get(each.unit, each.unit)) for each in found]

    def names(self, units: Collection[str]) -> Mapping[str, str]:
        """The names of persons among units."""
        return names_of(self.connection, units) if self.adopted.has_persons else {}

    def last_tree(self) -> UnitTree | None:
        """The tree of units that was given last with targets of the period."""
        kinds = [kind.value for kind in (EventKind.TARGETS, EventKind.AMENDMENT)]
        query = select(events.c.number).where(events.c.policy == self.policy.id, events.c.kind.in_(kinds))
        for number in self.connection.scalars(query.order_by(events.c.number.desc())).all():
            event = event_at(self.connection, number)
            if event is not None and event.value("period") == self.printed and event.value("tree") is not None:
                rows = event.value("tree")
                names = self.names([name for row in rows for name in row if name])
                units = [[names.get(name, name) for name in row] for row in rows]
                known = {unit: Unit(unit, parent or None, None, 0) for unit, parent in units}
                return UnitTree(known, {unit: parent for unit, parent in units if parent})
        return None

    def refused(self, says: Iterable[Word]) -> RegisterError:
        """Why they are not issued, or not amended, each with who could."""
        said = {"period": self.printed, "who": who_may(self.connection, self.kind)}
        return RegisterError(Word(f"cycle.{self.kind.value}-breach", {**said, "says": each}) for each in says)

    def content(self, naming: Naming) -> dict[str, Any]:
        """What an event says of them; RegisterError where a unit looks like another one that is known."""
        columns = _COLUMNS if self.kind is EventKind.TARGETS else _OF_AMENDMENT
        rows = [[each.unit, *(cell_of(getattr(each, name)) for name in columns)] for each in self.targets]
        tree = None if self._tree is None else [[each.name, each.parent or ""] for each in self._tree.units.values()]
        said: Mapping[str, Any] = {}
        if self.adopted.has_persons:  # nothing is said of their names in events
            named = [row[0] for row in rows] + [name for row in tree or () for name in row if name]
            digests = persons_of(self.connection, named)
            rows = [[digests[unit], *cells] for unit, *cells in rows]
            tree = None if tree is None else [[digests.get(name, name) for name in row] for row in tree]
        else:
            distinct, genuine = [sorted(each) for each in naming.distinct], sorted(naming.genuine)
            said = {"distinct": distinct, "genuine": genuine} if distinct or genuine else {}
        if self.kind is EventKind.TARGETS:
            keys = [(self.period, row[0]) for row in rows]
            alike = list(alike_names(self.connection, Posted(self.adopted, (), (), keys, {}, said)))
            if alike:
                raise RegisterError(alike)
        used = [at for at, name in enumerate(columns, 1) if name == "indicator" or any(row[at] for row in rows)]
        found = {
            "period": self.printed,
            "tree": tree,
            "columns": [columns[at - 1] for at in used],
            "rows": [[row[0], *(row[at] for at in used)] for row in rows],
        }
        if self.kind is EventKind.AMENDMENT:
            return found
        indicators = self.policy.written.indicators or {}
        return {**found, "left": [name for name, one in indicators.items() if has_carried(one)], "naming": said}


def _goes_down(policy: Policy, name: str) -> bool:
    """Whether targets of an indicator are held against those of the units above."""
    return (policy.written.indicators or {})[name].cascade not in (None, "none")


def _same(breach: Breach) -> tuple[object, ...]:
    """What a breach is told from others by, wherever it stands."""
    return breach.kind, breach.unit, breach.indicator, breach.other, repr(sorted(breach.values.items()))


def _unchecked(found: TargetsCheck, issued: Collection[str]) -> list[Word]:
    """Of which of the indicators nothing is said of the levels below."""
    names = tuple(
        IndicatorWord("targets.at", {"label": found.labels.get(each, {}), "id": each})
        for each in found.unchecked
        if each in issued
    )
    return [Word("targets.unchecked", {"names": Listing(names)})] if names else []
