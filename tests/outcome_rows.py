"""Outcomes as rows by the names of the columns, as dataframes and steps give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from targetrules import Outcome
from targetrules.rules.tree import Rules
from tests.dataframes import arrow_of

__all__ = ["row_of", "rows_of", "without_other_remarks"]


_REMARKS = tuple(
    f"{code}."
    for code in (
        "division-by-zero",
        "differs-from-published",
        "quota-not-kept",
        "due-not-known",
        "other-grade-decided",
        "also-decided",
        "not-decided",
    )
)


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """The rows of an outcome frame; of remarks, those that there are."""
    return without_other_remarks(arrow_of(frame).to_pylist())


def without_other_remarks(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows without the remarks that there are not."""
    return [{name: each for name, each in row.items() if each is not False or not _is_remark(name)} for row in rows]


def _is_remark(name: str) -> bool:
    return name.startswith(_REMARKS)


def row_of(rules: Rules, outcome: Outcome) -> dict[str, Any]:
    """An outcome of which the date of the decision is known."""
    received = {each.id: each for each in outcome.consequences}
    unknown = {each.id for each in outcome.undetermined}
    replaced = {each.id for each in outcome.replaced}
    replaceable = {id_ for rule in rules.consequences for id_ in rule.replaces}
    truths = {
        rule.id: True if rule.id in received else None if rule.id in unknown else False for rule in rules.consequences
    }
    return {
        "unit": outcome.unit,
        "period": outcome.period,
        "grade": outcome.grade,
        **{f"measure.{name}": value for name, value in outcome.measures.items()},
        **{f"place.{name}.rank": place.rank for name, place in outcome.places.items()},
        **{f"place.{name}.size": place.size for name, place in outcome.places.items()},
        **{f"condition.{name}": truth for name, truth in outcome.conditions.items()},
        **{f"status.{name}": name in outcome.statuses for name in rules.statuses},
        **{f"consequence.{id_}": truth for id_, truth in truths.items()},
        **{f"replaced.{id_}": id_ in replaced for id_ in truths if id_ in replaceable},
        **{
            f"due.{rule.id}": received[rule.id].due if rule.id in received else None
            for rule in rules.consequences
            if rule.deadline is not None
        },
        **{
            f"until.{rule.id}": received[rule.id].until if rule.id in received else None
            for rule in rules.consequences
            if rule.lasts is not None
        },
        "undetermined": bool(outcome.undetermined),
        **{f"{each.code}.{each.about}": True for each in outcome.remarks},
    }
