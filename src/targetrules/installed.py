"""Policies that are installed: the project's own, and those that other packages announce.

A package announces policies through the entry-point group ``targetrules.policies``: the name is free, the value is an
importable package whose folder holds policy files. A policy goes by the name of its file, ``<id>.toml``.

Other people's packages may be broken. None of their code runs here: a package is found, not imported, and what cannot
be found or read is passed over and named, so that the policies of all others stay at hand.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from targetrules.data import frozen
from targetrules.wording import LANGUAGES, Listing, Word

if TYPE_CHECKING:  # they take long to import, and a policy in a file needs neither
    from importlib.metadata import Distribution, EntryPoint
    from importlib.resources.abc import Traversable

__all__ = [
    "EXAMPLES",
    "GROUP",
    "Head",
    "Installed",
    "PassedOver",
    "Survey",
    "clash",
    "installed_policies",
    "own_policies",
    "survey",
    "survey_for",
]

GROUP: Final = "targetrules.policies"
EXAMPLES: Final = ".examples.toml"
_OWN: Final = "targetrules"


@frozen(slots=True)
class Installed:
    """A policy that is installed: its id, the package that brought it, its file, and its file of examples if any."""

    id: str
    package: str
    file: Traversable
    examples: Traversable | None

    @property
    def is_own(self) -> bool:
        """Whether the project itself brought it."""
        return self.package == _OWN

    def head(self) -> Head | None:
        """What stands in the table ``policy``, before any other; None where it is not all there, or is no TOML."""
        import tomllib
        from hashlib import sha256

        data = self.file.read_bytes()
        try:
            before = _OTHER_TABLE.split(data.decode(), maxsplit=1)[0]
            title = tomllib.loads(before)["policy"]["title"]
        except (ValueError, KeyError, TypeError):
            return None
        in_all = isinstance(title, dict) and title.keys() >= set(LANGUAGES)
        return Head({key: str(text) for key, text in title.items()}, sha256(data).hexdigest()) if in_all else None


_OTHER_TABLE: Final = re.compile(r"^[ \t]*\[(?!policy[\].])", re.MULTILINE)
"""The header of any table but ``policy``; where it is a line of a text, what stands before it is no TOML."""


@frozen(slots=True)
class Head:
    """The title of a policy in every language of the program, and the digest of its file."""

    title: Mapping[str, str]
    sha256: str


@frozen(slots=True)
class PassedOver:
    """A package that announces policies which cannot be found, and why."""

    package: str
    why: Word

    @property
    def note(self) -> Word:
        """What is said of it."""
        return Word("installed.passed-over", {"package": self.package, "why": self.why})


@frozen(slots=True)
class Survey:
    """Everything that is announced: policies, the project's own first, then by package and id; and what is not one."""

    policies: tuple[Installed, ...]
    passed_over: tuple[PassedOver, ...]

    def named(self, id_: str) -> list[Installed]:
        """The policies of this id; more than one where several packages announce it."""
        return [each for each in self.policies if each.id == id_]

    @property
    def notes(self) -> list[Word]:
        """What is passed over, and the ids that several packages announce."""
        ids = dict.fromkeys(each.id for each in self.policies)
        several = [clash(found) for found in map(self.named, ids) if len(found) > 1]
        return [*(each.note for each in self.passed_over), *several]


def clash(found: list[Installed]) -> Word:
    """What is said of an id that several packages announce: the project's own policy is taken, else none."""
    values = {"id": found[0].id, "packages": Listing(tuple(each.package for each in found))}
    return Word("installed.own-first" if found[0].is_own else "installed.several", values)


def installed_policies() -> list[Installed]:
    """All policies that can be found, the project's own first, then by package and id."""
    return list(survey().policies)


def own_policies() -> list[Installed]:
    """The project's own policies."""
    return list(_in_folder(_OWN, _own_folder()))


def survey_for(id_: str) -> Survey:
    """What is announced, as far as it matters for an id: of one of the project's own, this where nobody else has any.

    To see that nobody has takes less than to import what finds those that have.
    """
    own = [each for each in own_policies() if each.id == id_]
    return Survey(tuple(own), ()) if own and not _may_be_announced() else survey()


