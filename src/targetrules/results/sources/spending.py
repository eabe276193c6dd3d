"""The budget of a file of results (:mod:`targetrules.budget`), and the problem where it does not suffice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from targetrules.budget import Budget, OverBudgetError
from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.wording import Word

__all__ = ["over_budget", "spending"]


@contextmanager
def spending(findings: Findings, size: int) -> Iterator[Budget]:
    """The budget for a file of so many bytes; raises :class:`ResultsError` where more is drawn within."""
    with over_budget(findings):
        yield Budget(size)


@contextmanager
def over_budget(findings: Findings) -> Iterator[None]:
    """Raises :class:`ResultsError` where more is drawn within than a budget has."""
    try:
        yield
    except OverBudgetError as error:
        what = Word(f"problems.budget_{error.account}", {"most": f"{error.most:,}"})
        values = {"size": f"{error.size:,}", "what": what}
        advice = Word("problems.advise_over_budget")
        raise findings.stop(Code.OVER_BUDGET, values=values, advice=advice) from None
