"""Workbooks after a few accidents: in their cells, in the XML of a part, or in the zip file around the parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final

from targetrules.visible import visible
from tests.fuzzing import grids
from tests.fuzzing.grids import Grid, odd_cell
from tests.fuzzing.input import Input
from tests.fuzzing.values import ODD_CELLS, odd_text, spoilt
from tests.results.workbooks import Failed, Formula, Inline, Percent, Styled, workbook

__all__ = ["made"]

_Parts = dict[str, bytes]
_XML_TEXT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TABLE: Final = (
    '<table id="1" name="T" displayName="T" ref="A1:C{}" totalsRowCount="1"><autoFilter ref="A1:C2"/>'
    '<tableColumns count="1"><tableColumn id="1" name="unit" totalsRowLabel="Total"/></tableColumns></table>'
)


def made(random: Random) -> Input:
    """A workbook."""
    policy, grid = grids.seed(random)
    grid = grids.changed(random, grid, _odd)
    sheets: dict[str, Grid] = {"results": [[_cell(each) for each in row] for row in grid]}
    if random.random() < 0.05:
        sheets["other"] = [["x"]] if random.random() < 0.5 else []
    data = workbook(
        sheets,
        hidden=random.choice(((), (), (), ("other",), ("results",))),
        tables={"results": [_TABLE.format(len(grid))]} if random.random() < 0.1 else None,
        from_1904=random.random() < 0.05,
    )
    if random.random() < 0.7:
        data = _packed(random, _accidents(random, _parts(data)))
    if random.random() < 0.1:
        data = spoilt(random, data)
    kind = random.choice(("xlsx", "xlsx", "xlsx", None))
    return Input({"results": data}, {**grids.how(random, grid, policy), "format": kind})


def _odd(random: Random) -> Any:
    way = random.random()
    number = random.choice(ODD_CELLS)
    if way < 0.5:
        return odd_cell(random)
    return random.choice(
        (
            Percent("0.85"),
            Percent(number),
            Failed("#DIV/0!"),
            Formula("A1", None),
            Formula("A1", number),
            Inline(number),
            Styled("40544", "date"),
            Styled(number, "month"),
            date(2011, 1, 1),
            60,
            59.995,
            1e300,
            -0.0,
            True,
        )
    )


def _cell(cell: Any) -> Any:
    """Text without what XML cannot hold; numbers that are none as text."""
    if isinstance(cell, str):
        return _XML_TEXT.sub(lambda found: visible(found[0]), cell)
    return cell if cell is None or not isinstance(cell, Decimal) or cell.is_finite() else str(cell)


# ---- parts -----------------------------------------------------------------------------------------------------------


def _parts(data: bytes) -> _Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(random: Random, parts: _Parts) -> bytes:
    out = io.BytesIO()
    way = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)) if random.random() < 0.98 else zipfile.ZIP_BZIP2
    with zipfile.ZipFile(out, "w", way) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2011, 1, 1, 0, 0, 0)), data, way)
    return out.getvalue()


def _accidents(random: Random, parts: _Parts) -> _Parts:
    names = list(parts)
    sheet = next(name for name in names if "worksheets/sheet" in name)
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        name = sheet if random.random() < 0.6 else random.choice(names)
        if random.random() < 0.06:
            _of_parts(random, parts, name)
        elif name in parts:
            text = parts[name].decode("utf-8", "surrogateescape")
            parts[name] = random.choice(_WAYS)(random, text).encode("utf-8", "surrogateescape")
    return parts


def _of_parts(random: Random, parts: _Parts, name: str) -> None:
    """A part is missing, is another one, has another name, is no XML, or is very long."""
    data, other = parts.get(name, b""), random.choice(list(parts) or [name])
    match random.randrange(6):
        case 0:
            parts.pop(name, None)
        case 1:
            parts[name] = parts.get(other, b"")
        case 2:
            parts[random.choice((name.upper(), name.replace("/", "\\"), f"/{name}", f"../{name}"))] = parts.pop(
                name, b""
            )
        case 3:
            parts[name] = data.decode("utf-8", "replace").encode(
                random.choice(("utf-16", "utf-8-sig", "gb18030")), "replace"
            )
        case 4:
            parts[name] = spoilt(random, data)
        case _:
            middle = len(data) // 2
            parts[name] = data[:middle] + data[middle - 100 : middle] * random.choice((10, 100, 1000)) + data[middle:]


# ---- XML -------------------------------------------------------------------------------------------------------------

_TAG: Final = re.compile(r"<[^>]*>")
_ATTRIBUTE: Final = re.compile(r'(?<![\w:])([\w:]+)="([^"]*)"')  # looked for from the first letter of a word alone
_TEXT: Final = re.compile(r">([^<]+)<")
_VALUES: Final = (
    *(
        "",
        "0",
        "1",
        "-1",
        "2",
        "7",
        "1.5",
        "A1",
        "XFD1048576",
        "A0",
        "1A",
        "ZZZZZ9",
        "AAAAAAAAAAAAAAAA1",
        "A" + "9" * 30,
    ),
    *(
        "s",
        "b",
        "e",
        "str",
        "inlineStr",
        "n",
        "d",
        "x",
        "true",
        "9" * 20,
        "9" * 5000,
        "2147483648",
        "4294967296",
        "1:1048576",
    ),
    *(
        "A1:XFD1048576",
        "A1:B2",
        "B2:A1",
        "rId1",
        "rId9",
        "../x",
        "/xl/workbook.xml",
        "General",
        "0%",
        "yyyy",
        "[$-804]",
    ),
    *("[h]:mm", '"', "&quot;", "m月", "#,##0", "e", "hidden", "veryHidden", "preserve", "&#10;", "&#0;", "&bad;", "é"),
)
_PIECES: Final = (
    *("<c r='A1'><v>1</v></c>", "<c><v>1</v></c>", '<c r="B2" t="s"><v>0</v></c>', '<c r="B2" t="s"><v>99999</v></c>'),
    *(
        '<c r="XFD1"><v>1</v></c>',
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="99999999999"/>',
        "<row/>",
    ),
    *(
        '<c r="C3" t="inlineStr"><is><t>x</t><r><t>y</t></r></is></c>',
        '<c r="C3" t="b"><v>2</v></c>',
        '<c t="e"><v>#N/A</v></c>',
    ),
    *(
        '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
        '<mergeCell ref="A1:XFD1048576"/>',
        '<mergeCell ref="B:B"/>',
    ),
    *(
        '<row r="2" hidden="1"/>',
        '<cols><col min="1" max="16384" hidden="1"/></cols>',
        '<col min="3" max="2" hidden="x"/>',
    ),
    *(
        "<autoFilter ref='A1:B2'/>",
        "<f>SUM(A1)</f>",
        "<v/>",
        "<is/>",
        "<t/>",
        "<x:c/>",
        "<!-- -->",
        "<?x y?>",
        "<![CDATA[1]]>",
    ),
    *(
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "&#65;",
        "&#xD800;",
        "&amp;amp;",
        "&lt;",
        "\x01",
        "<",
        ">",
        "</row>",
        "</sheetData>",
    ),
    *(
        '<numFmt numFmtId="164" formatCode="yyyy"/>',
        '<xf numFmtId="99999"/>',
        "<si><t>x</t></si>",
        "<si/>",
        "<workbookPr date1904='1'/>",
    ),
)


def _attribute(random: Random, xml: str) -> str:
    found = list(_ATTRIBUTE.finditer(xml))
    if not found:
        return xml
    at = random.choice(found)
    value = random.choice(_VALUES) if random.random() < 0.6 else random.choice(found)[2]
    new = "" if random.random() < 0.15 else f'{at[1] if random.random() < 0.9 else random.choice(found)[1]}="{value}"'
    return xml[: at.start()] + new + xml[at.end() :]


def _content(random: Random, xml: str) -> str:
    found = list(_TEXT.finditer(xml))
    if not found:
        return xml
    at = random.choice(found)
    text = random.choice((*ODD_CELLS, *_VALUES, odd_text(random), random.choice(found)[1]))
    return xml[: at.start(1)] + text.replace("<", "&lt;") + xml[at.end(1) :]


def _tag(random: Random, xml: str) -> str:
    """A tag lost, doubled, or exchanged for another."""
    found = list(_TAG.finditer(xml))
    if not found:
        return xml
    at, other = random.choice(found), random.choice(found)
    return xml[: at.start()] + random.choice(("", at[0] * 2, other[0])) + xml[at.end() :]


def _element(random: Random, xml: str) -> str:
    """A whole element lost, doubled, or moved behind another tag."""
    found = [each for each in _TAG.finditer(xml) if each[0][1] not in "/?!"]
    if not found:
        return xml
    at = random.choice(found)
    name = re.match(r"[\w:]+", at[0][1:])
    end = at.end() if at[0].endswith("/>") or name is None else xml.find(f"</{name[0]}>", at.end())
    end = at.end() if end < 0 else end if end == at.end() else end + len(f"</{name[0] if name else ''}>")
    element, rest = xml[at.start() : end], xml[: at.start()] + xml[end:]
    match random.randrange(3):
        case 0:
            return rest
        case 1:
            return xml[:end] + element * (random.choice((1, 2)) if random.random() < 0.99 else 2000) + xml[end:]
        case _:
            places = [each.end() for each in _TAG.finditer(rest)] or [0]
            to = random.choice(places)
            return rest[:to] + element + rest[to:]


def _insert(random: Random, xml: str) -> str:
    places = [each.end() for each in _TAG.finditer(xml)] or [0]
    to = random.choice(places)
    return xml[:to] + random.choice(_PIECES) + xml[to:]


def _deep(random: Random, xml: str) -> str:
    """Elements within elements."""
    places = [each.end() for each in _TAG.finditer(xml)] or [0]
    to, times = random.choice(places), random.choice((2, 50, 3000))
    return xml[:to] + "<x>" * times + "</x>" * times + xml[to:]


_WAYS: Final[Sequence[Callable[[Random, str], str]]] = (
    *(_attribute, _attribute, _attribute, _attribute, _content, _content, _content, _tag, _element, _element, _element),
    *(_insert, _insert, _insert, _insert, _insert, _insert, _insert, _insert, _deep),
)
