"""What became of the consequences of the period before: found by what was served and carried out until a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from attrs import field
from sqlalchemy import Connection

from targetrules.data import define
from targetrules.period import period_text
from targetrules.register.approvals import brief_approved
from targetrules.register.decisions import Decision
from targetrules.register.error import RegisterError, refused
from targetrules.register.followed_up import FollowedUp, follow_ups_of, followed_in
from targetrules.register.fulfilment import Task, tasks_until
from targetrules.register.incoming import Posted
from targetrules.register.journal import event_at, events_at, last_number
from targetrules.register.persons import few_named
from targetrules.register.policies import Policies
from targetrules.register.recording import Recording
from targetrules.register.said import brief_decisions
from targetrules.register.standing import standing_events
from targetrules.register.stored import Moment, RowKey, rows_at
from targetrules.rules.decided import DECIDED_RECEIVED, ids_named
from targetrules.rules.succession import predecessor_of
from targetrules.rules.tree import Rules
from targetrules.wording import Word

__all__ = ["became_otherwise", "check_not_given", "followed_by", "what_became"]


def what_became(
    connection: Connection, policies: Policies, rules: Rules, period: int, moment: Moment, day: date
) -> FollowedUp | None:
    """What became of the consequences of the period before, until a day; None where the policy does not ask.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
        day: The day; whatever happened after it does not count.

    Raises:
        RegisterError: Results of the period say something else.
    """
    asked = follow_ups_of(rules)
    if not asked:
        return None
    before = _Before(connection, policies, rules, period - 1, moment, day)
    rows = {unit: row.values for (_, unit), row in rows_at(connection, rules.id, moment, period=period).items()}
    late, still_open = dict[str, list[str]](), dict[str, list[str]]()
    for name, rule in asked.items():
        given = {unit: values[name] for unit, values in rows.items() if values.get(name)}
        if given and not before.decisions:  # whoever began later knows no better
            continue
        found = {unit: before.is_done(predecessor_of(unit, values), rule) for unit, values in rows.items()}
        others = [unit for unit, cell in given.items() if found[unit] is not (cell == "true")]
        if others:
            said = {"period": period_text(rules.period, period), "day": day.isoformat(), "rule": rule}
            raise refused("followed-otherwise", **said, **_told(connection, name, others))
        late[name] = [unit for unit, is_done in found.items() if is_done is False]
        still_open[name] = [unit for unit, is_done in found.items() if is_done is None]
    return FollowedUp(day, late, still_open)


@define(eq=False)
class _Before:
    """A period, and what became of what was decided in it."""

    connection: Connection
    policies: Policies
    rules: Rules
    period: int
    moment: Moment
    day: date
    decisions: Mapping[RowKey, Decision] = field(init=False)
    _tasks: Mapping[tuple[str, str], Task] = field(init=False)
    _received: Mapping[str, str | None] = field(init=False)

    def __attrs_post_init__(self) -> None:
        connection, moment, id_ = self.connection, self.moment, self.rules.id
        self.decisions = brief_approved(connection, self.policies, self.rules, moment, self.period)
        tasks = tasks_until(connection, self.policies, self.rules, moment, self.period, self.decisions, self.day)
        self._tasks = {(each.unit, each.consequence): each for each in tasks}
        rows = rows_at(connection, id_, moment, period=self.period)
        self._received = {unit: row.values.get(DECIDED_RECEIVED) for (_, unit), row in rows.items()}

    def is_done(self, unit: str, rule: str) -> bool | None:
        """Whether nothing is left to be carried out; None where that is not known yet."""
        decision = self.decisions.get((self.period, unit))
        if decision is None:
            return self._was_spared(unit, rule)
        task = self._tasks.get((unit, rule))
        if task is not None:
            return _is_in_time(task, self.day)
        return None if rule in (*decision.undetermined, *decision.open_to_discretion) else True

    def _was_spared(self, unit: str, rule: str) -> bool | None:
        """Of a unit of which the register decided nothing: it was not assessed, or results say what was decided."""
        if unit not in self._received:
            return True
        received = self._received[unit]
        named = ids_named(self.rules, received) if received else ()
        return True if received and rule not in named else None


def _is_in_time(task: Task, day: date) -> bool | None:
    if task.is_draft:
        return None
    if task.executed is not None:
        return task.due is None or task.executed <= task.due
    return False if task.is_overdue(day) else None


def _zone(connection: Connection) -> ZoneInfo:
    first = event_at(connection, 1)
    return ZoneInfo("UTC" if first is None else first.value("zone"))


def _told(connection: Connection, name: str, units: list[str]) -> dict[str, Any]:
    return {"name": name, "count": len(units), "units": few_named(connection, units)}


def followed_by(
    recording: Recording, policies: Policies, rules: Rules, period: int, decided_on: date | None, *, anew: bool
) -> FollowedUp | None:
    """What became of the consequences of the period before, for a decision that is about to be taken.

    Args:
        recording: The transaction.
        policies: The texts that were adopted.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        decided_on: The date of the decision, until which it counts; None: it has none, and it is today.
        anew: Whether a correction has it decided anew, so that the day is that of the decision that stands.

    Raises:
        RegisterError: Results of the period say something else.
    """
    if not follow_ups_of(rules):
        return None
    day = _day_that_was(recording, rules, period) if anew else None
    day = day or decided_on or recording.clock().astimezone(_zone(recording.connection)).date()
    return what_became(recording.connection, policies, rules, period, recording.now(), day)


def _day_that_was(recording: Recording, rules: Rules, period: int) -> date | None:
    found = _decided_with(recording.connection, rules, period, recording.now())
    return None if found is None else found.day


def _decided_with(connection: Connection, rules: Rules, period: int, moment: Moment) -> FollowedUp | None:
    """What the decision of a period that stands was taken with."""
    numbers = standing_events(connection, rules.id, moment, period=period).get(period, [])
    found = [followed_in(event) for event in events_at(connection, numbers[-1:])]
    return found[0] if found else None


def became_otherwise(
    connection: Connection, policies: Policies, rules: Rules, period: int, moment: Moment
) -> tuple[str, ...]:
    """The units of which something else became of consequences, by what is known now, than a period was decided with.

    That was found until the day of the decision; what was recorded since may be of days before.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
    """
    then = _decided_with(connection, rules, period, moment) if follow_ups_of(rules) else None
    if then is None:
        return ()
    before = _Before(connection, policies, rules, period - 1, moment, then.day)
    rows = {unit: row.values for (_, unit), row in rows_at(connection, rules.id, moment, period=period).items()}
    of = sorted(unit for _, unit in brief_decisions(connection, rules, moment, period) if unit in rows)
    return tuple(
        unit
        for unit in of
        if any(
            before.is_done(predecessor_of(unit, rows[unit]), rule) is not then.is_done(name, unit)
            for name, rule in follow_ups_of(rules).items()
            if name in then.late
        )
    )


def check_not_given(connection: Connection, posted: Posted) -> None:
    """RegisterError where results bring what the register finds itself, since it has decided the period before."""
    rules = posted.adopted.policy.rules
    places = {name: posted.columns.index(name) + 2 for name in follow_ups_of(rules) if name in posted.columns}
    if places:
        problems = list(_given(connection, rules, posted, places))
        if problems:
            raise RegisterError(problems)


def _given(connection: Connection, rules: Rules, posted: Posted, places: Mapping[str, int]) -> Iterator[Word]:
    now = Moment(last_number(connection, None))
    for period in sorted({period for period, _ in posted.keys}):
        if not standing_events(connection, rules.id, now, period=period - 1):
            continue
        rows = [cells for (at, _), cells in zip(posted.keys, posted.rows, strict=True) if at == period]
        for name, place in places.items():
            units = [cells[0] for cells in rows if cells[place]]
            if units:
                said = {"period": period_text(rules.period, period), "before": period_text(rules.period, period - 1)}
                said |= _told(connection, name, units)
                yield Word("register.followed-given", {**said, "rule": follow_ups_of(rules)[name]})
