"""Collects the diagnostics of a policy file: all of them at once, up to a bound that no honest file reaches."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, Literal

from attrs import field

from targetrules.data import define
from targetrules.errors import TargetrulesError
from targetrules.source.diagnostic import Diagnostic, Path, UnlocatedDiagnostic
from targetrules.source.origins import ONE_TEXT, Origins
from targetrules.source.suggest import Suggestions
from targetrules.source.synonyms import correction_for
from targetrules.wording import Word

__all__ = ["MOST_FAULTS", "DiagnosticCollector", "NestedCollector", "StopCheckingError"]

MOST_FAULTS: Final = 200


class StopCheckingError(TargetrulesError):
    """Raised where looking for more faults is of no use: there are many, or too little is left to look at."""


@define
class DiagnosticCollector:
    """The diagnostics found so far, their places in the file still to be found.

    What cannot be used is taken out of the file before the rest is looked at. ``kept`` has, for each list that lost
    entries, the places of the others; ``renamed`` has what keys are called in the file that are read as others;
    ``lost`` has the names of what was taken out, so that nobody calls them unknown; where a whole section was,
    ``blind`` says that nobody can tell what is known. ``sections`` are those in which something was found, by the names
    that they should have. ``elsewhere`` are faults of other files, which this one needs. ``moved`` says where something
    stands, of which that was made which does not stand in the file itself. ``origins`` says it of what is taken over
    from another policy.
    """

    found: list[UnlocatedDiagnostic] = field(factory=list)
    kept: dict[Path, list[int]] = field(factory=dict)
    renamed: dict[Path, str] = field(factory=dict)
    lost: set[str] = field(factory=set)
    blind: bool = False
    sections: set[str | int] = field(factory=set)
    elsewhere: list[Diagnostic] = field(factory=list)
    moved: dict[Path, Path] = field(factory=dict)
    origins: Origins = ONE_TEXT
    _suggestions: Suggestions = field(factory=Suggestions)

    def add(
        self,
        code: str,
        path: Path,
        *,
        at: Literal["key", "value"] = "value",
        within: tuple[int, int] | None = None,
        near: tuple[str, Collection[str]] | None = None,
        advice: Word | None = None,
        **values: Any,
    ) -> None:
        """Note a fault. ``near`` is a name that is not known and the names that are, for "did you mean".

        ``advice`` is what to do about just this one, in place of what is told of every fault of its code.

        Raises :class:`StopCheckingError` where there are :data:`MOST_FAULTS` already.
        """
        answer = correction_for(*near) if near and advice is None else None
        advice = Word(f"diagnostics.instead-{answer}") if answer is not None else advice
        suggestion = self._suggestions.nearest(*near) if near and advice is None else None
        self.take(UnlocatedDiagnostic(code, self.in_file(path), values, at, within, suggestion, advice), path)

    def take(self, fault: UnlocatedDiagnostic, path: Path | None = None) -> None:
        """Take over a fault, as another collector of the same file has it; ``path`` has keys as they should be called.

        Raises :class:`StopCheckingError` where there are :data:`MOST_FAULTS` already.
        """
        if len(self.found) == MOST_FAULTS:
            self.found.append(UnlocatedDiagnostic("TR009", (), {"shown": MOST_FAULTS}))
            raise StopCheckingError
        self.sections.update((fault.path if path is None else path)[:1])
        self.found.append(fault)

    def in_file(self, path: Path) -> Path:
        """The path with keys and list positions as they are in the file, or in that from which it is taken over."""
        meant: Path = ()
        found: Path = ()
        for part in self.origins.placed(self.origin(path)):
            kept = self.kept.get(meant)
            place = kept[part] if kept is not None and isinstance(part, int) else part
            meant = (*meant, place)
            found = (*found, self.renamed.get(meant, place))
        return found

    def origin(self, path: Path) -> Path:
        """The path of what something was made of, in place of its own; what stands by itself keeps its path."""
        made = next((path[:length] for length in range(len(path), 0, -1) if path[:length] in self.moved), None)
        return path if made is None else (*self.moved[made], *path[len(made) :])

    def level(self, path: Path) -> int:
        """In which text something stands: 0 is the policy's own, 1 that of its base, and so on."""
        return self.origins.level(self.origin(path))

    def is_lost(self, name: str) -> bool:
        """Whether a name, or the ranking of which it is a part, may be that of something that was taken out."""
        return self.blind or name in self.lost or name.rpartition(".")[0] in self.lost

    def touch(self, *sections: str) -> bool:
        """Whether a fault was found in one of these sections of the file, whatever they are called there."""
        return not self.sections.isdisjoint(sections)

    def is_told(self, path: Path) -> bool:
        """Whether a fault was found at a path of a file, so that what stood there was taken out."""
        return any(each.path[: len(path)] == path for each in self.found)

    def __len__(self) -> int:
        return len(self.found)


@define
class NestedCollector(DiagnosticCollector):
    """Collects for another one the faults of a part of the file that is laid out as a file is, below ``prefix``."""

    prefix: Path = ()

    @classmethod
    def within(cls, outer: DiagnosticCollector, prefix: Path) -> NestedCollector:
        """The collector of the part below ``prefix``."""
        known = outer.found, outer.kept, outer.renamed, outer.lost, outer.blind, outer.sections
        return cls(*known, origins=outer.origins, prefix=prefix)

    def add(self, code: str, path: Path, **how: Any) -> None:
        """Note a fault at a path of the part."""
        super().add(code, (*self.prefix, *path), **how)
