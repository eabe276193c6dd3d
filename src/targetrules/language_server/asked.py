"""What answers need of a session: the texts, the places, the language, and the way back to the editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from pygls.lsp.server import LanguageServer

from targetrules.editing.project import Project, Sheet
from targetrules.language_server.open_texts import OpenTexts
from targetrules.language_server.places import Places

__all__ = ["Asked"]


class Asked(Protocol):
    """A session, as those see it who answer."""

    language: str
    texts: OpenTexts
    server: LanguageServer

    def register(self, method: str, answer: Callable[[Any], Any], options: Any = None) -> None:
        """Have a method of the protocol answered so."""

    def places(self, sheet: Sheet) -> Places:
        """The places of a text."""

    def at(self, params: Any) -> tuple[Project, Sheet, int] | None:
        """The text and the place that are asked about."""
