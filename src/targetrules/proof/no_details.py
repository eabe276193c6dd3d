"""Units without any rows of details: what is so of them, and results of such units that show something."""

from __future__ import annotations

from collections.abc import Callable

from targetrules.engine.details import with_aggregates
from targetrules.history import History
from targetrules.proof.allowance import Allowance
from targetrules.proof.claims import Asked
from targetrules.proof.histories import by_cohort, no_wishes
from targetrules.proof.induction import Found
from targetrules.proof.moment import Moment
from targetrules.proof.system import System
from targetrules.proof.terms import Term, conj, equal, negated, number
from targetrules.rules import tree

__all__ = ["no_details", "shown_without_details"]


def no_details(moment: Moment) -> Term:
    """The unit has no rows of details in the period: of these there is a count, and nothing else is made of them."""
    found: list[Term] = []
    for name, (_, made) in moment.rules.aggregates.items():
        if ("input", name) in moment.found:
            given = moment.given(name)
            found.append(
                conj(given.known, equal(given.whole, number(0))) if made.how == "count" else negated(given.known)
            )
    return conj(*found)


def shown_without_details(
    rules: tree.Rules,
    make: Callable[[int], Asked],
    found: Found,
    allowance: Allowance,
    shows: Callable[[History], bool],
    fewest: int,
) -> History | None:
    """Results of few units without rows of details that show what was found; None: none were found.

    Args:
        rules: The policy.
        make: The question about so many units, which are all that there are.
        found: What was found of units that may have any rows of details.
        allowance: What it may take.
        shows: Whether results show it, as the reference engine judges them.
        fewest: How many units there must be.
    """

    def asked(count: int) -> Asked:
        cohort = make(count)
        system = cohort.system
        constraints = conj(system.constraints, *map(no_details, cohort.units))
        without = System(system.first, system.after, system.sound, constraints, system.bad)
        return Asked(rules, without, cohort.units)

    def made(history: History) -> History:
        return with_aggregates(rules, history, {name: History(()) for name in rules.details})

    history = by_cohort(asked, found, allowance, lambda each: shows(made(each)), fewest, no_wishes)
    return None if history is None else made(history)
