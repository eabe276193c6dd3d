"""All that is kept of the past: the bounded state of a policy, one entry a unit in every array."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Numbers, gather
from targetrules.data import define
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.cuts import CutRegister
from targetrules.engine.columnar.evaluation.past import Register, StatementRegister
from targetrules.rules import tree
from targetrules.rules.analysis.scale import decimals_of_number

__all__ = ["NEVER", "ColumnMemory", "EntryRegister", "RingBuffer"]

_BEYOND: Final = 65
"""Periods ago: beyond the longest window, which reaches 64 periods back."""

NEVER: Final = -(10**9) - _BEYOND
"""No period is earlier by so much, and 32 bits hold its distance from every period."""


@define(slots=True, eq=False)
class RingBuffer:
    """The values of a number in the last few periods, for ``previous`` and its like: a ring of slots.

    Arrays of (slots, units); ``periods`` says of what period a slot is.
    """

    values: NDArray[np.int64]
    known: NDArray[np.bool_]
    zero: NDArray[np.bool_]
    periods: NDArray[np.int32]
    decimals: int

    @staticmethod
    def of(slots: int, units: int, decimals: int) -> RingBuffer:
        """An empty ring."""
        size = (slots, units)
        no = np.zeros(size, np.bool_)
        return RingBuffer(np.zeros(size, np.int64), no, no.copy(), np.full(size, NEVER, np.int32), decimals)

    def ago(self, now: CrossSection, periods: int) -> tuple[Numbers, Bits]:
        """The values so many periods ago, and where a division by zero happened in them."""
        slot = (now.period - periods) % len(self.values)
        there = gather(self.periods[slot], now.units) == now.period - periods
        known = gather(self.known[slot], now.units) & there
        zero = gather(self.zero[slot], now.units) & there
        return Numbers(gather(self.values[slot], now.units), known, self.decimals), zero

    def remember(self, now: CrossSection, number: Numbers, zero: Bits) -> None:
        """Take this period in."""
        slot = now.period % len(self.values)
        self.values[slot][now.units] = number.with_decimals(self.decimals)
        self.known[slot][now.units] = number.known
        self.zero[slot][now.units] = zero
        self.periods[slot][now.units] = now.period


@define(slots=True, eq=False)
class EntryRegister:
    """The values of a number when each unit last newly entered a status; not ``known`` where it never did."""

    values: NDArray[np.int64]
    known: NDArray[np.bool_]
    zero: NDArray[np.bool_]
    decimals: int

    @staticmethod
    def of(units: int, decimals: int) -> EntryRegister:
        """Nobody ever entered."""
        return EntryRegister(np.zeros(units, np.int64), np.zeros(units, np.bool_), np.zeros(units, np.bool_), decimals)

    def read(self, now: CrossSection) -> tuple[Numbers, Bits]:
        """The values as they stood before this period, and where a division by zero happened in them."""
        values, known, zero = (gather(each, now.units) for each in (self.values, self.known, self.zero))
        return Numbers(values, known, self.decimals), zero

    def remember(self, now: CrossSection, entered: Bits, number: Numbers, zero: Bits) -> None:
        """Take in the units that newly entered in this period."""
        units = now.units[entered]
        self.values[units] = number.with_decimals(self.decimals)[entered]
        self.known[units] = number.known[entered]
        self.zero[units] = zero[entered]


@define(slots=True, eq=False)
class ColumnMemory:
    """The past of all units. The last axis of each array is the units; no past at all is what ``of`` gives.

    ``last_period`` has the period of the unit's latest row and ``last_grade`` its grade (empty where no rule asks for
    it). ``registers`` and ``said`` have words for temporal conditions (a register for several that share their past);
    ``unsure`` has a second register for those with ``restarts``, in which an unknown one has started afresh. ``rings``
    have the values that formulas look back at, ``entries`` those that a status was entered with, ``ages`` for how many
    rows a unit has been in a status, ``received`` whether it ever received a consequence (those alone that a rule asks
    for). ``cuts`` alone are not of units: they have what was computed of groups.
    """

    last_period: NDArray[np.int32]
    last_grade: NDArray[np.int8]
    registers: dict[tree.Temporal, Register]
    unsure: dict[tree.Temporal, Register]
    said: dict[tree.Temporal, StatementRegister]
    rings: dict[tree.Lag | tree.RollingAggregate, RingBuffer]
    entries: dict[tree.AtEntry, EntryRegister]
    ages: dict[str, NDArray[np.int32]]
    received: dict[str, NDArray[np.bool_]]
    cuts: dict[str, CutRegister]

    @staticmethod
    def of(
        rules: tree.Rules,
        units: int,
        temporals: Mapping[tree.Temporal, Sequence[tree.Temporal]],
        rings: Iterable[tree.Lag | tree.RollingAggregate],
        entries: Iterable[tree.AtEntry],
        received: Iterable[str],
    ) -> ColumnMemory:
        """So many units without a past."""
        limits = rules.grading is not None and bool(rules.grading.limits)
        return ColumnMemory(
            np.full(units, NEVER, np.int32),
            np.full(units if limits else 0, -1, np.int8),
            {first: Register.of(alike, units) for first, alike in temporals.items()},
            {first: Register.of(alike, units) for first, alike in temporals.items() if first.restarts is not None},
            {
                temporal: StatementRegister.of(temporal, units)
                for alike in temporals.values()
                for temporal in alike
                if temporal.ago
            },
            {number: RingBuffer.of(_slots(number), units, decimals_of_number(number.of, rules)) for number in rings},
            {entry: EntryRegister.of(units, decimals_of_number(entry.of, rules)) for entry in entries},
            {name: np.zeros(units, np.int32) for name in rules.statuses},
            {id_: np.zeros(units, np.bool_) for id_ in received},
            {cut.name: CutRegister() for cut in rules.kept_cuts},
        )

    def succeed(self, units: NDArray[np.intp], of: NDArray[np.intp]) -> None:
        """Let each of the ``units`` go on from the past of one of the others, all at once: each past as it was.

        An array has the units last; what is copied of one is taken out before anything is put in.
        """

        def copy(part: Any) -> None:
            match part:
                case np.ndarray() if part.shape[-1]:
                    part[..., units] = part[..., of]
                case dict():
                    for each in part.values():
                        copy(each)
                case Register() | StatementRegister() | RingBuffer() | EntryRegister():
                    for each in attrs.fields(type(part)):
                        copy(getattr(part, each.name))
                case _:
                    return

        for each in attrs.fields(ColumnMemory):
            copy(getattr(self, each.name))

    def first(self, units: int) -> ColumnMemory:
        """That of the first units alone, in the same arrays."""

        def part(of: Any) -> Any:
            match of:
                case np.ndarray():
                    return of[..., :units]
                case dict():
                    return {key: part(each) for key, each in of.items()}
                case Register() | StatementRegister() | RingBuffer() | EntryRegister() | ColumnMemory():
                    arrays = {each.name: getattr(of, each.name) for each in attrs.fields(type(of))}
                    return attrs.evolve(of, **{name: part(each) for name, each in arrays.items()})
                case _:
                    return of

        found: ColumnMemory = part(self)
        return found

    def since_last(self, units: NDArray[np.intp], period: int) -> NDArray[np.uint8]:
        """How many periods ago each unit had its latest row; 65 where that is longer ago, or never was."""
        since: Any = np.subtract(period, gather(self.last_period, units))
        near: NDArray[np.uint8] = np.minimum(since, _BEYOND, out=since).astype(np.uint8)
        return near


def _slots(number: tree.Lag | tree.RollingAggregate) -> int:
    return max(1, number.periods if isinstance(number, tree.Lag) else number.periods - 1)
