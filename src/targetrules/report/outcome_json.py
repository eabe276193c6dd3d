"""Outcomes as JSON: one document, or one object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from targetrules.outcome import Outcome
from targetrules.report.outcome_values import outcome_values
from targetrules.report.record import Record, compact

__all__ = ["json_lines", "json_parts"]


def json_lines(outcomes: Iterable[Outcome], record: Record | None = None) -> Iterator[str]:
    """One object a line; the record, if any, is the first: ``{"record": {…}}``."""
    if record is not None:
        yield compact({"record": record.values()}) + "\n"
    for outcome in outcomes:
        yield compact(outcome_values(outcome)) + "\n"


def json_parts(outcomes: Iterable[Outcome], record: Record | None = None) -> Iterator[str]:
    """The parts of one document, ``{"record": {…}, "outcomes": […]}``, each outcome on a line of its own."""
    yield "{"
    if record is not None:
        yield f'"record": {compact(record.values())},\n'
    yield '"outcomes": ['
    before = "\n"
    for outcome in outcomes:
        yield before + compact(outcome_values(outcome))
        before = ",\n"
    yield "\n]}\n"
