"""Which kind of workbook bytes are: by what they begin with, since names of files are often wrong about it."""

from __future__ import annotations

from typing import Final

__all__ = ["WORKBOOKS", "is_locked", "looks_like_text", "workbook_kind"]

WORKBOOKS: Final = frozenset({"xlsx", "xls", "ods"})
"""The kinds of file that have sheets."""

_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Of a file of Excel 97 to 2003, and of WPS (.et): a compound file. One with a password is packed into such a file."""

_ZIP: Final = b"PK\x03\x04"
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument"
_PARTS_OF_ODS: Final = frozenset({"META-INF/manifest.xml", "content.xml"})
_OPEN_XML: Final = "[Content_Types].xml"
"""The part that every ``.xlsx`` file has."""
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_LOOKED_AT: Final = 4096


def workbook_kind(data: bytes) -> str | None:
    """The kind of a workbook, one of :data:`WORKBOOKS`; None: the bytes begin like none of these."""
    if data.startswith(_COMPOUND):
        return "xls"
    if data.startswith(_ZIP):
        return "ods" if _OPEN_DOCUMENT in data[:200] or _has_parts_of_ods(data) else "xlsx"
    return None


def _has_parts_of_ods(data: bytes) -> bool:
    """Whether an archive has the parts of an OpenDocument file, which may have been packed anew in any order."""
    from targetrules.results.sources.package import part_names

    names = part_names(data)
    return _OPEN_XML not in names and not names.isdisjoint(_PARTS_OF_ODS)


def is_locked(data: bytes) -> bool:
    """Whether the bytes are a newer workbook that is locked with a password."""
    return data.startswith(_COMPOUND) and _LOCKED in data


def looks_like_text(data: bytes) -> bool:
    """Whether the bytes are a text in an encoding of bytes: no zero byte stands at its beginning."""
    return b"\0" not in data[:_LOOKED_AT]
