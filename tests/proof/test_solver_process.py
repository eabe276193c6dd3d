"""The solvers in a process of their own: counted in steps, killed where they take too long, asked again after that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from targetrules.errors import InternalError
from targetrules.solver_process import SolverProcess

CUBES = """(set-logic ALL)
(declare-const x Int) (declare-const y Int) (declare-const z Int) (declare-const wish.0 Bool)
(assert (and (< 0 x) (< 0 y) (< 0 z)))
(assert (= wish.0 (= (+ (* x x x) (* y y y)) (* z z z))))
"""
"""Whether two cubes add up to a third, on which a solver spends all that it has."""


@pytest.fixture
def process() -> Iterator[SolverProcess]:
    """A process that is ended with the test."""
    made = SolverProcess()
    yield made
    made.close()


def question(text: str, solver: str = "z3", steps: int = 10**12) -> dict[str, Any]:
    """A question, as it is asked."""
    return {"solver": solver, "text": text, "steps": steps, "wishes": [], "wish_steps": 0, "wishes_steps": 0}


@pytest.mark.parametrize("solver", ["z3", "cvc5"])
def test_a_solver_takes_as_many_steps_as_it_may_and_the_same_each_time(process: SolverProcess, solver: str) -> None:
    asked = question(CUBES + "(assert wish.0)\n(check-sat)\n", solver, 100_000)
    first, again = (process.ask(asked, 60) for _ in range(2))
    assert first is not None
    assert first["verdict"] == "unknown"
    assert first == again
    assert 50_000 < first["steps"] < 150_000


@pytest.mark.parametrize("solver", ["z3", "cvc5"])
def test_a_solver_that_takes_too_much_of_the_processor_is_killed_and_the_next_question_is_answered(
    process: SolverProcess, solver: str
) -> None:
    assert process.ask(question(CUBES + "(assert wish.0)\n(check-sat)\n", solver), 0.01) is None
    easy = process.ask(question(CUBES + "(check-sat)\n", solver), 60)
    assert easy is not None
    assert easy["verdict"] == "sat"


def test_where_it_is_killed_over_a_wish_what_was_found_before_is_the_answer(process: SolverProcess) -> None:
    steps = {"wish_steps": 10**12, "wishes_steps": 10**12}
    found = process.ask({**question(CUBES + "(check-sat)\n"), "wishes": ["wish.0"], **steps}, 0.01)
    assert found is not None
    assert found["verdict"] == "sat"
    assert found["values"]["x"] > 0


def test_what_it_cannot_read_is_an_error_of_ours_and_the_next_question_is_answered(process: SolverProcess) -> None:
    with pytest.raises(InternalError, match="nothing"):
        process.ask(question("(assert nothing)\n(check-sat)\n"), 60)
    easy = process.ask(question(CUBES + "(check-sat)\n"), 60)
    assert easy is not None
    assert easy["verdict"] == "sat"


def test_where_it_ends_by_itself_that_is_an_error_of_ours(
    process: SolverProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "none")  # with which no Python starts
    with pytest.raises(InternalError):
        process.ask(question(CUBES + "(check-sat)\n"), 60)
