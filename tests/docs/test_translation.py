"""The Chinese page of the language says what the English one says: part for part, table for table, code for code."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest

from tests.docs.blocks import PAGES, Block, Page, Table

ENGLISH, CHINESE = (
    next(page for page in PAGES if page.path == path)
    for path in ("docs/reference/language.md", "docs/reference/language.zh.md")
)

# Keys whose text is for people, so that it may be Chinese on the Chinese page.
LABELS = {"label", "title", "description", "name", "why", "text", "to", "office"}

# Tables of figures: nothing in them but the words that Table.in_english knows.
FIGURES = ("worked", "details", "results", "missing", "kleene", "rounding", "deadlines", "lengths")


def without_code(page: Page) -> str:
    text = re.sub(r"^```.*?^```$", "", page.text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def codes(text: str) -> list[str]:
    return sorted(re.findall(r"`([^`]+)`", text))


def numbers(text: str) -> list[str]:
    """The numbers in a text, but for its code; of one digit they may be words."""
    return re.findall(r"\d[\d,.]*\d", re.sub(r"`[^`]*`|\]\([^)]*\)", "", text))


def sections(page: Page) -> list[tuple[str, str]]:
    """Each heading with its text."""
    parts = re.split(r"^(#+ .*)$", without_code(page), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def heading(line: str) -> tuple[str, str, list[str]]:
    """What of a heading is no language: its level, its number, the code in it."""
    level, _, title = line.partition(" ")
    number = re.match(r"\d+\. |", title)
    return level, number[0] if number else "", codes(title)


def without_labels(value: Any) -> Any:
    match value:
        case dict():
            return {key: "…" if key in LABELS else without_labels(each) for key, each in value.items()}
        case list():
            return [without_labels(each) for each in value]
        case _:
            return value


def said(block: Block) -> str:
    """The block but for its comments and labels; a drawing is not compared."""
    if block.language == "toml":
        return as_values(block.text)
    return block.text if block.words[1:] or block.note else ""


def as_values(text: str) -> str:
    return json.dumps(without_labels(tomllib.loads(text)), default=str, ensure_ascii=False, indent=1)


def figures(table: Table) -> object:
    return table.in_english().rows if table.note.partition(":")[0] in FIGURES else len(table.rows)


def test_both_pages_have_the_same_sections() -> None:
    assert [heading(line) for line, _ in sections(CHINESE)] == [heading(line) for line, _ in sections(ENGLISH)]


@pytest.mark.parametrize("number", range(len(sections(ENGLISH))), ids=[line for line, _ in sections(ENGLISH)])
def test_each_section_speaks_of_the_same_code(number: int) -> None:
    line, text = sections(ENGLISH)[number]
    there = sections(CHINESE)[number][1]
    assert set(codes(there)) == set(codes(text)), line


@pytest.mark.parametrize("number", range(len(sections(ENGLISH))), ids=[line for line, _ in sections(ENGLISH)])
def test_each_section_names_the_same_numbers(number: int) -> None:
    line, text = sections(ENGLISH)[number]
    there = sections(CHINESE)[number][1]
    assert set(numbers(there)) == set(numbers(text)), line


def test_both_pages_have_the_same_code_blocks() -> None:
    assert [(block.words, block.note) for block in CHINESE.blocks] == [
        (block.words, block.note) for block in ENGLISH.blocks
    ]
    assert [said(block) for block in CHINESE.blocks] == [said(block) for block in ENGLISH.blocks]


def test_both_pages_have_the_same_hidden_preambles() -> None:
    read = [{name: as_values(text) for name, text in page.preambles.items()} for page in (CHINESE, ENGLISH)]
    assert read[0] == read[1]


def test_both_pages_have_the_same_tables() -> None:
    assert [table.note for table in CHINESE.tables] == [table.note for table in ENGLISH.tables]
    for ours, theirs in zip(CHINESE.tables, ENGLISH.tables, strict=True):
        where = f"{CHINESE.path}:{ours.line}"
        assert figures(ours) == figures(theirs), where
        cells = [[codes(cell) for row in (table.header, *table.rows) for cell in row] for table in (ours, theirs)]
        assert cells[0] == cells[1], where


def test_the_pages_lead_to_each_other() -> None:
    assert "](language.md)" in CHINESE.text.split("## ")[0]
    assert "](language.zh.md)" in ENGLISH.text.split("## ")[0]
