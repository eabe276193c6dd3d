"""The lists of CONTRIBUTING.md are those of what is there: whatever names the example of a list stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from attrs import frozen

from tests.docs.blocks import ROOT

SEARCHED: Final = ("src", "docs", "tests")
KINDS: Final = frozenset({".json", ".md", ".py", ".toml", ".txt"})
THIS: Final = Path(__file__).relative_to(ROOT)


@frozen
class Checklist:
    """A list: what names its example, and its files, some of them patterns."""

    heading: str
    names: re.Pattern[str]
    files: tuple[str, ...]

    def is_named_in(self, path: Path) -> bool:
        return self.names.search(f"{path}\n{(ROOT / path).read_text(encoding='utf-8', errors='replace')}") is not None


def checklists() -> Iterator[Checklist]:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for heading, part in re.findall(r"^## (To add .*)\n((?:(?!^## ).*\n)*)", text, re.MULTILINE):
        [names] = re.findall(r"^<!-- names: (.*) -->$", part, re.MULTILINE)
        yield Checklist(heading, re.compile(names), tuple(re.findall(r"^\| `(.*?)` \|", part, re.MULTILINE)))


def searched() -> Iterator[Path]:
    for folder in SEARCHED:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and path.is_file() and path.relative_to(ROOT) != THIS:
                yield path.relative_to(ROOT)


CHECKLISTS: Final = [*checklists()]
each_list = pytest.mark.parametrize("checklist", CHECKLISTS, ids=lambda each: each.heading)


def test_there_are_lists_of_every_common_kind_of_change() -> None:
    assert [each.heading for each in CHECKLISTS] == [
        "To add an entry of conditions",
        "To add a kind of number",
        "To add a field of a consequence",
        "To add an engine",
        "To add a language",
        "To add a format of outcomes",
    ]


@each_list
def test_whatever_names_the_example_is_in_the_list(checklist: Checklist) -> None:
    listed = {path.relative_to(ROOT) for pattern in checklist.files for path in ROOT.glob(pattern)}
    assert [str(path) for path in searched() if path not in listed and checklist.is_named_in(path)] == []


@each_list
def test_whatever_is_in_the_list_is_there_and_names_the_example(checklist: Checklist) -> None:
    stale = [
        pattern
        for pattern in checklist.files
        if not any(checklist.is_named_in(path.relative_to(ROOT)) for path in ROOT.glob(pattern) if path.is_file())
    ]
    assert stale == []
