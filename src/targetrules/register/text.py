"""Texts as every database keeps them: NUL and halves of characters have no place in one."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["escaped", "not_kept"]

_HALF: Final = re.compile("[\ud800-\udfff]")
_NOT_KEPT: Final = re.compile("[\x00\ud800-\udfff]")


def not_kept(text: str) -> str | None:
    """The first character of a text that no database keeps, such as ``U+0000``; None where there is none."""
    found = _NOT_KEPT.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def escaped(json: str) -> str:
    r"""The same JSON with halves of characters, as names of files have, written ``\udc80``."""
    return json if json.isascii() else _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", json)
