"""What is decided otherwise than before: of each unit and period what came, what went, and what is open now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from targetrules.register.decisions import Decision

__all__ = ["DecisionChange", "dates_kept", "essence", "is_same"]

_DAYS = ("due", "until")


@frozen(slots=True)
class DecisionChange:
    """A decision that is, or would be, another than before.

    Attributes:
        unit: The unit.
        period: The period, as it is printed.
        before: What was decided before; None: nothing was.
        after: What is decided now; None: nothing is any more.
        causes: The numbers of the events because of which it is another: results of the unit or of units with which it
            is compared, texts of the policy; empty in a preview.
        own_causes: Those of them that are about results of the unit itself.
    """

    unit: str
    period: int | str
    before: Decision | None
    after: Decision | None
    causes: tuple[int, ...] = ()
    own_causes: tuple[int, ...] = ()

    @property
    def grades(self) -> tuple[str | None, str | None]:
        """The grade before and now."""
        return _grade(self.before), _grade(self.after)

    @property
    def due(self) -> tuple[str, ...]:
        """The consequences that are newly received."""
        return _without(_received(self.after), _received(self.before))

    @property
    def no_longer_due(self) -> tuple[str, ...]:
        """The consequences that are received no more."""
        return _without(_received(self.before), _received(self.after))

    @property
    def undetermined(self) -> tuple[str, ...]:
        """The rules that are newly undetermined."""
        return _without(_open(self.after), _open(self.before))

    @property
    def no_longer_undetermined(self) -> tuple[str, ...]:
        """The rules that are undetermined no more."""
        return _without(_open(self.before), _open(self.after))

    @property
    def is_decided_otherwise(self) -> bool:
        """Whether the grade, what is received or what is open is another; else only numbers behind them are."""
        grade, now = self.grades
        came_or_went = (self.due, self.no_longer_due, self.undetermined, self.no_longer_undetermined)
        return grade != now or any(came_or_went) or (self.before is None) is not (self.after is None)


def _without(these: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(each for each in these if each not in known)


def _grade(decision: Decision | None) -> str | None:
    return None if decision is None else decision.grade


def _received(decision: Decision | None) -> tuple[str, ...]:
    return () if decision is None else decision.received


def _open(decision: Decision | None) -> tuple[str, ...]:
    if decision is None:
        return ()
    held = set(decision.held.get("received", ()))
    return tuple(each["id"] for each in decision.outcome["undetermined"] if each["id"] not in held)


# ---- the same, or not ------------------------------------------------------------------------------------------------


def is_same(one: Decision | None, other: Decision | None) -> bool:
    """Whether both decide the same, days apart that are counted from the date of a decision."""
    if one is None or other is None:
        return one is other
    return essence(one.outcome) == essence(other.outcome) and one.held == other.held


def essence(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """An outcome without the days that are counted from the date of the decision."""
    remarks = [each for each in outcome.get("remarks", ()) if each["code"] != "due-not-known"]
    return {**outcome, "consequences": list(map(without_days, outcome["consequences"])), "remarks": remarks}


def without_days(consequence: Mapping[str, Any]) -> dict[str, Any]:
    """A consequence without the days until which it is due and in force."""
    return {name: value for name, value in consequence.items() if name not in _DAYS}


def dates_kept(
    before: Mapping[str, Decision], after: Mapping[str, Decision]
) -> dict[str, dict[str, Mapping[str, Any]]]:
    """The consequences that stay as they were decided, each with the days that it had, by unit and id."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for unit, decision in after.items():
        known = {} if unit not in before else {each["id"]: each for each in before[unit].consequences}
        for each in decision.outcome["consequences"]:
            old = known.get(each["id"])
            if old is not None and old != each and without_days(old) == without_days(each):
                found.setdefault(unit, {})[each["id"]] = old
    return found
