"""What an event says, in a sentence, and when it was recorded, by the clock of the register's zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, Final, Literal, TypeAlias, assert_never

from targetrules.cycle.labels import few
from targetrules.register.event import Event, EventKind
from targetrules.register.instant import instant_of
from targetrules.wording import Listing, Word

__all__ = ["digests_in", "local_time", "said_of_actor", "said_of_event"]

_MOST_PERIODS: Final = 5


def local_time(instant: str, zone: tzinfo) -> str:
    """An instant as a person reads it: ``2027-03-01 17:30:00``, in a zone that is told elsewhere."""
    return instant_of(instant).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def said_of_actor(event: Event, names: Mapping[str, str]) -> Word:
    """Who recorded it, for which office."""
    name = names.get(event.actor)
    who = Word("register.erased") if name is None else Word("register.somebody", {"name": name})
    office = event.values.get("office")
    return who if office is None else Word("register.for-office", {"name": who, "office": office["id"]})


def said_of_event(event: Event, names: Mapping[str, str]) -> Word:
    """What it says, without who recorded it and when.

    Args:
        event: The event.
        names: The names of persons by their digests; who has none is told by the digest.
    """
    said = _said(event, names)
    reason, digest = event.values.get("reason"), event.values.get("evidence")
    if reason:
        said = _word("with-reason", said=said, reason=reason)
    return _word("with-evidence", said=said, digest=digest) if digest else said


def _said(event: Event, names: Mapping[str, str]) -> Word:
    values = event.values
    match event.kind:
        case EventKind.REGISTER:
            return _word("register", zone=values["zone"])
        case EventKind.POLICY:
            first = values["first_period"]
            return _word("policy" if first is None else "policy-from", policy=event.policy, first=first)
        case EventKind.RESULTS | EventKind.CORRECTION:
            periods = list(dict.fromkeys(row[1] for row in values["rows"]))
            listed = Listing.of_first(periods[:_MOST_PERIODS], len(periods))
            return _word(event.kind.value, count=len(values["rows"]), periods=listed)
        case EventKind.WITHDRAWAL:
            unit, period, *_ = values["rows"][0]
            return _word("withdrawal", unit=names.get(unit, unit), period=period)
        case EventKind.CLOSING:
            return _closing(values)
        case EventKind.HOLD_HARMLESS | EventKind.ERASURE | EventKind.OFFICES:
            return _word(event.kind.value)
        case _:
            return _said_of_course(event.kind, values, names)


_OfCourse: TypeAlias = Literal[
    EventKind.DECISION,
    EventKind.APPROVAL,
    EventKind.SHOWN,
    EventKind.OBJECTION,
    EventKind.ANSWER,
    EventKind.SERVED,
    EventKind.EXECUTED,
    EventKind.ACCEPTED,
    EventKind.RETURNED,
    EventKind.STEP,
    EventKind.APPOINTMENT,
    EventKind.DEPARTURE,
    EventKind.TARGETS,
    EventKind.AMENDMENT,
    EventKind.DISCRETION,
    EventKind.OVERRIDE,
    EventKind.APPEAL,
]


def _said_of_course(kind: _OfCourse, values: Mapping[str, Any], names: Mapping[str, str]) -> Word:
    """The same of what happens in the course of a period: before a decision, and after it."""
    match kind:
        case EventKind.SERVED | EventKind.EXECUTED | EventKind.ACCEPTED | EventKind.RETURNED:
            unit = values["unit"]
            said = {name: values[name] for name in ("period", "consequence", "day")}
            return _word(kind.value, unit=names.get(unit, unit), **said)
        case EventKind.STEP:
            return _step(values, names)
        case EventKind.DECISION:
            return _decision(values, names)
        case EventKind.APPROVAL | EventKind.SHOWN:
            numbers = Listing(tuple(str(number) for number, _ in values["decisions"]))
            said = {name: values.get(name) for name in ("period", "day", "until")}
            return _word(kind.value, **said, numbers=numbers)
        case EventKind.OBJECTION | EventKind.ANSWER | EventKind.APPEAL:
            return _objection(kind, values, names)
        case EventKind.APPOINTMENT | EventKind.DEPARTURE:
            return _post(kind, values, names)
        case EventKind.TARGETS | EventKind.AMENDMENT:
            return _targets(kind, values)
        case EventKind.DISCRETION | EventKind.OVERRIDE:
            return _ruling(kind, values, names)
        case _:
            assert_never(kind)


def _post(kind: EventKind, values: Mapping[str, Any], names: Mapping[str, str]) -> Word:
    """Somebody holds a post, holds it no longer, or never did."""
    person, unit, until = values["person"], values["unit"], values["until"]
    said = {"person": names.get(person, person), "unit": names.get(unit, unit), "until": until}
    if kind is EventKind.DEPARTURE:
        return _word("not-appointed" if until is None else "departure", number=values["appointment"], **said)
    said |= {"role": values["role"], "since": values["since"]}
    return _word("appointment" if until is None else "appointment-until", **said)


def _ruling(kind: EventKind, values: Mapping[str, Any], names: Mapping[str, str]) -> Word:
    """What people decided beside the rules."""
    said = {"unit": names.get(values["unit"], values["unit"]), "period": values["period"], "day": values["day"]}
    if kind is EventKind.DISCRETION:
        return _word("imposed" if values["imposed"] else "waived", **said, consequence=values["consequence"])
    parts = [] if values["grade"] is None else [Word("register.override-grade", {"grade": values["grade"]})]
    for name in ("impose", "lift"):
        parts += [Word(f"register.override-{name}", {"rules": Listing(tuple(values[name]))})] if values[name] else []
    return _word("override" if parts else "override-ends", **said, says=Listing(tuple(parts), "; "))


def _objection(kind: EventKind, values: Mapping[str, Any], names: Mapping[str, str]) -> Word:
    """An objection, or its answer."""
    said = {"unit": names.get(values["unit"], values["unit"]), "period": values["period"], "day": values["day"]}
    if kind is not EventKind.ANSWER:
        return _word(kind.value, **said)
    what = Word("cycle.appeal" if values.get("appeal") else "cycle.objection")
    said |= {"number": values["objection"], "what": what}
    if values["done"] is not None:
        return _word("answer-done", **said, done=values["done"])
    return _word(f"answer-{values['answer']}", **said)


def _closing(values: Mapping[str, Any]) -> Word:
    group = Listing(tuple(f"{name} = {value}" for name, value in values["group"]))
    return _word("closing-group" if values["group"] else "closing", period=values["period"], group=group)


def _decision(values: Mapping[str, Any], names: Mapping[str, str]) -> Word:
    """What was decided; where that is to be approved, what it replaces that was approved before."""
    said = _word(
        "decision" if values["whole"] else "decision-part", period=values["period"], count=len(values["outcomes"])
    )
    late = [
        Word("register.late-case", {"number": at, "day": day, "due": due}) for at, day, due in values.get("late", ())
    ]
    said = _word("decided-late", said=said, cases=Listing(tuple(late), "; ")) if late else said
    if "changed" not in values:
        return said
    replaced = [names.get(unit, unit) for units in values["replaces"].values() for unit in units]
    numbers = Listing(tuple(map(str, values["replaces"])))
    if replaced:
        return _word("draft-replacing", said=said, numbers=numbers, units=few(replaced))
    return _word("draft" if values["changed"] != [] else "decided-the-same", said=said)


def _step(values: Mapping[str, Any], names: Mapping[str, str]) -> Word:
    said = {name: values[name] for name in ("period", "step", "day")}
    if values["units"] is None:
        return _word("step", **said)
    return _word("step-of", **said, units=few([names.get(unit, unit) for unit in values["units"]]))


def _targets(kind: EventKind, values: Mapping[str, Any]) -> Word:
    said = {name: values[name] for name in ("period", "document", "day")}
    return _word(kind.value, **said, count=len(values["rows"]), units=len({row[0] for row in values["rows"]}))


def _word(key: str, **values: Any) -> Word:
    return Word(f"register.said-{key}", values)


# ---- which events ----------------------------------------------------------------------------------------------------


def digests_in(event: Event) -> list[str]:
    """The digests of persons that may stand in what is said of it."""
    values = event.values
    named = [values["rows"][0][0]] if event.kind is EventKind.WITHDRAWAL else [values.get("unit", "")]
    named += values.get("units") or []
    named += [unit for units in (values.get("replaces") or {}).values() for unit in units]
    named += [values["person"]] if event.kind in (EventKind.APPOINTMENT, EventKind.DEPARTURE) else []
    return [event.actor, *named]
