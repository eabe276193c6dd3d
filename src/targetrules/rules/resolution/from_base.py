"""A policy that extends another, as written, and its base to one whole policy as written: the one arrow between them.

Nobody else knows of bases: what is made here is a policy like any other, and engines, explanations, proofs and searches
find one. An extension adds to its base, and changes parameters within what the base grants. It takes nothing out of it
and softens nothing: what would is refused here, beside the line of the base that stands against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from attrs import evolve, field

from targetrules.data import define, frozen
from targetrules.rules.resolution.changed_parameters import check_changes
from targetrules.rules.resolution.context import ResolutionContext, listed, places_of
from targetrules.rules.resolution.lower import FoundPolicy
from targetrules.rules.resolution.named_rankings import with_named_ranking
from targetrules.rules.tree import Rules
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path
from targetrules.source.origins import Origins
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["Doubt", "Extended", "with_base"]

_CATALOGUES: Final = ("sources", "roles", "actions", "offices")
_VALUES: Final = (
    "indicators", "ballots", "inputs", "details", "parameters",
    "measures", "cuts", "rankings", "conditions", "statuses",
)  # fmt: skip
"""Tables whose names are all different from one another."""
_TABLES: Final = (*_CATALOGUES, "categories", *_VALUES)
_LISTS: Final = ("consequences", "claims")
_WHOLE: Final = ("grades", "calendar", "cycle", "categories", "indicators", "ballots")
"""What an extension has of its own only where its base has none."""
_ONE_PIECE: Final = ("calendar", "cycle")
_LETTER_KEYS: Final = ("to", "title", "text", "office", "number")
_GRADES_OTHERWISE: Final = ("given", "by", "bands", "scales", "unrated", "floors", "steps")
"""What of a grading is of one piece with that of the base, or can only make grades better."""
_LOWERS: Final = ("forced", "caps", "quotas")
"""What of a grading may be added where it takes nothing back: a text alone cannot tell."""


@frozen(slots=True)
class Extended:
    """A policy with its base made one.

    Attributes:
        file: The whole policy as written.
        doubtful: The places, in the whole, of rules of which the text alone cannot tell whether they take something of
            the base back.
        firm: The whole without these; None where there are none.
    """

    file: syntax.PolicyFile
    doubtful: tuple[Path, ...] = ()
    firm: syntax.PolicyFile | None = None


@frozen(slots=True)
class Doubt:
    """What the text of an extension leaves open.

    Attributes:
        firm: The whole policy without the rules in question.
        whole: The whole policy.
        rules: Their places in the whole.
        base: The policy that is extended.
    """

    firm: Rules
    whole: Rules
    rules: Sequence[Path]
    base: FoundPolicy


def with_base(own: syntax.PolicyFile, base: FoundPolicy, diagnostics: DiagnosticCollector) -> Extended:
    """The whole policy: that of the base, with what the extension adds to it and changes in it.

    What an extension may not is noted, at its place and with that in the base, and left out of the whole. The collector
    knows from then on where each part of the whole stands.

    Args:
        own: The policy that extends another, as written.
        base: That other policy.
        diagnostics: What is found; it is given the origins of what is taken over.
    """
    adds_rankings = set(own.rankings or {}) - set(base.written.rankings or {})
    known = evolve(base, written=with_named_ranking(base.written)) if adds_rankings else base
    return _Whole(own, known, diagnostics).extended()


@define
class _Whole:
    own: syntax.PolicyFile
    base: FoundPolicy
    diagnostics: DiagnosticCollector
    moved: dict[Path, Path] = field(factory=dict)
    doubtful: list[Path] = field(factory=list)

    def extended(self) -> Extended:
        whole = self.file()
        firm = evolve(whole, grading=self.base.written.grading) if self.doubtful else None
        return Extended(whole, tuple(self.doubtful), firm)

    def file(self) -> syntax.PolicyFile:
        self.check_header()
        parts: dict[str, Any] = {}
        for section in _WHOLE:
            self.check_whole(section)
        check_changes(self.own, self.base, self.diagnostics)
        for section in _TABLES:
            parts[section] = self.tables(section) or None
        for section in _LISTS:
            parts[section] = self.entries((section,), self.taken(section), self.added(section)) or None
        parts |= {"grades": self.grades(), "grading": self.grading(), "procedure": self.procedure()}
        parts |= {section: self.one_piece(section) for section in _ONE_PIECE}
        parts["letters"] = self.letters()
        whole = evolve(self.own, policy=self.header(), **parts)
        self.diagnostics.origins = Origins((*self.base.texts,), self.moved)
        return whole

    # ---- where it stands ---------------------------------------------------------------------------------------------

    def take(self, path: Path, of_base: Path | None = None) -> None:
        """Say that what the whole has at a path is the base's, where it stands at the same one or another."""
        placed = self.base.origins.placed(path if of_base is None else of_base)
        is_further = bool(placed) and isinstance(placed[0], int)
        self.moved[path] = (int(placed[0]) + 1, *placed[1:]) if is_further else (1, *placed)

    def stands(self, path: Path) -> Mapping[str, Any]:
        """The file and the line of the base where something stands."""
        return self.base.stands(path)

    # ---- the header --------------------------------------------------------------------------------------------------

    def header(self) -> syntax.Header:
        own, base = self.own.policy, self.base.written.policy
        first = base.first_period if own.first_period is None else own.first_period
        return evolve(own, extends=None, period=base.period, first_period=first)

    def check_header(self) -> None:
        own, base = self.own.policy, self.base.written.policy
        if own.id == base.id:
            self.diagnostics.add("TR270", ("policy", "id"), found=own.id, **self.stands(("policy", "id")))
        if own.period != base.period:
            at: Path = ("policy", "period")
            self.diagnostics.add("TR269", at, found=own.period, expected=base.period, **self.stands(at))
        elif own.first_period is not None and self.base.rules.first_period is not None:
            known = ResolutionContext(self.own, DiagnosticCollector()).first_period
            if known is not None and known < self.base.rules.first_period:
                at = ("policy", "first_period")
                found, first = str(own.first_period), str(base.first_period)
                self.diagnostics.add("TR271", at, found=found, first=first, **self.stands(at))

    # ---- tables and lists --------------------------------------------------------------------------------------------

    def letters(self) -> syntax.Letters | None:
        """The words of letters: the extension's own, and where it has none those of the base. Nothing rests on them."""
        own, base = self.own.letters, self.base.written.letters
        if base is None:
            return own
        written = own or syntax.Letters()
        parts: dict[str, Any] = {}
        for key in (name for name in _LETTER_KEYS if getattr(written, name) is None):
            parts[key] = getattr(base, key)
            self.take(("letters", key))
        added = {
            id_: each for id_, each in (base.consequences or {}).items() if id_ not in (written.consequences or {})
        }
        for id_ in added:
            self.take(("letters", "consequences", id_))
        return evolve(written, consequences={**added, **(written.consequences or {})} or None, **parts)

    def check_whole(self, section: str) -> None:
        """Note a section that only one of the two may have."""
        known = next((each for each in self.rivals(section) if getattr(self.base.written, each)), None)
        if getattr(self.own, section) and known is not None:
            self.not_added((section,), (known,), f"[{section}]")

    def rivals(self, section: str) -> Sequence[str]:
        """The sections of the base beside which one cannot stand: indicators share their weights with all others."""
        return ("categories", "indicators") if section in ("categories", "indicators") else (section,)

    def is_whole(self, section: str) -> bool:
        """Whether the base has a section that an extension may not add to."""
        return section in _WHOLE and any(getattr(self.base.written, each) for each in self.rivals(section))

    def tables(self, section: str) -> dict[str, Any]:
        """All of the base, then what the extension adds; of parameters what it changes, in place of the base's."""
        own, base = (getattr(each, section) or {} for each in (self.own, self.base.written))
        for name in base:
            if section != "parameters" or name not in own:
                self.take((section, name))
        if self.is_whole(section):
            return dict(base)
        changed = {name: _labelled(own[name], base[name]) for name in base if section == "parameters" and name in own}
        return {**base, **changed, **dict(self.new(section, own))}

    def new(self, section: str, own: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """What has no name that the base has; what has one is noted."""
        spaces = _VALUES if section in _VALUES else (section,)
        for name, each in own.items():
            known = next((space for space in spaces if name in (getattr(self.base.written, space) or {})), None)
            if known is None:
                yield name, each
            elif not known == section == "parameters":
                self.told_already((section, name), (known, name), name, at="key")

    def not_added(self, path: Path, of_base: Path, found: str) -> None:
        advice = Word(f"extending.said-{path[-1]}")
        self.diagnostics.add("TR262", path, at="key", advice=advice, found=found, **self.stands(of_base))

    def told_already(self, path: Path, of_base: Path, name: str, at: Literal["key", "value"] = "value") -> None:
        self.diagnostics.add("TR261", path, at=at, found=name, **self.stands(of_base))

    def taken(self, section: str) -> list[Any]:
        return list(getattr(self.base.written, section) or [])

    def added(self, section: str) -> list[tuple[int, Any]]:
        """The entries of a list that are not in the base, with their numbers."""
        known = {each.id: at for at, each in enumerate(self.taken(section))}
        found: list[tuple[int, Any]] = []
        for at, each in enumerate(getattr(self.own, section) or []):
            if each.id in known:
                self.told_already((section, at, "id"), (section, known[each.id], "id"), each.id)
                continue
            if isinstance(each, syntax.Consequence):
                self.check_replaces(each, (section, at), known)
            found.append((at, each))
        return found

    def check_replaces(self, consequence: syntax.Consequence, path: Path, known: dict[str, int]) -> None:
        for at, word in places_of(consequence.replaces, (*path, "replaces")):
            if word in known:
                self.diagnostics.add("TR268", at, found=word, **self.stands(("consequences", known[word])))

    def entries(self, path: Path, base: list[Any], own: Sequence[tuple[int, Any]]) -> list[Any]:
        """The entries of a list of the base, then those that are added, each with its place noted."""
        for at in range(len(base)):
            self.take((*path, at))
        for at, (written, _) in enumerate(own, len(base)):
            self.moved[*path, at] = (*path, written)
        return [*base, *(each for _, each in own)]

    # ---- sections of one piece ---------------------------------------------------------------------------------------

    def grades(self) -> list[syntax.Grade] | None:
        base = self.taken("grades")
        return self.entries(("grades",), base, []) if base else self.own.grades

    def one_piece(self, section: str) -> Any:
        """A section of the base; only where it has none, the extension's."""
        base = getattr(self.base.written, section)
        if base is None:
            return getattr(self.own, section)
        self.take((section,))
        return base

    def procedure(self) -> syntax.Procedure | None:
        """The steps of the base, then those that are added after them."""
        base, own = self.base.written.procedure, self.own.procedure
        if base is None or own is None:
            if base is not None:
                self.take(("procedure",))
            return own if base is None else base
        known = {each.id: at for at, each in enumerate(base.steps)}
        path, added = ("procedure", "steps"), list[tuple[int, Any]]()
        for at, each in enumerate(own.steps):
            if each.id in known:
                self.told_already((*path, at, "id"), (*path, known[each.id], "id"), each.id)
            else:
                added.append((at, each))
        return syntax.Procedure(steps=self.entries(path, base.steps, added))

    def grading(self) -> syntax.Grading | None:
        """That of the base, with rules that lower grades; only where it gives none, the extension's."""
        base, own = self.base.written.grading, self.own.grading
        if base is None or own is None:
            if base is not None:
                self.take(("grading",))
            return own if base is None else base
        self.take(("grading",))
        for key in _GRADES_OTHERWISE:
            if getattr(own, key) is not None:
                known = next((each for each in (key, "given", "by") if getattr(base, each) is not None), key)
                self.not_added(("grading", key), ("grading", known), f"grading.{key}")
        forced, caps, quotas = (self.lowering(key, base, own) for key in _LOWERS)
        return evolve(base, forced=forced, caps=caps, quotas=quotas)

    def lowering(self, key: str, base: syntax.Grading, own: syntax.Grading) -> list[Any] | None:
        """The rules of the base, then those that are added, which are noted to be looked at by the solvers."""
        path: Path = ("grading", key)
        before, added = list(getattr(base, key) or []), list[tuple[int, Any]]()
        for at, each in enumerate(getattr(own, key) or []):
            if isinstance(each, syntax.Forced) and each.grade != self.worst:
                self.not_forced(each, (*path, at, "grade"))
            else:
                self.doubtful.append((*path, len(before) + len(added)))
                added.append((at, each))
        return self.entries(path, before, added) or None

    @property
    def worst(self) -> str:
        return (self.base.written.grades or [])[-1].id

    def not_forced(self, rule: syntax.Forced, path: Path) -> None:
        of_base = self.stands(("grades", len(self.taken("grades")) - 1))
        if any(each.id == rule.grade for each in self.taken("grades")):
            self.diagnostics.add("TR273", path, found=rule.grade, worst=self.worst, **of_base)
        else:
            ids = [each.id for each in self.taken("grades")]
            self.diagnostics.add("TR024", path, near=(rule.grade, ids), found=rule.grade, known=listed(ids))


def _labelled(own: list[syntax.Parameter], base: list[syntax.Parameter]) -> list[syntax.Parameter]:
    """The values of a parameter, which is called as in the base where the extension does not say."""
    label = next((each.label for each in base if each.label is not None), None)
    if label is None or not own or any(each.label is not None for each in own):
        return own
    return [evolve(own[0], label=label), *own[1:]]
