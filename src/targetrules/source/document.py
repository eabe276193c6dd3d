"""A text file with its name, and places in it."""

from __future__ import annotations

from functools import cached_property

from targetrules.data import frozen

__all__ = ["Document", "Span", "offset_of"]


@frozen(slots=True, order=True)
class Span:
    """A stretch of text: lines and columns from 1, columns in characters; the end column is the one after the last."""

    line: int
    column: int
    end_line: int
    end_column: int


@frozen
class Document:
    """A file's name as the user wrote it, and its text."""

    name: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines, without their ends."""
        return tuple(line.rstrip("\r") for line in self.text.split("\n"))

    def line(self, number: int) -> str:
        """The line of this number, from 1; empty beyond the end."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def span(self, start: int, end: int) -> Span:
        """The span of the characters from ``start`` up to ``end``."""
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        return Span(line, column, end_line, end_column)

    def _place(self, offset: int) -> tuple[int, int]:
        before = self.text.count("\n", 0, offset)
        return before + 1, offset - (self.text.rfind("\n", 0, offset) + 1) + 1


def offset_of(text: str, line: int, column: int) -> int:
    """The character at a line and a column as spans count them; of one beyond the end of the text that end."""
    at = 0
    for _ in range(line - 1):
        found = text.find("\n", at)
        if found < 0:
            return len(text)
        at = found + 1
    return min(len(text), at + column - 1)
