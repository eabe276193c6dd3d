"""Which events say something of a unit or a period, found by the derived tables."""

from __future__ import annotations

from sqlalchemy import Select, Table, select, union

from targetrules.register.course import OF_CYCLE
from targetrules.register.decisions import decisions_of_unit
from targetrules.register.event import Event, EventKind
from targetrules.register.rulings import RULINGS
from targetrules.register.schema import (
    closings,
    decided,
    decided_units,
    events,
    fulfilments,
    result_versions,
    target_versions,
)

__all__ = ["concerns", "events_about"]


def events_about(policy: str, unit: str | None, period: int | None) -> Select[tuple[int]]:
    """The numbers of the events that may say something of a unit, of a period, or of that unit in that period.

    Args:
        policy: The id of the policy.
        unit: The unit, as events know it; None: any.
        period: The ordinal number of the period; None: any.
    """
    tables = [result_versions, target_versions, fulfilments]
    tables += [closings, decided] if unit is None else [decided_units]
    found = [_of(table, policy, unit, period) for table in tables]
    if unit is not None:  # of whom it was decided then stands in the event
        found.append(_of(decided, policy, None, period).where(decided.c.whole == 1))
    kinds = [kind.value for kind in (*OF_CYCLE, *RULINGS)]
    found.append(select(events.c.number.label("event")).where(events.c.policy == policy, events.c.kind.in_(kinds)))
    return select(union(*found).subquery().c.event)


def _of(table: Table, policy: str, unit: str | None, period: int | None) -> Select[tuple[int]]:
    query = select(table.c.event).where(table.c.policy == policy)
    query = query if unit is None else query.where(table.c.unit == unit)
    return query if period is None else query.where(table.c.period == period)


def concerns(event: Event, unit: str | None, period: int | str | None) -> bool:
    """Whether one of these says something of a unit, and of a period as it is printed.

    A decision of everybody may have been without the unit; of the cycle's events no table says what they are about.
    """
    if event.kind in (*OF_CYCLE, *RULINGS):
        units = event.values.get("units")
        units = [event.values["unit"]] if "unit" in event.values else units
        is_of_unit = unit is None or units is None or unit in units
        return is_of_unit and period in (None, event.values["period"])
    is_asked = unit is not None and event.kind is EventKind.DECISION
    return not is_asked or any(True for _ in decisions_of_unit(event, unit or ""))
