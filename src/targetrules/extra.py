"""What an optional part of the package needs, and the error where it was not installed."""

from __future__ import annotations

from importlib.util import find_spec

from targetrules.errors import TargetrulesError
from targetrules.wording import say

__all__ = ["MissingExtraError", "need"]


class MissingExtraError(TargetrulesError, ImportError):
    """A library that an optional part of the package needs is not installed. It is an ImportError as well.

    Attributes:
        extra: The name of the extra that brings it: ``calendar``, ``columnar``, ``live``, ``lsp``, ``office``,
            ``prove``, ``register``, ``sign``, ``spark`` or ``testing``.
        library: The name of the library.
    """

    def __init__(self, extra: str, library: str) -> None:
        self.extra, self.library = extra, library
        super().__init__(self.text(), name=library)

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        """To another process: an ImportError would be made of its message alone, and the pool of processes hangs."""
        return type(self), (self.extra, self.library)

    def text(self, language: str = "en") -> str:
        """What is missing, and how it is installed.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The message.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return say("problems.missing_extra", language, {"extra": self.extra, "library": self.library})


def need(extra: str, *libraries: str) -> None:
    """Raise :class:`MissingExtraError` unless all these libraries of the extra are installed; none is imported."""
    for library in libraries:
        if find_spec(library) is None:
            raise MissingExtraError(extra, library)
