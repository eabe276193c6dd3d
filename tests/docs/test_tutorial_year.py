"""The tutorial through the example year: what it shows of the play is what the play tells, in its order."""

from __future__ import annotations

import re

import pytest

from tests.docs.blocks import ROOT
from tests.docs.following import LEFT_OUT

PAGES = {"en": "docs/tutorial-year.md", "zh": "docs/tutorial-year.zh.md"}
_PLAYED = re.compile(r"<!-- played -->\n\n```text\n(.*?\n)```", re.DOTALL)


def excerpts(language: str) -> list[str]:
    """What a page shows of the play, in parts without any line left out."""
    page = (ROOT / PAGES[language]).read_text(encoding="utf-8")
    return [part for block in _PLAYED.findall(page) for part in block.split(f"{LEFT_OUT}\n") if part]


@pytest.mark.parametrize("language", PAGES)
def test_what_is_shown_of_the_year_is_what_is_played(language: str) -> None:
    told = "\n" + (ROOT / f"tests/register/recorded/year.{language}.txt").read_text(encoding="utf-8")
    at, parts = 0, excerpts(language)
    assert len(parts) > 9
    for part in parts:
        found = told.find(f"\n{part}", at)
        assert found >= 0, f"{PAGES[language]} shows what is not played, or not in this order:\n{part}"
        at = found


def test_both_pages_have_the_same_sections_and_commands() -> None:
    english, chinese = ((ROOT / page).read_text(encoding="utf-8") for page in PAGES.values())
    assert len(re.findall("^## ", english, re.MULTILINE)) == len(re.findall("^## ", chinese, re.MULTILINE))
    named = [set(re.findall(r"`register ([a-z]+)", page)) for page in (english, chinese)]
    assert named[0] == named[1]
