"""A policy read back, as a structure: chapters of articles, their sentences, and what a sentence lists."""

from __future__ import annotations

from collections.abc import Iterator

from targetrules.data import frozen

__all__ = ["Article", "Basis", "Chapter", "Description", "Told"]


@frozen(slots=True)
class Told:
    """A sentence or a part of one, without the stop at its end, and what it lists.

    Attributes:
        text: The words; of a part that lists something those before the list.
        items: What is listed, each of which may list further things.
    """

    text: str
    items: tuple[Told, ...] = ()

    def inside(self) -> Iterator[Told]:
        """It and all that it lists.

        Returns:
            The sentence, and each item, in the order in which they are read.
        """
        yield self
        for item in self.items:
            yield from item.inside()


@frozen(slots=True)
class Basis:
    """What an article rests on.

    Attributes:
        source: The title of its source, and the article there; ``""`` where neither is named.
        quote: The words of the source; ``""`` where none are quoted.
        note: What the author says of the rule; ``""`` likewise.
    """

    source: str = ""
    quote: str = ""
    note: str = ""


@frozen(slots=True)
class Article:
    """An article.

    Attributes:
        number: Its number, from 1 through the whole text.
        heading: Its number as the language writes it, such as ``"Article 4"``.
        sentences: What it says.
        bases: What it rests on; of the steps of a procedure, what each of those rests on that says any.
    """

    number: int
    heading: str
    sentences: tuple[Told, ...]
    bases: tuple[Basis, ...] = ()


@frozen(slots=True)
class Chapter:
    """Articles of one kind, under one heading.

    Attributes:
        heading: The heading, with the number of the chapter.
        articles: The articles, in their order.
    """

    heading: str
    articles: tuple[Article, ...]


@frozen(slots=True)
class Description:
    """A policy read back in one language.

    Attributes:
        language: ``"en"`` or ``"zh"``.
        title: The policy's title.
        preamble: What its author says of it, by paragraphs.
        chapters: What it says itself.
    """

    language: str
    title: str
    preamble: tuple[str, ...]
    chapters: tuple[Chapter, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles, in their order."""
        return tuple(article for chapter in self.chapters for article in chapter.articles)

    def markdown(self) -> str:
        """The description as Markdown.

        Returns:
            The text, with an end of line behind the last line.
        """
        from targetrules.description.markdown import markdown

        return markdown(self)

    def html(self) -> str:
        """The description as a page of HTML.

        Returns:
            The page, which needs no other file, no network and no script.
        """
        from targetrules.description.html import html

        return html(self)

    def docx(self) -> bytes:
        """The description as a document for word processors (``.docx``), in the layout of official documents.

        It needs the extra ``office``; where that is not installed, a ``MissingExtraError`` says so.

        Returns:
            The file, the same for the same description.
        """
        from targetrules.description.docx import docx

        return docx(self)
