"""A table, told as it fits the terminal, or written in a format for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from targetrules.cli.terminal import paint, standard_output, tell, wrap_width

if TYPE_CHECKING:
    from targetrules.register import Shown, ShownFormat

__all__ = ["SHOWN_FORMATS", "show"]

SHOWN_FORMATS: Final = ("table", "csv", "json", "jsonl")
"""How it is written; the first is for people."""


def show(shown: Shown, form: str, language: str) -> None:
    """Tell it, or write it to the standard output."""
    if form == "table":
        tell(shown.text(language, width=wrap_width(), paint=paint))
    else:
        shown.write(standard_output(), format=cast("ShownFormat", form), language=language)
