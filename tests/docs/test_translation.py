"""The Chinese pages of the reference say what the English ones say: part for part, table for table, code for code."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest

from tests.docs.blocks import PAGES, ROOT, Block, Page, Table

LANGUAGE = "docs/reference/language"

# Pages with what the program prints, which is in the language of the page: see said.
SHOWING = ("docs/reference/results", "docs/reference/outcomes", "docs/reference/command-line")


def both(name: str) -> tuple[Page, Page]:
    """The English page and the Chinese one."""
    pages = {page.path: page for page in PAGES}
    return pages[f"{name}.md"], pages[f"{name}.zh.md"]


ENGLISH, CHINESE = both(LANGUAGE)

each_page = pytest.mark.parametrize("name", [LANGUAGE, *SHOWING])
each_page_that_shows = pytest.mark.parametrize("name", SHOWING)

# Keys whose text is for people, so that it may be Chinese on the Chinese page.
LABELS = {"label", "labels", "title", "description", "name", "why", "text", "to", "office"}

# Tables of figures: nothing in them but the words that Table.in_english knows.
FIGURES = ("worked", "details", "results", "missing", "kleene", "rounding", "deadlines", "lengths")


def without_code(page: Page) -> str:
    text = re.sub(r"^ *```.*?^ *```$", "", page.text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def codes(text: str) -> list[str]:
    return sorted(" ".join(code.split()) for code in re.findall(r"`([^`]+)`", text))


def numbers(text: str) -> list[str]:
    """The numbers in a text, but for its code; of one digit they may be words."""
    return re.findall(r"\d[\d,.]*\d", re.sub(r"`[^`]*`|\]\([^)]*\)", "", text))


def sections(page: Page) -> list[tuple[str, str]]:
    """Each heading with its text."""
    parts = re.split(r"^(#+ .*)$", without_code(page), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def each_section() -> list[Any]:
    """Each section of each page, by the page and its number there."""
    return [
        pytest.param(name, number, id=f"{name}: {line}")
        for name in (LANGUAGE, *SHOWING)
        for number, (line, _) in enumerate(sections(both(name)[0]))
    ]


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


def shown(block: Block) -> object:
    """What of a block of a page that shows the program is no language.

    Of a policy all but its labels; of files the number of lines, for units have names of either language; of a session
    what is typed; of the command line the commands with their options, but for names.
    """
    match block.language:
        case "toml":
            return as_values(block.text)
        case "console":
            return [
                [
                    word
                    for word in line.split()
                    if word not in ("en", "zh") and not re.search("[A-Z\u4e00-\u9fff]", word)
                ]
                for line in block.text.splitlines()
                if line.startswith("$ ")
            ]
        case "pycon":
            return [line for line in block.text.splitlines() if line.startswith((">>>", "..."))]
        case _:
            return len(block.text.splitlines())


@each_page
def test_both_pages_have_the_same_sections(name: str) -> None:
    english, chinese = both(name)
    assert [heading(line) for line, _ in sections(chinese)] == [heading(line) for line, _ in sections(english)]


@pytest.mark.parametrize(("name", "number"), each_section())
def test_each_section_speaks_of_the_same_code(name: str, number: int) -> None:
    (line, text), (_, there) = (sections(page)[number] for page in both(name))
    assert set(codes(there)) == set(codes(text)), line


@pytest.mark.parametrize(("name", "number"), each_section())
def test_each_section_names_the_same_numbers(name: str, number: int) -> None:
    (line, text), (_, there) = (sections(page)[number] for page in both(name))
    assert set(numbers(there)) == set(numbers(text)), line


def test_both_pages_have_the_same_code_blocks() -> None:
    assert [(block.words, block.note) for block in CHINESE.blocks] == [
        (block.words, block.note) for block in ENGLISH.blocks
    ]
    assert [said(block) for block in CHINESE.blocks] == [said(block) for block in ENGLISH.blocks]


@each_page_that_shows
def test_both_pages_show_the_same(name: str) -> None:
    english, chinese = both(name)
    assert [(block.words, block.note) for block in chinese.blocks] == [
        (block.words, block.note) for block in english.blocks
    ]
    for ours, theirs in zip(chinese.blocks, english.blocks, strict=True):
        assert shown(ours) == shown(theirs), f"{chinese.path}:{ours.line}"


@each_page
def test_both_pages_have_the_same_hidden_preambles(name: str) -> None:
    english, chinese = ({each: as_values(text) for each, text in page.preambles.items()} for page in both(name))
    assert chinese == english


@each_page
def test_both_pages_have_the_same_tables(name: str) -> None:
    english, chinese = both(name)
    assert [table.note for table in chinese.tables] == [table.note for table in english.tables]
    for ours, theirs in zip(chinese.tables, english.tables, strict=True):
        where = f"{chinese.path}:{ours.line}"
        assert figures(ours) == figures(theirs), where
        cells = [[codes(cell) for row in (table.header, *table.rows) for cell in row] for table in (ours, theirs)]
        assert cells[0] == cells[1], where


@each_page
def test_the_pages_lead_to_each_other(name: str) -> None:
    english, chinese = both(name)
    file = name.rpartition("/")[2]
    assert f"]({file}.md)" in chinese.text.split("## ")[0]
    assert f"]({file}.zh.md)" in english.text.split("## ")[0]
    listed = (ROOT / "docs/reference/index.md").read_text(encoding="utf-8")
    assert f"]({file}.zh.md)" in listed
    assert f"\n{file}.zh\n" in listed
