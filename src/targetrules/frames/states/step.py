"""One period from a state to the next: new units get their numbers, the rows are judged, the past is moved on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
from narwhals.typing import IntoFrameT

from targetrules.columns.arrow import texts
from targetrules.columns.arrow_names import ArrowNames
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.table_outcomes import TableOutcomes
from targetrules.columns.vectors import Bits, Codes
from targetrules.data import frozen
from targetrules.engine.choice import column_engine
from targetrules.engine.interface import Memory, MemoryColumnsError, Unsound
from targetrules.frames.kinds import Dataframe
from targetrules.frames.states.below import looking_back_below
from targetrules.frames.states.changes import changes, refused
from targetrules.frames.states.changes import notes as notes_of
from targetrules.frames.states.kept_cuts import faults_of_cuts, in_force
from targetrules.frames.states.state import State
from targetrules.frames.states.successions import doubts_in, mergers_in, successions_in
from targetrules.frames.writing.arrow import arrow_of
from targetrules.frames.writing.dataframe import given_back
from targetrules.period import period_text
from targetrules.results.arrow.encoded import EncodedResults
from targetrules.results.arrow.known_units import numbered
from targetrules.results.code import Code
from targetrules.results.notes import notes_of_successions
from targetrules.results.options import AS_USUAL, Options
from targetrules.results.problem import Problem, ResultsError
from targetrules.rules import tree
from targetrules.source.toml_text import key_text
from targetrules.state_error import StateError
from targetrules.syntax.shape import as_toml
from targetrules.wording import Listing, Word

__all__ = [
    "StepOptions",
    "check_belongs",
    "known_below",
    "known_units",
    "period_of",
    "problem_of_step",
    "step_of_frame",
    "step_of_rows",
    "stepped",
]

_MOST_LISTED: Final = 20
_DIGITS: Final = 12


@frozen(slots=True)
class StepOptions:
    """How a step's rows are read; ``strict``: it is refused where it is not just like the latest."""

    options: Options = AS_USUAL
    strict: bool = False


_AS_USUAL: Final = StepOptions()


def known_units(state: State) -> ArrowNames:
    """The names of the units that a state knows, each at its number."""
    return ArrowNames(state.names)


def known_below(state: State) -> Mapping[str, ArrowNames]:
    """The same of the states of the policies below, by the names that all tables of details have."""
    found: dict[str, ArrowNames] = {}
    for name, each in state.below.items():
        further = {f"{name}.{more}": units for more, units in known_below(each).items()}
        found |= {name: known_units(each), **further}
    return found


def step_of_frame(
    rules: tree.Rules,
    state: State,
    frame: Dataframe[IntoFrameT],
    results: EncodedResults,
    decided_on: date | None = None,
    asked: StepOptions = _AS_USUAL,
    below: Mapping[str, State] | None = None,
) -> tuple[IntoFrameT, State, TableOutcomes]:
    """The outcomes of a dataframe, which has all rows of one period, as a dataframe of its kind; and the state after.

    ``results`` are what was read of it. The same outcomes are given in columns, too. Raises as :func:`stepped` does.
    """
    found, after = stepped(rules, state, results.encoded, asked, results.notes, decided_on, below)
    return given_back(rules, frame, results, found.judged.columns_as_given(), decided_on), after, found


def step_of_rows(
    rules: tree.Rules,
    state: State,
    units: Iterable[str],
    results: EncodedResults,
    decided_on: date | None = None,
    asked: StepOptions = _AS_USUAL,
    below: Mapping[str, State] | None = None,
) -> tuple[list[dict[str, Any]], State, TableOutcomes]:
    """The same for rows that are no dataframe: one mapping a row, its keys the names of a dataframe's columns."""
    found, after = stepped(rules, state, results.encoded, asked, results.notes, decided_on, below)
    names, periods = pa.chunked_array([texts(units, pa.string())]), results.encoded.periods
    outcomes = arrow_of(rules, found.judged.columns_as_given(), names, periods, decided_on)
    return outcomes.to_pylist(), after, found


def stepped(
    rules: tree.Rules,
    state: State,
    table: EncodedTable,
    asked: StepOptions = _AS_USUAL,
    notes: tuple[Word, ...] = (),
    decided_on: date | None = None,
    below: Mapping[str, State] | None = None,
) -> tuple[TableOutcomes, State]:
    """The outcomes of all rows of one period, in their order, and the state after it. The given state stays as it is.

    ``below`` are the states that the policies below leave behind, whose outcomes are in the table.

    What is different from the latest period is told with ``notes``, those of how the rows were read; where nothing may
    be, it is refused. Raises ResultsError where the rows are not of one period, or not of a later one than the state
    has seen, where a new unit looks like one that it knows, or where a past would be lost; StateError where the state
    was made of other columns.
    """
    period = period_of(state, table)
    successions, named = successions_in(state, table, period, asked.options.naming)
    names, units = numbered(state.names, table, asked.options.naming)
    memory = _memory_of(rules, state, len(names))
    found = changes(state, period, names, units, successions, named)
    if found and asked.strict:
        raise refused(found)
    doubts = notes_of_successions(state.kind, doubts_in(state, table, period))
    asked.options.tell((*notes, *notes_of(found), *doubts))
    numbered_table = attrs.evolve(table, units=units, names=ArrowNames(names))
    before = partial(_memory_of, rules, state, len(names))
    outcomes = column_engine().step(rules, numbered_table, memory, before, decided_on)
    asked_for = tuple(_asked_cuts(rules, state, period, numbered_table, outcomes))
    if asked_for:
        asked.options.tell(asked_for)
    cuts = in_force(rules, memory.cuts(), period)
    mergers = mergers_in(table, period)
    return outcomes, state.after(period, names, memory.columns(), cuts, successions, below, mergers)


