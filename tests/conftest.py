"""What every test shares. Fixtures of one area stand in that area's own conftest.py."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from hypothesis import settings

from tests import effort

# No test asserts how long anything takes: the machine may be busy. Under CI=true Hypothesis's own profile is the
# parent, so that runs there are repeatable.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")

MEASURED = ("docs/test_diagnostics.py", "engine", "language", "rules")
"""The files and folders whose tests must cover ``rules/`` and the reference engine whole.

Coverage is measured while they run and not while the others do, for it doubles or trebles a test's time; nor in
property tests, for what is covered is not to hang on chance.
"""


DEEP = Path(__file__).parent / "deep"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--cov-everywhere``: what ``make coverage`` asks; ``--deep``: what ``make deep`` does."""
    parser.addoption("--cov-everywhere", action="store_true", help="with --cov: measure while any test runs")
    parser.addoption("--deep", action="store_true", help="tests/deep, and property tests with many more examples")


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is imported, for a property test is told with its examples when it is imported."""
    if config.getoption("--deep"):
        effort.factor = effort.DEEP


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """``tests/deep`` is for ``--deep``."""
    return True if collection_path == DEEP and not config.getoption("--deep") else None


@pytest.hookimpl(trylast=True)  # Hypothesis marks its tests first
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only property tests are repeated in depth; tests of other folders, and property tests, run unmeasured."""
    if config.getoption("--deep"):
        items[:] = [each for each in items if is_property_test(each) or each.path.is_relative_to(DEEP)]
    if config.getoption("--cov-everywhere") or not config.pluginmanager.hasplugin("_cov"):
        return
    import_measured()
    places = [Path(__file__).parent / each for each in MEASURED]
    for item in items:
        if is_property_test(item) or not any(map(item.path.is_relative_to, places)):
            item.add_marker(pytest.mark.no_cover)


def import_measured() -> None:
    """Import what must be covered whole while everything is measured.

    A module that is imported late runs its first lines where it is imported first, which may be a test that is not
    measured.
    """
    rules = import_module("targetrules.rules")
    modules = (each.name for each in walk_packages(rules.__path__, "targetrules.rules."))
    for module in (*modules, "targetrules.engine.reference", "targetrules.engine.temporal", "targetrules.truth"):
        import_module(module)


def is_property_test(item: pytest.Item) -> bool:
    """Whether Hypothesis has marked it as its own."""
    return item.get_closest_marker("hypothesis") is not None
