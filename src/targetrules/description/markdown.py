"""A description as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from targetrules.description.layout import Line, basis_of, lines_of
from targetrules.description.text import Article, Description

__all__ = ["line_text", "markdown", "plain"]

_SIGNS: Final = re.compile(r"[\\`*\[\]<>|~&$]|(?<!\w)_|_(?!\w)|^(?:[-+#]|\d+(?=[.)]))")


def markdown(description: Description) -> str:
    """The text, with an end of line behind the last line."""
    return "\n".join(_lines(description)) + "\n"


def _lines(description: Description) -> Iterator[str]:
    yield f"# {plain(description.title)}"
    for paragraph in description.preamble:
        yield ""
        yield plain(paragraph)
    for chapter in description.chapters:
        yield ""
        yield f"## {plain(chapter.heading)}"
        for article in chapter.articles:
            yield from _article(article, description.language)


def _article(article: Article, language: str) -> Iterator[str]:
    gap = "　" if language == "zh" else " "
    heading = f"**{plain(article.heading)}**{gap}"
    was_listed = False
    for line in lines_of(article, language):
        if not line.depth or not was_listed:
            yield ""
        yield heading + line_text(line)
        was_listed, heading = line.depth > 0, ""
    for at, text in enumerate(basis_of(article, language)):
        yield ">" if at else ""
        yield f"> {plain(text)}"


def line_text(line: Line) -> str:
    """A paragraph, or an item of a list."""
    return "  " * (line.depth - 1) + f"- {plain(line.mark)}{plain(line.text)}" if line.depth else plain(line.text)


def plain(text: str) -> str:
    """A text in which no sign means anything to Markdown."""
    return _SIGNS.sub(lambda found: rf"\{found[0]}" if not found[0].isdigit() else f"{found[0]}\\", text)
