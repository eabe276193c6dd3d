"""Bytes to text: policies are UTF-8 (a byte-order mark is understood); anything else is named."""

from __future__ import annotations

import codecs
from typing import Final

from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Document
from targetrules.wording import Word

__all__ = ["LARGEST_FILE", "decode"]

LARGEST_FILE: Final = 256 * 1024
"""Bytes; a policy is a few kilobytes, and whatever is read must be checked within a second or two."""

_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(name: str, data: bytes) -> Document:
    """The text of a policy file; :class:`PolicyError` where it is too large or not UTF-8."""
    if len(data) > LARGEST_FILE:
        values = {"found": f"{len(data):,}", "most": f"{LARGEST_FILE:,}"}
        raise PolicyError([Diagnostic("TR002", name, None, values)])
    try:
        return Document(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PolicyError([_not_utf8(name, data, error.start)]) from None


def _not_utf8(name: str, data: bytes, start: int) -> Diagnostic:
    """Name the encoding where it can be told; GB18030 decodes nearly anything, so Chinese characters must come out."""
    if data.startswith(_UTF16):
        return Diagnostic("TR003", name, None, {"encoding": "UTF-16"})
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    before = data[:start].decode("utf-8", errors="replace")
    document = Document(name, text or data.decode("utf-8", errors="replace"))
    span = document.span(len(before), len(before) + 1)
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        return Diagnostic("TR003", name, span, {"encoding": "GBK"}, document=document)
    unknown = Word("diagnostics.another-encoding")
    return Diagnostic("TR003", name, span, {"encoding": unknown}, document=document)
