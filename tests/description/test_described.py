"""Policies read back as articles: the shipped ones as they are recorded, and what holds of any."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given

import targetrules
from targetrules import Policy, UnknownLanguageError, load
from targetrules.description import Description
from targetrules.description.layout import basis_of, lines_of
from targetrules.description.numbers import LONGEST
from targetrules.description.numerals import chinese_number, letter, roman
from targetrules.rules.resolution.ballot_names import made_of_ballot
from targetrules.testing import policies
from targetrules.wording import LANGUAGES
from tests.docs.blocks import ROOT
from tests.effort import examples
from tests.recorded import check_recorded

RECORDED = Path(__file__).parent / "recorded"
SHIPPED = sorted(path for path in (ROOT / "policies").glob("*.toml") if ".examples" not in path.name)
EVERY = ROOT / "tests" / "rules" / "dependencies" / "every_construct.toml"
MORE = Path(__file__).parent / "more_constructs.toml"
each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
@pytest.mark.parametrize("file", [*SHIPPED, EVERY, MORE], ids=lambda file: file.stem)
def test_a_policy_reads_as_recorded(file: Path, language: str) -> None:
    check_recorded(RECORDED / f"{file.stem}.{language}.md", load(file).describe(language).markdown())


@each_language
def test_the_page_reads_as_recorded(language: str) -> None:
    check_recorded(RECORDED / f"every_construct.{language}.html", load(EVERY).describe(language).html())


def quotations(written: object) -> Iterator[str]:
    """Every text of a policy's file that is quoted from a source, wherever it stands."""
    if isinstance(written, dict):
        for key, value in written.items():
            yield from [value] if key == "quote" else quotations(value)
    elif isinstance(written, list):
        for each in written:
            yield from quotations(each)


@each_language
@pytest.mark.parametrize("file", [*SHIPPED, EVERY, MORE], ids=lambda file: file.stem)
def test_whatever_is_quoted_stands_beside_an_article(file: Path, language: str) -> None:
    """So that whoever compares the sentences with the source has all of its words there."""
    quoted = set(quotations(tomllib.loads(file.read_text(encoding="utf-8"))))
    described = {basis.quote for article in load(file).describe(language).articles for basis in article.bases}
    assert quoted <= described


def test_a_language_without_sentences_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        load("jincheng-2010").describe("fr")


# ---- what holds of any -----------------------------------------------------------------------------------------------


def texts(description: Description) -> Iterator[str]:
    for article in description.articles:
        for sentence in article.sentences:
            yield from (each.text for each in sentence.inside())


@examples(5)
@given(policies())
def test_nothing_is_left_out_and_nothing_is_a_snake(policy: Policy) -> None:
    """Each definition has its article, all of a ballot one, and each sentence or item its four lines of print."""
    rules = policy.rules
    steps = () if rules.grading is None else (*rules.grading.unit_rules, *rules.grading.quotas)
    of_ballots = {
        each for name, ballot in (policy.written.ballots or {}).items() for each in made_of_ballot(name, ballot)
    }
    defined = [
        policy.written.ballots or {},
        rules.measures.keys() - of_ballots,
        rules.rankings,
        rules.conditions.keys() - of_ballots,
        rules.statuses,
        rules.consequences,
        rules.claims,
        steps,
    ]
    for language in LANGUAGES:
        description = policy.describe(language)
        assert [each.number for each in description.articles] == list(range(1, len(description.articles) + 1))
        assert len(description.articles) >= sum(map(len, defined))
        assert [each for each in texts(description) if len(each) > LONGEST[language]] == []
        assert [each for each in texts(description) if not each.strip() or re.search(r"\{\w+\}|None", each)] == []


ALIKE = """format = 1
[policy]
id = "alike"
title = "alike"
[roles.head]
label = "主任"
[roles."主任"]
label = "主任"
[inputs.last]
type = "number"
min = 0
max = 100
label = { zh = "上一年得分", en = "last" }
[[consequences]]
id = "talk"
when = { last = { below = 60 } }
to = "head"
[[consequences]]
id = "report"
when = { last = { below = 70 } }
to = "主任"
"""


def test_a_label_does_not_read_as_if_it_looked_back_and_roles_read_apart() -> None:
    text = targetrules.loads(ALIKE).describe("zh").markdown()
    assert "“上一年得分”低于 60" in text or "“上一年得分”低于60" in text
    assert "主任（head）" in text
    assert text.count("主任（主任）") == 1


def test_numbers_of_articles_and_items() -> None:
    assert [*map(chinese_number, (1, 10, 12, 20, 105, 110, 1001, 1010, 2345))] == [
        *("一", "十", "十二", "二十", "一百零五", "一百一十", "一千零一", "一千零一十", "二千三百四十五"),
    ]
    assert [*map(letter, (1, 26, 27, 703))] == ["a", "z", "aa", "aaa"]
    assert [*map(roman, (1, 4, 9, 14, 40, 90, 400))] == ["i", "iv", "ix", "xiv", "xl", "xc", "cd"]


# ---- documents -------------------------------------------------------------------------------------------------------


@each_language
def test_a_document_has_every_line_of_the_text(language: str) -> None:
    """Its parts are whole XML, each paragraph has a style that is there, and what it says is what the text says."""
    description = load(EVERY).describe(language)
    with ZipFile(BytesIO(description.docx())) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        parts = {name: ET.fromstring(archive.read(name)) for name in names}  # noqa: S314  our own
    word = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    paragraphs = parts["word/document.xml"].findall(".//w:p", word)
    told = ["".join(each.text or "" for each in paragraph.findall(".//w:t", word)) for paragraph in paragraphs]
    gap = "　" if language == "zh" else " "
    expected = [description.title, *description.preamble]
    for chapter in description.chapters:
        expected.append(chapter.heading)
        for article in chapter.articles:
            lines = [line.mark + line.text for line in lines_of(article, language)]
            expected += [article.heading + gap + lines[0], *lines[1:], *basis_of(article, language)]
    assert told == expected
    styles = {each.get(f"{{{word['w']}}}styleId") for each in parts["word/styles.xml"].findall("w:style", word)}
    used = {each.get(f"{{{word['w']}}}val") for each in parts["word/document.xml"].findall(".//w:pStyle", word)}
    assert used <= styles
    fields = [each for name in parts for each in parts[name].findall(".//w:fldSimple", word)]
    assert [each.get(f"{{{word['w']}}}instr") for each in fields] == ["PAGE"]
    assert description.docx() == description.docx()
