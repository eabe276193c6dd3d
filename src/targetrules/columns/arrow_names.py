"""Names in an array of Arrow's, as a sequence of Python's texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import pyarrow as pa

__all__ = ["ArrowNames"]


class ArrowNames(Sequence[str]):
    """Texts or integers in an Arrow array as texts, made only where they are asked for."""

    def __init__(self, values: pa.Array) -> None:
        self.values = values
        self._all: frozenset[str] | None = None

    @property
    def texts(self) -> pa.Array:
        """All of them."""
        return self.values.cast(pa.string()) if pa.types.is_integer(self.values.type) else self.values

    def __len__(self) -> int:
        return len(self.values)

    def __contains__(self, name: object) -> bool:
        if self._all is None:
            self._all = frozenset(self)
        return name in self._all

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts.to_pylist())

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return ArrowNames(self.values[at])
        return str(self.values[int(at)].as_py())
