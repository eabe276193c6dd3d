"""Outcomes as JSON: one document, or one object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from targetrules.outcome import Outcome
from targetrules.report.outcome_values import outcome_values
from targetrules.report.record import Record, compact

__all__ = ["document_of", "json_lines", "json_parts", "json_text", "lines_of"]


def json_lines(outcomes: Iterable[Outcome], record: Record | None = None) -> Iterator[str]:
    """One object a line; the record, if any, is the first: ``{"record": {…}}``."""
    return lines_of(map(json_text, outcomes), record)


def json_parts(outcomes: Iterable[Outcome], record: Record | None = None) -> Iterator[str]:
    """The parts of one document, ``{"record": {…}, "outcomes": […]}``, each outcome on a line of its own."""
    return document_of(map(json_text, outcomes), record)


def json_text(outcome: Outcome) -> str:
    """One outcome as an object."""
    return compact(outcome_values(outcome))


def lines_of(objects: Iterable[str], record: Record | None = None) -> Iterator[str]:
    """Outcomes that are objects already, one a line."""
    if record is not None:
        yield compact({"record": record.values()}) + "\n"
    for each in objects:
        yield each + "\n"


def document_of(objects: Iterable[str], record: Record | None = None) -> Iterator[str]:
    """Outcomes that are objects already, in one document."""
    yield "{"
    if record is not None:
        yield f'"record": {compact(record.values())},\n'
    yield '"outcomes": ['
    before = "\n"
    for each in objects:
        yield before + each
        before = ",\n"
    yield "\n]}\n"
