"""Bytes to text: policies are UTF-8 (a byte-order mark is understood); anything else is named."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final

from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Document
from targetrules.wording import Word

__all__ = ["LARGEST_FILE", "decode"]

LARGEST_FILE: Final = 256 * 1024
"""Bytes; a policy is a few kilobytes, and whatever is read must be checked within a second or two."""

_BEGINNING: Final = 64
_OTHER_FILES: Final[Mapping[bytes, str | Word]] = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"PK\x03\x04": Word("diagnostics.workbook"),
    b"\xd0\xcf\x11\xe0": Word("diagnostics.workbook"),
    b"%PDF-": "PDF",
}


def decode(name: str, data: bytes) -> Document:
    """The text of a policy file; :class:`PolicyError` where it is too large or not UTF-8."""
    if len(data) > LARGEST_FILE:
        raise PolicyError([Diagnostic("TR002", name, None, {"most": f"{LARGEST_FILE:,}"})])
    other = next((word for beginning, word in _OTHER_FILES.items() if data.startswith(beginning)), None)
    if other is None and b"\0" in data[:_BEGINNING]:
        other = "UTF-16"
    if other is not None:
        raise PolicyError([Diagnostic("TR003", name, None, {"encoding": other})])
    try:
        return Document(name, data.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PolicyError([_not_utf8(name, data.removeprefix(codecs.BOM_UTF8), error.start)]) from None


def _not_utf8(name: str, data: bytes, start: int) -> Diagnostic:
    """The first place that is not UTF-8, and the encoding where it can be told."""
    encoding, text = _told(data)
    document = Document(name, text)
    before = len(data[:start].decode("utf-8"))
    span = document.span(before, before + 1)
    return Diagnostic("TR003", name, span, {"encoding": encoding}, document=document)


def _told(data: bytes) -> tuple[str | Word, str]:
    """The encoding that it looks like, and the text as far as it can be read.

    GB18030 decodes nearly anything, so Chinese characters must come out, and most of it must not be good UTF-8.
    """
    text = data.decode("utf-8", errors="replace")
    good = sum(character > "\x7f" for character in text)
    if good > 2 * text.count("\ufffd"):
        return Word("diagnostics.damaged"), text
    try:
        chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    if any("\u4e00" <= character <= "\u9fff" for character in chinese):
        return "GBK", chinese
    return Word("diagnostics.another-encoding"), text
