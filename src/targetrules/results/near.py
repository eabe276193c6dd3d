"""The heading that was probably meant by a name: in Chinese many names have but two characters, one of them wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from targetrules.source.sense import says_something_else
from targetrules.source.suggest import nearest

__all__ = ["near_heading"]

_TWO: Final = re.compile("[\u3400-\u9fff]{2}")


def near_heading(names: Iterable[str], written: Sequence[str]) -> str | None:
    """The heading, among those of which nothing else is read, that is nearest to one of the names; None where none is.

    One of two characters is shared by many names, so such a heading must be the only one, and say nothing else.
    """
    for name in names:
        near = nearest(name, written) or _of_two(name, written)
        if near is not None:
            return near
    return None


def _of_two(name: str, written: Sequence[str]) -> str | None:
    if not _TWO.fullmatch(name):
        return None
    alike = [
        each
        for each in written
        if _TWO.fullmatch(each) and (each[0] == name[0]) != (each[1] == name[1]) and not says_something_else(name, each)
    ]
    return alike[0] if len(alike) == 1 else None
