"""The evidence for a temporal condition: how many periods it counted, which they are, and which it passed over.

The evidence for explanations. The reference engine says what counts (:meth:`ReferenceEngine.counting_rows`) and what
held; here it is told period by period, with those that have no result.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from attrs import field

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.analysis.calendar import Calendar

__all__ = [
    "Evidence",
    "PeriodEvidence",
    "Restart",
    "evidence_of",
    "found_by",
    "further_of",
    "periods_of",
    "reset_before",
    "restart_at",
    "restart_before",
]


@define(slots=True)
class PeriodEvidence:
    """A period with the unit's ``row`` in it, or all periods from ``first`` to ``last`` without one.

    ``truth`` says whether the statement's condition held then. ``passed_over``: it neither counts nor breaks a run.
    """

    first: int
    last: int
    row: Judged | None = None
    truth: Truth = None
    passed_over: bool = False


@define(slots=True)
class Evidence:
    """What a statement with a count rests on in a row.

    ``present``: whether its condition holds now, where that counts. ``before``: how many periods before are counted.
    ``periods``: those that it looked at, in order of time. ``further``: those before them that are counted as well.
    """

    present: Truth
    before: int
    periods: list[PeriodEvidence]
    further: list[int]


def evidence_of(engine: ReferenceEngine, temporal: tree.Temporal, now: Judged) -> Evidence:
    """The evidence for a statement with a count.

    Nearly all statements are plain: every period counts, none is passed over. Of these it is found in one walk through
    the unit's past.
    """
    if temporal.is_plain:
        return _PlainWalk(engine, temporal, now).evidence()
    present, before = engine.held_now(temporal, now), engine.counted_before(temporal, now)
    periods = periods_of(engine, temporal, now)
    return Evidence(present, before, periods, further_of(engine, temporal, now, before, periods))


def further_of(
    engine: ReferenceEngine, temporal: tree.Temporal, now: Judged, before: int, periods: list[PeriodEvidence]
) -> list[int]:
    """The periods that are counted and not among those that are told: the next in which it held, so many as lack."""
    told = {each.first for each in periods if each.truth is True and each.row is not now and not each.passed_over}
    counting = (row for _, row in engine.counting_rows(temporal, now) if row.period not in told)
    held = (row.period for row in counting if engine.held(temporal, row) is True)
    return list(islice(held, max(0, before - len(told))))[::-1]


def found_by(temporal: tree.Temporal, present: Truth, before: int) -> int:
    """In how many periods it was found so; a run without the present period, where that counts, is none."""
    if present is True:
        return before + 1
    return before if temporal.earlier or isinstance(temporal.counting, tree.Times) else 0


def periods_of(engine: ReferenceEngine, temporal: tree.Temporal, now: Judged) -> list[PeriodEvidence]:
    """The periods that a statement with a count looked at, in order of time.

    Those of the window, or of the run and the one that ended it, and the gaps between them. Where periods far back
    count as well, only those in which the condition held, and no more than are asked for.
    """
    return list(_Search(engine, temporal, now).latest_first())[::-1]


@define(slots=True)
class _PlainWalk:
    """A plain statement, and what :class:`_Search` finds of it; ``seen`` are the periods, the latest first.

    ``further`` are those that count and are not told.
    """

    engine: ReferenceEngine
    temporal: tree.Temporal
    now: Judged
    seen: list[PeriodEvidence] = field(init=False, factory=list)
    further: list[int] = field(init=False, factory=list)

    def evidence(self) -> Evidence:
        present = self.engine.held(self.temporal, self.now)
        self.see(self.now, present)
        match self.temporal.counting:
            case tree.Times(_, int(of_last)):
                before = self.of_window(of_last)
            case tree.Times(count):
                before = self.of_all(count - (present is True))
            case tree.Consecutive(count):
                before = self.of_run(count)
            case None:
                before = 0
        self.seen.reverse()
        self.further.reverse()
        return Evidence(present, before, self.seen, self.further)

    def see(self, row: Judged, truth: Truth) -> None:
        self.seen.append(PeriodEvidence(row.period, row.period, row, truth))

    def gap(self, row: Judged, later: int) -> None:
        """The periods without a result between a row and a later one."""
        if row.period + 1 < later:
            self.seen.append(PeriodEvidence(row.period + 1, later - 1))

    def of_all(self, most: int) -> int:
        """In how many periods it held, of which the latest are told."""
        found = 0
        for row in self.now.earlier:
            if self.engine.held(self.temporal, row) is True:
                found += 1
                if found <= most:
                    self.see(row, True)  # noqa: FBT003
                else:
                    self.further.append(row.period)
        return found

    def of_window(self, of_last: int) -> int:
        """In how many of the last periods it held, all of which are told."""
        found, later = 0, self.now.period
        for row in self.now.earlier:
            if row.period <= self.now.period - of_last:
                break
            self.gap(row, later)
            truth, later = self.engine.held(self.temporal, row), row.period
            self.see(row, truth)
            found += truth is True
        return found

    def of_run(self, count: int) -> int:
        """In how many periods in a row it held; told are as many as are asked for, or up to what ended the run."""
        found, later, asked = 0, self.now.period, count - 1
        for row in self.now.earlier:
            truth = self.engine.held(self.temporal, row) if row.period == later - 1 else None
            if found < max(asked, 1) and row.period >= self.now.period - max(count, 1):
                self.gap(row, later)
                if row.period == later - 1:
                    self.see(row, truth)
            elif truth is True:
                self.further.append(row.period)
            if truth is not True:
                break
            found, later = found + 1, row.period
        return found


@define(slots=True)
class _Search:
    engine: ReferenceEngine
    temporal: tree.Temporal
    now: Judged

    def latest_first(self) -> Iterator[PeriodEvidence]:
        temporal, present = self.temporal, None
        if not temporal.earlier:
            present = self.engine.held(temporal, self.now)
            yield self.at(self.now, present)
        if isinstance(temporal.counting, tree.Times) and temporal.counting.of_last is None:
            yield from self.that_held(temporal.counting.count - (present is True))
        else:
            yield from self.in_window()

    def at(self, row: Judged, truth: Truth, *, passed_over: bool = False) -> PeriodEvidence:
        return PeriodEvidence(row.period, row.period, row, truth, passed_over)

    def that_held(self, most: int) -> Iterator[PeriodEvidence]:
        for _, row in self.engine.counting_rows(self.temporal, self.now):
            if most > 0 and self.engine.held(self.temporal, row) is True:
                most -= 1
                yield self.at(row, True)  # noqa: FBT003

    def in_window(self) -> Iterator[PeriodEvidence]:
        rows = self.counting()
        expected, run = self.now.period - 1, int(not self.temporal.earlier)
        for row in self.now.earlier:
            if row.period not in rows and not self.is_gap(row, rows):
                return
            if row.period in rows and rows[row.period] > self.furthest:
                return
            yield from self.absent(row.period + 1, expected)
            if self.ends_run and row.period < expected and not self.temporal.bridge:
                return
            truth, expected = self.engine.held(self.temporal, row), row.period - 1
            yield self.at(row, truth, passed_over=row.period not in rows)
            run += truth is True
            if self.ends_run and ((truth is not True and row.period in rows) or run >= self.asked):
                return

    def counting(self) -> dict[int, int]:
        """The periods that count, as far back as the window reaches, each with how far back it counts as.

        Where gaps are passed over, all of them: a gap is one only if a period beyond it counts.
        """
        rows = dict[int, int]()
        for back, row in self.engine.counting_rows(self.temporal, self.now):
            if back > self.furthest and not self.temporal.bridge:
                break
            rows[row.period] = back
        return rows

    @property
    def ends_run(self) -> bool:
        return isinstance(self.temporal.counting, tree.Consecutive)

    @property
    def asked(self) -> int:
        return self.temporal.counting.count if self.temporal.counting is not None else 1

    def is_gap(self, row: Judged, rows: dict[int, int]) -> bool:
        """Passed over, with a period beyond it that still counts."""
        if not self.temporal.bridge:
            return False
        return min(rows, default=row.period) < row.period and self.engine.held(self.temporal, row) is None

    @property
    def furthest(self) -> int:
        """How many periods back the window reaches."""
        counting = self.temporal.counting
        if isinstance(counting, tree.Times) and counting.of_last is not None:
            return counting.of_last if self.temporal.earlier else counting.of_last - 1
        return max(1, self.asked)

    def absent(self, first: int, last: int) -> Iterator[PeriodEvidence]:
        """Periods without a result; where gaps are no bridge they use up the window."""
        if not self.temporal.bridge:
            first = max(first, self.now.period - self.furthest)
        if first <= last:
            yield PeriodEvidence(first, last, passed_over=self.temporal.bridge)


# ---- where counting starts -------------------------------------------------------------------------------------------


def reset_before(engine: ReferenceEngine, temporal: tree.Temporal, now: Judged) -> tuple[Truth, Judged]:
    """The reset after which counting starts, as a row; else the latest row of which nobody can say (unknown).

    Where there is none either: false, and this row.
    """
    rows = list(engine.rows_from_start(temporal, now))
    last = rows[-1].prior
    if last is not None and engine.restarts(temporal, rows[-1]) is not True and _is_reset(engine, temporal, last):
        return True, last
    unknown = next((row for row in rows[1:] if _resets(engine, temporal, row) is None), None)
    return (False, now) if unknown is None else (None, unknown)


def _is_reset(engine: ReferenceEngine, temporal: tree.Temporal, row: Judged) -> bool:
    """Whether it made counting start afresh; what `since` leaves out has nothing to say."""
    return (temporal.since is None or row.period >= temporal.since) and _resets(engine, temporal, row) is True


def _resets(engine: ReferenceEngine, temporal: tree.Temporal, row: Judged) -> Truth:
    return False if temporal.resets is None else engine.remembered(temporal, "resets", temporal.resets, row)


@define(slots=True)
class Restart:
    """Whether counting starts afresh with a row; ``missed``: because of this earlier period, which has no result."""

    row: Judged
    truth: Truth
    missed: int | None = None


def restart_before(engine: ReferenceEngine, temporal: tree.Temporal, now: Judged) -> Restart:
    """The restart with which counting starts; where there is none, what is so of the present row."""
    *_, first = engine.rows_from_start(temporal, now)
    return restart_at(engine, temporal, first if engine.restarts(temporal, first) is True else now)


def restart_at(engine: ReferenceEngine, temporal: tree.Temporal, row: Judged) -> Restart:
    """Whether counting starts afresh with a row, and by which period."""
    truth, restarts = engine.restarts(temporal, row), temporal.restarts
    if restarts is None or truth is engine.remembered(temporal, "restarts", restarts, row):
        return Restart(row, truth)
    return Restart(row, truth, Calendar.of(restarts, engine.rules).latest(row.period))
