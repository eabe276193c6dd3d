"""No decimal context of the caller's changes what is read, decided, explained or written, by either engine."""

from __future__ import annotations

import decimal
import subprocess
import sys
from decimal import Decimal, localcontext
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, PolicyError, ResultsError, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.period import period_text
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.syntax.to_toml import to_toml
from targetrules.testing import Case, cases
from tests.contexts import ODD_CONTEXTS
from tests.damage import damaged
from tests.effort import examples
from tests.same_bytes import check_history, written

ODD: Final = st.sampled_from(sorted(ODD_CONTEXTS))
each_context = pytest.mark.parametrize("context", ODD_CONTEXTS)
each_engine = pytest.mark.parametrize("engine", ENGINES)
RANDOMS = st.randoms(note_method_calls=False, use_true_random=False)

POLICY: Final = """
format = 1
[policy]
id = "incomes"
title = "Incomes"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100000, decimals = 2 }
[measures]
half = { formula = "score / 2", decimals = 3 }
[rankings.overall]
by = "half"
[grading]
by = "score"
bands = { good = 60000.01, poor = 0 }
"""


@each_context
@each_engine
@pytest.mark.parametrize(
    ("score", "grade", "half"),
    [("60000.01", "good", "30000.005"), ("60000.00", "poor", "30000.000"), ("99999.99", "good", "49999.995")],
)
def test_a_number_is_compared_with_all_its_digits(
    context: str, engine: EngineName, score: str, grade: str, half: str
) -> None:
    with localcontext(ODD_CONTEXTS[context]):
        [judged] = loads(POLICY).evaluate([{"unit": "A", "period": 2011, "score": score}], engine=engine)
    assert (judged.grade, judged.measures) == (grade, {"half": Decimal(half)})


@examples(24)
@given(cases(missing="any", decided=True, succession=True), ODD)
def test_what_is_written_is_the_same_in_any_context(case: Case, context: str) -> None:
    """By both engines, in every format."""
    usual = written(case.policy, case.history)
    with localcontext(ODD_CONTEXTS[context]):
        assert written(case.policy, case.history) == usual
        check_history(case.policy, case.history)


@examples(16)
@given(cases(missing="any", decided=True, succession=True, units=4, periods=4), RANDOMS, ODD)
def test_an_explanation_is_the_same_in_any_context(case: Case, random: Random, context: str) -> None:
    if case.history.rows:
        row = random.choice(case.history.rows)
        period = period_text(case.policy.rules.period, row.period)

        def explained() -> tuple[str, ...]:
            why = case.policy.explain(case.history, unit=row.unit, period=period)
            return explanation_text(why, "en"), explanation_text(why, "zh"), repr(explanation_values(why, "en"))

        usual = explained()
        with localcontext(ODD_CONTEXTS[context]):
            assert explained() == usual


@examples(40)
@given(RANDOMS, ODD)
def test_a_policy_is_read_the_same_in_any_context(random: Random, context: str) -> None:
    """Damaged ones too, with their faults."""
    data = damaged(random)
    usual = loaded(data)
    with localcontext(ODD_CONTEXTS[context]):
        found = loaded(data)
    assert repr(found) == repr(usual)


def loaded(data: bytes) -> Any:
    try:
        policy = loads(data.decode("utf-8", "replace"))
    except PolicyError as error:
        return [(each.code, each.message("en"), each.advice("en"), each.message("zh")) for each in error.diagnostics]
    return to_toml(policy.written), policy.check_examples(), policy.rules


NUMBERS: Final = (
    *("60000.01", "60000.010", "6.000001E+4", "1e99999999999999999999", "1E-7", "-0", "0.1", "123456789012345678"),
    "x",
)


@each_context
@each_engine
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_a_file_is_read_the_same_in_any_context(
    context: str, engine: EngineName, number: str, tmp_path: Path
) -> None:
    """Or is the same problem, in the same words."""
    (tmp_path / "r.csv").write_text(f"unit,period,score\nA,2011,{number}\n", encoding="utf-8")
    (tmp_path / "r.json").write_text(f'[{{"unit": "A", "period": 2011, "score": {number}}}]', encoding="utf-8")
    policy = loads(POLICY)
    usual = [read(policy, path, engine) for path in sorted(tmp_path.iterdir())]
    with localcontext(ODD_CONTEXTS[context]):
        assert [read(policy, path, engine) for path in sorted(tmp_path.iterdir())] == usual


def read(policy: Policy, path: Path, engine: EngineName) -> Any:
    from targetrules.results import read_history, read_table

    try:
        return policy.evaluate(read_history(policy.rules, read_table(path)).history, engine=engine)
    except ResultsError as error:
        return error.text("en")


PROGRAM: Final = """
import decimal
from decimal import Context, FloatOperation, Inexact, Rounded
for context in (decimal.DefaultContext, decimal.getcontext()):
    context.prec, context.Emax, context.Emin, context.capitals = 2, 1, -1, 0
    for trap in (Inexact, Rounded, FloatOperation):
        context.traps[trap] = True
from targetrules.cli.program import run
raise SystemExit(run({arguments!r}))
"""


@each_engine
def test_the_context_of_new_threads_does_not_matter_either(engine: str) -> None:
    """It is ``DefaultContext``, which a program may have set before it imports anything."""
    counties = str(Path(__file__).parents[2] / "examples" / "counties.csv")
    arguments = ["evaluate", "jincheng-2010", counties, "--engine", engine, "--format", "json"]
    usual = "from targetrules.cli.program import run\nraise SystemExit(run({arguments!r}))"
    ran = [
        subprocess.run([sys.executable, "-c", text.format(arguments=arguments)], capture_output=True, check=False)
        for text in (usual, PROGRAM)
    ]
    assert ran[0].returncode == 0
    assert (ran[1].stdout, ran[1].stderr) == (ran[0].stdout, ran[0].stderr)


def test_the_usual_context_is_left_as_it_was() -> None:
    before = decimal.getcontext().copy()
    loads(POLICY).evaluate([{"unit": "A", "period": 2011, "score": "99999.99"}])
    assert repr(decimal.getcontext()) == repr(before)
