"""A step of a policy that judges by the outcomes of others: those that look back go on from their own states first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, frozen

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.table_outcomes import TableOutcomes
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
    encoded, after = _with_below(results, own.encoded, period, state, asked)
    return evolve(own, encoded=encoded, notes=results.notes), after


def _with_below(
    results: Results, table: EncodedTable, period: int, state: State, asked: StepOptions
) -> tuple[EncodedTable, Mapping[str, State]]:
    """The rows of one period with what is made of details: of those of the period, and what came since the state's."""
    engine, below, after = column_engine(), dict[str, EncodedTable](), dict[str, State]()
    for name, each in results.details.items():
        details = results.rules.details[name]
        if name in state.below and details.policy is not None:
            lower = _Lower(details, details.policy, each, asked)
            below[name], after[name] = lower.until(period, state.below[name], table)
        else:
            below[name] = engine.outcome_rows(details, each.encoded, table)
    return engine.with_aggregates(results.rules, table, below), after


@frozen
class _Lower:
    """The results of a lower policy, and how its steps are asked for above."""

    details: tree.Details
    policy: tree.LowerPolicy
    results: Results
    above: StepOptions

    @property
    def name(self) -> str:
        """That of the details."""
        return self.details.name

    @property
    def asked(self) -> StepOptions:
        """How its own steps are asked for."""
        told = _told_of(self.name, self.above)
        options = evolve(self.above.options, details=None, naming=self.results.options.naming, notes=told)
        return evolve(self.above, options=options)

    def until(self, last: int, state: State, above: EncodedTable) -> tuple[EncodedTable, State]:
        """The rows of details of the period ``last``, and the state after it."""
        own = self.results.own_encoded.encoded
        periods = sorted(set(own.periods.tolist()))
        if periods and periods[-1] > last:
            texts = tuple(period_text(self.results.rules.period, each) for each in periods if each >= last)
            error = problem_of_step(Code.SEVERAL_PERIODS, Word("problems.advise_one_period"), periods=Listing(texts))
            raise of_details(error, self.name, of_lower=True)
        rows = None
        for period in periods:
            table = own.in_period(period)
            try:
                table, below = _with_below(self.results, table, period, state, self.asked)
                found, state = stepped(self.policy.rules, state, table, self.asked, below=below)
            except ResultsError as error:
                raise of_details(error, self.name, of_lower=True) from None
            if period == last:
                rows = self.rows(table, found, above)
        if rows is None:
            rows = column_engine().outcome_rows(self.details, own.in_period(last), above)
        return rows, state

    def rows(self, table: EncodedTable, found: TableOutcomes, above: EncodedTable) -> EncodedTable:
        """What it decided as rows of details."""
        return column_engine().outcome_rows(self.details, table, above, found.judged.columns_as_given())


def _told_of(name: str, asked: StepOptions) -> Callable[[Word], Any]:
    """Tells what is noted of a lower policy as what it is."""
    return lambda note: asked.options.tell((Word("problems.note_on_details", {"details": name, "note": note}),))
