"""Files of states whose checksum is right and whose inside is not as it was written are refused, each fault told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve

from targetrules import Policy, State, StateError, budget, loads
from targetrules.engine.columnar import engine as columnar
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.engine.columnar.memory.sound import unsound
from targetrules.engine.interface import KeptCut, Unsound
from targetrules.rules.tree import Rules
from tests.county import county_text
from tests.forged_states import changed, fates, mended
from tests.frames.test_state import AGAIN, COPY, COUNTY, TEXT, after, rows, step

Change = Callable[[pa.Table], pa.Table]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a state after two years."""
    path = tmp_path / "county.arrow"
    after(COUNTY, 2010, 2011).save(path)
    return path


def same(table: pa.Table) -> pa.Table:
    return table


def column(name: str, values: Any, kind: pa.DataType | None = None) -> Change:
    """One column replaced."""

    def change(table: pa.Table) -> pa.Table:
        at = table.column_names.index(name)
        return table.set_column(at, name, pa.array(values, kind or table.schema.field(name).type))

    return change


def put_together(*faults: str) -> str:
    return "is not as targetrules wrote it, though its checksum is right: it was put together by somebody\n" + "".join(
        f"    {fault}\n" for fault in faults
    )


def test_a_file_that_is_written_anew_as_it_was_is_read(file: Path) -> None:
    """So that it is the changes below that are refused."""
    changed(file, same)
    assert State.load(file).units == 3


NAMES = "large_string or int64"
KINDS = "bool, int8, int32, int64, uint8, uint16, uint32 or uint64"
TABLES: dict[str, tuple[Change, list[str]]] = {
    "unit-twice": (column("unit", ["A", "B", "A"]), ["the unit “A” stands there more than once"]),
    "units-twice": (
        column("unit", [7, 7, 7], pa.int64()),
        ["the unit “7” stands there more than once"],
    ),
    "unit-blank": (
        column("unit", ["", "B ", "\u3000"]),
        [
            f"column “unit”, row {row}: “{unit}” is no name of a unit"
            for row, unit in enumerate(("", "B ", "\u3000"), 1)
        ],
    ),
    "unit-null": (column("unit", ["A", None, "B"]), ["column “unit”, row 2: nothing stands there"]),
    "units-of-another-type": (
        column("unit", ["A", "B", "C"], pa.string()),
        [f"column “unit” is of the type string; expected: {NAMES}"],
    ),
    "units-coded": (
        lambda table: table.set_column(0, "unit", table["unit"].dictionary_encode()),
        [
            (
                "column “unit” is of the type dictionary<values=large_string, indices=int32, ordered=0>; "
                f"expected: {NAMES}"
            ),
        ],
    ),
    "column-null": (
        column("last_period", [2011, 2010, None]),
        ["column “last_period”, row 3: nothing stands there"],
    ),
    "truth-null": (
        column("rings.0.known.1", [None, None, True]),
        ["column “rings.0.known.1”, row 1: nothing stands there"],
    ),
    "column-of-texts": (
        column("last_period", ["2011", "2010", "2011"], pa.string()),
        [f"column “last_period” is of the type string; expected: {KINDS}"],
    ),
    "column-of-floats": (
        column("last_period", [2011, 2010, 2011], pa.float64()),
        [f"column “last_period” is of the type double; expected: {KINDS}"],
    ),
    "column-twice": (
        lambda table: table.append_column("last_period", table["last_period"]),
        ["the column “last_period” stands there more than once"],
    ),
    "no-unit": (
        lambda table: table.drop_columns("unit"),
        ["the first column is “last_period”; expected: “unit”"],
    ),
    "unit-elsewhere": (
        lambda table: table.select([*table.column_names[1:], "unit"]),
        ["the first column is “last_period”; expected: “unit”"],
    ),
    "no-column": (lambda table: table.select([]), ["there is no column; expected first: “unit”"]),
    "no-past": (
        lambda table: table.select(["unit"]),
        ["of a last period, units and columns all must be there, or none"],
    ),
    "no-row": (lambda table: table.slice(0, 0), ["of a last period, units and columns all must be there, or none"]),
    "several": (
        lambda table: column("last_period", ["x"] * 3, pa.string())(column("unit", [1.5] * 3, pa.float64())(table)),
        [
            f"column “unit” is of the type double; expected: {NAMES}",
            f"column “last_period” is of the type string; expected: {KINDS}",
        ],
    ),
}


