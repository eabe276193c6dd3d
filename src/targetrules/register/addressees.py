"""To whom consequences came: whoever held the post to which one is addressed on the day on which it was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from attrs import field
from sqlalchemy import Connection

from targetrules.cycle.state import Approved
from targetrules.data import define
from targetrules.register.course import state_at
from targetrules.register.journal import events_at
from targetrules.register.policies import Policies
from targetrules.register.posts import Post, posts_at
from targetrules.register.said import received_since

__all__ = ["Addressees"]


@define(eq=False)
class Addressees:
    """The persons to whom the consequences of a policy came, as was known after an event.

    A consequence that later decisions leave as it is came to those who held the posts when it was decided first; where
    decisions are to be approved, on the day of the approval, and to nobody before. What was superseded before it was
    approved changes nothing of that.

    Attributes:
        connection: A transaction.
        policies: The texts that were adopted.
        policy: The id of the policy.
        number: The number of the event.
        zone: The time zone of the register's days.
    """

    connection: Connection
    policies: Policies
    policy: str
    number: int
    zone: ZoneInfo
    _posts: Mapping[str, Sequence[Post]] | None = field(default=None, init=False)
    _first: dict[int, Mapping[tuple[str, str], int]] = field(factory=dict, init=False)
    _approvals: dict[int, Sequence[Approved] | None] = field(factory=dict, init=False)
    _days: dict[int, date] = field(factory=dict, init=False)

    def of(self, period: int, unit: str, consequence: str, roles: Sequence[str]) -> tuple[Post, ...]:
        """The posts to which a consequence came, which stands; none: nobody is known to have held one.

        Args:
            period: The ordinal number of the period.
            unit: The unit, as events know it.
            consequence: The id of the consequence.
            roles: Those to whom it is addressed.
        """
        if self._posts is None:
            self._posts = by_unit(posts_at(self.connection, self.policy, self.number))
        there = [each for each in self._posts.get(unit, ()) if each.role in roles]
        if not there:
            return ()
        day = self.day(period, unit, consequence)
        return tuple(each for each in there if day is not None and each.is_held_on(day))

    def day(self, period: int, unit: str, consequence: str) -> date | None:
        """The day on which a consequence that stands was decided; None: it awaits its approval.

        It is the day of the approval, where one is wanted; else the date of the decision, or the day of its event.
        """
        if period not in self._first:
            rules = self.policies.judging(self.connection, self.policy, period, self.number).policy.rules
            is_approved = bool(rules.cycle.approve_by)
            state = state_at(self.connection, rules, period, self.number) if is_approved else None
            self._approvals[period] = None if state is None else state.approvals
            self._first[period] = self._decided_first(period)
        number, approvals = self._first[period][unit, consequence], self._approvals[period]
        if approvals is not None:
            return next((each.day for each in approvals if each.number > number), None)
        if number not in self._days:
            [event] = events_at(self.connection, [number])
            said = event.value("record")["options"].get("decided-on")
            self._days[number] = date.fromisoformat(said) if said else event.recorded.astimezone(self.zone).date()
        return self._days[number]

    def _decided_first(self, period: int) -> Mapping[tuple[str, str], int]:
        """By unit and consequence the event since which it stands."""
        approvals = self._approvals[period]
        numbers = None if approvals is None else [each.number for each in approvals]
        return received_since(self.connection, self.policy, period, self.number, numbers)


def by_unit(those: Sequence[Post]) -> Mapping[str, Sequence[Post]]:
    """Posts by their units."""
    found: dict[str, list[Post]] = {}
    for each in those:
        found.setdefault(each.unit, []).append(each)
    return found
