"""Whether bytes that are not UTF-8 are Chinese in GB18030, or might as well be something else.

Nearly any bytes can be read as GB18030: ``München`` in cp1252 gives ``M黱chen``. So they are taken for it only where

- the characters that come out are those that offices write: most of them of the first level of GB2312 (3,755 Hanzi in
  daily use), few of them outside GB2312; and
- no other encoding of tables makes plain words of the same bytes; but a cell that is just a heading which the unit or
  the period may have (``单位``, ``年度``) is no accident.

Different characters are counted, not how often each stands there: one rare character in the name of a district does not
turn a table into another language, however many rows it has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

from targetrules.results.columns import USUAL_HEADINGS

__all__ = ["CANDIDATES", "is_plainly_chinese", "odd_cell", "readings"]

CANDIDATES: Final = ("gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1250", "cp1251")
"""In which tables that are not UTF-8 are mostly written."""

_HEADINGS: Final = frozenset(name.encode("gb18030") for name in USUAL_HEADINGS if not name.isascii())
_MOST_LINES: Final = 10_000
_COMMON: Final = 0.6
_FOREIGN: Final = 0.2
_LONGEST_CELL: Final = 40

_SEPARATORS: Final = re.compile(rb'[,;\t\r\n":\[\]{}]+')
_WORD: Final = re.compile(r"[^\W\d_]+")
# Half-width katakana as words: small ones, the long mark and voicing marks do not begin one, and voice what can be.
_KATAKANA: Final = re.compile(r"(?:[ｦｱ-ﾝ](?:(?<=[ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<=[ﾊ-ﾎ])ﾟ)?[ｧ-ｯｰ]*)+")
_HIGH: Final = 0x80
# Signs that are not ASCII, with the letters beside them; and such as touch a small letter.
_RUN: Final = re.compile(r"[A-Za-z]?[^\x00-\x7f]+[A-Za-z]?")
_IN_WORD: Final = re.compile(r"^[a-z]|[a-z]$")

# Lead bytes of GB2312, whose second bytes are from 0xA1 on: signs, the first and the second level of Hanzi.
_SIGNS: Final = range(0xA1, 0xA4)
_LEVEL_1: Final = range(0xB0, 0xD8)
_LEVEL_2: Final = range(0xD8, 0xF8)
_BIG5_SIGNS: Final = range(0xA1, 0xA4)
_BIG5_LEVEL_1: Final = range(0xA4, 0xC7)


def is_plainly_chinese(data: bytes) -> bool:
    """Whether the bytes are Chinese in GB18030 and nothing else that is likely. A broken character is passed over."""
    sample = b"\n".join(islice((line for line in data.splitlines() if not line.isascii()), _MOST_LINES))
    if not _looks_chinese(sample.decode("gb18030", errors="ignore")):
        return False
    if not _HEADINGS.isdisjoint(map(bytes.strip, _SEPARATORS.split(sample))):
        return True
    read = ((is_likely, _decoded(sample, encoding)) for encoding, is_likely in _LIKELY.items())
    return not any(is_likely(text) for is_likely, text in read if text is not None)


def odd_cell(data: bytes) -> tuple[int, bytes]:
    """The first cell that is not ASCII, and would not be Chinese: the number of its line (from 1), and its bytes."""
    first: tuple[int, bytes] | None = None
    for number, line in enumerate(data.splitlines(), 1):
        if line.isascii():
            continue
        for cell in _SEPARATORS.split(line):
            if cell.isascii():
                continue
            first = first or (number, cell)
            if not _looks_chinese(cell.decode("gb18030", errors="replace")):
                return number, cell
    return first or (1, b"")


def readings(data: bytes, cell: bytes) -> Mapping[str, str]:
    """What the cell reads in each encoding in which all bytes can be read."""
    found = {encoding: _decoded(cell, encoding) for encoding in CANDIDATES if _decoded(data, encoding) is not None}
    return {encoding: text[:_LONGEST_CELL] for encoding, text in found.items() if text is not None}


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


# ---- Chinese ---------------------------------------------------------------------------------------------------------


def _looks_chinese(text: str) -> bool:
    runs = set(_RUN.findall(text))
    if 2 * sum(_IN_WORD.search(run) is not None for run in runs) > len(runs):  # letters with accents, in words
        return False
    leads = [_gb2312_lead(character) for character in _not_ascii(text)]
    letters = [lead for lead in leads if lead not in _SIGNS]
    common = sum(lead in _LEVEL_1 for lead in letters)
    foreign = sum(lead not in _LEVEL_1 and lead not in _LEVEL_2 for lead in letters)
    return common > 0 and common >= _COMMON * len(letters) and foreign <= _FOREIGN * len(letters)


def _gb2312_lead(character: str) -> int:
    """The first byte of a character of GB2312; 0 for any other."""
    code = character.encode("gb18030", errors="replace")
    return code[0] if len(code) == 2 and code[1] > 0xA0 else 0  # noqa: PLR2004


def _not_ascii(text: str) -> set[str]:
    return {character for character in text if ord(character) >= _HIGH}


# ---- other encodings -------------------------------------------------------------------------------------------------


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text) if not word.isascii())


def _is_cased(word: str) -> bool:
    """Whether capitals stand where they do in words."""
    return word.islower() or word.isupper() or word.istitle()


def _in_letters(marks: str) -> Callable[[str], bool]:
    """Whether a text is words of an alphabet, and besides them no other signs than these."""

    def is_likely(text: str) -> bool:
        signs = {character for character in _not_ascii(text) if not character.isalpha()}
        return signs <= set(marks) and all(map(_is_cased, _words(text)))

    return is_likely


def _in_hangul(text: str) -> bool:
    return all("가" <= character <= "힣" for character in _not_ascii(text) if character.isalpha())


def _in_katakana(text: str) -> bool:
    return all(len(word) > 1 and _KATAKANA.fullmatch(word) for word in _words(text))


def _in_traditional(text: str) -> bool:
    leads = {character.encode("big5", errors="replace")[0] for character in _not_ascii(text)}
    return all(lead in _BIG5_SIGNS or lead in _BIG5_LEVEL_1 for lead in leads)


_LIKELY: Final[Mapping[str, Callable[[str], bool]]] = {
    "cp1251": _in_letters("«»–—„“”…№°·§\xa0"),
    "cp1252": _in_letters("«»–—„“”‘’…°·§\xa0"),
    "euc_kr": _in_hangul,
    "shift_jis": _in_katakana,
    "big5": _in_traditional,
}
"""For each encoding whether a text that can be read in it is plainly of its language."""
