"""An office: what it may record, and for which units; and whoever acts for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from attrs import field

from targetrules.arguments import unlike
from targetrules.cycle.labels import LabelWord
from targetrules.data import frozen
from targetrules.register.error import RegisterError
from targetrules.register.event import EventKind
from targetrules.width import trim
from targetrules.wording import Listing, Word

__all__ = ["OF_UNITS", "Actor", "Office", "Offices", "Reach", "an_actor"]

Reach: TypeAlias = Literal["all", "own"]
"""``all``: every unit. ``own``: the units of whoever acts, and those below them."""

OF_UNITS: Final = (
    EventKind.RESULTS,
    EventKind.CORRECTION,
    EventKind.WITHDRAWAL,
    EventKind.SERVED,
    EventKind.EXECUTED,
    EventKind.STEP,
    EventKind.OBJECTION,
    EventKind.APPEAL,
    EventKind.APPOINTMENT,
    EventKind.DEPARTURE,
    EventKind.TARGETS,
    EventKind.AMENDMENT,
)
"""The kinds of events that are about some units; the others are about all that there are."""


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
        return Word("offices.office", {"id": self.id, "label": LabelWord("offices.office", self.label)})

    def called(self, language: str) -> str:
        """The label alone, in a language, or in the one that there is."""
        return LabelWord("offices.office", self.label).text(language)


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

    def word(self) -> Word:
        """What it is called: by the event that adopted it."""
        return Word("offices.table-of-event", {"event": self.event}) if self.event else Word("offices.table-to-adopt")

    def named(self, asked: str | None) -> Office | None:
        """The office of an id, or of a label that no other one has; None where there is none.

        Raises:
            RegisterError: Several have that label.
        """
        if asked is None or asked in self.offices:
            return self.offices.get(asked or "")
        alike = [each for each in self.offices.values() if asked in each.label.values()]
        if len(alike) > 1:
            said = {"label": asked, "table": self.word(), "known": Listing(tuple(each.id for each in alike))}
            raise RegisterError([Word("offices.several-of-label", said)])
        return alike[0] if alike else None

    def is_for(self, actor: Actor, unit: str) -> bool:
        """Whether the office for which somebody acts is for a unit, as he acts for it."""
        office = self.named(actor.office)
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
        said: dict[str, Any] = {
            "doing": Word(f"offices.to-{kind.value}"),
            "office": office.word(),
            "table": self.word(),
        }
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
        office = self.named(actor.office)
        if office is None:
            known = Listing(tuple(each.word() for each in self.offices.values()))
            said = {"office": actor.office, "table": self.word(), "offices": known}
            raise RegisterError([Word("offices.unknown", said)])
        if office.units == "own" and not actor.units:
            raise RegisterError([Word("offices.units-needed", {"office": office.word(), "table": self.word()})])
        if office.units == "all" and actor.units:
            said = {"office": office.word(), "table": self.word(), "units": Listing(actor.units)}
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
