"""What each unit's past leaves behind for temporal conditions: one word a condition, and counters.

Bit *i* of a word says that the condition held *i* periods before the unit's latest row; it is shifted by the number of
periods since then when the unit has a row again. With ``bridge`` only rows that are no gaps take a bit. A word is as
wide as the longest window that is asked of it, 64 bits at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Truths, blend, gather
from targetrules.data import define
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.rules import tree

__all__ = ["Register", "StatementRegister", "shared"]

Words = NDArray[Any]
_WIDTHS: Final = ((8, np.uint8), (16, np.uint16), (32, np.uint32), (64, np.uint64))
_MOST_COUNTED: Final = np.iinfo(np.int32).max - 1


def _word(bits: int) -> type[np.unsignedinteger[Any]]:
    return next(word for width, word in _WIDTHS if bits <= width)


def _shifted(words: Words, by: NDArray[np.uint8]) -> Words:
    """Shifted left; NumPy leaves nothing of a word that is shifted by its width or more."""
    return np.asarray(np.left_shift(words, by.astype(words.dtype, copy=False))) if by.any() else words


@define(slots=True, eq=False)
class Register:
    """The past of a condition, for all units: a word each in ``held``, and how often it held in all in ``count``.

    Conditions that differ only in how they count share one, kept for the first of them (``temporal``). ``count`` is
    empty where none of them asks for it, and ``held`` where none asks for a window.
    """

    temporal: tree.Temporal
    held: Words
    count: NDArray[np.int32]

    @staticmethod
    def of(temporals: Sequence[tree.Temporal], units: int) -> Register:
        """An empty past for so many units, wide enough for these statements."""
        windows = [_window(temporal) for temporal in temporals]
        bits = max((window for window in windows if window is not None), default=0)
        held, count = np.zeros(units if bits else 0, _word(bits)), np.zeros(units if None in windows else 0, np.int32)
        return Register(temporals[0], held, count)

    def before(self, now: CrossSection, afresh: Bits | None) -> NDArray[Any]:
        """Bit *i*: it held in the period *i* + 1 before this one (bridged: in that row of those that are no gaps).

        Where counting starts ``afresh`` with this period, none is left.
        """
        words = now.words.get(self)
        if words is None:
            words = gather(self.held, now.units)
            if not self.temporal.bridge:
                words = _shifted(words, now.since_last - np.uint8(1))
            if afresh is not None:
                words = words * ~afresh
            now.words[self] = words
        return words

    def count_before(self, now: CrossSection, afresh: Bits | None) -> NDArray[np.int32]:
        """How often it held before this period."""
        count = gather(self.count, now.units)
        return count if afresh is None else count * ~afresh

    def statement(self, temporal: tree.Temporal, now: CrossSection, present: Truths, afresh: Bits | None) -> Truths:
        """The statement as it stands in this period, ``ago`` left aside."""
        if temporal.since is not None and now.period < temporal.since:
            return Truths.of(now.never())
        match temporal.counting:
            case None:
                return present
            case tree.Consecutive(count):
                length = count if temporal.earlier else count - 1
                mask = self.held.dtype.type((1 << length) - 1)
                enough = (self.before(now, afresh) & mask) == mask
                return Truths.of(enough) if temporal.earlier else Truths(present.yes & enough, present.no | ~enough)
            case tree.Times(count):
                counted = self._counted(temporal, temporal.counting, now, afresh)
                if temporal.earlier:
                    return Truths.of(counted >= count)
                enough, one_more = counted >= count, counted >= count - 1
                return Truths(enough | (present.yes & one_more), ~enough & (present.no | ~one_more))

    def _counted(
        self, temporal: tree.Temporal, times: tree.Times, now: CrossSection, afresh: Bits | None
    ) -> NDArray[Any]:
        if times.of_last is None:
            return self.count_before(now, afresh)
        length = times.of_last if temporal.earlier else times.of_last - 1
        return np.asarray(np.bitwise_count(self.before(now, afresh) & self.held.dtype.type((1 << length) - 1)))

    def remember(self, now: CrossSection, present: Truths, resets: Truths | None, afresh: Bits | None) -> None:
        """Take this period in; where ``resets`` holds, it and all before it no longer count."""
        counts = self.temporal.since is None or now.period >= self.temporal.since
        held = present.yes if counts else now.never()
        if len(self.held):
            self._remember_word(now, held, present, resets, afresh)
        if len(self.count):
            count = np.minimum(self.count_before(now, afresh) + held, _MOST_COUNTED)
            self.count[now.units] = count if resets is None else count * ~resets.yes

    def _remember_word(
        self, now: CrossSection, held: Bits, present: Truths, resets: Truths | None, afresh: Bits | None
    ) -> None:
        before = self.before(now, afresh)
        words = before + before  # shifted by one
        words |= held.view(np.uint8)
        if self.temporal.bridge:
            words = blend(present.unknown, before, words)
        if resets is not None:
            words *= ~resets.yes
        self.held[now.units] = words


def shared(temporals: Iterable[tree.Temporal]) -> dict[tree.Temporal, list[tree.Temporal]]:
    """By the first of them: the statements whose past is the same."""
    found: dict[Any, list[tree.Temporal]] = {}
    for temporal in temporals:
        found.setdefault((temporal.of, temporal.bridge, temporal.since, temporal.resets, temporal.restarts), []).append(
            temporal
        )
    return {alike[0]: alike for alike in found.values()}


def _window(temporal: tree.Temporal) -> int | None:
    """How many bits the statement asks for; None: it asks for all that ever was."""
    match temporal.counting:
        case tree.Consecutive(count):
            return count
        case tree.Times(_, of_last):
            return of_last
        case None:
            return 0


@define(slots=True, eq=False)
class StatementRegister:
    """Where a statement was true and where it was false, so many periods ago: two words a unit."""

    yes: Words
    no: Words

    @staticmethod
    def of(temporal: tree.Temporal, units: int) -> StatementRegister:
        """Nothing was said yet; room for as many periods as the statement looks back."""
        word = _word(temporal.ago)
        return StatementRegister(np.zeros(units, word), np.zeros(units, word))

    def ago(self, temporal: tree.Temporal, now: CrossSection) -> Truths:
        """The statement as it stood ``ago`` periods ago; unknown where the unit had no row then."""
        yes = self._then(self.yes, temporal, now)
        return Truths.of(yes) if temporal.earlier else Truths(yes, self._then(self.no, temporal, now))

    def _then(self, words: Words, temporal: tree.Temporal, now: CrossSection) -> Bits:
        found, bit = gather(words, now.units), words.dtype.type(1 << (temporal.ago - 1))
        if temporal.ago == 1:
            return np.asarray(((found & bit) != 0) & (now.since_last == 1))
        return np.asarray((_shifted(found, now.since_last - np.uint8(1)) & bit) != 0)

    def remember(self, temporal: tree.Temporal, now: CrossSection, said: Truths) -> None:
        """Take this period in; of what no later period will ask for nothing is kept."""
        for words, held in ((self.yes, said.yes), (self.no, said.no)):
            if temporal.ago == 1:
                words[now.units] = held
            else:
                words[now.units] = _shifted(gather(words, now.units), now.since_last) | held.view(np.uint8)
