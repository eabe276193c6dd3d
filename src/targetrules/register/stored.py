"""Results as they stand in a register, or stood at some time: gathered into a table that the policy reads again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any, Final, NamedTuple, TypeAlias

from attrs import evolve
from sqlalchemy import Connection, func, select

from targetrules.data import frozen
from targetrules.decision.reading import read_apart, read_results
from targetrules.decision.results import Results
from targetrules.history import History, Row
from targetrules.policy import Policy
from targetrules.register.event import EventKind
from targetrules.register.period_tables import PeriodTable, joined_lines, kept_table, standing_lines
from targetrules.register.schema import column_lists, events, names_said, result_versions
from targetrules.report.results_csv import results_line
from targetrules.results import Reader
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.options import AS_USUAL, FileOptions, Options
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.succession import FORGOTTEN
from targetrules.rules.tree import Rules

__all__ = [
    "Known",
    "Moment",
    "RowKey",
    "StoredRow",
    "as_results",
    "column_lists_of",
    "had_results",
    "own_rows",
    "plain_table",
    "results_of",
    "row_at",
    "rows_at",
    "rows_of_units",
]

RowKey: TypeAlias = tuple[int, str]
"""A result by the ordinal number of its period, and its unit."""

Known: TypeAlias = Mapping[RowKey, tuple[str, str]]
"""What was decided of results: the cells of the reserved columns, ``decided.grade`` and ``decided.received``."""

_AT_ONCE: Final = 500
_REPLACING: Final = (EventKind.CORRECTION, EventKind.WITHDRAWAL, EventKind.TARGETS, EventKind.AMENDMENT)
_DECIDED: Final = (DECIDED_GRADE, DECIDED_RECEIVED)


@frozen(slots=True)
class Moment:
    """What was known: the events up to a number, and of these such as hold from an instant on or before.

    Attributes:
        number: The number of the last event that was known.
        holding: The latest instant from which an event may hold; None: any.
    """

    number: int
    holding: str | None = None


class StoredRow(NamedTuple):
    """A result as an event has it: a tuple, for there are very many.

    Attributes:
        event: The number of the event.
        columns: The names of the inputs that it has values of.
        line: The unit, the period and the values as a line of CSV.
        details: The columns and the rows of its details, by their names.
    """

    event: int
    columns: tuple[str, ...]
    line: str
    details: Mapping[str, Any]

    @property
    def cells(self) -> list[str]:
        """The unit, the period and the values."""
        return next(csv.reader(StringIO(self.line, newline="")))

    @property
    def values(self) -> Mapping[str, str]:
        """The values as texts, by the names of the inputs; empty where one is missing."""
        return dict(zip(self.columns, self.cells[2:], strict=True))


def rows_at(
    connection: Connection,
    policy: str,
    moment: Moment,
    *,
    period: int | None = None,
    first: int | None = None,
    upto: int | None = None,
) -> dict[RowKey, StoredRow]:
    """The results as they stood: those of a period, of some, or all; by period, and within it by unit.

    Args:
        connection: A transaction.
        policy: The id of the policy.
        moment: What was known.
        period: The only period.
        first: The first period.
        upto: The last period.
    """
    known = result_versions.c
    query = select(known.period, known.unit, known.event, known.columns, known.line, known.details)
    query = query.where(known.policy == policy, known.event <= moment.number)
    if period is not None:
        query = query.where(known.period == period)
    if first is not None:
        query = query.where(known.period >= first)
    if upto is not None:
        query = query.where(known.period <= upto)
    if moment.holding is not None:
        query = query.join(events, events.c.number == known.event).where(events.c.holds_from <= moment.holding)
    lists = column_lists_of(connection)
    rows = connection.execute(query.order_by(known.period, known.unit, known.event)).all()
    newest = {(row[0], row[1]): row for row in rows}  # by places, for there are very many
    return {
        key: StoredRow(event, lists[columns], line, {} if details is None else json.loads(details))
        for key, (_, _, event, columns, line, details) in newest.items()
        if line is not None
    }


def plain_table(
    connection: Connection,
    policy: Policy,
    moment: Moment,
    upto: int,
    *,
    first: int | None = None,
    decided: Mapping[int, Mapping[str, tuple[str, str]]] | None = None,
) -> tuple[bytes, set[int]] | None:
    """The results of some periods as the policy reads them, and the periods that they are of: the lines as they are.

    There are very many of them mostly, and nothing to be done to them but to add what was decided. None where there are
    none, or they must be looked at one by one (:func:`rows_at`, :func:`as_results`): they have details, or other
    columns than this text of the policy has, or something was said of names.

    Args:
        connection: A transaction.
        policy: The text of the policy that is to read them.
        moment: What was known.
        upto: The last of the periods.
        first: The first of the periods; None: all.
        decided: What was decided of them, by period and unit.
    """
    said = select(names_said.c.event).where(names_said.c.policy == policy.id, names_said.c.event <= moment.number)
    if moment.holding is not None or policy.rules.details or connection.execute(said.limit(1)).first() is not None:
        return None
    plain, lists = tuple(policy.rules.read_inputs), column_lists_of(connection)
    span = _Span(policy.id, moment, first, upto)
    tables = {each: kept_table(connection, policy.id, each, moment.number) for each in span.periods(connection)}
    known = {None if table is None else lists[table.columns] for table in tables.values()}
    if known != {plain} and set(lists.values()) != {plain} and span.column_lists(connection, lists) != {plain}:
        return None
    cells = decided or {}
    reserved = reserved_inputs(policy.rules)
    further = tuple(name for name in _DECIDED if name in reserved) if any(cells.values()) else ()
    found = {
        each: _lines(connection, span, (each, table), cells.get(each, {}), further) for each, table in tables.items()
    }
    found = {period: lines for period, lines in found.items() if lines}
    table = "".join([_heading(policy.rules, (*plain, *further)), *filter(None, found.values())])
    return (table.encode(errors="surrogatepass"), set(found)) if found else None


@frozen(slots=True)
class _Span:
    """Some periods of a policy, as they were known; ``first`` None: from the very first."""

    policy: str
    moment: Moment
    first: int | None
    upto: int

    def periods(self, connection: Connection) -> Iterator[int]:
        """The periods of which there ever were results, each found by a look into the index."""
        known = result_versions.c
        query = select(func.min(known.period)).where(known.policy == self.policy, known.period <= self.upto)
        period = connection.scalar(query if self.first is None else query.where(known.period >= self.first))
        while period is not None:
            yield period
            period = connection.scalar(query.where(known.period > period))

    def column_lists(self, connection: Connection, lists: Mapping[int, tuple[str, ...]]) -> set[tuple[str, ...]]:
        """The lists of columns that results of these periods have."""
        known = result_versions.c
        query = select(known.columns).where(known.policy == self.policy, known.period <= self.upto)
        query = query.where(known.event <= self.moment.number)
        query = query if self.first is None else query.where(known.period >= self.first)
        return {lists[each] for each in connection.scalars(query.distinct()) if each is not None}

    def has_replaced(self, connection: Connection) -> bool:
        """Whether any result of the policy was ever replaced or taken back, or got a target: else each is once."""
        kinds = [kind.value for kind in _REPLACING]
        query = select(events.c.number).where(events.c.kind.in_(kinds), events.c.policy == self.policy)
        return connection.scalar(query.where(events.c.number <= self.moment.number).limit(1)) is not None


def _lines(
    connection: Connection,
    span: _Span,
    of: tuple[int, PeriodTable | None],
    decided: Mapping[str, tuple[str, str]],
    further: Sequence[str],
) -> str | None:
    """The lines of the results of a period, by unit, with what was decided of them; None where there are none.

    They are kept mostly; else the database joins them where nothing was decided, for the same is added to all then.
    """
    period, kept = of
    if kept is not None and (not further or '"' not in kept.lines):  # where nothing is quoted, lines are lines
        return _with_ends(kept.lines, decided, further)
    has_replaced = span.has_replaced(connection)
    query = standing_lines(span.policy, period, span.moment.number, has_replaced=has_replaced)
    stand = query.subquery()
    if decided:
        ends = {each: _end(further, each) for each in {*decided.values(), None}}
        rows = connection.execute(select(stand.c.line, stand.c.unit).order_by(stand.c.unit)).all()
        return "".join([line[:-1] + ends[decided.get(unit)] for line, unit in rows]) or None
    if not further:
        return connection.scalar(select(joined_lines(connection, stand.c.line, stand.c.unit, "")))
    end = _end(further, None)
    without = func.substr(stand.c.line, 1, func.length(stand.c.line) - 1)
    joined = connection.scalar(select(joined_lines(connection, without, stand.c.unit, end)))
    return None if joined is None else joined + end


def _with_ends(lines: str, decided: Mapping[str, tuple[str, str]], further: Sequence[str]) -> str:
    """Lines, of which none is quoted, with what was decided of each."""
    if not further:
        return lines
    if not decided:
        return lines.replace("\n", _end(further, None))
    ends = {each: _end(further, each) for each in {*decided.values(), None}}
    found = ((line, decided.get(line.partition(",")[0])) for line in lines.split("\n")[:-1])
    return "".join([line + ends[said] for line, said in found])


def row_at(connection: Connection, policy: str, key: RowKey, number: int) -> StoredRow | None:
    """One result as it stood after an event; None where there was none."""
    known = result_versions.c
    query = select(known.event, known.columns, known.line, known.details).where(
        known.policy == policy, known.period == key[0], known.unit == key[1], known.event <= number
    )
    row = connection.execute(query.order_by(known.event.desc()).limit(1)).first()
    return None if row is None or row.line is None else _stored(row, column_lists_of(connection))


def had_results(connection: Connection, policy: str, period: int) -> bool:
    """Whether anybody has, or ever had, a result in a period."""
    known = result_versions.c
    query = select(known.event).where(known.policy == policy, known.period == period)
    return connection.scalar(query.limit(1)) is not None


def rows_of_units(connection: Connection, policy: str, units: Sequence[str]) -> dict[RowKey, StoredRow]:
    """All results of these units as they are now."""
    known, lists = result_versions.c, column_lists_of(connection)
    query = select(known.period, known.unit, known.event, known.columns, known.line, known.details)
    found: dict[RowKey, StoredRow] = {}
    for at in range(0, len(units), _AT_ONCE):
        asked = query.where(known.policy == policy, known.unit.in_(units[at : at + _AT_ONCE]))
        for row in connection.execute(asked.order_by(known.event)):
            found.pop((row.period, row.unit), None)
            if row.line is not None:
                found[row.period, row.unit] = _stored(row, lists)
    return found


def _stored(row: Any, lists: Mapping[int, tuple[str, ...]]) -> StoredRow:
    details = {} if row.details is None else json.loads(row.details)
    return StoredRow(row.event, lists[row.columns], row.line, details)


def column_lists_of(connection: Connection) -> dict[int, tuple[str, ...]]:
    """The names of the inputs that results have values of, by the number of the list."""
    return {row.id: tuple(json.loads(row.names)) for row in connection.execute(select(column_lists))}


# ---- as a table ------------------------------------------------------------------------------------------------------


def as_results(
    connection: Connection,
    policy: Policy,
    rows: Mapping[RowKey, StoredRow],
    number: int,
    decided: Known | None = None,
    below: Mapping[str, History] | None = None,
) -> Results:
    """The rows as the policy reads them.

    Args:
        connection: A transaction.
        policy: The text of the policy that is to read them.
        rows: The rows.
        number: The last event whose word on names counts.
        decided: What was decided of them, in place of what stands in them.
        below: What lower policies have decided, as rows of the details that are their outcomes.

    Raises:
        ResultsError: This text of the policy cannot read them.
    """
    reader = policy._reader  # noqa: SLF001  a policy reads by one
    if not rows:
        return read_results(reader, History(()))
    table = b"".join(_table(policy.rules, rows, decided or {}))
    details: dict[str, Any] = {name: BytesIO(b"".join(each)) for name, each in _details(policy, rows).items()}
    details |= below or {}
    naming = _naming(connection, policy.id, number, rows)
    return results_of(policy, table, Options(naming=naming, details=details or None))


def own_rows(connection: Connection, rules: Rules, rows: Mapping[RowKey, StoredRow], number: int) -> Sequence[Row]:
    """The rows as a policy reads them, whoever judges their periods, without whatever is below them."""
    if not rows:
        return ()
    rules = evolve(rules, first_period=None)
    table = BytesIO(b"".join(_table(rules, rows, {})))
    options = Options(naming=_naming(connection, rules.id, number, rows))
    read = read_apart(Reader(rules), table, options, FileOptions(input_format="csv"), FORGOTTEN, {})
    return read.own_history.rows


def results_of(policy: Policy, table: bytes, options: Options = AS_USUAL) -> Results:
    """A table as the policy reads it."""
    return read_results(policy._reader, BytesIO(table), options, FileOptions(input_format="csv"))  # noqa: SLF001


def _table(rules: Rules, rows: Mapping[RowKey, StoredRow], decided: Known) -> Iterator[bytes]:
    """The rows as CSV with the columns of this text of the policy."""
    plain = tuple(rules.read_inputs)
    reserved = reserved_inputs(rules)
    used = {name for columns in {row.columns for row in rows.values()} for name in columns if name in reserved}
    used |= set(_DECIDED) & reserved.keys() if decided else set()
    wanted = (*plain, *(name for name in reserved if name in used))
    yield _heading(rules, wanted).encode()
    further = wanted[len(plain) :]
    ends: dict[tuple[str, str] | None, str] = {}
    for key, row in rows.items():
        said = decided.get(key)
        if row.columns == wanted and said is None:
            yield row.line.encode(errors="surrogatepass")
        elif row.columns == plain:  # what was decided follows what is there
            if said not in ends:
                ends[said] = _end(further, said)
            yield (row.line[:-1] + ends[said]).encode(errors="surrogatepass")
        else:
            unit, period, *_ = row.cells
            values = dict(row.values) | (dict(zip(_DECIDED, said, strict=True)) if said is not None else {})
            yield results_line([unit, period, *(values.get(name, "") for name in wanted)]).encode()


def _end(names: Sequence[str], said: tuple[str, str] | None) -> str:
    """The end of a line: what was decided in the columns for that, and nothing in others."""
    values = {} if said is None else dict(zip(_DECIDED, said, strict=True))
    return results_line(["-", *(values.get(name, "") for name in names)])[1:]


def _heading(rules: Rules, names: Sequence[str]) -> str:
    inputs = {**rules.read_inputs, **reserved_inputs(rules)}
    return results_line(["unit", "period", *(inputs[name].columns[0] for name in names)])


def _details(policy: Policy, rows: Mapping[RowKey, StoredRow]) -> dict[str, list[bytes]]:
    """The rows of details as CSV, each with the columns that it had."""
    found: dict[str, list[bytes]] = {}
    for name, of in policy.rules.details.items():
        inputs = of.rules.read_inputs if of.policy is None else {}
        headings = [each.columns[0] for each in inputs.values()]
        lines = [results_line(["unit", "period", *headings])]
        for row in rows.values():
            table = row.details.get(name, {"columns": [], "rows": []})
            for unit, period, *cells in table["rows"]:
                values = dict(zip(table["columns"], cells, strict=True))
                lines.append(results_line([unit, period, *(values.get(each, "") for each in inputs)]))
        found[name] = [line.encode(errors="surrogatepass") for line in lines]
    return found


def _naming(connection: Connection, policy: str, number: int, rows: Mapping[RowKey, StoredRow]) -> Naming:
    """What was said of names that stand in these rows: which differ though they look alike, which are no totals."""
    said = select(names_said.c.naming).where(names_said.c.policy == policy, names_said.c.event <= number)
    texts = connection.scalars(said.order_by(names_said.c.event)).all()
    if not texts:
        return AS_WRITTEN
    there = {cell for row in rows.values() for cell in row.cells}
    there |= {
        cell for row in rows.values() for table in row.details.values() for cells in table["rows"] for cell in cells
    }
    distinct: dict[tuple[str, ...], None] = {}
    genuine: dict[str, None] = {}
    for naming in map(json.loads, texts):
        for group in naming["distinct"]:
            kept = tuple(name for name in group if name in there)
            distinct |= {kept: None} if len(kept) > 1 else {}
        genuine |= {name: None for name in naming["genuine"] if name in there}
    return Naming(distinct=list(distinct), genuine=list(genuine))
