"""Whether two names look like one to a reader; see the table in the page on results.

A person who reads ``甲 县`` beside ``甲县``, or ``0012`` beside ``12``, sees one name, and a program sees two: half of
a history each, and the second poor year goes unpunished. To merge them would do the opposite harm. So nothing is ever
read from what stands here: where two names look alike, somebody is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from targetrules.width import normal, plain_blanks

__all__ = ["appearance", "appearance_in_policy", "look_alike", "seen"]

_ORDINARY: Final = re.compile(r"[0-9A-Za-z_\u4e00-\u9fff]*[0-9A-Za-z\u4e00-\u9fff]")

# Categories of characters that take no room: marks of direction, of joining and of breaking, variants of a sign.
_UNSEEN: Final = frozenset({"Cf", "Cc"})
_UNSEEN_LETTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_JOINER: Final = "\u034f"
_VARIANTS: Final = frozenset(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))

_LETTERS: Final = (
    dict(zip("авекмнорстухіјѕԁԛԝһүѵԍӏ", "abekmhopctyxijsdqwhyvgi", strict=True))
    | dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True))
    | dict(zip("ᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᎽᏀᏃᏒᏔᏕᏙᏚᏞᏟᏢᏦᏴ", "drtiajewmhygzrwsvslcpkb", strict=True))
    | dict(zip("ıɑɡ", "iag", strict=True))
)
"""Cyrillic, Greek and Cherokee letters of which the capital or the small one looks like a Latin one, after folding."""

_RADICALS: Final = dict(
    zip(
        "Ϲϲ⺠⺡⺩⺪⺫⺬⺮⺰⺶⺷⺼⻁⻄⻅⻆⻈⻉⻋⻐⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⼾",
        "cc民氵王疋目示竹纟羊羊月虎西见角讠贝车钅長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀户",
        strict=True,
    )
)
"""Characters that Unicode takes for others than they look like, or for none: parts of Chinese characters."""

_SIGNS: Final = (
    dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-")
    | dict.fromkeys("·•・‧∙⋅●⸱ᐧ", "·")
    | dict.fromkeys("‘’‛ʼʹ′`´＇", "'")
    | dict.fromkeys("“”„‟″＂「」『』", '"')
    | dict.fromkeys("[{〔【〖〘〚｛［〈《<", "(")
    | dict.fromkeys("]}〕】〗〙〛｝］〉》>", ")")
    | {"、": ",", "。": ".", "○": "〇", "◯": "〇"}
)
_TRANSLATED: Final = str.maketrans(_LETTERS | _SIGNS)
_FIRST: Final = str.maketrans(_RADICALS)

_BESIDE_SIGN: Final = re.compile(r"(?<![^\W_])\s+|\s+(?![^\W_])|(?<=\d)\s+(?=[^\W\d])|(?<=[^\W\d])\s+(?=\d)")
_ENDS: Final = ".,;: "
_KEPT: Final = "+-"
"""What tells a name from another at its end: ``A+`` and ``A-``."""

_WHOLE: Final = re.compile(r"([0-9]+)\.0+")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[,' ][0-9]{3})+(?:\.[0-9]+)?")
_DOT_BETWEEN: Final = re.compile(r"(?<=[^\W\d_a-z])\.(?=[^\W\d_a-z])")
_ONE_NUMBER: Final = re.compile(r"([^0-9]*)0+((?:[1-9][0-9]*|0)[^0-9]*)")


def appearance(name: str, *, notes: bool = True) -> str:
    """What two names are compared by: where this is the same, they look like one name to a reader.

    Args:
        name: As it is written.
        notes: Whether a sign at the end may be that of a footnote, as in a table of results. Of the words of a policy
            it is not: ``A*`` and ``A`` are two grades.
    """
    strip = _without_notes if notes else _without_ends
    if _ORDINARY.fullmatch(name):
        return _without_zeros(name.lower())
    text = strip(name).translate(_FIRST)
    text = normal("NFKC", normal("NFKC", text).casefold())
    text = _seen(text)
    text = normal("NFC", normal("NFD", text).translate(_TRANSLATED)).replace(_JOINER, "")
    text = strip(_BESIDE_SIGN.sub("", plain_blanks(text)))
    if _THOUSANDS.fullmatch(text):
        text = re.sub("[,' ]", "", text)
    text = _DOT_BETWEEN.sub("·", text)
    return _without_zeros(_WHOLE.sub(r"\1", text))


@lru_cache(maxsize=4096)
def appearance_in_policy(word: str) -> str:
    """The same of a name or word of a policy, in which no sign is a footnote's; an editor asks it after each key."""
    return appearance(word, notes=False)


def look_alike(names: Iterable[str], *, notes: bool = True) -> list[list[str]]:
    """The names of which two or more look like one, together and in their order."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        found.setdefault(appearance(name, notes=notes), []).append(name)
    return [alike for alike in found.values() if len(alike) > 1]


def seen(name: str) -> str:
    """The name without marks that take no room, of which a reader sees nothing."""
    plain = name.isprintable() if name.isascii() else _ORDINARY.fullmatch(name)
    return name if plain else _seen(name)


def _seen(text: str) -> str:
    return "".join(each for each in text if not _is_unseen(each))


def _without_notes(name: str) -> str:
    """The name without the signs at its end, and without raised figures, which are the numbers of footnotes there."""
    end = len(name)
    while end and _is_note(name[end - 1]):
        end -= 1
    return name[:end] or name


def _without_ends(word: str) -> str:
    return word.rstrip(_ENDS) or word


def _is_note(character: str) -> bool:
    if character in _KEPT:
        return False
    kind = unicodedata.category(character)
    return (
        character.isspace()
        or (kind[0] in "PS" and kind != "Pd" and unicodedata.normalize("NFKC", character) != "+")
        or unicodedata.decomposition(character).startswith("<super>")
        or _is_unseen(character)
    )


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
