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

__all__ = ["check_decided", "has_decided"]


def check_decided(connection: Connection, rules: Rules, period: int, which: str, **said: str) -> None:
    """RegisterError where a policy has not decided a period, or not all that has come.

    Args:
        connection: A transaction.
        rules: The text of it that judges the period.
        period: The ordinal number of the period.
        which: ``"lower"`` or ``"upper"``: where it stands to the policy that judges by what it decides.
        said: What the sentence says besides.
    """
    key, last = _lacking(connection, rules, period, last_number(connection, None))
    if key is not None:
        raise refused(f"{which}-{key}", period=period_text(rules.period, period), number=last or 0, **said)


def has_decided(connection: Connection, rules: Rules, period: int, number: int) -> bool:
    """Whether a policy has decided all of a period that had come, up to an event."""
    return _lacking(connection, rules, period, number)[0] is None


def _lacking(connection: Connection, rules: Rules, period: int, number: int) -> tuple[str | None, int | None]:
    """What is lacking of the decision of a period, up to an event, and the last one that there is."""
    query = select(func.max(decided.c.event)).where(decided.c.policy == rules.id, decided.c.period == period)
    last = connection.scalar(query.where(decided.c.event <= number))
    if last is None and rows_at(connection, rules.id, Moment(number), period=period):
        return "not-decided", None
    if last is None and completeness_of(connection, rules, period, number).open:
        return "not-complete", None
    if last is not None and _came_since(connection, rules.id, period, last, number):
        return "stale", last
    return None, last  # where nothing is decided it is known that nobody is there


def _came_since(connection: Connection, policy: str, period: int, last: int, number: int) -> bool:
    """Whether results have come or gone since a decision, up to an event; corrected ones are decided with that."""
    known, kinds = result_versions.c, (EventKind.RESULTS.value, EventKind.WITHDRAWAL.value)
    query = select(known.event).join(events, events.c.number == known.event)
    query = query.where(known.policy == policy, known.period == period, known.event > last, known.event <= number)
    query = query.where(events.c.kind.in_(kinds))
    return connection.execute(query.limit(1)).first() is not None
