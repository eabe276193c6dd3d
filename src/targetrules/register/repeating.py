"""Decisions taken again by this version of the program, and held against what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, select

from targetrules.data import frozen
from targetrules.period import ordinal_of_printed
from targetrules.register.decisions import decisions_in, decisions_of
from targetrules.register.event import Event
from targetrules.register.filled import filled_in
from targetrules.register.filling import filled_otherwise
from targetrules.register.journal import read_events
from targetrules.register.judging import judged
from targetrules.register.policies import Policies
from targetrules.register.said import said_of
from targetrules.register.schema import decided, events
from targetrules.register.stored import Moment

__all__ = ["Repetition", "repetitions"]


@frozen(slots=True)
class Repetition:
    """A decision that was taken again, of the same results by the same text.

    Attributes:
        event: The number of the event that recorded it.
        policy: The id of the policy.
        period: The period, as it is printed.
        version: The version of the program that decided it.
        count: How many outcomes were compared.
        differing: The units of which this version would decide otherwise; what was decided stands.
    """

    event: int
    policy: str
    period: int | str
    version: str
    count: int
    differing: tuple[str, ...]


def repetitions(connection: Connection, policies: Policies, policy: str, number: int) -> Iterator[Repetition]:
    """All decisions of a policy up to an event, taken again one after the other."""
    query = select(events).join(decided, decided.c.event == events.c.number)
    query = query.where(decided.c.policy == policy, events.c.number <= number)
    for event in read_events(connection, query):
        yield _repeated(connection, policies, policy, event)


def _repeated(connection: Connection, policies: Policies, policy: str, event: Event) -> Repetition:
    values = event.values
    known, period = Moment(values["based_on"]), values["period"]
    texts = policies.adopted(connection, policy, known.number)
    adopted = next(each for each in texts if each.event == values["text"])
    rules = adopted.policy.rules
    ordinal = ordinal_of_printed(rules.period, period)
    recorded = {each.unit: each for each in decisions_in(event.number, values)}
    said = {(ordinal, unit): said_of(each).cells(rules) for unit, each in recorded.items() if each.held}
    day = values["record"]["options"].get("decided-on")
    filled = filled_in(event)
    found = judged(connection, adopted, ordinal, known, None if day is None else date.fromisoformat(day), said, filled)
    now = decisions_of(each for each in found if each.unit in recorded)
    before = {each["unit"]: each for each in values["outcomes"]}
    others = filled_otherwise(connection, policies, rules, ordinal, known, filled)
    differing = tuple(
        unit for unit, outcome in before.items() if unit not in now or now[unit].outcome != outcome or unit in others
    )
    return Repetition(event.number, policy, period, values["record"]["version"], len(before), differing)
