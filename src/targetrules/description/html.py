"""A description as one page of HTML: nothing is fetched, nothing runs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from targetrules.description.layout import Line, basis_of, lines_of
from targetrules.description.text import Article, Description
from targetrules.html_document import html_document

__all__ = ["html"]

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 16px/1.7 "Noto Serif CJK SC", "Songti SC", SimSun, Georgia, serif; margin: 2rem auto; max-width: 46rem;
  padding: 0 1rem; color: #1b1b1b; background: #fff; overflow-wrap: anywhere; }
:lang(en) body { font-family: Georgia, "Times New Roman", serif; }
h1 { font-size: 1.5rem; text-align: center; } h2 { font-size: 1.15rem; text-align: center; margin: 2rem 0 .6rem; }
p { margin: .5rem 0; } ol { list-style: none; margin: .2rem 0; padding-left: 2rem; }
article { margin: 1rem 0; }
blockquote { margin: .3rem 0 .3rem 2rem; padding-left: .8rem; border-left: 3px solid #767676; color: #4a4a4a;
  font-size: .9rem; } blockquote p { margin: .1rem 0; }
@media (max-width: 40rem) { body { margin: .8rem auto; } ol { padding-left: 1.2rem; } blockquote { margin-left: 0; } }
@media print { article { break-inside: avoid; } body { max-width: none; } }
"""


def html(description: Description) -> str:
    """The page."""
    lines = ("<main>", f"<h1>{escape(description.title)}</h1>", *_body(description), "</main>")
    return html_document(description.title, description.language, _STYLE, "\n".join(lines))


def _body(description: Description) -> Iterator[str]:
    for paragraph in description.preamble:
        yield f"<p>{escape(paragraph)}</p>"
    for chapter in description.chapters:
        yield f"<section>\n<h2>{escape(chapter.heading)}</h2>"
        for article in chapter.articles:
            yield f'<article id="article-{article.number}">'
            yield from _article(article, description.language)
            yield "</article>"
        yield "</section>"


def _article(article: Article, language: str) -> Iterator[str]:
    gap = "　" if language == "zh" else " "
    heading, depth = f"<b>{escape(article.heading)}</b>{gap}", 0
    for line in lines_of(article, language):
        yield from _between(depth, line)
        depth = line.depth
        yield f"<li>{escape(line.mark + line.text)}" if line.depth else f"<p>{heading}{escape(line.text)}</p>"
        heading = ""
    yield from ["</li></ol>"] * depth
    basis = [f"<p>{escape(text)}</p>" for text in basis_of(article, language)]
    if basis:
        yield "<blockquote>" + "".join(basis) + "</blockquote>"


def _between(depth: int, line: Line) -> Iterator[str]:
    """The tags between a line that lies so deep and the next: of lists and items that end or begin."""
    if line.depth > depth:
        yield "<ol>"
        return
    yield from ["</li></ol>"] * (depth - line.depth)
    if line.depth:
        yield "</li>"
