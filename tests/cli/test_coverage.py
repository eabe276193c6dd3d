"""`targetrules test --coverage --html`: where the page goes, and where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import coverage_of, loads
from targetrules.coverage.page import coverage_page
from tests.cli.conftest import Call

REFUSED = {
    ("-", "en"): "error: --html - : a page is a file, as standard output has what examples show; name a file: "
    "--html coverage.html",
    ("-", "zh"): "错误：--html -：网页只能写成文件，标准输出用来列出检查结果；请写明文件：--html coverage.html",
    ("folder", "en"): "error: folder is a folder; name a file in it",
    ("folder", "zh"): "错误：folder 是文件夹；请写明其中的文件名",
    ("nowhere/page.html", "en"): "error: nowhere/page.html is not written: there is no such folder; "
    "make it first, or write into another one",
    ("nowhere/page.html", "zh"): "错误：nowhere/page.html 未写入：没有这个文件夹；请先建立，或写到别的文件夹里",
}
FULL = (Path(__file__).parents[1] / "coverage" / "policies" / "full.toml").read_text(encoding="utf-8")


def test_the_command_writes_it(call: Call, folder: Path) -> None:
    (folder / "full.toml").write_text(FULL, encoding="utf-8")
    ran = call("test", "full.toml", "--coverage", "--html", "coverage.html", "--format", "json", "--lang", "zh")
    policy = loads(FULL, name="full.toml")
    assert ran.status == 0
    written = (folder / "coverage.html").read_text(encoding="utf-8")
    assert written == coverage_page([(policy, coverage_of(policy))], "zh")


def test_the_command_does_not_write_over_the_policy(call: Call, folder: Path) -> None:
    (folder / "full.toml").write_text(FULL, encoding="utf-8")
    ran = call("test", "full.toml", "--coverage", "--html", "./full.toml")
    assert ran.status == 2
    assert ran.errors == (
        "error: ./full.toml is the same file as full.toml, which is read, and would be overwritten; "
        "write into another file\n"
    )
    assert (folder / "full.toml").read_text(encoding="utf-8") == FULL


def test_a_page_is_asked_for_with_coverage(call: Call, folder: Path) -> None:
    ran = call("test", "jincheng-2010", "--html", "page.html")
    assert (ran.status, "--html needs --coverage" in ran.errors) == (2, True)
    assert not (folder / "page.html").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("place", ["-", "folder", "nowhere/page.html"])
def test_a_page_that_cannot_be_written_is_refused_before_anything_is_judged(
    call: Call, folder: Path, place: str, language: str
) -> None:
    (folder / "folder").mkdir()
    before = sorted(folder.rglob("*"))
    ran = call("test", "jincheng-2010", "--coverage", "--html", place, "--lang", language)
    assert (ran.status, ran.text) == (2, "")
    assert REFUSED[place, language] in ran.errors.splitlines()
    assert sorted(folder.rglob("*")) == before
