"""Where that stands which a policy takes over: in which of several texts, and at which path there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import field

from targetrules.data import frozen
from targetrules.source.diagnostic import Path
from targetrules.source.document import Document

__all__ = ["ONE_TEXT", "Origins"]


@frozen(eq=False)
class Origins:
    """The texts beside a policy's own, and which parts of it stand in them, or elsewhere in its own.

    A path that was placed begins with the number of its text, from 1, where it stands in another one; else it is one of
    the policy's own text. ``moved`` has, for each part that stands elsewhere than the whole policy has it, its place.
    """

    documents: tuple[Document, ...] = ()
    moved: Mapping[Path, Path] = field(factory=dict)

    def placed(self, path: Path) -> Path:
        """Where a part of the whole policy stands."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.moved:
                return (*self.moved[path[:length]], *path[length:])
        return path

    def level(self, path: Path) -> int:
        """In which text it stands: 0 is the policy's own, 1 that of its base, and so on."""
        placed = self.placed(path)
        return placed[0] if placed and isinstance(placed[0], int) else 0

    def is_own(self, path: Path) -> bool:
        """Whether it stands in the policy's own text."""
        return not self.level(path)

    def where(self, own: Document, path: Path) -> tuple[Document, Path]:
        """The text in which it stands, and the path there."""
        placed = self.placed(path)
        if placed and isinstance(placed[0], int):
            return self.documents[placed[0] - 1], placed[1:]
        return own, placed


ONE_TEXT: Final = Origins()
"""Everything stands in the policy's own text."""
