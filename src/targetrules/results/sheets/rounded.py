"""What is said of a sheet that shows numbers rounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from targetrules.results.layouts import listed
from targetrules.results.naming import Naming
from targetrules.results.sheets.grid import Grid, cell_at
from targetrules.results.sheets.over import Named
from targetrules.results.sheets.rows import Rows
from targetrules.results.table import Cell, letter_of, shown
from targetrules.rules.reserved import columns_of
from targetrules.rules.tree import Input, InputKind, Rules
from targetrules.source.decimals import decimal_of, quantized
from targetrules.width import as_read
from targetrules.wording import Word

__all__ = ["notes_of_rounded"]

_VALUE: Final = "value"
"""What the column of values is for where a table has a line for each indicator."""


def notes_of_rounded(
    rules: Rules, grid: Grid, unit: int, named: Sequence[Named], rows: Rows, roles: Mapping[int, str], naming: Naming
) -> Iterator[Word]:
    """A note where numbers that are read are shown rounded: whoever looked at the sheet has seen other numbers.

    Args:
        rules: Of the policy whose inputs are read.
        grid: The sheet.
        unit: The position of the column of units.
        named: The columns.
        rows: The rows that hold results; those of units that are left out do not count.
        roles: What the columns are for, by their positions.
        naming: What was said of names.
    """
    inputs = columns_of(rules)
    numbers = [at for at, role in sorted(roles.items()) if role == _VALUE or _is_number(inputs.get(role))]
    shown_in = {at: grid.rounded[at] for at in numbers if at in grid.rounded}
    if not shown_in:
        return
    totals = {each.row for each in grid.totals}
    places = [
        (number, at, cells[at])
        for number, cells in rows.lines
        if number not in totals and not _is_left_out(cell_at(cells, unit), naming)
        for at, seen in shown_in.items()
        if number in seen and not _is_taken_so(inputs.get(roles[at]), cells[at], seen[number])
    ]
    if not places:
        return
    (number, at, cell), columns = places[0], dict.fromkeys(at for _, at, _ in places)
    yield Word(
        "sheets.note_rounded",
        {
            "sheet": grid.sheet.name or "",
            "file": grid.sheet.file,
            "count": len(places),
            "names": listed(tuple(f"{shown(named[each].column.name)} ({letter_of(each)})" for each in columns)),
            "cell": f"{letter_of(at)}{number}",
            "shown": shown_in[at][number],
            "held": shown(cell),
        },
    )


def _is_left_out(cell: Cell, naming: Naming) -> bool:
    return bool(naming.leave_out) and as_read(shown(cell)) in naming.leave_out


def _is_taken_so(one: Input | None, cell: Cell, seen: str) -> bool:
    """Whether the policy rounds what a cell holds to what it shows."""
    if one is None or one.excess != "round":
        return False
    held, said = (decimal_of(text.removesuffix("%")) for text in (shown(cell), seen))
    return held is not None and said is not None and quantized(held, one.decimals) == said


def _is_number(one: Input | None) -> bool:
    return one is not None and one.kind is InputKind.NUMBER
