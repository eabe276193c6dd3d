"""A workbook as plain text, read from its XML alone: what any program that opens it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

NAMESPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets_of(data: bytes) -> Mapping[str, ET.Element]:
    """The XML of each sheet by its name, in their order."""
    with ZipFile(BytesIO(data)) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  written by these tests
        names = [each.attrib["name"] for each in book.findall("m:sheets/m:sheet", NAMESPACE)]
        return {
            name: ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314
            for number, name in enumerate(names, 1)
        }


def cells_of(sheet: ET.Element) -> Iterator[list[tuple[str, str]]]:
    """Each row: the type of each cell (``n`` a number, ``inlineStr`` a text, empty for none), and what stands there."""
    for row in sheet.findall("m:sheetData/m:row", NAMESPACE):
        yield [("" if not len(cell) else cell.get("t", "n"), "".join(cell.itertext())) for cell in row]


def text_of(data: bytes) -> str:
    """All sheets, a line a row; lines of one cell are told apart by a slash."""
    lines = []
    for name, sheet in sheets_of(data).items():
        lines.append(f"=== {name}")
        lines += [" | ".join(text.replace("\n", " / ") for _, text in row).rstrip() for row in cells_of(sheet)]
    return "\n".join(lines) + "\n"
