"""Outcomes that are objects as an Arrow table, its columns those of :mod:`targetrules.frames.writing.arrow`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from targetrules.frames.writing.arrow import remark_name, schema_of
from targetrules.frames.writing.pieces import texts_of
from targetrules.outcome import Outcome
from targetrules.rules.decided import remarks_of
from targetrules.rules.tree import Rules

__all__ = ["arrow_of_rows"]


def arrow_of_rows(
    rules: Rules, outcomes: Sequence[Outcome], units: pa.ChunkedArray | None = None, decided_on: date | None = None
) -> pa.Table:
    """The table, a row an outcome; ``units`` is the column of units as it was given (left out: their names)."""
    if units is None:
        units = pa.chunked_array([texts_of([each.unit for each in outcomes])])
    schema = schema_of(rules, unit_type=units.type, dated=decided_on is not None)
    rows = [_row(rules, each) for each in outcomes]
    columns = [_column(field, [row.get(field.name) for row in rows], rules) for field in schema if field.name != "unit"]
    found = pa.Table.from_arrays([units, *columns], schema=schema)
    for remark in remarks_of(rules):
        there = [remark in each.remarks for each in outcomes]
        if any(there):
            found = found.append_column(remark_name(remark), pa.array(there))
    return found


def _column(field: pa.Field, values: list[Any], rules: Rules) -> pa.Array:
    if field.name != "grade":
        return pa.array(values, field.type)
    grades = [grade.id for grade in rules.grades]
    codes = pa.array([None if each is None else grades.index(each) for each in values], pa.int8())
    return pa.DictionaryArray.from_arrays(codes, pa.array(grades, pa.string()))


def _row(rules: Rules, outcome: Outcome) -> dict[str, Any]:
    """One outcome by the names of the columns; what a column has nothing of is null."""
    received = {each.id: each for each in outcome.consequences}
    return {
        "period": outcome.period,
        "grade": outcome.grade,
        **{f"measure.{name}": value for name, value in outcome.measures.items()},
        **{f"place.{name}.rank": place.rank for name, place in outcome.places.items()},
        **{f"place.{name}.size": place.size for name, place in outcome.places.items()},
        **{f"condition.{name}": truth for name, truth in outcome.conditions.items()},
        **{f"status.{name}": name in outcome.statuses for name in rules.statuses},
        **dict(_consequences(rules, outcome)),
        **_each("replaced", rules.replaceable, {each.id for each in outcome.replaced}),
        **{f"due.{id_}": each.due for id_, each in received.items()},
        **{f"until.{id_}": each.until for id_, each in received.items()},
        **_each("division-by-zero", rules.measures, _about(outcome, "division-by-zero")),
        **_each("differs-from-published", rules.published_cuts, _about(outcome, "differs-from-published")),
        **_each("quota-not-kept", rules.breakable_quotas, _about(outcome, "quota-not-kept")),
        **_each("due-not-known", rules.due_by_calendar, _about(outcome, "due-not-known")),
        "undetermined": bool(outcome.undetermined),
    }


def _consequences(rules: Rules, outcome: Outcome) -> Iterator[tuple[str, bool | None]]:
    """The columns of consequences: true where received, false where not, null where nobody can say."""
    received, unknown = {each.id for each in outcome.consequences}, {each.id for each in outcome.undetermined}
    for rule in rules.consequences:
        yield f"consequence.{rule.id}", rule.id in received or (None if rule.id in unknown else False)


def _about(outcome: Outcome, code: str) -> set[str]:
    return {each.about for each in outcome.remarks if each.code == code}


def _each(key: str, names: Iterable[str], there: set[str]) -> dict[str, bool]:
    return {f"{key}.{name}": name in there for name in names}
