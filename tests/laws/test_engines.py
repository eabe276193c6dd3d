"""Engines agree: on random policies and results the columnar engine decides, and says, what the reference does."""

from __future__ import annotations

from hypothesis import given

from targetrules.engine import columnar, reference
from targetrules.engine.judged import Judged
from targetrules.engine.outcomes import outcome_of
from targetrules.outcome import Outcome
from targetrules.testing import Case, cases
from tests.effort import examples

_COMPARED = (
    "values",
    "first_grade",
    "grade",
    "steps",
    "status_age",
    "fired",
    "replaced",
    "received",
    "divided_by_zero",
)


def outcomes(case: Case, judged: list[Judged]) -> list[Outcome]:
    engine = reference.Engine(case.policy.rules)
    return [outcome_of(engine, now) for now in judged]


@examples(250)
@given(cases(missing="any"))
def test_the_columnar_engine_gives_the_outcomes_of_the_reference(case: Case) -> None:
    slow = reference.evaluate(case.policy.rules, case.history)
    fast = columnar.evaluate(case.policy.rules, case.history)
    assert outcomes(case, fast) == outcomes(case, slow)


@examples(100)
@given(cases(missing="any"))
def test_the_columnar_engine_finds_what_the_reference_finds_on_the_way(case: Case) -> None:
    slow = reference.evaluate(case.policy.rules, case.history)
    fast = columnar.evaluate(case.policy.rules, case.history)
    for name in _COMPARED:
        assert [getattr(now, name) for now in fast] == [getattr(now, name) for now in slow], name
