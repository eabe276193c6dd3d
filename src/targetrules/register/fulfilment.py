"""What became of consequences: served, carried out, accepted or returned, each on a day; or due and none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from attrs import field
from sqlalchemy import Connection, Select, select

from targetrules.arguments import ArgumentError
from targetrules.data import define, frozen
from targetrules.engine.outcomes import due_date, last_day
from targetrules.period import period_text
from targetrules.register.addressees import Addressees
from targetrules.register.approvals import brief_approved
from targetrules.register.course import state_at
from targetrules.register.decisions import Approval, Decision, decisions_at
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.policies import Policies
from targetrules.register.posts import Post
from targetrules.register.recording import Recording
from targetrules.register.said import received_by, received_in_force
from targetrules.register.schema import fulfilments
from targetrules.register.stored import Moment, RowKey
from targetrules.rules import tree
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

__all__ = ["Fulfilment", "Task", "TaskState", "fulfilments_of", "no_consequence", "note", "tasks_at", "tasks_until"]


TaskState: TypeAlias = Literal["draft", "open", "overdue", "returned", "executed", "accepted"]
"""Where a consequence stands: not approved yet, to be done, that after its day, returned, carried out, or accepted."""


_AFTER_SERVICE: Final = (EventKind.EXECUTED, EventKind.ACCEPTED, EventKind.RETURNED)
_OF_WHAT_WAS_DONE: Final = (EventKind.ACCEPTED, EventKind.RETURNED)


@frozen(slots=True)
class Fulfilment:
    """A consequence was served, carried out, or what was done was accepted or returned.

    Attributes:
        unit: The unit.
        period: The period, as it is printed.
        consequence: The id of the consequence.
        kind: ``"served"``, ``"executed"``, ``"accepted"`` or ``"returned"``.
        day: On which day.
        event: The number of the event that says so.
    """

    unit: str
    period: int | str
    consequence: str
    kind: str
    day: date
    event: int


@frozen(slots=True)
class Task:
    """A consequence that was decided and stands, and what has become of it.

    Attributes:
        unit: The unit.
        period: The period, as it is printed.
        consequence: The id of the consequence.
        due: The day until which it is to be done; None where it has no deadline, or its day is not known.
        until: The last day on which it is in force; None where it has none, or it is not known.
        served: The day on which it was served; None: it was not.
        executed: The day on which it was carried out; None: it was not, or what was done was returned since.
        accepted: The day on which what was done was accepted; None: it was not.
        returned: The day on which what was done was returned, where nothing was carried out since; else None.
        approval: Whether what was decided was approved; None: no approval is wanted.
        persons: The posts to which it is addressed, of those who held them on the day on which it was decided.
    """

    unit: str
    period: int | str
    consequence: str
    due: date | None
    until: date | None
    served: date | None
    executed: date | None
    accepted: date | None
    returned: date | None
    approval: Approval | None = None
    persons: tuple[Post, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether what was decided awaits its approval, before which nothing is served or carried out."""
        return self.approval is not None and self.approval.day is None

    def is_overdue(self, on: date) -> bool:
        """Whether on a day it should have been done and was not."""
        return self.due is not None and self.executed is None and self.due < on

    def state(self, on: date) -> TaskState:
        """Where it stands on a day."""
        if self.is_draft:
            return "draft"
        if self.accepted is not None:
            return "accepted"
        if self.executed is not None:
            return "executed"
        if self.is_overdue(on):
            return "overdue"
        return "open" if self.returned is None else "returned"


def note(
    recording: Recording,
    rules: tree.Rules,
    kind: EventKind,
    key: RowKey,
    named: str,
    consequence: str,
    day: date,
    says: Mapping[str, Any],
) -> Event:
    """Record that a consequence was served or carried out, or that what was done was accepted or returned.

    Args:
        recording: The transaction.
        rules: The policy.
        kind: ``SERVED``, ``EXECUTED``, ``ACCEPTED`` or ``RETURNED``.
        key: The period and the unit.
        named: The unit as it was named.
        consequence: The id of the consequence, or a label that no other has.
        day: On which day.
        says: What the event says besides.

    Raises:
        ArgumentError: The policy has no such consequence, or several of that label.
        RegisterError: It was not decided of the unit in the period, it is recorded already, what was done was not
            carried out before, or it is carried out anew on an earlier day than it was returned.
    """
    connection, now = recording.connection, recording.now()
    printed = period_text(rules.period, key[0])
    consequence = consequence_named("consequence", consequence, rules)
    decision = decisions_at(connection, rules, now, period=key[0], unit=key[1]).get(key)
    said = {"unit": named, "period": printed, "consequence": consequence}
    if decision is None:
        raise refused("fulfilled-undecided", **said)
    if consequence not in decision.received:
        raise refused("fulfilled-not-received", **said, number=decision.event)
    there = fulfilments_of(connection, rules, key, now.number)
    stands = _standing(each for each in there if each.consequence == consequence)
    already = stands.get(kind.value)
    if already is not None:
        raise refused(f"{kind.value}-already", **said, number=already.event, day=already.day.isoformat())
    if kind in _OF_WHAT_WAS_DONE:
        _check_done(stands, kind, said, day)
    returned = stands.get(EventKind.RETURNED.value)
    if kind is EventKind.EXECUTED and returned is not None and day < returned.day:
        days = {"day": day.isoformat(), "number": returned.event, "returned": returned.day.isoformat()}
        raise refused("executed-early", **said, **days)
    content = {"unit": key[1], "period": printed, "consequence": consequence, "day": day.isoformat(), **says}
    return recording.add(kind, content, rules.id)


