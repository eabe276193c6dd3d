"""The two solvers. Both are given the same SMT-LIB 2 text, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.deadline import Deadline
from targetrules.extra import need
from targetrules.proof.smt import Script
from targetrules.proof.terms import Term, Value

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


def ask_first(script: Script, deadline: Deadline) -> Answer:
    """What z3 says. Where all can be so, wishes are granted one after the other, as far as time allows."""
    import z3

    solver, left = z3.Solver(), deadline.milliseconds
    if not left:
        return Answer("unknown")
    solver.set(timeout=left)
    solver.from_string(script.text)
    found = str(solver.check())
    if found != "sat":
        return Answer("unsat" if found == "unsat" else "unknown")
    model = solver.model()
    granted: list[Any] = []
    wishing = Deadline.after(_WISHES)
    for wish in map(z3.Bool, script.wishes):
        if z3.is_true(model.eval(wish, model_completion=True)):  # what was found has it anyway
            granted.append(wish)
            continue
        asked, left = [*granted, wish], min(deadline.milliseconds, wishing.milliseconds, _WISH)
        solver.set(timeout=left or 1)
        if left and solver.check(*asked) == z3.sat:
            granted, model = asked, solver.model()
    return Answer("sat", _values(script, model))


_WISH: Final = 300
"""Milliseconds for one wish."""
_WISHES: Final = 4.0
"""Seconds for all of them."""


def _values(script: Script, model: Any) -> dict[Term, Value]:
    import z3

    known = {str(each.name()): model[each] for each in model.decls() if each.arity() == 0}
    found: dict[Term, Value] = {}
    for symbol, term in script.symbols.items():
        value = known.get(symbol)
        if term.sort == "Bool":
            found[term] = value is not None and z3.is_true(value)
        else:
            found[term] = (term.low or 0) if value is None else value.as_long()
    return found


def ask_again(script: Script, deadline: Deadline) -> Verdict:
    """What cvc5 says of the same text."""
    import cvc5

    left = deadline.milliseconds
    if not left:
        return "unknown"
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit-per", str(left))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script.text, "claim")
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said = command.invoke(solver, symbols) or said
    return _verdict(said)


def _verdict(said: str) -> Verdict:
    match said.strip():
        case "unsat":
            return "unsat"
        case "sat":
            return "sat"
        case _:
            return "unknown"
