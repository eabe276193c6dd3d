"""A file of outcomes read back, strictly: its record, and its outcomes as plain values.

Whatever a person may see in such a file and this reader would pass over is a fault: the first of two columns with one
name, the first of two keys, a key that outcomes do not have, a cell without a column.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import fields

from targetrules.data import frozen
from targetrules.report.formats import DataFormat
from targetrules.report.record import Record, kind_of
from targetrules.report.saved_problems import NEEDED, SavedError, SavedProblems, line, saved_error
from targetrules.report.shape import DOCUMENT, RECORD_LINE, is_column
from targetrules.report.strict_json import NoJsonError, Parsed, parsed
from targetrules.wording import Word

__all__ = ["Saved", "SavedError", "read_saved"]

_MARK: Final = "\ufeff"
_LINE_END: Final = re.compile(r"\r\n?|\n")
_CELL: Final = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n][^,\r\n]*|))(,|{_LINE_END.pattern}|\Z)')


@frozen(slots=True)
class Saved:
    """What a file of outcomes says. ``outcomes`` are as its format has them: of CSV, the cells by column.

    ``columns`` are those of CSV.
    """

    form: DataFormat
    record: Record
    outcomes: tuple[Mapping[str, Any], ...]
    columns: tuple[str, ...] = ()


def read_saved(data: bytes) -> Saved:
    """The record and the outcomes in a file written with ``--record``; raises :class:`SavedError`."""
    try:
        text = data.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError:
        raise saved_error("not-utf8") from None
    try:
        return _of_csv(text) if text.startswith("#") else _of_json(text)
    except RecursionError:
        raise saved_error("not-outcomes") from None


def _record(values: dict[str, Any]) -> Record:
    found = values["record"]
    kind = kind_of(found)
    return kind(**{each.name: found[each.name] for each in fields(kind) if each.name in found})


# ---- JSON ------------------------------------------------------------------------------------------------------------


def _of_json(text: str) -> Saved:
    """One document that has ``outcomes``, else one object a line, the record first."""
    try:
        document = parsed(text)
    except NoJsonError as error:
        return _of_lines(text, error)
    if isinstance(document.value, dict) and "outcomes" in document.value:
        return _of_document(document)
    return _of_lines(text)


def _of_document(document: Parsed) -> Saved:
    problems, place = SavedProblems(), Word("reports.saved-document")
    problems.add_twice(place, document)
    problems.add_unknown(place, document.value, DOCUMENT)
    problems.check_record(place, document.value)
    outcomes = document.value["outcomes"]
    if not isinstance(outcomes, list):
        problems.add_no_list(place, "outcomes", outcomes)
        outcomes = []
    for position, each in enumerate(outcomes, 1):
        problems.check_outcome(place, each, f"outcomes.{position}")
    problems.stop_if_any()
    return Saved("json", _record(document.value), tuple(outcomes))


def _of_lines(text: str, whole: NoJsonError | None = None) -> Saved:
    """What a text with one object a line says. ``whole``: why it is no document, told if its first line is none."""
    lines = [(number, each) for number, each in enumerate(text.split("\n"), 1) if each.strip()]
    if not lines:
        raise saved_error("no-record")
    problems, (first, head) = SavedProblems(), lines[0]
    try:
        found = parsed(head)
    except NoJsonError as error:
        if not head.lstrip().startswith("{"):
            raise saved_error("not-outcomes") from None
        why = whole or error
        problems.add_no_json(line(text.count("\n", 0, why.at) + 1), text, why)
        problems.stop_if_any()
        raise
    _check_first(line(first), found, problems)
    outcomes = [each for number, text in lines[1:] for each in _outcome_in(text, line(number), problems)]
    problems.stop_if_any()
    return Saved("jsonl", _record(found.value), tuple(outcomes))


def _check_first(place: Word, found: Parsed, problems: SavedProblems) -> None:
    problems.add_twice(place, found)
    problems.check_record(place, found.value)
    problems.add_unknown(place, found.value, RECORD_LINE)


def _outcome_in(text: str, place: Word, problems: SavedProblems) -> Iterator[Any]:
    try:
        found = parsed(text)
    except NoJsonError as error:
        problems.add_no_json(place, text, error)
        return
    problems.add_twice(place, found)
    problems.check_outcome(place, found.value)
    yield found.value


# ---- CSV -------------------------------------------------------------------------------------------------------------


def _of_csv(text: str) -> Saved:
    """The record behind ``#``, the header, and a line an outcome."""
    first, _, rest = text.partition("\n")
    problems = SavedProblems()
    try:
        found = parsed(first[1:])
    except NoJsonError:
        raise saved_error("not-outcomes") from None
    _check_first(line(1), found, problems)
    (at, columns), *rows = _rows(rest, problems) or [(2, [])]
    _check_columns(columns, line(at), problems)
    for number, cells in rows:
        if len(cells) != len(columns):
            problems.add(line(number), "cells", found=len(cells), expected=len(columns))
    problems.stop_if_any()
    outcomes = (dict(zip(columns, cells, strict=True)) for _, cells in rows)
    return Saved("csv", _record(found.value), tuple(outcomes), tuple(columns))


def _rows(text: str, problems: SavedProblems) -> list[tuple[int, list[str]]]:
    """The cells of each row and the line in which it begins; blank lines are passed over.

    Python's reader takes no cell of more than 131,072 characters; a text that has one is taken apart by its cells.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found, at = list[tuple[int, list[str]]](), 2
    try:
        for cells in reader:
            if cells:
                found.append((at, cells))
            at = reader.line_num + 2
    except csv.Error:
        return _matched_rows(text, problems)
    return found


def _matched_rows(text: str, problems: SavedProblems) -> list[tuple[int, list[str]]]:
    """The same, whatever the length of a cell."""
    found, cells = list[tuple[int, list[str]]](), list[str]()
    begins = at = 2
    position = 0
    while position < len(text) or cells:
        cell = _CELL.match(text, position)
        if cell is None:
            problems.add(line(begins), "not-csv")
            break
        cells.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
        at += len(_LINE_END.findall(cell[0]))
        position = cell.end()
        if cell[3] != ",":
            if cells != [""]:
                found.append((begins, cells))
            cells, begins = [], at
    return found


def _check_columns(columns: Sequence[str], place: Word, problems: SavedProblems) -> None:
    for name, count in Counter(columns).items():
        if count > 1:
            problems.add(place, "same-column", column=name)
        if not is_column(name):
            problems.add(place, "unknown-column", column=name)
    for name in NEEDED:
        if name not in columns:
            problems.add(place, "no-column", column=name)
