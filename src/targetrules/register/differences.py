"""What is decided otherwise than before: of each unit and period what came, what went, and what is open now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from targetrules._version import __version__
from targetrules.data import frozen
from targetrules.decision.outcomes import Outcomes
from targetrules.register.decisions import Decision, decisions_in, decisions_of
from targetrules.register.error import refused
from targetrules.register.event import Event
from targetrules.register.stored import RowKey
from targetrules.wording import Listing

__all__ = ["DecisionChange", "changed_by", "check_again", "dates_kept", "essence", "is_same"]

_DAYS = ("due", "until")
_SHOWN: Final = 10


@frozen(slots=True)
class DecisionChange:
    """A decision that is, or would be, another than before.

    Attributes:
        unit: The unit.
        period: The period, as it is printed.
        before: What was decided before; None: nothing was.
        after: What is decided now; None: nothing is any more.
        causes: The numbers of the events because of which it is another: results of the unit or of units with which it
            is compared, what people decided of these beside the rules, texts of the policy, decisions of policies below
            and above; empty in a preview.
        own_causes: Those of them that are about the unit itself.
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
    return () if decision is None else decision.undetermined


# ---- the same, or not ------------------------------------------------------------------------------------------------


def is_same(one: Decision | None, other: Decision | None) -> bool:
    """Whether both decide the same, days apart that are counted from the date of a decision."""
    if one is None or other is None:
        return one is other
    return essence(one.outcome) == essence(other.outcome) and one.held == other.held


def changed_by(event: Event, standing: Iterable[Decision]) -> Iterator[DecisionChange]:
    """What a whole decision of a period makes another than it was."""
    before = {each.unit: each for each in standing}
    after = {each.unit: each for each in decisions_in(event.number, event.values)}
    for unit in dict.fromkeys((*before, *after)):
        if not is_same(before.get(unit), after.get(unit)):
            yield DecisionChange(unit, event.values["period"], before.get(unit), after.get(unit))


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
            if old is not None and without_days(old) == without_days(each):
                kept = {**each, **{name: old[name] for name in _DAYS if old.get(name) is not None}}
                if kept != each:
                    found.setdefault(unit, {})[each["id"]] = kept
    return found


# ---- decided once ----------------------------------------------------------------------------------------------------

_SAME: Final = ("policy_sha256", "input_sha256", "details_sha256", "options")
"""The parts of a record that are the same where the same is decided once more."""


def _basis(record: Mapping[str, Any]) -> dict[str, Any]:
    """By what something was decided, whichever of the units it was decided of."""
    basis = {name: record.get(name) for name in _SAME}
    return basis | {"options": {name: each for name, each in record["options"].items() if name != "unit"}}


def check_again(last: Event, standing: Mapping[RowKey, Decision], outcomes: Outcomes, reason: str | None) -> None:
    """Refuse what was decided already of the same results by the same text, whatever is found now.

    What is decided anew of others needs a reason.

    Args:
        last: The event that decided something of the period last.
        standing: What is decided of the period.
        outcomes: What would be decided now.
        reason: Why; None: nobody said.

    Raises:
        RegisterError: It was decided so, or by another version, which found something else; or there is no reason.
    """
    before, now = last.values["record"], {} if outcomes.record is None else outcomes.record.values()
    if _basis(before) != _basis(now):
        if reason is None:
            raise refused("reason-needed", period=last.values["period"], number=last.number)
        return
    decided_before = {each.unit: essence(each.outcome) for each in standing.values()}
    found = {unit: essence(each.outcome) for unit, each in decisions_of(outcomes).items()}
    differing = [unit for unit in found | decided_before if found.get(unit) != decided_before.get(unit)]
    said = {"period": last.values["period"], "number": last.number}
    if not differing:
        raise refused("decided-already", **said)
    version = {"version": before["version"], "now": __version__}
    shown = Listing.of_first(differing[:_SHOWN], len(differing))
    raise refused("decides-otherwise", **said, **version, count=len(differing), units=shown)
