"""The lines of a description, with their marks and stops, for whoever writes them: Markdown, HTML, a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from targetrules.data import frozen
from targetrules.description.numerals import list_mark
from targetrules.description.text import Article, Told
from targetrules.wording import say

__all__ = ["Line", "basis_of", "lines_of"]


@frozen(slots=True)
class Line:
    """A paragraph, or an item: how deep it lies in lists, 0 outside of any, the mark before it, and its text."""

    depth: int
    mark: str
    text: str


def lines_of(article: Article, language: str) -> Iterator[Line]:
    """The paragraphs of an article and below them what they list; sentences that list nothing stand together."""
    sentences: list[str] = []
    blank = "" if language == "zh" else " "
    for told in article.sentences:
        sentences.append(told.text + _sign("colon" if told.items else "stop", language))
        if told.items:
            yield Line(0, "", blank.join(sentences))
            yield from _items(told.items, 1, language, is_last=True)
            sentences.clear()
    if sentences:
        yield Line(0, "", blank.join(sentences))


def basis_of(article: Article, language: str) -> Iterator[str]:
    """The lines on where an article comes from."""
    for basis in article.bases:
        for key, text in (("quote", basis.quote), ("basis", basis.source), ("note", basis.note)):
            if text:
                yield say(f"descriptions.{key}", language, {"quote": text, "source": text, "note": text})


def _items(items: Sequence[Told], depth: int, language: str, *, is_last: bool) -> Iterator[Line]:
    for at, item in enumerate(items):
        ends = is_last and at == len(items) - 1
        stop = "colon" if item.items else "stop" if ends else "semicolon"
        yield Line(depth, list_mark(at + 1, depth, language), item.text + _sign(stop, language))
        yield from _items(item.items, depth + 1, language, is_last=ends)


def _sign(name: str, language: str) -> str:
    return say(f"descriptions.{name}", language).rstrip()
