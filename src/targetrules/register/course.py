"""Where the periods of a policy stand in their cycle, by what was recorded; and what forbids another event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import CycleEvent, DecisionTaken, ValuesCame
from targetrules.cycle.refusals import refusals
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

__all__ = ["OF_CYCLE", "check_course", "state_at", "units_at"]

OF_CYCLE: Final = (EventKind.STEP,)
"""The kinds of events from which follows where a period stands."""
_ASKED: Final = (*OF_CYCLE, EventKind.RESULTS, EventKind.CORRECTION, EventKind.DECISION)
"""The kinds of events that the course of a period may forbid."""


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
        if text is not None and text.policy.rules.steps:
            _check(connection, text.policy.rules, kind, values, period, ordinal)


def _check(
    connection: Connection, rules: Rules, kind: EventKind, values: Mapping[str, Any], said: int | str, period: int
) -> None:
    """The same of one period, by the text that judges it; ``said``: the period as the event has it."""
    if kind is EventKind.DECISION and _is_decided(connection, rules.id, period):
        return
    number, printed = _last(connection), period_text(rules.period, period)

    def present() -> tuple[str, ...]:
        return units_at(connection, rules.id, period, number)

    event: CycleEvent
    if kind is EventKind.STEP:
        event = step_taken(values, present=present() if values["units"] is None else ())
    elif kind is EventKind.DECISION:
        day = values["record"]["options"].get("decided-on")
        event = DecisionTaken(None if day is None else date.fromisoformat(day), present())
    else:
        event = _came(rules, values, said)
    found = refusals(Course(rules.steps), state_at(connection, rules.id, printed, number), event)
    if found:
        table = offices_at(connection)
        raise RegisterError(_worded(connection, each, table, printed) for each in found)


def _last(connection: Connection) -> int:
    return connection.scalar(select(events.c.number).order_by(events.c.number.desc()).limit(1)) or 0


def _is_decided(connection: Connection, policy: str, period: int) -> bool:
    query = select(decided.c.event).where(decided.c.policy == policy, decided.c.period == period)
    return connection.execute(query.limit(1)).first() is not None


def _came(rules: Rules, values: Mapping[str, Any], period: int | str) -> ValuesCame:
    """The values that results of a period bring, of what a step may bring; a default is none that came."""
    found: dict[str, tuple[str, ...]] = {}
    columns = {name: at for at, name in enumerate(values["columns"], 2)}
    for name in (name for step in rules.steps for name in step.gives):
        if name in columns:
            at, default = columns[name], rules.inputs[name].default
            nothing = ("", "" if default is None else cell_of(default))
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
