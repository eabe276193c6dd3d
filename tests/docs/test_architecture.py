"""The page on the architecture says where things are; they are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.docs.blocks import ROOT


def places() -> Iterator[tuple[str, str | None]]:
    """The files of the table, and the functions that are said to stand in them."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    [table] = re.findall(r"^## Where is …\?\n\n((?:\|.*\n)+)", text, re.MULTILINE)
    for line in table.splitlines()[2:]:
        path = None
        for name in re.findall(r"`(.+?)`", line.split("|")[2]):
            path = name if "/" in name else path
            yield str(path), None if "/" in name else name


@pytest.mark.parametrize(("path", "name"), [*dict.fromkeys(places())])
def test_what_the_table_names_is_there(path: str, name: str | None) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    if name is not None:
        tree = ast.walk(ast.parse(text))
        assert name in {each.name for each in tree if isinstance(each, ast.FunctionDef)}


def test_the_table_is_read() -> None:
    assert ("src/targetrules/engine/placing.py", "is_within") in places()
    assert ("docs/reference/results.md", None) in places()
