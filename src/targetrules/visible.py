"""Texts of others as a person may safely read them: nothing in them acts on a terminal, or passes for a line of ours.

Names, labels, titles, cells, and the names of sheets and files are written by somebody else. An escape sequence in one
of them clears the screen, a carriage return covers what was said before, a line break makes a row of its own, and a
mark for the direction of writing turns a number round. Data for programs (JSON, CSV) stays as it is.
"""

from __future__ import annotations

import re
import sys
from typing import Final

__all__ = ["LATER_CONTROLS", "acts", "put_together", "visible"]

LATER_CONTROLS: Final = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""Controls beyond those of ASCII, ends of lines and marks of direction, as part of a class of characters."""

_ACTS: Final = re.compile(f"[\x00-\x1f{LATER_CONTROLS}]")
_HALVES: Final = "[\udc80-\udcff]"

# What Python does not print: controls, marks that format, halves of characters, ends of lines, odd blanks, characters
# that are not assigned. The ideographic blank can be seen, and rare ideographs of people's names may be newer than
# Python, or private characters of their authority.
_SEEN: Final = "[\u3000\ue000-\uf8ff\U00020000-\U0003fffd]"


def visible(text: str) -> str:
    r"""The text on one line, its characters that are not seen or that act written out: ``\x1b``, ``\n``, ``\u202e``.

    What was made visible before stays as it is.
    """
    return text if text.isprintable() else "".join(map(_character, put_together(text)))


def acts(text: str) -> bool:
    """Whether a character of the text acts where it is shown: a control, an end of a line, a mark of direction."""
    return _ACTS.search(text) is not None


def put_together(text: str) -> str:
    """A name as it was typed in UTF-8, where the encoding of the locale could make nothing of it.

    Under the POSIX locale Python keeps such bytes as halves of characters, which the system takes back.
    """
    encoding = sys.getfilesystemencoding()
    if encoding == "utf-8" or not re.search(_HALVES, text):
        return text
    try:
        return text.encode(encoding, "surrogateescape").decode("utf-8")
    except UnicodeError:
        return text


def _character(character: str) -> str:
    return character if character.isprintable() or re.match(_SEEN, character) else ascii(character)[1:-1]
