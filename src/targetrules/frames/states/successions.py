"""Who went on from whose past before a state: kept, so that a step knows which past is whose; as text, and back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
from attrs import astuple

from targetrules.columns.arrow_names import ArrowNames
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.vectors import Codes
from targetrules.frames.states.state import State
from targetrules.period import ordinals_of
from targetrules.results.problem import Problem, ResultsError
from targetrules.results.reading.successions import CODES, said_of
from targetrules.rules.succession import (
    COLUMNS,
    CONTINUES,
    MERGES,
    Past,
    Succession,
    SuccessionRow,
    faults_of,
    names_in,
)
from targetrules.wording import Word

__all__ = ["faults_of_successions", "successions_in", "successions_of_text", "text_of_successions"]

_SHAPE: Final = [str, int, str, int]


def successions_in(state: State, table: EncodedTable, period: int) -> tuple[tuple[Succession, ...], frozenset[str]]:
    """Who goes on from whose past in the rows of one period, and all units that they name.

    Raises ResultsError where a past would be lost, or where there is none.
    """
    rows = list(_rows(table, period))
    if not rows:
        return (), frozenset()
    past = Past.of(_latest(state), state.successions)
    problems = [
        Problem(CODES[fault.wrong], column=fault.column, found=fault.name, **said_of(fault, state.kind))
        for fault in faults_of(rows, past)
    ]
    if problems:
        raise ResultsError(problems)
    named = [name for row in rows for name in (row.continues, *row.merges) if name is not None]
    past = Past.of(_latest(state), state.successions)
    return tuple(past.add(rows)), frozenset(named)


def _latest(state: State) -> Mapping[str, int]:
    if state.ordinal is None:
        return {}
    return dict(zip(ArrowNames(state.names), state.columns["last_period"].tolist(), strict=True))


def _rows(table: EncodedTable, period: int) -> Iterator[SuccessionRow]:
    """The rows that say anything of succession."""
    texts = {name: _texts(table, name) for name in COLUMNS}
    for at in sorted({*texts[CONTINUES], *texts[MERGES]}):
        merged = texts[MERGES].get(at)
        unit = table.names[int(table.units[at])]
        yield SuccessionRow(
            unit, period, texts[CONTINUES].get(at), () if merged is None else tuple(names_in(merged)), at
        )


def _texts(table: EncodedTable, name: str) -> Mapping[int, str]:
    column = table.inputs.get(name)
    if not isinstance(column, Codes) or column.words is None:
        return {}
    return {at: column.words[code] for at, code in enumerate(column.codes.tolist()) if code >= 0}


# ---- in a file -------------------------------------------------------------------------------------------------------


def text_of_successions(successions: Iterable[Succession]) -> str:
    """They as JSON: a list for each, of the unit, the period, whose past it went on from, and when that was latest."""
    return json.dumps([astuple(each) for each in successions], ensure_ascii=False)


def successions_of_text(text: str) -> tuple[Succession, ...] | None:
    """They from JSON; None where it is something else."""
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list) or not entries or not all(map(_is_one, entries)):
        return None
    return tuple(Succession(*entry) for entry in entries)


def _is_one(entry: Any) -> bool:
    return isinstance(entry, list) and [type(part) for part in entry] == _SHAPE


def faults_of_successions(
    successions: Collection[Succession], names: pa.ChunkedArray, kind: Any, last: int | None
) -> Iterator[Word]:
    """What no steps leave behind: units that there are not, or periods that are none or not in order."""
    if not successions:
        return
    known, first = frozenset(map(str, names.to_pylist())), ordinals_of(kind).start
    for each in successions:
        for name in (each.unit, each.of):
            if name not in known:
                yield Word("states.succession_unit", {"unit": name})
        if last is None or not first <= each.last < each.period <= last or each.unit == each.of:
            yield Word("states.succession_periods", {"unit": each.unit, "of": each.of})
    if len({(each.unit, each.period) for each in successions}) < len(successions):
        yield Word("states.succession_twice")
