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
    below = partial(_rows_below, policy, results)
    for mutant in mutants(policy):
        is_of_details = mutant.written.details != policy.written.details
        if mutant.kind != "default" and (results.details or not is_of_details):
            yield Trial(mutant, mutant.rules, below if is_of_details else None)
    for name, each in results.details.items():
        lower = policy.rules.details[name].policy
        if lower is not None:
            for trial in trials(_loaded(policy, name), each):
                yield Trial(trial.mutant, policy.rules, partial(_judged_below, policy, results, name, trial))


def _loaded(policy: Policy, name: str) -> Policy:
    """The policy whose outcomes some details are."""
    found = policy.below[name]
    shown = found.document.name if found.document is not None else name
    return Policy(
        shown, found.digest, found.rules, found.written, found.document, origins=found.origins, below=found.below
    )


def _rows_below(policy: Policy, results: Results) -> _Below:
    """The rows of all details, as what is made of them rests on."""
    return {name: _rows(policy, results, name, None) for name in results.details}


def _judged_below(policy: Policy, results: Results, name: str, trial: Trial) -> _Below:
    """The same, where the policy below some details is another one."""
    return {**_rows_below(policy, results), name: _rows(policy, results, name, trial)}


def _rows(policy: Policy, results: Results, name: str, trial: Trial | None) -> History:
    details, history = policy.rules.details[name], results.details[name].history
    if details.policy is None:
        return history
    lower = history if trial is None else History(tuple(trial.remade(history.rows)))
    rules = details.policy.rules if trial is None else trial.rules
    return outcome_rows(details, details.policy, lower, evaluate(rules, lower))
