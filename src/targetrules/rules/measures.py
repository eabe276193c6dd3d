"""What is asked of measures once the ranges of all numbers are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from targetrules.rules import number as numbers
from targetrules.rules.bounds import Bounds
from targetrules.rules.nodes import nodes_of
from targetrules.rules.number import Measure, Version
from targetrules.rules.setting import Setting
from targetrules.source.diagnostic import Path

__all__ = ["check_ends"]


def check_ends(measures: Iterable[Measure], bounds: Bounds, setting: Setting) -> None:
    """A fault where the low end of a `clamp` is above the high one, whatever the two may be."""
    for version, path in _versions(measures, setting):
        clamps = [node for node in nodes_of(version.formula) if isinstance(node, numbers.Clamp)]
        if any(map(bounds.leaves_nothing, clamps)):
            setting.faults.add("TR076", (*path, "formula"))


def _versions(measures: Iterable[Measure], setting: Setting) -> Iterator[tuple[Version, Path]]:
    """All versions and where they stand."""
    for measure in measures:
        path: Path = ("measures", measure.name)
        is_dated = (setting.file.measures or {})[measure.name].versions is not None
        for index, version in enumerate(measure.versions):
            yield version, (*path, "versions", index) if is_dated else path
