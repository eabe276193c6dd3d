"""A table with a line for each value says what the table says that has a column for each input."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targetrules.engine.choice import ENGINES
from targetrules.rules.reserved import reserved_inputs
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.laws.test_results_file import said, written


def as_lines(case: Case, wide: bytes) -> list[dict[str, Any]]:
    """A line for each cell of an input; the reserved columns stand beside them."""
    rows = list(csv.DictReader(io.StringIO(wide.decode("utf-8"))))
    beside = ["unit", "period", *(word for one in reserved_inputs(case.policy.rules).values() for word in one.columns)]
    names = [name for name in rows[0] if name not in beside]
    assume(names)
    return [
        {**{key: row[key] for key in beside if key in row}, "indicator": name, "value": row[name]}
        for row in rows
        for name in names
    ]


@pytest.mark.parametrize("engine", ENGINES)
@examples(12)
@given(cases(decided=True, succession=True), st.randoms(use_true_random=False))
def test_lines_in_any_order_are_the_same_results(engine: Any, case: Case, random: Any) -> None:
    assume(case.history.rows)
    lines = as_lines(case, written(case.policy.read(case.history)))
    random.shuffle(lines)
    read = case.policy.read(lines, layout="long", engine=engine).history.rows
    expected = {row[:2]: row for row in said(case.history.rows)}
    assert {row[:2]: row for row in said(read)} == expected
    assert len(read) == len(expected)
