"""The sentences: the same ones in both languages, with the same places, and each that the program asks for is there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from targetrules import wording
from targetrules.wording import LANGUAGES, sentences

PACKAGE = Path(wording.__file__).parents[1]
SECTIONS = sorted(file.stem for file in (PACKAGE / "wording" / "en").glob("*.toml"))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_sections() -> None:
    assert SECTIONS
    for language in LANGUAGES:
        assert sorted(file.stem for file in (PACKAGE / "wording" / language).glob("*.toml")) == SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
def test_both_languages_have_the_same_sentences_with_the_same_places(section: str) -> None:
    english, chinese = (
        {key: places(text) for key, text in sentences(language, section).items()} for language in LANGUAGES
    )
    assert english == chinese


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_and_every_place_has_a_plain_name(language: str, section: str) -> None:
    for key, text in sentences(language, section).items():
        assert text.strip(), key
        assert all(re.fullmatch(r"[a-z_]+", name) for name in places(text)), key


@pytest.mark.parametrize("section", SECTIONS)
def test_chinese_is_chinese(section: str) -> None:
    """Every sentence that is more than places and signs has a Chinese character in it."""
    for key, text in sentences("zh", section).items():
        literals = "".join(literal for literal, _, _, _ in Formatter().parse(text))
        words = re.sub(r"\{[a-z?-]+\}", "", literals)  # places of a template, which is filled in later
        assert not re.search(r"[A-Za-z]{3}", words) or re.search(r"[\u4e00-\u9fff]", words), key


@pytest.mark.parametrize(
    "section", sorted(set(SECTIONS) & {"arguments", "commands", "formulas", "signatures", "spark"})
)
def test_the_chinese_word_for_parameters_means_those_of_policies(section: str) -> None:
    """What a function or a command is given, be it of formulas, of Python or typed, is called by another word."""
    assert [key for key, text in sentences("zh", section).items() if "参数" in text] == []


# ---- what the program asks for ---------------------------------------------------------------------------------------

KEY = re.compile(rf"({'|'.join(SECTIONS)})\.([A-Za-z0-9_.-]+|.*\0.*)")


def asked() -> Iterator[tuple[str, str]]:
    """Each key in the code with its place; what is filled in when the program runs is a zero character."""
    for file in sorted(PACKAGE.rglob("*.py")):
        in_own_section = of_descriptions if file.parent.name == "description" else texts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for text in in_own_section(node):
                if KEY.fullmatch(text):
                    yield f"{file.relative_to(PACKAGE)}:{node.lineno}", text  # type: ignore[attr-defined]


def texts(node: ast.AST) -> Iterator[str]:
    """The keys that a call words, with their section: some modules have a section of their own."""
    match node:
        case ast.Call(func=ast.Name(id="say" | "Word"), args=[first, *_]):
            yield from literals(first)
        case ast.Call(func=ast.Name(id="spoken" | "CommandError" | "WrongUsageError"), args=[first, *_]):
            yield from (f"commands.{each}" for each in literals(first))
        case ast.Call(func=ast.Attribute(value=ast.Name(id="names"), attr="say"), args=[first, *_]):
            yield from (f"reports.{each}" for each in literals(first))
        case ast.Call(func=ast.Attribute(value=ast.Name(id="decided"), attr="say" | "sheet"), args=[first, *_]):
            yield from (f"workbooks.{each}" for each in literals(first))


def of_descriptions(node: ast.AST) -> Iterator[str]:
    """The same in a package that words nearly all by a section of its own, and some of it as explanations do."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=of, attr="say" | "where" | "template" | "enumerated" as how), args=given
        ):
            section = "explanations" if "phrases" in ast.unparse(of) else "descriptions"
            keys = given[1:2] if how == "where" else given[:1]
            yield from (f"{section}.{each}" for key in keys for each in literals(key))
        case ast.Call(func=ast.Name(id="say"), args=[first, *_]):
            yield from (
                each if each.startswith("descriptions.") else f"descriptions.{each}" for each in literals(first)
            )


def literals(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
        case ast.IfExp():
            yield from literals(node.body)
            yield from literals(node.orelse)


def matching(key: str) -> list[str]:
    section, _, name = key.partition(".")
    pattern = ".+".join(map(re.escape, name.split("\0")))
    return [each for each in sentences("en", section) if re.fullmatch(pattern, each)]


def test_every_sentence_that_the_program_asks_for_is_there() -> None:
    found = list(asked())
    assert len(found) > 100
    assert [(place, key) for place, key in found if not matching(key)] == []


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_that_are_read_one_by_one_are_those_of_the_file(language: str, section: str) -> None:
    text = (PACKAGE / "wording" / language / f"{section}.toml").read_text(encoding="utf-8")
    assert dict(sentences(language, section)) == tomllib.loads(text)
