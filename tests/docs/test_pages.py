"""Whatever a page shows as code is so."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from targetrules import Policy, PolicyError, loads
from tests.docs.blocks import PAGES, ROOT, Block, Page
from tests.docs.following import Follower

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)

KINDS = {"console", "json", "pycon", "python", "sh", "text", "toml", "yaml"}
CHINESE = "[\u3001-\u303f\u4e00-\u9fff\uff01-\uffee]"
NOT_RUN = (
    "pip install ",
    "python -m venv ",
    "python3 -m venv ",
    ". ~/",
    "python -m build",
    "git clone ",
    "cd ",
    "make ",
)


def loaded(text: str, where: str) -> Policy:
    try:
        return loads(text, name=where)
    except PolicyError as error:
        pytest.fail(f"{where}\n{error}", pytrace=False)


def policies(page: Page) -> list[tuple[Block, str]]:
    return [(block, block.text) for block in page.blocks if block.words[:2] == ("toml", "policy")]


def fragments(page: Page) -> list[tuple[Block, str]]:
    named = [(block, block.option("fragment")) for block in page.blocks if block.language == "toml"]
    return [(block, f"{page.preambles[name]}\n{block.text}") for block, name in named if name is not None]


@each_page
def test_every_block_is_of_a_kind_that_is_tested(page: Page) -> None:
    for block in page.blocks:
        where = f"{page.path}:{block.line}"
        assert block.language in KINDS or block.language.startswith("{"), where
        if block.language == "toml":
            assert block.words[1:2] == ("policy",) or any(map(block.option, ("fragment", "append", "file"))), where
        if block.language == "python":
            assert block.option("file"), where
        if block.language == "json":
            assert block.note.startswith("prints: ") or block.option("file"), where
        if block.language == "sh":
            assert [line for line in block.text.splitlines() if not line.startswith(NOT_RUN)] == [], where


@each_page
def test_policies_load_and_their_examples_pass(page: Page) -> None:
    for block, text in policies(page):
        where = f"{page.path}:{block.line}"
        policy = loaded(text, where)
        assert [check for check in policy.check_examples() if check.mismatches] == [], where


@each_page
def test_fragments_load_and_their_examples_pass(page: Page) -> None:
    for block, text in fragments(page):
        where = f"{page.path}:{block.line}"
        policy = loaded(text, where)
        assert [check for check in policy.check_examples() if check.mismatches] == [], where


@each_page
def test_every_preamble_is_used(page: Page) -> None:
    used = {block.option("fragment") for block in page.blocks} | {
        table.note.partition(": ")[2] for table in page.tables
    }
    assert set(page.preambles) <= used


@each_page
def test_chinese_paragraphs_stand_on_one_line(page: Page) -> None:
    """A line's end becomes a blank on the page, and Chinese has none between its characters."""
    prose = re.sub(r"```.*?```", "", page.text, flags=re.DOTALL)
    assert re.findall(rf".*{CHINESE}\n{CHINESE}.*", prose) == []


@each_page
def test_who_follows_the_page_sees_what_it_says(page: Page, tmp_path: Path) -> None:
    follower = Follower(page, tmp_path)
    text = follower.follow()
    if os.environ.get("UPDATE_RECORDED") == "1" and text != page.text:
        (ROOT / page.path).write_text(text, encoding="utf-8")
    assert not follower.problems, "\n".join(follower.problems)
