"""Which events say something of a unit or a period, found by the derived tables."""

from __future__ import annotations

from sqlalchemy import Select, Table, select, union

from targetrules.register.decisions import decisions_of_unit
from targetrules.register.event import Event, EventKind
from targetrules.register.schema import closings, decided, decided_units, fulfilments, result_versions

__all__ = ["concerns", "events_about"]


def events_about(policy: str, unit: str | None, period: int | None) -> Select[tuple[int]]:
    """The numbers of the events that may say something of a unit, of a period, or of that unit in that period.

    Args:
        policy: The id of the policy.
        unit: The unit, as events know it; None: any.
        period: The ordinal number of the period; None: any.
    """
    tables = [result_versions, fulfilments]
    tables += [closings, decided] if unit is None else [decided_units]
    found = [_of(table, policy, unit, period) for table in tables]
    if unit is not None:  # of whom it was decided then stands in the event
        found.append(_of(decided, policy, None, period).where(decided.c.whole == 1))
    return select(union(*found).subquery().c.event)


def _of(table: Table, policy: str, unit: str | None, period: int | None) -> Select[tuple[int]]:
    query = select(table.c.event).where(table.c.policy == policy)
    query = query if unit is None else query.where(table.c.unit == unit)
    return query if period is None else query.where(table.c.period == period)


def concerns(event: Event, unit: str | None) -> bool:
    """Whether one of these says something of a unit: a decision of everybody may have been without it."""
    is_asked = unit is not None and event.kind is EventKind.DECISION
    return not is_asked or any(True for _ in decisions_of_unit(event, unit or ""))
