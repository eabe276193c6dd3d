"""A description as a document of word processors (Office Open XML), in the layout of official documents.

The file is the same for the same description: no part of it has a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from targetrules.description.layout import basis_of, lines_of
from targetrules.description.text import Article, Description

__all__ = ["docx"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_OF_DOCUMENT: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_LATIN: Final = "Times New Roman"
_CODES: Final = {"en": "en-GB", "zh": "zh-CN"}
_SIZES: Final = {"en": (22, 36, 26, 20), "zh": (32, 44, 32, 28)}
"""Of the text, the title, headings and quotations, in half points: in Chinese 三号, 二号, 三号, 四号."""
_INDENT: Final = {"en": 360, "zh": 640}
"""How far an item stands in, in twentieths of a point: in Chinese two characters."""


def docx(description: Description) -> bytes:
    """The file."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _document(description),
        "word/_rels/document.xml.rels": _OF_DOCUMENT,
        "word/styles.xml": _styles(description.language),
        "docProps/core.xml": _properties(description),
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8", errors="backslashreplace"))
    return file.getvalue()


def _properties(description: Description) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(description.title)}</dc:title>'
        f"<dc:language>{_CODES[description.language]}</dc:language></cp:coreProperties>"
    )


# ---- the styles ------------------------------------------------------------------------------------------------------


def _styles(language: str) -> str:
    text, title, heading, quote = _SIZES[language]
    indent = '<w:ind w:firstLineChars="200"/>' if language == "zh" else ""
    spacing = '<w:spacing w:line="560" w:lineRule="exact"/>' if language == "zh" else '<w:spacing w:after="120"/>'
    return (
        f'{_HEAD}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts("仿宋")}'
        f'<w:sz w:val="{text}"/><w:szCs w:val="{text}"/>'
        f'<w:lang w:val="{"en-GB" if language == "en" else "en-US"}" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{spacing}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        + _style("Title", "Title", '<w:spacing w:after="240"/><w:jc w:val="center"/>', "宋体", title, bold=True)
        + _style(
            "Heading1",
            "heading 1",
            '<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
            "黑体",
            heading,
            bold=language == "en",
        )
        + _style("BodyText", "Body Text", indent, "仿宋", text)
        + _style("ListParagraph", "List Paragraph", "", "仿宋", text)
        + _style("Quote", "Quote", f'<w:ind w:left="{_INDENT[language]}"/>', "楷体", quote)
        + "</w:styles>"
    )


def _fonts(chinese: str) -> str:
    return f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}" w:eastAsia="{chinese}"/>'


def _style(id_: str, name: str, paragraph: str, font: str, size: int, *, bold: bool = False) -> str:
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr>"
        f'<w:rPr>{_fonts(font)}{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


# ---- the text --------------------------------------------------------------------------------------------------------


def _document(description: Description) -> str:
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992"'
        ' w:gutter="0"/></w:sectPr>'
    )
    body = "".join(_paragraphs(description))
    return f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}{page}</w:body></w:document>'


def _paragraphs(description: Description) -> Iterator[str]:
    yield _paragraph("Title", _run(description.title))
    for text in description.preamble:
        yield _paragraph("BodyText", _run(text))
    for chapter in description.chapters:
        yield _paragraph("Heading1", _run(chapter.heading))
        for article in chapter.articles:
            yield from _article(article, description.language)


def _article(article: Article, language: str) -> Iterator[str]:
    gap = "　" if language == "zh" else " "
    heading = _run(article.heading + gap, bold=True)
    for line in lines_of(article, language):
        if line.depth:
            indent = f'<w:ind w:left="{line.depth * _INDENT[language]}"/>'
            yield _paragraph("ListParagraph", _run(line.mark + line.text), indent)
        else:
            yield _paragraph("BodyText", heading + _run(line.text))
        heading = ""
    for text in basis_of(article, language):
        yield _paragraph("Quote", _run(text))


def _paragraph(style: str, runs: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def _run(text: str, *, bold: bool = False) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{weight}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
