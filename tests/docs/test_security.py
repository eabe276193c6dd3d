"""The page on security: each test that it names is there, and what it says of the package's own code holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.docs.blocks import PAGES, ROOT

PAGE = next(page for page in PAGES if page.path == "docs/explanation/security.md")
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.text)))
RUNS = {"eval", "exec", "compile", "__import__", "system", "popen"}
REACHES = {"ctypes", "http", "marshal", "pickle", "requests", "shelve", "socket", "ssl", "subprocess", "urllib.request"}


@pytest.mark.parametrize(("file", "name"), TESTS, ids=[name for _, name in TESTS])
def test_a_test_that_holds_a_promise_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_bytes())
    assert name in [each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]


def test_the_chinese_page_names_the_same_tests_in_the_same_order() -> None:
    chinese = next(page for page in PAGES if page.path == "docs/explanation/security.zh.md")
    assert [re.findall(r"`tests/[^`]+`", row[-1]) for table in chinese.tables for row in table.rows] == [
        re.findall(r"`tests/[^`]+`", row[-1]) for table in PAGE.tables for row in table.rows
    ]


def test_each_promise_names_the_tests_that_hold_it() -> None:
    rows = [row for table in PAGE.tables if table.header[-1] == "held by" for row in table.rows]
    assert [row[0] for row in rows if "::" not in row[-1]] == []
    assert len(rows) > 15


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in (ROOT / "src" / "targetrules").rglob("*.py"):
        yield from ((path.name, node) for node in ast.walk(ast.parse(path.read_bytes())))


def test_the_package_runs_no_text_and_reaches_no_network() -> None:
    calls: list[tuple[str, ast.expr]] = []
    imported: list[tuple[str, str]] = []
    for name, node in nodes():
        match node:
            case ast.Call():
                calls.append((name, node.func))
            case ast.Import():
                imported += [(name, each.name) for each in node.names]
            case ast.ImportFrom():
                imported.append((name, node.module or ""))
            case _:
                pass
    assert [(name, each.id) for name, each in calls if isinstance(each, ast.Name) and each.id in RUNS] == []
    reaching = [each for each in imported if each[1] in REACHES or each[1].partition(".")[0] in REACHES]
    assert sorted(reaching) == [
        ("solver_process.py", "subprocess"),  # this Python itself, to ask solvers; `tests/proof/test_solver_process.py`
        ("trial.py", "subprocess"),  # and to try joins; `tests/live/test_durable.py`
    ]


def test_who_finds_a_weakness_finds_the_page() -> None:
    assert "docs/explanation/security.md" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for readme, page in (("README.md", "security.md"), ("README.zh.md", "security.zh.md")):
        assert f"docs/explanation/{page}" in (ROOT / readme).read_text(encoding="utf-8")
