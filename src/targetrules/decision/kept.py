"""Columns of the results that pass through to a workbook: found by their headings, and taken row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from attrs import evolve

from targetrules.arguments import ArgumentError, a_word, unlike
from targetrules.period import period_text
from targetrules.results.cells.floats import number_of_float
from targetrules.results.table import Cell as Read
from targetrules.results.table import Cells, Column, Merged, Table, is_blank, letter_of, shown
from targetrules.source.suggest import nearest
from targetrules.width import heading, narrow
from targetrules.wording import Listing, Word, say
from targetrules.workbook.kept import NOTHING_KEPT, Kept
from targetrules.workbook.sheet import Cell

if TYPE_CHECKING:
    from targetrules.decision.results import Results

__all__ = ["kept_columns", "names_of_kept", "notes_beside_kept", "positions_of_kept"]

_MOST_LISTED: Final = 20


def names_of_kept(keep: object) -> tuple[str, ...]:
    """The names of columns that somebody asked for, each once: one, or several."""
    if isinstance(keep, str):
        keep = (keep,)
    if not isinstance(keep, Iterable):
        raise unlike("keep", keep, "names-of-columns")
    return tuple(dict.fromkeys(str(a_word("keep", each)) for each in keep))


def positions_of_kept(results: Results | None, keep: Sequence[str]) -> dict[int, str]:
    """The positions of the columns of these headings or letters, with the heading of each.

    Raises:
        ArgumentError: There is no such column, or several, or a name is the heading of one and the letter of another;
            all such names are told. Or no result is a row of a table.
    """
    table = _read_from(results)[1]
    either = [word for name in keep if (word := _either(table, name)) is not None]
    if either:
        raise ArgumentError("keep", Word("arguments.keep-either", {"cases": Listing(tuple(either), "; ")}))
    found = {name: _places(table, name) for name in keep}
    unknown = [name for name, places in found.items() if not places]
    if unknown:
        raise ArgumentError("keep", _no_such_column(table, unknown))
    for name, places in found.items():
        if len(places) > 1:
            values = {"found": shown(name), "columns": Listing(tuple(table.columns[at].letter for at in places))}
            key = "keep-twice" if table.columns[places[0]].letter else "keep-twice-without-letters"
            raise ArgumentError("keep", Word(f"arguments.{key}", values))
    return {places[0]: shown(table.columns[places[0]].name) or name for name, places in found.items()}


def _read_from(results: Results | None) -> tuple[Results, Table]:
    """The results with the table whose rows they are; ArgumentError where there is none."""
    if results is None or not isinstance(results.given, Table):
        raise ArgumentError("keep", Word("arguments.keep-no-table"))
    if results.file_options.wide is not None:
        raise ArgumentError("keep", Word("arguments.keep-wide"))
    return results, results.given


def _either(table: Table, name: str) -> Word | None:
    """What is told of a name that is the heading of a column and the letter of another one; None: it is not both."""
    headed, lettered = _headed(table, name), _lettered(table, name)
    if not headed or not lettered or lettered[0] in headed:
        return None
    first, second = table.columns[headed[0]], table.columns[lettered[0]]
    values = {"name": shown(name), "letter": first.letter, "other": shown(second.name)}
    return Word("arguments.keep-heading-or-letter", values)


def _places(table: Table, name: str) -> list[int]:
    """Where a heading stands, or else the column of a letter."""
    return _headed(table, name) or _lettered(table, name)


def _headed(table: Table, name: str) -> list[int]:
    named = ((at, each.name) for at, each in _columns(table).items() if not is_blank(each.name))
    return [at for at, each in named if heading(each) == heading(name)]


def _lettered(table: Table, name: str) -> list[int]:
    letter = narrow(name).upper()
    return [at for at, each in _columns(table).items() if each.letter and each.letter == letter]


def _columns(table: Table) -> dict[int, Column]:
    """The columns that stand in the table: what was given to a sheet by its name or an option has no letter."""
    lettered = any(each.letter for each in table.columns)
    return {at: each for at, each in enumerate(table.columns) if each.letter or not lettered}


def _no_such_column(table: Table, unknown: Sequence[str]) -> Word:
    there = [each.name for each in _columns(table).values() if not is_blank(each.name)]
    said = [(name, nearest(name, there)) for name in unknown]
    names = tuple(
        Word(f"arguments.unknown-claim{'-near' if near else ''}", {"found": shown(name), "near": shown(near)})
        for name, near in said
    )
    known = Listing.of_first(tuple(map(shown, there[:_MOST_LISTED])), len(there))
    return Word("arguments.keep-no-such-column", {"found": Listing(names), "known": known})


def kept_columns(results: Results | None, keep: Sequence[str], language: str) -> Kept:
    """The columns of these names, of each result.

    Args:
        results: What was judged.
        keep: The headings or the letters of the columns.
        language: Of the words for yes and no.

    Raises:
        ArgumentError: See :func:`positions_of_kept`.
    """
    if not keep:
        return NOTHING_KEPT
    columns = positions_of_kept(results, keep)
    judged, table = _read_from(results)
    history, kind = judged.own_history, judged.rules.period
    rows = range(len(history.rows)) if history.positions is None else history.positions
    taken = [[_cell(table, at, row, language) for row in rows] for at in columns]
    keys = ((row.unit, period_text(kind, row.period)) for row in history.rows)
    apart = tuple(_apart(name, table.columns[at], language) for at, name in columns.items())
    return Kept(tuple(columns.values()), apart, dict(zip(keys, zip(*taken, strict=True), strict=True)))


def _apart(name: str, column: Column, language: str) -> str:
    """A heading that tells that the results have the column, and where."""
    key = "kept-column" if column.letter else "kept-column-without-letter"
    return say(f"workbooks.{key}", language, {"name": name, "letter": column.letter})


def notes_beside_kept(notes: Iterable[Word], kept: Iterable[str]) -> tuple[Word, ...]:
    """Notes of what was read, without telling of kept columns, by their headings, that nothing is read from them."""
    found: list[Word] = []
    for note in notes:
        if note.key != "problems.note_ignored":
            found.append(note)
            continue
        parts = list(note.values["names"].parts)
        for name in kept:
            if name in parts:
                parts.remove(name)
        if parts:
            found.append(Word(note.key, {"names": evolve(note.values["names"], parts=tuple(parts))}))
    return tuple(found)


def _cell(table: Table, at: int, row: int, language: str) -> Cell:
    """A cell as the workbook shows it; one that is merged with others shows what stands in the first of them."""
    cells = table.cells[at]
    read = cells[row]
    return Cell(_value(_first(table, cells, at, row, read) if isinstance(read, Merged) else read, language))


def _first(table: Table, cells: Cells, at: int, row: int, merged: Merged) -> Read:
    """What stands in the first of merged cells, where that is in the same column and a row of the table."""
    while row and cells[row] == merged:
        row -= 1
    return cells[row] if f"{letter_of(at)}{table.numbers[row]}" == merged.first else None


def _value(read: Read, language: str) -> str | int | Decimal | date | None:
    match read:
        case str():
            return read.replace("\t", " ")  # no cell shows one
        case bool():
            return say(f"explanations.{'yes' if read else 'no'}", language)
        case None | Decimal() | int():
            return read
        case float():
            return number_of_float(read)
        case date() if not isinstance(read, datetime):
            return read
        case _:
            return shown(read)
