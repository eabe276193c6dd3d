"""Whether something can ever be: searched from before any result, and proved for any length by k-induction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import evolve, field

from targetrules.data import frozen
from targetrules.history import History
from targetrules.proof.allowance import MADE, Allowance
from targetrules.proof.answers import Why
from targetrules.proof.claims import Asked
from targetrules.proof.invariants import invariant_of
from targetrules.proof.smt import Script, script
from targetrules.proof.solvers import Answer, ask_again, ask_first
from targetrules.proof.system import Step, Unrolling
from targetrules.proof.terms import Term, Value, disj, negated

__all__ = ["Found", "Proof", "Searched", "Shown", "found_at", "searched"]

_PLAIN: Final = 3
"""After so many periods without what stays so of registers, it is looked for."""
MOST_PERIODS: Final = 64
"""After so many periods a search ends: no window of a policy is longer."""


@frozen(slots=True)
class Proof:
    """It can never be: not within so many periods from the first result on, and never after as many without it.

    ``scripts`` are the questions by name; to each of them the answer of both solvers is that it cannot be.
    """

    periods: int
    scripts: Mapping[str, Script]


@frozen(slots=True)
class Found:
    """It can be after so many periods, with these values of the variables of each."""

    periods: int
    values: Mapping[Term, Value]
    unrolling: Unrolling
    script: Script


@frozen(slots=True)
class Shown:
    """It is so of these results; ``script`` is the question of which they are an answer.

    ``is_shortest``: of fewer periods there are none.
    """

    history: History
    script: Script
    is_shortest: bool = True


@frozen(slots=True)
class Searched:
    """Nobody knows: it cannot be within so many periods from the first result on, and more was not found out.

    ``why``: ``time`` was over, the solvers do ``disagree``, what others are is ``free`` and it can be so for all that
    is known of them, or the search came to its ``end``.
    """

    periods: int
    why: Why
    scripts: Mapping[str, Script] = field(factory=dict)


def searched(
    asked: Asked,
    allowance: Allowance,
    wishes: Callable[[Unrolling], Sequence[Term]],
    shown: Callable[[Found], History | None],
) -> Proof | Shown | Searched:
    """Whether the bad can ever be; asked first with any number for each product or quotient of what varies.

    Args:
        asked: The question.
        allowance: What it may take.
        wishes: What is asked for of a history that is found, so that it reads well.
        shown: Results that show what was found, judged by the reference engine; None where there are none. Then the
            search goes on with more periods.
    """
    found = _proof_whatever_products_are(asked, allowance)
    return found or _searched(asked, allowance, wishes, shown)


def _proof_whatever_products_are(asked: Asked, allowance: Allowance) -> Proof | None:
    linear = asked.system.linear()
    if linear is None:
        return None
    limit = allowance.part(4)

    def shown(_: Found) -> None:
        limit.take(limit.left)  # nothing but a proof is sought here

    found = _searched(evolve(asked, system=linear), limit, lambda _: (), shown)
    return found if isinstance(found, Proof) else None


def _searched(
    asked: Asked,
    allowance: Allowance,
    wishes: Callable[[Unrolling], Sequence[Term]],
    shown: Callable[[Found], History | None],
) -> Proof | Shown | Searched:
    system = asked.system
    base, step = system.from_nothing(), system.from_anywhere()
    step_asserted: list[Term] = [system.sound]
    base_asserted: list[Term] = []
    base_bad: list[Term] = []
    is_base_clear, clear = True, 0
    more: dict[str, Script] = {}
    for periods in range(MOST_PERIODS):
        next_step = step.step()
        question = script([*step_asserted, next_step.constraints, next_step.bad], ["the step of the induction"])
        if is_base_clear and ask_first(question, allowance.part(2)).verdict == "unsat":
            whole = script([*base_asserted, disj(*base_bad)], ["the first periods"])
            return confirmed(Proof(periods, {"first": whole, **more, "step": question}), allowance)
        step_asserted += [next_step.constraints, negated(next_step.bad)]
        first = base.step()
        base_asserted += asserted_of(first, is_first=not periods)
        base_bad.append(first.bad)
        answer = _first_bad(base_asserted, first.bad, wishes(base), allowance)
        if answer[0].verdict == "unknown":
            return Searched(clear, "time" if is_base_clear else "free")
        if answer[0].verdict == "sat":
            found = Found(periods + 1, answer[0].values, base, answer[1])
            history = shown(found)
            if history is not None:
                return Shown(history, found.script, is_base_clear)
            is_base_clear = False
            if asked.is_exact:
                return Searched(clear, "replay")
        elif is_base_clear:
            clear = periods + 1
            if clear == _PLAIN and (known := invariant_of(system, allowance.part(2))) is not None:
                step_asserted.append(known.holds)
                more = {"invariant": known.script}
        if allowance.is_over:
            return Searched(clear, "time" if is_base_clear else "free")
    return Searched(clear, "end" if is_base_clear else "free")


def asserted_of(step: Step, *, is_first: bool) -> list[Term]:
    """What is so of a step; in the first one somebody has a result."""
    there = [named for own, named in step.named.items() if own.name.endswith("present")] if is_first else []
    return [step.constraints, *([disj(*there)] if there else [])]


def found_at(
    asked: Asked, periods: int, allowance: Allowance, wishes: Callable[[Unrolling], Sequence[Term]]
) -> Found | Answer:
    """Whether the bad can be after just so many periods; what the solver says where it found nothing."""
    base = asked.system.from_nothing()
    asserted: list[Term] = []
    for at in range(periods):
        asserted += asserted_of(base.step(), is_first=not at)
    answer, question = _first_bad(asserted, base.steps[-1].bad, wishes(base), allowance)
    allowance.take(len(question.text) / MADE)
    return Found(periods, answer.values, base, question) if answer.verdict == "sat" else answer


def _first_bad(
    asserted: Sequence[Term], bad: Term, wishes: Sequence[Term], allowance: Allowance
) -> tuple[Answer, Script]:
    question = script([*asserted, bad], ["a shortest history"], wishes)
    return ask_first(question, allowance), question


def confirmed(proof: Proof, allowance: Allowance) -> Proof | Searched:
    """The proof, where the second solver proves it again from the same text."""
    for question in proof.scripts.values():
        verdict = ask_again(question, allowance)
        if verdict != "unsat":
            return Searched(proof.periods, "disagree" if verdict == "sat" else "second", proof.scripts)
    return proof
