"""Whether two names look like one to a reader; see the table in the page on results.

A person who reads ``甲 县`` beside ``甲县``, or ``0012`` beside ``12``, sees one name, and a program sees two: half of
a history each, and the second poor year goes unpunished. To merge them would do the opposite harm. So nothing is ever
read from what stands here: where two names look alike, somebody is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from targetrules.width import plain_blanks

__all__ = ["appearance", "look_alike"]

_ORDINARY: Final = re.compile(r"[0-9A-Za-z_\u4e00-\u9fff]+")

# Categories of characters that take no room: marks of direction, of joining and of breaking, variants of a sign.
_UNSEEN: Final = frozenset({"Cf", "Cc"})
_UNSEEN_LETTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_VARIANTS: Final = frozenset(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))

_LETTERS: Final = dict(zip("авекмнорстухіјѕԁԛԝαεικνορτυχ", "abekmhopctyxijsdqwaeiknoptux", strict=True))
"""Cyrillic and Greek letters of which the capital or the small one looks like a Latin one, after folding."""

_SIGNS: Final = (
    dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-")
    | dict.fromkeys("·•・‧∙⋅●⸱ᐧ", "·")
    | dict.fromkeys("‘’‛ʼʹ′`´＇", "'")
    | dict.fromkeys("“”„‟″＂「」『』", '"')
    | dict.fromkeys("[{〔【〖〘〚｛［〈《<", "(")
    | dict.fromkeys("]}〕】〗〙〛｝］〉》>", ")")
    | {"、": ",", "。": "."}
)
_TRANSLATED: Final = str.maketrans(_LETTERS | _SIGNS)

_BESIDE_SIGN: Final = re.compile(r"(?<![^\W_])\s+|\s+(?![^\W_])|(?<=\d)\s+(?=[^\W\d])|(?<=[^\W\d])\s+(?=\d)")
_ENDS: Final = ".,;:"
_WHOLE: Final = re.compile(r"([0-9]+)\.0+")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_ONE_NUMBER: Final = re.compile(r"([^0-9]*)0+([0-9]+[^0-9]*)")


def appearance(name: str) -> str:
    """What two names are compared by: where this is the same, they look like one name to a reader."""
    if _ORDINARY.fullmatch(name):
        return _without_zeros(name.lower())
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    text = "".join(each for each in text if not _is_unseen(each)).translate(_TRANSLATED)
    text = _BESIDE_SIGN.sub("", plain_blanks(text))
    text = text.rstrip(_ENDS) or text
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return _without_zeros(_WHOLE.sub(r"\1", text) if _WHOLE.fullmatch(text) else text)


def look_alike(names: Iterable[str]) -> list[list[str]]:
    """The names of which two or more look like one, together and in their order."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        found.setdefault(appearance(name), []).append(name)
    return [alike for alike in found.values() if len(alike) > 1]


def _is_unseen(character: str) -> bool:
    if character.isascii():
        return not character.isprintable() and not character.isspace()
    return (
        unicodedata.category(character) in _UNSEEN or character in _UNSEEN_LETTERS or character in _VARIANTS
    ) and not character.isspace()


def _without_zeros(text: str) -> str:
    """Zeros before a number do not count where it is the only one in the name: ``0012``, ``A01``, ``第01组``.

    Of names with several numbers they do (``1.05``, ``2-01``), or codes of one length would look alike: ``01a2`` and
    ``1a02``.
    """
    found = _ONE_NUMBER.fullmatch(text)
    return text if found is None else found[1] + found[2]
