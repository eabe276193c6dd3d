"""Why a temporal condition holds or not: which periods counted, which were passed over, and where counting began."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final
from typing import Literal as OneOf

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.missing import deciding_restarts
from targetrules.engine.reference import ReferenceEngine
from targetrules.engine.temporal_evidence import PeriodEvidence, evidence_of, found_by, restart_at
from targetrules.explanation.findings import Counted, Fact, Finding
from targetrules.explanation.reasons.afresh import Afresh
from targetrules.explanation.reasons.decided import decided_otherwise
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Value
from targetrules.outcome import Truth
from targetrules.rules import tree

__all__ = ["Past", "told_of_past"]

_MOST_PARTS: Final = 3
"""In earlier periods a name is told by what it stands for, where that is no more; else its definition is opened up."""

_STATES: Final[Mapping[Truth, OneOf["held", "failed", "unknown"]]] = {True: "held", False: "failed", None: "unknown"}


@define(slots=True)
class Past:
    """Temporal conditions; ``of`` explains what a condition saw in one period, ``of_past`` in one that is looked at.

    ``shared`` gives what was told of an earlier period to other rows that agree with it then, or has it told.
    ``briefly``: within what is told of an earlier period, it is not told which periods were looked at from there.
    """

    engine: ReferenceEngine
    names: SymbolTable
    of: Callable[[tree.Condition, Judged], Finding]
    of_past: Callable[[tree.Condition, Judged], Finding]
    shared: Callable[[tree.Temporal, PeriodEvidence, Callable[[], Counted]], Counted]
    briefly: bool

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
        code, asked = self.worded(over)
        if over.since is not None and now.period < over.since:
            since: dict[str, Value] = {"first": self.names.moment(over.since), "period": self.names.moment(now.period)}
            truth = self.engine.statement(over, now)
            return Finding(code, truth, {**asked, "found": 0}, facts=(Fact("history.before_since", since),))
        evidence = evidence_of(self.engine, over, now)
        truth = self.engine.truth_of(over, over.counting, evidence.present, evidence.before)
        values = {**asked, "found": found_by(over, evidence.present, evidence.before)}
        if self.briefly and over.restarts is None:
            return Finding(code, truth, values)
        periods = tuple([self.counted(over, now, seen) for seen in evidence.periods])
        facts = tuple(self.facts(over, evidence.further if values["found"] else []))
        if over.is_plain:
            return Finding(code, truth, values, (), facts, periods)
        afresh = Afresh(self.engine, self.names, self.of, over, now)
        unsure = [] if over.restarts is None else list(deciding_restarts(self.engine, over, now))
        if over.restarts is None or not unsure:
            return Finding(code, truth, values, (*afresh.resets(), *afresh.restarts()), facts, periods)
        otherwise = Finding(code, truth, values, tuple(afresh.resets()), facts, periods)
        restarts = [afresh.restart(over.restarts, restart_at(self.engine, over, row)) for row in reversed(unsure)]
        return Finding("history.unsure", None, {}, (*restarts, Finding("history.otherwise", truth, {}, (otherwise,))))

    def facts(self, over: tree.Temporal, further: Sequence[int]) -> Iterator[Fact]:
        """From when on it is counted, and which periods count beside those that are told one by one."""
        if over.since is not None:
            yield Fact("history.since", {"first": self.names.moment(over.since)})
        if further:
            yield Fact("history.further", {"periods": tuple(map(self.names.moment, further))})

    def worded(self, over: tree.Temporal) -> tuple[str, dict[str, Value]]:
        """The code, and how many periods are asked for: the same for all rows."""
        known = self.names.statements.get(over)
        if known is None:
            known = self.names.statements[over] = wording(over)
        return known

    def counted(self, over: tree.Temporal, now: Judged, seen: PeriodEvidence) -> Counted:
        """A period; what was seen in it is told of the present one, and of the past where one sentence does."""
        if seen.row is None:
            first, last = self.names.moment(seen.first), self.names.moment(seen.last)
            return Counted(first, last, "absent", seen.passed_over)
        if seen.row is now:
            return self.with_result(seen, self.of(over.of, now))
        row = seen.row
        return self.shared(
            over,
            seen,
            lambda: self.with_result(seen, self.then(over.of, row), decided_otherwise(row, self.names)),
        )

    def with_result(self, seen: PeriodEvidence, finding: Finding, decided: tuple[Fact, ...] = ()) -> Counted:
        """A period with a result."""
        moment = self.names.moment(seen.first)
        return Counted(moment, moment, _STATES[seen.truth], seen.passed_over, finding, decided)

    def then(self, condition: tree.Condition, row: Judged) -> Finding:
        """What is told of a condition in an earlier period: a sentence, or a few of a name; else all of it, once."""
        parts = told_of_past(condition, self.names.rules)
        if not parts:
            return self.of_past(condition, row)
        if not isinstance(condition, tree.FlagIs) or len(parts) == 1:
            return self.of(parts[0], row)
        code = "condition.holds" if condition.wanted else "condition.does_not_hold"
        name: dict[str, Value] = {"name": self.names.named(condition.name)}
        children = tuple([self.of(part, row) for part in parts])
        return Finding(code, self.engine.holds(condition, row), name, children)


def wording(over: tree.Temporal) -> tuple[str, dict[str, Value]]:
    """The code, and how many periods are asked for."""
    before = "before_" if over.earlier else ""
    match over.counting:
        case tree.Consecutive(count):
            return f"history.{before}consecutive", {"count": count}
        case tree.Times(count, int(of_last)):
            return f"history.{before}times_of_last", {"count": count, "of_last": of_last}
        case tree.Times(count) if count > 1:
            return f"history.{before}times", {"count": count}
        case _:
            return f"history.{before}ever", {}


def told_of_past(condition: tree.Condition, rules: tree.Rules) -> tuple[tree.Condition, ...]:
    """The conditions told of an earlier period: one, or the few that a name stands for; none where there are more."""
    of = _defined(condition, rules)
    together = of.of if isinstance(of, tree.All) and of is not condition else (of,)
    parts = tuple([_meant(part, rules) for part in together])
    return parts if len(parts) <= _MOST_PARTS and all(_is_simple(part, rules) for part in parts) else ()


def _defined(condition: tree.Condition, rules: tree.Rules) -> tree.Condition:
    """What a name stands for, and the name that it stands for."""
    while isinstance(condition, tree.FlagIs) and condition.name in rules.conditions:
        condition = rules.conditions[condition.name].when
    return condition


def _meant(condition: tree.Condition, rules: tree.Rules) -> tree.Condition:
    """What a name stands for, where one sentence says it."""
    meant = _defined(condition, rules)
    is_so = isinstance(condition, tree.FlagIs) and condition.wanted
    return meant if is_so and _is_simple(meant, rules) else condition


def _is_simple(condition: tree.Condition, rules: tree.Rules) -> bool:
    """Whether one sentence says why it holds."""
    is_input = isinstance(condition, tree.FlagIs) and condition.name in rules.inputs
    return is_input or isinstance(condition, tree.GradeIs | tree.Compare | tree.ChoiceIs)
