"""Colour: the parts of a message are named, and whoever prints it knows what colour that is, if any."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Paint", "plain"]

Paint = Callable[[str, str], str]
"""Gives a text the colour of a part: ``error``, ``good``, ``frame``, ``advice``, ``heading``."""


def plain(text: str, part: str) -> str:  # noqa: ARG001
    """Give the text without a colour."""
    return text
