"""JSON as it is written: readable in any language, and without characters that act where somebody shows the file."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from targetrules.visible import LATER_CONTROLS

__all__ = ["compact", "indented"]

_ACTS: Final = f"[{LATER_CONTROLS}]"


def compact(values: Any) -> str:
    """JSON on one line, Chinese as it is."""
    return _escaped(json.dumps(values, ensure_ascii=False))


def indented(values: Any) -> str:
    """JSON as a person reads it, a value a line, Chinese as it is."""
    return _escaped(json.dumps(values, ensure_ascii=False, indent=2))


def _escaped(text: str) -> str:
    r"""The same JSON, marks of direction, ends of lines and the later controls written ``\u202e``.

    Of control characters JSON itself leaves DEL and those from U+0080 on as they are. Such a character stands in texts
    alone, where it may be written so.
    """
    return text if text.isprintable() else re.sub(_ACTS, lambda found: f"\\u{ord(found[0]):04x}", text)
