"""The targets that were issued, as a register tells them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.in_force import periods_of_targets, targets_of
from targetrules.register.journal import event_at
from targetrules.register.persons import names_of
from targetrules.register.stored import Moment
from targetrules.report.results_csv import cell_of

__all__ = ["IssuedTarget", "TargetAmendment", "issued_targets"]


@frozen(slots=True)
class TargetAmendment:
    """An amendment of a target.

    Attributes:
        before: The numbers that the target had, by what they are: ``target``, or ``low`` and ``high``.
        day: On which day it was approved.
        reason: Why.
        document: The document that says so; None: none was named.
        event: The number of the event.
    """

    before: Mapping[str, Decimal]
    day: date
    reason: str
    document: str | None
    event: int

    def values(self) -> dict[str, Any]:
        """The same as JSON has it."""
        before = {name: cell_of(number) for name, number in self.before.items()}
        said = {"before": before, "day": self.day.isoformat(), "reason": self.reason}
        return {**said, "document": self.document, "event": self.event}


@frozen(slots=True)
class IssuedTarget:
    """What a unit must reach of an indicator in a period, as it is in force.

    Attributes:
        unit: The unit.
        period: The period, as it is printed.
        indicator: The id of the indicator.
        target: The number, of a target that has one; None: it has none.
        low: The lower end, of one that has two.
        high: The upper end.
        share: How much the unit counts in a mean; None: nothing is said.
        weight: The weight that the indicator has for the unit; None: nothing is said.
        document: The document that issued it: that of the line, where it has one of its own.
        day: On which day it was issued.
        event: The number of the event that says so.
        amendments: Those of it that are in force, in their order.
        due: Where it was issued late, the day until which it should have been; None: in time.
        reason: Why it was issued, or so late; None: nothing was said.
    """

    unit: str
    period: int | str
    indicator: str
    target: Decimal | None
    low: Decimal | None
    high: Decimal | None
    share: Decimal | None
    weight: Decimal | None
    document: str
    day: date
    event: int
    amendments: tuple[TargetAmendment, ...] = ()
    due: date | None = None
    reason: str | None = None

    @property
    def row(self) -> dict[str, Any]:
        """The same as a row of a table of targets, as :func:`targetrules.cycle.targets.progress` takes it."""
        numbers = {name: getattr(self, name) for name in ("target", "low", "high", "share", "weight")}
        return {"unit": self.unit, "period": self.period, "indicator": self.indicator, **numbers}

    def values(self) -> dict[str, Any]:
        """The same as JSON has it: exact numbers as texts."""
        numbers = {name: _text(getattr(self, name)) for name in ("target", "low", "high", "share", "weight")}
        named = {"unit": self.unit, "period": self.period, "indicator": self.indicator}
        issued = {"document": self.document, "day": self.day.isoformat(), "event": self.event}
        late = {"due": None if self.due is None else self.due.isoformat(), "reason": self.reason}
        return {**named, **numbers, **issued, **late, "amendments": [each.values() for each in self.amendments]}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else cell_of(number)


def issued_targets(
    connection: Connection, policy: Policy, moment: Moment, *, period: int | None, unit: str | None, has_persons: bool
) -> list[IssuedTarget]:
    """The targets in force, by period, unit and indicator as the policy has them.

    Args:
        connection: A transaction.
        policy: The policy, in the text that was adopted last.
        moment: What was known.
        period: The only period; None: all of them.
        unit: The only unit, as events know it; None: all of them.
        has_persons: Whether units are persons, who are told by their names.
    """
    found, documents = list[IssuedTarget](), _Documents(connection)
    for at in periods_of_targets(connection, policy.id) if period is None else [period]:
        printed = period_text(policy.rules.period, at)
        units = targets_of(connection, policy.id, at, None if unit is None else [unit], moment)
        names = names_of(connection, list(units)) if has_persons else {}
        for name, targets in sorted(units.items(), key=lambda each: names.get(each[0], each[0])):
            for indicator in _in_order(policy, targets):
                target = targets[indicator]
                if target is not None:
                    found.append(_told(names.get(name, name), printed, indicator, target, documents))
    return found


def _in_order(policy: Policy, targets: Mapping[str, Any]) -> list[str]:
    """Indicators in the order of the policy; those that it has no more come last."""
    known = [name for name in policy.written.indicators or {} if name in targets]
    return [*known, *sorted(targets.keys() - set(known))]


def _told(
    unit: str, period: int | str, indicator: str, target: Mapping[str, Any], documents: _Documents
) -> IssuedTarget:
    numbers = {
        name: Decimal(target[name]) if name in target else None for name in ("target", "low", "high", "share", "weight")
    }
    issued = documents.of(target["event"])
    amendments = tuple(documents.amendment(number, before) for number, before in target.get("amended", ()))
    return IssuedTarget(
        unit,
        period,
        indicator,
        **numbers,
        document=target.get("document", issued.document or ""),
        day=issued.day,
        event=target["event"],
        amendments=amendments,
        due=issued.due,
        reason=issued.reason,
    )


class _Said(NamedTuple):
    """What an event says of itself."""

    document: str | None
    day: date
    reason: str | None
    due: date | None


class _Documents:
    """What events say of themselves, each read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._known = connection, dict[int, _Said]()

    def of(self, number: int) -> _Said:
        """That of one event."""
        if number not in self._known:
            event = event_at(self._connection, number)
            if event is None:
                raise InternalError(number)
            said = event.values
            due = said.get("due")
            last = None if due is None else date.fromisoformat(due)
            self._known[number] = _Said(said["document"], date.fromisoformat(said["day"]), said["reason"], last)
        return self._known[number]

    def amendment(self, number: int, before: Mapping[str, str]) -> TargetAmendment:
        """An amendment, with the numbers before it."""
        said = self.of(number)
        numbers = {name: Decimal(text) for name, text in before.items()}
        return TargetAmendment(numbers, said.day, said.reason or "", said.document, number)