@pytest.mark.parametrize(("change", "faults"), TABLES.values(), ids=TABLES)
def test_forged_columns(change: Change, faults: list[str], file: Path) -> None:
    changed(file, change)
    with pytest.raises(StateError) as caught:
        State.load(file)
    assert str(caught.value) == f"{file} {put_together(*faults)}{COPY}"


DIGEST = COUNTY.digest
METADATA: dict[str, tuple[dict[str, str | None], list[str]]] = {
    "no-policy": ({"policy": None}, ["the metadata has no “targetrules.policy”; expected: a text"]),
    "empty-policy": ({"policy": ""}, ["the metadata has “targetrules.policy”: “”; expected: a text"]),
    "digest": (
        {"digest": DIGEST.upper()},
        [
            (
                f"the metadata has “targetrules.digest”: “{DIGEST.upper()[:60]}…”; "
                "expected: a SHA-256 in 64 hexadecimal digits"
            ),
        ],
    ),
    "kind": (
        {"kind": "decade"},
        [
            (
                "the metadata has “targetrules.kind”: “decade”; expected: "
                "year, school-year, fiscal-year, half, quarter, month or sequence"
            )
        ],
    ),
    "language": ({"language": "2"}, ["the metadata has “targetrules.language”: “2”; expected: 1"]),
    "period-in-letters": (
        {"period": "MMXI"},
        [
            (
                "the metadata has “targetrules.period”: “MMXI”; "
                "expected: a whole number from 1000 to 9999, or nothing where there is no unit"
            ),
        ],
    ),
    "period-beyond-all": (
        {"period": "10000"},
        [
            (
                "the metadata has “targetrules.period”: “10000”; "
                "expected: a whole number from 1000 to 9999, or nothing where there is no unit"
            ),
        ],
    ),
    "period-in-other-digits": (
        {"period": "２０１１"},
        [
            (
                "the metadata has “targetrules.period”: “２０１１”; "
                "expected: a whole number from 1000 to 9999, or nothing where there is no unit"
            ),
        ],
    ),
    "no-period": ({"period": ""}, ["of a last period, units and columns all must be there, or none"]),
    "another-key": ({"signed": "yes"}, ["the metadata has “targetrules.signed”, which states do not have"]),
    "several": (
        {"kind": None, "language": None},
        [
            "the metadata has no “targetrules.language”; expected: 1",
            (
                "the metadata has no “targetrules.kind”; expected: "
                "year, school-year, fiscal-year, half, quarter, month or sequence"
            ),
        ],
    ),
}


@pytest.mark.parametrize(("metadata", "faults"), METADATA.values(), ids=METADATA)
def test_forged_metadata(metadata: dict[str, str | None], faults: list[str], file: Path) -> None:
    changed(file, same, **metadata)
    with pytest.raises(StateError) as caught:
        State.load(file)
    assert str(caught.value) == f"{file} {put_together(*faults)}{COPY}"


def test_no_version(file: Path) -> None:
    changed(file, same, state=None)
    with pytest.raises(StateError) as caught:
        State.load(file)
    first, chinese = (caught.value.text(language).splitlines()[0] for language in ("en", "zh"))
    assert first == f"{file} does not say in which state format it is written (this version of targetrules reads 1)"
    assert chinese == f"{file} 没有说明状态格式（本版本的 targetrules 读取 1）"


