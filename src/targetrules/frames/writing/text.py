"""Outcomes of a table as programs read them: the very text that :mod:`targetrules.report.written` gives.

What a block's rows have in common is worded once for each pattern, by the same functions that word a single outcome.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from targetrules.frames.writing.table_outcomes import Block, TableOutcomes
from targetrules.outcome import Outcome
from targetrules.report.outcome_csv import csv_cells, csv_head, csv_text
from targetrules.report.outcome_json import document_of, json_text, lines_of
from targetrules.report.outcome_values import outcome_values
from targetrules.report.record import Record, compact
from targetrules.report.saved import Form
from targetrules.rules.tree import Rules

__all__ = ["written"]

_OF_ROW: Final = ("unit", "period", "grade", "measures", "places")
"""What an object begins with."""

_worded = json.JSONEncoder(ensure_ascii=False).encode


def written(form: Form, outcomes: TableOutcomes, record: Record | None = None, *, dated: bool = False) -> Iterator[str]:
    """The parts of the text; ``dated``: the decision date was given."""
    match form:
        case "csv":
            return _csv(outcomes, record, dated=dated)
        case "json":
            return document_of(_objects(outcomes), record)
        case "jsonl":
            return lines_of(_objects(outcomes), record)


# ---- CSV -------------------------------------------------------------------------------------------------------------


def _csv(outcomes: TableOutcomes, record: Record | None, *, dated: bool) -> Iterator[str]:
    yield csv_head(outcomes.rules, record, dated=dated)
    for block in outcomes.blocks():
        yield csv_text(_lines(outcomes.rules, block, dated=dated))


def _lines(rules: Rules, block: Block, *, dated: bool) -> list[Iterable[str]]:
    cells = [csv_cells(rules, outcome_values(pattern), dated=dated) for pattern in block.patterns]
    first = 3 + len(rules.measures) + 2 * len(rules.rankings)
    grades, rests = [each[2] for each in cells], [each[first:] for each in cells]
    places = [column for name in rules.rankings for column in block.places[name]]
    columns = (
        block.units,
        block.periods,
        [grades[each] for each in block.pattern],
        *(_decimals(block.measures[name], "") for name in rules.measures),
        *(["" if each is None else each for each in column] for column in places),
    )
    rows = zip(*columns, strict=True)
    lines: list[Iterable[Any]] = [(*row, *rests[each]) for row, each in zip(rows, block.pattern, strict=True)]
    for at, outcome in block.undetermined.items():
        lines[at] = csv_cells(rules, outcome_values(outcome), dated=dated)
    return lines


# ---- JSON ------------------------------------------------------------------------------------------------------------


def _objects(outcomes: TableOutcomes) -> Iterator[str]:
    for block in outcomes.blocks():
        yield from _texts(block)


def _texts(block: Block) -> list[str]:
    template = _template(block)
    columns = (
        map(_worded, block.units),
        map(_worded, block.periods),
        _of_patterns(block, [_worded(pattern.grade) for pattern in block.patterns]),
        *(_decimals(column, "null", '"') for column in block.measures.values()),
        *(["null" if each is None else each for each in column] for ranks in block.places.values() for column in ranks),
        _of_patterns(block, [_rest(pattern) for pattern in block.patterns]),
    )
    texts = [template % row for row in zip(*columns, strict=True)]
    for at, outcome in block.undetermined.items():
        texts[at] = json_text(outcome)
    return texts


def _template(block: Block) -> str:
    """An object whose values are still to be filled in; the last place takes all that patterns say."""
    measures = ", ".join(f"{_name(name)}: %s" for name in block.measures)
    places = ", ".join(f'{_name(name)}: {{"rank": %s, "size": %s}}' for name in block.places)
    return f'{{"unit": %s, "period": %s, "grade": %s, "measures": {{{measures}}}, "places": {{{places}}}, %s'


def _name(name: str) -> str:
    return _worded(name).replace("%", "%%")


def _rest(pattern: Outcome) -> str:
    values = outcome_values(pattern)
    return compact({key: value for key, value in values.items() if key not in _OF_ROW}).removeprefix("{")


def _of_patterns(block: Block, texts: list[str]) -> list[str]:
    return [texts[each] for each in block.pattern]


def _decimals(column: list[Decimal | None], missing: str, mark: str = "") -> list[str]:
    return [missing if number is None else f"{mark}{number:f}{mark}" for number in column]
