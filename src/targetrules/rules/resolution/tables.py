"""What every reader of tables within conditions checks: the kinds of values, keys, whole numbers."""

from __future__ import annotations

from typing import Any

from targetrules.data import define
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.source.diagnostic import Path
from targetrules.syntax.shape import LOST, check_shape
from targetrules.wording import Word

__all__ = ["TableReader"]


@define
class TableReader:
    """Reads tables; what is wrong is noted in the context."""

    context: ResolutionContext

    def is_of(self, value: Any, kind: Any, path: Path, advice: Word | None = None) -> bool:
        """Whether a value is of a type, or of an attrs class; else a fault is noted."""
        return check_shape(value, kind, path, self.context.diagnostics, advice) is not LOST

    def are_of(self, value: Any, kind: Any, path: Path, advice: Word | None = None) -> bool:
        """Whether a list or a table and all that is in it is right."""
        before = len(self.context.diagnostics)
        check_shape(value, kind, path, self.context.diagnostics, advice)
        if len(self.context.diagnostics) == before and value in ([], {}):
            self.context.diagnostics.add("TR065", path)
        return len(self.context.diagnostics) == before

    def check_keys(self, value: dict[str, Any], known: tuple[str, ...], path: Path) -> None:
        """Note each key that is none of these, and a table without any."""
        for key in value:
            if key not in known:
                self.context.diagnostics.add("TR010", (*path, key), at="key", near=(key, known), found=key, known=known)
        if not value:
            self.context.diagnostics.add("TR065", path)

    def count(
        self, table: dict[str, Any], key: str, path: Path, least: int, most: int, advice: Word | None = None
    ) -> int | None:
        """The whole number under a key; None where there is none, or where it lies elsewhere, which is noted."""
        if key not in table or not self.is_of(table[key], int, (*path, key)):
            return None
        return int(table[key]) if self.context.in_range(table[key], least, most, (*path, key), advice) else None
