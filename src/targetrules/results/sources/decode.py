"""Bytes to text: UTF-16 where a byte-order mark says so, else UTF-8, else GB18030 where it is plainly Chinese.

Never with a character lost, and never by a guess: where it may be another encoding, the user is asked.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from attrs import evolve

from targetrules.results.code import Code
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.table import Sheet, shown
from targetrules.wording import Listing, Word

__all__ = ["decode", "in_utf8"]

_UTF8: Final = "utf-8-sig"
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_REPLACEMENT: Final = "\ufffd"
_PIECE: Final = 1 << 16
_SOMETHING: Final = re.compile(rb"[^\xef\xbb\xbf\xff\xfe\x00 \t\r\n]")


def decode(sheet: Sheet, data: bytes, encoding: str | None = None) -> tuple[Sheet, str]:
    """The text of a file, and its sheet with the encoding that it was read in; ``encoding`` names one that is known."""
    if _SOMETHING.search(data) is None:
        raise Findings(sheet).stop(Code.EMPTY)
    name = encoding or _encoding(sheet, data)
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise _undecodable(sheet, data, error.start, name) from None
    except (LookupError, UnicodeEncodeError):  # or the name itself cannot be looked up: it has half a character
        raise Findings(sheet).stop(Code.UNKNOWN_ENCODING, cell=name) from None
    except UnicodeError:
        raise _undecodable(sheet, data, 0, name) from None
    except ValueError:  # the name has a NUL
        raise Findings(sheet).stop(Code.UNKNOWN_ENCODING, cell=name) from None
    nul = text.find("\0")
    if nul >= 0:
        advice = Word("problems.advise_binary")
        raise Findings(sheet).stop(Code.BINARY, row=text.count("\n", 0, nul) + 1, advice=advice)
    return evolve(sheet, encoding=name), text.removeprefix("\ufeff")


def in_utf8(sheet: Sheet, data: bytes, encoding: str | None = None) -> tuple[Sheet, bytes]:
    """The same text in UTF-8, half a character by its number; that of a file in UTF-8 is not copied."""
    if encoding is None and _SOMETHING.search(data) and b"\0" not in data and _is_utf8(data):
        return evolve(sheet, encoding=_UTF8), data.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF8)
    sheet, text = decode(sheet, data, encoding)
    return sheet, text.encode("utf-8", "surrogatepass")


def _is_utf8(data: bytes) -> bool:
    """Whether this is UTF-8, which is decoded a piece at a time."""
    whole, start = memoryview(data), len(data) if data.isascii() else 0
    try:
        while start < len(data):
            end = data.find(b"\n", start + _PIECE) + 1 or len(data)
            str(whole[start:end], "utf-8")
            start = end
    except UnicodeDecodeError:
        return False
    return True


def _encoding(sheet: Sheet, data: bytes) -> str:
    if data.startswith(_UTF32):
        return "utf-32"
    if data.startswith(_UTF16):
        return "utf-16"
    try:
        data.decode(_UTF8)
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            raise _undecodable(sheet, data, error.start, "utf-8") from None
        from targetrules.results.sources.encodings import is_plainly_chinese

        if b"\0" not in data and not is_plainly_chinese(data):
            raise _unsure(sheet, data) from None
        return "gb18030"
    return _UTF8


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether this is UTF-8 with a few bytes lost: GB18030 takes nearly any bytes, and would make other names."""
    text = data.decode("utf-8", errors="replace")
    lost = text.count(_REPLACEMENT)
    whole = len(text) - lost - len(text.encode("ascii", errors="ignore"))
    return data.startswith(codecs.BOM_UTF8) or whole > 4 * lost


def _unsure(sheet: Sheet, data: bytes) -> ResultsError:
    """The error where it may be several encodings, with what the first odd cell reads in each."""
    from targetrules.results.sources.encodings import odd_cell, readings

    row, cell = odd_cell(data)
    found = readings(data, cell)
    if not found:
        return _undecodable(sheet, data, data.find(cell), "gb18030")
    read = Listing(tuple(Word("problems.reads", {"text": shown(each), "in": name}) for name, each in found.items()))
    advice = Word("problems.advise_which_encoding")
    return Findings(sheet).stop(Code.UNSURE_ENCODING, row=row, advice=advice, values={"readings": read})


def _undecodable(sheet: Sheet, data: bytes, start: int, encoding: str) -> ResultsError:
    row = data.count(b"\n", 0, start) + 1
    found = " ".join(f"{byte:02X}" for byte in data[start : start + 4])
    advice = Word("problems.advise_encoding")
    return Findings(sheet).stop(
        Code.ENCODING, row=row, cell=found, advice=advice, values={"encoding": encoding.upper()}
    )
