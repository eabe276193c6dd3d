"""Where the real results are: a folder beside the checkout, which not everybody has."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

_SHARED = Path(__file__).parents[3] / "shared" / "data"

Table = Callable[[str], list[dict[str, str]]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Official tables have more columns than a policy reads; that this is noted is tried elsewhere."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.filterwarnings("ignore::targetrules.results.told.ResultsNote"))


@pytest.fixture(scope="session")
def real() -> Table:
    """Reads one table of real results, by its path within the folder; skips the test where it is not there."""

    def table(name: str) -> list[dict[str, str]]:
        path = _SHARED / name
        if not path.is_file():
            pytest.skip(f"no real results: there is no ../shared/data/{name} beside the checkout")
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return table
