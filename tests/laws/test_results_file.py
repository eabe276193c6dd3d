"""Results written as a file: the policy reads back the very same, and they are known by the same digest."""

from __future__ import annotations

import hashlib
import io

from hypothesis import assume, given

from targetrules.testing import Case, cases
from tests.effort import examples


@examples(32)
@given(cases())
def test_results_that_are_written_are_read_back_as_the_same(case: Case) -> None:
    assume(case.history.rows)  # a file without a row is told as one from which everything was lost
    results, stream = case.policy.read(case.history), io.BytesIO()
    results.write(stream)
    again = case.policy.read(io.BytesIO(stream.getvalue()))
    assert again.history.rows == case.history.rows
    assert again.digest == results.digest == hashlib.sha256(stream.getvalue()).hexdigest()
    assert case.policy.read(again.history).digest == results.digest
