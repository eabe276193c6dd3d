"""Which engines there are, and which one judges: the one that is asked for, else the one that pays for so many rows.

They find the same, so that this is a matter of time alone. To add an engine: a package with an ``ENGINE`` that keeps
what :mod:`targetrules.engine.interface` promises, and its line in :data:`_ENGINES`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from targetrules.engine.interface import ColumnEngine, Engine
    from targetrules.engine.live_interface import LiveEngine

__all__ = [
    "ENGINES",
    "LIVE_ENGINES",
    "MANY",
    "EngineName",
    "LiveEngineName",
    "column_engine",
    "engine_for",
    "judges_columns",
    "known_engine",
    "live_engine",
]

EngineName = Literal["reference", "columnar"]
LiveEngineName = Literal["state", "durable"]

MANY: Final = 10_000
"""From so many rows on, loading the columnar engine pays."""


class _Known(NamedTuple):
    """An engine: the module that has it as ``ENGINE``, what it needs, and whether it judges columns."""

    module: str
    extra: str | None = None
    libraries: tuple[str, ...] = ()
    columns: bool = False

    @property
    def is_there(self) -> bool:
        """Whether what it needs is installed."""
        return all(map(find_spec, self.libraries))

    def load(self) -> Any:
        """The engine; raises :class:`~targetrules.extra.MissingExtraError` where what it needs is not installed."""
        if self.extra is not None:
            from targetrules.extra import need

            need(self.extra, *self.libraries)
        return import_module(self.module).ENGINE


_ENGINES: Final[dict[EngineName, _Known]] = {
    "reference": _Known("targetrules.engine.by_rows"),
    "columnar": _Known(
        "targetrules.engine.columnar.engine", "columnar", ("numpy", "pyarrow", "narwhals"), columns=True
    ),
}

_BY_ROWS: Final = _Known("targetrules.engine.prepared.engine")
"""What judges row by row where no engine is asked for: the reference engine in all but the time that it takes."""

ENGINES: Final[tuple[EngineName, ...]] = tuple(_ENGINES)

_LIVE: Final[dict[LiveEngineName, _Known]] = {
    "state": _Known("targetrules.engine.live.judging"),
    "durable": _Known("targetrules.engine.live.durable", "live", ("durable",)),
}

LIVE_ENGINES: Final[tuple[LiveEngineName, ...]] = tuple(_LIVE)


def live_engine(asked: object = None) -> LiveEngine:
    """The engine that judges results as they arrive; the one that serves every policy where none is asked for.

    Raises ArgumentError for any other, and MissingExtraError where what it needs is not installed.
    """
    from targetrules.arguments import one_of

    name: LiveEngineName = "state" if asked is None else one_of("engine", asked, LIVE_ENGINES)
    engine: LiveEngine = _LIVE[name].load()
    return engine


def known_engine(asked: object) -> EngineName | None:
    """The engine that a function was asked for; raises :class:`~targetrules.arguments.ArgumentError` for any other."""
    from targetrules.arguments import one_of

    return None if asked is None else one_of("engine", asked, ENGINES)


def engine_for(rows: int, asked: EngineName | None = None) -> Engine:
    """The engine for so many rows; raises MissingExtraError where it is asked for and not installed."""
    engine: Engine = _chosen(rows, asked, MANY).load()
    return engine


def judges_columns(rows: int, asked: EngineName | None = None, many: int | None = None) -> bool:
    """Whether the engine for so many rows judges columns; where none is asked for, ``many`` (:data:`MANY`) pay."""
    return _chosen(rows, asked, MANY if many is None else many).columns


def column_engine() -> ColumnEngine:
    """The engine for whoever has columns; raises MissingExtraError where it is not installed."""
    engine: ColumnEngine = _ENGINES["columnar"].load()
    return engine


def _chosen(rows: int, asked: EngineName | None, many: int) -> _Known:
    if asked is not None:
        return _ENGINES[asked]
    columnar = _ENGINES["columnar"]
    return columnar if rows >= many and columnar.is_there else _BY_ROWS
