"""Whatever judges, on random policies and results, in a process of its own: ``python -m tests.deep.agreement 0 10000``.

Policies of the seeds from the first number to before the second. Prints, as JSON, how many rows were judged in which
way, and in how many of the policies each construct of the language occurred.

Each policy is judged by all engines, period by period from a state, as a dataframe, and by the tasks that Spark would
give out, where Spark takes it; one seed in :data:`_CASCADES` is a cascade of two policies, and one of three.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any, Final

from targetrules import Policy, ResultsNote, loads
from targetrules.distributed import NotDistributableError
from targetrules.distributed.plans import common_groups, plan_of
from targetrules.drawing.histories import Extent, history
from targetrules.engine.choice import ENGINES
from targetrules.history import History, Row
from targetrules.period import period_text
from targetrules.rules.reserved import reserved_inputs
from targetrules.testing import constructs_of
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text
from tests.agreement import check_agreement
from tests.cascades import cascade_of, passed_over, steps_of
from tests.dataframes import table_of
from tests.distributed.by_hand import as_lines, judged
from tests.distributed.test_tasks import staying
from tests.outcome_rows import row_of, rows_of, without_other_remarks
from tests.same_bytes import check_history
from tests.tall_cascades import tall_cascade

_EXTENT: Final = Extent(units=6, periods=8, missing="any", decided=True, succession=True)
_AS_READ: Final = Extent(units=6, periods=5)
"""Of results as they are read, without what Spark refuses: a frame is no place for what cannot stand in a table."""

_DECIDED_ON: Final = date(2012, 1, 15)
_CASCADES: Final = 10


def _compare(seed: int, rows: Counter[str], constructs: Counter[str]) -> None:
    """One policy with its histories: whatever judges them finds the same."""
    random = Random(seed)  # noqa: S311  a seed makes the policy again
    policy = loads(policy_text(random, Shape(details=seed % 3 == 1)), name=f"seed {seed}")
    results = history(random, policy.rules, _EXTENT)
    check_agreement(policy.rules, results)
    rows["engines"] += len(results.rows)
    if not policy.rules.details:  # a table would need the rows of details beside it
        check_history(policy, results, decided_on=_DECIDED_ON if seed % 2 else None)
    _check_states(policy, results, rows)
    if not policy.rules.details:
        read = history(random, policy.rules, _AS_READ)
        _check_frame(policy, read, rows)
        _check_tasks(policy, read, rows)
    constructs.update(set(constructs_of(policy.rules)))
    if seed % _CASCADES == 0:
        constructs.update(_check_cascade(random, rows))
        constructs.update(_check_tall_cascade(seed, rows))


def _at_once(policy: Policy, results: History) -> dict[tuple[str, Any], dict[str, Any]]:
    outcomes = policy.evaluate(results, decided_on=_DECIDED_ON, notes=passed_over)
    return {(each.unit, each.period): row_of(policy.rules, each) for each in outcomes}


def _check_states(policy: Policy, results: History, rows: Counter[str]) -> None:
    """Period by period, from one state to the next."""
    state, found = policy.start(), dict[tuple[str, Any], dict[str, Any]]()
    for part in _by_period(results):
        outcomes, state = policy.step(state, part, decided_on=_DECIDED_ON, notes=passed_over)
        found |= {(row["unit"], row["period"]): row for row in without_other_remarks(outcomes)}
    expected = _at_once(policy, results)
    if policy.rules.details:  # made up apart from one another, counts may divide by zero where those of rows cannot
        expected, found = (
            {
                key: {name: each for name, each in row.items() if not name.startswith("division")}
                for key, row in of.items()
            }
            for of in (expected, found)
        )
    assert found == expected, "states"
    rows["states"] += len(found)


def _by_period(results: History) -> Iterator[History]:
    for period in sorted({row.period for row in results.rows}):
        yield History(tuple(row for row in results.rows if row.period == period))


def _check_frame(policy: Policy, results: History, rows: Counter[str]) -> None:
    if results.rows:
        table = table_of(policy.rules, results.rows)
        found = rows_of(policy.evaluate_frame(table, decided_on=_DECIDED_ON, notes=passed_over))
        expected = _at_once(policy, results)
        kind = policy.rules.period
        assert found == [expected[row.unit, period_text(kind, row.period)] for row in results.rows], "frames"
        rows["frames"] += len(found)


def _check_tasks(policy: Policy, results: History, rows: Counter[str]) -> None:
    """The tasks of each plan by which Spark would spread the policy, run here one after the other."""
    rules, groups = policy.rules, common_groups(policy.rules)
    spread: list[tuple[bool, list[Row]]] = [(False, list(results.rows))]
    spread += [(True, staying(results.rows, groups))] if groups else []
    refused = any(row.values.get(name) is not None for row in results.rows for name in reserved_inputs(rules))
    for stays, part in () if refused or not results.rows else spread:
        with suppress(NotDistributableError):
            plan, table = plan_of(rules, units_stay_in_groups=stays), table_of(rules, part)
            expected = policy.evaluate_frame(table, notes=passed_over)
            assert as_lines(judged(rules, plan, table)) == as_lines(expected), "tasks"
            rows["tasks"] += len(part)


def _check_cascade(random: Random, rows: Counter[str]) -> list[str]:
    """Two policies, one by the outcomes of the other: as plain details, by each engine, and from states."""
    case = cascade_of(random)
    if not case.rows:
        return []
    expected = [
        *case.plain.evaluate(case.rows, details={"parts": case.outcomes_below()}, engine="reference", notes=passed_over)
    ]
    for engine in ENGINES:
        told = case.cascade.evaluate(case.rows, details={"parts": case.history}, engine=engine, notes=passed_over)
        assert [*told] == expected, f"cascade, {engine}"
    state, found = case.cascade.start(), list[dict[str, Any]]()
    for above, below in steps_of(case):
        outcomes, state = case.cascade.step(state, above, details={"parts": below}, notes=passed_over)
        found += without_other_remarks(outcomes)
    assert found == [row_of(case.cascade.rules, each) for each in expected], "cascade, states"
    rows["cascades"] += len(expected)
    return ["LowerPolicy"]


def _check_tall_cascade(seed: int, rows: Counter[str]) -> set[str]:
    """Three policies, each by the outcomes of the next: as plain details, by each engine, and from states."""
    case = tall_cascade(seed, 3)
    expected = case.plainly()
    for engine in ENGINES:
        told = case.policy.evaluate(case.history, details=case.details, engine=engine, notes=passed_over)
        assert [*told] == expected, f"three levels, {engine}"
    judged = case.policy.evaluate(case.history, details=case.details, decided_on=_DECIDED_ON, notes=passed_over)
    at_once = [row_of(case.policy.rules, each) for each in judged]
    assert case.step_by_step(decided_on=_DECIDED_ON) == at_once, "three levels, states"
    rows["cascades of three levels"] += len(expected)
    return set(constructs_of(case.policy.rules))


def _main(first: int, end: int) -> None:
    constructs, rows = Counter[str](), Counter[str]()
    warnings.simplefilter("ignore", ResultsNote)
    for seed in range(first, end):
        try:
            _compare(seed, rows, constructs)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
    sys.stdout.write(json.dumps({"rows": rows, "constructs": constructs}))


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
