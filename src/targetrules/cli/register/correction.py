"""What a run of corrections changes, told in tables, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from targetrules.cli.language import spoken
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.terminal import paint, tell, wrap_width
from targetrules.wording import Listing

if TYPE_CHECKING:
    from targetrules.register import ChangedAbove, Correction, ReadOnlyRegister

__all__ = ["correction_values", "tell_correction"]


def tell_correction(register: ReadOnlyRegister, found: Correction, policy: str | None, language: str) -> None:
    """Values, decisions, what was served, who was held harmless, what is still to be decided; then the events."""
    tell(spoken("corrected-values", language, count=len(found.values), unchanged=found.unchanged))
    _tell_table(register, found.values, policy, language)
    otherwise = found.decided_otherwise
    numbers = len(found.changes) - len(otherwise)
    key = "decided-otherwise" if otherwise else "decided-the-same"
    tell("\n" + spoken(key, language, count=len(otherwise), numbers=numbers))
    _tell_table(register, otherwise, policy, language)
    if found.withdrawn:
        tell("\n" + paint(spoken("served-and-withdrawn", language, count=len(found.withdrawn)), "error"))
        _tell_table(register, found.withdrawn, policy, language)
    if found.held:
        told = Listing(tuple(spoken("unit-in-period", language, unit=unit, period=at) for unit, at in found.held), "; ")
        tell("\n" + spoken("held-harmless", language, who=told))
    if found.waiting:
        tell("\n" + spoken("to-be-decided", language, periods=Listing(found.waiting)))
    for above in found.above:
        _tell_above(register, above, language)
    tell("")
    if found.events:
        tell_recorded(register, found.events, language)
    else:
        tell(paint(spoken("only-previewed", language), "advice"))


def _tell_above(register: ReadOnlyRegister, above: ChangedAbove, language: str) -> None:
    """What a policy above decides otherwise, what of it was served, and what it is still to decide."""
    otherwise = [each for each in above.changes if each.is_decided_otherwise]
    numbers, key = len(above.changes) - len(otherwise), "decided-above" if otherwise else "decided-the-same-above"
    tell("\n" + spoken(key, language, policy=above.policy, count=len(otherwise), numbers=numbers))
    _tell_table(register, otherwise, above.policy, language)
    if above.withdrawn:
        tell("\n" + paint(spoken("served-and-withdrawn", language, count=len(above.withdrawn)), "error"))
        _tell_table(register, above.withdrawn, above.policy, language)
    if above.waiting:
        tell("\n" + spoken("to-be-decided-above", language, policy=above.policy, periods=Listing(above.waiting)))


def _tell_table(register: ReadOnlyRegister, told: Sequence[Any], policy: str | None, language: str) -> None:
    if told:
        shown = register.table(told, policy=policy).text(language, width=wrap_width(), paint=paint)
        tell("\n" + shown.removesuffix("\n"))


def correction_values(register: ReadOnlyRegister, found: Correction, policy: str | None) -> dict[str, Any]:
    """The same as JSON has it; in a preview nothing has the number of an event yet."""
    changes = register.table(found.changes, policy=policy).values
    return {
        "values": register.table(found.values, policy=policy).values,
        "unchanged": found.unchanged,
        "changes": [each if found.events else {**each, "event_after": None} for each in changes],
        "withdrawn": register.table(found.withdrawn, policy=policy).values,
        "held": [{"unit": unit, "period": period} for unit, period in found.held],
        "waiting": list(found.waiting),
        "above": [_values_above(register, each, is_recorded=bool(found.events)) for each in found.above],
        "events": [{"number": each.number, "kind": each.kind.value, "hash": each.hash} for each in found.events],
    }


def _values_above(register: ReadOnlyRegister, above: ChangedAbove, *, is_recorded: bool) -> dict[str, Any]:
    changes = register.table(above.changes, policy=above.policy).values
    return {
        "policy": above.policy,
        "changes": [each if is_recorded else {**each, "event_after": None} for each in changes],
        "withdrawn": register.table(above.withdrawn, policy=above.policy).values,
        "waiting": list(above.waiting),
    }
