"""What the footer of a Parquet file says of the size of its columns, before anything of them is unpacked.

PyArrow says it as well, but of a damaged footer it may end the process (apache/arrow#45283): what it finds wrong with
the statistics of a column is thrown where nobody can catch it. So the few numbers that are needed are read here. A
footer is written in the compact protocol of Thrift.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.data import define, frozen
from targetrules.errors import TargetrulesError

__all__ = ["Chunk", "DamagedFooterError", "chunks_in"]

_ENDS: Final = 8  # the length of the footer, and the mark of the file
_DEEPEST: Final = 32
_LONGEST_NUMBER: Final = 10

# Types of the protocol.
_TRUE, _FALSE, _NUMBERS, _BINARY, _LISTS, _MAP, _STRUCT = 1, 2, (4, 5, 6), 8, (9, 10), 11, 12
_WIDTHS: Final = {3: 1, 7: 8}
"""Bytes, and floats of 64 bits."""

# Numbers of fields: of the file its row groups, of a row group its columns, of a column what is told of it.
_GROUPS, _COLUMNS, _TOLD = 4, 1, 3
_PATH, _VALUES, _UNPACKED, _PACKED = 3, 5, 6, 7


class DamagedFooterError(TargetrulesError, ValueError):
    """What stands in a footer cannot be read."""


@frozen(slots=True)
class Chunk:
    """A column of a row group: the names that lead to it, its values, and the bytes that it has when it is unpacked."""

    path: tuple[bytes, ...]
    values: int
    size: int


def chunks_in(data: bytes) -> Iterator[Chunk]:
    """The columns of all row groups of a Parquet file. Raises DamagedFooterError where its footer cannot be read."""
    length = int.from_bytes(data[-_ENDS:-4], "little")
    footer = _Reader(data[max(len(data) - _ENDS - length, 0) : -_ENDS])
    try:
        yield from _chunks(footer)
    except IndexError:
        raise DamagedFooterError("the footer ends too soon") from None


def _chunks(footer: _Reader) -> Iterator[Chunk]:
    for _ in footer.structs(_GROUPS):
        for _ in footer.structs(_COLUMNS):
            for number, kind in footer.fields():
                if number == _TOLD and kind == _STRUCT:
                    yield _chunk(footer)
                else:
                    footer.skip(kind)


def _chunk(footer: _Reader) -> Chunk:
    path: tuple[bytes, ...] = ()
    found = dict.fromkeys((_VALUES, _UNPACKED, _PACKED), 0)
    for number, kind in footer.fields():
        if number == _PATH and kind in _LISTS:
            path = tuple(footer.texts())
        elif number in found and kind in _NUMBERS:
            found[number] = footer.number()
        else:
            footer.skip(kind)
    return Chunk(path, max(found[_VALUES], 0), max(found[_UNPACKED], found[_PACKED], 0))


@define
class _Reader:
    """Reads values one after the other; DamagedFooterError at the end and where there is none."""

    data: bytes
    at: int = 0

    def structs(self, wanted: int) -> Iterator[None]:
        """Stands before each struct of the lists in one field of the struct that comes next, which is read whole."""
        for number, kind in self.fields():
            if number == wanted and kind in _LISTS:
                size, inner = self.list()
                if inner != _STRUCT:
                    raise DamagedFooterError(f"a list of {inner}")
                for _ in range(size):
                    yield
            else:
                self.skip(kind)

    def fields(self) -> Iterator[tuple[int, int]]:
        """The number and the type of each field of a struct; each has to be read, or skipped."""
        number = 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.number()
            yield number, head & 15

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def size(self) -> int:
        found = 0
        for place in range(_LONGEST_NUMBER):
            byte = self.byte()
            found |= (byte & 127) << 7 * place
            if byte < 128:  # noqa: PLR2004  the bit that says that there are more
                return found
        raise DamagedFooterError("a number without end")

    def number(self) -> int:
        found = self.size()
        return found >> 1 ^ -(found & 1)

    def list(self) -> tuple[int, int]:
        head = self.byte()
        size = head >> 4
        return (self.size() if size == 15 else size), head & 15  # noqa: PLR2004  the size stands behind

    def texts(self) -> Iterator[bytes]:
        size, inner = self.list()
        if inner != _BINARY:
            raise DamagedFooterError(f"a list of {inner}")
        for _ in range(size):
            length = self.size()
            yield self.data[self.at : self.at + length]
            self.move(length)

    def move(self, length: int) -> None:
        self.at += length
        if self.at > len(self.data):
            raise DamagedFooterError("the footer ends too soon")

    def skip(self, kind: int, depth: int = 0, *, in_list: bool = False) -> None:
        """Pass over a value. A truth value stands in the head of its field, in a list by itself."""
        if depth > _DEEPEST:
            raise DamagedFooterError("too deep")
        if kind in _WIDTHS:
            self.move(_WIDTHS[kind])
        elif kind in (_TRUE, _FALSE):
            self.move(in_list)
        elif kind in _NUMBERS:
            self.size()
        elif kind == _BINARY:
            self.move(self.size())
        elif kind in _LISTS:
            self.skip_list(depth)
        elif kind == _MAP:
            self.skip_map(depth)
        elif kind == _STRUCT:
            self.skip_struct(depth)
        else:
            raise DamagedFooterError(f"no type {kind}")

    def skip_list(self, depth: int) -> None:
        size, inner = self.list()
        for _ in range(size):
            self.skip(inner, depth + 1, in_list=True)

    def skip_struct(self, depth: int) -> None:
        for _, inner in self.fields():
            self.skip(inner, depth + 1)

    def skip_map(self, depth: int) -> None:
        size = self.size()
        kinds = self.byte() if size else 0
        for _ in range(size):
            self.skip(kinds >> 4, depth + 1, in_list=True)
            self.skip(kinds & 15, depth + 1, in_list=True)
