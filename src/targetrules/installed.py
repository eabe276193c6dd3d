"""Policies that are installed: the project's own, and those that other packages announce.

A package announces policies through the entry-point group ``targetrules.policies``: the name is free, the value is an
importable package whose folder holds policy files. A policy goes by the name of its file, ``<id>.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from attrs import frozen

__all__ = ["EXAMPLES", "GROUP", "Installed", "installed_policies"]

GROUP: Final = "targetrules.policies"
EXAMPLES: Final = ".examples.toml"


@frozen(slots=True)
class Installed:
    """A policy that is installed: its id, the package that brought it, its file, and its file of examples if any."""

    id: str
    package: str
    file: Traversable
    examples: Traversable | None


def installed_policies() -> list[Installed]:
    """All of them, the project's own first, then by package and id."""
    own = list(_in_folder("targetrules", _own_folder()))
    announced = sorted(entry_points(group=GROUP), key=lambda point: (point.value, point.name))
    others = [each for point in announced for each in _in_folder(point.value, files(point.module))]
    return [*own, *others]


def _own_folder() -> Traversable:
    """Inside the package when it is installed; at the top of the checkout when it is developed."""
    inside = files("targetrules").joinpath("policies")
    return inside if inside.is_dir() else Path(__file__).parents[2] / "policies"


def _in_folder(package: str, folder: Traversable) -> Iterator[Installed]:
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml") and not file.name.endswith(EXAMPLES):
            id_ = file.name.removesuffix(".toml")
            examples = folder.joinpath(id_ + EXAMPLES)
            yield Installed(id_, package, file, examples if examples.is_file() else None)
