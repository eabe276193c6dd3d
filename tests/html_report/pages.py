"""What a browser makes of a page: its elements, nested as they should be, and the data in it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

__all__ = ["Page", "page_of"]

EMPTY = {"meta", "br", "rect", "col"}


class Page(HTMLParser):
    """The elements of a page with their attributes, and its texts by the address of the section they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str, str]] = []
        self.scripts: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] == "script":
            self.scripts[self.open[-1][1].get("id") or ""] = data
        elif data.strip():
            sections = [of["id"] or "" for tag, of in self.open if tag == "section"]
            languages = [of["lang"] or "" for _, of in self.open if "lang" in of]
            self.texts.append((sections[-1] if sections else "", languages[-1], data))

    def text(self, section: str, language: str) -> str:
        """What stands in a section, in one language."""
        return "\n".join(text for of, spoken, text in self.texts if (of, spoken) == (section, language))

    @property
    def data(self) -> dict[str, Any]:
        """The data of which the script makes tables."""
        found: dict[str, Any] = json.loads(self.scripts["data"])
        return found

    @property
    def reasons(self) -> dict[int, Any]:
        """The reasons, by the numbers of units."""
        pairs = (line.split(" ", 1) for line in self.scripts["reasons"].split("\n"))
        return {int(unit): json.loads(told) for unit, told in pairs}


def page_of(text: str) -> Page:
    """The page, read."""
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page
