"""Claims proved or refuted: :func:`prove`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, assert_never

from targetrules.arguments import instance_of, unlike
from targetrules.claim_ids import claims_named
from targetrules.history import History
from targetrules.policy import Policy
from targetrules.proof.allowance import Allowance
from targetrules.proof.answers import Answer, Open, Proved, Refuted
from targetrules.proof.claims import in_cohort, of_claim
from targetrules.proof.drawn import Drawn, shown_by_chance
from targetrules.proof.histories import broken_by, no_wishes, shown_in_fact, wishes_for, without_idle_columns
from targetrules.proof.induction import Found, Proof, Searched, Shown, searched
from targetrules.proof.no_details import shown_without_details
from targetrules.proof.solvers import need_solvers
from targetrules.rules import tree

__all__ = ["LONGEST", "TIMEOUT", "answered", "answers", "prove", "seconds"]

TIMEOUT: Final = 20.0
"""Seconds for one claim, unless something else is said."""
LONGEST: Final = 86_400.0
"""The most seconds for one claim: a day."""


def prove(policy: Policy, *, claims: Iterable[str] | None = None, timeout: float = TIMEOUT) -> list[Answer]:
    """Whether claims of a policy hold in all histories, whatever their length.

    What is proved holds wherever everything was decided as the policy decides it: what was decided otherwise
    (``decided``) is not looked at. Both solvers must say so, of the same text. A history that breaks a claim is given
    only where the reference engine has judged it so.

    Args:
        policy: The policy.
        claims: The ids of claims; left out, all that the policy has.
        timeout: Seconds for one claim, counted in steps of the solvers; past them the answer is that it is open.

    Returns:
        One answer for each claim, in the order of the policy.

    Raises:
        ArgumentError: One of the arguments cannot be used, or the policy has no such claim.
        MissingExtraError: The extra ``prove`` is not installed.
    """
    return list(answers(policy, claims, timeout))


def answers(policy: Policy, claims: Iterable[str] | None, timeout: float) -> Iterator[Answer]:
    """The same, one answer after the other, each when it is asked for; what cannot be used is told at once."""
    rules = instance_of("policy", policy, Policy, "policy").rules
    wanted, limit = claims_named(rules, claims), seconds(timeout)
    need_solvers()
    return (answered(rules, claim, limit) for claim in wanted)


def seconds(timeout: object) -> float:
    """A time in seconds; raises ArgumentError."""
    if not isinstance(timeout, int | float) or isinstance(timeout, bool) or not 0 < timeout <= LONGEST:
        raise unlike("timeout", timeout, "seconds", most=int(LONGEST))
    return float(timeout)


def answered(rules: tree.Rules, claim: tree.Claim, timeout: float = TIMEOUT) -> Answer:
    """Whether a claim holds in all histories."""
    asked, allowance = of_claim(rules, claim), Allowance(timeout)

    def breaks(history: History) -> bool:
        return bool(broken_by(rules, claim, history))

    below: dict[str, History] = {}

    def shown(found: Found) -> History | None:
        fewest = 2 if isinstance(claim.says, tree.Monotone) else 1
        history = shown_in_fact(asked, found, allowance, breaks, partial(in_cohort, rules, claim), fewest)
        if history is None and asked.rests_on_details and not rules.lower_digests:
            make = partial(in_cohort, rules, claim)
            history = shown_without_details(rules, make, found, allowance, breaks, fewest)
        by_chance = None if history or asked.is_exact else shown_by_chance(rules, found.periods, allowance, breaks)
        if by_chance is None:
            return history
        below.update(by_chance.details)
        return by_chance.history

    wishes = no_wishes if asked.rests_on_details else wishes_for  # who reads it reads other results
    found = searched(asked, allowance, partial(wishes, asked), shown)
    match found:
        case Proof():
            return Proved(claim.id, found.periods, {name: each.text for name, each in found.scripts.items()})
        case Shown():
            history = without_idle_columns(rules, claim, found.history)
            broken = broken_by(rules, claim, history)
            return Refuted(claim.id, history, broken, {"history": found.script.text}, below, found.is_shortest)
        case Searched():
            by_chance = shown_by_chance(rules, None, Allowance(timeout), breaks)
            if by_chance is not None:
                return _refuted(rules, claim, by_chance, found.periods)
            return Open(claim.id, found.periods, found.why, {name: each.text for name, each in found.scripts.items()})
        case _:
            assert_never(found)


def _refuted(rules: tree.Rules, claim: tree.Claim, case: Drawn, clear: int) -> Refuted:
    """By random results, where solvers found none in time; none of ``clear`` periods or fewer break the claim."""
    history = without_idle_columns(rules, claim, case.history)
    periods = [row.period for row in history.rows]
    is_shortest = max(periods) - min(periods) <= clear
    return Refuted(claim.id, history, broken_by(rules, claim, history), {}, case.details, is_shortest)
