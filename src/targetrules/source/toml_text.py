"""How keys and texts are written in a TOML file."""

from __future__ import annotations

import json
import re
from typing import Final

__all__ = ["in_quotes", "key_text"]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def key_text(name: str) -> str:
    """A name as the key of a table: bare where TOML lets it be, otherwise in quotation marks."""
    return name if _BARE.fullmatch(name) else in_quotes(name)


def in_quotes(text: str) -> str:
    """A text in quotation marks, on one line; what may not stand there as it is, is written as an escape."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
