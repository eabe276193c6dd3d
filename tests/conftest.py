"""What every test shares. Fixtures of one area stand in that area's own conftest.py."""

from __future__ import annotations

import gc
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from coverage import Coverage
from hypothesis import settings

from tests import effort

# No test asserts how long anything takes: the machine may be busy. Under CI=true Hypothesis's own profile is the
# parent, so that runs there are repeatable. A property that says nothing of it is tried on fifty examples, in depth on
# many more: an everyday run looks at some thousand properties.
settings.register_profile("unhurried", parent=settings(), deadline=None, max_examples=effort.count(effort.FEW))
settings.register_profile("in depth", parent=settings(), deadline=None, max_examples=effort.FEW * effort.DEEP)
settings.load_profile("unhurried")

MEASURED = ("docs/test_diagnostics.py", "engine", "language", "rules")
"""The files and folders whose tests must cover ``rules/`` and the reference engine whole.

Coverage is measured while they run and not while the others do, for it doubles or trebles a test's time; nor while
tests are collected, nor in property tests, for what is covered is not to hang on chance. It goes on and off where one
of them follows upon another test, with its fixtures: pytest-cov's own mark would leave these measured, and take longer
for each test than many tests themselves.
"""

_MEASURING = pytest.StashKey[Coverage]()
"""What measures in this process."""
_IS_MEASURED = pytest.StashKey[bool]()
"""Of a test: whether coverage is measured while it runs."""

DEEP = Path(__file__).parent / "deep"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--cov-everywhere``: what ``make coverage`` asks; ``--deep``: what ``make deep`` does."""
    parser.addoption("--cov-everywhere", action="store_true", help="with --cov: measure while any test runs")
    parser.addoption("--deep", action="store_true", help="tests/deep, and property tests with many more examples")


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is imported, for a property test is told with its examples when it is imported."""
    if config.getoption("--deep"):
        effort.factor = effort.DEEP
        settings.load_profile("in depth")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """``tests/deep`` is for ``--deep``."""
    return True if collection_path == DEEP and not config.getoption("--deep") else None


@pytest.hookimpl(trylast=True)  # when pytest-cov has begun
def pytest_sessionstart(session: pytest.Session) -> None:
    """In a worker pytest-cov measures twice, and who pauses the one goes on with the other: only the last is left.

    Who only gives tests to workers measures nothing.
    """
    if not measures_some(session.config):
        return
    last = Coverage.current()
    while (running := Coverage.current()) is not None:
        running.stop()
    if last is not None and not is_controller(session.config):
        session.config.stash[_MEASURING] = last


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """What must be covered whole is imported while all is measured, the tests are not."""
    measuring = session.config.stash.get(_MEASURING, None)
    if measuring is not None:
        measuring.start()
        import_measured()
        measuring.stop()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure, or not, from here on: tests that follow one another are mostly alike."""
    measuring = item.config.stash.get(_MEASURING, None)
    if measuring is not None and item.stash[_IS_MEASURED] is not (Coverage.current() is measuring):
        (measuring.start if item.stash[_IS_MEASURED] else measuring.stop)()
    return (yield)


@pytest.hookimpl(trylast=True)  # Hypothesis marks its tests first
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only property tests are repeated in depth; tests of other folders, and property tests, run unmeasured."""
    if config.getoption("--deep"):
        items[:] = [each for each in items if is_property_test(each) or each.path.is_relative_to(DEEP)]
    if not measures_some(config):
        return
    places = [Path(__file__).parent / each for each in MEASURED]
    for item in items:
        is_left_out = is_property_test(item) or item.get_closest_marker("unmeasured") is not None
        item.stash[_IS_MEASURED] = not is_left_out and any(map(item.path.is_relative_to, places))


def pytest_collection_finish() -> None:
    """Modules and some ten thousand tests stay until the end: not to look at them again and again saves a tenth.

    What tests make themselves is still collected, less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def measures_some(config: pytest.Config) -> bool:
    """Whether coverage is measured, and not everywhere."""
    return config.pluginmanager.hasplugin("_cov") and not config.getoption("--cov-everywhere")


def is_controller(config: pytest.Config) -> bool:
    """Whether it gives the tests to workers."""
    return config.pluginmanager.hasplugin("dsession")


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
