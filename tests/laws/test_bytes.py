"""Engines agree in what is written: on random policies and results every format has the same bytes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.columns.sizes import Sizes, using
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.same_bytes import check_history

DAYS = st.sampled_from([None, date(2011, 1, 31), date(2024, 2, 29)])


@pytest.mark.parametrize("sizes", [Sizes(outcomes=3, threads=0), Sizes()], ids=["small blocks", "one block"])
@examples(32)
@given(cases(missing="any", decided=True, succession=True), DAYS)
def test_both_engines_write_the_same_bytes(sizes: Sizes, case: Case, day: date | None) -> None:
    with using(sizes):
        check_history(case.policy, case.history, decided_on=day)