def _check_done(stands: Mapping[str, Fulfilment], kind: EventKind, said: Mapping[str, Any], day: date) -> None:
    """RegisterError where what was done cannot be accepted or returned: nothing was, or not yet on that day."""
    accepted, done = stands.get(EventKind.ACCEPTED.value), stands.get(EventKind.EXECUTED.value)
    if accepted is not None:
        raise refused("accepted-already", **said, number=accepted.event, day=accepted.day.isoformat())
    if done is None:
        raise refused(f"{kind.value}-not-executed", **said)
    if day < done.day:
        days = {"day": day.isoformat(), "number": done.event, "done": done.day.isoformat()}
        raise refused(f"{kind.value}-early", **said, **days)


def _standing(events: Iterable[Fulfilment]) -> dict[str, Fulfilment]:
    """What stands of one consequence, by its kind: what was returned is as if it had not been carried out."""
    found: dict[str, Fulfilment] = {}
    for each in events:
        if each.kind == EventKind.RETURNED.value:
            found.pop(EventKind.EXECUTED.value, None)
        elif each.kind == EventKind.EXECUTED.value:
            found.pop(EventKind.RETURNED.value, None)
        found[each.kind] = each
    return found


def consequence_named(name: str, asked: str, rules: tree.Rules) -> str:
    """The id of a consequence that was asked for by it, or by a label.

    Raises:
        ArgumentError: The policy has no such consequence, or several of that label.
    """
    if any(rule.id == asked for rule in rules.consequences):
        return asked
    alike = [rule.id for rule in rules.consequences if asked.strip() in rule.label.values()]
    if not alike:
        raise no_consequence(name, asked, rules)
    if len(alike) > 1:
        said = {"label": asked.strip(), "policy": rules.id, "known": Listing(tuple(alike))}
        raise ArgumentError(name, Word("register.consequences-of-label", said))
    return alike[0]


def no_consequence(name: str, asked: str, rules: tree.Rules) -> ArgumentError:
    """The error for a consequence that the policy has not; one whose id is near is named."""
    known = dict.fromkeys(rule.id for rule in rules.consequences)
    near = nearest(asked, known)
    key = "register.no-consequence" if near is None else "register.no-consequence-but"
    said = {"rule": asked, "near": near or "", "policy": rules.id, "known": Listing(tuple(known))}
    return ArgumentError(name, Word(key, said))


# ---- what is there ---------------------------------------------------------------------------------------------------


def fulfilments_of(connection: Connection, rules: tree.Rules, key: RowKey, number: int) -> list[Fulfilment]:
    """What became of the consequences of a unit in a period, of decisions that stood until an event, in its order."""
    known = fulfilments.c
    query = select(fulfilments).where(known.policy == rules.id, known.period == key[0], known.unit == key[1])
    return list(_read(connection, rules, query, number, lambda _: rules))


def tasks_at(
    connection: Connection,
    policies: Policies,
    policy: str,
    moment: Moment,
    unit: str | None = None,
    period: int | None = None,
    standing: Mapping[RowKey, Decision] | None = None,
    *,
    zone: ZoneInfo,
) -> list[Task]:
    """The consequences that were decided and stand, all or those of a unit or a period, by period and unit.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        policy: The id of the policy.
        moment: What was known.
        unit: The only unit.
        period: The only period.
        standing: The decisions of which they are, where these were read already.
        zone: The time zone of the register's days.
    """
    rules = policies.adopted(connection, policy, moment.number)[-1].policy.rules
    if standing is None:
        standing = brief_approved(connection, policies, rules, moment, period, unit)
    addressees = Addressees(connection, policies, policy, moment.number, zone)
    query = select(fulfilments).where(fulfilments.c.policy == policy)
    query = query if period is None else query.where(fulfilments.c.period == period)
    return list(_tasks(connection, policies, rules, moment, query, standing, addressees))


