"""Errors: one base class, names that end in Error, and no bare error of Python's from the inside."""

from __future__ import annotations

import ast
import builtins
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import targetrules
from targetrules import TargetrulesError
from targetrules.wording import InLines, Worded

ROOT = Path(targetrules.__file__).parent
CALLBACKS = {
    "report/strict_json.py": {"ValueError", "RecursionError"},
    "testing/assertions.py": {"AssertionError"},
}
"""What the reader of JSON asks its callbacks to raise, caught where that reader is called; what a test fails with."""


def modules() -> Iterator[str]:
    skipped = ("targetrules.__main__", "targetrules.cli")
    for each in pkgutil.walk_packages(targetrules.__path__, "targetrules."):
        if not each.name.startswith(skipped):
            yield each.name


def exceptions() -> set[type[BaseException]]:
    """All that the package defines; the command line has errors of its own, which are click's."""
    return {
        each
        for name in modules()
        for each in vars(import_module(name)).values()
        if isinstance(each, type) and issubclass(each, BaseException) and each.__module__.startswith("targetrules.")
    }


def test_every_error_is_a_targetrules_error_and_says_so() -> None:
    found = {each for each in exceptions() if not issubclass(each, Warning)} - {InLines, Worded}
    assert len(found) > 20
    assert {each.__name__ for each in found if not issubclass(each, TargetrulesError)} == set()
    assert {each.__name__ for each in found if not each.__name__.endswith("Error")} == set()


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_raises_a_bare_error_of_python(path: Path) -> None:
    """Whoever catches ``TargetrulesError`` is never surprised by a ``TypeError`` from the inside.

    What the system says of a file is an ``OSError``, as Python's own functions raise it.
    """
    place = str(path.relative_to(ROOT))
    of_python = {name for name, each in vars(builtins).items() if isinstance(each, type)}
    allowed = {"AttributeError", "FileExistsError", "OSError", *CALLBACKS.get(place, ())}
    assert {name for name in raised_in(path) if name in of_python} <= allowed


def raised_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(error, ast.Name):
                yield error.id
