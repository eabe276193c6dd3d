"""Outcomes as plain values, with the keys and in the order of section 8 of the language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from targetrules.outcome import Decided, Outcome

__all__ = ["consequence_values", "outcome_values"]


def outcome_values(outcome: Outcome) -> dict[str, Any]:
    """One outcome as JSON has it: numbers as decimal text with their declared decimals, dates as ISO 8601.

    ``due``, ``until``, ``source``, ``article`` and ``counted_from`` stand only in consequences that have them, ``due``
    also where there is a deadline and nobody knows its day; ``remarks`` only where there are any.
    """
    values: dict[str, Any] = {
        "unit": outcome.unit,
        "period": outcome.period,
        "grade": outcome.grade,
        "measures": {name: _number(value) for name, value in outcome.measures.items()},
        "places": {name: {"rank": each.rank, "size": each.size} for name, each in outcome.places.items()},
        "conditions": dict(outcome.conditions),
        "statuses": outcome.statuses,
        "consequences": tuple(map(consequence_values, outcome.consequences)),
        "replaced": tuple({"id": each.id, "by": each.by} for each in outcome.replaced),
        "undetermined": tuple({"id": each.id, "missing": each.missing} for each in outcome.undetermined),
    }
    if outcome.remarks:
        values["remarks"] = tuple({"code": each.code, "about": each.about} for each in outcome.remarks)
    return values


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def consequence_values(consequence: Decided) -> dict[str, Any]:
    """A consequence as outcomes in JSON have it."""
    values = {"id": consequence.id, "to": consequence.to, "force": consequence.force}
    days = {"due": consequence.due, "until": consequence.until}
    texts = {
        "source": consequence.source,
        "article": consequence.article,
        "counted_from": consequence.counted_from,
    }
    return (
        values
        | ({} if consequence.due_known else {"due": None})
        | {key: day.isoformat() for key, day in days.items() if day is not None}
        | {key: text for key, text in texts.items() if text is not None}
    )
