"""Conditions over a cross-section: each as one column of truths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.sizes import current
from targetrules.columns.vectors import (
    Bits,
    Ints,
    Numbers,
    Truths,
    all_of,
    any_of,
    count_of,
    gather,
)
from targetrules.data import define
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.past import Register
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.errors import InternalError
from targetrules.rules import tree
from targetrules.rules.analysis.calendar import Calendar
from targetrules.source.decimals import scaled_ends

__all__ = ["Conditions"]


@define(slots=True, eq=False)
class Conditions:
    """The truth of conditions over one cross-section. ``first`` has for each statement the first that shares its past.

    ``calendars`` has for those with ``restarts`` what the calendar alone says of it.
    """

    rules: tree.Rules
    now: CrossSection
    memory: ColumnMemory | None
    first: Mapping[tree.Temporal, tree.Temporal]
    calendars: Mapping[tree.Temporal, Calendar]

    @property
    def past(self) -> ColumnMemory:
        """The memory, without which a condition that looks back cannot be asked."""
        if self.memory is None:
            raise InternalError("a condition that looks back was asked for without the past")
        return self.memory

    def enters(self, status: str) -> Bits:
        """Who is in a status and was not in the row before."""
        was_in = gather(self.past.ages[status], self.now.units) > 0
        return np.asarray((self.now.ages[status] > 0) & ~was_in)

    def holds(self, condition: tree.Condition) -> Truths:  # noqa: C901, PLR0911, PLR0912
        now = self.now
        match condition:
            case tree.GradeIs(grades, of):
                codes = now.grade if of is None else now.codes(of).codes
                return _among(codes, [self.rules.grade_position[grade] for grade in grades])
            case tree.GradeChange():
                return self.holds(condition.meaning)
            case tree.Compare():
                return self.compares(condition)
            case tree.FlagIs(name, wanted):
                flags = now.flags(name)
                return flags if wanted else flags.opposite()
            case tree.ChoiceIs(name, options):
                words = self.rules.inputs[name].options
                return _among(now.codes(name).codes, [words.index(option) for option in options])
            case tree.All(parts):
                return all_of([self.holds(part) for part in parts], now.size)
            case tree.AnyOf(parts):
                return any_of([self.holds(part) for part in parts], now.size)
            case tree.Cardinality(parts, at_least, at_most):
                return count_of([self.holds(part) for part in parts], at_least, at_most, now.size)
            case tree.Not(part):
                return self.holds(part).opposite()
            case tree.Temporal():
                return self.temporal(condition)
            case tree.RankCutoff():
                return self.place(condition)
            case tree.Known(names):
                known = np.ones(now.size, np.bool_)
                for name in names:
                    value = now.values[name]
                    known &= ~value.unknown if isinstance(value, Truths) else value.known
                return Truths.of(known)
            case tree.Rated(wanted):
                rated = now.grade >= 0
                return Truths.of(rated if wanted else ~rated)
            case tree.During():
                return Truths.of(np.full(now.size, now.period in condition, np.bool_))
            case tree.Receives(consequence):
                return Truths.of(now.received[consequence])
            case tree.Received(consequence):
                return Truths.of(gather(self.past.received[consequence], now.units))

    def compares(self, compare: tree.Compare) -> Truths:
        left = self.leaf(compare.left)
        if isinstance(compare.right, tree.Literal):
            floor, ceiling = scaled_ends(compare.right.value, left.decimals)
            return Truths.known(_compared(compare.how, left.values, floor, ceiling), left.known)
        left, right = left.wide(), self.leaf(compare.right).wide()
        known = left.known & right.known
        if left.decimals >= right.decimals:
            scale = 10 ** (left.decimals - right.decimals)
            turned = {"at_least": "at_most", "above": "below", "at_most": "at_least", "below": "above"}
            how = turned.get(compare.how, compare.how)
            left, right = right, left
        else:
            scale, how = 10 ** (right.decimals - left.decimals), compare.how
        floor = right.values // scale
        return Truths.known(_compared(how, left.values, floor, -(-right.values // scale)), known)

    def leaf(self, number: tree.NumberOf | tree.RankOf | tree.SizeOf) -> Numbers:
        if isinstance(number, tree.NumberOf):
            return self.now.number(number.name)
        places = self.now.places[number.ranking]
        return places.ranks if isinstance(number, tree.RankOf) else places.size

    def place(self, place: tree.RankCutoff) -> Truths:
        places = self.now.places[place.ranking]
        inside = places.inside(place, self.rules, self.now.period)
        if inside is None:
            return Truths(self.now.never(), places.known & (places.rank == 0))
        return Truths(inside, places.known & ~inside)

    # ---- temporal conditions ---------------------------------------------------------------------------------------

    def temporal(self, temporal: tree.Temporal) -> Truths:
        return self.past.said[temporal].ago(temporal, self.now) if temporal.ago else self.statement(temporal)

    def statement(self, temporal: tree.Temporal) -> Truths:
        if temporal not in self.now.statements:
            present = Truths.of(self.now.never()) if temporal.earlier and temporal.counting else self.present(temporal)
            readings = [
                register.statement(temporal, self.now, present, afresh)
                for register, afresh in self.readings(self.first[temporal])
            ]
            self.now.statements[temporal] = readings[0] if len(readings) == 1 else _agreed(*readings)
        return self.now.statements[temporal]

    def readings(self, first: tree.Temporal) -> Sequence[tuple[Register, Bits | None]]:
        """The past of a statement, and where counting starts afresh with this period.

        Twice where ``restarts`` may be unknown: as though an unknown one did not start afresh, and as though it did.
        """
        past = self.past
        if first.restarts is None:
            return ((past.registers[first], None),)
        if first not in self.now.restarts:
            latest = self.calendars[first].latest(self.now.period)
            missed = self.now.never() if latest is None else gather(past.last_period, self.now.units) < latest
            self.now.restarts[first] = any_of([self.holds(first.restarts), Truths.of(missed)], self.now.size)
        restarts = self.now.restarts[first]
        return (past.registers[first], restarts.yes), (past.unsure[first], ~restarts.no)

    def present(self, temporal: tree.Temporal) -> Truths:
        """The statement's condition in this period."""
        first = self.first[temporal]
        if first not in self.now.truths:
            self.now.truths[first] = self.holds(temporal.of)
        return self.now.truths[first]


def _agreed(one: Truths, other: Truths) -> Truths:
    """What both say; unknown where they differ."""
    return Truths(one.yes & other.yes, one.no & other.no)


def _among(codes: NDArray[Any], wanted: list[int]) -> Truths:
    known = codes >= 0
    if len(wanted) > current().options:
        table = np.zeros(max([*wanted, int(codes.max(initial=0))]) + 1, np.bool_)
        table[wanted] = True
        return Truths.known(table.take(codes), known)
    among = codes == wanted[0]
    for each in wanted[1:]:
        among |= codes == each
    return Truths(among, known ^ among)


def _compared(how: str, left: Ints, floor: Ints | int, ceiling: Ints | int) -> Bits:
    """Against a number between two integers (or equal to both)."""
    match how:
        case "at_least":
            return np.asarray(left >= ceiling)
        case "above":
            return np.asarray(left > floor)
        case "at_most":
            return np.asarray(left <= floor)
        case "below":
            return np.asarray(left < ceiling)
        case _:
            return np.asarray((left == floor) & (floor == np.asarray(ceiling)))
