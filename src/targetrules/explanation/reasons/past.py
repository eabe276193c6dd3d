"""Why a statement about time holds or not: which periods counted, which were passed over, and where counting began."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.reference import Engine
from targetrules.explanation.names import Names
from targetrules.explanation.reasons.afresh import Afresh
from targetrules.explanation.tree import Counted, Fact, Finding
from targetrules.explanation.values import Value
from targetrules.outcome import Truth
from targetrules.rules import tree

__all__ = ["Past"]

_STATES = {True: "held", False: "failed", None: "unknown"}


@frozen(slots=True)
class Past:
    """Statements about time; ``of`` explains what a condition saw in one period."""

    engine: Engine
    names: Names
    of: Callable[[tree.Condition, Judged], Finding]

    def finding(self, over: tree.Temporal, now: Judged) -> Finding:
        """The finding of the whole statement, as it stood ``ago`` periods ago."""
        if not over.ago:
            return self.statement(over, now)
        then, truth = now.ago(over.ago), self.engine.over(over, now)
        period = self.names.moment(now.period - over.ago)
        values: dict[str, Value] = {"ago": over.ago, "period": period}
        if then is None:
            return Finding("history.ago", truth, values, facts=(Fact("history.no_result", {"period": period}),))
        return Finding("history.ago", truth, values, (self.statement(over, then),))

    def statement(self, over: tree.Temporal, now: Judged) -> Finding:
        """The finding of the statement as it stands in the period of ``now``."""
        if over.counting is None:
            return self.of(over.of, now)
        code, values = self.wording(over, now)
        if over.since is not None and now.period < over.since:
            since: dict[str, Value] = {"first": self.names.moment(over.since), "period": self.names.moment(now.period)}
            truth = self.engine.statement(over, now)
            return Finding(code, truth, {**values, "found": 0}, facts=(Fact("history.before_since", since),))
        truth, afresh = self.engine.counted(over, now), Afresh(self.engine, self.names, self.of, over, now)
        facts = () if over.since is None else (Fact("history.since", {"first": self.names.moment(over.since)}),)
        periods = tuple(reversed(list(_Periods(self, over, now).all())))
        unsure = list(self.engine.deciding_restarts(over, now))
        if over.restarts is None or not unsure:
            return Finding(code, truth, values, (*afresh.resets(), *afresh.restarts()), facts, periods)
        otherwise = Finding(code, truth, values, tuple(afresh.resets()), facts, periods)
        restarts = [afresh.restart(over.restarts, row) for row in reversed(unsure)]
        return Finding("history.unsure", None, {}, (*restarts, Finding("history.otherwise", truth, {}, (otherwise,))))

    def wording(self, over: tree.Temporal, now: Judged) -> tuple[str, dict[str, Value]]:
        """The code, and how many were found; those that a run has without the present period are none."""
        before = "before_" if over.earlier else ""
        present = not over.earlier and self.engine.held(over, now) is True
        if isinstance(over.counting, tree.Consecutive):
            run = self.engine.run_before(over, now)
            found = run if over.earlier else run + 1 if present else 0
            return f"history.{before}consecutive", {"count": over.counting.count, "found": found}
        times = over.counting or tree.Times(1)
        found = self.engine.count_before(over, now, times.of_last) + present
        if times.of_last is not None:
            values: dict[str, Value] = {"count": times.count, "of_last": times.of_last, "found": found}
            return f"history.{before}times_of_last", values
        if times.count == 1:
            return f"history.{before}ever", {"found": found}
        return f"history.{before}times", {"count": times.count, "found": found}


@frozen(slots=True)
class _Periods:
    """The periods that one statement looks at, latest first."""

    past: Past
    over: tree.Temporal
    now: Judged

    def all(self) -> Iterator[Counted]:
        over, present = self.over, None
        if not over.earlier:
            present = self.past.engine.held(over, self.now)
            yield self.counted(self.now, present)
        if isinstance(over.counting, tree.Times) and over.counting.of_last is None:
            yield from self.that_held(over.counting.count - (present is True))
        else:
            yield from self.in_window()

    def counted(self, row: Judged, truth: Truth, *, passed_over: bool = False) -> Counted:
        """A period; what was seen in it is told of the present one, and of the past where one sentence does."""
        moment = self.past.names.moment(row.period)
        simple = isinstance(self.over.of, tree.GradeIs | tree.Compare | tree.ChoiceIs) or (
            isinstance(self.over.of, tree.FlagIs) and self.over.of.name in self.past.names.rules.inputs
        )
        finding = self.past.of(self.over.of, row) if simple or row is self.now else None
        return Counted(moment, moment, _STATES[truth], passed_over, finding)  # type: ignore[arg-type]

    def that_held(self, most: int) -> Iterator[Counted]:
        """Where periods far back count as well, only those that count are told, and no more than are asked for."""
        for _, row in self.past.engine.counting_rows(self.over, self.now):
            if most > 0 and self.past.engine.held(self.over, row) is True:
                most -= 1
                yield self.counted(row, True)  # noqa: FBT003

    def in_window(self) -> Iterator[Counted]:
        """The periods of the window, or of the run and the one that ended it, and the gaps between them."""
        rows = {row.period: back for back, row in self.past.engine.counting_rows(self.over, self.now)}
        expected, run = self.now.period - 1, int(not self.over.earlier)
        for row in self.past.engine.rows_before(self.now):
            if row.period not in rows and not self.is_gap(row, rows):
                return
            if row.period in rows and rows[row.period] > self.furthest():
                return
            yield from self.absent(row.period + 1, expected)
            if self.ends_run and row.period < expected and not self.over.bridge:
                return
            truth, expected = self.past.engine.held(self.over, row), row.period - 1
            yield self.counted(row, truth, passed_over=row.period not in rows)
            run += truth is True
            if self.ends_run and ((truth is not True and row.period in rows) or run >= self.asked):
                return

    @property
    def ends_run(self) -> bool:
        return isinstance(self.over.counting, tree.Consecutive)

    @property
    def asked(self) -> int:
        return self.over.counting.count if self.over.counting is not None else 1

    def is_gap(self, row: Judged, rows: dict[int, int]) -> bool:
        """Passed over, with a period beyond it that still counts."""
        farthest = min(rows, default=row.period)
        return self.over.bridge and farthest < row.period and self.past.engine.held(self.over, row) is None

    def furthest(self) -> int:
        counting = self.over.counting
        if isinstance(counting, tree.Times) and counting.of_last is not None:
            return counting.of_last if self.over.earlier else counting.of_last - 1
        return max(1, self.asked)

    def absent(self, first: int, last: int) -> Iterator[Counted]:
        """Periods without a result; where gaps are no bridge they use up the window."""
        if not self.over.bridge:
            first = max(first, self.now.period - self.furthest())
        if first <= last:
            moment = self.past.names.moment
            yield Counted(moment(first), moment(last), "absent", passed_over=self.over.bridge)
