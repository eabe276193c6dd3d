"""What each unit's past leaves behind: one 64-bit word a condition, counters, last values.

Bit *i* of a word says that the condition held *i* periods before the unit's latest row; it is shifted by the number of
periods since then when the unit has a row again. With ``bridge`` only rows that are no gaps take a bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from targetrules.engine.columnar.cohort import Cohort
from targetrules.engine.columnar.scale import decimals_in
from targetrules.engine.columnar.vectors import Bits, Ints, Numbers, Truths
from targetrules.rules import tree

__all__ = ["Memory", "Register"]

Words = NDArray[np.uint64]
_ONE: Final = np.uint64(1)
_WIDTH: Final = 64


def _mask(bits: int) -> np.uint64:
    return np.uint64((1 << bits) - 1)


def _shifted(words: Words, by: Ints) -> Words:
    """Shifted left, and empty where nothing would be left (which NumPy leaves open); -1: there was no row before."""
    most = int(by.max(initial=0))
    if most <= 0:
        return words
    out = words << np.maximum(by, 0).astype(np.uint64)
    return out if most < _WIDTH else np.where(by >= _WIDTH, np.uint64(0), out)


@define(slots=True, eq=False)
class Register:
    """The past of one statement about time, for all units."""

    over: tree.Over
    held: Words
    count: NDArray[np.int32]
    said_yes: Words
    said_no: Words

    @staticmethod
    def of(over: tree.Over, units: int) -> Register:
        """An empty past for so many units."""
        words = np.zeros(units, np.uint64)
        counts = isinstance(over.counting, tree.Times) and over.counting.of_last is None
        return Register(over, words, np.zeros(units if counts else 0, np.int32), *_said(over, units))

    def grown(self, units: int) -> None:
        """Room for more units, who have no past."""
        for name in ("held", "count", "said_yes", "said_no"):
            old = getattr(self, name)
            if len(old):
                setattr(self, name, np.concatenate([old, np.zeros(units - len(old), old.dtype)]))

    # ---- the present, from the past --------------------------------------------------------------------------------

    def before(self, now: Cohort) -> Words:
        """Bit *i*: it held in the period *i* + 1 before this one (bridged: in that row of those that are no gaps)."""
        words = self.held[now.units]
        return words if self.over.bridge else _shifted(words, now.since_last - 1)

    def statement(self, now: Cohort, present: Truths) -> Truths:
        """The statement as it stands in this period, ``ago`` left aside."""
        over = self.over
        if over.since is not None and now.period < over.since:
            return Truths.of(now.never())
        match over.counting:
            case None:
                return present
            case tree.Consecutive(count):
                mask = _mask(count if over.earlier else count - 1)
                enough = (self.before(now) & mask) == mask
                return Truths.of(enough) if over.earlier else Truths(present.yes & enough, present.no | ~enough)
            case tree.Times(count, of_last):
                return self._times(now, present, count, of_last)

    def _times(self, now: Cohort, present: Truths, count: int, of_last: int | None) -> Truths:
        if of_last is None:
            counted: Any = self.count[now.units]
        else:
            counted = np.bitwise_count(self.before(now) & _mask(of_last if self.over.earlier else of_last - 1))
        if self.over.earlier:
            return Truths.of(counted >= count)
        enough, one_more = counted >= count, counted >= count - 1
        return Truths(enough | (present.yes & one_more), ~enough & (present.no | ~one_more))

    def ago(self, now: Cohort) -> Truths:
        """The statement as it stood ``ago`` periods ago; unknown where the unit had no row then."""
        by = now.since_last - 1
        bit = np.uint64(self.over.ago - 1)
        yes = (_shifted(self.said_yes[now.units], by) >> bit) & _ONE == _ONE
        if self.over.earlier:
            return Truths.of(yes)
        no = (_shifted(self.said_no[now.units], by) >> bit) & _ONE == _ONE
        return Truths(yes, no)

    # ---- the past, from the present --------------------------------------------------------------------------------

    def remember(self, now: Cohort, present: Truths, said: Truths | None, resets: Truths | None) -> None:
        """Take this period in; where ``resets`` holds, it and all before it no longer count."""
        units, over = now.units, self.over
        counts = over.since is None or now.period >= over.since
        held = present.yes if counts else now.never()
        words = (self.before(now) << _ONE) | held
        if over.bridge:
            words = np.where(present.unknown, self.held[units], words)
        if resets is not None:
            words = np.where(resets.yes, np.uint64(0), words)
        self.held[units] = words
        if len(self.count):
            count = np.minimum(self.count[units] + held, np.iinfo(np.int32).max - 1)
            self.count[units] = count if resets is None else np.where(resets.yes, 0, count)
        if said is not None:
            by = now.since_last
            self.said_yes[units] = _shifted(self.said_yes[units], by) | said.yes
            self.said_no[units] = _shifted(self.said_no[units], by) | said.no


def _said(over: tree.Over, units: int) -> tuple[Words, Words]:
    size = units if over.ago else 0
    return np.zeros(size, np.uint64), np.zeros(size, np.uint64)


@define(slots=True, eq=False)
class Values:
    """The values of a number in the last few periods, for ``previous`` and its like: a ring of slots."""

    values: NDArray[np.int64]
    known: NDArray[np.bool_]
    zero: NDArray[np.bool_]
    periods: NDArray[np.int64]
    decimals: int

    @staticmethod
    def of(slots: int, units: int, decimals: int) -> Values:
        """An empty ring."""
        size = (slots, units)
        no = np.zeros(size, np.bool_)
        return Values(np.zeros(size, np.int64), no, no.copy(), np.full(size, _NEVER), decimals)

    def grown(self, units: int) -> None:
        """Room for more units."""
        slots, old = self.values.shape
        more = Values.of(slots, units - old, self.decimals)
        for name in ("values", "known", "zero", "periods"):
            setattr(self, name, np.concatenate([getattr(self, name), getattr(more, name)], axis=1))

    def ago(self, now: Cohort, periods: int) -> tuple[Numbers, Bits]:
        """The values so many periods ago, and where a division by zero happened in them."""
        slot = (now.period - periods) % len(self.values)
        there = self.periods[slot, now.units] == now.period - periods
        known = self.known[slot, now.units] & there
        return Numbers(self.values[slot, now.units], known, self.decimals), self.zero[slot, now.units] & there

    def remember(self, now: Cohort, number: Numbers, zero: Bits) -> None:
        """Take this period in."""
        slot = now.period % len(self.values)
        self.values[slot, now.units] = number.at(self.decimals)
        self.known[slot, now.units] = number.known
        self.zero[slot, now.units] = zero
        self.periods[slot, now.units] = now.period


_NEVER: Final = -(2**62)


@define(slots=True, eq=False)
class Memory:
    """All that is kept of the past: the bounded state of the policy, one entry a unit."""

    last_period: NDArray[np.int64]
    last_grade: NDArray[np.int8]
    registers: dict[tree.Over, Register]
    rings: dict[tree.Previous | tree.Last, Values]
    ages: dict[str, NDArray[np.int32]]
    received: dict[str, NDArray[np.bool_]]
    units: int = field(default=0)

    @staticmethod
    def of(
        overs: Iterable[tree.Over], rings: Iterable[tree.Previous | tree.Last], rules: tree.Rules, units: int
    ) -> Memory:
        """No past at all."""
        return Memory(
            np.full(units, _NEVER),
            np.full(units, -1, np.int8),
            {over: Register.of(over, units) for over in overs},
            {number: Values.of(_slots(number), units, decimals_in(number.of, rules)) for number in rings},
            {name: np.zeros(units, np.int32) for name in rules.statuses},
            {rule.id: np.zeros(units, np.bool_) for rule in rules.consequences},
            units,
        )

    def since_last(self, units: NDArray[np.intp], period: int) -> Ints:
        """How many periods ago each unit had its latest row; 0 where it never had one."""
        last = self.last_period[units]
        return np.where(last == _NEVER, 0, period - last)


def _slots(number: tree.Previous | tree.Last) -> int:
    return max(1, number.periods if isinstance(number, tree.Previous) else number.periods - 1)
