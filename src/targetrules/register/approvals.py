"""What was approved: of each decision by which event, and the days that are counted from then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from attrs import evolve
from sqlalchemy import Connection

from targetrules.cycle.state import Approved, CycleState
from targetrules.engine.outcomes import decisions_of
from targetrules.register.course import state_at
from targetrules.register.decisions import Approval, Decision, decisions_at, with_days
from targetrules.register.differences import is_same
from targetrules.register.journal import events_at
from targetrules.register.policies import Policies
from targetrules.register.said import brief_decisions
from targetrules.register.standing import standing_events
from targetrules.register.stored import Moment, RowKey
from targetrules.rules.tree import Rules

__all__ = ["brief_approved", "decisions_approved", "drafted", "in_force", "unapproved"]


def decisions_approved(
    connection: Connection,
    policies: Policies,
    rules: Rules,
    moment: Moment,
    period: int | None = None,
    unit: str | None = None,
) -> Mapping[RowKey, Decision]:
    """The decisions as they stood, each with its approval, where one is wanted, and with the days that follow from it.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The policy, in whichever of its texts.
        moment: What was known.
        period: The only period.
        unit: The only unit.
    """
    standing = decisions_at(connection, rules, moment, period=period, unit=unit)
    return _approved(connection, policies, rules.id, moment, standing)


def brief_approved(
    connection: Connection,
    policies: Policies,
    rules: Rules,
    moment: Moment,
    period: int | None = None,
    unit: str | None = None,
) -> Mapping[RowKey, Decision]:
    """The same, told briefly: see :func:`brief_decisions`."""
    standing = brief_decisions(connection, rules, moment, period, unit)
    return _approved(connection, policies, rules.id, moment, standing)


def _approved(
    connection: Connection, policies: Policies, policy: str, moment: Moment, standing: Mapping[RowKey, Decision]
) -> Mapping[RowKey, Decision]:
    if not any(each.policy.rules.cycle.approve_by for each in policies.adopted(connection, policy, moment.number)):
        return standing
    found: dict[RowKey, Decision] = {}
    for at, of_period in groupby(standing.items(), key=lambda each: each[0][0]):
        text = policies.judging(connection, policy, at, moment.number).policy.rules
        if not text.cycle.approve_by:
            found |= of_period
            continue
        state = state_at(connection, text, at, moment.number)
        found |= _with_approvals(text, state, of_period)
    return found


def in_force(
    connection: Connection,
    policies: Policies,
    rules: Rules,
    moment: Moment,
    period: int,
    standing: Mapping[RowKey, Decision],
) -> Mapping[RowKey, Decision]:
    """What is in force of a period, whatever was decided since and not approved; where no approval is wanted, all.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The text that judges the period.
        moment: What was known.
        period: The period.
        standing: The decisions as they stood, with their approvals.
    """
    if not rules.cycle.approve_by:
        return standing
    state = state_at(connection, rules, period, moment.number)
    if not state.drafts:
        return standing
    if not state.approvals:
        return {}
    return decisions_approved(connection, policies, rules, evolve(moment, number=state.approvals[-1].number), period)


def _with_approvals(
    rules: Rules, state: CycleState, of_period: Iterable[tuple[RowKey, Decision]]
) -> Iterator[tuple[RowKey, Decision]]:
    """Decisions of which many may be of one outcome are told briefly: what is approved of it is put in once."""
    known: dict[tuple[int, int, int | None], Decision] = {}
    drafts = (*state.drafts, *(draft for each in state.approvals for draft in each.drafts))
    named = frozenset[str]().union(*(each.units or () for each in drafts))
    of_others = _approved_of(state, None)
    for key, decision in of_period:
        approved = _approved_of(state, decision.unit) if decision.unit in named else of_others
        same = id(decision.outcome), id(decision.held), None if approved is None else approved.number
        if same not in known:
            known[same] = _with_approval(rules, approved, decision)
        of = known[same]
        yield key, Decision(decision.unit, decision.period, decision.event, of.outcome, of.held, of.approval)


def _approved_of(state: CycleState, unit: str | None) -> Approved | None:
    """By what that which is decided of a unit is approved; of None, of units that no draft names by themselves."""
    name = "" if unit is None else unit
    return None if state.is_draft(name) else state.approved(name)


def _with_approval(rules: Rules, approved: Approved | None, decision: Decision) -> Decision:
    if approved is None:
        return evolve(decision, approval=Approval(rules.cycle.approve_by))
    approval = Approval(rules.cycle.approve_by, approved.day, approved.number)
    dated = _dated(rules, decision, approved.day)
    if not dated:
        return evolve(decision, approval=approval)
    held = decision.held
    if "entries" in held:
        held = {**held, "entries": [dated.get(each["id"], each) for each in held["entries"]]}
    consequences = [dated.get(each["id"], each) for each in decision.outcome["consequences"]]
    outcome = with_days({**decision.outcome, "consequences": consequences}, dated)
    return evolve(decision, outcome=outcome, held=held, approval=approval)


def _dated(rules: Rules, decision: Decision, day: date) -> dict[str, Mapping[str, Any]]:
    """The consequences that had no days before, with those that are counted from the day of the approval."""
    known = rules.once(decisions_of, day)
    found: dict[str, Mapping[str, Any]] = {}
    for each in (*decision.outcome["consequences"], *decision.held.get("entries", ())):
        of = known.get(each["id"])
        days = {} if of is None else {"due": of.due, "until": of.until}
        come = {name: at.isoformat() for name, at in days.items() if at is not None and each.get(name) is None}
        if come:
            found[each["id"]] = {**each, **come}
    return found


def drafted(
    rules: Rules, before: Mapping[RowKey, Decision], after: Mapping[str, Decision], *, is_whole: bool
) -> dict[str, Any]:
    """What a decision that is to be approved says of itself: of which units it decides something else than before.

    Args:
        rules: The text that judges.
        before: What was decided of the period, with its approval; nothing: it is decided for the first time.
        after: What is decided now, by unit.
        is_whole: Whether nothing else is decided of the period from now on.

    Returns:
        ``changed``: these units, None: all of them; ``replaces``: those of them of which what was decided before was
        approved, by the number of the event that decided it. Nothing where no approval is wanted.
    """
    if not rules.cycle.approve_by:
        return {}
    if not before:
        return {"changed": None, "replaces": {}}
    known = {each.unit: each for each in before.values()}
    changed = [unit for unit, each in after.items() if not is_same(known.get(unit), each)]
    changed += [unit for unit in known if unit not in after] if is_whole else []
    replaces: dict[str, list[str]] = {}
    for unit in changed:
        old = known.get(unit)
        if old is not None and old.approval is not None and old.approval.day is not None:
            replaces.setdefault(str(old.event), []).append(unit)
    return {"changed": changed, "replaces": replaces}


def unapproved(
    connection: Connection, rules: Rules, period: int, moment: Moment, *, only_unshown: bool = False
) -> list[tuple[int, str]]:
    """The decisions of a period that stand and are named by no approval yet: their numbers and hashes.

    ``only_unshown``: those alone that were not shown to the units yet.
    """
    state = state_at(connection, rules, period, moment.number)
    since = state.approvals[-1].number if state.approvals else 0
    since = state.shown[-1].number if only_unshown and state.shown else since
    numbers = standing_events(connection, rules.id, moment, period=period).get(period, [])
    return [(each.number, each.hash) for each in events_at(connection, [at for at in numbers if at > since])]
