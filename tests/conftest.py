"""What every test shares. Fixtures of one area stand in that area's own conftest.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# No test asserts how long anything takes: the machine may be busy. Under CI=true Hypothesis's own profile is the
# parent, so that runs there are repeatable.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")

MEASURED = ("docs", "engine", "language", "rules")
"""The folders whose tests must cover ``rules/`` and the reference engine whole. Coverage is measured while they run and
not while the others do: it doubles or trebles a test's time."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--cov-everywhere``: what ``make coverage`` asks."""
    parser.addoption("--cov-everywhere", action="store_true", help="with --cov: measure while any test runs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of other folders run without the measuring of coverage."""
    if config.getoption("--cov-everywhere") or not config.pluginmanager.hasplugin("pytest_cov"):
        return
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] not in MEASURED:
            item.add_marker(pytest.mark.no_cover)