def tasks_until(
    connection: Connection,
    policies: Policies,
    rules: tree.Rules,
    moment: Moment,
    period: int,
    standing: Mapping[RowKey, Decision],
    day: date,
) -> list[Task]:
    """Those of a period by what happened until a day; of whom they were is not looked up.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The policy, in whichever of its texts.
        moment: What was known.
        period: The period.
        standing: The decisions of which they are.
        day: The last day of which what happened counts.
    """
    known = fulfilments.c
    query = select(fulfilments).where(known.policy == rules.id, known.period == period, known.day <= day.isoformat())
    return list(_tasks(connection, policies, rules, moment, query, standing, None))


def _tasks(
    connection: Connection,
    policies: Policies,
    rules: tree.Rules,
    moment: Moment,
    query: Select[Any],
    standing: Mapping[RowKey, Decision],
    addressees: Addressees | None,
) -> Iterator[Task]:
    policy = rules.id

    def judging_text(at: int) -> tree.Rules:
        return policies.judging(connection, policy, at, moment.number).policy.rules

    done: dict[tuple[str, int | str, str], list[Fulfilment]] = {}
    for each in _read(connection, rules, query, moment.number, judging_text):
        done.setdefault((each.unit, each.period, each.consequence), []).append(each)
    texts = dict[int, tuple[tree.Rules, dict[str, tree.Consequence]]]()
    for (at, _), decision in standing.items():
        if at not in texts:
            text = judging_text(at)
            texts[at] = text, {rule.id: rule for rule in text.consequences}
        judging, known = texts[at]
        for entry in decision.consequences:
            rule = known.get(entry["id"])
            persons: tuple[Post, ...] = ()
            if addressees is not None and rule is not None:
                persons = addressees.of(at, decision.unit, rule.id, rule.to)
            yield _task(decision, entry, rule, judging, done, persons)


def _task(
    decision: Decision,
    entry: Mapping[str, Any],
    rule: tree.Consequence | None,
    rules: tree.Rules,
    done: Mapping[tuple[str, int | str, str], Sequence[Fulfilment]],
    persons: tuple[Post, ...],
) -> Task:
    """What is counted from the day of service is known when that is."""
    of = decision.unit, decision.period, entry["id"]
    there = done.get(of)
    if there is None:  # of most of them nothing was noted, and there may be very many
        nothing = (None, None, None, None)
        return Task(*of, _day(entry.get("due")), _day(entry.get("until")), *nothing, decision.approval, persons)
    days = {kind: each.day for kind, each in _standing(there).items()}
    served = days.get(EventKind.SERVED.value)
    due, until = _day(entry.get("due")), _day(entry.get("until"))
    if rule is not None and entry.get("counted_from") == "service" and served is not None:
        due = due_date(rule.deadline, served, rules.working_days) if due is None and rule.deadline is not None else due
        until = last_day(rule.lasts, served) if until is None and rule.lasts is not None else until
    executed, accepted, returned = (days.get(kind.value) for kind in _AFTER_SERVICE)
    return Task(*of, due, until, served, executed, accepted, returned, decision.approval, persons)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _read(
    connection: Connection,
    rules: tree.Rules,
    query: Select[Any],
    number: int,
    judging: Callable[[int], tree.Rules],
) -> Iterator[Fulfilment]:
    """Those up to an event of which the consequence was decided ever since: a fresh decision needs a fresh service.

    What was decided and superseded before it was approved was never in force, and takes nothing away.
    """
    later = _Later(connection, rules.id, number, judging)
    for row in connection.execute(query.where(fulfilments.c.event <= number).order_by(fulfilments.c.event)).all():
        if later.leave(row.period, row.unit, row.consequence, row.event):
            printed = period_text(rules.period, row.period)
            yield Fulfilment(row.unit, printed, row.consequence, row.kind, date.fromisoformat(row.day), row.event)


@define(eq=False)
class _Later:
    """The decisions of a policy up to an event, each read once."""

    connection: Connection
    policy: str
    number: int
    judging: Callable[[int], tree.Rules]
    _of_periods: dict[int, list[tuple[int, bool, Mapping[str, Collection[str]]]]] = field(factory=dict, init=False)

    def leave(self, period: int, unit: str, consequence: str, event: int) -> bool:
        """Whether no decision after an event took the consequence from the unit."""
        if period not in self._of_periods:
            self._of_periods[period] = list(self._in_force(period))
        for at, is_whole, received in self._of_periods[period]:
            nothing = () if is_whole else (consequence,)
            if at > event and consequence not in received.get(unit, nothing):
                return False
        return True

    def _in_force(self, period: int) -> Iterator[tuple[int, bool, Mapping[str, Collection[str]]]]:
        rules = self.judging(period)
        if not rules.cycle.approve_by:
            return received_by(self.connection, self.policy, period, self.number)
        approvals = [each.number for each in state_at(self.connection, rules, period, self.number).approvals]
        return received_in_force(self.connection, self.policy, period, self.number, approvals)
