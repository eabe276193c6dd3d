"""Law: every public error and value goes to another process, and comes back, as what it was."""

from __future__ import annotations

import copy
import io
import multiprocessing
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from typing import Any, Final

import pytest

import targetrules
from targetrules import distributed, testing
from targetrules.arguments import ArgumentError
from targetrules.extra import MissingExtraError
from targetrules.wording import LANGUAGES, Word
from tests.cli.conftest import FILES

SCHOOLS = targetrules.load(str(FILES / "schools.toml"))
ROWS: list[dict[str, object]] = [
    {"unit": unit, "period": period, "score": score, "pupils": 100, "passed": passed, "growth": "down", "fraud": fraud}
    for unit, period, score, passed, fraud in [
        ("East", "2024Q1", "85.5", 95, "no"),
        ("West", "2024Q1", "59.9", 50, "no"),
        ("East", "2024Q2", "79.9", 90, None),
        ("West", "2024Q2", "41", 40, "yes"),
    ]
]


def raised(act: Callable[[], object]) -> BaseException:
    """What it raises."""
    try:
        act()
    except Exception as error:  # noqa: BLE001  whatever it is
        return error
    raise AssertionError(act)


def outcomes() -> targetrules.Outcomes:
    return SCHOOLS.evaluate(ROWS, notes=lambda _: None)


def first(name: str) -> object:
    """The first entry of that name in any outcome."""
    return next(each for outcome in outcomes() for each in getattr(outcome, name))


def history() -> targetrules.History:
    row = targetrules.Row("A", 2011, {"score": Decimal(1)})
    return targetrules.History((row,))


def results() -> targetrules.Results:
    return SCHOOLS.read(ROWS)


def saved() -> targetrules.SavedOutcomes:
    stream = io.BytesIO()
    SCHOOLS.evaluate(ROWS, record=True, notes=lambda _: None).write(stream, format="json")
    return targetrules.read_outcomes(io.BytesIO(stream.getvalue()))


def state() -> targetrules.State:
    return SCHOOLS.step(SCHOOLS.start(), ROWS[:2], notes=lambda _: None)[1]


def failing() -> targetrules.ExampleCheck:
    return next(each for each in targetrules.load(str(FILES / "failing.toml")).check_examples() if each.mismatches)


def raised_policy() -> targetrules.PolicyError:
    error = raised(lambda: targetrules.load(str(FILES / "faulty.toml")))
    assert isinstance(error, targetrules.PolicyError)
    return error


def raised_results() -> targetrules.ResultsError:
    error = raised(lambda: SCHOOLS.evaluate([{"unit": "A", "period": "?"}]))
    assert isinstance(error, targetrules.ResultsError)
    return error


COVERAGE = targetrules.coverage_of(targetrules.load("jincheng-2010"))
BROKEN = targetrules.Broken("East", 2011, None)

