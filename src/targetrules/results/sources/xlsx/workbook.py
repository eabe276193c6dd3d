"""A workbook: its sheets, the texts and number formats that their cells refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from targetrules.budget import Budget
from targetrules.data import frozen
from targetrules.results.sources.number_format import NumberFormat, format_of
from targetrules.results.sources.package import Package, local, twice
from targetrules.results.sources.workbook_errors import BrokenWorkbookError
from targetrules.wording import Word

__all__ = ["SheetPart", "Workbook", "open_workbook", "unescaped"]


@frozen(slots=True)
class SheetPart:
    """A sheet: its name, the part that holds its cells, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@frozen(slots=True)
class Workbook:
    """``texts`` and ``formats`` are what cells refer to by number; ``from_1904``: days are counted from 1904."""

    package: Package
    sheets: tuple[SheetPart, ...]
    texts: Sequence[str]
    formats: Sequence[NumberFormat]
    from_1904: bool


_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def open_workbook(data: bytes, budget: Budget) -> Workbook:
    """The workbook in these bytes; :class:`BrokenWorkbookError` where there is none."""
    package = Package(data, budget)
    book = _only(package.relations(""), "officeDocument", "_rels/.rels")
    if book is None or book.endswith(".bin"):
        raise BrokenWorkbookError(Word("problems.no_workbook"))
    relations = package.relations(book)
    sheets, from_1904 = _sheets(package, book, relations)
    shared, styles = (_only(relations, kind, book) for kind in ("sharedStrings", "styles"))
    texts = [] if shared is None else _texts(package, shared)
    formats = [] if styles is None else _formats(package, styles)
    return Workbook(package, sheets, texts, formats, from_1904)


def _only(relations: Mapping[str, tuple[str, str]], kind: str, part: str) -> str | None:
    """The part of this kind that another refers to; of two nobody knows which is meant."""
    found = list(dict.fromkeys(target for of, target in relations.values() if of == kind))
    if len(found) > 1:
        raise twice("kind_twice", kind, part)
    return found[0] if found else None


def unescaped(text: str) -> str:
    """Text of a cell, ``_x000D_`` as the character that it stands for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _sheets(
    package: Package, book: str, relations: Mapping[str, tuple[str, str]]
) -> tuple[tuple[SheetPart, ...], bool]:
    found: list[SheetPart] = []
    names: set[str] = set()
    from_1904: bool | None = None

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        if local(element) == "workbookPr":
            if from_1904 is not None:
                raise twice("kind_twice_in", "workbookPr", book)
            from_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif local(element) == "sheet":
            reference = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            kind, part = relations.get(reference, ("", ""))
            if kind == "worksheet":  # not a chart, not a dialog
                hidden = attributes.get("state", "visible") != "visible"
                name = attributes.get("name", "")
                if name.casefold() in names:
                    raise twice("sheet_twice", name)
                names.add(name.casefold())
                found.append(SheetPart(name, part, hidden))

    _read_whole(package.parse(book, start))
    return tuple(found), bool(from_1904)


def _texts(package: Package, part: str) -> list[str]:
    """The shared texts; runs of one text are joined, and what says how it is pronounced is left out."""
    found: list[str] = []
    runs: list[str] = []
    inside = pronounced = False

    def start(element: str, _: dict[str, str]) -> None:
        nonlocal inside, pronounced
        name = local(element)
        inside = name == "t" and not pronounced
        pronounced = pronounced or name == "rPh"

    def end(element: str) -> None:
        nonlocal inside, pronounced
        name = local(element)
        inside = False
        if name == "rPh":
            pronounced = False
        elif name == "si":
            found.append(unescaped("".join(runs)))
            runs.clear()

    def text(piece: str) -> None:
        if inside:
            runs.append(piece)

    _read_whole(package.parse(part, start, end, text))
    return found


def _formats(package: Package, part: str) -> list[NumberFormat]:
    """What each cell style (``cellXfs``) makes of a number."""
    codes: dict[str, str] = {}
    found: list[NumberFormat] = []
    styles = False

    @cache
    def of_style(number: str) -> NumberFormat:
        return format_of(number, codes.get(number))

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal styles
        name = local(element)
        if name == "numFmt":
            number, code = attributes.get("numFmtId", ""), attributes.get("formatCode", "")
            if codes.setdefault(number, code) != code:
                raise twice("format_twice", number, part)
        elif name == "cellXfs":
            if found:
                raise twice("kind_twice_in", name, part)
            styles = True
        elif name == "xf" and styles:
            number = attributes.get("numFmtId", "0")
            found.append(of_style(number))

    def end(element: str) -> None:
        nonlocal styles
        styles = styles and local(element) != "cellXfs"

    _read_whole(package.parse(part, start, end))
    return found


def _read_whole(pieces: Iterable[None]) -> None:
    for _ in pieces:
        pass
