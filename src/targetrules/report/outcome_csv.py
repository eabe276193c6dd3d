"""Outcomes as CSV: one line a unit and period; which columns there are depends on the policy alone.

An empty cell is a value that is missing or a truth that is unknown. Lists within a cell are separated by ``; ``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from targetrules.outcome import Outcome
from targetrules.report.json_text import compact
from targetrules.report.outcome_values import outcome_values
from targetrules.report.record import Record
from targetrules.rules.tree import Rules

__all__ = ["csv_cells", "csv_head", "csv_lines", "csv_text"]


def csv_lines(
    rules: Rules, outcomes: Iterable[Outcome], record: Record | None = None, *, dated: bool = False
) -> Iterator[str]:
    """The lines, the header first; a record stands above it, as JSON behind ``# ``.

    ``dated``: the decision date was given, so that there is a column of due dates for each consequence with a deadline,
    and one of last days for each that lasts for a time.
    """
    yield csv_head(rules, record, dated=dated)
    for outcome in outcomes:
        yield csv_text([csv_cells(rules, outcome_values(outcome), dated=dated)])


def csv_head(rules: Rules, record: Record | None = None, *, dated: bool = False) -> str:
    """The record and the header."""
    line = "" if record is None else f"# {compact({'record': record.values()})}\n"
    return line + csv_text([_columns(rules, dated=dated)])


def _columns(rules: Rules, *, dated: bool) -> list[str]:
    return [
        *("unit", "period", "grade"),
        *(f"measure.{name}" for name in rules.measures),
        *(f"place.{name}.{part}" for name in rules.rankings for part in ("rank", "size")),
        *(f"condition.{name}" for name in rules.conditions),
        "statuses",
        *(f"consequence.{id_}" for id_ in _ids(rules)),
        *(f"{key}.{id_}" for key, id_ in _days(rules, dated=dated)),
        *("replaced", "undetermined", "remarks"),
    ]


def _ids(rules: Rules) -> list[str]:
    return [rule.id for rule in rules.consequences]


def _days(rules: Rules, *, dated: bool) -> list[tuple[str, str]]:
    """The key of each day that a consequence may have, and the consequence."""
    due = [("due", rule.id) for rule in rules.consequences if rule.deadline is not None]
    until = [("until", rule.id) for rule in rules.consequences if rule.lasts is not None]
    return [*due, *until] if dated else []


def csv_cells(rules: Rules, values: dict[str, Any], *, dated: bool = False) -> list[str]:
    """The cells of one outcome, of which these are the plain values."""
    received = {each["id"]: each for each in values["consequences"]}
    unknown = {each["id"] for each in values["undetermined"]}
    truths = {id_: True if id_ in received else None if id_ in unknown else False for id_ in _ids(rules)}
    places = (values["places"][name][part] for name in rules.rankings for part in ("rank", "size"))
    replaced = (f"{each['id']} by {', '.join(each['by'])}" for each in values["replaced"])
    undetermined = (f"{each['id']}: {', '.join(each['missing'])}" for each in values["undetermined"])
    remarks = (f"{each['code']} {each['about']}" for each in values.get("remarks", ()))
    return [
        *(_cell(values[name]) for name in ("unit", "period", "grade")),
        *(_cell(values["measures"][name]) for name in rules.measures),
        *map(_cell, places),
        *(_cell(values["conditions"][name]) for name in rules.conditions),
        "; ".join(values["statuses"]),
        *map(_cell, truths.values()),
        *(_cell(received.get(id_, {}).get(key)) for key, id_ in _days(rules, dated=dated)),
        *("; ".join(each) for each in (replaced, undetermined, remarks)),
    ]


def _cell(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def csv_text(lines: Iterable[Iterable[str]]) -> str:
    """Rows of cells as CSV, quoted where needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
