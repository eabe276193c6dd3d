"""Judged rows as outcomes, with the names that are missing, which the reference engine is asked for."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from targetrules.arguments import ArgumentError, a_day
from targetrules.engine.judged import Judged, Standing
from targetrules.engine.members import GroupFormula
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import ReferenceEngine
from targetrules.outcome import Decided, Outcome, Placed, Remark, Replaced, Undetermined
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.decided import differences
from targetrules.rules.working_days import WorkingDays
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.engine.remembered import Past

_DAYS_OF: Final[Mapping[str, int]] = {"days": 1, "weeks": 7}

__all__ = ["day_of_decision", "decisions_of", "due_date", "last_day", "outcome_of", "outcomes_of"]


def outcome_of(engine: ReferenceEngine, now: Judged, decisions: Mapping[str, Decided], formula: Formula) -> Outcome:
    """The outcome of one row; ``decisions`` has what is to be said of each consequence that fires.

    ``formula`` remembers what is computed over groups, for other rows that were judged together with this one.
    """
    rules, received = engine.rules, now.received
    values: Mapping[str, Any] = now.values
    return Outcome(
        now.unit,
        period_text(rules.period, now.period),
        now.grade,
        {name: values[name] for name in rules.measures},
        {name: _placed(standing) for name, standing in now.standings.items()},
        {name: values[name] for name in rules.conditions},
        tuple([name for name in rules.statuses if values[name] is True]) if rules.statuses else (),
        tuple([decided for id_, decided in decisions.items() if id_ in received]) if received else (),
        tuple(_replaced(rules, now)) if now.replaced else (),
        tuple(_undetermined(engine, now, formula)) if _is_open(rules, now) else (),
        tuple(_remarks(rules, now, decisions)) if _is_remarkable(now, decisions) else (),
    )


def outcomes_of(
    rules: tree.Rules, rows: Mapping[int, Judged], decisions: Mapping[str, Decided], past: Past | None = None
) -> dict[int, Outcome]:
    """The outcomes of rows that another engine judged, by the same keys; ``past``: what is known of it without rows."""
    if past is None:
        engine = ReferenceEngine(rules)
        formula: Formula = GroupFormula(holds=engine.holds)  # their groups know what was computed over them
    else:
        from targetrules.engine.remembered import PastEngine

        engine = PastEngine(rules, past)
        formula = engine.formula()
    return {at: outcome_of(engine, row, decisions, formula) for at, row in rows.items()}


def _placed(standing: Standing) -> Placed:
    place, members = standing.place, standing.members
    return Placed(None if place is None else place.rank, None if members is None else len(members))


def _is_remarkable(now: Judged, decisions: Mapping[str, Decided]) -> bool:
    """Whether there is any remark; mostly there is none."""
    if now.divided_by_zero or now.not_kept or now.differing or (now.decision and now.is_decided_otherwise):
        return True
    for id_ in now.received:  # noqa: SIM110  one would be made a row
        if not decisions[id_].due_known:
            return True
    return False


def _remarks(rules: tree.Rules, now: Judged, decisions: Mapping[str, Decided]) -> Iterator[Remark]:
    """In the order of the policy: measures, then quotas, deadlines of what is received, and what was decided."""
    yield from (Remark("division-by-zero", name) for name in rules.measures if name in now.divided_by_zero)
    yield from (Remark("differs-from-published", name) for name in rules.published_cuts if name in now.differing)
    yield from (Remark("quota-not-kept", quota) for quota in now.not_kept)
    received = (decisions[rule.id] for rule in rules.consequences if rule.id in now.received)
    yield from (Remark("due-not-known", each.id) for each in received if not each.due_known)
    if now.decision is not None:
        yield from differences(rules, now.decision, now.grade, now.received)


def _replaced(rules: tree.Rules, now: Judged) -> Iterator[Replaced]:
    return (Replaced(rule.id, now.replaced[rule.id]) for rule in rules.consequences if rule.id in now.replaced)


def decisions_of(rules: tree.Rules, decided_on: date | None = None) -> dict[str, Decided]:
    """Each consequence, as outcomes tell it; with a decision date, also until when it is due and in force.

    Raises :class:`~targetrules.arguments.ArgumentError` where the calendar ends before.
    """
    return {rule.id: _decided(rule, decided_on, rules.working_days) for rule in rules.consequences}


def day_of_decision(rules: tree.Rules, given: object) -> date | None:
    """The date of the decision that a function was given, from which every deadline of the policy can be counted.

    Raises :class:`~targetrules.arguments.ArgumentError` where it is no date, or too late for one of them.
    """
    day = a_day("decided_on", given)
    if day is not None:
        rules.once(decisions_of, day)
    return day


def _decided(rule: tree.Consequence, decided_on: date | None, working_days: WorkingDays | None) -> Decided:
    decided = Decided(rule.id, rule.to, rule.force, source=rule.origin.source, article=rule.origin.article)
    from_service = rule.counted_from == "service"
    if from_service:
        decided = evolve(decided, counted_from="service")
    if decided_on is None:
        return decided
    deadline = None if from_service and not isinstance(rule.deadline, tree.By) else rule.deadline
    lasts = None if from_service else rule.lasts
    try:
        fault = "no-due"
        due = None if deadline is None else due_date(deadline, decided_on, working_days)
        fault = "no-until"
        until = None if lasts is None else last_day(lasts, decided_on)
    except (OverflowError, ValueError):
        values = {"day": str(decided_on), "consequence": rule.id}
        raise ArgumentError("decided_on", Word(f"arguments.{fault}", values)) from None
    return evolve(decided, due=due, until=until, due_known=deadline is None or due is not None)


def due_date(
    deadline: tree.Duration | tree.By, decided_on: date, working_days: WorkingDays | None = None
) -> date | None:
    """The day until which something is to be done; None where a working day on the way is beyond their calendar.

    Months and years are counted to the same day of the month, or its last where it is shorter; "the next such day" may
    be the decision date itself; 29 February is the 28th in a common year.
    """
    if isinstance(deadline, tree.By):
        this_year = _day(decided_on.year, deadline.month, deadline.day)
        return this_year if this_year >= decided_on else _day(decided_on.year + 1, deadline.month, deadline.day)
    if deadline.unit == "working_days":
        return None if working_days is None else working_days.after(decided_on, deadline.count)
    if deadline.unit in _DAYS_OF:
        return decided_on + timedelta(days=deadline.count * _DAYS_OF[deadline.unit])
    return _day(*_month_after(deadline, decided_on), decided_on.day)


def last_day(lasts: tree.Duration, decided_on: date) -> date:
    """The last day on which something is in force that begins on the day of the decision.

    Months and years end on the day before the same day of the month; where the month has no such day, on its last.
    """
    if lasts.unit in _DAYS_OF:
        return decided_on + timedelta(days=lasts.count * _DAYS_OF[lasts.unit] - 1)
    if decided_on.day == 1:
        return _day(*_month_after(lasts, decided_on, -1), 31)
    return _day(*_month_after(lasts, decided_on), decided_on.day - 1)


def _month_after(length: tree.Duration, decided_on: date, more: int = 0) -> tuple[int, int]:
    """The year and the month so many months or years, and so many months ``more``, after the decision."""
    months = length.count * (12 if length.unit == "years" else 1) + more
    years, month = divmod(decided_on.month - 1 + months, 12)
    return decided_on.year + years, month + 1


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _is_open(rules: tree.Rules, now: Judged) -> bool:
    """Quickly, whether anything may be undetermined."""
    return bool(now.steps or rules.statuses) or None in now.fired.values()


def _undetermined(engine: ReferenceEngine, now: Judged, formula: Formula) -> Iterator[Undetermined]:
    """Rules of grading, statuses and consequences whose condition is unknown."""
    for step in now.steps:
        if step.truth is not None:
            continue
        if isinstance(step.rule, tree.Quota):
            yield Undetermined(step.rule.id, (f"{step.rule.ranking}.rank",))
        elif step.rule.when is not None:
            yield Undetermined(step.rule.id, engine.missing([step.rule.when], now, formula))
    for status in engine.rules.statuses.values():
        yield from _of_status(engine, status, now, formula)
    for rule in engine.rules.consequences:
        if now.fired.get(rule.id, False) is None:
            yield Undetermined(rule.id, engine.missing([rule.when, rule.unless], now, formula))


def _of_status(engine: ReferenceEngine, status: tree.Status, now: Judged, formula: Formula) -> Iterator[Undetermined]:
    """Where whether the unit is in the status, or for how long, hangs on what is unknown.

    ``leave`` matters only to a unit that was in the status, does not enter it anew, and would not be out by its time.
    """
    age = 0 if now.prior is None else now.prior.status_age.get(status.name, 0)
    in_time = bool(age) and (status.lasts_at_most is None or age < status.lasts_at_most)
    enters, leaves = engine.holds(status.enter, now), False if status.leave is None else engine.holds(status.leave, now)
    stays = in_time and leaves is False
    if enters is None and not (stays and status.lasts_at_most is None):
        asked = [status.enter, status.leave if in_time else None]
    elif enters is False and in_time and leaves is None:
        asked = [status.leave]
    else:
        return
    yield Undetermined(status.name, engine.missing(asked, now, formula))
