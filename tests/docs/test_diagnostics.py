"""``docs/reference/diagnostics.md``: for each code a bad file that gives it, all that is printed for it, a good file.

The Chinese page has the same files in the same order, and what is printed in Chinese.

Its fences say how a block becomes a file: ``bad`` and ``good``; ``encoding=gbk``; ``size=300000`` (filled up with blank
lines); ``repeat=201`` (what follows the comment with the ``@`` is there so many times, the number in place of ``@``);
``load=name`` (no file, but a name to load); ``beside=TR186`` (a file in a folder with the files of that section, which
are blocks with ``file=name``); ``without=prove`` (loaded where that extra is not installed). The ``text`` block after a
bad file is recorded (UPDATE_RECORDED=1).
"""

from __future__ import annotations

import re
from contextlib import chdir
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest

from targetrules import MissingExtraError, Policy, PolicyError, load, loads
from targetrules.report.faults_text import full
from targetrules.source.diagnostic import Diagnostic
from targetrules.wording import LANGUAGES, sentences
from tests.docs.blocks import ROOT, Block, Page
from tests.recorded import check_recorded

PATH = ROOT / "docs/reference/diagnostics.md"
CHINESE = PATH.with_suffix(".zh.md")
TEXT = PATH.read_text(encoding="utf-8")


def sections_of(path: Path) -> dict[str, Page]:
    found = re.finditer(r"^## (TR\d+)$.*?(?=^## |\Z)", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return {each[1]: Page(path.name, each[0]) for each in found}


SECTIONS = sections_of(PATH)


def block_of(code: str, word: str) -> Block:
    (block,) = (block for block in SECTIONS[code].blocks if word in block.words)
    return block


def file_of(block: Block) -> bytes:
    text = block.text
    if repeat := block.option("repeat"):
        head, _, again = re.split(r"^(#.*@.*\n)", text, flags=re.MULTILINE)
        text = head + "".join(again.replace("@", str(number)) for number in range(1, int(repeat) + 1))
    data = text.encode(block.option("encoding") or "utf-8")
    return data.ljust(int(block.option("size") or 0), b"\n")


def loaded(block: Block) -> Policy:
    name, folder = block.option("load"), block.option("beside")
    if folder is not None:
        return loaded_beside(block, folder)
    return loads(file_of(block), name="county.toml") if name is None else load(name)


def loaded_beside(block: Block, code: str) -> Policy:
    """The policy as a file, beside it the files of the section that its block names."""
    with TemporaryDirectory() as folder, chdir(folder):
        for each in SECTIONS[code].blocks:
            if (name := each.option("file")) is not None:
                Path(name).write_bytes(file_of(each))
        Path("county.toml").write_bytes(file_of(block))
        if (extra := block.option("without")) is None:
            return load("county.toml")
        with patch("targetrules.proof.lessening.need_solvers", side_effect=MissingExtraError(extra, "z3")):
            return load("county.toml")


def found_in(block: Block) -> tuple[Diagnostic, ...]:
    """The faults of a file, or where it has none, the notes on it."""
    try:
        return loaded(block).notes
    except PolicyError as error:
        return error.diagnostics


@cache
def told(code: str) -> dict[str, str]:
    """What is printed for the bad file, all faults in each language; of many, the last."""
    faults = found_in(block_of(code, "bad"))
    shown = faults if len(faults) < 10 else faults[-1:]
    return {language: "\n".join(full(each, language) for each in shown) for language in LANGUAGES}


@pytest.mark.parametrize("code", SECTIONS)
def test_a_bad_file_gives_its_code_and_no_other(code: str) -> None:
    besides = {block_of(code, "bad").option("besides")} - {None}
    assert {each.code for each in found_in(block_of(code, "bad"))} - besides == {code}


@pytest.mark.parametrize("code", SECTIONS)
def test_a_good_file_loads(code: str) -> None:
    policy = loaded(block_of(code, "good"))
    assert policy.id in ("county", "jincheng-2010")
    assert policy.notes == ()


@pytest.mark.parametrize(("path", "languages"), [(PATH, LANGUAGES), (CHINESE, ("zh",))], ids=["en", "zh"])
def test_what_a_page_shows_is_what_is_printed(path: Path, languages: tuple[str, ...]) -> None:
    """The whole page, with the blocks of what is printed made anew."""
    outputs = iter(["\n\n".join(told(code)[language] for language in languages) for code in SECTIONS])
    text = path.read_text(encoding="utf-8")
    page = re.sub(
        r"^```text\n.*?^```$", lambda _: f"```text\n{next(outputs)}\n```", text, flags=re.MULTILINE | re.DOTALL
    )
    assert next(outputs, None) is None
    check_recorded(path, page)


def test_the_chinese_page_has_the_same_files_and_explains_each_code_as_far() -> None:
    chinese = sections_of(CHINESE)
    assert list(chinese) == list(SECTIONS)
    for code, section in SECTIONS.items():
        parts, files = shape_of(section)
        assert shape_of(chinese[code]) == (parts, files), code


def shape_of(section: Page) -> tuple[list[str], list[str]]:
    """Paragraphs and blocks as they follow one another, and the blocks but for what is printed."""
    parts = re.split(r"(^```.*?^```$)", section.text, flags=re.MULTILINE | re.DOTALL)
    texts = [part for part in parts if part.startswith("```") and not part.startswith("```text\n")]
    kinds = [part.split("\n")[0] if part.startswith("```") else str(len(part.strip().split("\n\n"))) for part in parts]
    return kinds, texts


def test_every_code_of_the_program_has_a_section_and_every_section_a_code() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    raised = set(re.findall(r'"(TR\d{3})"', sources))
    assert sorted(SECTIONS) == sorted(raised)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_and_what_to_do(language: str) -> None:
    codes = {name.removesuffix("-do") for name in sentences(language, "diagnostics") if name.startswith("TR")}
    assert sorted(codes) == sorted(SECTIONS)
    assert {f"{code}-do" for code in codes} <= set(sentences(language, "diagnostics"))


@pytest.mark.parametrize("path", [PATH, CHINESE], ids=lambda path: path.name)
def test_the_page_is_in_order_and_its_table_has_all_codes(path: Path) -> None:
    assert list(SECTIONS) == sorted(SECTIONS)
    text = path.read_text(encoding="utf-8")
    first_and_last = re.findall(r"^\| \[(TR\d+)\]\(#tr\d+\) (?:to|至) \[(TR\d+)\]", text, flags=re.MULTILINE)
    bounds = [code for pair in first_and_last for code in pair]
    assert bounds == sorted(bounds)
    assert (bounds[0], bounds[-1]) == (min(SECTIONS), max(SECTIONS))


@pytest.mark.parametrize("path", [PATH, CHINESE], ids=lambda path: path.name)
def test_links_on_the_page_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    assert [link for link in links if not (Path(PATH).parent / link).exists()] == []