def survey() -> Survey:
    """Look through the metadata of whatever is installed, and through the folders that it announces."""
    found: list[Installed] = []
    passed_over: list[PassedOver] = []
    for each in _announced():
        if isinstance(each, PassedOver):
            passed_over.append(each)
            continue
        brought = _brought(each)
        if isinstance(brought, PassedOver):
            passed_over.append(brought)
        else:
            found += brought
    found = list({(each.id, str(each.file)): each for each in reversed(found)}.values())  # one file announced twice
    found.sort(key=lambda each: (each.package, each.id))
    passed_over.sort(key=lambda each: each.package)
    return Survey((*own_policies(), *found), tuple(passed_over))


# ---- what is announced -----------------------------------------------------------------------------------------------


def _announced() -> Iterator[EntryPoint | PassedOver]:
    """The entries of the group; of each distribution the first on the path, which hides the others of its name."""
    from importlib.metadata import distributions

    seen: set[str] = set()
    for distribution in distributions():
        name = _name(distribution)
        if name in seen:
            continue
        seen.add(name)
        try:
            yield from (point for point in distribution.entry_points if point.group == GROUP)
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, it is not ours
            yield PassedOver(name, Word("installed.bad-metadata", {"why": _said(error)}))


def _may_be_announced() -> bool:
    """Whether other packages may announce policies: the group is named on the path, or there is more than folders."""
    finders = [each for each in sys.meta_path if hasattr(each, "find_distributions")]
    return finders != [PathFinder] or any(map(_may_announce, sys.path))


def _may_announce(folder: str) -> bool:
    """Whether metadata in a folder of the path name the group, or it is no plain folder."""
    try:
        with os.scandir(folder or ".") as there:
            infos = [Path(each) for each in there if each.name.lower().endswith((".dist-info", ".egg-info"))]
    except FileNotFoundError:
        return False
    except OSError:  # an archive
        return True
    return folder.lower().endswith(".egg") or any(map(_names_group, infos))


def _names_group(info: Path) -> bool:
    try:
        return GROUP.encode() in (info / "entry_points.txt").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _name(distribution: Distribution) -> str:
    """By the name of its folder, which can be had where the metadata in it cannot be read."""
    folder = getattr(distribution, "_path", None)
    name = str(distribution.name) if folder is None else PurePosixPath(folder.name).stem.partition("-")[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def _brought(point: EntryPoint) -> list[Installed] | PassedOver:
    """The policies in the folders of the package that an entry names."""
    try:
        module = point.module
    except Exception:  # noqa: BLE001  what Python says of it is no help
        return PassedOver(point.value, Word("installed.malformed", {"entry": f"{point.name} = {point.value}"}))
    try:
        found = [each for folder in _folders(module) for each in _in_folder(point.value, folder)]
    except (Exception, SystemExit) as error:  # noqa: BLE001  other people's finders and folders
        return PassedOver(point.value, Word("installed.failed", {"why": _said(error)}))
    return found or PassedOver(point.value, Word("installed.nothing"))


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


# ---- folders ---------------------------------------------------------------------------------------------------------


def _folders(module: str) -> list[Traversable]:
    """The folders of a package, which is not imported, nor are those around it; none where there is no such package."""
    outer, *inner = module.split(".")
    spec = find_spec(outer)
    if spec is None or spec.submodule_search_locations is None:
        return []
    reader_of = getattr(spec.loader, "get_resource_reader", None)
    reader = None if reader_of is None else reader_of(outer)
    roots = [reader.files()] if reader else dict.fromkeys(map(Path, spec.submodule_search_locations))
    return [folder for folder in (root.joinpath(*inner) for root in roots) if folder.is_dir()]


def _own_folder() -> Traversable:
    """Inside the package when it is installed; at the top of the checkout when it is developed."""
    here = Path(__file__)
    for folder in (here.parent / "policies", here.parents[2] / "policies"):
        if folder.is_dir():
            return folder
    from importlib.resources import files  # in an archive

    return files("targetrules").joinpath("policies")


def _in_folder(package: str, folder: Traversable) -> Iterator[Installed]:
    """By the names of files: whether they can be read is seen when they are, and told then."""
    there = {file.name: file for file in folder.iterdir()}
    ids = {name.removesuffix(".toml") for name in there if name.endswith(".toml") and not name.endswith(EXAMPLES)}
    for id_ in sorted(ids):
        yield Installed(id_, package, there[f"{id_}.toml"], there.get(id_ + EXAMPLES))
