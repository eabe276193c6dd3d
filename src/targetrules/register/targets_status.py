"""How far the targets of a period are: issued or not, late, amended."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from targetrules.data import frozen
from targetrules.policy import Policy
from targetrules.register.event import EventKind
from targetrules.register.journal import values_at
from targetrules.register.schema import events, target_versions
from targetrules.register.stored import Moment

__all__ = ["TargetsStatus", "targets_status"]


@frozen(slots=True)
class TargetsStatus:
    """How far the targets of a period are.

    Attributes:
        units: How many units have any.
        issued: The events by which they were issued, each with its day.
        late: Those of these by which they were issued late.
        amended: The events by which some were amended, each with the day on which that was approved.
        due: The day until which the policy wants them issued; None: at any time.
    """

    units: int
    issued: tuple[tuple[int, date], ...]
    late: tuple[int, ...]
    amended: tuple[tuple[int, date], ...]
    due: date | None

    def values(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return {
            "units": self.units,
            "issued": [{"event": number, "day": day.isoformat()} for number, day in self.issued],
            "late": list(self.late),
            "amended": [{"event": number, "day": day.isoformat()} for number, day in self.amended],
            "due": None if self.due is None else self.due.isoformat(),
        }


def targets_status(connection: Connection, policy: Policy, period: int, moment: Moment) -> TargetsStatus | None:
    """How far they are; None where the policy has no indicators.

    Args:
        connection: A transaction.
        policy: The text that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
    """
    if not policy.written.indicators:
        return None
    known = target_versions.c
    of_period = known.policy == policy.id, known.period == period, known.event <= moment.number
    units = connection.scalar(select(func.count(known.unit.distinct())).where(*of_period)) or 0
    query = select(events.c.number, events.c.kind).where(events.c.number.in_(select(known.event).where(*of_period)))
    issued, late, amended = list[tuple[int, date]](), list[int](), list[tuple[int, date]]()
    for number, kind in connection.execute(query.order_by(events.c.number)).all():
        is_amended = kind == EventKind.AMENDMENT
        day, *due = values_at(connection, number, ["day"] if is_amended else ["day", "due"]) or ()
        (amended if is_amended else issued).append((number, date.fromisoformat(day)))
        late += [number] if any(each is not None for each in due) else []
    return TargetsStatus(units, tuple(issued), tuple(late), tuple(amended), policy.rules.cycle.due(period))
