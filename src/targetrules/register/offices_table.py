"""A table of offices as it is written, and what is wrong with one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from attrs import field

from targetrules.data import define
from targetrules.register.error import RegisterError
from targetrules.register.event import EventKind
from targetrules.register.office import OF_UNITS, Office, Offices
from targetrules.source.diagnostic import Diagnostic, Path, PolicyError, UnlocatedDiagnostic
from targetrules.source.document import Document
from targetrules.source.source_map import located
from targetrules.source.suggest import nearest
from targetrules.source.toml import read_toml
from targetrules.width import trim
from targetrules.wording import LANGUAGES, Listing, Word

__all__ = ["read_table"]

_KINDS: Final = tuple(kind for kind in EventKind if kind is not EventKind.REGISTER)
_KEYS: Final = ("label", "may", "units")
_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@lru_cache(maxsize=8)
def read_table(text: str, event: int = 0) -> Offices:
    """The table in a text.

    Args:
        text: In TOML: ``[offices.x]`` with ``label``, ``may`` and ``units``, and ``[parents]``.
        event: The number of the event that adopted it.

    Raises:
        RegisterError: It cannot be used; ``problems`` has all that is wrong, with its places.
    """
    try:
        document, values = read_toml("offices", text.encode("utf-8", "surrogatepass"))
    except PolicyError as error:
        raise RegisterError(map(_placed, error.diagnostics)) from None
    table = _Table(document)
    found = table.read(values)
    if table.faults:
        raise table.error()
    offices, parents = found
    return Offices(text, offices, parents, event)


def _placed(diagnostic: Diagnostic) -> Word:
    """What is wrong with the TOML itself."""
    says = Word(f"diagnostics.{diagnostic.code}", diagnostic.values)
    if diagnostic.span is None:
        return says
    return Word("offices.at", {"line": diagnostic.span.line, "column": diagnostic.span.column, "says": says})


@define(eq=False)
class _Table:
    """The table while it is read, and what is wrong with it."""

    document: Document
    faults: list[tuple[Path, Word, Literal["key", "value"]]] = field(factory=list)

    def error(self) -> RegisterError:
        """All that is wrong, in the order of the text."""
        wanted = [UnlocatedDiagnostic(str(number), path, {}, at) for number, (path, _, at) in enumerate(self.faults)]
        return RegisterError(
            Word(
                "offices.at",
                {
                    "line": 1 if each.span is None else each.span.line,
                    "column": 1 if each.span is None else each.span.column,
                    "says": self.faults[int(each.code)][1],
                },
            )
            for each in located(self.document, wanted)
        )

    def add(self, path: Path, key: str, *, at: Literal["key", "value"] = "value", **values: Any) -> None:
        """Note what is wrong at a place."""
        self.faults.append((path, Word(f"offices.{key}", values), at))

    def read(self, values: Mapping[str, Any]) -> tuple[dict[str, Office], dict[str, str]]:
        """The offices and the units above others; what cannot be used is left out and told."""
        self.only(values, ("offices", "parents"), ())
        offices = self.table(values, "offices", ())
        if not offices and not self.faults:
            self.add(("offices",), "no-offices", at="key")
        read = {name: self.office(name, each) for name, each in offices.items()}
        found = {name: office for name, office in read.items() if office is not None}
        if found and not self.faults and not any(_may_go_on(office) for office in found.values()):
            self.add(("offices",), "nobody-adopts", at="key")
        return found, self.parents(self.table(values, "parents", ()))

    def only(self, values: Mapping[str, Any], known: Sequence[str], path: Path) -> None:
        """Tell of keys that there are not."""
        for name in values:
            if name not in known:
                near = nearest(name, known)
                meant = (
                    Word("offices.meant", {"name": near}) if near else Word("offices.known", {"names": tuple(known)})
                )
                self.add((*path, name), "unknown-key", at="key", name=name, meant=meant)

    def table(self, values: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
        """A table below a key; an empty one where there is none."""
        found = values.get(name, {})
        if isinstance(found, dict):
            return found
        self.add((*path, name), "no-table", name=name)
        return {}

    def office(self, name: str, values: Any) -> Office | None:
        """One office."""
        path: Path = ("offices", name)
        if not isinstance(values, dict):
            self.add(path, "no-table", name=f"offices.{name}")
            return None
        if not _ID.fullmatch(name):
            self.add(path, "bad-id", at="key", name=name)
        self.only(values, _KEYS, path)
        label, may, units = self.label(path, values), self.may(path, values), values.get("units")
        if units not in ("all", "own"):
            self.add((*path, "units"), "bad-units", found=_shown(units))
            return None
        beyond = [kind.value for kind in may if kind not in OF_UNITS]
        if units == "own" and beyond:
            self.add((*path, "may"), "not-of-units", kinds=Listing(tuple(beyond)), possible=_listed(OF_UNITS))
        return Office(name, label, may, units)

    def label(self, path: Path, values: Mapping[str, Any]) -> dict[str, str]:
        """The label in the languages that there are."""
        given = values.get("label")
        texts = given if isinstance(given, dict) else {}
        self.only(texts, LANGUAGES, (*path, "label"))
        found = {name: trim(text) for name, text in texts.items() if isinstance(text, str) and trim(text)}
        if len(found) < max(1, len(texts)):
            self.add((*path, "label"), "bad-label", found=_shown(given))
        return {name: text for name, text in found.items() if name in LANGUAGES}

    def may(self, path: Path, values: Mapping[str, Any]) -> tuple[EventKind, ...]:
        """The kinds of events."""
        given, known = values.get("may"), [kind.value for kind in _KINDS]
        if not isinstance(given, list):
            self.add((*path, "may"), "bad-may", found=_shown(given), kinds=_listed(_KINDS))
            return ()
        found: dict[EventKind, None] = {}
        for at, each in enumerate(given):
            if isinstance(each, str) and each in known:
                if EventKind(each) in found:
                    self.add((*path, "may", at), "kind-twice", kind=each)
                found[EventKind(each)] = None
            else:
                near = nearest(each, known) if isinstance(each, str) else None
                meant = (
                    Word("offices.meant", {"name": near}) if near else Word("offices.known", {"names": tuple(known)})
                )
                self.add((*path, "may", at), "unknown-kind", found=_shown(each), meant=meant)
        return tuple(found)

    def parents(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The unit above each unit; nobody is above himself, over however many."""
        found: dict[str, str] = {}
        for name, above in values.items():
            if not isinstance(above, str) or not trim(above) or not trim(name):
                self.add(("parents", name), "bad-parent", name=name, found=_shown(above))
            elif trim(name) in found:
                self.add(("parents", name), "parent-twice", at="key", name=trim(name))
            else:
                found[trim(name)] = trim(above)
        for circle in _circles(found):
            self.add(("parents", circle[0]), "circle", units=Listing((*circle, circle[0]), " → "))
        return found


def _may_go_on(office: Office) -> bool:
    """Whether it could adopt the next table."""
    return EventKind.OFFICES in office.may and office.units == "all"


def _circles(parents: Mapping[str, str]) -> Iterator[list[str]]:
    """Units that are above themselves, each circle once."""
    known: set[str] = set()
    for name in parents:
        way: dict[str, None] = {}
        at: str | None = name
        while at is not None and at not in known and at not in way:
            way[at] = None
            at = parents.get(at)
        if at is not None and at in way:
            units = list(way)
            yield units[units.index(at) :]
        known |= way.keys()


def _listed(kinds: Iterable[EventKind]) -> Listing:
    return Listing(tuple(kind.value for kind in kinds))


def _shown(value: object) -> Any:
    """What stood there, as TOML has it."""
    return Word("offices.nothing") if value is None else json.dumps(value, ensure_ascii=False, default=str)
