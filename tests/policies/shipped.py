"""The policies that the project ships, each with its examples as judged by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attrs import field, frozen

from targetrules import Policy
from targetrules.engine.judged import Judged
from targetrules.rules import tree

FOLDER = Path(__file__).parents[2] / "policies"
FILES = sorted(path for path in FOLDER.glob("*.toml") if not path.name.endswith(".examples.toml"))


@frozen
class Shipped:
    """One of them. ``judged`` has each example with its rows in order of period."""

    file: Path
    policy: Policy = field(repr=False)
    judged: tuple[tuple[tree.Example, tuple[Judged, ...]], ...] = field(repr=False)

    @property
    def rules(self) -> tree.Rules:
        return self.policy.rules

    @property
    def texts(self) -> dict[str, str]:
        """The text of the policy's file, and of the file of examples beside it where there is one."""
        files = (self.file, self.file.with_suffix(".examples.toml"))
        return {each.name: each.read_text(encoding="utf-8") for each in files if each.is_file()}

    def results(self) -> Iterator[Judged]:
        """Every row of every example, as judged."""
        for _, judged in self.judged:
            yield from judged
