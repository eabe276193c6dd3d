"""Rows of a dataframe explained: of a table of any size only the rows that matter are judged again, one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import narwhals as nw
import numpy as np
import pyarrow.compute as pc
from narwhals.typing import IntoFrame
from numpy.typing import NDArray

from targetrules.arguments import ArgumentError, positions
from targetrules.columns.arrow_names import ArrowNames
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.groups import Groups
from targetrules.columns.successions import continued, past_rows
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Codes
from targetrules.data import frozen
from targetrules.engine.choice import column_engine
from targetrules.engine.interface import WhatIf
from targetrules.explanation.below import NOTHING_BELOW, Below
from targetrules.explanation.findings import Explanation
from targetrules.explanation.reasons.reasons import Reasons
from targetrules.explanation.relevant_rows import MOST_MOVED
from targetrules.explanation.why import Changes, explain_judged, period_asked
from targetrules.history import History, Row, Value
from targetrules.outcome import NoSuchRowError
from targetrules.results import Reader
from targetrules.results.arrow.encoded import EncodedResults, history_at
from targetrules.results.options import AS_USUAL, Options
from targetrules.results.table import Table
from targetrules.rules.analysis.peers import PeerClosure, PeriodUnits
from targetrules.rules.tree import InputKind, Rules
from targetrules.wording import Word

__all__ = ["Explained", "rows_asked"]

_TRUTHS: Final = ("bool", "boolean", "bool[pyarrow]")


def rows_asked(name: str, rows: Any, table: Any, size: int) -> list[int]:
    """Positions of rows of a dataframe, or a mask, as positions.

    Labels of a pandas index are none, unless they count the rows of the dataframe: those of a frame that was filtered
    or sorted would name other rows. A mask has the labels of its frame, in its order.
    """
    is_a, table = nw.dependencies, nw.to_native(table, pass_through=True)
    is_series = is_a.is_pandas_like_series(rows)
    if is_a.is_pandas_like_dataframe(table) and (is_series or is_a.is_pandas_like_index(rows)):
        is_mask = is_series and str(rows.dtype) in _TRUTHS
        fits = rows.index.equals(table.index) if is_mask else np.array_equal(table.index.to_numpy(), np.arange(size))
        if not fits:
            raise ArgumentError(name, Word("arguments.labels"))
    return positions(name, rows, size)


@frozen(eq=False)
class Explained:
    """A dataframe of which rows can be explained."""

    rules: Rules
    table: Table
    results: EncodedResults
    options: Options = AS_USUAL
    below: Below = NOTHING_BELOW

    def of(self, unit: str, period: int | str, changes: Changes, about: Collection[str] | None = None) -> Explanation:
        """The explanation of a unit in a period, as printed or written; NoSuchResultError where it has no row then.

        ``about``: of the grade and the consequences with these names alone; None: of all.
        """
        encoded = self.results.encoded
        code = _position(encoded.names, unit)
        periods = encoded.periods[encoded.units == code].tolist()
        units = (encoded.names[each] for each in np.unique(encoded.units).tolist())
        ordinal = period_asked(self.rules, unit, period, periods, units, self._further(code))
        return self._explanation(code, ordinal, changes, about)

    def _further(self, code: int) -> Iterator[tuple[str, int]]:
        """The units that go on from the past of one, and since when."""
        encoded = self.results.encoded
        of = continued(encoded)
        for at in () if of is None else np.flatnonzero(of == code).tolist():
            yield encoded.names[int(encoded.units[at])], int(encoded.periods[at])

    def at(
        self, asked_for: Any, table: IntoFrame, changes: Changes, about: Collection[str] | None = None
    ) -> Iterator[Explanation]:
        """The explanations of the rows of ``table`` at these positions, or of a mask; None: of all that are of units.

        NoSuchRowError, before any is explained, where there is none, or nothing stands in it.
        """
        encoded = self.results.encoded
        asked: Sequence[int] = range(len(encoded.periods))
        if asked_for is not None:
            asked = [self._row(row) for row in rows_asked("positions", asked_for, table, len(self.table))]
        if changes:
            keys = ((int(encoded.units[at]), int(encoded.periods[at])) for at in asked)
            return (self._explanation(unit, period, changes, about) for unit, period in keys)

        def as_read(some: Sequence[int]) -> Sequence[Row]:
            return self._history(np.asarray(some, np.intp)).rows

        judged = column_engine().judged(self.rules, encoded, asked, as_read)
        return Reasons(self.rules, self.below).of_each(judged, about)

    def _row(self, row: int) -> int:
        """The position of a row among the encoded ones."""
        if row >= len(self.table):
            raise NoSuchRowError(Word("explanations.no-such-row", {"row": row, "size": len(self.table)}))
        at = int(self._rows[row])
        if at < 0:
            raise NoSuchRowError(Word("explanations.blank-row", {"row": row}))
        return at

    @cached_property
    def _rows(self) -> NDArray[np.intp]:
        """For each row of the dataframe its position among the encoded ones."""
        if self.results.rows is None:
            return np.arange(len(self.table))
        rows = np.full(len(self.table), -1)
        rows[self.results.rows] = np.arange(len(self.results.rows))
        return rows

    @cached_property
    def _closure(self) -> PeerClosure:
        return PeerClosure.of(self.rules)

    # ---- the rows that matter ----------------------------------------------------------------------------------------

    def _explanation(self, unit: int, period: int, changes: Changes, about: Collection[str] | None) -> Explanation:
        present = np.count_nonzero(self.results.encoded.periods == period)
        whole = bool(present <= MOST_MOVED)
        rows = np.concatenate(list(self._chosen(unit, period, whole=whole)))
        table = self._table(rows)
        own = self._history(rows[past_rows(table, unit, period)]).rows
        units = self._everybody(table, rows, own, unit)
        return explain_judged(self.rules, units, own, changes, whole=whole, below=self.below, about=about)

    def _table(self, rows: NDArray[np.intp]) -> EncodedTable:
        """These rows, encoded."""
        encoded = self.results.encoded
        inputs = {name: column.at(rows) for name, column in encoded.inputs.items()}
        return attrs.evolve(encoded, units=encoded.units[rows], periods=encoded.periods[rows], inputs=inputs)

    def _everybody(self, table: EncodedTable, rows: NDArray[np.intp], own: Sequence[Row], unit: int) -> WhatIf:
        """What is judged of these rows; ``own`` are those that are the unit's past."""

        def texts(name: str) -> list[Value]:
            present = rows[table.periods == table.periods.max()]
            return [row.values[name] for row in self._history(present).rows]

        return column_engine().what_if(self.rules, table, unit, [row.values for row in own], texts)

    def _chosen(self, unit: int, period: int, *, whole: bool) -> Iterator[NDArray[np.intp]]:
        by_period = [np.flatnonzero(self.results.encoded.periods == each) for each in self._periods(period)]
        periods = (self._units(rows) for rows in by_period)
        for rows, chosen in zip(by_period, self._closure.rows(unit, periods, whole=whole), strict=True):
            yield rows[chosen]

    def _periods(self, last: int) -> Iterable[int]:
        """The periods up to this one, the latest first."""
        periods = np.unique(self.results.encoded.periods)
        return periods[periods <= last][::-1].tolist()  # type: ignore[no-any-return]

    def _units(self, rows: NDArray[np.intp]) -> PeriodUnits:
        groups = [self._groups(names, rows).tolist() for names in self._closure.groups]
        of = [] if self._continued is None else self._continued[rows].tolist()
        continues = {at: each for at, each in enumerate(of) if each >= 0}
        return PeriodUnits(self.results.encoded.units[rows].tolist(), groups, continues)

    @cached_property
    def _continued(self) -> NDArray[np.int32] | None:
        """The unit, by number, that each of the encoded rows continues."""
        return continued(self.results.encoded)

    def _groups(self, names: Iterable[str], rows: NDArray[np.intp]) -> NDArray[Any]:
        """The rows' groups, numbered as a peer closure wants them."""
        columns: list[Any] = [self.results.encoded.inputs[name].at(rows) for name in names]
        return Groups.by(columns, len(rows)).each

    # ---- their history -----------------------------------------------------------------------------------------------

    def _history(self, rows: NDArray[np.intp]) -> History:
        """The history of some of the encoded rows, as the reference engine takes them."""
        history = history_at(Reader(self.rules), self.table, self.options, self.results, rows)
        aggregates = {name: self._values(name, rows) for name in self.rules.aggregates}
        if not aggregates:
            return history
        filled = [
            attrs.evolve(row, values={**row.values, **{name: values[at] for name, values in aggregates.items()}})
            for at, row in enumerate(history.rows)
        ]
        return attrs.evolve(history, rows=tuple(filled))

    def _values(self, name: str, rows: NDArray[np.intp]) -> Sequence[Value]:
        """What is made of the details of some of the encoded rows."""
        column, one = self.results.encoded.inputs[name].at(rows), self.rules.inputs[name]
        if not isinstance(column, Codes):
            return values_of(column)
        words = [grade.id for grade in self.rules.grades] if one.kind is InputKind.GRADE else one.options
        return [None if code < 0 else words[code] for code in column.codes.tolist()]


def _position(names: Sequence[str], name: str) -> int:
    """Where the name stands; -1 where it does not."""
    if isinstance(names, ArrowNames):
        return int(pc.index(names.texts, name).as_py())
    return next((at for at, each in enumerate(names) if each == name), -1)
