"""Who went on from whose past before a state: kept, so that a step knows which past is whose; as text, and back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from typing import Literal as OneOf

import pyarrow as pa
from attrs import astuple

from targetrules.columns.arrow_names import ArrowNames
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.vectors import Codes
from targetrules.frames.states.state import State
from targetrules.period import ordinals_of
from targetrules.results.naming import Naming
from targetrules.results.problem import Problem, ResultsError
from targetrules.results.reading.successions import CODES, Meant, said_of
from targetrules.rules.succession import (
    COLUMNS,
    CONTINUES,
    MERGES,
    Merger,
    Past,
    Succession,
    SuccessionDoubt,
    SuccessionFault,
    SuccessionRow,
    faults_of,
    names_in,
)
from targetrules.source.suggest import MOST_CANDIDATES
from targetrules.wording import Word

__all__ = [
    "doubts_in",
    "faults_of_mergers",
    "faults_of_successions",
    "mergers_in",
    "mergers_of_text",
    "successions_in",
    "successions_of_text",
    "text_of_pasts",
]

_SUCCESSION: Final = [str, int, str, int]
_MERGER: Final = [str, str, int]


def successions_in(
    state: State, table: EncodedTable, period: int, naming: Naming
) -> tuple[tuple[Succession, ...], frozenset[str]]:
    """Who goes on from whose past in the rows of one period, and all units that they name.

    Raises ResultsError where a past would be lost, or where there is none.
    """
    rows = list(_rows(table, period))
    if not rows:
        return (), frozenset()
    past = Past.of(_latest(state), state.successions)
    if faults := list(faults_of(rows, past)):
        meant = Meant(list(islice(_latest(state), MOST_CANDIDATES)), naming)
        raise ResultsError([_problem(fault, state, meant.by(fault)) for fault in faults])
    named = [name for row in rows for name in (row.continues, *row.merges) if name is not None]
    past = Past.of(_latest(state), state.successions)
    return tuple(past.add(rows)), frozenset(named)


def _problem(fault: SuccessionFault, state: State, meant: Word | None) -> Problem:
    said = said_of(fault, state.kind, meant)
    at = fault.row.at + 1
    return Problem(CODES[fault.wrong], row=at, counted="item", column=fault.column, found=fault.name, **said)


def mergers_in(table: EncodedTable, period: int) -> tuple[Merger, ...]:
    """Which units are said in the rows of one period to have gone into which others."""
    return tuple(Merger(name, row.unit, period) for row in _rows(table, period) for name in row.merges)


def doubts_in(state: State, table: EncodedTable, period: int) -> Iterator[SuccessionDoubt]:
    """What somebody should look at: units that are there again though others took them in, or went on from them.

    Of each the first result since then is looked at, where it does not say from whose past it goes on.
    """
    taken_in = [(each.unit, each.into, each.period) for each in state.mergers]
    gone_on = [(each.of, each.unit, each.period) for each in state.successions]
    yield from _again(state, table, period, "stays", taken_in)
    yield from _again(state, table, period, "returns", gone_on)


def _again(
    state: State,
    table: EncodedTable,
    period: int,
    what: OneOf["stays", "returns"],
    gone: Sequence[tuple[str, str, int]],
) -> Iterator[SuccessionDoubt]:
    """Units with the first result since others have their past; ``gone``: each unit, the other, and since when."""
    if not gone:
        return
    latest, continues = _latest(state), _texts(table, CONTINUES)
    since: dict[str, list[tuple[str, int]]] = {}
    for unit, other, at in gone:
        if at > latest.get(unit, at):
            since.setdefault(unit, []).append((other, at))
    for at, code in enumerate(table.units.tolist()):
        unit = table.names[int(code)]
        if unit in since and at not in continues:
            first = min(when for _, when in since[unit])
            others = tuple(other for other, when in since[unit] if when == first)
            yield SuccessionDoubt(what, unit, others, first, period)


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


def text_of_pasts(pasts: Iterable[Succession | Merger]) -> str:
    """Successions or mergers as JSON: a list for each, of what it says in that order."""
    return json.dumps([astuple(each) for each in pasts], ensure_ascii=False)


def successions_of_text(text: str) -> tuple[Succession, ...] | None:
    """They from JSON; None where it is something else."""
    entries = _entries(text, _SUCCESSION)
    return None if entries is None else tuple(Succession(*entry) for entry in entries)


def mergers_of_text(text: str) -> tuple[Merger, ...] | None:
    """They from JSON; None where it is something else."""
    entries = _entries(text, _MERGER)
    return None if entries is None else tuple(Merger(*entry) for entry in entries)


def _entries(text: str, shape: list[type]) -> list[Any] | None:
    """Lists of such things; there is at least one."""
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list) or not entries:
        return None
    fit = (isinstance(each, list) and [type(part) for part in each] == shape for each in entries)
    return entries if all(fit) else None


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


def faults_of_mergers(
    mergers: Collection[Merger], names: pa.ChunkedArray, kind: Any, last: int | None
) -> Iterator[Word]:
    """What no steps leave behind: units that there are not, or periods that are none."""
    if not mergers:
        return
    known, first = frozenset(map(str, names.to_pylist())), ordinals_of(kind).start
    for each in mergers:
        for name in (each.unit, each.into):
            if name not in known:
                yield Word("states.merger_unit", {"unit": name})
        if last is None or not first <= each.period <= last or each.unit == each.into:
            yield Word("states.merger_periods", {"unit": each.unit, "into": each.into})
