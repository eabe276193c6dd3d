"""Files of policies and of what stands beside them: their bytes, or why they cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from targetrules.errors import TargetrulesError
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.given import bytes_of, read_of, why_unreadable
from targetrules.wording import Word

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["UnreadableError", "read_any", "read_plain"]


class UnreadableError(TargetrulesError):
    """A file that cannot be read, and why."""

    def __init__(self, why: Word | str) -> None:
        super().__init__(why)
        self.why = why


def read_plain(path: Traversable) -> bytes:
    """The bytes of what must be a plain file; raises UnreadableError."""
    try:
        is_other = not path.is_file() and (path.is_dir() or not isinstance(path, Path) or path.exists())
    except OSError as error:  # a name that is longer than file systems have any
        raise UnreadableError(why_unreadable(error)) from None
    if is_other:
        raise UnreadableError(Word("problems.a_folder" if path.is_dir() else "diagnostics.no-file"))
    return read_any(path)


def read_any(path: Traversable) -> bytes:
    """The bytes of a file, of a huge one a few more than are accepted; raises UnreadableError."""
    try:
        if isinstance(path, Path):
            return bytes_of(path, LARGEST_FILE)
        with path.open("rb") as file:
            return read_of(file, LARGEST_FILE)
    except (OSError, ValueError) as error:
        raise UnreadableError(why_unreadable(error)) from None
