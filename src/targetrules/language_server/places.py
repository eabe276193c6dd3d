"""Places of a text as the protocol counts them: lines from 0, and in a line the units of an encoding, mostly UTF-16."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import Final

from lsprotocol import types

from targetrules.data import frozen
from targetrules.source.document import Span, offset_of

__all__ = ["Places"]

_END: Final = re.compile(r"\r\n|\n|\r")
_ONE_UNIT: Final = 0xFFFF
_TWO_BYTES: Final = 0x7F
_THREE_BYTES: Final = 0x7FF


@frozen(slots=False, eq=False)
class Places:
    """A text, whose characters are counted from 0, and the encoding in which an editor counts."""

    text: str
    encoding: str = "utf-16"

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins, as the protocol knows lines."""
        return [0, *(found.end() for found in _END.finditer(self.text))]

    def offset(self, position: types.Position) -> int:
        """The character at a place; of one beyond the end of a line the end of it."""
        if position.line >= len(self._starts):
            return len(self.text)
        at = self._starts[position.line]
        found = _END.search(self.text, at)
        end = len(self.text) if found is None else found.start()
        units = 0
        while at < end and units < position.character:
            units += self._units(self.text[at])
            at += 1
        return at

    def position(self, offset: int) -> types.Position:
        """The place of a character."""
        line = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[line] : offset]
        return types.Position(line, len(before) if before.isascii() else sum(map(self._units, before)))

    def range(self, start: int, end: int) -> types.Range:
        """The range of the characters from ``start`` up to ``end``."""
        return types.Range(self.position(start), self.position(end))

    def of_span(self, span: Span | None) -> types.Range:
        """The range of a span; where there is none, the beginning."""
        if span is None:
            return self.range(0, 0)
        start = offset_of(self.text, span.line, span.column)
        return self.range(start, max(start, offset_of(self.text, span.end_line, span.end_column)))

    def _units(self, character: str) -> int:
        code = ord(character)
        if self.encoding == "utf-16":
            return 1 if code <= _ONE_UNIT else 2
        if self.encoding == "utf-8":
            return 1 if code <= _TWO_BYTES else 2 if code <= _THREE_BYTES else 3 if code <= _ONE_UNIT else 4
        return 1
