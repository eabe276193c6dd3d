"""What a type checker sees of the public functions: a dataframe of a kind in, one of the same kind out.

Nothing here is called: ``make types`` reads it, and fails where a type is another than the one asserted, or where the
call that must be refused is not (an ``ignore`` that nothing needs is an error there).
"""

from __future__ import annotations

from typing import Any, assert_type

import polars as pl

from targetrules import Policy, State
from targetrules.decision.outcomes import Outcomes


def judge(policy: Policy, state: State, eager: pl.DataFrame, lazy: pl.LazyFrame, rows: list[dict[str, float]]) -> None:
    assert_type(policy.evaluate_frame(eager), pl.DataFrame)
    assert_type(policy.evaluate_frame(lazy), pl.LazyFrame)
    assert_type(policy.step(state, eager), tuple[pl.DataFrame, State])
    assert_type(policy.step(state, rows), tuple[list[dict[str, Any]], State])
    assert_type(policy.evaluate_frame(eager, record=True), tuple[pl.DataFrame, Outcomes])
    assert_type(policy.step(state, "results.csv", record=True), tuple[list[dict[str, Any]], State, Outcomes])
    policy.evaluate_frame(rows)  # type: ignore[call-overload]  # rows are for evaluate: a frame cannot be given back
