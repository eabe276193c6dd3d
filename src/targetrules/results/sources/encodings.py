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

from targetrules.results.headings import USUAL_HEADINGS

__all__ = ["CANDIDATES", "is_plainly_chinese", "odd_cell", "readings"]

CANDIDATES: Final = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "cp1250", "cp1251")
"""In which tables that are not UTF-8 are mostly written."""

_HEADINGS: Final = frozenset(name.encode("gb18030") for name in USUAL_HEADINGS if not name.isascii())
_MOST_LINES: Final = 10_000
_COMMON: Final = 0.6
_FOREIGN: Final = 0.2
_LONGEST_CELL: Final = 40

_FREQUENT: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小"
    "物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月"
    "公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回"
    "则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗"
    "完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳"
    "便团往历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属包火住调满县局照参红细引听该铁价严"
    "镇乡村街道校旗州港湾桥河湖岭坪塘沟庄甲丙丁戊己庚辛壬优良差奖惩"
)
"""Some five hundred Hanzi that make up most of what is written, and those of offices and places."""
_OFTEN: Final = 1 / 3

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
# In EUC-JP the same bytes are signs, kana and other letters, and the first level of JIS X 0208.
_JIS_SIGNS: Final = range(0xA1, 0xA9)
_JIS_LEVEL_1: Final = range(0xB0, 0xD0)
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


def _in_japanese(text: str) -> bool:
    """Whether a text is Kana and Kanji in daily use, which in GB18030 would be Hanzi, few of them frequent."""
    codes = [character.encode("euc_jp", errors="replace") for character in _not_ascii(text)]
    read = {code.decode("gb18030", errors="replace") for code in codes}
    plain = all(len(code) == 2 and (code[0] in _JIS_SIGNS or code[0] in _JIS_LEVEL_1) for code in codes)  # noqa: PLR2004
    return plain and len(read & _FREQUENT) < _OFTEN * len(read)


_LIKELY: Final[Mapping[str, Callable[[str], bool]]] = {
    "cp1251": _in_letters("«»–—„“”…№°·§\xa0"),
    "cp1252": _in_letters("«»–—„“”‘’…°·§\xa0"),
    "euc_jp": _in_japanese,
    "euc_kr": _in_hangul,
    "shift_jis": _in_katakana,
    "big5": _in_traditional,
}
"""For each encoding whether a text that can be read in it is plainly of its language."""
