"""A description as a document of word processors, in the layout of official documents (GB/T 9704-2012 for Chinese)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from targetrules.description.layout import basis_of, lines_of
from targetrules.description.text import Article, Description
from targetrules.word_document import ParagraphStyle, document_bytes, new_document

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

__all__ = ["docx"]

_STYLES: Final[Mapping[str, ParagraphStyle]] = {
    "Normal": ParagraphStyle("仿宋", {"en": 11, "zh": 16}),
    "Title": ParagraphStyle("宋体", {"en": 18, "zh": 22}, frozenset({"en", "zh"}), centred=True),
    "Heading 1": ParagraphStyle("黑体", {"en": 13, "zh": 16}, frozenset({"en"}), centred=True),
    "Body Text": ParagraphStyle("仿宋", {"en": 11, "zh": 16}),
    "List Paragraph": ParagraphStyle("仿宋", {"en": 11, "zh": 16}),
    "Quote": ParagraphStyle("楷体", {"en": 10, "zh": 14}),
}
"""In Chinese 二号 for the title, 三号 for the text, 四号 for quotations."""

_INDENT: Final = {"en": 18, "zh": 32}
"""How far an item stands in, in points: in Chinese two characters."""


def docx(description: Description) -> bytes:
    """The file.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    document = new_document(description.title, description.language, _STYLES)
    _write(document, description)
    return document_bytes(document)


# ---- the text --------------------------------------------------------------------------------------------------------


def _write(document: Document, description: Description) -> None:
    document.add_paragraph(description.title, style="Title")
    for text in description.preamble:
        _begin(document, description.language).add_run(text)
    for chapter in description.chapters:
        document.add_paragraph(chapter.heading, style="Heading 1")
        for article in chapter.articles:
            _write_article(document, article, description.language)


def _write_article(document: Document, article: Article, language: str) -> None:
    gap = "　" if language == "zh" else " "
    heading = article.heading + gap
    for line in lines_of(article, language):
        if line.depth:
            item = document.add_paragraph(line.mark + line.text, style="List Paragraph")
            _set_in(item, line.depth, language)
        else:
            paragraph = _begin(document, language)
            paragraph.add_run(heading).bold = True
            paragraph.add_run(line.text)
        heading = ""
    for text in basis_of(article, language):
        _set_in(document.add_paragraph(text, style="Quote"), 1, language)


def _begin(document: Document, language: str) -> Paragraph:
    """A paragraph of the text; in Chinese its first line stands in by two characters."""
    from docx.shared import Pt

    paragraph = document.add_paragraph(style="Body Text")
    if language == "zh":
        paragraph.paragraph_format.first_line_indent = Pt(_INDENT[language])
    return paragraph


def _set_in(paragraph: Paragraph, depth: int, language: str) -> None:
    from docx.shared import Pt

    paragraph.paragraph_format.left_indent = Pt(depth * _INDENT[language])
