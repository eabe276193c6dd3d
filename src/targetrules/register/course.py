"""Where the periods of a policy stand in their cycle, by what was recorded; and what forbids another event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from targetrules.cycle.events import CycleEvent, DecisionTaken, ValuesCame
from targetrules.cycle.refusals import Course, Refusal, refusals
from targetrules.cycle.state import CycleState, replayed
from targetrules.period import ordinal_of_printed, period_text
from targetrules.register.error import RegisterError
from targetrules.register.event import EventKind
from targetrules.register.happened import happened, step_taken
from targetrules.register.journal import read_events
from targetrules.register.offices import Offices, offices_at
from targetrules.register.persons import names_of
from targetrules.register.policies import Policies
from targetrules.register.schema import decided, events, result_versions
from targetrules.report.results_csv import cell_of
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = ["OF_CYCLE", "check_course", "course_of", "state_at", "units_at"]

OF_CYCLE: Final = (EventKind.STEP,)
"""The kinds of events from which follows where a period stands."""
_ASKED: Final = (*OF_CYCLE, EventKind.RESULTS, EventKind.CORRECTION, EventKind.DECISION)
"""The kinds of events that the course of a period may forbid."""


def course_of(rules: Rules) -> Course | None:
    """What the course of a period must be; None where the policy says nothing of it."""
    return Course(rules.steps) if rules.steps else None


def state_at(connection: Connection, policy: str, period: int | str, number: int) -> CycleState:
    """Where a period stands, by all events up to a number.

    Args:
        connection: A transaction.
        policy: The id of the policy.
        period: The period, as it is printed.
        number: The number of the last event that counts.
    """
    kinds = [kind.value for kind in OF_CYCLE]
    query = select(events).where(events.c.kind.in_(kinds), events.c.policy == policy, events.c.number <= number)
    found = (happened(each) for each in read_events(connection, query) if each.values["period"] == period)
    return replayed(found)


def units_at(connection: Connection, policy: str, period: int, number: int) -> tuple[str, ...]:
    """The units that have a result in a period, as it is after an event."""
    known = result_versions.c
    query = select(known.unit, known.line.is_(None).label("gone"))
    query = query.where(known.policy == policy, known.period == period, known.event <= number)
    gone = {unit: is_gone for unit, is_gone in connection.execute(query.order_by(known.event)).all()}  # noqa: C416  rows
    return tuple(sorted(unit for unit, is_gone in gone.items() if not is_gone))


# ---- what is refused -------------------------------------------------------------------------------------------------


def check_course(
    connection: Connection, policies: Policies, kind: EventKind, content: Mapping[str, Any] | str, policy: str
) -> None:
    """Refuse an event that the course of its period forbids, as the policy has it.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        kind: The kind of the event.
        content: What it says, with the office for which it is recorded.
        policy: The id of the policy.

    Raises:
        RegisterError: It is forbidden; ``problems`` has all that forbids it.
    """
    texts = policies.adopted(connection, policy) if kind in _ASKED else []
    if not any(each.policy.rules.steps for each in texts):
        return
    values = json.loads(content) if isinstance(content, str) else content
    period_kind = texts[-1].policy.rules.period
    for period in [values["period"]] if "period" in values else dict.fromkeys(row[1] for row in values["rows"]):
        ordinal = ordinal_of_printed(period_kind, period)
        text = next((each for each in reversed(texts) if each.first is None or each.first <= ordinal), None)
        course = None if text is None else course_of(text.policy.rules)
        if course is not None:
            defaults = {} if text is None else _defaults(text.policy.rules)
            said = period, ordinal, period_text(period_kind, ordinal)
            _check(connection, course, kind, values, policy, said, defaults)


def _check(
    connection: Connection,
    course: Course,
    kind: EventKind,
    values: Mapping[str, Any],
    policy: str,
    period: tuple[int | str, int, int | str],
    defaults: Mapping[str, str],
) -> None:
    """The same of one period: as the event has it, its ordinal number, and as it is printed."""
    said, ordinal, printed = period
    number = _last(connection)
    state = state_at(connection, policy, printed, number)
    event: CycleEvent
    if kind is EventKind.STEP:
        present = units_at(connection, policy, ordinal, number) if values["units"] is None else ()
        event = step_taken(values, present=present)
    elif kind is EventKind.DECISION:
        if _is_decided(connection, policy, ordinal):
            return
        day = values["record"]["options"].get("decided-on")
        present = units_at(connection, policy, ordinal, number)
        event = DecisionTaken(None if day is None else date.fromisoformat(day), present)
    else:
        event = _came(course, values, said, defaults)
    found = refusals(course, state, event)
    if found:
        table = offices_at(connection)
        raise RegisterError(_worded(connection, each, table, printed) for each in found)


def _last(connection: Connection) -> int:
    return connection.scalar(select(events.c.number).order_by(events.c.number.desc()).limit(1)) or 0


def _is_decided(connection: Connection, policy: str, period: int) -> bool:
    query = select(decided.c.event).where(decided.c.policy == policy, decided.c.period == period)
    return connection.execute(query.limit(1)).first() is not None


def _defaults(rules: Rules) -> dict[str, str]:
    """What stands in a result where nothing was said of an input, by its name."""
    return {name: cell_of(each.default) for name, each in rules.inputs.items() if each.default is not None}


def _came(course: Course, values: Mapping[str, Any], period: int | str, defaults: Mapping[str, str]) -> ValuesCame:
    """The values that results of a period bring, of what a step may bring; a default is none that came."""
    found: dict[str, tuple[str, ...]] = {}
    columns = {name: at for at, name in enumerate(values["columns"], 2)}
    for name in (name for step in course.steps for name in step.gives):
        if name in columns:
            at = columns[name]
            nothing = ("", defaults.get(name, ""))
            found[name] = tuple(row[0] for row in values["rows"] if row[1] == period and row[at] not in nothing)
        elif name in values["details"]:
            rows = values["details"][name]["rows"]
            found[name] = tuple(dict.fromkeys(row[0] for row in rows if row[1] == period))
    return ValuesCame(found)


def _worded(connection: Connection, refusal: Refusal, table: Offices | None, period: int | str) -> Word:
    """What forbids it, with who could do something about it; persons by their names."""
    says = {name: _with_names(connection, each) for name, each in refusal.values.items()}
    return Word(f"cycle.{refusal.key}", {**says, "period": period, "who": _who(table, refusal.by)})


def _with_names(connection: Connection, said: Any) -> Any:
    """The same with the names of persons in place of the digests by which events know them."""
    match said:
        case Listing(parts=parts, joint=joint):
            names = names_of(connection, [each for each in parts if isinstance(each, str)])
            named = (names.get(each, each) if isinstance(each, str) else each for each in parts)
            return Listing(tuple(_with_names(connection, each) for each in named), joint)
        case Word(values=values) if type(said) is Word:
            return Word(said.key, {name: _with_names(connection, each) for name, each in values.items()})
        case date():
            return said.isoformat()
        case _:
            return said


def _who(table: Offices | None, by: tuple[str, ...]) -> Word | Listing:
    """The offices that may record a step: those that the policy names, of the table."""
    if table is None:
        return Word("cycle.anybody")
    able = [each for each in table.offices.values() if EventKind.STEP in each.may and (not by or each.id in by)]
    if able:
        return Listing(tuple(each.word() for each in able), "; ")
    return Word("cycle.no-office", {"offices": Listing(by), "event": table.event}) if by else Word("offices.none")
