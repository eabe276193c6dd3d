"""Words and signs by which people and programs say that nothing is there: no number, and no name."""

from __future__ import annotations

from typing import Final

from targetrules.width import narrow, plain_blanks

__all__ = ["AROUND", "WORDS", "says_nothing"]

AROUND: Final = " .,:;=*-–—[]<>(){}【】〔〕《》「」。、'\"“”‘’"
"""Signs around a word that do not count."""

WORDS: Final = frozenset(
    {
        *("n/a", "n.a", "na", "nan", "nat", "none", "null", "nil", "missing", "nr", "not rated", "blank", "unknown"),
        *("undefined", "tbd", "n / a", "n.d", "not available", "not applicable", "unnamed", "untitled"),
        *("空白", "空", "无", "無", "缺", "缺失", "暂无", "暂缺", "未评", "未填", "未填写", "无数据", "未知", "不详"),
        *("不明", "待定", "不适用", "空值", "没有", "暂无数据", "没有数据", "未命名"),
    }
)
"""In small letters, of ordinary width, without what is :data:`AROUND` them."""

_SIGNS: Final = frozenset(AROUND + "_·•…~～/\\|?？‐‑‒―−")


def says_nothing(text: str) -> bool:
    """Whether the text only says that there is nothing: one of :data:`WORDS`, or dashes, dots, brackets alone."""
    found = plain_blanks(narrow(text)).casefold()
    return found.strip(AROUND) in WORDS or _SIGNS.issuperset(found)
