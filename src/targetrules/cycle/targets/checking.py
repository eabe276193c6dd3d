"""Whether targets are such as the policy asks for, and broken down without being lowered: :func:`check_targets`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from targetrules.arguments import instance_of
from targetrules.cycle.targets.breaches import Breach, TargetsCheck, breach_of_units
from targetrules.cycle.targets.cascade import cascade_breaches, place_of, sides_of
from targetrules.cycle.targets.reading import Target, read_units, table_of, targets_in, with_targets_in_lines
from targetrules.cycle.targets.unit_tree import UnitTree, tree_of
from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.results.naming import Naming
from targetrules.rules.leaf import PeriodRange
from targetrules.rules.resolution.context import label_of
from targetrules.rules.resolution.indicator_dates import range_of, stretch_word
from targetrules.rules.resolution.indicator_scores import ends_of_target
from targetrules.source.decimals import added, decimals_of, plain_digits
from targetrules.syntax import schema as syntax
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.period import PeriodKind

__all__ = ["HeldTargets", "called", "check_targets", "held_against", "names_of"]

_NUMBERS: Final = ("target", "low", "high")


def check_targets(policy: Policy, targets: Any, units: Any = None, *, naming: Naming | None = None) -> TargetsCheck:
    """Hold a table of targets against a policy, and against the tree of units: nothing is lowered on the way down.

    Args:
        policy: The policy, which has indicators.
        targets: The targets: a file, or rows, with ``unit``, ``period``, ``indicator`` and ``target`` or ``low`` and
            ``high``, or with a column for each (``gdp_target``);
            with how they are to be read, where that is to be said, as ``DetailRows``.
        units: The units: a file, or rows, with ``unit`` and ``parent``; left out, no level is held against another.
        naming: What is meant where names of the targets leave a doubt.

    Returns:
        What was found: each breach with the lines that it is of.

    Raises:
        ArgumentError: This is no policy.
        ResultsError: A table cannot be read; ``problems`` has all that is wrong with it. It is a TargetsTableError.
        MissingExtraError: What reads a file is not installed.
    """
    rules = instance_of("policy", policy, Policy, "policy").rules
    read = targets_in(with_targets_in_lines(rules, table_of(targets)), rules, targets, naming)
    tree = None if units is None else tree_of(*read_units(units))
    found = held_against(policy, read.targets, tree, is_wide=read.is_wide)
    return evolve(found, ignored=read.ignored, held_levels=tree is not None)


def held_against(
    policy: Policy, targets: Sequence[Target], tree: UnitTree | None, *, is_wide: bool = False
) -> TargetsCheck:
    """The same of targets and units that were read already; ``tree`` None: no level is held against another.

    ``is_wide``: they stand in a column for each, so that nothing is said of those without a number.
    """
    indicators, rules = policy.written.indicators or {}, policy.rules
    found = HeldTargets(rules.period, indicators, names_of(indicators), targets, is_wide)
    breaches = list(found.of_rows())
    unchecked: tuple[str, ...] = ()
    if tree is not None:
        known = [each for each in found.known if tree.holds(each.unit)]
        breaches += tree.breaches
        if tree.is_read:
            breaches += found.of_units(tree)
            breaches += cascade_breaches(rules.period, indicators, known, tree)
        there = {each.indicator for each in found.known}
        unchecked = tuple(name for name, one in indicators.items() if name in there and one.cascade is None)
    labels = {name: label_of(one.label) for name, one in indicators.items()}
    breaches = [evolve(each, label=labels.get(each.indicator or "", {})) for each in breaches]
    breaches.sort(key=lambda each: (each.of_units, each.line is None, each.line or 0))
    units_there = {each.unit for each in found.targets}
    return TargetsCheck(len(found.targets), len(units_there), tuple(breaches), unchecked, labels)


def called(policy: Policy, targets: Sequence[Target]) -> list[Target]:
    """Those of indicators of the policy, by their ids, each of which a unit has once in a period."""
    indicators = policy.written.indicators or {}
    return HeldTargets(policy.rules.period, indicators, names_of(indicators), targets).known


def names_of(indicators: Mapping[str, syntax.Indicator]) -> Mapping[str, str]:
    """The id of each indicator, by what it may be called: its id, or a label that no other one has."""
    found: dict[str, set[str]] = {}
    for name, one in indicators.items():
        labels = [one.label] if isinstance(one.label, str) else list((one.label or {}).values())
        for each in labels:
            found.setdefault(each.strip(), set()).add(name)
    alone = {label: names.pop() for label, names in found.items() if len(names) == 1}
    return alone | {name: name for name in indicators}


@frozen(slots=True)
class HeldTargets:
    """The targets as they stand there, and the indicators by id and by what they may be called."""

    period: PeriodKind
    indicators: Mapping[str, syntax.Indicator]
    names: Mapping[str, str]
    targets: Sequence[Target]
    is_wide: bool = False

    @property
    def known(self) -> list[Target]:
        """Those of indicators of the policy, by their ids, each of which a unit has once in a period."""
        found: dict[tuple[str, int, str], Target] = {}
        for each in self.targets:
            if (name := self.names.get(each.indicator)) is not None:
                found.setdefault((each.unit, each.period, name), _called(each, name))
        return list(found.values())

    @cached_property
    def ranges(self) -> Mapping[str, PeriodRange]:
        """The periods in which each indicator is in force."""
        return {name: range_of(one, self.period) for name, one in self.indicators.items()}

    def breach(self, kind: str, of: Target, **values: Any) -> Breach:
        """Something that is wrong with a target."""
        return Breach(kind, of.unit, period_text(self.period, of.period), of.indicator, of.line, values=values)

    # ---- of a line by itself -----------------------------------------------------------------------------------------

    def of_rows(self) -> Iterator[Breach]:
        """What is wrong with a target by itself, and with the weights of a unit."""
        first: dict[tuple[str, int, str], Target] = {}
        for each in self.targets:
            name = self.names.get(each.indicator)
            if name is None:
                yield self.breach("unknown-indicator", each, known=tuple(self.indicators) or ("-",))
                continue
            before = first.setdefault((each.unit, each.period, name), each)
            if before is not each:
                yield self.breach("twice", each, place=place_of(before))
            if each.period in self.ranges[name]:
                yield from self.of_numbers(_called(each, name), self.indicators[name])
            else:
                yield self.breach("not-in-force", each, when=stretch_word(self.ranges[name], self.period))
        yield from self.of_weights()

    def of_numbers(self, target: Target, indicator: syntax.Indicator) -> Iterator[Breach]:
        """The numbers that a target of this shape has, each where it may lie."""
        wanted = tuple(part for part, _ in sides_of(indicator))
        for part in _NUMBERS:
            number: Decimal | None = getattr(target, part)
            if number is None and part in wanted:
                yield self.breach("no-number", target, column=part)
            elif number is not None and part not in wanted:
                kind = "another-number" if wanted else "needs-no-number"
                yield self.breach(kind, target, column=part, wanted=Listing(wanted))
            elif number is not None:
                yield from self.of_number(number, target, indicator)
        low, high = target.low, target.high
        if wanted == ("low", "high") and low is not None and high is not None and low > high:
            yield self.breach("ends-exchanged", target, low=plain_digits(low), high=plain_digits(high))

    def of_number(self, number: Decimal, target: Target, indicator: syntax.Indicator) -> Iterator[Breach]:
        """Where it lies, and its decimals."""
        ends, decimals = ends_of_target(indicator), indicator.decimals or 0
        if (ends.low is not None and number < ends.low) or (ends.high is not None and number > ends.high):
            low, high = (Word("targets.open") if each is None else plain_digits(each) for each in (ends.low, ends.high))
            yield self.breach("out-of-range", target, found=plain_digits(number), low=low, high=high)
        if decimals_of(number) > decimals:
            yield self.breach("decimals", target, found=plain_digits(number), decimals=decimals)

    def of_weights(self) -> Iterator[Breach]:
        """Where a unit has weights of its own, all its targets have one, and they add up to those of the policy."""
        units: dict[tuple[str, int], list[Target]] = defaultdict(list)
        for each in self.known:
            if each.period in self.ranges[each.indicator]:
                units[each.unit, each.period].append(each)
        for (_, period), targets in units.items():
            for each in targets:
                if each.weight is not None and each.weight < 0:
                    yield self.breach("negative-weight", each, found=plain_digits(each.weight))
            weighed = [each for each in targets if each.weight is not None]
            lacking = [each for each in targets if each.weight is None and self.indicators[each.indicator].weight]
            if weighed and lacking:
                for each in lacking:
                    yield self.breach("no-weight", each, place=place_of(weighed[0]))
            elif weighed:
                in_force = [one for name, one in self.indicators.items() if period in self.ranges[name]]
                whole = added(Decimal(one.weight) for one in in_force if one.weight is not None)
                found = added(each.weight for each in weighed if each.weight is not None)
                if found != whole:
                    yield self.breach("weights", weighed[0], found=plain_digits(found), whole=plain_digits(whole))

    # ---- of units ----------------------------------------------------------------------------------------------------

    def of_units(self, tree: UnitTree) -> Iterator[Breach]:
        """Units that stand in no tree, and what they are said to carry."""
        first = {each.unit: each for each in reversed(self.targets)}
        for name in dict.fromkeys(each.unit for each in self.targets):
            if not tree.holds(name):
                yield self.breach("not-in-tree", first[name])
        given = {(each.unit, each.period, each.indicator): each for each in self.known}
        periods = dict.fromkeys(each.period for each in self.known)
        for unit in tree.units.values():
            if unit.carries is None:
                continue
            for word in unit.carries:
                if word not in self.names:
                    known = tuple(self.indicators) or ("-",)
                    yield breach_of_units("carries-unknown", unit.name, unit.line, indicator=word, known=known)
            carried = [self.names[word] for word in unit.carries if word in self.names]
            for period in periods:
                yield from self.of_carried(unit.name, unit.line, carried, period, given)

    def of_carried(
        self, unit: str, line: int, carried: Sequence[str], period: int, given: Mapping[tuple[str, int, str], Target]
    ) -> Iterator[Breach]:
        """All that a unit carries is given to it, and nothing else."""
        told = period_text(self.period, period)
        for name in carried:
            is_said = sides_of(self.indicators[name]) or not self.is_wide
            if is_said and period in self.ranges[name] and (unit, period, name) not in given:
                yield breach_of_units("not-given", unit, line, period=told, indicator=name)
        for name in self.indicators:
            target = given.get((unit, period, name))
            if target is not None and name not in carried:
                yield self.breach("not-carried", target, line=line)


def _called(target: Target, name: str) -> Target:
    return target if target.indicator == name else evolve(target, indicator=name)
