"""Why a temporal condition holds or not: which periods counted, which were passed over, and where counting began."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from typing import Literal as OneOf

from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.missing import deciding_restarts
from targetrules.engine.reference import ReferenceEngine
from targetrules.engine.temporal_evidence import PeriodEvidence, found_by, periods_of, restart_at
from targetrules.explanation.findings import Counted, Fact, Finding
from targetrules.explanation.reasons.afresh import Afresh
from targetrules.explanation.reasons.decided import decided_otherwise
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Value
from targetrules.outcome import Truth
from targetrules.rules import tree

__all__ = ["Past"]

_STATES: Final[Mapping[Truth, OneOf["held", "failed", "unknown"]]] = {True: "held", False: "failed", None: "unknown"}


@frozen(slots=True)
class Past:
    """Temporal conditions; ``of`` explains what a condition saw in one period."""

    engine: ReferenceEngine
    names: SymbolTable
    of: Callable[[tree.Condition, Judged], Finding]

    def finding(self, over: tree.Temporal, now: Judged) -> Finding:
        """The finding of the whole statement, as it stood ``ago`` periods ago."""
        if not over.ago:
            return self.statement(over, now)
        then, truth = now.ago(over.ago), self.engine.temporal(over, now)
        period = self.names.moment(now.period - over.ago)
        values: dict[str, Value] = {"ago": over.ago, "period": period}
        if then is None:
            return Finding("history.ago", truth, values, facts=(Fact("history.no_result", {"period": period}),))
        return Finding("history.ago", truth, values, (self.statement(over, then),), decided_otherwise(then, self.names))

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
        periods = tuple([self.counted(over, now, seen) for seen in periods_of(self.engine, over, now)])
        unsure = [] if over.restarts is None else list(deciding_restarts(self.engine, over, now))
        if over.restarts is None or not unsure:
            return Finding(code, truth, values, (*afresh.resets(), *afresh.restarts()), facts, periods)
        otherwise = Finding(code, truth, values, tuple(afresh.resets()), facts, periods)
        restarts = [afresh.restart(over.restarts, restart_at(self.engine, over, row)) for row in reversed(unsure)]
        return Finding("history.unsure", None, {}, (*restarts, Finding("history.otherwise", truth, {}, (otherwise,))))

    def wording(self, over: tree.Temporal, now: Judged) -> tuple[str, dict[str, Value]]:
        """The code, how many periods are asked for, and how many were found."""
        before, found = "before_" if over.earlier else "", found_by(self.engine, over, now)
        match over.counting:
            case tree.Consecutive(count):
                return f"history.{before}consecutive", {"count": count, "found": found}
            case tree.Times(count, int(of_last)):
                return f"history.{before}times_of_last", {"count": count, "of_last": of_last, "found": found}
            case tree.Times(count) if count > 1:
                return f"history.{before}times", {"count": count, "found": found}
            case _:
                return f"history.{before}ever", {"found": found}

    def counted(self, over: tree.Temporal, now: Judged, seen: PeriodEvidence) -> Counted:
        """A period; what was seen in it is told of the present one, and of the past where one sentence does."""
        first, last = self.names.moment(seen.first), self.names.moment(seen.last)
        if seen.row is None:
            return Counted(first, last, "absent", seen.passed_over)
        simple = isinstance(over.of, tree.GradeIs | tree.Compare | tree.ChoiceIs) or (
            isinstance(over.of, tree.FlagIs) and over.of.name in self.names.rules.inputs
        )
        finding = self.of(over.of, seen.row) if simple or seen.row is now else None
        decided = () if seen.row is now else decided_otherwise(seen.row, self.names)
        return Counted(first, last, _STATES[seen.truth], seen.passed_over, finding, decided)
