"""Which engine judges: the one that is asked for, else the columnar one where it is there and there is much to do."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final, Literal, get_args

__all__ = ["ENGINES", "MANY", "EngineName", "engine_for"]

EngineName = Literal["reference", "columnar"]

ENGINES: Final[tuple[EngineName, ...]] = get_args(EngineName)

MANY: Final = 10_000
"""From so many rows on, loading the columnar engine pays."""

_LIBRARIES: Final = ("numpy", "pyarrow", "narwhals")


def engine_for(rows: int, asked: EngineName | None = None) -> EngineName:
    """The engine for a table of so many rows. They find the same, so that this is a matter of time alone.

    Raises ValueError where one is asked for that there is not.
    """
    if asked is not None:
        if asked not in ENGINES:
            raise ValueError(f"no engine {asked!r}; there are {', '.join(ENGINES)}")
        return asked
    return "columnar" if rows >= MANY and all(map(find_spec, _LIBRARIES)) else "reference"
