"""A cell of an OpenDocument workbook: its value, and the text that is shown in it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from targetrules.results.sources.number_format import Format, of_iso, of_number
from targetrules.results.sources.rounded import rounded_in
from targetrules.results.table import LONGEST_CELL, Cell, NotADay, NotBoolean, shown

__all__ = ["OdsCell"]

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_KEPT: Final = {"text:s": "\0", "text:tab": "\1", "text:line-break": "\2"}
"""Blanks that are kept as they are, by signs that no XML holds: all others are as good as one."""

_AS_KEPT: Final = str.maketrans(dict(zip(_KEPT.values(), " \t\n", strict=True)))
_PASSED_OVER: Final = frozenset({"office:annotation", "text:note", "text:ruby-text"})
_BOOLEANS: Final = {"true": True, "false": False}
_SHOWN_BOOLEANS: Final = {"TRUE": 1, "FALSE": 0}
_ERRORS: Final = ("#", "Err:")


class OdsCell:
    """Takes what the XML parser finds in a cell; remarks and pictures in it are passed over."""

    def __init__(self, attributes: Mapping[str, str]) -> None:
        """``attributes`` are those of the cell; :attr:`rounded` is what it shows of a number that is longer."""
        self.attributes = attributes
        self.rounded: str | None = None
        self._paragraphs: list[str] = []
        self._pieces: list[str] | None = None
        self._depth = 0
        self._over: int | None = None

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """An element begins within."""
        self._depth += 1
        if self._over is not None:
            return
        if self._depth == 1 and element == "text:p":
            self._pieces = []
        elif self._depth == 1 or element in _PASSED_OVER or element.startswith("draw:"):
            self._over = self._depth
        elif self._pieces is not None and element in _KEPT:
            count = attributes.get("text:c", "1")
            times = min(int(count), LONGEST_CELL) if count.isdecimal() and len(count) <= len(str(LONGEST_CELL)) else 1
            self._pieces.append(_KEPT[element] * times)

    def text(self, piece: str) -> None:
        """Text stands within."""
        if self._pieces is not None and self._over is None:
            self._pieces.append(piece)

    def end(self) -> bool:
        """An element ends; True: it is the cell itself."""
        if self._over == self._depth:
            self._over = None
        elif self._depth == 1 and self._pieces is not None:
            self._paragraphs.append(_BLANKS.sub(" ", "".join(self._pieces)).translate(_AS_KEPT))
            self._pieces = None
        self._depth -= 1
        return self._depth < 0

    def value(self) -> Cell:
        """What the cell holds, as it is shown."""
        shown_text = "\n".join(self._paragraphs)
        kind = self.attributes.get("office:value-type")
        formula = self.attributes.get("table:formula")
        if self.attributes.get("calcext:value-type") == "error" or (formula and shown_text.startswith(_ERRORS)):
            return shown_text or "#"
        match kind:
            case None:
                # A formula whose result is an empty text shows an empty paragraph; one that was never calculated, none.
                never = formula is not None and not self._paragraphs
                return "=" + (formula or "").partition("=")[2] if never else shown_text or None
            case "float" | "currency" | "percentage":
                return self._number(Format.PERCENT if kind == "percentage" else Format.NUMBER, shown_text)
            case "date":
                return of_iso(self.attributes.get("office:date-value", "")) or shown_text or None
            case "time":
                return NotADay(shown_text)
            case "boolean":
                said = self.attributes.get("office:boolean-value", "")
                return _BOOLEANS.get(said, NotBoolean(shown(said)))
            case _:  # a text, or a kind that nobody knows, which is shown as it stands
                return self.attributes.get("office:string-value") or shown_text or None

    def _number(self, how: Format, shown_text: str) -> Cell:
        """A number; a truth value that came from another program is one, and shown as what it is."""
        said = self.attributes.get("office:value", "")
        if not _NUMBER.fullmatch(said) or math.isinf(float(said)):
            return said or shown_text or None
        number = float(said)
        if _SHOWN_BOOLEANS.get(shown_text) == number:
            return bool(number)
        self.rounded = rounded_in(shown_text, number, how)
        return of_number(number, how)
