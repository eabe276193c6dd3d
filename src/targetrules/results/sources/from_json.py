"""JSON to a table: a list of objects, or one object a line. Numbers are exact: 89.995 never passes through binary."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from targetrules.budget import Account
from targetrules.data import frozen
from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.sources.decode import decode
from targetrules.results.sources.spending import spending
from targetrules.results.table import (
    MOST_CELLS,
    MOST_COLUMNS,
    Cell,
    Column,
    Sheet,
    Table,
    Texts,
    Unreadable,
    blank_rows,
    consecutive,
    is_blank,
    name_of,
    without,
)
from targetrules.source.decimals import decimal_of
from targetrules.wording import Word

__all__ = ["from_json", "from_json_lines"]

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_LONGEST_INTEGER: Final = 100
_NEAR: Final = 15


@frozen(slots=True)
class _SameKey:
    """What stands in place of an object that has a key twice."""

    key: str


def from_json(data: bytes, file: str, *, encoding: str | None = None) -> Table:
    """The table in a JSON file: a list of objects, one for each row."""
    sheet, text = decode(Sheet(file, counted="item", keyed=True), data, encoding)
    findings = Findings(sheet)
    parsed = list(_parsed(text, findings, None))
    findings.stop_if_any()
    items = parsed[0]
    if not isinstance(items, list):
        raise findings.stop(Code.SHAPE, cell=_cell(items), expected=Word("problems.want_list"))
    return _table(sheet, range(1, len(items) + 1), items, findings, len(data))


def from_json_lines(data: bytes, file: str, *, encoding: str | None = None) -> Table:
    """The table in a file with one JSON object a line; blank lines are passed over."""
    sheet, text = decode(Sheet(file, counted="line", keyed=True), data, encoding)
    findings = Findings(sheet)
    numbers: list[int] = []
    items: list[Any] = []
    for number, line in enumerate(_LINE_END.split(text), 1):
        if not is_blank(line):
            found = list(_parsed(line, findings, number))
            items += found
            numbers += [number] * len(found)
    return _table(sheet, numbers, items, findings, len(data))


def _parsed(text: str, findings: Findings, number: int | None) -> Iterator[Any]:
    """What the text says, if it is JSON."""
    try:
        yield _DECODER.decode(text)
    except json.JSONDecodeError as error:
        if findings.only_counts(Code.JSON_SYNTAX):
            return
        before, after = text[: error.pos].rpartition("\n")[2], text[error.pos :].partition("\n")[0]
        near = before[-_NEAR:] + after[:_NEAR]
        values = {"line": number or error.lineno, "at": error.colno}
        lines = error.msg == "Extra data" and number is None
        advice = Word("problems.advise_json_lines") if lines else None
        findings.add(Code.JSON_SYNTAX, row=number, cell=near, values=values, advice=advice)
    except RecursionError:
        findings.add(Code.SHAPE, row=number, cell="[[[…", expected=Word("problems.want_object"))


def _table(sheet: Sheet, numbers: Sequence[int], items: Sequence[Any], findings: Findings, size: int) -> Table:
    _stop_if_other_than_objects(numbers, items, findings)
    keys = dict.fromkeys(key for item in items for key in item)
    if not keys:
        raise findings.stop(Code.EMPTY)
    if len(keys) > MOST_COLUMNS or len(keys) * len(items) > MOST_CELLS:
        raise findings.stop(Code.TOO_LARGE)
    with spending(findings, size) as budget:
        budget.draw(Account.FILLED, len(keys) * len(items) - sum(map(len, items)))
    columns = tuple(Column(name_of(key), heading=key) for key in keys)
    cells = [[_cell(item.get(key)) for item in items] for key in keys]
    blank = frozenset(blank_rows(cells))
    if blank:
        cells, numbers = [without(column, blank) for column in cells], without(numbers, blank)
    return Table(sheet, columns, cells, consecutive(numbers))


def _stop_if_other_than_objects(numbers: Sequence[int], items: Sequence[Any], findings: Findings) -> None:
    expected = Word("problems.want_object")
    for number, item in zip(numbers, items, strict=True):
        if isinstance(item, dict):
            continue
        if isinstance(item, _SameKey):
            findings.add(Code.SAME_KEY, row=number, cell=item.key)
        elif not findings.only_counts(Code.SHAPE):  # there may be one for every other byte
            findings.add(Code.SHAPE, row=number, cell="null" if item is None else _cell(item), expected=expected)
    findings.stop_if_any()


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def _fraction(digits: str) -> Decimal | str:
    exact = decimal_of(digits)
    return digits if exact is None else exact  # an exponent beyond all numbers


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _SameKey:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    counts = Counter(key for key, _ in pairs)
    return _SameKey(next(key for key, count in counts.items() if count > 1))


def _cell(value: Any) -> Cell:
    if isinstance(value, str | int | Decimal | None):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return Texts("[…]", tuple(value))
    return Unreadable("[…]" if isinstance(value, list) else "{…}")


_DECODER: Final = json.JSONDecoder(
    parse_float=_fraction,
    parse_int=_integer,
    parse_constant=str,  # NaN and Infinity are no JSON, and no number of any input
    object_pairs_hook=_object,
)
