"""The page on coverage: whole, by itself, and safe whatever a policy has in its texts."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from targetrules import coverage_of, loads
from targetrules.coverage.page import coverage_page
from tests.recorded import check_recorded

FOLDER = Path(__file__).parent
FULL = (FOLDER / "policies" / "full.toml").read_text(encoding="utf-8")
HOSTILE = """\
format = 1
policy = { id = "<b>", title = "</style><script>alert(1)</script>" }
[inputs]
"<img src=x onerror=alert(1)>" = { type = "flag", optional = true }
[conditions.a]
"<img src=x onerror=alert(1)>" = true
[[examples]]
name = "\\u202e<script>alert('&')</script>"
history = [{ unit = "<i>", period = 2011, "<img src=x onerror=alert(1)>" = true }]
expect = { "<i>" = { 2011 = [] } }
"""
EMPTY = {"meta", "col"}


class Reader(HTMLParser):
    """What a browser sees: the elements with their attributes, nested as they should be, and the text of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)
        if ("class", "text") in attrs:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["td"] and self.elements[-1][1].get("class") == "text":
            self.cells[-1] += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page(language: str) -> None:
    text = FULL[: FULL.rindex("[[examples]]")]
    policy = loads(text, name="full.toml")
    page = coverage_page([(policy, coverage_of(policy))], language)
    check_recorded(FOLDER / "recorded" / f"full.{language}.html", page)
    assert read(page).cells == [line or " " for line in text.split("\n")]


def test_a_page_needs_nothing_else_and_runs_nothing() -> None:
    policy = loads(HOSTILE, name="<u>.toml")
    page = coverage_page([(policy, coverage_of(policy)), (policy, coverage_of(policy))])
    elements = read(page).elements
    allowed = "html head meta title style body section h1 h2 p table colgroup col tr td th ul li a code span div"
    assert {tag for tag, _ in elements} <= {*allowed.split(), "details", "summary"}
    names = {name for _, attributes in elements for name in attributes}
    assert names <= {"lang", "charset", "name", "content", "class", "scope", "href", "id", "title"}
    links = [attributes["href"] or "" for tag, attributes in elements if tag == "a"]
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    assert links
    assert all(link[:1] == "#" and link[1:] in ids for link in links)
    assert "url(" not in page
    assert "@import" not in page
    assert "\u202e" not in page
