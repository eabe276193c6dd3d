"""What an engine takes, what it gives and what it promises: all that anybody outside of this package knows of engines.

:mod:`targetrules.engine.choice` says which engines there are, and chooses. Each promises:

- It decides what the reference engine decides, in every outcome and every name that is missing; they differ in speed.
- It reads the policy as it is meant (:class:`~targetrules.rules.tree.Rules`), never as it is written.
- What it is given is sound: typed, within the ranges of the inputs, one row a unit and period. It refuses nothing, and
  alters nothing that it is given.
- The same rows give the same outcomes, whatever was judged before, and from however many threads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.placing import Indexed
from targetrules.errors import TargetrulesError
from targetrules.history import History, Row, Value
from targetrules.outcome import RowOutcomes
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node

if TYPE_CHECKING:  # columns need NumPy, which an engine that judges row by row does not
    import numpy as np
    from numpy.typing import NDArray

    from targetrules.columns.encoded import EncodedTable
    from targetrules.columns.external_comparisons import ComparisonKey, ExternalComparisons, SortKeys
    from targetrules.columns.outcome_columns import OutcomeColumns
    from targetrules.columns.table_outcomes import TableOutcomes
    from targetrules.columns.vectors import Column
    from targetrules.rules.analysis.influence_cone import Determinant

__all__ = [
    "Changed",
    "ColumnEngine",
    "EncodedRows",
    "Engine",
    "EngineOutcomes",
    "InQuota",
    "KeptCut",
    "Memory",
    "MemoryColumnsError",
    "OtherUnits",
    "Rows",
    "Trials",
    "Unsound",
    "Watch",
    "WhatIf",
]

Watch: TypeAlias = Callable[[int, int], None]
"""Is told of each period that is done: how many so far, of how many."""


class EncodedRows(Protocol):
    """Rows to be judged, as columns."""

    @property
    def encoded(self) -> EncodedTable:
        """Made when an engine asks for it (extra ``columnar``)."""


class Rows(EncodedRows, Protocol):
    """Rows to be judged, as columns and as Python objects."""

    @property
    def history(self) -> History:
        """Made when an engine asks for it."""


EngineOutcomes: TypeAlias = "RowOutcomes | TableOutcomes"
"""Outcomes by period, and within a period as the rows came: as objects, or in columns (extra ``columnar``)."""


class Engine(Protocol):
    """Decides what a policy says of rows."""

    def evaluate(
        self, rules: tree.Rules, rows: Rows, decided_on: date | None = None, watch: Watch | None = None
    ) -> EngineOutcomes:
        """Decide all rows.

        Args:
            rules: The policy.
            rows: The rows, of which the engine takes the form that it needs.
            decided_on: The date of the decision, from which every deadline of the policy can be counted.
            watch: Is told of each period that is done.
        """

    def by_period(self, rules: tree.Rules, rows: Rows, decided_on: date | None = None) -> Iterator[EngineOutcomes]:
        """The same, one period after the other; each as soon as it is decided, where the engine can."""


# ---- engines that judge columns --------------------------------------------------------------------------------------


class ColumnEngine(Engine, Protocol):
    """An engine that decides all units of a period at once, for whoever has columns and wants columns."""

    def evaluate(
        self, rules: tree.Rules, rows: EncodedRows, decided_on: date | None = None, watch: Watch | None = None
    ) -> TableOutcomes:
        """See :meth:`Engine.evaluate`; of the rows only the columns are asked for."""

    def by_period(
        self, rules: tree.Rules, rows: EncodedRows, decided_on: date | None = None
    ) -> Iterator[TableOutcomes]:
        """See :meth:`Engine.by_period`."""

    def with_aggregates(
        self, rules: tree.Rules, table: EncodedTable, details: Mapping[str, EncodedTable]
    ) -> EncodedTable:
        """The table with what the policy makes of details, as :mod:`targetrules.engine.details` says.

        Args:
            rules: The policy.
            table: The rows.
            details: The rows of its details by name, each below a row of the table.
        """

    def astray(
        self, table: EncodedTable, details: EncodedTable, most: int
    ) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """The rows of details that belong to none of a table, and of each row that has more than ``most`` the last.

        And how many of them each row of the table has.
        """

    def outcome_rows(
        self, details: tree.Details, lower: EncodedTable, above: EncodedTable, judged: OutcomeColumns | None = None
    ) -> EncodedTable:
        """The outcomes of another policy as rows of details, as :mod:`targetrules.engine.outcomes_below` says.

        Args:
            details: The details.
            lower: The rows of the lower policy.
            above: The rows below which those of details are to be.
            judged: What the lower policy decided of its rows; None: it judges them by their own past.
        """

    def astray_outcomes(
        self, below: tree.LowerPolicy, table: EncodedTable, lower: EncodedTable, most: int
    ) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """As :meth:`astray`, of the rows of a lower policy in the periods of the table."""

    def judge(
        self,
        rules: tree.Rules,
        table: EncodedTable,
        memory: Memory | None = None,
        *,
        external: ExternalComparisons | None = None,
        watch: Watch | None = None,
    ) -> OutcomeColumns:
        """Decide the rows of a table.

        Args:
            rules: The policy.
            table: The rows.
            memory: What is remembered of earlier periods of its units; it is moved on. None: there were none.
            external: What is known of comparisons among more units than those of the table, with an entry a row.
            watch: Is told of each period that is done.

        Returns:
            The outcomes, an entry a row, in the order of the table.
        """

    def step(
        self,
        rules: tree.Rules,
        table: EncodedTable,
        memory: Memory,
        before: Callable[[], Memory],
        decided_on: date | None = None,
    ) -> TableOutcomes:
        """Decide one more period.

        Args:
            rules: The policy.
            table: All rows of the period.
            memory: What is remembered of earlier periods of its units; it is moved on.
            before: Gives the same as it was, where the names are asked for that are missing.
            decided_on: The date of the decision, from which every deadline of the policy can be counted.

        Returns:
            The outcomes. A name that is missing in an earlier period is told as
            :data:`~targetrules.engine.remembered.EARLIER`.
        """

    def memory(
        self, rules: tree.Rules, columns: Mapping[str, NDArray[Any]], units: int, cuts: Iterable[KeptCut] = ()
    ) -> Memory:
        """What :meth:`Memory.columns` and :meth:`Memory.cuts` gave, remembered again, with room for so many units.

        New ones have no past.

        Raises:
            MemoryColumnsError: These are not the columns of a memory of this policy.
        """

    def keys(
        self, rules: tree.Rules, table: EncodedTable, external: ExternalComparisons
    ) -> Iterator[tuple[NDArray[np.intp], Mapping[ComparisonKey, SortKeys]]]:
        """The keys of the comparisons that ``external`` asks for: of each period the rows, and what compares them."""

    def judged(
        self,
        rules: tree.Rules,
        table: EncodedTable,
        asked: Sequence[int],
        as_read: Callable[[Sequence[int]], Sequence[Row]],
    ) -> Iterator[Judged]:
        """Decide a table, and give some of its rows with all that the engine found of them, to be explained.

        Args:
            rules: The policy.
            table: The rows.
            asked: The positions of those that are given, in this order, each with the past of its unit.
            as_read: Gives the rows at some positions as they were read.
        """

    def what_if(
        self,
        rules: tree.Rules,
        table: EncodedTable,
        unit: int,
        values: Sequence[Mapping[str, Value]],
        texts: Callable[[str], Sequence[Value]],
    ) -> WhatIf:
        """Decide a table, and be ready to decide its last period again with other inputs of one unit.

        Args:
            rules: The policy.
            table: The rows.
            unit: The number of the unit, which has a row in the last period.
            values: The inputs of the rows that are the unit's past, the earliest first, and of its row in that period.
            texts: The values of a text input in the rows of the last period, by its name.
        """

    def trials(self, rules: tree.Rules, table: EncodedTable, period: int) -> Trials:
        """Decide a table up to a period, and be ready to decide each of its units again with another value.

        Args:
            rules: The policy.
            table: The rows.
            period: The period, in which there are some.
        """


class Memory(Protocol):
    """All that later periods can still depend on, a few words a unit."""

    def columns(self) -> Mapping[str, NDArray[Any]]:
        """The same as arrays with an entry a unit, by names that depend on the policy alone; no copies."""

    def cuts(self) -> tuple[KeptCut, ...]:
        """What was computed of groups, and is in force until it is computed again."""

    def unsound(self, units: int, last: int) -> Iterable[Unsound]:
        """What no past until the period ``last`` leaves behind in the first so many units, which all have had a row."""


@frozen(slots=True)
class KeptCut:
    """What was computed as a cut of a group, which is named by its words: in units of the last decimal it has."""

    cut: str
    period: int
    group: tuple[str, ...]
    value: int


class MemoryColumnsError(TargetrulesError):
    """These are not the columns of a memory of the policy."""


@frozen(slots=True)
class Unsound:
    """The first value of a column that cannot be there: the number of its unit, and what may be there in its place.

    That is a number from ``low`` to ``high``, counted from ``low`` in steps of ``step``.
    """

    column: str
    unit: int
    found: int
    low: int
    high: int
    step: int = 1


# ---- a period judged again -------------------------------------------------------------------------------------------


class Changed(NamedTuple):
    """What else is decided of a unit: of which of those that were tried, its grade, and what it receives."""

    at: int
    grade: str | None
    received: frozenset[str]


class Trials(Protocol):
    """All units of a period as they were decided, each of which may be decided again, among the others as they are."""

    @property
    def positions(self) -> NDArray[np.intp]:
        """Which rows of the table they are; all else has an entry for each of these."""

    @property
    def rows(self) -> Sequence[Row]:
        """The same as objects."""

    @property
    def judged(self) -> Sequence[Judged]:
        """How they were decided, with all of their past."""

    @property
    def before(self) -> Sequence[Judged]:
        """The rows of the latest period before, as they were decided."""

    @property
    def latest(self) -> dict[str, Judged]:
        """The latest row of each unit before the period, as the period looks back at it."""

    def column(self, name: str, /) -> Column:
        """An input of all of them."""

    def changed(self, name: str, at: NDArray[np.intp], column: Column, /) -> Iterable[Changed]:
        """Of whom something else is decided with another value.

        Args:
            name: The input.
            at: Which units are tried, some of them more than once perhaps.
            column: The other values, an entry for each of these.
        """

    def doubtful(self, measure: str, /) -> NDArray[np.intp] | None:
        """Of whom something else may be decided with a measure as it is before it is rounded; None: of anybody."""


class WhatIf(Protocol):
    """All units of a period as they were decided, to be decided again with another input of one of them."""

    @property
    def row(self) -> Judged:
        """The unit, with all of its past."""

    @property
    def given(self) -> Mapping[str, Value]:
        """Its inputs."""

    @property
    def size(self) -> int:
        """How many units there are."""

    @property
    def others(self) -> OtherUnits:
        """All of them but the unit."""

    def texts(self, name: str, /) -> Sequence[Value]:
        """What all of them have in a text input."""

    def again(
        self,
        values: Mapping[str, Value],
        needed: Collection[Node] | None = None,
        others: Mapping[str, Mapping[str, Value]] | None = None,
    ) -> WhatIf:
        """All of them decided again, with other values of some inputs of the unit.

        Args:
            values: The values by name.
            needed: The rules that are enough; None: all.
            others: Values of other units, too, by the names of these.
        """

    def decided(self, what: Determinant) -> object:
        """How something came out of each of them: to be compared with what it is in another judgement."""


class OtherUnits(Protocol):
    """All units of a period but one. A group is told by the values that its units agree in."""

    def __len__(self) -> int:
        """How many they are."""

    def ranked(self, ranking: tree.Ranking, group: tuple[Value, ...]) -> Indexed[list[Decimal]]:
        """What those are ranked by who are ranked in the group, the lowest first."""

    def in_quota(self, quota: tree.Quota, group: tuple[Value, ...]) -> InQuota:
        """Those of them whom a quota counts."""

    def numbers(
        self, number: tree.Number, ranking: tree.Ranking | None, group: tuple[Value, ...]
    ) -> tuple[Indexed[Fraction], Fraction]:
        """A number of those ranked in the group, or without a ranking of all, where it is not missing.

        Returns:
            The numbers, the least first, and their sum.
        """


@frozen(slots=True, eq=False)
class InQuota:
    """All units but one that are ranked in a group, as a quota counts them.

    Attributes:
        free: What those are ranked by, the lowest first, whom it may move: their grade is better than it drops to, and
            no rule holds them at it.
        held: How many are held at such a grade.
        reached: How many have the grade that it drops to, or a worse one.
    """

    free: Indexed[list[Decimal]]
    held: int
    reached: int
