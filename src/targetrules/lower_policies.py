"""Policies by whose outcomes others judge: found by id or beside the file that names them, each read once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from attrs import field

from targetrules.data import define, frozen
from targetrules.errors import TargetrulesError
from targetrules.installed import Survey, clash, survey
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.rules.resolution.lower import MOST_LEVELS, FoundPolicy, PolicyFinder, UnusablePolicyError
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.diagnostic import PolicyError
from targetrules.source.given import bytes_of, read_of, why_unreadable
from targetrules.source.source_map import diagnostics_of
from targetrules.source.suggest import nearest
from targetrules.source.toml import read_toml
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.shape import is_list
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["LowerPolicies", "UnreadableError", "found_in_texts", "read_any", "read_plain"]

_ENDING: Final = ".toml"
_ARROW: Final = " → "


@frozen(slots=True)
class _Level:
    """A policy that is being read: its file, where it has one, and what it is called."""

    key: str
    shown: str
    folder: Path | None


@define(eq=False)
class LowerPolicies:
    """Finds the policies that one names, and those that these name: by the id of an installed one, or by a path.

    A path ends in ``.toml``, is meant from the folder of the file in which it stands, and does not leave that folder.
    ``levels`` are the policies from the first down to the one that is being read, ``files`` all that were read.
    """

    levels: tuple[_Level, ...]
    files: dict[str, None] = field(factory=dict)
    _read: dict[str, FoundPolicy] = field(factory=dict)
    _announced: Survey | None = None

    @classmethod
    def of_file(cls, file: Traversable, shown: str, announced: Survey | None = None) -> LowerPolicies:
        """Those that the policy in a file names."""
        return cls((_level(file, shown),), announced=announced)

    @classmethod
    def of_text(cls, shown: str) -> LowerPolicies:
        """Those that a text names: it stands in no folder."""
        return cls((_Level("", shown, None),))

    def __call__(self, name: str) -> FoundPolicy:
        """The policy of an id, or at a path; raises UnusablePolicyError."""
        file, shown = self._installed(name) if not name.endswith(_ENDING) else self._beside(name)
        level = _level(file, shown)
        path = [each.shown for each in self.levels]
        if level.key in (each.key for each in self.levels):
            raise UnusablePolicyError("TR181", {"found": name, "cycle": _ARROW.join([*path, shown])})
        if len(self.levels) >= MOST_LEVELS:
            what = Word("limits.levels")
            values = {"what": what, "found": MOST_LEVELS + 1, "most": MOST_LEVELS}
            raise UnusablePolicyError("TR049", values, advice=Word("diagnostics.said-fewer-levels"))
        if level.key not in self._read:
            self._read[level.key] = self._found(name, file, level)
        return self._read[level.key]

    def _found(self, name: str, file: Traversable, level: _Level) -> FoundPolicy:
        above = self.levels
        self.levels = (*above, level)
        try:
            data = read_plain(file)
            found = _policy_in(data, level.shown, self)
        except UnreadableError as error:
            raise UnusablePolicyError("TR180", {"found": name, "why": error.why}) from None
        except PolicyError as error:
            raise UnusablePolicyError("TR186", {"found": name}, faults=error.diagnostics) from None
        finally:
            self.levels = above
        if isinstance(file, Path):
            self.files[str(file.absolute())] = None
        return found

    def _installed(self, name: str) -> tuple[Traversable, str]:
        """The installed policy of an id."""
        if self._announced is None:
            self._announced = survey()
        found = self._announced.named(name)
        if not found:
            ids = [each.id for each in self._announced.policies]
            advice = self._advice(name)
            near = nearest(name, ids) if advice is None else None
            why = Word("diagnostics.no-installed-policy")
            if self._announced.passed_over:
                packages = Listing(tuple(each.package for each in self._announced.passed_over))
                why = Word("diagnostics.no-installed-policy-but", {"packages": packages})
            raise UnusablePolicyError("TR180", {"found": name, "why": why}, advice, near=near)
        if len(found) > 1 and not found[0].is_own:
            raise UnusablePolicyError("TR180", {"found": name, "why": clash(found)})
        return found[0].file, found[0].id

    def _advice(self, name: str) -> Word | None:
        """A file that stands there under this name is meant by its whole name."""
        folder = self.levels[-1].folder
        if folder is None or not name or "\0" in name or not (folder / f"{name}{_ENDING}").is_file():
            return None
        return Word("names.write", {"name": f"{name}{_ENDING}"})

    def _beside(self, name: str) -> tuple[Traversable, str]:
        """The file at a path from the folder of the policy that names it."""
        folder = self.levels[-1].folder
        if folder is None:
            raise UnusablePolicyError("TR180", {"found": name, "why": Word("diagnostics.policy-without-folder")})
        path = PurePosixPath(name)
        outside = UnusablePolicyError("TR180", {"found": name, "why": Word("diagnostics.policy-outside-folder")})
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or Path(name).is_absolute():
            raise outside
        try:
            file, home = (folder / path).resolve(), folder.resolve()
        except (OSError, RuntimeError) as error:
            why = why_unreadable(error) if isinstance(error, OSError) else Word("diagnostics.no-file")
            raise UnusablePolicyError("TR180", {"found": name, "why": why}) from None
        if not file.is_relative_to(home):
            raise outside
        return folder / path, self._shown(name)

    def _shown(self, name: str) -> str:
        """The name of a file as messages have it: beside that of the policy which names it."""
        above = self.levels[-1].shown
        return str(Path(above).parent / name) if above.endswith(_ENDING) else name


def _policy_in(data: bytes, shown: str, policies: PolicyFinder) -> FoundPolicy:
    document, values = read_toml(shown, data, partial(is_list, PolicyFile))
    with diagnostics_of(document) as diagnostics:
        written = from_toml(values, PolicyFile, diagnostics)
        rules = from_syntax(written, diagnostics, policies)
    return FoundPolicy(rules, written, hashlib.sha256(data).hexdigest(), data.decode())


def found_in_texts(texts: Mapping[str, tuple[str, str]], above: str = "") -> PolicyFinder:
    """Finds the policies whose texts were kept.

    Args:
        texts: By the names of the tables of details, as :attr:`~targetrules.rules.tree.Rules.all_details` has them, by
            which name the policy above has each, and its text.
        above: The name of the table of the policy that asks for those directly below it.
    """

    def find(name: str) -> FoundPolicy:
        for key, (written, text) in texts.items():
            if written == name and key.rpartition(".")[0] == above:
                return _policy_in(text.encode(), name, found_in_texts(texts, key))
        raise UnusablePolicyError("TR180", {"found": name, "why": Word("diagnostics.no-such-policy-here")})

    return find


def _level(file: Traversable, shown: str) -> _Level:
    if not isinstance(file, Path):
        return _Level(str(file), shown, None)
    try:
        return _Level(str(file.resolve()), shown, file.parent)
    except (OSError, RuntimeError, ValueError):
        return _Level(str(file), shown, file.parent)


# ---- their bytes -----------------------------------------------------------------------------------------------------


class UnreadableError(TargetrulesError):
    """A file that cannot be read, and why."""

    def __init__(self, why: Word | str) -> None:
        super().__init__(why)
        self.why = why


def read_plain(path: Traversable) -> bytes:
    """The bytes of what must be a plain file; raises UnreadableError."""
    if not path.is_file() and (path.is_dir() or not isinstance(path, Path) or path.exists()):
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