def test_a_forged_file_in_chinese(file: Path) -> None:
    changed(file, column("unit", ["A", "B", "A"]))
    with pytest.raises(StateError) as caught:
        State.load(file)
    assert caught.value.text("zh").split("\n")[:2] == [
        f"{file} 不是 targetrules 写出的样子，虽然校验值相符：是别人拼成的",
        "    单位“A”出现不止一次",
    ]


# ---- what unpacks to more than the file has --------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["zstd", "lz4"])
@pytest.mark.parametrize("rows", [3, 2_000_000])
def test_a_state_that_is_compressed_is_not_unpacked(
    way: str, rows: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("it was unpacked")

    table = pa.ipc.open_file(pa.py_buffer(file.read_bytes())).read_all()
    columns = [each.take(pa.array([0] * rows)) for each in table.columns]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=way)) as writer:
        writer.write_table(pa.table(columns, schema=table.schema))
    file.write_bytes(mended(sink.getvalue().to_pybytes()))
    monkeypatch.setattr("targetrules.frames.states.state_file.check_size", refuse)
    with pytest.raises(StateError) as caught:
        State.load(file)
    assert str(caught.value).startswith(f"{file} {put_together('it is compressed, which no state is')}")


def test_a_state_of_several_batches_is_read(file: Path) -> None:
    table = pa.ipc.open_file(pa.py_buffer(file.read_bytes())).read_all()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=1)
    file.write_bytes(mended(sink.getvalue().to_pybytes()))
    assert State.load(file).names.to_pylist() == table.column("unit").to_pylist()


def test_columns_that_share_their_bytes_may_not_have_many_times_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "SUMS", {**budget.SUMS, budget.Account.BYTES: budget.Sum(10, 0)})
    with pytest.raises(StateError) as caught:
        State.load(file)
    assert str(caught.value).startswith(f"{file} is damaged: it is not as it was written")


# ---- offsets and lengths ---------------------------------------------------------------------------------------------

PROGRAM = """
import sys
from targetrules import State, StateError
try:
    State.load(sys.argv[1]).names.to_pylist()
except StateError as error:
    print(error.word.key)
"""


@pytest.mark.parametrize("offset", [2**40, -(2**40), 2**63 - 1, 4])
def test_texts_that_begin_or_end_elsewhere_kill_no_process(offset: int, file: Path) -> None:
    """In a process of its own, since the version before was killed by it."""
    data = file.read_bytes()
    offsets = b"".join(number.to_bytes(8, "little") for number in range(4))
    assert data.count(offsets) == 1
    forged = b"".join(number.to_bytes(8, "little", signed=True) for number in (0, offset, 2, 3))
    file.write_bytes(mended(data.replace(offsets, forged)))
    ran = subprocess.run([sys.executable, "-c", PROGRAM, str(file)], check=True, stdout=subprocess.PIPE, text=True)
    assert ran.stdout == "states.damaged\n"


def test_a_text_that_is_none(file: Path) -> None:
    data = file.read_bytes()
    assert data.count(b"ABC") == 1
    file.write_bytes(mended(data.replace(b"ABC", b"A\xffC")))
    with pytest.raises(StateError, match="is damaged"):
        State.load(file)


# ---- values that no past leaves behind -------------------------------------------------------------------------------

