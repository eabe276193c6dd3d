"""Policies by whose outcomes others judge, or that others extend: found by id or beside a file, each read once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field

from targetrules.data import define, frozen
from targetrules.installed import Survey, clash, survey
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import with_bounds
from targetrules.rules.resolution.from_base import Doubt, with_base
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.rules.resolution.lower import (
    MOST_LEVELS,
    FoundPolicy,
    PolicyFinder,
    UnusablePolicyError,
    no_policies,
    note_unusable,
)
from targetrules.source.collector import DiagnosticCollector, StopCheckingError
from targetrules.source.diagnostic import PolicyError
from targetrules.source.document import Document
from targetrules.source.files import UnreadableError, read_plain
from targetrules.source.given import why_unreadable
from targetrules.source.source_map import diagnostics_of
from targetrules.source.suggest import nearest
from targetrules.source.toml import read_toml
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.shape import is_list
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "KeptText",
    "LowerPolicies",
    "Needed",
    "policy_in",
    "policy_in_texts",
    "policy_of",
]

_ENDING: Final = ".toml"
_ARROW: Final = " → "


@frozen(slots=True)
class _Level:
    """A policy that is being read: its file, where it has one, and what it is called."""

    key: str
    shown: str
    folder: Path | None


@frozen(slots=True)
class _Link:
    """How a policy needs another one: the code of a circle of them, and what there are too many of."""

    in_a_circle: str
    what: str


_BELOW: Final = _Link("TR181", "levels")
_EXTENDED: Final = _Link("TR260", "bases")


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
        """The policy of an id, or at a path, by whose outcomes one judges; raises UnusablePolicyError."""
        return self._policy(name, _BELOW)

    def base(self, name: str) -> FoundPolicy:
        """The policy of an id, or at a path, that one extends; raises UnusablePolicyError."""
        return self._policy(name, _EXTENDED)

    def _policy(self, name: str, link: _Link) -> FoundPolicy:
        file, shown = self._installed(name) if not name.endswith(_ENDING) else self._beside(name)
        level = _level(file, shown)
        path = [each.shown for each in self.levels]
        if level.key in (each.key for each in self.levels):
            raise UnusablePolicyError(link.in_a_circle, {"found": name, "cycle": _ARROW.join([*path, shown])})
        if len(self.levels) >= MOST_LEVELS:
            values = {"what": Word(f"limits.{link.what}"), "found": MOST_LEVELS + 1, "most": MOST_LEVELS}
            raise UnusablePolicyError("TR049", values, advice=Word(f"diagnostics.said-fewer-{link.what}"))
        if level.key not in self._read:
            self._read[level.key] = self._found(name, file, level)
        return self._read[level.key]

    def _found(self, name: str, file: Traversable, level: _Level) -> FoundPolicy:
        above = self.levels
        self.levels = (*above, level)
        try:
            data = read_plain(file)
            found = policy_in(level.shown, data, Needed(self, self.base))
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
        if folder is None or not name or "\0" in name:
            return None
        with suppress(OSError):  # of a name that is longer than file systems have any there is no file
            if (folder / f"{name}{_ENDING}").is_file():
                return Word("names.write", {"name": f"{name}{_ENDING}"})
        return None

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


@define(eq=False)
class _Once:
    """A finder that finds each policy once; ``found`` are those by the names under which they were asked for."""

    finder: PolicyFinder
    found: dict[str, FoundPolicy] = field(factory=dict)

    def __call__(self, name: str) -> FoundPolicy:
        if name not in self.found:
            self.found[name] = self.finder(name)
        return self.found[name]


@frozen(slots=True)
class Needed:
    """What finds the policies that one needs: those by whose outcomes it judges, and the one that it extends.

    Those of ``below`` are found already, by the names of the details. What was adopted once is not proved again.
    """

    policies: PolicyFinder
    bases: PolicyFinder
    below: Mapping[str, FoundPolicy] = field(factory=dict)
    is_adopted: bool = False


def policy_in(name: str, data: bytes, needed: Needed) -> FoundPolicy:
    """The policy in a text, which is called so, with the base that it extends.

    Raises PolicyError where something is wrong with it.
    """
    document, values = read_toml(name, data, partial(is_list, PolicyFile))
    return policy_of(document, values, data, needed)


def policy_of(document: Document, values: dict[str, Any], data: bytes, needed: Needed) -> FoundPolicy:
    """The same of a text that was read as TOML."""
    once, below = _Once(needed.policies), needed.below
    with diagnostics_of(document) as diagnostics:
        written = from_toml(values, PolicyFile, diagnostics)
        extends = written.policy.extends or ""
        base = _base_of(extends, needed.bases, diagnostics)
        if base is None:
            rules = from_syntax(written, diagnostics, once, below)
        else:
            extended = with_base(written, base, diagnostics)
            written, below = extended.file, {**base.below, **below}
            own = tree.Base(base.rules.id, base.digest, extends, base.text or "")
            alone = from_syntax(written, diagnostics, once, below)
            rules = with_bounds(evolve(alone, bases=(own, *base.rules.bases)), alone)
            if extended.firm is not None and not (diagnostics.found or diagnostics.elsewhere or needed.is_adopted):
                firm = from_syntax(extended.firm, DiagnosticCollector(), once, below)
                _settle(Doubt(firm, rules, extended.doubtful, base), diagnostics)
    tables = (written.details or {}).items()
    found = {table: once.found[each.policy] for table, each in tables if each.policy in once.found}
    digest = hashlib.sha256(data).hexdigest()
    return FoundPolicy(rules, written, digest, data.decode(), document, diagnostics.origins, {**found, **below})


def _settle(doubt: Doubt, diagnostics: DiagnosticCollector) -> None:
    """Have the solvers look at what the text leaves open; they are not imported where they are not asked."""
    from targetrules.proof.extending import settle

    settle(doubt, diagnostics)


def _base_of(name: str, bases: PolicyFinder, diagnostics: DiagnosticCollector) -> FoundPolicy | None:
    """The policy that one extends; without it nothing of the rest can be told, so that no more is looked for."""
    if diagnostics.is_told(("policy", "extends")):
        raise StopCheckingError
    if not name:
        return None
    try:
        return bases(name)
    except UnusablePolicyError as error:
        note_unusable(error, ("policy", "extends"), diagnostics)
        raise StopCheckingError from None


# ---- texts that were kept --------------------------------------------------------------------------------------------


@frozen(slots=True)
class KeptText:
    """The text of a policy that was kept, under a name; with those of its bases, the nearest first."""

    name: str
    text: str
    bases: tuple[tuple[str, str], ...] = ()


def policy_in_texts(kept: KeptText, lower: Mapping[str, KeptText], above: str = "") -> FoundPolicy:
    """The policy in a text that was kept with all that it needs, so that nothing is looked for elsewhere.

    Args:
        kept: Its text, and those of its bases.
        lower: Those of the policies by whose outcomes it judges, by the names of the tables of details, as
            :attr:`~targetrules.rules.tree.Rules.all_details` has them.
        above: The name of the table that is its own, where it is one of these.

    Raises:
        PolicyError: Something is wrong with it.
    """
    own = {name: each for name, each in lower.items() if name.rpartition(".")[0] == above}
    below = {name.rpartition(".")[2]: policy_in_texts(each, lower, name) for name, each in own.items()}
    base: list[FoundPolicy] = []
    for name, text in (*reversed(kept.bases), (kept.name, kept.text)):
        data = text.encode("utf-8", "surrogatepass")
        needed = Needed(no_policies, partial(_kept_base, base), below, is_adopted=True)
        base = [policy_in(name, data, needed)]
    return base[0]


def _kept_base(kept: list[FoundPolicy], name: str) -> FoundPolicy:
    return kept[0] if kept else no_policies(name)


def _level(file: Traversable, shown: str) -> _Level:
    if not isinstance(file, Path):
        return _Level(str(file), shown, None)
    try:
        return _Level(str(file.resolve()), shown, file.parent)
    except (OSError, RuntimeError, ValueError):
        return _Level(str(file), shown, file.parent)
