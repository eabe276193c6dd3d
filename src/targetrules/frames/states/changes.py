"""What a step leaves out or brings in, held against the latest period that the state has seen.

A forgotten year ends whatever was to be consecutive, and a table cut short decides about fewer than it should; both
look like any other step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from targetrules.columns.arrow import from_numpy
from targetrules.frames.states.state import State
from targetrules.period import period_text
from targetrules.results.code import Code
from targetrules.results.problem import Problem, ResultsError
from targetrules.results.table import shown
from targetrules.rules.succession import Succession
from targetrules.wording import Listing, Word

__all__ = ["StateChange", "changes", "notes", "refused"]

_MOST_LISTED: Final = 20
_NOTES: Final = {Code.PERIODS_SKIPPED: "note_skipped", Code.UNITS_GONE: "note_gone", Code.UNITS_COME: "note_come"}
_ADVICE: Final = {
    Code.PERIODS_SKIPPED: "advise_strict_periods",
    Code.UNITS_GONE: "advise_strict_gone",
    Code.UNITS_COME: "advise_strict_come",
}

StateChange = tuple[Code, dict[str, Any]]


def changes(
    state: State,
    period: int,
    names: pa.Array,
    units: NDArray[np.intp],
    successions: Collection[Succession] = (),
    named: Collection[str] = (),
) -> tuple[StateChange, ...]:
    """Periods between the latest and this one, units of the latest without a row in this one, and the other way.

    ``names`` are all names, those of the state first; ``units`` has the number of each row's unit. Before the
    first period there is nothing to be held against. Units that go on from another one, and those that are ``named``
    as continued or merged, are told of in the rows.
    """
    if state.ordinal is None:
        return ()
    told = frozenset([*(each.unit for each in successions), *named])
    return tuple(_changes(state, state.ordinal, period, names, units, told))


def _changes(
    state: State, last: int, period: int, names: pa.Array, units: NDArray[np.intp], told: Collection[str]
) -> Iterator[StateChange]:
    said = {"period": period_text(state.kind, period), "last": period_text(state.kind, last)}
    if period > last + 1:
        first = [period_text(state.kind, each) for each in range(last + 1, min(period, last + 1 + _MOST_LISTED))]
        yield (
            Code.PERIODS_SKIPPED,
            {**said, "count": period - last - 1, "periods": Listing.of_first(first, period - last - 1)},
        )
    before, now = np.zeros(len(names), np.bool_), np.zeros(len(names), np.bool_)
    before[: state.units] = state.columns["last_period"] == last
    now[units] = True
    untold = np.array([str(each) not in told for each in names.to_pylist()], np.bool_) if told else True
    for code, those in ((Code.UNITS_GONE, before & ~now & untold), (Code.UNITS_COME, now & ~before & untold)):
        count = int(np.count_nonzero(those))
        if count:
            first = names.take(from_numpy(np.flatnonzero(those)[:_MOST_LISTED])).to_pylist()
            of = {"before": int(np.count_nonzero(before)), "now": int(np.count_nonzero(now))}
            yield code, {**said, **of, "count": count, "units": Listing.of_first(list(map(shown, first)), count)}


def notes(found: tuple[StateChange, ...]) -> tuple[Word, ...]:
    """The same, in sentences."""
    return tuple(Word(f"problems.{_NOTES[code]}", values) for code, values in found)


def refused(found: tuple[StateChange, ...]) -> ResultsError:
    """The same as problems, where a step must be like the latest."""
    return ResultsError([Problem(code, advice=Word(f"problems.{_ADVICE[code]}"), values=each) for code, each in found])
