"""A dataframe judged is its rows judged one by one: the same outcomes, and the same problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targetrules import Naming, Policy, ResultsError
from targetrules.period import PeriodKind, ordinal_of, period_text
from targetrules.results.cells.names import unit_reader
from targetrules.results.sources.from_rows import cell_of
from targetrules.rules.reserved import RESERVED
from targetrules.rules.tree import InputKind
from targetrules.testing import Case, cases
from targetrules.wording import Word
from tests.contexts import CONTEXTS, in_any_context
from tests.dataframes import KINDS, arrow_of
from tests.effort import examples
from tests.outcome_rows import row_of, rows_of

DECIDED_ON = date(2012, 1, 31)
each_kind = pytest.mark.parametrize("kind", KINDS)


# ---- tables ----------------------------------------------------------------------------------------------------------


def whole(case: Case, random: Random) -> pa.Table:
    """The history of a case as a table, each column in one of the ways in which it may be written."""
    rules, rows = case.policy.rules, case.history.rows
    number = (integers,) if rules.period in (PeriodKind.YEAR, PeriodKind.SEQUENCE) else ()
    columns = {
        "unit": random.choice((texts, categories))([row.unit for row in rows]),
        "period": random.choice((texts, categories, *number))([period_text(rules.period, row.period) for row in rows]),
    }
    for name, one in rules.inputs.items():
        columns[one.columns[0]] = random.choice(WAYS[one.kind])([row.values[name] for row in rows])
    for name in RESERVED:
        if any(name in row.values for row in rows):
            columns[name] = random.choice((texts, categories))([row.values.get(name) for row in rows])
    return pa.table(columns)


def texts(values: Iterable[Any]) -> pa.Array:
    return pa.array([None if each is None else str(each) for each in values], pa.string())


def categories(values: Iterable[Any]) -> pa.Array:
    return texts(values).dictionary_encode()


def integers(values: Iterable[Any]) -> pa.Array:
    return pa.array(values, pa.int32())


def floats(values: Iterable[Any]) -> pa.Array:
    return pa.array([None if each is None else float(each) for each in values], pa.float64())


def decimals(values: Iterable[Any]) -> pa.Array:
    return pa.array(values, pa.decimal128(24, 6))


def truths(values: Iterable[Any]) -> pa.Array:
    return pa.array(values, pa.bool_())


WAYS: dict[InputKind, tuple[Callable[[Iterable[Any]], pa.Array], ...]] = {
    InputKind.NUMBER: (texts, floats, decimals),
    InputKind.GRADE: (texts, categories),
    InputKind.CHOICE: (texts, categories),
    InputKind.FLAG: (texts, truths),
    InputKind.TEXT: (texts, categories),
}


# ---- the same outcomes -----------------------------------------------------------------------------------------------


@each_kind
@examples(6)
@given(case=cases(decided=True, succession=True), random=st.randoms(use_true_random=False), context=CONTEXTS)
@in_any_context
def test_a_frame_is_judged_as_its_rows_are(kind: str, case: Case, random: Random) -> None:
    assume(case.history.rows)  # a table without rows is a problem
    judged = case.policy.evaluate_frame(KINDS[kind](whole(case, random)), decided_on=DECIDED_ON)
    outcomes = {(each.unit, each.period): each for each in case.policy.evaluate(case.history, decided_on=DECIDED_ON)}
    in_order = [outcomes[row.unit, period_text(case.policy.rules.period, row.period)] for row in case.history.rows]
    assert rows_of(judged) == [row_of(case.policy.rules, outcome) for outcome in in_order]


@examples(16)
@given(case=cases(decided=True, succession=True), random=st.randoms(use_true_random=False))
def test_order_of_the_rows_of_a_frame_does_not_matter(case: Case, random: Random) -> None:
    assume(case.history.rows)
    table = whole(case, random)
    order = random.sample(range(len(table)), len(table))
    judged = case.policy.evaluate_frame(table, decided_on=DECIDED_ON)
    assert (
        case.policy.evaluate_frame(table.take(order), decided_on=DECIDED_ON).to_pylist()
        == judged.take(order).to_pylist()
    )


# ---- the same problems -----------------------------------------------------------------------------------------------

_WORDS = """|x| u1|u1 |U1|ｕ1|u1  x|u1 x|=A1|#N/A|Err:502|n/a|-|0|1|-1|+1|1.|.5|５０
50.0000|0.1234567|1,234|12%|1e3|9999
999999999999999|1000000000000000|123456789012345678901|0.30000000000000001|2011年|2011.0|2011-09|2011Q5|true|是|N
甲|甲 乙|a\tb|a\x00b|\u200b|é|e\u0301|ﬁ|inf|nan|-0
甲乙|u01|U 1|u\u200b1|u1.|0012|12|1.1E+17|4-Mar|3月4日|合计|U Total|—|None|north |North|中 部"""
NAMINGS = [
    Naming(),
    Naming(),
    Naming(leave_out=["合计", "u2", "1"], genuine=["4-Mar", "-", "nan"]),
    Naming(same={"u1": "u2", "U1": "u1x", "12": "0012", "North": "north"}, distinct=[["甲 乙", "甲乙"], ["u1", "u01"]]),
]
ODD: dict[str, list[Any]] = {
    "string": [None, *_WORDS.replace("\n", "|").split("|")],
    "double": [
        None,
        *map(float, ("nan", "inf", "-inf")),
        1e300,
        -1,
        0.5,
        0.1234567,
        -0.0,
        1e15,
        123456789012345.6,
        2011.5,
    ],
    "int32": [None, 0, -1, 999, 10000, 201101, 2**31 - 1],
    "decimal128(24, 6)": [None, *map(Decimal, ("0.123456", "-1", "0", "99999999999999.5", "5")), Decimal(10**15)],
    "bool": [None, True, False],
}
OTHER = [
    pa.array([date(2011, 1, 1)]),
    pa.array([datetime(2011, 9, 1, 12)]),  # noqa: DTZ001  what has a time zone is as little a number
    pa.array([b"x"]),
    pa.array([["x"]]),
    pa.array([1], pa.uint64()),
    pa.array([2011.0], pa.float32()),
    pa.array([Decimal(1001)], pa.decimal128(38, 0)),
    pa.array([True]),
    pa.nulls(1),
    pa.array(["x"], pa.large_string()),
    pa.array([2011, 1], pa.int64())[:1],
]


def damage(table: pa.Table, random: Random) -> pa.Table:
    """A table after a few accidents: cells, rows and columns exchanged, doubled, emptied or lost."""
    for _ in range(random.choice((1, 1, 2, 4)) if len(table) else 0):
        accident = random.choice((change_cells, change_cells, change_cells, double_row, empty_row, change_column))
        table = accident(table, random)
    return table


def change_cells(table: pa.Table, random: Random) -> pa.Table:
    at = random.randrange(table.num_columns)
    kind = table.column(at).type
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    values = table.column(at).to_pylist()
    for row in random.sample(range(len(table)), random.randint(0, len(table))):
        values[row] = random.choice(ODD.get(str(plain), [None]))
    return table.set_column(at, table.field(at).name, pa.array(values, plain).cast(kind))


def double_row(table: pa.Table, random: Random) -> pa.Table:
    return pa.concat_tables([table, table.slice(random.randrange(len(table)), 1)])


def empty_row(table: pa.Table, random: Random) -> pa.Table:
    row = random.randrange(len(table))
    nothing = pa.Table.from_arrays([pa.nulls(1, field.type) for field in table.schema], schema=table.schema)
    return pa.concat_tables([table.slice(0, row), nothing, table.slice(row + 1)])


def change_column(table: pa.Table, random: Random) -> pa.Table:
    at = random.randrange(table.num_columns)
    name, column = table.field(at).name, table.column(at)
    match random.randrange(5):
        case 0 if table.num_columns > 1:
            return table.remove_column(at)
        case 1:
            names = {f"{name} ", name.upper(), "单位", "year", "", "other"} - set(table.column_names)
            return table.append_column(random.choice(sorted(names)), column)
        case _:
            other = random.choice(OTHER).take(
                pa.array([random.choice((0, 0, None)) for _ in range(len(table))], pa.int8())
            )
            return table.set_column(at, name, other)


def found(judge: Callable[[], list[dict[str, Any]]]) -> Any:
    try:
        return judge()
    except ResultsError as error:
        return error.text(most=10**6), error.counts, error.problems


@each_kind
@examples(14)
@given(
    case=cases(units=4, periods=3, largest=2),
    random=st.randoms(use_true_random=False),
    context=CONTEXTS,
    naming=st.sampled_from(NAMINGS),
)
@in_any_context
def test_the_problems_of_a_frame_are_those_of_its_rows(kind: str, case: Case, random: Random, naming: Naming) -> None:
    policy, table = case.policy, damage(whole(case, random), random)
    frame = KINDS[kind](table)
    rows = frame if kind.startswith("pandas") or kind == "polars" else arrow_of(frame)
    said: dict[str, Any] = {"decided_on": DECIDED_ON, "naming": naming}
    notes: tuple[list[Word], list[Word]] = ([], [])
    by_row = found(
        lambda: [row_of(policy.rules, each) for each in policy.evaluate(rows, notes=notes[0].append, **said)]
    )
    judged = found(
        lambda: in_order_of_period(policy, policy.evaluate_frame(frame, notes=notes[1].append, **said), naming)
    )
    assert judged == by_row
    assert notes[1] == notes[0]


def in_order_of_period(policy: Policy, frame: Any, naming: Naming) -> list[dict[str, Any]]:
    """Rows in which nothing stood left out, units as text."""
    read = unit_reader(naming)
    there = [row | {"unit": read(cell_of(row["unit"]))} for row in rows_of(frame) if row["period"] is not None]
    return sorted(there, key=lambda row: ordinal_of(policy.rules.period, row["period"]) or 0)
