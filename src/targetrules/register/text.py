"""Texts as every database keeps them: NUL and halves of characters have no place in one."""

from __future__ import annotations

import re
from typing import Final

from targetrules.arguments import unlike
from targetrules.width import trim

__all__ = ["escaped", "needed", "not_kept"]

_LONGEST: Final = 10_000
"""Characters of a reason."""
_HALF: Final = re.compile("[\ud800-\udfff]")
_NOT_KEPT: Final = re.compile("[\x00\ud800-\udfff]")


def not_kept(text: str) -> str | None:
    """The first character of a text that no database keeps, such as ``U+0000``; None where there is none."""
    found = _NOT_KEPT.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def escaped(json: str) -> str:
    r"""The same JSON with halves of characters, as names of files have, written ``\udc80``."""
    return json if json.isascii() else _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def needed(name: str, given: object) -> str:
    """A text in which something stands."""
    text = trim(given) if isinstance(given, str) else ""
    if not text or len(text) > _LONGEST:
        raise unlike(name, given, "some-text", most=f"{_LONGEST:,}")
    character = not_kept(text)
    if character is not None:
        raise unlike(name, given, "text-without", character=character)
    return text
