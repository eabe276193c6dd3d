"""Collecting faults: all of them at once, up to a bound that no honest file reaches."""

from __future__ import annotations

from typing import Any, Final, Literal

from attrs import define, field

from targetrules.source.diagnostic import Fault, Path
from targetrules.source.suggest import nearest

__all__ = ["MOST_FAULTS", "Faults"]

MOST_FAULTS: Final = 200


@define
class Faults:
    """The faults found so far; beyond :data:`MOST_FAULTS` they are only counted."""

    found: list[Fault] = field(factory=list)
    more: int = 0

    def add(  # noqa: PLR0913
        self,
        code: str,
        path: Path,
        *,
        at: Literal["key", "value"] = "value",
        within: tuple[int, int] | None = None,
        near: tuple[str, list[str]] | None = None,
        **values: Any,
    ) -> None:
        """Note a fault. ``near`` is a name that is not known and the names that are, for "did you mean"."""
        if len(self.found) >= MOST_FAULTS:
            self.more += 1
            return
        suggestion = nearest(*near) if near else None
        self.found.append(Fault(code, path, values, at, within, suggestion))

    def all(self) -> list[Fault]:
        """What was found, and a last fault that says how many more there are."""
        if self.more:
            return [*self.found, Fault("TR009", (), {"more": self.more, "shown": MOST_FAULTS})]
        return self.found

    def __len__(self) -> int:
        return len(self.found)
