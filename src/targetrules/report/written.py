"""Outcomes as programs read them, in one of the formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from targetrules.outcome import Outcome
from targetrules.report.outcome_csv import csv_lines
from targetrules.report.outcome_json import json_lines, json_parts
from targetrules.report.record import Record
from targetrules.report.saved import Form
from targetrules.rules.tree import Rules

__all__ = ["written"]


def written(
    form: Form, rules: Rules, outcomes: Iterable[Outcome], record: Record | None = None, *, dated: bool = False
) -> Iterator[str]:
    """The parts of the text; the same outcomes give the same text. ``dated``: the decision date was given."""
    match form:
        case "csv":
            return csv_lines(rules, outcomes, record, dated=dated)
        case "json":
            return json_parts(outcomes, record)
        case "jsonl":
            return json_lines(outcomes, record)
