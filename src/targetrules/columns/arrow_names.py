"""Names in an array of Arrow's, as a sequence of Python's texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.arrow import to_numpy

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

    def positions_of(self, names: ArrowNames) -> NDArray[np.int64]:
        """Where each of some names stands among these; -1 where it does not."""
        found = pc.index_in(names.texts.cast(pa.large_string()), value_set=self.texts.cast(pa.large_string()))
        return to_numpy(found.fill_null(-1)).astype(np.int64)

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
