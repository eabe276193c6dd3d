"""States whose inside was changed, with the checksum that belongs to it: bytes, columns, and what is said of them.

Some are signed; under a key, no other file is loaded than one that was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa

from targetrules import Policy, ResultsError, State, StateError, loads
from tests.forged_states import POLICY, YEARS, changed, mended, tampered
from tests.fuzzing.folder import own_folder
from tests.fuzzing.input import Input, check_told
from tests.fuzzing.values import odd_text, spoilt
from tests.signing_keys import write_keys

__all__ = ["made", "tried"]

_GROUPED: Final = """
format = 1
policy = { id = "grouped", title = "Grouped", period = "quarter" }
grades = [{ id = "good" }, { id = "fair" }, { id = "poor" }]
inputs.score = { type = "number", min = -5, max = 100, optional = true }
inputs.region = { type = "text", optional = true, column_optional = true }
rankings.overall = { by = "score", within = "region" }
measures.mean = { formula = "mean_last(score, 4)", decimals = 3 }
measures.step = { formula = "score - previous(score)" }
grading = { by = "mean", bands = { good = 60, fair = 40, poor = -5 } }
[[consequences]]
id = "talk"
when = { grade = "poor", times = 3, of_last = 5 }
[[consequences]]
id = "last"
when = { place = "last", consecutive = 2, resets = { grade = "good" } }
[[consequences]]
id = "twice"
when = { all = [{ grade = { at_most = "fair" }, ever = true }, { received = "talk", times = 2, of_last = 8 }] }
"""
_UNITS: Final = ("A", "B", "C", "D", "甲县")


@cache
def _policies() -> Sequence[Policy]:
    return loads(POLICY), loads(_GROUPED)


@cache
def _seeds() -> Sequence[tuple[int, bytes]]:
    """Files of states of either policy: before the first period, and after one, two and five; the last ones signed."""
    found = []
    for number, policy in enumerate(_policies()):
        state = policy.start()
        for period in range(6):
            if period in (0, 1, 2, 5):
                found.append((number, _bytes(state, sign=period > 1)))
            state = policy.step(state, _rows(number, period), notes=_untold)[1]
    return found


def _rows(policy: int, period: int) -> list[dict[str, Any]]:
    if policy == 0:
        year = YEARS[period % len(YEARS)]
        return [{"unit": unit, "period": 2010 + period, "score": score} for unit, score in year]
    name = f"{2010 + period // 4}Q{period % 4 + 1}"
    return [
        {"unit": unit, "period": name, "score": (17 * at + 29 * period) % 101, "region": "ns"[at % 2]}
        for at, unit in enumerate(_UNITS)
    ]


def _untold(_: object) -> None:
    """Notes are not what is tried here."""


@cache
def _folder() -> Path:
    folder = own_folder()
    write_keys(folder)
    return folder


def _bytes(state: State, *, sign: bool) -> bytes:
    file = _folder() / "seed.arrow"
    state.save(file, sign=_folder() / "office.key" if sign else None)
    data = file.read_bytes()
    file.unlink()
    return data


# ---- accidents -------------------------------------------------------------------------------------------------------


def made(random: Random) -> Input:
    """The file of a state."""
    policy, data = random.choice(_seeds())
    how = {"policy": policy if random.random() < 0.97 else 1 - policy, "key": random.random() < 0.25}
    way = random.random()
    if way > 0.98:
        return Input({"state.arrow": data}, how)
    if way < 0.45:
        data = tampered(random, data)
    elif way < 0.9:
        data = _of_columns(random, data)
    else:
        data = spoilt(random, data)
        data = mended(data) if random.random() < 0.7 else data
    return Input({"state.arrow": data}, how)


def _of_columns(random: Random, data: bytes) -> bytes:
    file = _folder() / "changed.arrow"
    file.write_bytes(data)
    said: dict[str, str | None] = {}
    if random.random() < 0.3:
        key = random.choice(("state", "policy", "digest", "language", "kind", "period", "checksum"))
        values = (None, "", "0", "1", "-1", "2011", "24156", "9" * 20, "year", "month", "1e3", "nan", odd_text(random))
        said[key] = random.choice(values)
    try:
        changed(file, lambda table: _changed(random, table), **said)
    except (pa.ArrowException, UnicodeError, OverflowError, ValueError):  # what Arrow itself does not write
        file.write_bytes(mended(spoilt(random, data)))
    return file.read_bytes()


def _changed(random: Random, table: pa.Table) -> pa.Table:
    for _ in range(random.choice((1, 1, 2, 3))):
        table = random.choice(_WAYS)(random, table)
    return table


def _at(random: Random, table: pa.Table) -> int:
    return random.randrange(max(1, table.num_columns))


def _drop(random: Random, table: pa.Table) -> pa.Table:
    return table.remove_column(_at(random, table)) if table.num_columns else table


def _double(random: Random, table: pa.Table) -> pa.Table:
    if not table.num_columns:
        return table
    at = _at(random, table)
    name = table.column_names[at] if random.random() < 0.5 else f"{table.column_names[at]}{random.choice('x0.')}"
    return table.add_column(random.randrange(table.num_columns + 1), name, table.column(at))


def _rename(random: Random, table: pa.Table) -> pa.Table:
    names = list(table.column_names)
    if names:
        names[_at(random, table)] = random.choice((*names, odd_text(random)))
    return table.rename_columns(names)


def _retype(random: Random, table: pa.Table) -> pa.Table:
    if not table.num_columns:
        return table
    at = _at(random, table)
    kinds = (
        pa.int8(),
        pa.int16(),
        pa.int32(),
        pa.int64(),
        pa.uint8(),
        pa.uint64(),
        pa.float64(),
        pa.bool_(),
        pa.string(),
        pa.large_string(),
        pa.binary(),
        pa.null(),
        pa.dictionary(pa.int32(), pa.string()),
    )
    kind = random.choice(kinds)
    try:
        column = table.column(at).cast(kind, safe=False)
    except pa.ArrowException:
        column = pa.nulls(table.num_rows, kind)
    return table.set_column(at, table.column_names[at], column)


def _value(random: Random, table: pa.Table) -> pa.Table:
    """One value is another, or missing."""
    if not table.num_columns or not table.num_rows:
        return table
    at, row = _at(random, table), random.randrange(table.num_rows)
    kind, values = table.column(at).type, table.column(at).to_pylist()
    some = (
        None,
        0,
        1,
        -1,
        2,
        3,
        64,
        127,
        255,
        2**15,
        2**31 - 1,
        2**63 - 1,
        -(2**63),
        2**64 - 1,
        True,
        "",
        "A",
        odd_text(random),
    )
    values[row] = random.choice((*some, random.choice(values)))
    try:
        return table.set_column(at, table.field(at), pa.array(values, kind))
    except (pa.ArrowException, TypeError, OverflowError, ValueError, UnicodeError):
        return table


def _rows_other(random: Random, table: pa.Table) -> pa.Table:
    """Rows lost, doubled, or in another order."""
    rows = list(range(table.num_rows))
    rows = random.choice((rows[1:], rows * 2, rows[::-1], rows + rows[:1], [], rows * (300 if len(rows) < 100 else 1)))
    return table.take(pa.array(rows, pa.int64()))


def _swap(random: Random, table: pa.Table) -> pa.Table:
    names = list(table.column_names)
    random.shuffle(names)
    return table.select(names) if len(set(names)) == len(names) else table


_WAYS: Final[Sequence[Callable[[Random, pa.Table], pa.Table]]] = (
    *(_drop, _double, _rename, _retype, _retype, _value, _value, _value, _value, _value, _rows_other, _swap),
)


# ---- trying ----------------------------------------------------------------------------------------------------------


def tried(given: Input) -> str:
    """Load it, and go on from it to two more periods."""
    file, policy, data = _folder() / "state.arrow", _policies()[given.how["policy"]], given.parts["state.arrow"]
    file.write_bytes(data)
    try:
        state = State.load(file, key=_folder() / "office.key.pub" if given.how["key"] else None)
        assert not given.how["key"] or data in [each for _, each in _seeds()]
        for period in (6, 8):
            state = policy.step(state, _rows(given.how["policy"], period), notes=_untold)[1]
        state.save(_folder() / "next.arrow")
        State.load(_folder() / "next.arrow")
    except StateError as error:
        check_told(error)
        return "refused"
    except ResultsError as error:
        check_told(error)
        return "other rows"  # a unit or a period that might have been, and with which these rows do not agree
    return "accepted"
