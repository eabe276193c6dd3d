"""Outcomes as programs read them, in one of the formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from targetrules.outcome import Outcome
from targetrules.report.record import Record
from targetrules.rules.tree import Rules

__all__ = ["DATA_FORMATS", "DataFormat", "formatted"]

DataFormat = Literal["csv", "json", "jsonl"]
"""The formats of outcomes that programs read."""

DATA_FORMATS: Final[tuple[DataFormat, ...]] = ("csv", "json", "jsonl")


def formatted(
    form: DataFormat, rules: Rules, outcomes: Iterable[Outcome], record: Record | None = None, *, dated: bool = False
) -> Iterator[str]:
    """The parts of the text; the same outcomes give the same text. ``dated``: the decision date was given."""
    from targetrules.report.outcome_json import json_lines, json_parts

    match form:
        case "csv":
            from targetrules.report.outcome_csv import csv_lines

            return csv_lines(rules, outcomes, record, dated=dated)
        case "json":
            return json_parts(outcomes, record)
        case "jsonl":
            return json_lines(outcomes, record)
