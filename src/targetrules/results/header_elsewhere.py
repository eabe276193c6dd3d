"""Tables whose header is further down, or goes on in the line below: this the rows tell, and no header can."""

from __future__ import annotations

from typing import Final

from targetrules.results.code import Code
from targetrules.results.headings import headings, headings_over, known_headings
from targetrules.results.options import Options
from targetrules.results.problem import Findings
from targetrules.results.table import Cell, Merged, Table, is_blank
from targetrules.rules.tree import Rules
from targetrules.width import heading
from targetrules.wording import Word

__all__ = ["stop_if_header_is_elsewhere"]

_LINES_SEARCHED: Final = 20


def stop_if_header_is_elsewhere(
    rules: Rules, table: Table, findings: Findings, options: Options, *, wide: str | None = None
) -> None:
    """Stop where titles stand above the header, or the header takes two lines.

    Args:
        rules: Of the policy whose inputs are read.
        table: The table.
        findings: What was found in it so far.
        options: What the columns of the unit and the period are called.
        wide: The input that has one column a period, which then have periods for headings.

    Raises:
        ResultsError: The header is not the one line above the rows.
    """
    if table.sheet.counted == "item" or not table:
        return
    known, there = known_headings(rules, options), headings_over(table.columns)
    unit, period = headings(known.unit), headings(known.period)
    _stop_if_below(table, findings, unit if wide else unit | period, there)
    _stop_if_two(table, findings, unit | period, headings(known.inputs), there)


def _stop_if_below(table: Table, findings: Findings, wanted: set[str], there: list[str]) -> None:
    """Where none of these names is in the header but one is further down, titles stand above the header."""
    if not wanted.isdisjoint(there):
        return
    for at, number in enumerate(table.numbers[:_LINES_SEARCHED]):
        cells = [each[at] for each in table.cells]
        if at in table.beyond:
            cells.append(table.beyond[at][1])
        if any(isinstance(cell, str) and heading(cell) in wanted for cell in cells):
            values = {"where": Word(f"problems.at_{table.sheet.counted}", {"row": number})}
            advice = Word("problems.advise_header_row", {"row": number})
            raise findings.stop(Code.HEADER_BELOW, values=values, advice=advice)


def _stop_if_two(table: Table, findings: Findings, keys: set[str], inputs: set[str], there: list[str]) -> None:
    """Where the first line below the header has no unit but names of columns, the header goes on in it."""
    cells, known = [each[0] for each in table.cells], keys | inputs
    said = [_as_heading(cell) for cell in cells]
    under = [each for name, each in zip(there, said, strict=True) if name in keys]
    if under and known.intersection(said) and {"", *known}.issuperset(under):
        values = {"where": Word(f"problems.at_{table.sheet.counted}", {"row": table.numbers[0]})}
        raise findings.stop(Code.TWO_HEADERS, values=values, advice=Word("problems.advise_two_headers"))


def _as_heading(cell: Cell) -> str | None:
    """The heading that a cell would be; ``""``: nothing stands in it, or it is merged with one above; None: no text."""
    if is_blank(cell) or isinstance(cell, Merged):
        return ""
    return heading(cell) if isinstance(cell, str) else None
