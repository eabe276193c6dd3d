"""Long lists: of what is found by the name of a unit a hundred stand on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from fastapi import Query

__all__ = ["PageNumber", "is_found", "on_page"]

_T = TypeVar("_T")

PageNumber: TypeAlias = Annotated[int, Query(ge=1, le=10**6)]
"""Which page of a list is asked for, from 1 on."""

_ON_A_PAGE: Final = 100


def is_found(find: str, unit: str) -> bool:
    """Whether a unit is meant by what was looked for: by a part of its name, large or small."""
    return find.strip().casefold() in unit.casefold()


def on_page(found: Sequence[_T], number: int) -> tuple[Sequence[_T], dict[str, Any]]:
    """What of a list stands on a page, and what the page takes to turn to others."""
    first = (number - 1) * _ON_A_PAGE
    turning = {"count": len(found), "number": number, "is_last": first + _ON_A_PAGE >= len(found)}
    return found[first : first + _ON_A_PAGE], turning
