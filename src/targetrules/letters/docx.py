"""Letters as documents of word processors; Chinese ones in the layout of official documents.

The layout is that of GB/T 9704-2012: the name of the office in red above a red line, the number of the document, its
title (7.3.1, size 2), to whom it is (7.3.2), the text in size 3 with the first line of paragraphs set in by two
characters and headings of parts in bold face (7.3.3), the office that signs and the day at the right (7.3.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from targetrules.letters.layout import Part, parts_of
from targetrules.letters.letter import Letter
from targetrules.word_document import ParagraphStyle, document_bytes, new_document, with_text

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["docx_of", "each_docx"]

_BOTH: Final = frozenset({"en", "zh"})
_RED: Final = (0xC0, 0, 0)
_STYLES: Final[Mapping[str, ParagraphStyle]] = {
    "Normal": ParagraphStyle("仿宋", {"en": 11, "zh": 16}),
    "Header": ParagraphStyle("宋体", {"en": 16, "zh": 30}, _BOTH, centred=True, colour=_RED),
    "Subtitle": ParagraphStyle("仿宋", {"en": 11, "zh": 16}),
    "Title": ParagraphStyle("宋体", {"en": 15, "zh": 22}, _BOTH, centred=True),
    "Heading 1": ParagraphStyle("黑体", {"en": 12, "zh": 16}, frozenset({"en"})),
    "Body Text": ParagraphStyle("仿宋", {"en": 11, "zh": 16}),
    "List Paragraph": ParagraphStyle("仿宋", {"en": 11, "zh": 16}),
    "Body Text 2": ParagraphStyle("仿宋", {"en": 11, "zh": 16}),
}
_OF_PARTS: Final[Mapping[Part, str]] = {
    "office": "Header",
    "number": "Subtitle",
    "title": "Title",
    "to": "Body Text",
    "heading": "Heading 1",
    "text": "Body Text",
    "item": "List Paragraph",
    "signature": "Body Text 2",
    "day": "Body Text 2",
}
_INDENT: Final = {"en": 18, "zh": 32}
"""How far an item stands in, in points: in Chinese two characters."""
_FROM_RIGHT: Final = 4
"""How many characters the day stands from the right edge (GB/T 9704-2012, 7.3.5.3)."""


def docx_of(letters: Sequence[Letter]) -> bytes:
    """One file with all letters, each on a page of its own.

    Args:
        letters: At least one, all in one language.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    writer = _Writer(letters[0].language, letters[0].title if len(letters) == 1 else "")
    writer.write(letters)
    return document_bytes(writer.document)


def each_docx(letters: Iterable[Letter]) -> Iterator[bytes]:
    """A file for each letter, one after the other; what they have in common is made once.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    frames: dict[str, tuple[_Writer, bytes]] = {}
    for letter in letters:
        if letter.language not in frames:
            writer = _Writer(letter.language, "")
            frames[letter.language] = writer, document_bytes(writer.document, is_whole=False)
        writer, frame = frames[letter.language]
        writer.write([letter])
        yield with_text(frame, writer.text())
        writer.clear()


class _Writer:
    """A document to which letters are written."""

    def __init__(self, language: str, title: str) -> None:
        self.language = language
        self.document: Document = new_document(title, language, _STYLES)
        self.body: Any = self.document.element.body
        self.prototypes: dict[tuple[Part, int], Any] = {}
        _count_pages(self.body[-1])
        self.styles = {name: self.document.styles[name].style_id for name in _STYLES}

    def write(self, letters: Iterable[Letter]) -> None:
        """Each as a section of its own, whose pages are counted from 1."""
        for at, letter in enumerate(letters):
            if at:
                self.end_section()
            for part, text, depth in parts_of(letter):
                self.paragraph(part, text, depth)

    def end_section(self) -> None:
        """What comes next stands on a new page: the last paragraph ends a section that is like the last one."""
        self.body[-2].get_or_add_pPr().append(deepcopy(self.body[-1]))

    def clear(self) -> None:
        """The document without its text."""
        for each in list(self.body)[:-1]:
            self.body.remove(each)

    def text(self) -> bytes:
        """The text of the document as its part of the file."""
        found: bytes = self.document.part.blob
        return found

    def paragraph(self, part: Part, text: str, depth: int) -> None:
        """One paragraph: a copy of the first that looked like it, with its own text.

        It is put at the end by hand, since python-docx looks through all that are there.
        """
        from docx.oxml.ns import qn

        if (part, depth) not in self.prototypes:
            self.prototypes[part, depth] = self.prototype(part, depth)
        element = deepcopy(self.prototypes[part, depth])
        shown = element.find(f".//{qn('w:t')}")
        shown.text = text
        if text != text.strip():
            shown.set(qn("xml:space"), "preserve")
        self.body[-1].addprevious(element)

    def prototype(self, part: Part, depth: int) -> Any:
        """A paragraph that looks as such ones do, with any text."""
        from docx.oxml import OxmlElement
        from docx.text.paragraph import Paragraph

        element: Any = OxmlElement("w:p")
        found = Paragraph(element, self.document._body)  # noqa: SLF001
        element.get_or_add_pPr().style = self.styles[_OF_PARTS[part]]
        found.add_run("-")
        self.place(found, part, depth)
        return element

    def place(self, found: Any, part: Part, depth: int) -> None:
        """Where a paragraph stands on the page; in Chinese lines are set apart by their own height alone."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        page, indent = found.paragraph_format, _INDENT[self.language]
        page.space_before, page.space_after = Pt(0), Pt(0 if self.language == "zh" else 6)
        if part == "office":
            _underline(found)
        elif part in ("title", "to"):
            page.space_before = Pt(indent)
        elif part in ("text", "heading", "item") and self.language == "zh":
            page.first_line_indent, page.left_indent = Pt(indent), Pt(depth * indent)
        elif part == "item":
            page.left_indent = Pt((depth + 1) * indent)
        elif part in ("signature", "day"):
            page.alignment, page.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(_FROM_RIGHT * indent / 2)
            page.keep_with_next = part == "signature"
            page.space_before = Pt(indent if part == "signature" else 0)


def _count_pages(section: Any) -> None:
    """Pages of a section are counted from 1."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section.find(qn("w:pgMar")).addnext(start)


def _underline(paragraph: Any) -> None:
    """The red line below the name of the office."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", "C00000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001
