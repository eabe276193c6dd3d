"""Documents of word processors, by python-docx, in the layout of official documents.

Sizes, fonts and margins of Chinese ones are those of GB/T 9704-2012. A file is the same for the same content: no part
of it has a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from targetrules.data import frozen
from targetrules.extra import need

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

__all__ = ["ParagraphStyle", "document_bytes", "new_document", "with_text"]

_LATIN: Final = "Times New Roman"
_TEXT: Final = "word/document.xml"
"""The part of the file that has the text."""
_CODES: Final = {"en": "en-GB", "zh": "zh-CN"}
_PAGE_NUMBER: Final = {"en": ("", ""), "zh": ("— ", " —")}
"""What stands before and after the number of a page: in Chinese a dash on either side (GB/T 9704-2012, 7.5)."""


@frozen(slots=True)
class ParagraphStyle:
    """How paragraphs of a kind look.

    Attributes:
        font: The Chinese font.
        sizes: The size in points, by language.
        bold: The languages in which it is bold.
        centred: Whether it stands in the middle.
        colour: Its colour, as three bytes.
    """

    font: str
    sizes: Mapping[str, float]
    bold: frozenset[str] = frozenset()
    centred: bool = False
    colour: tuple[int, int, int] = (0, 0, 0)


def new_document(title: str, language: str, styles: Mapping[str, ParagraphStyle]) -> Document:
    """An empty document on A4, with numbered pages.

    Args:
        title: Its title among its properties.
        language: ``"en"`` or ``"zh"``.
        styles: How paragraphs look, by the names of styles that python-docx's own template has.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    need("office", "docx")
    from docx import Document

    document = Document()
    properties = document.core_properties
    properties.title, properties.language = title, _CODES[language]
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime(1980, 1, 1)  # noqa: DTZ001  one and the same for all
    _set_page(document, language)
    for name, style in styles.items():
        _set_style(document.styles[name], style, language)
    return document


def document_bytes(document: Document, *, is_whole: bool = True) -> bytes:
    """The file, none of whose parts says when it was written.

    Args:
        document: The document.
        is_whole: Whether its text is in it; else :func:`with_text` adds one, so that all else is packed once for many.
    """
    file = BytesIO()
    document.save(file)
    undated = BytesIO()
    with ZipFile(file) as read, ZipFile(undated, "w") as written:
        for name in read.namelist():
            if is_whole or name != _TEXT:
                written.writestr(_entry(name), read.read(name))
    return undated.getvalue()


def with_text(frame: bytes, text: bytes) -> bytes:
    """The file that :func:`document_bytes` left without its text, with one; what is there is not packed again."""
    whole = BytesIO(frame)
    with ZipFile(whole, "a") as written:
        written.writestr(_entry(_TEXT), text)
    return whole.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _set_page(document: Document, language: str) -> None:
    """A4, with the margins of official documents."""
    from docx.shared import Mm

    (page,) = document.sections
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    _number_pages(page.footer.paragraphs[0], language)


def _number_pages(footer: Paragraph, language: str) -> None:
    """The number of the page in the middle of its foot: a field, which whoever opens the file fills in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    before, after = _PAGE_NUMBER[language]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if before:
        footer.add_run(before)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    footer._p.append(field)  # noqa: SLF001  python-docx has no fields of its own
    if after:
        footer.add_run(after)


def _set_style(style: Any, looks: ParagraphStyle, language: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font, paragraph = style.font, style.paragraph_format
    font.name, font.size = _LATIN, Pt(looks.sizes[language])
    font.bold, font.italic, font.color.rgb = language in looks.bold, False, RGBColor(*looks.colour)
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
