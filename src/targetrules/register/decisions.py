"""Decisions: the outcomes of a period recorded in full, so that they stand whatever a later version would find."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import field
from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.outcome import Outcome
from targetrules.register.event import Event
from targetrules.register.journal import events_at
from targetrules.register.standing import standing_events
from targetrules.register.stored import Moment, RowKey
from targetrules.report.outcome_json import json_text
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = [
    "Approval",
    "Decision",
    "decision_of",
    "decisions_at",
    "decisions_in",
    "decisions_of",
    "decisions_of_unit",
    "with_days",
]


@frozen(slots=True)
class Approval:
    """Whether what was decided was approved, where the policy wants that.

    Attributes:
        by: The ids of the offices that approve it.
        day: The day of the approval, which is the date of the decision; None: it is a draft, and awaits it.
        event: The number of the event that says so; None likewise.
    """

    by: tuple[str, ...]
    day: date | None = None
    event: int | None = None

    def word(self) -> Word:
        """In a sentence."""
        if self.day is None:
            return Word("cycle.awaits-approval", {"by": Listing(self.by)})
        return Word("cycle.approved-on", {"day": self.day.isoformat(), "number": self.event})

    def values(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return {"by": list(self.by), "day": None if self.day is None else self.day.isoformat(), "event": self.event}


@frozen(slots=True)
class Decision:
    """What was decided of a unit in a period, and stands.

    Attributes:
        unit: The unit; a person by the digest, until names are put in.
        period: The period, as it is printed.
        event: The number of the event that decided it.
        outcome: The outcome as it was recorded, with the keys of outcomes in JSON.
        held: What was decided in place of what the outcome says, where a correction may do no harm, or people decided
            so: ``grade``, ``received`` (the ids of consequences) and ``entries`` (those that the outcome has not); of
            what people decided also ``override``, ``discretion`` and ``open`` (what is left to discretion, and nobody
            decided yet), and ``harmless``, what is held beside that; empty elsewhere.
        approval: Whether it was approved; None: no approval is wanted, or it is not asked for.
    """

    unit: str
    period: int | str
    event: int
    outcome: Mapping[str, Any]
    held: Mapping[str, Any] = field(factory=dict)
    approval: Approval | None = None

    @property
    def grade(self) -> str | None:
        """The id of the grade that was decided; None where there is none."""
        grade: str | None = self.held.get("grade", self.outcome["grade"])
        return grade

    @property
    def received(self) -> tuple[str, ...]:
        """The ids of the consequences that were decided, in the order of the policy."""
        return tuple(self.held.get("received", [each["id"] for each in self.outcome["consequences"]]))

    @property
    def consequences(self) -> tuple[Mapping[str, Any], ...]:
        """The consequences that were decided, each as outcomes in JSON have it."""
        if not self.held:  # nearly always
            return tuple(self.outcome["consequences"])
        entries = {each["id"]: each for each in (*self.outcome["consequences"], *self.held.get("entries", ()))}
        return tuple(entries[id_] for id_ in self.received)

    @property
    def harmless(self) -> Mapping[str, Any]:
        """What is held where a correction may do no harm, without what people decided."""
        found: Mapping[str, Any] = self.held.get("harmless", self.held)
        return found

    @property
    def harmless_grade(self) -> str | None:
        """The id of the grade without what people decided; None where there is none."""
        found: str | None = self.harmless.get("grade", self.outcome["grade"])
        return found

    @property
    def override(self) -> Mapping[str, Any] | None:
        """The ``event`` of an override, its ``day`` and ``reason``, what is ``imposed`` and ``lifted``; None: none."""
        found: Mapping[str, Any] | None = self.held.get("override")
        return found

    @property
    def overridden(self) -> tuple[str, ...]:
        """The ids of the consequences that an override names."""
        override = self.override or {}
        return (*override.get("imposed", ()), *override.get("lifted", ()))

    @property
    def open_to_discretion(self) -> tuple[str, ...]:
        """The ids of consequences that are left to discretion, and of which nobody decided yet; so none is received."""
        return tuple(self.held.get("open", ()))

    @property
    def undetermined(self) -> tuple[str, ...]:
        """The ids of what is not known to be received or not, since nobody decided it either."""
        if "received" in self.harmless:
            return ()
        named = self.overridden
        return tuple(each["id"] for each in self.outcome["undetermined"] if each["id"] not in named)


# ---- as they stand ---------------------------------------------------------------------------------------------------


def decisions_at(
    connection: Connection, rules: Rules, moment: Moment, *, period: int | None = None, unit: str | None = None
) -> dict[RowKey, Decision]:
    """The decisions as they stood: those of a period, of a unit, or all; by period and unit.

    Args:
        connection: A transaction.
        rules: The policy, in whichever of its texts.
        moment: What was known.
        period: The only period.
        unit: The only unit.
    """
    found: dict[RowKey, Decision] = {}
    for at, numbers in standing_events(connection, rules.id, moment, period=period, unit=unit).items():
        of_period: dict[RowKey, Decision] = {}
        for event in events_at(connection, numbers):
            decided = decisions_in(event.number, event.values) if unit is None else decisions_of_unit(event, unit)
            of_period |= {(at, each.unit): each for each in decided}
        found |= sorted(of_period.items())
    return found


def decision_of(outcome: Outcome, held: Mapping[str, Any] | None = None) -> Decision:
    """An outcome as it would be decided, by an event that there is not yet."""
    return Decision(outcome.unit, outcome.period, 0, json.loads(json_text(outcome)), held or {})


def decisions_of(outcomes: Iterable[Outcome], held: Mapping[str, Any] | None = None) -> dict[str, Decision]:
    """The outcomes of a period as they would be decided, by unit; ``held`` has what is decided in their place."""
    harmless = held or {}
    return {each.unit: decision_of(each, harmless.get(each.unit)) for each in outcomes}


def decisions_in(number: int, values: Mapping[str, Any]) -> Iterator[Decision]:
    """What an event with this content decided."""
    held, kept = values["held"], values["kept"]
    for found in values["outcomes"]:
        unit, dated = found["unit"], kept.get(found["unit"], {})
        consequences = [dated.get(each["id"], each) for each in found["consequences"]]
        outcome = with_days({**found, "consequences": consequences}, dated) if dated else found
        yield Decision(unit, found["period"], number, outcome, held.get(unit, {}))


def decisions_of_unit(event: Event, unit: str) -> Iterator[Decision]:
    """What an event decided of a unit, if anything: of a long content nothing else is read."""
    outcome = event.outcome_of(unit)
    if outcome is not None:
        values = {name: event.value(name) for name in ("held", "kept")}
        yield from decisions_in(event.number, {**values, "outcomes": [outcome]})


def with_days(outcome: dict[str, Any], dated: Mapping[str, Any]) -> Mapping[str, Any]:
    """An outcome without remarks that days are not known which consequences have, or kept."""
    known = {id_ for id_, each in dated.items() if "due" in each}
    remarks = [
        each for each in outcome.pop("remarks", ()) if each["code"] != "due-not-known" or each["about"] not in known
    ]
    return outcome | ({"remarks": remarks} if remarks else {})
