"""Cuts over a cross-section: that of each row's group, and what is kept of those that were computed.

A group is known by its words, which mean the same in every table; of each group one row is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.groups import Groups
from targetrules.columns.vectors import Bits, Codes, Ints, Numbers, gather
from targetrules.data import define, frozen
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.judged import Kept
from targetrules.rules import tree
from targetrules.source.decimals import scaled, unscaled

__all__ = ["CutGroups", "CutRegister", "kept_by_words"]

Words = tuple[str, ...]


@define(slots=True, eq=False)
class CutRegister:
    """What was computed as a cut in the latest period in which it was due: by group, in units of its last decimal."""

    period: int | None = None
    values: dict[Words, int] = field(factory=dict)


@frozen(slots=True, eq=False)
class CutGroups:
    """The groups of a cut in a cross-section. ``each`` numbers them from 0 (-1: not known), ``words`` has their names.

    There may be numbers that no row has; they have no words.
    """

    cut: tree.Cut
    each: NDArray[np.intp]
    words: Mapping[int, Words]
    count: int

    @staticmethod
    def of(rules: tree.Rules, cut: tree.Cut, now: CrossSection) -> CutGroups:
        """Those of the rows of a period."""
        columns = [now.codes(name) for name in cut.within]
        groups = Groups.by(columns, now.size)
        each = groups.each.astype(np.intp)
        numbers, first = np.unique(each, return_index=True)
        rows = [(number, row) for number, row in zip(numbers.tolist(), first.tolist(), strict=True) if number >= 0]
        of_input = [rules.inputs[name].options for name in cut.within]
        parts = [_words(column, options, [row for _, row in rows]) for column, options in zip(columns, of_input)]  # noqa: B905
        words = list(zip(*parts, strict=True)) if parts else [()] * len(rows)
        named = {number: group for (number, _), group in zip(rows, words, strict=True)}
        return CutGroups(cut, each, named, groups.count)

    def published(self, period: int) -> tuple[Ints, Bits]:
        """What was published for that period, row by row, and where anything was."""
        found = {group: self.cut.published_for(period, group) for group in self.words.values()}
        there = {group: scaled(value, self.cut.decimals) for group, value in found.items() if value is not None}
        return self._by_row(there)

    def kept(self, register: CutRegister, period: int) -> tuple[Ints, Bits]:
        """What was computed in that period, row by row, and where anything was."""
        return self._by_row(register.values if register.period == period else {})

    def _by_row(self, found: Mapping[Words, int]) -> tuple[Ints, Bits]:
        values, known = np.zeros(self.count + 1, np.int64), np.zeros(self.count + 1, np.bool_)
        for number, group in self.words.items():
            if group in found:
                values[number], known[number] = found[group], True
        return gather(values, self.each), gather(known, self.each)

    def computed(self, number: Numbers) -> Iterator[tuple[Words, int]]:
        """The groups that have the number, each once."""
        rows = np.flatnonzero(number.known & (self.each >= 0))
        groups, first = np.unique(self.each[rows], return_index=True)
        values = number.values[rows[first]]
        yield from ((self.words[group], int(value)) for group, value in zip(groups.tolist(), values, strict=True))


def _words(column: Codes, options: tuple[str, ...], rows: list[int]) -> list[str]:
    """The words of some rows; of texts of which the words are not known, their numbers."""
    words = options or column.words
    codes = column.codes[rows].tolist()
    return [str(code) if words is None else words[code] for code in codes]


def kept_by_words(registers: Mapping[str, CutRegister], cuts: Mapping[str, tree.Cut]) -> Kept:
    """All that is kept, as the reference engine has it."""
    return {
        (name, group): (register.period, unscaled(value, cuts[name].decimals))
        for name, register in registers.items()
        if register.period is not None
        for group, value in register.values.items()
    }
