"""Where the periods of a policy stand in their cycle, by what was recorded; and what forbids another event."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import evolve
from sqlalchemy import Connection, func, select

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import (
    AppealMade,
    ConsequenceNoted,
    CycleEvent,
    DecisionTaken,
    DiscretionUsed,
    ObjectionMade,
    OverrideMade,
    ResultChanged,
    TargetsAmended,
    TargetsIssued,
    ValuesCame,
)
from targetrules.cycle.refusals import refusals
from targetrules.cycle.state import CycleState, replayed
from targetrules.data import frozen
from targetrules.period import earliest_beginning, ordinal_of_printed, period_text
from targetrules.policy import Policy
from targetrules.register.decisions import decisions_at
from targetrules.register.error import RegisterError
from targetrules.register.event import EventKind
from targetrules.register.happened import (
    HappenedEvent,
    appeal_made,
    approval_given,
    happened,
    objection_answered,
    objection_made,
    shown_of,
    step_taken,
)
from targetrules.register.in_force import had_targets
from targetrules.register.issuing import about_to_be_amended, about_to_be_issued, given_targets, with_issued
from targetrules.register.journal import events_at, last_number, read_events
from targetrules.register.offices import offices_at
from targetrules.register.period_tables import standing_lines
from targetrules.register.persons import names_of
from targetrules.register.policies import Policies
from targetrules.register.rulings import RULINGS, dated, decided_last, discretion_stands, override_stands, ruled_last
from targetrules.register.said import received_since
from targetrules.register.schema import decided, events, result_versions
from targetrules.register.standing import standing_events
from targetrules.register.stored import Moment, StoredRow, rows_at
from targetrules.report.results_csv import cell_of
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = [
    "OF_CYCLE",
    "changed_since",
    "check_course",
    "check_given_targets",
    "differing_since",
    "late_units",
    "state_at",
    "units_at",
    "who_may",
]

OF_CYCLE: Final = (
    EventKind.STEP,
    EventKind.APPROVAL,
    EventKind.SHOWN,
    EventKind.OBJECTION,
    EventKind.ANSWER,
    EventKind.APPEAL,
)
"""The kinds of events from which, and from decisions, follows where a period stands; targets stand in a table."""
_OF_TARGETS: Final = (EventKind.TARGETS, EventKind.AMENDMENT)
_VALUES: Final = (EventKind.RESULTS, EventKind.CORRECTION)
_CONSEQUENCES: Final = (EventKind.SERVED, EventKind.EXECUTED, EventKind.ACCEPTED, EventKind.RETURNED)
_ASKED: Final = (*OF_CYCLE, *_VALUES, EventKind.DECISION, *_CONSEQUENCES, *_OF_TARGETS, *RULINGS)
"""The kinds of events that the course of a period may forbid."""
_KEPT: Final = "targetrules: where periods stood"
"""Under this a connection keeps it."""


@frozen(slots=True)
class _Folded:
    """Where a period stood after an event, which its hash tells from any other, with all events before it."""

    number: int = 0
    hash: bytes | None = None
    state: CycleState = CycleState()


def state_at(connection: Connection, rules: Rules, period: int, number: int) -> CycleState:
    """Where a period stands, by all events up to a number; what was decided stands in it where it is to be approved.

    What it was after an earlier event is kept with the connection, so that each event is read once where they are
    recorded or looked at one after the other.

    Args:
        connection: A transaction.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        number: The number of the last event that counts.
    """
    kept: dict[tuple[str, int, bool], _Folded] = connection.info.setdefault(_KEPT, {})
    key = rules.id, period, bool(rules.cycle.approve_by)
    before = kept.get(key, _Folded())
    if before.number > number or (before.number and _hash_of(connection, before.number) != before.hash):
        before = _Folded()
    if before.number == number:
        return before.state
    state = replayed(_happened_since(connection, rules, period, before, number), before.state)
    last = _hash_of(connection, number)
    if last is not None:  # else it may come yet
        kept[key] = _Folded(number, last, state)
    return state


def _hash_of(connection: Connection, number: int) -> bytes | None:
    found: bytes | None = connection.scalar(select(events.c.hash).where(events.c.number == number))
    return found


def _happened_since(
    connection: Connection, rules: Rules, period: int, before: _Folded, number: int
) -> Sequence[CycleEvent]:
    """What happened in a period since it stood so, up to an event."""
    printed, kinds = period_text(rules.period, period), [kind.value for kind in OF_CYCLE]
    query = select(events).where(events.c.kind.in_(kinds), events.c.policy == rules.id)
    query = query.where(events.c.number > before.number, events.c.number <= number)
    found = [happened(each) for each in read_events(connection, query) if each.value("period") == printed]
    if rules.cycle.approve_by:
        found = sorted((*found, *_decisions(connection, rules.id, period, before, number)), key=_number_of)
    return _with_corrections(connection, rules.id, period, before, number, found)


def _decisions(
    connection: Connection, policy: str, period: int, before: _Folded, number: int
) -> Iterator[DecisionTaken]:
    """What was decided, as a derived table has it: the event of each tells all outcomes, which would take long."""
    query = select(decided.c.event, decided.c.changed).where(decided.c.policy == policy, decided.c.period == period)
    for event, changed in connection.execute(query.where(decided.c.event > before.number, decided.c.event <= number)):
        units = json.loads(changed)
        yield DecisionTaken(None, units=None if units is None else frozenset(units), number=event)


def _number_of(event: HappenedEvent | ResultChanged) -> int:
    return event.number


def _with_corrections(
    connection: Connection, policy: str, period: int, before: _Folded, number: int, found: Sequence[HappenedEvent]
) -> Sequence[CycleEvent]:
    """The same with what became of the results of units that object, of which there are few."""
    units = {each.unit for each in found if isinstance(each, ObjectionMade | AppealMade)}
    units |= {each.unit for each in before.state.objections.values()}
    if not units:
        return found
    known = result_versions.c
    query = select(known.unit, known.event).where(known.policy == policy, known.period == period)
    query = query.where(known.event > before.number, known.event <= number, known.unit.in_(sorted(units)))
    changed = [ResultChanged(unit, event) for unit, event in connection.execute(query).all()]
    return sorted((*found, *changed), key=_number_of)


def units_at(connection: Connection, policy: str, period: int, number: int) -> tuple[str, ...]:
    """The units that have a result in a period, as it is after an event."""
    query = standing_lines(policy, period, number).with_only_columns(result_versions.c.unit)
    return tuple([row[0] for row in connection.execute(query).all()])  # by places, for there are very many


def changed_since(connection: Connection, policy: str, period: int, since: int, number: int) -> int:
    """How many results of a period came, were corrected or were withdrawn after one event, up to another."""
    known = result_versions.c
    query = select(func.count()).where(known.policy == policy, known.period == period, known.event > since)
    return connection.scalar(query.where(known.event <= number)) or 0


def differing_since(connection: Connection, policy: str, period: int, since: int, number: int) -> int:
    """How many units have another result in a period after one event than after another; others came and went."""
    if not changed_since(connection, policy, period, since, number):
        return 0
    before, now = (rows_at(connection, policy, Moment(at), period=period) for at in (since, number))
    return sum(_what_is_said(before.get(key)) != _what_is_said(now.get(key)) for key in {**before, **now})


def _what_is_said(row: StoredRow | None) -> tuple[Mapping[str, str], Mapping[str, Any]] | None:
    return None if row is None else ({name: value for name, value in row.values.items() if value}, row.details)


def late_units(connection: Connection, rules: Rules, period: int, number: int) -> tuple[str, ...]:
    """The units with a result of which nothing is decided yet in a period that is; where steps are taken for units."""
    if not any(step.each_unit for step in rules.steps):
        return ()
    there = set[str]()
    for event in standing_events(connection, rules.id, Moment(number), period=period).get(period, ()):
        said = connection.scalar(select(decided.c.said).where(decided.c.event == event))
        there |= {unit for *_, units in json.loads(said or "[]") for unit in units}
    return tuple(unit for unit in units_at(connection, rules.id, period, number) if unit not in there)


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
    has_course = any(_has_course(each.policy.rules) for each in texts)
    is_of_all = kind not in _VALUES or had_targets(connection, policy)
    if not texts or not (has_course or is_of_all):
        return
    values = json.loads(content) if isinstance(content, str) else content
    period_kind = texts[-1].policy.rules.period
    for period in [values["period"]] if "period" in values else dict.fromkeys(row[1] for row in values["rows"]):
        ordinal = ordinal_of_printed(period_kind, period)
        text = next((each for each in reversed(texts) if each.first is None or each.first <= ordinal), None)
        if text is not None and (is_of_all or _has_course(text.policy.rules)):
            _check(connection, text.policy, kind, values, period, ordinal)


def _has_course(rules: Rules) -> bool:
    return bool(rules.steps or rules.cycle.approve_by)


def _check(
    connection: Connection, policy: Policy, kind: EventKind, values: Mapping[str, Any], said: int | str, period: int
) -> None:
    """The same of one period, by the text that judges it; ``said``: the period as the event has it."""
    rules, number = policy.rules, last_number(connection, None)
    event = _asked(connection, policy, kind, values, said, period, number)
    state = state_at(connection, rules, period, number) if _has_course(rules) else CycleState()
    state = with_issued(connection, state, policy, period, _units_of_targets(event))
    if isinstance(event, ConsequenceNoted):
        event = _with_decision(connection, rules, period, number, event, state)
    course = Course(rules.steps, rules.cycle, earliest_beginning(rules.period, period))
    found = refusals(course, state, event)
    if found:
        printed = period_text(rules.period, period)
        raise RegisterError(_worded(connection, each, printed) for each in found)


def check_given_targets(connection: Connection, policies: Policies, content: Mapping[str, Any], policy: str) -> None:
    """Refuse results that say of a target something else than was issued, before they are held against those there.

    What was issued is put in its place there, so that they would be told to be just as those.

    Raises:
        RegisterError: They do; ``problems`` has all such targets.
    """
    if not had_targets(connection, policy):
        return
    kind = policies.adopted(connection, policy)[-1].policy.rules.period
    problems = list[Word]()
    for period in dict.fromkeys(row[1] for row in content["rows"]):
        ordinal = ordinal_of_printed(kind, period)
        text = policies.judging(connection, policy, ordinal).policy
        event = ValuesCame({}, given_targets(connection, text, ordinal, content, period))
        state = with_issued(connection, CycleState(), text, ordinal, _units_of_targets(event))
        found = refusals(Course((), text.rules.cycle), state, event)
        problems += [_worded(connection, each, period_text(kind, ordinal)) for each in found]
    if problems:
        raise RegisterError(problems)


def _units_of_targets(event: CycleEvent) -> set[str]:
    """The units of whose targets it is asked what is in force."""
    match event:
        case TargetsIssued(targets=targets) | TargetsAmended(after=targets):
            return {unit for unit, _ in targets}
        case ValuesCame(targets=given):
            return {each.key[0] for each in given}
        case _:
            return set()


def _asked(
    connection: Connection,
    policy: Policy,
    kind: EventKind,
    values: Mapping[str, Any],
    said: int | str,
    period: int,
    number: int,
) -> CycleEvent:
    """What is to be recorded, as the rules of the cycle see it, with what they ask of the period besides."""
    rules = policy.rules

    def present() -> tuple[str, ...]:
        return units_at(connection, rules.id, period, number)

    match kind:
        case EventKind.STEP:
            return step_taken(values, present=present() if values["units"] is None else ())
        case EventKind.DECISION:
            day = values["record"]["options"].get("decided-on")
            is_first = _last_decided(connection, rules.id, period) is None
            of = () if not rules.steps else present() if is_first else late_units(connection, rules, period, number)
            return DecisionTaken(None if day is None else date.fromisoformat(day), of, is_first)
        case EventKind.APPROVAL | EventKind.SHOWN | EventKind.OBJECTION | EventKind.ANSWER | EventKind.APPEAL:
            return _asked_of_draft(connection, rules, kind, values, period, number)
        case EventKind.SERVED | EventKind.EXECUTED | EventKind.ACCEPTED | EventKind.RETURNED:
            day = date.fromisoformat(values["day"])
            return ConsequenceNoted(kind.value, values["consequence"], values["unit"], day)
        case EventKind.DISCRETION | EventKind.OVERRIDE:
            return _asked_beside(connection, rules, kind, values, period, number)
        case EventKind.TARGETS:
            return about_to_be_issued(connection, policy, period, values)
        case EventKind.AMENDMENT:
            return about_to_be_amended(connection, policy, period, values)
        case _:
            given = given_targets(connection, policy, period, values, said)
            return evolve(_came(rules, values, said), targets=given)


def _with_decision(
    connection: Connection, rules: Rules, period: int, number: int, event: ConsequenceNoted, state: CycleState
) -> ConsequenceNoted:
    """The same with the event since which what is noted stands, and its date where the approval gives it none."""
    approvals = [each.number for each in state.approvals] if rules.cycle.approve_by else None
    since = received_since(connection, rules.id, period, number, approvals)
    of = event.unit, event.consequence
    if approvals is not None:
        return evolve(event, since=since.get(of, number))  # a draft may have nothing yet
    [decision] = events_at(connection, [since[of]])
    return evolve(event, since=since[of], decided=dated(decision))


def _asked_of_draft(
    connection: Connection, rules: Rules, kind: EventKind, values: Mapping[str, Any], period: int, number: int
) -> CycleEvent:
    """The same of what happens between a decision and its approval."""
    match kind:
        case EventKind.APPROVAL | EventKind.SHOWN:
            present = units_at(connection, rules.id, period, number)
            since = _last_decided(connection, rules.id, period)
            changed = 0 if since is None else differing_since(connection, rules.id, period, since, number)
            if kind is EventKind.SHOWN:
                return shown_of(values, present=present, changed=changed)
            given = approval_given(values, present=present, changed=changed)
            ruled = ruled_last(connection, rules, period, number)
            return evolve(given, open=_left_open(connection, rules, period, number), ruled=ruled)
        case EventKind.OBJECTION:
            there = decisions_at(connection, rules, Moment(number), period=period, unit=values["unit"])
            return objection_made(values, is_decided=bool(there))
        case EventKind.APPEAL:
            return appeal_made(values)
        case _:
            return objection_answered(values)


def _left_open(connection: Connection, rules: Rules, period: int, number: int) -> Mapping[str, Sequence[str]]:
    """What is left to discretion and nobody decided yet: the units, by consequence."""
    found: dict[str, list[str]] = {}
    if rules.cycle.discretion_by:
        for each in decisions_at(connection, rules, Moment(number), period=period).values():
            for id_ in each.open_to_discretion:
                found.setdefault(id_, []).append(each.unit)
    return found


def _asked_beside(
    connection: Connection, rules: Rules, kind: EventKind, values: Mapping[str, Any], period: int, number: int
) -> CycleEvent:
    """What people decide beside the rules, and how what it is about stands."""
    unit, day = values["unit"], date.fromisoformat(values["day"])
    office = (values.get("office") or {}).get("id")
    decision = decisions_at(connection, rules, Moment(number), period=period, unit=unit).get((period, unit))
    last = decided_last(connection, rules, period, number, unit)
    if kind is EventKind.OVERRIDE:
        return OverrideMade(unit, day, office, override_stands(values, decision), last)
    consequence = values["consequence"]
    return DiscretionUsed(unit, consequence, day, office, discretion_stands(values, rules, decision), last)


def _last_decided(connection: Connection, policy: str, period: int) -> int | None:
    """The number of the event that decided something of a period last; None: nothing was."""
    query = select(func.max(decided.c.event)).where(decided.c.policy == policy, decided.c.period == period)
    last: int | None = connection.scalar(query)
    return last


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
    return ValuesCame(found, has_reason=bool(values.get("reason")))


def _worded(connection: Connection, refusal: Refusal, period: int | str) -> Word:
    """What forbids it, with who could do something about it; persons by their names."""
    says = {name: _with_names(connection, each) for name, each in refusal.values.items()}
    who = who_may(connection, EventKind(refusal.may), refusal.by)
    return Word(f"cycle.{refusal.key}", {**says, "period": period, "who": who})


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


def who_may(connection: Connection, kind: EventKind, by: tuple[str, ...] = ()) -> Word | Listing:
    """The offices that may record an event: those of these that the table has, or any."""
    table = offices_at(connection)
    if table is None:
        return Word("cycle.anybody")
    able = [each for each in table.offices.values() if kind in each.may and (not by or each.id in by)]
    if able:
        return Listing(tuple(each.word() for each in able), "; ")
    no_office = {"offices": Listing(by), "event": table.event, "kind": kind.value}
    return Word("cycle.no-office", no_office) if by else Word("offices.none")
