"""Which decisions stand: those of a period since it was last decided of everybody."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from targetrules.register.schema import decided, decided_units, events
from targetrules.register.stored import Moment

__all__ = ["standing_events"]


def standing_events(
    connection: Connection,
    policy: str,
    moment: Moment,
    *,
    period: int | None = None,
    first: int | None = None,
    before: int | None = None,
    unit: str | None = None,
) -> dict[int, list[int]]:
    """The events by which periods are decided: of each the last one that decided of everybody, and those after it.

    Args:
        connection: A transaction.
        policy: The id of the policy.
        moment: What was known.
        period: The only period.
        first: The first of the periods.
        before: The period before which they are.
        unit: Those alone that decided something of this unit, or of everybody.
    """
    query = select(decided.c.event, decided.c.period, decided.c.whole).where(decided.c.policy == policy)
    query = query.where(decided.c.event <= moment.number)
    if moment.holding is not None:
        query = query.join(events, events.c.number == decided.c.event).where(events.c.holds_from <= moment.holding)
    if period is not None:
        query = query.where(decided.c.period == period)
    if first is not None:
        query = query.where(decided.c.period >= first)
    if before is not None:
        query = query.where(decided.c.period < before)
    if unit is not None:
        known = decided_units.c
        named = select(known.event).where(known.policy == policy, known.unit == unit)
        query = query.where(or_(decided.c.whole == 1, decided.c.event.in_(named)))
    found: dict[int, list[int]] = {}
    for row in connection.execute(query.order_by(decided.c.period, decided.c.event)):
        if row.whole:
            found[row.period] = []
        found.setdefault(row.period, []).append(row.event)
    return found
