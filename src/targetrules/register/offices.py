"""Offices: which of them may record which events, and for which units.

The table is a text in TOML, adopted by an event of its own kind. From then on whoever records does so for an office,
and what the office may not record is refused, with the rule that forbids it and the offices that could. Without such a
table anybody records anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias

from attrs import field
from sqlalchemy import Connection, select

from targetrules.arguments import unlike
from targetrules.data import define, frozen
from targetrules.register.error import RegisterError
from targetrules.register.event import EventKind
from targetrules.register.journal import event_at
from targetrules.register.persons import names_of
from targetrules.register.schema import events
from targetrules.report.json_text import compact
from targetrules.rules.succession import continued_in, merged_of
from targetrules.source.diagnostic import Diagnostic, Path, PolicyError, UnlocatedDiagnostic
from targetrules.source.document import Document
from targetrules.source.source_map import located
from targetrules.source.suggest import nearest
from targetrules.source.toml import read_toml
from targetrules.visible import visible
from targetrules.width import trim
from targetrules.wording import LANGUAGES, Listing, Word

__all__ = [
    "Actor",
    "Office",
    "Offices",
    "an_actor",
    "check_before",
    "check_table",
    "offices_at",
    "read_table",
    "stamped",
]

Reach: TypeAlias = Literal["all", "own"]
"""``all``: every unit. ``own``: the units of whoever acts, and those below them."""

OF_UNITS: Final = (
    EventKind.RESULTS,
    EventKind.CORRECTION,
    EventKind.WITHDRAWAL,
    EventKind.SERVED,
    EventKind.EXECUTED,
    EventKind.STEP,
)
"""The kinds of events that are about some units; the others are about all that there are."""

_KINDS: Final = tuple(kind for kind in EventKind if kind is not EventKind.REGISTER)
_KEYS: Final = ("label", "may", "units")
_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class _Label(Word):
    """A label by language, worded in that language, or in the one that there is."""

    __slots__ = ()

    def text(self, language: str) -> str:
        """The label."""
        return visible(self.values.get(language) or next(iter(self.values.values())))


@frozen(slots=True)
class Office:
    """One office.

    Attributes:
        id: What it is called where it acts.
        label: What people call it, by language; at least in one.
        may: The kinds of events that it may record.
        units: ``"all"``, or ``"own"``: the units of whoever acts for it, and those below them.
    """

    id: str
    label: Mapping[str, str]
    may: tuple[EventKind, ...]
    units: Reach

    def word(self) -> Word:
        """The id and the label."""
        return Word("offices.office", {"id": self.id, "label": _Label("offices.office", self.label)})


@frozen(slots=True)
class Offices:
    """The offices of a register, and which unit is below which.

    Attributes:
        text: The table as it was adopted.
        offices: The offices by their ids.
        parents: The unit above, by the unit below.
        event: The number of the event that adopted it; 0 where none has.
    """

    text: str = field(repr=False)
    offices: Mapping[str, Office]
    parents: Mapping[str, str] = field(repr=False)
    event: int = 0

    def is_for(self, actor: Actor, unit: str) -> bool:
        """Whether the office for which somebody acts is for a unit, as he acts for it."""
        office = self.offices.get(actor.office or "")
        return office is not None and (office.units == "all" or self.covering(actor.units, unit) is not None)

    def covering(self, own: Sequence[str], unit: str) -> str | None:
        """That of some units which is a unit, or is the nearest above it; None where none is."""
        at: str | None = unit
        while at is not None and at not in own:
            at = self.parents.get(at)
        return at

    def check(self, actor: Actor, kind: EventKind, units: Iterable[str] | None = ()) -> Office:
        """Refuse an event that somebody may not record.

        Args:
            actor: Who records, for which office.
            kind: What kind of event.
            units: The units that it is about, where it is about some; None: all of them.

        Returns:
            The office.

        Raises:
            RegisterError: The office may not record it, or not for one of these units; or there is no such office.
        """
        office = self.acting(actor, kind)
        said: dict[str, Any] = {"doing": Word(f"offices.to-{kind.value}"), "office": office.word(), "event": self.event}
        able = [each for each in self.offices.values() if kind in each.may]
        if kind not in office.may:
            said |= {"kind": kind.value, "others": _others(able)}
            raise RegisterError([Word("offices.may-not" if able else "offices.nobody-may", said)])
        if office.units == "own" and units is None:
            said |= {"own": Listing(actor.units), "others": _others([each for each in able if each.units == "all"])}
            raise RegisterError([Word("offices.not-all", said)])
        if office.units == "own":
            foreign = [unit for unit in dict.fromkeys(units or ()) if self.covering(actor.units, unit) is None]
            if foreign:
                said |= {"units": Listing(tuple(foreign)), "own": Listing(actor.units)}
                said["others"] = _others(able, foreign)
                raise RegisterError([Word("offices.not-own", said)])
        return office

    def acting(self, actor: Actor, kind: EventKind | None = None) -> Office:
        """The office for which somebody acts, with units where it needs some.

        Args:
            actor: Who acts, for which office.
            kind: What kind of event he is to record; None: he only reads.

        Returns:
            The office.

        Raises:
            RegisterError: There is no such office, or it does not go with his units.
        """
        if actor.office is None:
            able = [each for each in self.offices.values() if kind is None or kind in each.may]
            doing = Word("offices.to-read" if kind is None else f"offices.to-{kind.value}")
            needed = {"event": self.event, "doing": doing, "others": _others(able)}
            raise RegisterError([Word("offices.needed", needed)])
        office = self.offices.get(actor.office)
        if office is None:
            known = Listing(tuple(each.word() for each in self.offices.values()))
            said = {"office": actor.office, "event": self.event, "offices": known}
            raise RegisterError([Word("offices.unknown", said)])
        if office.units == "own" and not actor.units:
            raise RegisterError([Word("offices.units-needed", {"office": office.word(), "event": self.event})])
        if office.units == "all" and actor.units:
            said = {"office": office.word(), "event": self.event, "units": Listing(actor.units)}
            raise RegisterError([Word("offices.units-idle", said)])
        return office


def _others(offices: Sequence[Office], units: Sequence[str] = ()) -> Listing | Word:
    """Who could: the offices, and where only some for their own units, for which."""
    if not offices:
        return Word("offices.none")
    found = []
    for each in offices:
        said = {"office": each.word(), "units": Listing(tuple(units))}
        found.append(Word("offices.for-own", said) if units and each.units == "own" else each.word())
    return Listing(tuple(found), "; ")


# ---- who acts --------------------------------------------------------------------------------------------------------


@frozen(slots=True)
class Actor:
    """Who records, and for which office.

    Attributes:
        by: The name.
        office: The id of the office; None: for none.
        units: His own units, where the office is one for its own.
    """

    by: str
    office: str | None = None
    units: tuple[str, ...] = ()


def an_actor(by: str, office: object, units: object) -> Actor:
    """Who acts, as he was given; ArgumentError where that cannot be used."""
    name = None if office is None else _text("office", office)
    if isinstance(units, str) or not isinstance(units, Iterable):
        raise unlike("units", units, "names-of-units")
    own = tuple(dict.fromkeys(_text("units", unit) for unit in units))
    if own and name is None:
        raise unlike("office", office, "office-of-units")
    return Actor(by, name, own)


def _text(name: str, given: object) -> str:
    text = trim(given) if isinstance(given, str) else ""
    if not text:
        raise unlike(name, given, "names-of-units" if name == "units" else "office-id")
    return text


def check_before(connection: Connection, actor: Actor, kind: EventKind, units: Iterable[str]) -> None:
    """RegisterError where somebody may not record an event of a kind about these units, as names or as digests."""
    table = offices_at(connection)
    if table is not None:
        concerned = list(units)
        names = names_of(connection, concerned) if actor.units else {}
        table.check(actor, kind, (names.get(unit, unit) for unit in concerned))


def stamped(
    connection: Connection, actor: Actor, kind: EventKind, content: Mapping[str, Any] | str, right: EventKind
) -> Mapping[str, Any] | str:
    """What an event says, and for which office it is recorded, where there are offices.

    Of the units of whoever acts those are named by which he may record it, and no others: persons by their digests.

    Args:
        connection: A transaction.
        actor: Who records.
        kind: What kind of event it is.
        content: What it says: values, or an object as JSON.
        right: The kind of event by whose right it is recorded; mostly its own.

    Raises:
        RegisterError: He may not.
    """
    table = offices_at(connection)
    if table is None:
        if actor.office is not None and kind is not EventKind.OFFICES:
            raise RegisterError([Word("offices.not-adopted", {"office": actor.office})])
        return content
    about = units_of(kind, content)
    concerned = about or []
    names = names_of(connection, concerned) if actor.units else {}
    named = None if about is None else [names.get(unit, unit) for unit in concerned]
    office = table.check(actor, right, named)
    said: dict[str, Any] = {"id": office.id}
    if office.units == "own":
        digests = {name: digest for digest, name in names.items()}
        by = (table.covering(actor.units, names.get(unit, unit)) or "" for unit in concerned)
        said["units"] = list(dict.fromkeys(digests.get(unit, unit) for unit in by))
    if isinstance(content, str):
        return f'{{"office": {compact(said)}, {content[1:]}'
    return {"office": said, **content}


def units_of(kind: EventKind, content: Mapping[str, Any] | str) -> list[str] | None:
    """The units that an event is about, those from whose past others go on among them; of kinds about all none.

    None: it is of a kind that is about some units, and about all of them.
    """
    if kind not in OF_UNITS:
        return []
    values = json.loads(content) if isinstance(content, str) else content
    if kind is EventKind.STEP:
        units: list[str] | None = values["units"]
        return units
    if "rows" not in values:
        return [values["unit"]]
    found: dict[str, None] = {}
    for unit, _, *cells in values["rows"]:
        row = dict(zip(values["columns"], cells, strict=True))
        before = continued_in(row)
        found |= dict.fromkeys((unit, *([before] if before else ()), *merged_of(row)))
    return list(found)


# ---- adopted ---------------------------------------------------------------------------------------------------------


def offices_at(connection: Connection, number: int | None = None) -> Offices | None:
    """The table that was adopted last, up to an event; None where there is none."""
    query = select(events.c.number).where(events.c.kind == EventKind.OFFICES.value)
    if number is not None:
        query = query.where(events.c.number <= number)
    last = connection.scalar(query.order_by(events.c.number.desc()).limit(1))
    event = None if last is None else event_at(connection, last)
    return None if event is None else read_table(event.values["text"], event.number)


def check_table(connection: Connection, actor: Actor, table: Offices) -> None:
    """Refuse a table that is in force already; or, where it is the first, one by which he could not adopt it.

    Raises:
        RegisterError: It is one of these.
    """
    before = offices_at(connection)
    if before is None and actor.office is not None:
        table.check(actor, EventKind.OFFICES)
    if before is not None and before.text == table.text:
        raise RegisterError([Word("offices.adopted-already", {"event": before.event})])


# ---- read ------------------------------------------------------------------------------------------------------------


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
