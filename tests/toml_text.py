"""Values written as TOML by the shortest way: no library's idea of what a file should look like."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["AsWritten", "text_of"]


class AsWritten(str):
    """A value as it stands in a file."""

    __slots__ = ()


def text_of(table: dict[str, Any]) -> str:
    """A table as a file: each of its keys on a line, its tables in place, so that no two headers meet."""
    return "".join(f"{_key(name)} = {_inline(part)}\n" for name, part in table.items())


def _inline(value: Any) -> str:
    match value:
        case AsWritten():
            return value
        case dict():
            return "{ " + ", ".join(f"{_key(name)} = {_inline(part)}" for name, part in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case str():
            return _quoted(value)
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _quoted(text: str) -> str:
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08X}" for c in text) + '"'