VALUES: dict[str, tuple[Change, list[str]]] = {
    "later-than-the-last": (
        column("last_period", [2011, 2012, 2011]),
        ["column “last_period”, unit “B”: 2012 stands there; possible: 1000 to 2011"],
    ),
    "never": (
        column("last_period", [2011, -1_000_000_065, 2011]),
        ["column “last_period”, unit “B”: -1000000065 stands there; possible: 1000 to 2011"],
    ),
    "none-of-the-last": (
        column("last_period", [2010, 2009, 2010]),
        ["column “last_period”, unit “A”: 2010 stands there; possible: 2011 to 2011"],
    ),
    "score-beyond-the-declared": (
        column("rings.0.values.1", [595, 0, 2**63 - 1]),
        [f"column “rings.0.values.1”, unit “C”: {2**63 - 1} stands there; possible: 0 to 1000"],
    ),
    "score-below-the-declared": (
        column("rings.0.values.0", [-1, 810, 0]),
        ["column “rings.0.values.0”, unit “A”: -1 stands there; possible: 0 to 1000"],
    ),
    "period-of-another-slot": (
        column("rings.0.periods.1", [2010, -1_000_000_065, 2011]),
        ["column “rings.0.periods.1”, unit “A”: 2010 stands there; possible: 1001 to 2011 in steps of 2"],
    ),
    "several": (
        lambda table: column("rings.0.values.0", [2000, 2000, 0])(column("last_period", [2011, 5, 2011])(table)),
        [
            "column “last_period”, unit “B”: 5 stands there; possible: 1000 to 2011",
            "column “rings.0.values.0”, unit “A”: 2000 stands there; possible: 0 to 1000",
        ],
    ),
}


def test_a_value_at_entry_that_no_past_leaves_behind(tmp_path: Path) -> None:
    text = """
[statuses.watched]
enter = { grade = "poor" }
[measures.gain]
formula = "score - at_entry(watched, score)"
decimals = 1
"""
    path, policy = tmp_path / "county.arrow", loads(county_text(text, score="decimals = 1, optional = true"))
    after(policy, 2010, 2011).save(path)
    changed(path, column("entries.0.values", [1001, 1001, 1001]))  # only A ever entered
    with pytest.raises(StateError) as caught:
        step(policy, State.load(path), rows(2012))
    (fault,) = (line.strip() for line in str(caught.value).splitlines() if "entries" in line)
    assert fault == "column “entries.0.values”, unit “A”: 1001 stands there; possible: 0 to 1000"


CUTS: dict[str, tuple[str, str]] = {
    "another-cut": ('[["lime", 2010, [], 810]]', "the policy keeps no cut “lime” for later periods"),
    "another-period": (
        '[["line", 2009, [], 810]]',
        "cut “line”, group -: it is of 2009, which is not when it was last due before 2011",
    ),
    "another-group": ('[["line", 2010, ["north"], 810]]', "cut “line”: there is no group north"),
    "beyond-the-declared": (
        '[["line", 2010, [], 1001]]',
        "cut “line”, group -: 100.1 stands there; possible: 0.0 to 100.0",
    ),
}


def of_cuts(tmp_path: Path, cuts: str) -> tuple[Policy, Path]:
    """A policy that keeps a cut, and a state of it in which something else stands of it."""
    text = """
[cuts.line]
formula = "group_max(score)"
decimals = 1
from = 2010
every = 3
"""
    path, policy = tmp_path / "county.arrow", loads(county_text(text, score="decimals = 1, optional = true"))
    after(policy, 2010, 2011).save(path)
    assert State.load(path).cuts == (KeptCut("line", 2010, (), 810),)
    changed(path, same, cuts=cuts)
    return policy, path


@pytest.mark.parametrize(("cuts", "fault"), CUTS.values(), ids=CUTS)
def test_cuts_that_no_past_leaves_behind(cuts: str, fault: str, tmp_path: Path) -> None:
    policy, path = of_cuts(tmp_path, cuts)
    with pytest.raises(StateError) as caught:
        step(policy, State.load(path), rows(2012))
    head = "the state of county is none that judging leaves behind; it was put together by somebody\n"
    assert str(caught.value) == f"{head}    {fault}\nLoad a copy of the file, or {AGAIN}"


@pytest.mark.parametrize(
    "cuts", ["nonsense", "{}", '[["line", 2010, [], 8.5]]', '[["line", 2010, [], 1], ["line", 2010, [], 2]]']
)
def test_cuts_that_cannot_be_read(cuts: str, tmp_path: Path) -> None:
    _, path = of_cuts(tmp_path, cuts)
    with pytest.raises(StateError) as caught:
        State.load(path)
    expected = "a list of cuts, each with its name, period, group and value; nothing where there is no unit"
    assert f"the metadata has “targetrules.cuts”: “{cuts}”; expected: {expected}" in str(caught.value)


