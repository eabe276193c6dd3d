"""Which engine judges: the one that is asked for, else the columnar one where it is there and there is much to do."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final, Literal, get_args

__all__ = ["ENGINES", "MANY", "EngineName", "engine_for", "known_engine"]

EngineName = Literal["reference", "columnar"]

ENGINES: Final[tuple[EngineName, ...]] = get_args(EngineName)

MANY: Final = 10_000
"""From so many rows on, loading the columnar engine pays."""

_LIBRARIES: Final = ("numpy", "pyarrow", "narwhals")


def known_engine(asked: object) -> EngineName | None:
    """The engine that a function was asked for; raises :class:`~targetrules.arguments.ArgumentError` for any other."""
    from targetrules.arguments import one_of

    return None if asked is None else one_of("engine", asked, ENGINES)


def engine_for(rows: int, asked: EngineName | None = None, many: int | None = None) -> EngineName:
    """The engine for a table of so many rows, where none is asked for the columnar one from ``many`` (:data:`MANY`) on.

    They find the same, so that this is a matter of time alone.
    """
    if asked is not None:
        return asked
    return "columnar" if rows >= (MANY if many is None else many) and all(map(find_spec, _LIBRARIES)) else "reference"
