"""What a review of the period found, as tables."""

from __future__ import annotations

from typing import Final

from targetrules.html_report.told import Report
from targetrules.review.text import answers_of, nothing_found
from targetrules.wording import say
from targetrules.workbook.sheet import Block, Cell, Sheet

__all__ = ["findings_sheet"]

_SHOWN: Final = 30
"""So many rows of each answer are shown; the command shows all."""


def findings_sheet(report: Report, language: str) -> Sheet:
    """A table for each question to which something was found; that nobody asked, where the period was not reviewed."""
    if report.review is None:
        return Sheet("", "", (), (say("pages.not-reviewed", language),))
    blocks = []
    for answer in answers_of(report.review, language, _SHOWN):
        rows = [list(map(Cell, row)) for row in answer.rows]
        rows += [[Cell(note, "missing"), *[Cell(None)] * (len(answer.headings) - 1)] for note in answer.notes]
        blocks.append(Block(answer.headings, rows, answer.head))
    nothing = nothing_found(report.review, language)
    return Sheet("", "", tuple(blocks), (nothing,) if nothing else ())