@pytest.mark.parametrize(("change", "faults"), VALUES.values(), ids=VALUES)
def test_values_that_no_past_leaves_behind(change: Change, faults: list[str], file: Path) -> None:
    changed(file, change)
    with pytest.raises(StateError) as caught:
        step(COUNTY, State.load(file), rows(2012))
    told = "".join(f"    {fault}\n" for fault in faults)
    head = "the state of county is none that judging leaves behind; it was put together by somebody\n"
    assert str(caught.value) == f"{head}{told}Load a copy of the file, or {AGAIN}"


def test_the_period_of_another_slot_is_told_in_chinese(file: Path) -> None:
    """The one that is possible contradicts the row beside it: 2011 is a period of the other slot."""
    changed(file, column("rings.0.periods.0", [2011, 2010, 2010]))
    with pytest.raises(StateError) as caught:
        step(COUNTY, State.load(file), rows(2012))
    assert caught.value.text("zh").split("\n")[1] == (
        "    “rings.0.periods.0”列，单位“A”：值为 2011；可能的值：1000 至 2010，每隔 2 一个"
    )


REST = loads(
    TEXT
    + """
[conditions.often]
grade = "poor"
times = 2
[conditions.before]
grade = "poor"
ago = 2
[statuses.watched]
enter = { grade = "poor" }
leave = { grade = "good", consecutive = 2 }
[statuses.spared]
enter = { received = "warning-talk" }
"""
)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("registers.0.count", -1, "possible: 0 to 1012"),
        ("registers.0.count", 2**31 - 1, "possible: 0 to 1012"),
        ("ages.watched", -7, "possible: 0 to 1012"),
        ("ages.spared", 2**31 - 1, "possible: 0 to 1012"),
        ("said.0.no", 1, "possible: 0 to 0"),
    ],
)
def test_values_of_every_kind_of_memory(name: str, value: int, told: str) -> None:
    state = after(REST, 2010, 2011)
    assert name in state.columns, sorted(state.columns)
    forged = state.columns[name].copy()
    forged[0] = value
    with pytest.raises(StateError, match=f"column “{name}”, unit “A”: {value} stands there; {told}"):
        step(REST, evolve(state, columns={**state.columns, name: forged}), rows(2012))


def test_columns_of_several_lengths() -> None:
    state = after(COUNTY, 2010, 2011)
    shorter = {**state.columns, "last_period": state.columns["last_period"][:1]}
    with pytest.raises(StateError, match="which kept other things of the past"):
        step(COUNTY, evolve(state, columns=shorter), rows(2012))


# ---- any change at all -----------------------------------------------------------------------------------------------


def test_whatever_stands_in_the_file_it_is_a_state_or_a_state_error() -> None:
    """`tests/deep` tries 50,000."""
    found = fates(seed=9, number=300)
    assert sum(found.values()) == 300
    assert {"states.damaged", "states.inside", "states.columns", "gone on"} <= found.keys()


def test_what_a_step_left_behind_is_not_checked_again_and_cannot_be_written_into(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[int] = []

    def counted(rules: Rules, memory: ColumnMemory, last: int) -> Iterator[Unsound]:
        checked.append(last)
        return unsound(rules, memory, last)

    monkeypatch.setattr(columnar, "unsound", counted)
    state = after(COUNTY, 2010, 2011)
    _, state = step(COUNTY, state, rows(2012))
    assert checked == []
    step(COUNTY, State.load(file), rows(2012))
    step(COUNTY, evolve(state), rows(2013))
    assert checked == [2011, 2012]
    with pytest.raises(ValueError, match="read-only"):
        next(iter(state.columns.values()))[0] = 0
