"""Every part of the rules beneath another, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

__all__ = ["nodes_of"]


def nodes_of(root: Any) -> Iterator[Any]:
    """The objects of which ``root`` is made, itself included, outermost first."""
    if isinstance(root, tuple):
        for part in root:
            yield from nodes_of(part)
    elif attrs.has(type(root)):
        yield root
        for each in attrs.fields(type(root)):
            yield from nodes_of(getattr(root, each.name))
