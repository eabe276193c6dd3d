"""Workbooks (.xlsx) as bytes, written with the standard library alone: the same bytes for the same cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from attrs import frozen

__all__ = ["Cell", "Failed", "Formula", "Inline", "Line", "Percent", "Styled", "workbook"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

FORMATS = {"percent": '<xf numFmtId="10"/>', "date": '<xf numFmtId="14"/>', "month": '<xf numFmtId="164"/>'}
_STYLES = ["<xf numFmtId='0'/>", *FORMATS.values()]


@frozen
class Percent:
    """A number shown as a percentage: ``Percent("0.85")`` is 85%."""

    number: str


@frozen
class Failed:
    """A cell that shows an error."""

    word: str


@frozen
class Formula:
    """A formula with the result that was kept beside it; None: it was never calculated."""

    text: str
    result: str | None = None


@frozen
class Inline:
    """Text that stands in the cell itself, as a program other than Excel writes it."""

    text: str


@frozen
class Styled:
    """The number of a day in this format."""

    number: str
    style: str


Cell = str | int | float | Decimal | bool | date | Percent | Failed | Formula | Inline | Styled | None
Line = Sequence[Any]
"""Cells; mypy takes those of a line for the one type that all of them are of."""


def workbook(
    sheets: Mapping[str, Iterable[Line]],
    *,
    hidden: Sequence[str] = (),
    extra: Mapping[str, str] | None = None,
    tables: Mapping[str, Sequence[str]] | None = None,
    from_1904: bool = False,
) -> bytes:
    """A workbook with these sheets; ``extra`` is XML put behind the rows of a sheet, ``tables`` is what it declares."""
    texts: dict[str, int] = {}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _book(list(sheets), hidden, from_1904=from_1904),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)}
            | {"rIdT": ("sharedStrings", "sharedStrings.xml"), "rIdS": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode='
        f'"yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs>{"".join(_STYLES)}</cellXfs></styleSheet>',
    }
    for number, (name, rows) in enumerate(sheets.items(), 1):
        cells = "".join(_row(position, row, texts) for position, row in enumerate(rows, 1))
        data = f"<sheetData>{cells}{(extra or {}).get(name, '')}</sheetData>"
        parts[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{_MAIN}">{data}</worksheet>'
        declared = {f"../tables/table{number}{at}.xml": xml for at, xml in enumerate((tables or {}).get(name, ()))}
        if declared:
            targets = {f"rId{at}": ("table", part) for at, part in enumerate(declared)}
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(targets)
            parts |= {part.replace("..", "xl"): xml for part, xml in declared.items()}
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{shared}</sst>'
    return packed(parts)


def packed(parts: Mapping[str, str]) -> bytes:
    """These parts of XML in a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            package.writestr(zipfile.ZipInfo(name, (2011, 1, 1, 0, 0, 0)), head + xml, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    each = (
        f'<Relationship Id="{reference}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for reference, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _book(names: Sequence[str], hidden: Sequence[str], *, from_1904: bool) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"'
        + (' state="hidden"/>' if name in hidden else "/>")
        for number, name in enumerate(names, 1)
    )
    first = '<workbookPr date1904="1"/>' if from_1904 else ""
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{first}<sheets>{sheets}</sheets></workbook>'


def _row(number: int, cells: Line, texts: dict[str, int]) -> str:
    inside = "".join(_cell(f"{_letter(at)}{number}", cell, texts) for at, cell in enumerate(cells))
    return f'<row r="{number}">{inside}</row>'


def _letter(position: int) -> str:
    return chr(ord("A") + position)  # enough for tests


def _cell(at: str, cell: Cell, texts: dict[str, int]) -> str:  # noqa: C901  one case a kind
    match cell:
        case None:
            return ""
        case bool():
            return f'<c r="{at}" t="b"><v>{int(cell)}</v></c>'
        case int() | float() | Decimal():
            return f'<c r="{at}"><v>{cell}</v></c>'
        case date():
            return f'<c r="{at}" s="2"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
        case Percent():
            return f'<c r="{at}" s="1"><v>{cell.number}</v></c>'
        case Styled():
            return f'<c r="{at}" s="{list(FORMATS).index(cell.style) + 1}"><v>{cell.number}</v></c>'
        case Failed():
            return f'<c r="{at}" t="e"><v>{cell.word}</v></c>'
        case Formula():
            result = "" if cell.result is None else f"<v>{cell.result}</v>"
            return f'<c r="{at}"><f>{escape(cell.text)}</f>{result}</c>'
        case Inline():
            return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell.text)}</t></is></c>'
        case str():
            return f'<c r="{at}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
