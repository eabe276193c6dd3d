"""Outcome columns to an Arrow table, whose columns depend on the policy, and on whether there is a date, alone.

Beside these there are columns for remarks on what was decided otherwise, where any row has such a one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from targetrules.columns.allocate import allocate
from targetrules.columns.arrow import from_numpy, texts
from targetrules.columns.bits import PackedBits, PackedTruths
from targetrules.columns.outcome_columns import OutcomeColumns, Ranks
from targetrules.columns.vectors import Bits, Numbers
from targetrules.engine.outcomes import decisions_of
from targetrules.outcome import Remark
from targetrules.period import PeriodKind, period_text
from targetrules.rules.analysis.shares import divides_by_rows, rows_of_share
from targetrules.rules.number import Arithmetic, Cases
from targetrules.rules.parts import Construct, parts_in_time, roots_of
from targetrules.rules.tree import Consequence, Rules

__all__ = ["arrow_of", "decided", "period_type", "remark_name", "schema_of"]

_DIGITS: Final = 19
"""Of a 64-bit integer."""

_EVERY: Final = 0xFF
"""A byte of a bitmap in which every bit is set."""

_EPOCH: Final = date(1970, 1, 1)


def period_type(rules: Rules) -> pa.DataType:
    """How periods are printed: integers for years and sequences, else text."""
    return pa.int64() if rules.period in (PeriodKind.YEAR, PeriodKind.SEQUENCE) else pa.string()


def schema_of(rules: Rules, *, unit_type: pa.DataType, dated: bool) -> pa.Schema:
    """The columns of outcomes. ``dated``: the date of decision is given, so that there are due dates."""
    return pa.schema([pa.field("unit", unit_type), *_fields(rules, dated=dated)])


def arrow_of(
    rules: Rules,
    outcomes: OutcomeColumns,
    unit: pa.ChunkedArray,
    periods: NDArray[Any],
    decided_on: date | None = None,
) -> pa.Table:
    """The outcomes as a table, row by row as they were judged; ``unit`` is the column of units as it was given."""
    return decided(rules, outcomes, periods, decided_on).add_column(0, pa.field("unit", unit.type), unit)


def decided(rules: Rules, outcomes: OutcomeColumns, periods: NDArray[Any], decided_on: date | None = None) -> pa.Table:
    """The same, without the units."""
    schema = pa.schema(_fields(rules, dated=decided_on is not None))
    columns = [_periods(rules, periods), *_columns(rules, outcomes, decided_on)]
    found = pa.Table.from_arrays(columns, schema=schema)
    for remark, bit in outcomes.decided.items():
        if bit.every().any():
            found = found.append_column(remark_name(remark), _bits(bit))
    return found


def remark_name(remark: Remark) -> str:
    """What the column of a remark is called."""
    return f"{remark.code}.{remark.about}"


def _fields(rules: Rules, *, dated: bool) -> list[pa.Field]:
    rankings = [(f"place.{name}.{part}", pa.int32()) for name in rules.rankings for part in ("rank", "size")]
    fields = [
        ("period", period_type(rules)),
        ("grade", pa.dictionary(pa.int8(), pa.string())),
        *((f"measure.{name}", pa.decimal128(_DIGITS, each.decimals)) for name, each in rules.measures.items()),
        *rankings,
        *((f"condition.{name}", pa.bool_()) for name in rules.conditions),
        *((f"status.{name}", pa.bool_()) for name in rules.statuses),
        *((f"consequence.{rule.id}", pa.bool_()) for rule in rules.consequences),
        *((f"replaced.{id_}", pa.bool_()) for id_ in rules.replaceable),
        *((f"{key}.{rule.id}", pa.date32()) for key, rule in _with_days(rules, dated=dated)),
        *((f"division-by-zero.{name}", pa.bool_()) for name in _dividing(rules)),
        *((f"differs-from-published.{name}", pa.bool_()) for name in rules.published_cuts),
        *((f"quota-not-kept.{id_}", pa.bool_()) for id_ in rules.breakable_quotas),
        *((f"due-not-known.{id_}", pa.bool_()) for id_ in _in_working_days(rules, dated=dated)),
        ("undetermined", pa.bool_()),
    ]
    return [pa.field(name, kind) for name, kind in fields]


def _columns(rules: Rules, outcomes: OutcomeColumns, decided_on: date | None) -> list[pa.Array]:
    places = [column for name in rules.rankings for column in _places(outcomes.places[name])]
    received = {id_: truths.yes for id_, truths in outcomes.consequences.items()}
    return [
        _grades(rules, outcomes.grade),
        *(_decimals(outcomes.measures[name]) for name in rules.measures),
        *places,
        *(_truths(outcomes.conditions[name]) for name in rules.conditions),
        *(_bits(outcomes.statuses[name]) for name in rules.statuses),
        *(_truths(outcomes.consequences[rule.id]) for rule in rules.consequences),
        *(_bits(outcomes.replaced[id_]) for id_ in rules.replaceable),
        *_days(rules, received, decided_on),
        *(_bits(outcomes.divided_by_zero[name]) for name in _dividing(rules)),
        *(_bits(outcomes.differing[name]) for name in rules.published_cuts),
        *(_bits(outcomes.not_kept[id_]) for id_ in rules.breakable_quotas),
        *_not_known(rules, received, decided_on),
        _bits(outcomes.undetermined),
    ]


# ---- which columns there are -----------------------------------------------------------------------------------------


def _with_days(rules: Rules, *, dated: bool) -> list[tuple[str, Consequence]]:
    """The key of each day that a consequence may have, and the consequence."""
    due = [("due", rule) for rule in rules.consequences if rule.deadline is not None]
    until = [("until", rule) for rule in rules.consequences if rule.lasts is not None]
    return [*due, *until] if dated else []


def _in_working_days(rules: Rules, *, dated: bool) -> tuple[str, ...]:
    """The consequences whose day may be beyond the calendar."""
    return rules.due_by_calendar if dated else ()


def _dividing(rules: Rules) -> list[str]:
    """The measures that may divide by zero."""
    return [each.name for each in rules.measures.values() if any(_divides(root, rules) for root in roots_of(each))]


def _divides(part: Construct, rules: Rules) -> bool:
    if isinstance(part, Cases) and rows_of_share(part) is not None:
        return False
    if isinstance(part, Arithmetic) and part.sign == "/" and not divides_by_rows(part, rules):
        return True
    return any(_divides(each.of, rules) for each in parts_in_time(part))


# ---- values ----------------------------------------------------------------------------------------------------------


def _known(bits: Bits) -> pa.Buffer | None:
    """Where a column is not null, as Arrow keeps it: not at all where nothing is null."""
    return None if bits.all() else pa.py_buffer(np.packbits(bits, bitorder="little"))


def _set_in(bitmap: NDArray[np.uint8], size: int) -> pa.Buffer | None:
    """The same of so many rows, where it is a bitmap already."""
    whole, rest = divmod(size, 8)
    every = bool((bitmap[:whole] == _EVERY).all()) and (not rest or int(bitmap[whole]) == (1 << rest) - 1)
    return None if every else pa.py_buffer(bitmap)


def _bits(bit: PackedBits) -> pa.Array:
    return pa.Array.from_buffers(pa.bool_(), len(bit), [None, pa.py_buffer(bit.bitmap())])


def _truths(pair: PackedTruths) -> pa.Array:
    yes, no = pair.yes.bitmap(), pair.no.bitmap()
    buffers = [_set_in(yes | no, len(pair.yes)), pa.py_buffer(yes)]
    return pa.Array.from_buffers(pa.bool_(), len(pair.yes), buffers)


def _grades(rules: Rules, codes: NDArray[np.int8]) -> pa.Array:
    known = codes >= 0
    buffers = [_known(known), pa.py_buffer(np.maximum(codes, np.int8(0)))]
    positions = pa.Array.from_buffers(pa.int8(), len(codes), buffers)
    grades = texts([grade.id for grade in rules.grades], pa.string())
    return pa.DictionaryArray.from_arrays(positions, grades, safe=False)  # to check the positions takes long


def _decimals(numbers: Numbers) -> pa.Array:
    """128 bits each, the upper half being the sign; zeros that nobody looks at take no room in memory."""
    kind, size = pa.decimal128(_DIGITS, numbers.decimals), len(numbers.values)
    if not numbers.known.any():
        return pa.Array.from_buffers(kind, size, [_known(numbers.known), pa.py_buffer(np.zeros(2 * size, np.int64))])
    pairs = allocate(2 * len(numbers.values), np.int64).reshape(-1, 2)
    pairs[:, 0] = numbers.values
    np.right_shift(numbers.values, 63, out=pairs[:, 1])
    return pa.Array.from_buffers(kind, size, [_known(numbers.known), pa.py_buffer(pairs)])


def _places(ranks: Ranks) -> tuple[pa.Array, pa.Array]:
    size = len(ranks.rank)
    rank = pa.Array.from_buffers(pa.int32(), size, [_known(ranks.rank > 0), pa.py_buffer(ranks.rank)])
    return rank, pa.Array.from_buffers(pa.int32(), size, [_known(ranks.size >= 0), pa.py_buffer(ranks.size)])


def _days(rules: Rules, received: Mapping[str, PackedBits], decided_on: date | None) -> Iterator[pa.Array]:
    """The same days everywhere; null where the consequence is not received."""
    decisions = decisions_of(rules, decided_on)
    for key, rule in _with_days(rules, dated=decided_on is not None):
        day, bit = getattr(decisions[rule.id], key), received[rule.id]
        if day is None:
            yield pa.nulls(len(bit), pa.date32())
            continue
        days = (day - _EPOCH).days
        buffers = [_set_in(bit.bitmap(), len(bit)), pa.py_buffer(np.full(len(bit), days, np.int32))]
        yield pa.Array.from_buffers(pa.date32(), len(bit), buffers)


def _not_known(rules: Rules, received: Mapping[str, PackedBits], decided_on: date | None) -> Iterator[pa.Array]:
    """Where a consequence is received of which nobody knows when it is due."""
    decisions = decisions_of(rules, decided_on)
    for id_ in _in_working_days(rules, dated=decided_on is not None):
        bit = received[id_]
        yield pa.array(np.zeros(len(bit), np.bool_)) if decisions[id_].due_known else _bits(bit)


def _periods(rules: Rules, periods: NDArray[Any]) -> pa.Array:
    if period_type(rules) == pa.int64():
        years = allocate(len(periods), np.int64)
        years[:] = periods
        return from_numpy(years)
    ordinals, codes = np.unique(periods, return_inverse=True)
    said = texts((str(period_text(rules.period, ordinal)) for ordinal in ordinals.tolist()), pa.string())
    return said.take(from_numpy(codes))
