"""A description as a document of word processors, by python-docx, in the layout of official documents.

Sizes, fonts and margins are those of GB/T 9704-2012 for Chinese. The file is the same for the same description: no part
of it has a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from targetrules.data import frozen
from targetrules.description.layout import basis_of, lines_of
from targetrules.description.text import Article, Description
from targetrules.extra import need

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

__all__ = ["docx"]

_LATIN: Final = "Times New Roman"


@frozen(slots=True)
class _Style:
    """How paragraphs of a kind look: the Chinese font, and for each language the size in points and what is bold."""

    font: str
    sizes: Mapping[str, float]
    bold: frozenset[str] = frozenset()
    centred: bool = False


_STYLES: Final[Mapping[str, _Style]] = {
    "Normal": _Style("仿宋", {"en": 11, "zh": 16}),
    "Title": _Style("宋体", {"en": 18, "zh": 22}, frozenset({"en", "zh"}), centred=True),
    "Heading 1": _Style("黑体", {"en": 13, "zh": 16}, frozenset({"en"}), centred=True),
    "Body Text": _Style("仿宋", {"en": 11, "zh": 16}),
    "List Paragraph": _Style("仿宋", {"en": 11, "zh": 16}),
    "Quote": _Style("楷体", {"en": 10, "zh": 14}),
}
"""In Chinese 二号 for the title, 三号 for the text, 四号 for quotations."""

_INDENT: Final = {"en": 18, "zh": 32}
"""How far an item stands in, in points: in Chinese two characters."""


def docx(description: Description) -> bytes:
    """The file.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    need("office", "docx")
    from docx import Document

    document = Document()
    properties = document.core_properties
    properties.title, properties.language = description.title, {"en": "en-GB", "zh": "zh-CN"}[description.language]
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime(1980, 1, 1)  # noqa: DTZ001  one and the same for all
    _set_page(document)
    for name, style in _STYLES.items():
        _set_style(document.styles[name], style, description.language)
    _write(document, description)
    file = BytesIO()
    document.save(file)
    return _undated(file)


def _undated(file: BytesIO) -> bytes:
    """The same archive, none of whose parts says when it was written."""
    undated = BytesIO()
    with ZipFile(file) as read, ZipFile(undated, "w") as written:
        for name in read.namelist():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            written.writestr(entry, read.read(name))
    return undated.getvalue()


# ---- the styles ------------------------------------------------------------------------------------------------------


def _set_page(document: Document) -> None:
    """A4, with the margins of official documents."""
    from docx.shared import Mm

    (page,) = document.sections
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    _number_pages(page.footer.paragraphs[0])


def _number_pages(footer: Paragraph) -> None:
    """The number of the page in the middle of its foot: a field, which whoever opens the file fills in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    footer._p.append(field)  # noqa: SLF001  python-docx has no fields of its own


def _set_style(style: Any, looks: _Style, language: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font, paragraph = style.font, style.paragraph_format
    font.name, font.size = _LATIN, Pt(looks.sizes[language])
    font.bold, font.italic, font.color.rgb = language in looks.bold, False, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), looks.font)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):  # a theme would win
        fonts.attrib.pop(qn(theme), None)
    for border in style.element.findall(".//" + qn("w:pBdr")):  # the template draws a line below the title
        border.getparent().remove(border)
    if looks.centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if language == "zh":
        paragraph.line_spacing = Pt(28)


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
