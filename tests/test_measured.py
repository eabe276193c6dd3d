"""Coverage is measured in few tests, for it doubles or trebles the time of each."""

from __future__ import annotations

import pytest
from coverage import Coverage


def test_outside_of_what_must_be_covered_whole_nothing_is_measured(pytestconfig: pytest.Config) -> None:
    """Neither by a worker nor by what pytest-cov begins before it."""
    if pytestconfig.getoption("--cov-everywhere"):
        pytest.skip("all is measured, as --cov-everywhere asks")
    assert Coverage.current() is None