SAMPLES: Final[Mapping[str, Callable[[], object]]] = {
    "ArgumentError": lambda: raised(lambda: SCHOOLS.evaluate(ROWS, decided_on="2012-01-15")),  # type: ignore[arg-type]
    "Broken": lambda: BROKEN,
    "Coverage": lambda: COVERAGE,
    "Proposals": lambda: targetrules.Proposals((), COVERAGE.left[:1]),
    "Proposal": lambda: targetrules.Proposal(targetrules.History(()), "[[examples]]", COVERAGE.left[:1]),
    "CoveredItem": lambda: COVERAGE.items[-1],
    "ShownBy": lambda: next(each.by[0] for each in COVERAGE.items if each.by),
    "ClaimCheck": lambda: targetrules.ClaimCheck("claim", 1, (BROKEN,)),
    "Decided": lambda: first("consequences"),
    "DetailRows": lambda: targetrules.DetailRows("schools.xlsx", sheet="schools"),
    "Diagnostic": lambda: raised_policy().diagnostics[0],
    "ExampleCheck": failing,
    "Explanation": lambda: SCHOOLS.explain(ROWS, unit="West", period="2024Q2", notes=lambda _: None),
    "History": history,
    "KeyFileError": lambda: raised(lambda: state().save("x.arrow", sign="no such file")),
    "Mismatch": lambda: failing().mismatches[0],
    "Naming": lambda: targetrules.Naming(same={"a": "b"}, distinct=[["c", "d"]], leave_out=["合计"]),
    "ReadingPlan": lambda: targetrules.ReadingPlan(sheets="period", fill={"period": 2024}),
    "Outcome": lambda: outcomes()[3],
    "Outcomes": outcomes,
    "Placed": lambda: next(iter(outcomes()[0].places.values())),
    "Policy": lambda: SCHOOLS,
    "PolicyError": raised_policy,
    "PolicyNote": lambda: targetrules.PolicyNote(Word("installed.nothing")),
    "Problem": lambda: raised_results().problems[0],
    "Remark": lambda: targetrules.Remark("division-by-zero", "rate"),
    "Replaced": lambda: first("replaced"),
    "ResultsError": raised_results,
    "ResultsNote": lambda: targetrules.ResultsNote(Word("installed.nothing"), Word("installed.nothing")),
    "OutcomesFileError": lambda: raised(lambda: targetrules.read_outcomes(io.BytesIO(b"grade"))),
    "Record": lambda: saved().record,
    "StepRecord": lambda: SCHOOLS.step(SCHOOLS.start(), ROWS[:2], record=True, notes=lambda _: None)[2].record,
    "Results": results,
    "Row": lambda: history().rows[0],
    "SavedOutcomes": saved,
    "Verification": lambda: SCHOOLS.verify(saved(), ROWS),
    "State": state,
    "StateError": lambda: raised(lambda: targetrules.State.load("no such file")),
    "Undetermined": lambda: first("undetermined"),
    "NoSuchRowError": lambda: targetrules.NoSuchRowError(Word("explanations.blank-row", {"row": 3})),
    "SignatureError": lambda: targetrules.SignatureError(Word("installed.nothing")),
    "TargetrulesError": lambda: targetrules.TargetrulesError("anything"),
    "UnknownLanguageError": lambda: raised(lambda: Word("installed.nothing").text("fr")),
    "UnwritableError": lambda: raised(lambda: state().save(FILES)),
    "MissingExtraError": lambda: MissingExtraError("columnar", "pyarrow"),
    "NoSuchResultError": lambda: raised(
        lambda: SCHOOLS.explain(ROWS, unit="Nord", period="2024Q2", notes=lambda _: None)
    ),
    "NotDistributableError": lambda: distributed.NotDistributableError(("place", "score@-1", "place"), ("county",)),
    "Partitioning": lambda: distributed.plan(SCHOOLS).partitioning,
    "SparkPlan": lambda: distributed.plan(SCHOOLS),
    "Case": lambda: testing.Case(SCHOOLS, history()),
    "Cascade": lambda: testing.Cascade(SCHOOLS, {"level-1.toml": ""}, history(), {"schools": history()}),
    "Tables": lambda: testing.Tables(history(), {"schools": history()}),
}


def classes(module: Any) -> set[str]:
    return {name for name in module.__all__ if isinstance(getattr(module, name), type)}


def test_there_is_a_sample_of_every_public_class() -> None:
    assert set(SAMPLES) == {*classes(targetrules), *classes(distributed), *classes(testing)}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_law_what_is_public_survives_pickling(name: str, protocol: int) -> None:
    sample = SAMPLES[name]()
    assert type(sample).__name__ == name
    check_same(sample, pickle.loads(pickle.dumps(sample, protocol)))  # noqa: S301  of our own making


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_law_what_is_public_survives_copying(name: str, copied: Callable[[object], object]) -> None:
    sample = SAMPLES[name]()
    check_same(sample, copied(sample))


def check_same(sample: Any, again: Any) -> None:
    """The same class, contents and words; errors and states are equal to nothing but themselves."""
    assert type(again) is type(sample)
    assert (str(again), repr(again)) == (str(sample), repr(sample))
    if isinstance(sample, BaseException):
        assert vars(again) == vars(sample)
        assert again.args == sample.args
    elif isinstance(sample, targetrules.State):
        assert again.names.equals(sample.names)
        assert {name: each.tolist() for name, each in again.columns.items()} == {
            name: each.tolist() for name, each in sample.columns.items()
        }
    elif isinstance(sample, targetrules.Results):
        assert (again.history, again.notes, again.digest) == (sample.history, sample.notes, sample.digest)
    else:
        assert again == sample
    if hasattr(sample, "text"):
        assert all(again.text(language) == sample.text(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "error", [MissingExtraError("columnar", "pyarrow"), ArgumentError("unit", Word("arguments.unit"))]
)
def test_a_pool_of_processes_ends_with_the_error_of_its_task(error: Exception) -> None:
    """An error that cannot be unpickled breaks the pool, or leaves it waiting."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        told = pool.submit(_raise, error).exception(timeout=120)
    assert type(told) is type(error)
    assert str(told) == str(error)


def _raise(error: Exception) -> None:
    raise error


def test_a_policy_that_was_sent_decides_the_same() -> None:
    sent = pickle.loads(pickle.dumps(SCHOOLS))  # noqa: S301  of our own making
    assert sent.evaluate(ROWS, notes=lambda _: None) == outcomes()
