"""What every test shares. Fixtures of one area stand in that area's own conftest.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# No test asserts how long anything takes: the machine may be busy. Under CI=true Hypothesis's own profile is the
# parent, so that runs there are repeatable.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")

MEASURED = ("docs/test_diagnostics.py", "engine", "language", "rules")
"""The files and folders whose tests must cover ``rules/`` and the reference engine whole.

Coverage is measured while they run and not while the others do, for it doubles or trebles a test's time; nor in
property tests, for what is covered is not to hang on chance.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--cov-everywhere``: what ``make coverage`` asks."""
    parser.addoption("--cov-everywhere", action="store_true", help="with --cov: measure while any test runs")


@pytest.hookimpl(trylast=True)  # Hypothesis marks its tests first
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of other folders, and property tests, run without the measuring of coverage."""
    if config.getoption("--cov-everywhere") or not config.pluginmanager.hasplugin("pytest_cov"):
        return
    places = [Path(__file__).parent / each for each in MEASURED]
    for item in items:
        is_measured = any(map(item.path.is_relative_to, places))
        if not is_measured or item.get_closest_marker("hypothesis"):
            item.add_marker(pytest.mark.no_cover)
