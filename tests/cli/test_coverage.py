"""`targetrules test --coverage --html`: where the page goes, and where it does not."""

from __future__ import annotations

from pathlib import Path

from targetrules import coverage_of, loads
from targetrules.coverage.page import coverage_page
from tests.cli.conftest import Call

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
