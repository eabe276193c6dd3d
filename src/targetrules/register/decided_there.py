"""Whether another policy has decided a period, so that one that judges by what it decides can be decided."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from targetrules.period import period_text
from targetrules.register.completeness import completeness_of
from targetrules.register.error import refused
from targetrules.register.event import EventKind
from targetrules.register.journal import last_number
from targetrules.register.schema import decided, events, result_versions
from targetrules.register.stored import Moment, rows_at
from targetrules.rules.tree import Rules

__all__ = ["check_decided"]


def check_decided(connection: Connection, rules: Rules, period: int, which: str, **said: str) -> None:
    """RegisterError where a policy has not decided a period, or not all that has come.

    Args:
        connection: A transaction.
        rules: The text of it that judges the period.
        period: The ordinal number of the period.
        which: ``"lower"`` or ``"upper"``: where it stands to the policy that judges by what it decides.
        said: What the sentence says besides.
    """
    number, printed = last_number(connection, None), period_text(rules.period, period)
    query = select(func.max(decided.c.event)).where(decided.c.policy == rules.id, decided.c.period == period)
    last = connection.scalar(query)
    if last is None and rows_at(connection, rules.id, Moment(number), period=period):
        raise refused(f"{which}-not-decided", period=printed, **said)
    if last is None and completeness_of(connection, rules, period, number).open:
        raise refused(f"{which}-not-complete", period=printed, **said)
    if last is not None and _came_since(connection, rules.id, period, last):  # else it is known that nobody is there
        raise refused(f"{which}-stale", period=printed, number=last, **said)


def _came_since(connection: Connection, policy: str, period: int, last: int) -> bool:
    """Whether results have come or gone since a decision; those that were corrected are decided with that."""
    known, kinds = result_versions.c, (EventKind.RESULTS.value, EventKind.WITHDRAWAL.value)
    query = select(known.event).join(events, events.c.number == known.event)
    query = query.where(known.policy == policy, known.period == period, known.event > last, events.c.kind.in_(kinds))
    return connection.execute(query.limit(1)).first() is not None
