"""Cases to judge: a policy's own examples changed a little, and results made up, both biased to where its rules change.

A case is an example that expects nothing yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Final, TypeAlias

from attrs import evolve

from targetrules.data import define
from targetrules.engine.examples import history_of
from targetrules.engine.reference import evaluate
from targetrules.history import Value
from targetrules.mutation.edges import compared_measures, ends_of, named_periods, telling_values
from targetrules.period import parts_of_year
from targetrules.rules import tree
from targetrules.rules.exact import rounded
from targetrules.source.decimals import quantized, unscaled

__all__ = ["cases_for", "with_rows"]

_Values: TypeAlias = Mapping[str, Value]
_Row: TypeAlias = tuple[str, int, _Values]

_YEAR: Final = 2020
"""Where the periods of a policy begin that names none and has no examples."""

_ITEMS: Final = ("p", "q", "r")
_MOST_CHANGES: Final = 3
_CROWDS: Final = (3, 8, 19, 24)


def cases_for(rules: tree.Rules, seed: int = 0) -> Iterator[tree.Example]:
    """Cases without end: in turn an example that was changed in one to three places, and results made up."""
    making = _Making(rules, Random(seed))  # noqa: S311
    own = [tree.Example({}, each.rows, (), each.details) for each in rules.examples]
    while True:
        if own:
            yield making.near(making.random.choice(own))
            yield making.near(making.random.choice(own))
        yield making.anew()


@define
class _Making:
    rules: tree.Rules
    random: Random

    def anew(self) -> tree.Example:
        """Results made up of one unit, or of some; of the same few values, so that units tie and runs come about."""
        rows, details = list[_Row](), dict[str, tuple[_Row, ...]]()
        first = self.random.choice(self.starts) - self.random.randint(0, 2)
        few = {name: self.few(self.rules, name) for name in self.inputs}
        for unit in [f"u{number}" for number in range(1, self.random.choice((1, 1, 2, 4, 6)) + 1)]:
            for period in range(first, first + self.random.choice((1, 2, 3, 5))):
                if self.random.randrange(6):
                    values = {name: self.random.choice(pool) for name, pool in few.items()}
                    rows.append((unit, period, self.rules.asked_for(values, period)))
        rows = rows or [("u1", first, self.rules.asked_for({name: pool[0] for name, pool in few.items()}, first))]
        for name, each in self.rules.details.items():
            details[name] = tuple(self.below(each, rows)) if each.policy is None else ()
        return tree.Example({}, tuple(rows), (), details)

    @cached_property
    def starts(self) -> Sequence[int]:
        """The periods that the policy names, or else those in which its examples begin."""
        own = [min(period for _, period, _ in each.rows) for each in self.rules.examples]
        return named_periods(self.rules) or own or [_YEAR * (parts_of_year(self.rules.period) or 1)]

    def few(self, rules: tree.Rules, name: str) -> Sequence[Value]:
        """Up to three of the values that an input may have."""
        values = telling_values(rules, name)
        return self.random.sample(values, min(len(values), self.random.randint(1, 3)))

    def below(self, details: tree.Details, above: Sequence[_Row]) -> Iterator[_Row]:
        """Up to three rows of details below each row."""
        few = {name: self.few(details.rules, name) for name in details.rules.read_inputs if name != details.item}
        for unit, period, _ in above:
            for item in _ITEMS[: self.random.randint(0, len(_ITEMS))]:
                values = {details.item: item, **{name: self.random.choice(pool) for name, pool in few.items()}}
                yield unit, period, details.rules.asked_for(values, period)

    def near(self, case: tree.Example) -> tree.Example:
        """An example with something else in one to three places."""
        for _ in range(self.random.randint(1, _MOST_CHANGES)):
            case = self.random.choice(self.changes)(case)
        return case

    @cached_property
    def changes(self) -> Sequence[Callable[[tree.Example], tree.Example]]:
        plain = [self.shifted]
        if self.inputs:
            plain += [self.other_value, self.other_value, self.other_value, self.same_value, self.level]
        if self.inputs and compared_measures(self.rules):
            plain += [self.aimed, self.aimed, self.aimed]
        if self.rules.details:
            plain += [self.other_below, self.other_below]
        if not self.has_lower:
            plain += [self.without, self.longer, self.beside, self.tied, self.crowd]
        return plain

    @cached_property
    def has_lower(self) -> bool:
        """Whether rows below are results of other policies, each below a row that must stay."""
        return any(each.policy is not None for each in self.rules.details.values())

    # ---- values ------------------------------------------------------------------------------------------------------

    def other_value(self, case: tree.Example) -> tree.Example:
        """Another value of one input in one row."""
        at, name = self.random.randint(0, len(case.rows) - 1), self.random.choice(self.inputs)
        return self.put(case, [at], {name: self.random.choice(telling_values(self.rules, name))})

    def same_value(self, case: tree.Example) -> tree.Example:
        """The same value of one input in all rows of one unit, or of one period."""
        unit, period, _ = self.random.choice(case.rows)
        is_unit, name = self.random.randrange(2) == 0, self.random.choice(self.inputs)
        meant = [at for at, row in enumerate(case.rows) if (row[0] == unit if is_unit else row[1] == period)]
        return self.put(case, meant, {name: self.random.choice(telling_values(self.rules, name))})

    def level(self, case: tree.Example) -> tree.Example:
        """One number for all inputs of a row that may have it, so that any mean of them is it."""
        numbers = [name for name in self.inputs if self.rules.inputs[name].kind is tree.InputKind.NUMBER]
        if not numbers:
            return case
        value = self.random.choice(telling_values(self.rules, self.random.choice(numbers)))
        level = {name: value for name in numbers if value in telling_values(self.rules, name)}
        return self.put(case, [self.random.randint(0, len(case.rows) - 1)], level)

    @cached_property
    def inputs(self) -> Sequence[str]:
        """Those that are given."""
        return list(self.rules.read_inputs)

    def put(self, case: tree.Example, rows: Sequence[int], values: _Values) -> tree.Example:
        given = {name: value for name, value in values.items() if name in self.rules.inputs}
        changed = list(case.rows)
        for at in rows:
            unit, period, old = changed[at]
            changed[at] = (unit, period, self.rules.asked_for({**old, **given}, period))
        return evolve(case, rows=tuple(changed))

    # ---- measures that stand at what they are compared with ----------------------------------------------------------

    def aimed(self, case: tree.Example) -> tree.Example:
        """One number of a row such that a measure of it comes to stand at an edge, or a unit beside it."""
        numbers = [each for each in self.inputs if self.rules.inputs[each].kind is tree.InputKind.NUMBER]
        if not numbers:
            return case
        at, name, (measure, edge) = (
            self.random.randint(0, len(case.rows) - 1),
            self.random.choice(numbers),
            self.random.choice(compared_measures(self.rules)),
        )
        source, step = self.rules.inputs[name], unscaled(1, self.rules.measures[measure].decimals)
        wanted = Fraction(edge) + self.random.choice((-1, 0, 0, 1)) * Fraction(step)
        low, high = (quantized(end, source.decimals) for end in ends_of(self.rules, name))
        found = [self.measured(self.put(case, [at], {name: end}), at, measure) for end in (low, high)]
        if not isinstance(found[0], Decimal) or not isinstance(found[1], Decimal) or found[0] == found[1]:
            return case
        along = (wanted - Fraction(found[0])) / (Fraction(found[1]) - Fraction(found[0]))
        exact = Fraction(low) + along * (Fraction(high) - Fraction(low))
        value = rounded(exact, source.decimals, tree.Rounding.HALF_UP)
        return self.put(case, [at], {name: value}) if low <= value <= high else case

    def measured(self, case: tree.Example, at: int, measure: str) -> Value:
        """The measure of one of its rows."""
        unit, period, _ = case.rows[at]
        judged = evaluate(self.rules, history_of(self.rules, case))
        return next(now.values[measure] for now in judged if (now.unit, now.period) == (unit, period))

    # ---- what lies below ---------------------------------------------------------------------------------------------

    def other_below(self, case: tree.Example) -> tree.Example:
        """Another value in a row of details, or one row of them less."""
        tables_there = [name for name, rows in case.details.items() if rows]
        if not tables_there:
            return case
        name = self.random.choice(tables_there)
        details, rows = self.rules.all_details[name], list(case.details[name])
        at = self.random.randint(0, len(rows) - 1)
        if details.policy is None and self.random.randrange(4) == 0:
            del rows[at]
        else:
            unit, period, values = rows[at]
            fixed = {details.item, details.policy.unit_above if details.policy is not None else None}
            names = [each for each in details.read.read_inputs if each not in fixed]
            if names:
                changed = self.random.choice(names)
                new = self.random.choice(telling_values(details.read, changed))
                rows[at] = (unit, period, details.read.asked_for({**values, changed: new}, period))
        return evolve(case, details={**case.details, name: tuple(rows)})

    # ---- rows --------------------------------------------------------------------------------------------------------

    def without(self, case: tree.Example) -> tree.Example:
        """One row less, with what lies below it: a gap, or a shorter past."""
        if len(case.rows) == 1:
            return case
        gone = self.random.randint(0, len(case.rows) - 1)
        return with_rows(case, [row for at, row in enumerate(case.rows) if at != gone])

    def longer(self, case: tree.Example) -> tree.Example:
        """One more period of a unit as it was, or after a gap."""
        unit, period, values = self.random.choice(case.rows)
        later = max(at for each, at, _ in case.rows if each == unit) + self.random.choice((1, 1, 2))
        return self.added(case, (unit, period), (unit, later, values))

    def beside(self, case: tree.Example) -> tree.Example:
        """One more unit with the results of one that is there in all its periods."""
        unit = self.random.choice(case.rows)[0]
        other = self.new_unit(case)
        for each, period, values in case.rows:
            if each == unit:
                case = self.added(case, (unit, period), (other, period, values))
        return case

    def tied(self, case: tree.Example) -> tree.Example:
        """One more unit in one period alone."""
        unit, period, values = self.random.choice(case.rows)
        return self.added(case, (unit, period), (self.new_unit(case), period, values))

    def crowd(self, case: tree.Example) -> tree.Example:
        """Many more units in one period, so that shares of them differ by one."""
        unit, period, values = self.random.choice(case.rows)
        numbers = [name for name in self.inputs if self.rules.inputs[name].kind is tree.InputKind.NUMBER]
        name = self.random.choice(numbers) if numbers else None
        for _ in range(self.random.choice(_CROWDS)):
            other = values if name is None else {**values, name: self.random.choice(telling_values(self.rules, name))}
            case = self.added(case, (unit, period), (self.new_unit(case), period, other))
        return case

    def new_unit(self, case: tree.Example) -> str:
        there = {unit for unit, _, _ in case.rows}
        return next(name for name in (f"u{number}" for number in range(1, 1000)) if name not in there)

    def added(self, case: tree.Example, of: tuple[str, int], row: _Row) -> tree.Example:
        """One more row like another one, with the same below it."""
        below = {
            name: (*rows, *((row[0], row[1], values) for unit, period, values in rows if (unit, period) == of))
            for name, rows in case.details.items()
        }
        kept = {name: value for name, value in row[2].items() if name in self.rules.inputs}
        values = self.rules.asked_for(kept, row[1])
        return evolve(case, rows=(*case.rows, (row[0], row[1], values)), details=below)

    def shifted(self, case: tree.Example) -> tree.Example:
        """All of it so much earlier or later that it begins or ends where something begins or ends."""
        named = named_periods(self.rules)
        if not named:
            return case
        periods = [period for _, period, _ in case.rows]
        edge = self.random.choice(named) + self.random.choice((-1, 0, 1))
        by = edge - (max(periods) if self.random.randrange(2) == 0 else min(periods))
        rows = tuple((unit, at + by, self.rules.asked_for(values, at + by)) for unit, at, values in case.rows)
        below = {
            name: tuple((unit, at + by, values) for unit, at, values in each) for name, each in case.details.items()
        }
        return evolve(case, rows=rows, details=below)


def with_rows(case: tree.Example, rows: Sequence[_Row]) -> tree.Example:
    """The same with some of its rows alone, and what lies below these."""
    there = {(unit, period) for unit, period, _ in rows}
    below = {name: tuple(row for row in each if row[:2] in there) for name, each in case.details.items()}
    return evolve(case, rows=tuple(rows), details=below)
