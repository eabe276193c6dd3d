"""Results written as a file: the policy reads back the very same, and they are known by the same digest."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given

from targetrules.columns.sizes import Sizes, using
from targetrules.decision.results import Results
from targetrules.history import Row
from targetrules.rules.reserved import RESERVED
from targetrules.testing import Case, cases
from tests.effort import examples


@pytest.mark.parametrize("lines", [3, 20_000], ids=["small blocks", "one block"])
@examples(32)
@given(cases(decided=True, succession=True))
def test_results_have_the_same_bytes_in_columns_and_in_rows(lines: int, case: Case) -> None:
    assume(case.history.rows)  # a file without a row is told as one from which everything was lost
    rows = case.policy.read(case.history, engine="reference")
    with using(Sizes(outcomes=lines)):
        for given_as in (case.history, io.BytesIO(written(rows))):
            columns = case.policy.read(given_as, engine="columnar")
            assert columns.in_columns
            assert written(columns) == written(rows)


def written(results: Results) -> bytes:
    stream = io.BytesIO()
    results.write(stream)
    return stream.getvalue()


def said(rows: Sequence[Row]) -> list[tuple[str, int, dict[str, Any]]]:
    """What rows say: where nothing was decided, the column may be blank or the value not be there."""
    empty = {(name, None) for name in RESERVED}
    return [(row.unit, row.period, {k: v for k, v in row.values.items() if (k, v) not in empty}) for row in rows]


@examples(32)
@given(cases(decided=True, succession=True))
def test_results_that_are_written_are_read_back_as_the_same(case: Case) -> None:
    assume(case.history.rows)  # a file without a row is told as one from which everything was lost
    results, stream = case.policy.read(case.history), io.BytesIO()
    results.write(stream)
    again = case.policy.read(io.BytesIO(stream.getvalue()))
    assert said(again.history.rows) == said(case.history.rows)
    assert again.digest == results.digest == hashlib.sha256(stream.getvalue()).hexdigest()
    assert case.policy.read(again.history).digest == results.digest
