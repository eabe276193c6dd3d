"""The page of the system that the first policy describes: its sentences, its scenes and its tests are there."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from tests.docs.blocks import ROOT

PAGES = {language: ROOT / f"docs/explanation/seed{end}.md" for language, end in (("en", ""), ("zh", ".zh"))}
SPEECH = ROOT.parent / "shared" / "design" / "speech.txt"


def rows(language: str) -> list[list[str]]:
    """The rows of the table, without its heading."""
    lines = [line for line in PAGES[language].read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def plain(text: str) -> str:
    """A text without its breaks, and with each sign in one form."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.fixture
def speech() -> str:
    if not SPEECH.exists():
        pytest.skip("the speech is not there: no ../shared/design/speech.txt beside the checkout")
    return plain(SPEECH.read_text(encoding="utf-8"))


def quotations(value: Any) -> Iterator[str]:
    """All that stands behind ``quote``."""
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "quote")
        yield from (found for each in value.values() for found in quotations(each))
    if isinstance(value, list):
        yield from (found for each in value for found in quotations(each))


def test_both_pages_have_the_same_rows() -> None:
    english, chinese = ([row[1:] for row in rows(language)] for language in PAGES)
    assert english == chinese
    assert len(english) == 23


@pytest.mark.parametrize("language", PAGES)
def test_each_row_names_a_scene_of_the_year_and_a_test(language: str) -> None:
    told = (ROOT / f"tests/register/recorded/year.{language}.txt").read_text(encoding="utf-8")
    scenes = set(re.findall(r"^== (\d+)\.", told, re.MULTILINE))
    for part, _, scene, held in rows(language):
        path, name = held.strip("`").split("::")
        assert scene in scenes, part
        assert f"\ndef {name}(" in (ROOT / path).read_text(encoding="utf-8"), part


def test_each_sentence_is_one_of_the_speech(speech: str) -> None:
    assert [said for _, said, *_ in rows("en") if plain(said) not in speech] == []


def test_the_policy_of_the_year_quotes_the_speech(speech: str) -> None:
    policy = tomllib.loads((ROOT / "policies/jincheng-2010-year.toml").read_text(encoding="utf-8"))
    found = list(quotations(policy))
    assert len(found) > 10
    assert [each for each in found if plain(each) not in speech] == []
