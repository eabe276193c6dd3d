"""Conditions over a cohort: each as one column of truths."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from attrs import define

from targetrules.engine.columnar.cohort import Cohort, Places
from targetrules.engine.columnar.past import Memory
from targetrules.engine.columnar.vectors import Bits, Ints, Numbers, Truths, all_of, any_of, scaled_ends
from targetrules.rules import tree
from targetrules.rules.exact import units_of

__all__ = ["Conditions", "units_in"]


@define(slots=True, eq=False)
class Conditions:
    """The truth of conditions over one cohort."""

    rules: tree.Rules
    now: Cohort
    memory: Memory

    def holds(self, condition: tree.Condition) -> Truths:  # noqa: C901, PLR0911
        now = self.now
        match condition:
            case tree.GradeIs(grades, of):
                codes = now.grade if of is None else now.codes(of).codes
                return _among(codes, [self.rules.grade_position[grade] for grade in grades])
            case tree.Compare():
                return self.compares(condition)
            case tree.FlagIs(name, wanted):
                flags = now.flags(name)
                return flags if wanted else flags.opposite()
            case tree.ChoiceIs(name, options):
                words = self.rules.inputs[name].options
                return _among(now.codes(name).codes, [words.index(option) for option in options])
            case tree.All(parts):
                return all_of((self.holds(part) for part in parts), now.size)
            case tree.AnyOf(parts):
                return any_of((self.holds(part) for part in parts), now.size)
            case tree.Not(part):
                return self.holds(part).opposite()
            case tree.Over():
                return self.over(condition)
            case tree.Place():
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
            case tree.During(span):
                return Truths.of(np.full(now.size, now.period in span))
            case tree.Receives(consequence):
                return Truths.of(now.received[consequence])
            case tree.Received(consequence):
                return Truths.of(self.memory.received[consequence][now.units])

    def compares(self, compare: tree.Compare) -> Truths:
        left = self.at_hand(compare.left)
        if isinstance(compare.right, tree.Literal):
            floor, ceiling = scaled_ends(compare.right.value, left.decimals)
            return Truths.known(_compared(compare.how, left.values, floor, ceiling), left.known)
        right = self.at_hand(compare.right)
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

    def at_hand(self, number: tree.NumberOf | tree.RankOf | tree.SizeOf) -> Numbers:
        if isinstance(number, tree.NumberOf):
            return self.now.number(number.name)
        places = self.now.places[number.ranking]
        return places.ranks if isinstance(number, tree.RankOf) else places.size

    # ---- places ----------------------------------------------------------------------------------------------------

    def place(self, place: tree.Place) -> Truths:
        places = self.now.places[place.ranking]
        most = units_in(self.rules, place.portion, places, self.now.period)
        has = places.rank > 0
        if most is None:
            return Truths(self.now.never(), places.known & ~has)
        ahead = places.rank - 1 if place.end == "top" else places.below
        inside = ahead < most if place.ties == "in" else ahead + places.tied <= most
        return Truths(inside & has, places.known & ~(inside & has))

    # ---- statements about time -------------------------------------------------------------------------------------

    def over(self, over: tree.Over) -> Truths:
        if over.ago:
            return self.memory.registers[over].ago(self.now)
        return self.statement(over)

    def statement(self, over: tree.Over) -> Truths:
        if over not in self.now.statements:
            present = Truths.of(self.now.never()) if over.earlier and over.counting else self.present(over)
            self.now.statements[over] = self.memory.registers[over].statement(self.now, present)
        return self.now.statements[over]

    def present(self, over: tree.Over) -> Truths:
        """The statement's condition in this period."""
        if over not in self.now.truths:
            self.now.truths[over] = self.holds(over.of)
        return self.now.truths[over]


def _among(codes: Ints, wanted: list[int]) -> Truths:
    known = codes >= 0
    if len(wanted) == 1:
        return Truths.known(codes == wanted[0], known)
    table = np.zeros(max([*wanted, int(codes.max(initial=0))]) + 1, np.bool_)
    table[wanted] = True
    return Truths.known(table[codes], known)


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


def units_in(rules: tree.Rules, portion: tree.Portion, places: Places, period: int) -> Ints | None:
    """How many units of its group the portion is, for each row; None where its parameter has no value."""
    amount = rules.parameters[portion.amount].at(period) if isinstance(portion.amount, str) else portion.amount
    if amount is None:
        return None
    if isinstance(amount, Decimal):
        return np.full(len(places.rank), int(amount), np.int64)
    sizes = places.sizes.tolist()
    by_size = {size: units_of(amount, size, portion.round) for size in set(sizes)}
    return np.array([by_size[size] for size in sizes], np.int64)[places.group]
