"""A year at a glance: how many results there are, whether all are there, what was decided, and what came since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.approvals import brief_approved
from targetrules.register.completeness import completeness_of
from targetrules.register.course import changed_since
from targetrules.register.decisions import Decision
from targetrules.register.policies import Policies
from targetrules.register.schema import decided, events, result_versions
from targetrules.register.stored import Moment, RowKey
from targetrules.rules.tree import Rules

__all__ = ["PeriodOverview", "overview_of"]


@frozen(slots=True)
class PeriodOverview:
    """What a register has of a period.

    Attributes:
        policy: The id of the policy.
        period: The period, as it is printed.
        results: How many units have a result.
        is_complete: Whether somebody has said that all results are there, and nothing has come since.
        decided: The number of the event that decided something of it last; None: nothing was.
        decided_at: When that was recorded, in UTC.
        changed: The results that came, were corrected or withdrawn after that; of a period that is not decided 0.
        units: How many units are decided.
        grades: How many of them by the ids of grades, the best first; those without a grade under None.
        consequences: How many of them by the ids of consequences, in the order of the policy.
        undetermined: How many of them have a grade or a consequence that is unknown.
        drafts: How many of them await an approval; None: no approval is wanted.
    """

    policy: str
    period: int | str
    results: int
    is_complete: bool
    decided: int | None
    decided_at: str | None
    changed: int
    units: int
    grades: Mapping[str | None, int]
    consequences: Mapping[str, int]
    undetermined: int
    drafts: int | None = None

    def values(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return {
            "policy": self.policy,
            "period": self.period,
            "results": self.results,
            "complete": self.is_complete,
            "decided": self.decided,
            "decided_at": self.decided_at,
            "changed": self.changed,
            "units": self.units,
            "grades": {"none" if id_ is None else id_: count for id_, count in self.grades.items()},
            "consequences": dict(self.consequences),
            "undetermined": self.undetermined,
            **({} if self.drafts is None else {"drafts": self.drafts}),
        }


def overview_of(
    connection: Connection,
    policies: Policies,
    policy: Policy,
    moment: Moment,
    period: int | None,
    standing: Mapping[RowKey, Decision] | None = None,
) -> list[tuple[PeriodOverview, Policy]]:
    """The periods of a policy in which there are results or decisions, each with the text that judges it.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        policy: One of the texts.
        moment: What was known.
        period: The only period, as an ordinal number.
        standing: The decisions of that period, where they were read already.
    """
    rules = policy.rules
    counts = _results(connection, rules.id, moment, period)
    if standing is None:
        standing = brief_approved(connection, policies, rules, moment, period)
    periods = sorted({*counts, *(at for at, _ in standing)})
    found = []
    for each in periods if period is None else [period] if period in periods else []:
        last = _last(connection, rules.id, each, moment)
        text = policies.judging(connection, rules.id, each, last[0] if last else moment.number).policy
        of_period = [decision for (at, _), decision in standing.items() if at == each]
        found.append((_overview(connection, text.rules, each, moment, counts.get(each, 0), last, of_period), text))
    return found


def _overview(
    connection: Connection,
    rules: Rules,
    period: int,
    moment: Moment,
    results: int,
    last: tuple[int, str] | None,
    decisions: Sequence[Decision],
) -> PeriodOverview:
    grades, received, undetermined, drafts = Counter[str | None](), Counter[str](), 0, 0
    for each, count in _alike(decisions):
        grades[each.grade] += count
        received.update(dict.fromkeys(each.received, count))
        undetermined += count if each.undetermined else 0
        drafts += count if each.approval is None or each.approval.day is None else 0
    ids = [*(each.id for each in rules.grades), None]
    number, instant = last or (None, None)
    return PeriodOverview(
        rules.id,
        period_text(rules.period, period),
        results,
        bool(results) and not completeness_of(connection, rules, period, moment.number).open,
        number,
        instant,
        0 if number is None else changed_since(connection, rules.id, period, number, moment.number),
        len(decisions),
        {id_: grades[id_] for id_ in ids if grades[id_]},
        {each.id: received[each.id] for each in rules.consequences if received[each.id]},
        undetermined,
        drafts if rules.cycle.approve_by else None,
    )


def _alike(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, int]]:
    """One of those that have the same in common, with their number: told briefly, very many have."""
    kinds = [(id(each.outcome), id(each.held), id(each.approval)) for each in decisions]
    one_of = dict(zip(kinds, decisions, strict=True))
    return ((one_of[kind], count) for kind, count in Counter(kinds).items())


def _results(connection: Connection, policy: str, moment: Moment, period: int | None) -> dict[int, int]:
    """How many units have a result in each period, or in the only one."""
    if moment.holding is None:
        return _all_results(connection, policy, moment.number, period)
    known = result_versions.c
    query = select(known.period, known.unit, known.line.is_(None).label("gone"))
    query = query.where(known.policy == policy, known.event <= moment.number)
    if period is not None:
        query = query.where(known.period == period)
    query = query.join(events, events.c.number == known.event).where(events.c.holds_from <= moment.holding)
    there = {}
    for row in connection.execute(query.order_by(known.event)):
        there[row.period, row.unit] = not row.gone
    return Counter(period for (period, _), is_there in there.items() if is_there)


def _all_results(connection: Connection, policy: str, number: int, period: int | None) -> dict[int, int]:
    """The same of all that was known after an event: counted by the database."""
    known, newer = result_versions.c, result_versions.alias().c
    later = select(newer.event).where(
        newer.policy == known.policy,
        newer.period == known.period,
        newer.unit == known.unit,
        newer.event > known.event,
        newer.event <= number,
    )
    query = select(known.period, func.count()).where(
        known.policy == policy, known.event <= number, known.line.is_not(None), ~later.exists()
    )
    query = query if period is None else query.where(known.period == period)
    return {at: count for at, count in connection.execute(query.group_by(known.period)).all()}  # noqa: C416  rows


def _last(connection: Connection, policy: str, period: int, moment: Moment) -> tuple[int, str] | None:
    """The event that decided something of a period last, and when it was recorded."""
    query = select(events.c.number, events.c.recorded_at).join(decided, decided.c.event == events.c.number)
    query = query.where(decided.c.policy == policy, decided.c.period == period, events.c.number <= moment.number)
    if moment.holding is not None:
        query = query.where(events.c.holds_from <= moment.holding)
    row = connection.execute(query.order_by(events.c.number.desc()).limit(1)).first()
    return None if row is None else (row.number, row.recorded_at)
