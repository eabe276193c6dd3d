"""What people decide beside the rules, each by an event: what the law leaves to discretion, and overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import evolve, field
from sqlalchemy import Connection, or_, select

from targetrules.cycle.events import Dated
from targetrules.data import frozen
from targetrules.engine.outcomes import decisions_of
from targetrules.period import ordinal_of_printed
from targetrules.register.decisions import Decision, decision_of
from targetrules.register.event import Event, EventKind
from targetrules.register.journal import events_at, read_events
from targetrules.register.schema import decided, decided_units, events
from targetrules.register.stored import RowKey
from targetrules.report.outcome_values import consequence_values
from targetrules.rules.tree import Rules

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes

__all__ = [
    "RULINGS",
    "Override",
    "Ruling",
    "dated",
    "decided_last",
    "discretion_stands",
    "override_stands",
    "ruled",
    "ruled_last",
    "ruling_of",
    "rulings_at",
    "rulings_upto",
]

RULINGS: Final = (EventKind.DISCRETION, EventKind.OVERRIDE)
"""The kinds of events by which people decide something beside the rules."""


@frozen(slots=True)
class Override:
    """What is decided of a unit in place of what the rules find.

    Attributes:
        event: The number of the event.
        day: On which day.
        reason: Why.
        grade: The id of the grade; None: that of the rules.
        imposed: The ids of consequences that it receives, whatever the rules find.
        lifted: Those that it does not.
    """

    event: int
    day: date
    reason: str
    grade: str | None = None
    imposed: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()

    @property
    def is_of_something(self) -> bool:
        """Whether anything is put in place; else what the rules find is decided again."""
        return self.grade is not None or bool(self.imposed or self.lifted)


@frozen(slots=True)
class Ruling:
    """What people decided of a unit in a period.

    Attributes:
        discretion: Of consequences that are left to discretion, whether they are imposed, and the event that says so.
        override: What was put in place last; None: nothing was.
    """

    discretion: Mapping[str, tuple[bool, int]] = field(factory=dict)
    override: Override | None = None


def rulings_at(connection: Connection, rules: Rules, period: int, number: int) -> Mapping[str, Ruling]:
    """What people decided of a period, by unit, up to an event.

    Args:
        connection: A transaction.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        number: The number of the last event that counts.
    """
    found: dict[str, Ruling] = {}
    for event in _rulings(connection, rules, period, number):
        unit = event.values["unit"]
        found[unit] = ruling_of(event, found.get(unit))
    return found


def rulings_upto(connection: Connection, rules: Rules, number: int) -> Iterator[tuple[Event, RowKey]]:
    """The events by which people decided something beside the rules, up to one, each with the period and the unit."""
    kinds = [kind.value for kind in RULINGS]
    query = select(events).where(events.c.kind.in_(kinds), events.c.policy == rules.id, events.c.number <= number)
    for event in read_events(connection, query):
        yield event, (ordinal_of_printed(rules.period, event.values["period"]), event.values["unit"])


def _rulings(connection: Connection, rules: Rules, period: int, number: int) -> Iterator[Event]:
    """Those of a period."""
    return (event for event, (at, _) in rulings_upto(connection, rules, number) if at == period)


def ruling_of(event: Event, ruling: Ruling | None = None) -> Ruling:
    """What people decided, after one more event; LookupError, TypeError or ValueError where it says something else."""
    values, ruling = event.values, ruling or Ruling()
    if event.kind is EventKind.DISCRETION:
        said = values["imposed"], event.number
        return evolve(ruling, discretion={**ruling.discretion, values["consequence"]: said})
    override = Override(
        event.number,
        date.fromisoformat(values["day"]),
        values["reason"],
        values["grade"],
        tuple(values["impose"]),
        tuple(values["lift"]),
    )
    return evolve(ruling, override=override if override.is_of_something else None)


def ruled_last(connection: Connection, rules: Rules, period: int, number: int, unit: str | None = None) -> Dated | None:
    """When people decided something of a period last beside the rules, of a unit or of any; None: they never did."""
    of_unit = (each for each in _rulings(connection, rules, period, number) if unit in (None, each.values["unit"]))
    found = (Dated(date.fromisoformat(each.values["day"]), each.number) for each in of_unit)
    return max(found, key=_when, default=None)


def decided_last(connection: Connection, rules: Rules, period: int, number: int, unit: str) -> Dated | None:
    """When something was decided of a unit last, by the rules or beside them, up to an event; None: no day is known."""
    of_unit = select(decided_units.c.event).where(decided_units.c.policy == rules.id, decided_units.c.unit == unit)
    query = select(decided.c.event).where(decided.c.policy == rules.id, decided.c.period == period)
    query = query.where(decided.c.event <= number, or_(decided.c.whole == 1, decided.c.event.in_(of_unit)))
    by_rules = [dated(event) for event in events_at(connection, list(connection.scalars(query)))]
    found = [ruled_last(connection, rules, period, number, unit), *by_rules]
    return max((each for each in found if each is not None), key=_when, default=None)


def dated(decision: Event) -> Dated | None:
    """The date with which an event decided something; None: it was given none."""
    day = decision.value("record")["options"].get("decided-on")
    return None if day is None else Dated(date.fromisoformat(day), decision.number)


def _when(dated: Dated) -> date:
    return dated.day


# ---- whether it may be -----------------------------------------------------------------------------------------------


def discretion_stands(
    values: Mapping[str, Any], rules: Rules, decision: Decision | None
) -> Literal["open", "same", "must", "none", "undecided", "overridden", "harmless"]:
    """How a consequence stands of which an event would say whether it is imposed: see :class:`DiscretionUsed`."""
    id_ = values["consequence"]
    if decision is None:
        return "undecided"
    if any(rule.id == id_ and rule.force != "may" for rule in rules.consequences):
        return "must"
    if all(each["id"] != id_ for each in decision.outcome["consequences"]):
        return "none"
    if id_ in decision.overridden:
        return "overridden"
    if id_ not in decision.harmless.get("received", (id_,)):
        return "harmless"
    before = decision.held.get("discretion", {}).get(id_)
    return "same" if before is not None and before["imposed"] is values["imposed"] else "open"


def override_stands(
    values: Mapping[str, Any], decision: Decision | None
) -> Literal["other", "same", "nothing", "undecided"]:
    """How what an event would put in place stands: see :class:`OverrideMade`."""
    if decision is None:
        return "undecided"
    grade, imposed, lifted = values["grade"], set(values["impose"]), set(values["lift"])
    if grade is None and not imposed and not lifted:
        return "nothing" if decision.override is None else "other"
    received, unsettled = set(decision.received), {*decision.undetermined, *decision.open_to_discretion}
    before = None if decision.override is None else set(decision.overridden)
    if grade not in (None, decision.grade) or not imposed <= received or lifted & (received | unsettled):
        return "other"
    return "same" if before is None or before == imposed | lifted else "other"


# ---- what is decided with them ---------------------------------------------------------------------------------------


def ruled(
    rules: Rules,
    rulings: Mapping[str, Ruling],
    standing: Mapping[RowKey, Decision],
    outcomes: Outcomes,
    held: Mapping[RowKey, Decision],
    period: int,
    decided_on: date | None,
) -> dict[RowKey, Decision]:
    """The decisions of a period of which something is decided in place of what was found, with what people decided.

    Args:
        rules: The text that judges the period.
        rulings: What people decided of it, by unit.
        standing: What is decided of the period, of which consequences keep their days.
        outcomes: What is found now, with nothing in its place.
        held: The decisions of which something is held in place of that already.
        period: The ordinal number of the period.
        decided_on: The date of the decision, from which the days of what is imposed are counted.
    """
    found = dict(held)
    optional = {rule.id for rule in rules.consequences if rule.force == "may"} if rules.cycle.discretion_by else set()
    if not rulings and not optional:
        return found
    for outcome in outcomes:
        left = [each.id for each in outcome.consequences if each.id in optional]
        ruling = rulings.get(outcome.unit)
        if left or (ruling is not None and ruling.override is not None):
            key = period, outcome.unit
            decision = held.get(key) or decision_of(outcome)
            by = _Ruled(rules, ruling or Ruling(), left, standing.get(key), decided_on)
            found[key] = evolve(decision, held=by.held(decision))
    return found


@frozen(slots=True)
class _Ruled:
    """How what people decided is put in place; ``left``: what is left to discretion, of what the rules find."""

    rules: Rules
    ruling: Ruling
    left: Sequence[str]
    before: Decision | None
    decided_on: date | None

    def held(self, decision: Decision) -> dict[str, Any]:
        """What is decided in place of what was found; ``harmless`` has what was held before people decided."""
        override, used = self.ruling.override, self._discretion()
        grade = decision.grade
        received = {id_ for id_ in decision.received if id_ not in self.left or (id_ in used and used[id_][0])}
        found: dict[str, Any] = {"harmless": dict(decision.held)}
        discretion = {id_: {"imposed": used[id_][0], "event": used[id_][1]} for id_ in self.left if id_ in used}
        named = () if override is None else (*override.imposed, *override.lifted)
        open_ = [id_ for id_ in self.left if id_ in decision.received and id_ not in (*used, *named)]
        if override is not None:
            grade = override.grade or grade
            received = {*received, *override.imposed} - set(override.lifted)
            found["override"] = {
                "event": override.event,
                "day": override.day.isoformat(),
                "reason": override.reason,
                "imposed": list(override.imposed),
                "lifted": list(override.lifted),
            }
        found |= {"discretion": discretion} if discretion else {}
        found |= {"open": open_} if open_ else {}
        return {**found, **self._effect(decision, grade, received)}

    def _discretion(self) -> Mapping[str, tuple[bool, int]]:
        """What discretion was used for, of what has followed from the rules since: what comes back is open anew."""
        before = self.before
        if before is None:
            return {}
        stood = {id_: each["event"] for id_, each in before.held.get("discretion", {}).items()}
        return {
            id_: (is_imposed, number)
            for id_, (is_imposed, number) in self.ruling.discretion.items()
            if number > before.event or stood.get(id_) == number
        }

    def _effect(self, decision: Decision, grade: str | None, received: set[str]) -> dict[str, Any]:
        computed = {each["id"]: each for each in decision.outcome["consequences"]}
        held: dict[str, Any] = {} if grade == decision.outcome["grade"] else {"grade": grade}
        if received != set(computed):
            held["received"] = [rule.id for rule in self.rules.consequences if rule.id in received]
            held["entries"] = [self._entry(id_, decision) for id_ in held["received"] if id_ not in computed]
        return held

    def _entry(self, id_: str, decision: Decision) -> Mapping[str, Any]:
        """A consequence that the rules do not find, with the days that it had, or that are counted from now on."""
        known = () if self.before is None else self.before.consequences
        there = {each["id"]: each for each in (*decision.held.get("entries", ()), *known)}
        found: Mapping[str, Any] | None = there.get(id_)
        if found is not None:
            return found
        found = consequence_values(decisions_of(self.rules, self.decided_on)[id_])
        return {**found, "to": list(found["to"])}
