"""Words and signs by which people and programs say that nothing is there: no number, and no name."""

from __future__ import annotations

import re
from typing import Final

from targetrules.width import narrow, plain_blanks

__all__ = ["WORDS", "says_nothing"]

WORDS: Final = frozenset(
    {
        *("n/a", "n.a.", "n.a", "na", "nan", "nat", "<na>", "none", "null", "nil", "missing", "(missing)", "nr"),
        *("not rated", "blank", "(blank)", "(空白)", "空白", "空", "无", "無", "缺", "缺失", "暂无", "暂缺", "未评"),
        *("未填", "无数据"),
    }
)
"""In small letters, of ordinary width."""

_SIGNS: Final = re.compile(r"[-_.·•…~～/\\|*?？'\"‐‑‒–—―−]+")


def says_nothing(text: str) -> bool:
    """Whether the text only says that there is nothing: one of :data:`WORDS`, or dashes, dots and the like alone."""
    found = plain_blanks(narrow(text)).casefold()
    return found in WORDS or _SIGNS.fullmatch(found.replace(" ", "")) is not None
