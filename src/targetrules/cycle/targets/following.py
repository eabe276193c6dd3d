"""How far targets have been followed during the year, by a table of months or quarters: :func:`progress`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from attrs import evolve, field

from targetrules.arguments import a_text, instance_of, one_of, unlike
from targetrules.cycle.targets.breaches import Breach, breach_of_units
from targetrules.cycle.targets.cascade import sides_of
from targetrules.cycle.targets.checking import HeldTargets, names_of
from targetrules.cycle.targets.pace import STATES, Pursuit, Standing, State, Time
from targetrules.cycle.targets.part_values import Part, PartValue, months_of, part_of, values_in
from targetrules.cycle.targets.progress_faults import Fault, ProgressTablesError, TableProblem, faults_of_values
from targetrules.cycle.targets.reading import (
    ReadTargets,
    Target,
    TargetsTableError,
    table_of,
    targets_in,
    units_in,
    with_targets_in_lines,
)
from targetrules.cycle.targets.unit_tree import UnitTree, tree_of
from targetrules.data import frozen
from targetrules.period import PeriodKind, parts_of_year, period_text
from targetrules.policy import Policy
from targetrules.results.code import Code
from targetrules.results.naming import Naming
from targetrules.results.problem import Problem
from targetrules.results.table import Sheet
from targetrules.rules.definition import Label
from targetrules.rules.resolution.context import label_of
from targetrules.rules.resolution.indicator_dates import in_force_in
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["Progress", "progress"]

_Read = TypeVar("_Read")

_OF_ISSUE: Final = ("no-number", "no-weight", "weights")
"""Breaches that ``check`` tells, and that keep nobody from following the others."""

_MONTHS: Final = 12


@frozen(slots=True)
class Progress:
    """How far targets have been followed.

    Attributes:
        period: The period that is looked at, as it is printed.
        through: The month, quarter or half up to which, as it is printed.
        standings: Where each unit stands with each indicator, the worst first, then in the order of the policy and of
            the units.
        not_followed: The indicators of which the policy says no ``pace``, by id.
        labels: The labels of all indicators, by id.
    """

    period: int | str
    through: str
    standings: tuple[Standing, ...]
    not_followed: tuple[str, ...] = ()
    labels: Mapping[str, Label] = field(factory=dict)

    def only(self, *states: State) -> Progress:
        """The same with nothing but what is in these states.

        Args:
            states: The states; none of them leaves all.

        Returns:
            What is left, in the same order.

        Raises:
            ArgumentError: One of these is no state.
        """
        for each in states:
            one_of("states", each, STATES)
        kept = tuple(each for each in self.standings if each.state in states)
        return evolve(self, standings=kept) if states else self


def progress(
    policy: Policy,
    values: Any,
    targets: Any,
    *,
    more: Sequence[Any] = (),
    units: Any = None,
    through: str | None = None,
    naming: Naming | None = None,
) -> Progress:
    """Hold the values of months or quarters against the pace of the targets, as the policy's indicators say it.

    Args:
        policy: The policy, whose indicators have a ``pace``.
        values: The values so far: a file, or rows, with ``unit``, ``period`` (a month, a quarter or a half),
            ``indicator``, and ``value`` from the beginning of the period on, or ``kept``; or with a column for each
            indicator; with how they are to be read, where that is to be said, as ``DetailRows``.
        targets: The targets, as :func:`check_targets` takes them.
        more: Further tables of values, such as those of last year, or of indicators that come by quarters.
        units: The units, as :func:`check_targets` takes them; given, units are told in their order, and what they are
            said to carry without a target is unknown.
        through: The last month, quarter or half that is looked at; left out, the last that has a value.
        naming: What is meant where names of the tables leave a doubt.

    Returns:
        Where each unit stands with each indicator.

    Raises:
        ArgumentError: This is no policy, no list of tables, or no part of a year.
        ResultsError: Something is wrong with the tables, all of which is told. It is a ProgressTablesError.
        MissingExtraError: What reads a file is not installed.
    """
    instance_of("policy", policy, Policy, "policy")
    if not isinstance(more, list | tuple):
        raise unlike("more", more, "tables")
    asked = _part_asked(through)
    gathered = _Gathered(policy, naming)
    rows = [each for table in (values, *more) for each in gathered.values(table)]
    held, tree = gathered.targets(targets), None if units is None else gathered.units(units)
    gathered.check(rows, tree)
    until = asked or max((each.part for each in rows), key=lambda each: (each.last_month, -months_of(each.kind)))
    return _Following(
        policy.rules.period, gathered.indicators, gathered.names, rows, held.known, tree, until, is_wide=held.is_wide
    ).found()


def _part_asked(through: str | None) -> Part | None:
    found = None if through is None else part_of(a_text("through", through))
    if through is not None and found is None:
        raise unlike("through", through, "part-of-year")
    return found


@frozen(slots=True)
class _Gathered:
    """Reads the tables, and keeps what is wrong with any of them until all are read."""

    policy: Policy
    naming: Naming | None
    problems: list[Problem] = field(factory=list)
    counts: dict[Code, int] = field(factory=dict)
    faults: list[Fault] = field(factory=list)

    @property
    def indicators(self) -> Mapping[str, syntax.Indicator]:
        return self.policy.written.indicators or {}

    @property
    def names(self) -> Mapping[str, str]:
        return names_of(self.indicators)

    def read(self, table: str, read: Callable[[], _Read], otherwise: _Read) -> _Read:
        """What is read; where that cannot be, what stands in its place."""
        try:
            return read()
        except TargetsTableError as error:
            self.problems.extend(TableProblem.of(table, each) for each in error.problems)
            for code, count in error.counts.items():
                self.counts[code] = self.counts.get(code, 0) + count
            return otherwise

    def values(self, given: Any) -> list[PartValue]:
        """The values of a table; one that has none at all is called otherwise than it should be, or is another."""
        table = self.read("values", lambda: table_of(given), None)
        found = (
            None
            if table is None
            else self.read("values", lambda: values_in(table, self.policy.rules, given, self.naming), None)
        )
        if table is not None and found is not None and all(each.is_blank for each in found):
            self.faults.append(Fault("values", table.sheet, None, Word("progress.no-values")))
        return found or []

    def targets(self, given: Any) -> HeldTargets:
        """The targets, of which what `check` would tell is a fault, but what only their issue asks for."""
        rules = self.policy.rules
        table = self.read("targets", lambda: table_of(given), None)
        nothing = ReadTargets(())

        def read() -> ReadTargets:
            lines = None if table is None else with_targets_in_lines(rules, table)
            return nothing if lines is None else targets_in(lines, rules, given, self.naming, asks_numbers=False)

        found = self.read("targets", read, nothing)
        held = HeldTargets(rules.period, self.indicators, self.names, found.targets, found.is_wide)
        if table is not None:
            self.note("targets", table.sheet, (each for each in held.of_rows() if each.kind not in _OF_ISSUE))
        return held

    def units(self, given: Any) -> UnitTree | None:
        table = self.read("units", lambda: table_of(given), None)
        if table is None:
            return None
        tree = tree_of(*units_in(table))
        known = tuple(self.indicators) or ("-",)
        strays = (
            breach_of_units("carries-unknown", each.name, each.line, indicator=word, known=known)
            for each in tree.units.values()
            for word in each.carries or ()
            if word not in self.names
        )
        self.note("units", table.sheet, (*tree.breaches, *strays))
        return tree

    def note(self, table: str, sheet: Sheet, breaches: Iterable[Breach]) -> None:
        for each in breaches:
            one = self.indicators.get(each.indicator or "")
            label = {} if one is None else label_of(one.label)
            self.faults.append(Fault(table, sheet, each.line, evolve(each, label=label)))

    def check(self, rows: Sequence[PartValue], tree: UnitTree | None) -> None:
        """Raise where anything is wrong with any table, with all of it."""
        period = self.policy.rules.period
        if parts_of_year(period) == _MONTHS or (parts_of_year(period) is None and period is not PeriodKind.YEAR):
            self.faults.append(Fault("policy", None, None, Word("progress.no-parts")))
        self.faults.extend(faults_of_values(period, self.indicators, self.names, rows, tree))
        if self.problems or self.faults:
            raise ProgressTablesError(self.problems, self.counts, self.faults)


@frozen(slots=True)
class _Following:
    """Everything that was read, and the part up to which it is looked at.

    ``is_wide``: the targets stand in a column for each, so that a standard without a number is one of whoever has a
    value of it.
    """

    period: PeriodKind
    indicators: Mapping[str, syntax.Indicator]
    names: Mapping[str, str]
    rows: Sequence[PartValue]
    targets: Sequence[Target]
    tree: UnitTree | None
    until: Part
    is_wide: bool = False

    @property
    def at(self) -> int:
        """The period that is looked at."""
        return self.until.last_month // months_of(self.period)

    def found(self) -> Progress:
        """All standings: by state, in the order of the policy and of the units."""
        order = {unit: at for at, unit in enumerate(self.units())}
        rows: dict[str, list[PartValue]] = {name: [] for name in self.indicators}
        for row in self.rows:
            rows[self.names[row.indicator]].append(row)
        targets: dict[str, dict[str, Target]] = {name: {} for name in self.indicators}
        for each in self.targets:
            if each.period == self.at:
                targets[each.indicator][each.unit] = each
        for row in self.rows if self.is_wide else ():
            name = self.names[row.indicator]
            if not sides_of(self.indicators[name]):
                targets[name].setdefault(row.unit, Target(row.unit, self.at, name, None))
        standings: list[Standing] = []
        in_force = in_force_in(self.indicators, self.period, self.at)
        for name, one in in_force.items():
            if one.pace is not None or one.target == "kept":
                there = self.of_indicator(name, one, rows[name], targets[name])
                standings.extend(sorted(there, key=lambda standing: order[standing.unit]))
        standings.sort(key=lambda each: STATES.index(each.state))
        silent = tuple(name for name, one in in_force.items() if one.pace is None and one.target != "kept")
        labels = {name: label_of(one.label) for name, one in self.indicators.items()}
        return Progress(period_text(self.period, self.at), self.until.text, tuple(standings), silent, labels)

    def units(self) -> Iterable[str]:
        """All units: in the order of their table, then of the targets, then of the values."""
        found = [] if self.tree is None else list(self.tree.units)
        found += [each.unit for each in self.targets]
        return dict.fromkeys([*found, *(each.unit for each in self.rows)])

    def of_indicator(
        self, name: str, indicator: syntax.Indicator, rows: Sequence[PartValue], targets: Mapping[str, Target]
    ) -> Iterator[Standing]:
        """Where each unit stands that has a target or a value of it in the period, or is said to carry it."""
        kind = rows[0].part.kind if rows else self.until.kind
        time = self.time(kind)
        months = range(self.at * months_of(self.period), self.until.last_month + 1)
        there = [each.unit for each in rows if each.part.last_month in months]
        label, period = label_of(indicator.label), period_text(self.period, self.at)
        own: dict[str, list[PartValue]] = {}
        for row in rows:
            own.setdefault(row.unit, []).append(row)
        for unit in dict.fromkeys((*targets, *there, *self.carrying(name))):
            if time is None:
                missing = (Word("progress.not-ended", {"through": self.until.text}),)
                yield Standing(unit, name, None, "unknown", missing=missing, label=label)
                continue
            values = {each.part.ordinal: each.value for each in own.get(unit, ()) if each.value is not None}
            kept = {each.part.ordinal: each.kept for each in own.get(unit, ()) if each.kept is not None}
            target = targets.get(unit)
            yield Pursuit(unit, name, indicator, label, time, values, kept, target, period).standing()

    def carrying(self, name: str) -> list[str]:
        """The units that the table of units says to carry an indicator."""
        units = () if self.tree is None else self.tree.units.values()
        return [each.name for each in units if name in {self.names[word] for word in each.carries or ()}]

    def time(self, kind: PeriodKind) -> Time | None:
        """How far the period has run in parts of a kind; None where none of them has ended."""
        months = months_of(kind)
        first, count = self.at * months_of(self.period) // months, months_of(self.period) // months
        at = (self.until.last_month + 1) // months - 1
        return Time(kind, first, count, at, parts_of_year(kind) or 1) if at >= first else None
