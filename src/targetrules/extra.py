"""What an optional part of the package needs, and the error where it was not installed."""

from __future__ import annotations

from importlib import import_module

from targetrules.wording import say

__all__ = ["MissingExtra", "need"]


class MissingExtra(ImportError):  # noqa: N818  as ModuleNotFoundError, it says what is the matter
    """A library of an extra is not installed. ``extra`` is the extra's name, ``library`` the library's."""

    def __init__(self, extra: str, library: str) -> None:
        self.extra, self.library = extra, library
        super().__init__(self.text(), name=library)

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str]]:
        """To another process: an ImportError would be made of its message alone, and the pool of processes hangs."""
        return type(self), (self.extra, self.library)

    def text(self, language: str = "en") -> str:
        """What is missing, and how it is installed."""
        return say("problems.missing_extra", language, {"extra": self.extra, "library": self.library})


def need(extra: str, *libraries: str) -> None:
    """Raise :class:`MissingExtra` unless all these libraries of the extra are installed."""
    for library in libraries:
        try:
            import_module(library)
        except ModuleNotFoundError as error:
            if error.name != library:
                raise
            raise MissingExtra(extra, library) from None
