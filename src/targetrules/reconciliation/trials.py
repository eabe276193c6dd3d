"""The mutants that are tried: of a policy, of its details, and of the policies by whose outcomes it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from targetrules.data import frozen
from targetrules.decision.results import Results
from targetrules.engine.details import with_aggregates
from targetrules.engine.outcomes_below import outcome_rows
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row
from targetrules.loading import policy_found
from targetrules.mutation.mutants import Mutant, mutants
from targetrules.policy import Policy
from targetrules.reconciliation.judging import Decisions, judged
from targetrules.rules import tree

__all__ = ["Trial", "trials"]

_Below = Mapping[str, History]
"""Rows of details, by the names of these."""


@frozen
class Trial:
    """A mutant, and the rules by which the results are judged with it: its own, or those of the policy above it.

    ``make`` gives the rows of details, where something else is made of these; None: all is made of them as before.
    """

    mutant: Mutant
    rules: tree.Rules
    make: Callable[[], _Below] | None = None

    @cached_property
    def _below(self) -> _Below:
        return {} if self.make is None else self.make()

    def decisions(self, rows: Sequence[Row]) -> Decisions:
        """What is decided of these results."""
        return judged(self.rules, self.remade(rows))

    def remade(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The results with what is made of details now."""
        if self.make is None:
            return rows
        keys = {(row.unit, row.period) for row in rows}
        below = {
            name: History(tuple(row for row in each.rows if (row.unit, row.period) in keys))
            for name, each in self._below.items()
        }
        return with_aggregates(self.rules, History(tuple(rows)), below).rows


def trials(policy: Policy, results: Results) -> Iterator[Trial]:
    """The mutants that results can be judged by, those of lower policies last.

    What defaults are was put into the results when they were read. What is made of details can be made anew only where
    their rows are there.
    """
    for mutant in mutants(policy):
        is_of_details = mutant.written.details != policy.written.details
        if mutant.kind != "default" and (results.details or not is_of_details):
            yield Trial(mutant, mutant.rules, (lambda: results.rows_below) if is_of_details else None)
    for name, each in results.details.items():
        details = policy.rules.details[name]
        if details.policy is not None:
            found = policy.below[name]
            shown = name if found.document is None else found.document.name
            for trial in trials(policy_found(shown, found), each):
                below = partial(_judged_below, details, details.policy, results, trial)
                yield Trial(trial.mutant, policy.rules, below)


def _judged_below(details: tree.Details, below: tree.LowerPolicy, results: Results, trial: Trial) -> _Below:
    """The rows of all details, of which those of one are the outcomes of a policy below that is another one."""
    lower = History(tuple(trial.remade(results.details[details.name].history.rows)))
    return {**results.rows_below, details.name: outcome_rows(details, below, lower, evaluate(trial.rules, lower))}
