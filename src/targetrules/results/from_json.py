"""JSON to a table: a list of objects, or one object a line. Numbers are exact: 89.995 never passes through binary."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from targetrules.results.code import Code
from targetrules.results.decode import decode
from targetrules.results.problem import Findings
from targetrules.results.table import (
    MOST_CELLS,
    MOST_COLUMNS,
    Cell,
    Column,
    Line,
    Sheet,
    Table,
    Unreadable,
    is_blank,
    name_of,
)
from targetrules.source.decimals import decimal_of
from targetrules.wording import Word

__all__ = ["from_json", "from_json_lines"]

_LONGEST_INTEGER: Final = 100
_NEAR: Final = 15


@frozen(slots=True)
class _SameKey:
    """In place of an object that has a key twice."""

    key: str


def from_json(data: bytes, file: str, *, encoding: str | None = None) -> Table:
    """The table in a JSON file: a list of objects, one for each row."""
    sheet, text = decode(Sheet(file, counted="item", keyed=True), data, encoding)
    findings = Findings(sheet)
    parsed = list(_parsed(text, findings, None))
    findings.stop_if_any()
    if not isinstance(parsed[0], list):
        raise findings.stop(Code.SHAPE, cell=_cell(parsed[0]), expected=Word("problems.want_list"))
    return _table(sheet, list(enumerate(parsed[0], 1)), findings)


def from_json_lines(data: bytes, file: str, *, encoding: str | None = None) -> Table:
    """The table in a file with one JSON object a line; blank lines are passed over."""
    sheet, text = decode(Sheet(file, counted="line", keyed=True), data, encoding)
    findings = Findings(sheet)
    lines = [(number, line) for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1) if not is_blank(line)]
    items = [(number, item) for number, line in lines for item in _parsed(line, findings, number)]
    return _table(sheet, items, findings)


def _parsed(text: str, findings: Findings, number: int | None) -> Iterator[Any]:
    """What the text says, if it is JSON."""
    try:
        yield json.loads(
            text,
            parse_float=_fraction,
            parse_int=_integer,
            parse_constant=str,  # NaN and Infinity are no JSON, and no number of any input
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        before, after = text[: error.pos].rpartition("\n")[2], text[error.pos :].partition("\n")[0]
        near = before[-_NEAR:] + after[:_NEAR]
        values = {"line": number or error.lineno, "at": error.colno}
        lines = error.msg == "Extra data" and number is None
        advice = Word("problems.advise_json_lines") if lines else None
        findings.add(Code.JSON_SYNTAX, row=number, cell=near, values=values, advice=advice)
    except RecursionError:
        findings.add(Code.SHAPE, row=number, cell="[[[…", expected=Word("problems.want_object"))


def _table(sheet: Sheet, items: Sequence[tuple[int, Any]], findings: Findings) -> Table:
    for number, item in items:
        if isinstance(item, _SameKey):
            findings.add(Code.SAME_KEY, row=number, cell=item.key)
        elif not isinstance(item, dict):
            cell = "null" if item is None else _cell(item)
            findings.add(Code.SHAPE, row=number, cell=cell, expected=Word("problems.want_object"))
    findings.stop_if_any()
    keys = dict.fromkeys(key for _, item in items for key in item)
    if not keys:
        raise findings.stop(Code.EMPTY)
    if len(keys) > MOST_COLUMNS or len(keys) * len(items) > MOST_CELLS:
        raise findings.stop(Code.TOO_LARGE)
    return Table(sheet, tuple(Column(name_of(key), heading=key) for key in keys), tuple(_lines(items, keys)))


def _lines(items: Iterable[tuple[int, Any]], keys: Iterable[str]) -> Iterator[Line]:
    for number, item in items:
        cells = tuple(_cell(item.get(key)) for key in keys)
        if not all(map(is_blank, cells)):
            yield Line(number, cells)


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def _fraction(digits: str) -> Decimal | str:
    exact = decimal_of(digits)
    return digits if exact is None else exact  # an exponent beyond all numbers


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _SameKey:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    return _SameKey(next(key for key in found if keys.count(key) > 1))


def _cell(value: Any) -> Cell:
    if isinstance(value, str | int | Decimal | None):
        return value
    return Unreadable("[…]" if isinstance(value, list) else "{…}")
