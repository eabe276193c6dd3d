"""The two solvers. Both are given the same SMT-LIB 2 text, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.extra import need
from targetrules.proof.allowance import FIRST_STEPS, LETTERS, SECOND_STEPS, Allowance
from targetrules.proof.smt import Script
from targetrules.proof.terms import Term, Value
from targetrules.solver_process import SolverProcess

__all__ = ["Answer", "Verdict", "ask_again", "ask_first", "need_solvers"]

Verdict = OneOf["sat", "unsat", "unknown"]


def need_solvers() -> None:
    """Raise :class:`~targetrules.MissingExtraError` unless both solvers are installed."""
    need("prove", "z3", "cvc5")


@frozen(slots=True)
class Answer:
    """What a solver says: all can be so at once (and how), it cannot, or that it does not know."""

    verdict: Verdict
    values: Mapping[Term, Value] = field(factory=dict)


def ask_first(script: Script, allowance: Allowance) -> Answer:
    """What z3 says. Where all can be so, wishes are granted one after the other, as far as the allowance goes."""
    allowance.take(len(script.text) / LETTERS)
    if allowance.is_over:
        return Answer("unknown")
    steps = max(int(allowance.left * FIRST_STEPS), 1)
    wishes = {"wish_steps": int(_WISH * FIRST_STEPS), "wishes_steps": int(_WISHES * FIRST_STEPS)}
    question = {"solver": "z3", "text": script.text, "steps": steps, "wishes": script.wishes, **wishes}
    found = _SOLVERS.ask(question, _HARD * (allowance.left + 1))
    if found is None:
        allowance.take(allowance.left)
        return Answer("unknown")
    allowance.take(found["steps"] / FIRST_STEPS)
    return Answer(found["verdict"], _values(script, found["values"]) if found["verdict"] == "sat" else {})


_SOLVERS: Final = SolverProcess()
_WISH: Final = 0.1
"""What one wish may take, in seconds."""
_WISHES: Final = 1.0
"""What all of them may take."""
_HARD: Final = 5.0
"""A solver that takes so many times its seconds of the processor is killed."""


def _values(script: Script, known: Mapping[str, Value]) -> dict[Term, Value]:
    return {
        term: known.get(symbol, False if term.sort == "Bool" else term.low or 0)
        for symbol, term in script.symbols.items()
    }


def ask_again(script: Script, allowance: Allowance) -> Verdict:
    """What cvc5 says of the same text."""
    if allowance.is_over:
        return "unknown"
    question = {"solver": "cvc5", "text": script.text, "steps": max(int(allowance.left * SECOND_STEPS), 1)}
    found = _SOLVERS.ask(question, _HARD * (allowance.left + 1))
    allowance.take(allowance.left if found is None else found["steps"] / SECOND_STEPS)
    return "unknown" if found is None else found["verdict"]
