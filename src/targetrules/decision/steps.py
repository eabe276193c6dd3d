"""A step of a policy that judges by the outcomes of others: those that look back go on from their own states first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import evolve

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.data import frozen
from targetrules.decision.details import of_details
from targetrules.decision.results import Results
from targetrules.engine.choice import column_engine
from targetrules.frames.states.state import State
from targetrules.frames.states.step import StepOptions, period_of, problem_of_step, stepped
from targetrules.period import period_text
from targetrules.results.arrow.encoded import EncodedResults
from targetrules.results.code import Code
from targetrules.results.problem import ResultsError
from targetrules.rules import tree
from targetrules.wording import Listing, Word

__all__ = ["with_steps_below"]


def with_steps_below(
    results: Results, state: State, asked: StepOptions
) -> tuple[EncodedResults, Mapping[str, State] | None]:
    """The results with what is made of their details, and the states that the policies below leave behind.

    A lower policy that looks back takes a step for each period that its table has, the earliest first, up to that of
    the results.

    Raises:
        ResultsError: The results are not of one later period, or those of a lower policy are of later ones still, or
            not of later ones than its state has seen.
        StateError: A state is none that judging leaves behind.
    """
    if not state.below:
        return results.encoded_results, None
    own = results.own_encoded
    period = period_of(state, own.encoded)
    lower = _Lowers(results, state, asked, "")
    lower.refuse_later(period)
    encoded, after = lower.with_rows(own.encoded, None, period)
    return evolve(own, encoded=encoded, notes=results.notes), after


@frozen
class _Lowers:
    """Results with their details, and the state that their policy goes on from; ``prefix``: of the names of details."""

    results: Results
    state: State
    asked: StepOptions
    prefix: str

    def looking_back(self) -> Iterator[_Lower]:
        """The lower policies that look back."""
        for name, each in self.results.details.items():
            details = self.results.rules.details[name]
            if name in self.state.below and details.policy is not None:
                yield _Lower(details, details.policy, each, self.asked, f"{self.prefix}{name}")

    def refuse_later(self, last: int) -> None:
        """Raise ResultsError where a table below has rows of a later period than ``last``."""
        for each in self.looking_back():
            each.refuse_later(last)
            each.lowers(self.state.below[each.details.name]).refuse_later(last)

    def with_rows(
        self, table: EncodedTable, since: int | None, period: int
    ) -> tuple[EncodedTable, Mapping[str, State]]:
        """The rows of one period with what is made of details: of those of the period, and what came ``since``."""
        engine, after = column_engine(), dict[str, State]()
        known = ((self.results.rules.details[name], each) for name, each in self.results.details.items())
        below = {
            of.name: engine.outcome_rows(of, each.encoded if of.policy else each.encoded.in_period(period), table)
            for of, each in known
            if of.name not in self.state.below
        }
        for each in self.looking_back():
            name = each.details.name
            rows, after[name] = each.until(since, period, self.state.below[name])
            below[name] = engine.outcome_rows(each.details, rows.table, table, rows.judged)
        return engine.with_aggregates(self.results.rules, table, below), after

    def moved_on(self, since: int | None, last: int) -> State:
        """The state after what came below later than the last results above, if anything did."""
        below = {each.details.name: each for each in self.looking_back()}
        found = {name: each.until(since, last, self.state.below[name])[1] for name, each in below.items()}
        is_same = all(found[name] is self.state.below[name] for name in found)
        return self.state if is_same else self.state.with_below({**self.state.below, **found})


@frozen
class _Rows:
    """The rows of a period of a lower policy, and what it decided of them; None of no rows."""

    table: EncodedTable
    judged: OutcomeColumns | None = None


@frozen
class _Lower:
    """The results of a lower policy, how its steps are asked for above, and the name of its table."""

    details: tree.Details
    policy: tree.LowerPolicy
    results: Results
    above: StepOptions
    key: str

    @property
    def asked(self) -> StepOptions:
        """How its own steps are asked for."""
        told = _told_of(self.key, self.above)
        options = evolve(self.above.options, details=None, naming=self.results.options.naming, notes=told)
        return evolve(self.above, options=options)

    @property
    def periods(self) -> list[int]:
        """Those of its table, the earliest first."""
        return sorted(set(self.results.own_encoded.encoded.periods.tolist()))

    def lowers(self, state: State) -> _Lowers:
        """It with the policies that are below itself."""
        return _Lowers(self.results, state, self.asked, f"{self.key}.")

    def refuse_later(self, last: int) -> None:
        """Raise ResultsError where there are rows of a later period than ``last``."""
        periods = self.periods
        if periods and periods[-1] > last:
            texts = tuple(period_text(self.results.rules.period, each) for each in periods if each >= last)
            error = problem_of_step(Code.SEVERAL_PERIODS, Word("problems.advise_one_period"), periods=Listing(texts))
            raise of_details(error, self.key, of_lower=True)

    def until(self, since: int | None, last: int, state: State) -> tuple[_Rows, State]:
        """The rows of the period ``last``, and the state after it: a step for each period later than ``since``."""
        own = self.results.own_encoded.encoded
        rows = _Rows(own.in_period(last))
        for period in self.periods:
            if period > last or (since is not None and period <= since):
                continue
            try:
                table, below = self.lowers(state).with_rows(own.in_period(period), since, period)
                found, state = stepped(self.policy.rules, state, table, self.asked, below=below)
            except ResultsError as error:
                raise of_details(error, self.key, of_lower=True) from None
            since = period
            if period == last:
                rows = _Rows(table, found.judged.columns_as_given())
        return rows, self.lowers(state).moved_on(since, last)


def _told_of(name: str, asked: StepOptions) -> Callable[[Word], Any]:
    """Tells what is noted of a lower policy as what it is."""
    return lambda note: asked.options.tell((Word("problems.note_on_details", {"details": name, "note": note}),))