def _memory_of(rules: tree.Rules, state: State, units: int) -> Memory:
    """The past of the state's units; raises StateError where it is none that this policy can leave behind."""
    found = [] if state.judged else list(faults_of_cuts(rules, state))
    try:
        memory = column_engine().memory(rules, state.columns, units, () if found else state.cuts)
    except MemoryColumnsError:
        raise StateError(Word("states.columns", {"policy": state.policy}), Word("states.advise_version")) from None
    found += [] if state.judged else [_unsound(state, each) for each in _faults_in(state, memory)]
    if found:
        faults = Listing(tuple(found), "\n    ")
        raise StateError(
            Word("states.unsound", {"policy": state.policy, "faults": faults}), Word("states.advise_again")
        )
    return memory


def _faults_in(state: State, memory: Memory) -> list[Unsound]:
    """The values that no past until the state's last period can leave behind."""
    if state.ordinal is None or not state.columns:
        return []
    return list(memory.unsound(state.units, state.ordinal))


def _unsound(state: State, fault: Unsound) -> Word:
    values = attrs.asdict(fault) | {"unit": state.names[fault.unit].as_py()}
    return Word("states.value" if fault.step == 1 else "states.value_in_steps", values)


def _asked_cuts(
    rules: tree.Rules, state: State, period: int, table: EncodedTable, outcomes: TableOutcomes
) -> Iterator[Word]:
    """The cuts of which a state that has seen no period knows nothing: what was published is asked for, by name."""
    for cut in rules.kept_cuts if state.ordinal is None else ():
        due = cut.due(period)
        if due is None or due >= period or outcomes.columns.measures[cut.name].known.all():
            continue
        lacking = ~outcomes.judged.columns_as_given().measures[cut.name].known
        count = int(np.count_nonzero(lacking))
        values = {"cut": key_text(cut.name), "due": period_text(state.kind, due), "count": count}
        groups = _groups_of(rules, cut, table, lacking)
        key = "note_cut_asked_of_groups" if groups else "note_cut_asked"
        listed = {"groups": Listing.of_first(groups[:_MOST_LISTED], len(groups))} if groups else {}
        yield Word(f"problems.{key}", {**values, **listed})


def _groups_of(rules: tree.Rules, cut: tree.Cut, table: EncodedTable, rows: Bits) -> list[str]:
    """How the groups of some rows are written in what was published; none of a cut without groups."""
    columns = [column for name in cut.within if isinstance(column := table.inputs[name], Codes)]
    known = [rows & column.known for column in columns]
    there = np.flatnonzero(np.logical_and.reduce(known)) if known else np.zeros(0, np.intp)
    words = [rules.inputs[name].options or column.words for name, column in zip(cut.within, columns, strict=True)]
    if any(each is None for each in words):
        return []
    found = dict.fromkeys(zip(*(column.codes[there].tolist() for column in columns), strict=True))
    texts_of = [[str(each[code]) for each, code in zip(words, codes, strict=True) if each] for codes in found]
    return sorted(as_toml(each[0] if len(each) == 1 else each) for each in texts_of)


def check_belongs(state: State, rules: tree.Rules, digest: str) -> None:
    """Raise StateError where the state belongs to another policy, or to another text of this one."""
    if state.policy != rules.id:
        values = {"theirs": state.policy, "policy": rules.id}
        raise StateError(Word("states.other_policy", values), Word("states.advise_policy"))
    whole = rules.whole_digest(digest)
    if state.digest != whole:
        values = {"policy": rules.id, "theirs": state.digest[:_DIGITS], "ours": whole[:_DIGITS]}
        which = "other_text" if whole == digest else "other_texts"
        raise StateError(Word(f"states.{which}", values), Word("states.advise_text"))
    below = looking_back_below(rules)
    if state.below.keys() != below.keys():
        fault = Word("states.other_below", {"names": ", ".join(below), "found": ", ".join(state.below)})
        said = {"policy": rules.id, "faults": Listing((fault,), "\n    ")}
        raise StateError(Word("states.unsound", said), Word("states.advise_again"))
    for name, each in below.items():
        check_belongs(state.below[name], each.rules, each.digest)


# ---- the period ------------------------------------------------------------------------------------------------------


def period_of(state: State, table: EncodedTable) -> int:
    """The period of all rows; ResultsError where they are of several, or not of a later one than the state has seen."""
    periods = [int(each) for each in np.unique(table.periods)]
    texts = [period_text(state.kind, each) for each in periods]
    if len(periods) > 1:
        listed = Listing.of_first(texts[:_MOST_LISTED], len(texts))
        raise problem_of_step(Code.SEVERAL_PERIODS, Word("problems.advise_one_period"), periods=listed)
    if state.ordinal is not None and periods[0] <= state.ordinal:
        values = {"period": texts[0], "last": state.last_period}
        raise problem_of_step(Code.NOT_LATER, Word("problems.advise_later_period", values), **values)
    return periods[0]


def problem_of_step(code: Code, advice: Word | None = None, **values: Any) -> ResultsError:
    """The error of rows that are not of one later period."""
    return ResultsError([Problem(code, advice=advice, values=values)])
