"""Whether a mutant means the same as its policy: asked of solvers, where they are installed (extra ``prove``)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final

from targetrules.arguments import ArgumentError
from targetrules.deadline import Deadline
from targetrules.history import History
from targetrules.mutation.mutants import Mutant
from targetrules.policy import Policy

__all__ = ["EQUAL", "Answer", "can_prove", "meaning_of"]

_SECONDS: Final = 3.0
"""What one mutant is worth."""

EQUAL: Final = "equal"

Answer = History | str | None
"""Results that tell the two apart, or :data:`EQUAL`; None: nobody knows."""

_SOLVERS: Final[Sequence[str]] = ("z3", "cvc5")


def can_prove() -> bool:
    """Whether both solvers are installed."""
    return all(map(find_spec, _SOLVERS))


def meaning_of(policy: Policy, mutant: Mutant, deadline: Deadline) -> Answer:
    """Whether the mutant gives the same grades and consequences in all histories, or results of which it does not."""
    left = deadline.left
    seconds = _SECONDS if left is None else min(_SECONDS, left)
    if seconds <= 0:
        return None
    from targetrules.proof import Difference, Equivalent, equivalent

    try:
        answer = equivalent(policy, mutant.policy, timeout=seconds)
    except ArgumentError:  # the two do not read the same results, as where an input begins in another period
        return None
    match answer:
        case Equivalent():
            return EQUAL
        case Difference():
            return answer.history
        case _:
            return None
