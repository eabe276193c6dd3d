"""Outcomes as JSON: one document, or one object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from targetrules.outcome import Outcome
from targetrules.report.json_text import compact
from targetrules.report.outcome_values import outcome_values
from targetrules.report.record import Record

__all__ = ["BETWEEN", "END", "document_head", "json_lines", "json_parts", "json_text", "lines_head"]

BETWEEN: Final = ",\n"
END: Final = "\n]}\n"
"""Of a document."""


def json_lines(outcomes: Iterable[Outcome], record: Record | None = None) -> Iterator[str]:
    """The lines of a text with one object a line; the record, if any, is the first: ``{"record": {…}}``."""
    if record is not None:
        yield lines_head(record)
    for outcome in outcomes:
        yield json_text(outcome) + "\n"


def json_parts(outcomes: Iterable[Outcome], record: Record | None = None) -> Iterator[str]:
    """The parts of one document, ``{"record": {…}, "outcomes": […]}``, each outcome on a line of its own."""
    yield document_head(record)
    between = ""
    for outcome in outcomes:
        yield between + json_text(outcome)
        between = BETWEEN
    yield END


def json_text(outcome: Outcome) -> str:
    """One outcome as an object."""
    return compact(outcome_values(outcome))


def document_head(record: Record | None = None) -> str:
    """What a document begins with: the outcomes follow, :data:`BETWEEN` each two of them, then :data:`END`."""
    return "{" + ("" if record is None else f'"record": {compact(record.values())},\n') + '"outcomes": [\n'


def lines_head(record: Record) -> str:
    """The record, as it stands above one object a line."""
    return compact({"record": record.values()}) + "\n"
