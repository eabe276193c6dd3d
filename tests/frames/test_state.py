"""Going on from a state: steps in any kind of table, the state's file, and whatever may be wrong with either."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, ResultsError, State, StateError, loads
from targetrules.atomic import UnwritableError
from tests.county import county_text
from tests.effort import examples

TEXT = county_text(
    """
[measures.trend]
formula = "score - previous(score, 2)"
decimals = 1
[[consequences]]
id = "warning-talk"
when = { grade = "poor" }
within = "30 days"
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2, gaps = "bridge" }
""",
    score="decimals = 1, optional = true",
)
COUNTY = loads(TEXT)
YEARS: Final[dict[int, list[tuple[str, float | None]]]] = {
    2010: [("A", 55.5), ("B", 81)],
    2011: [("C", 70), ("A", 59.5)],
    2012: [("C", 30), ("B", None), ("A", 61)],
    2013: [("B", 40), ("C", 20)],
}


def rows(year: int) -> list[dict[str, Any]]:
    return [{"unit": unit, "period": year, "score": score} for unit, score in YEARS[year]]


def after(policy: Policy, *years: int) -> State:
    state = policy.start()
    for year in years:
        _, state = step(policy, state, rows(year))
    return state


def step(policy: Policy, state: State, rows: Any, **more: Any) -> tuple[Any, State]:
    """A step of which it does not matter what it leaves out or brings in."""
    return policy.step(state, rows, notes=lambda _: None, **more)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a state after two years."""
    path = tmp_path / "county.arrow"
    after(COUNTY, 2010, 2011).save(path)
    return path


# ---- steps -----------------------------------------------------------------------------------------------------------


def test_mappings_give_mappings() -> None:
    outcomes, state = step(COUNTY, after(COUNTY, 2010, 2011), rows(2012))
    by_unit = {each.pop("unit"): each for each in outcomes}
    assert list(by_unit) == ["C", "B", "A"]
    assert {name: str(value) for name, value in by_unit["A"].items()} == {
        "period": "2012",
        "grade": "good",
        "measure.trend": "5.5",
        "consequence.warning-talk": "False",
        "consequence.reorganisation": "False",
        "undetermined": "False",
    }
    assert by_unit["B"]["grade"] is by_unit["B"]["consequence.warning-talk"] is None
    assert repr(state) == "State(policy='county', last_period=2012, units=3)"


def test_a_dataframe_gives_a_dataframe_of_the_same_kind() -> None:
    state = after(COUNTY, 2010, 2011)
    expected, _ = step(COUNTY, state, rows(2012))
    frame = pl.DataFrame(rows(2012))
    polars, _ = step(COUNTY, state, frame)
    lazy, _ = step(COUNTY, state, frame.lazy())
    arrow, _ = step(COUNTY, state, frame.to_arrow())
    pandas, _ = step(COUNTY, state, frame.to_pandas())
    assert isinstance(lazy, pl.LazyFrame)
    assert isinstance(arrow, pa.Table)
    assert polars.to_dicts() == lazy.collect().to_dicts() == arrow.to_pylist() == expected
    assert [str(each) for each in pandas["grade"]] == ["poor", "nan", "good"]


def test_with_the_date_of_decision_there_are_due_dates() -> None:
    outcomes, _ = step(COUNTY, COUNTY.start(), rows(2010), decided_on=date(2011, 1, 15))
    assert [each["due.warning-talk"] for each in outcomes] == [date(2011, 2, 14), None]


def test_units_are_one_whether_they_are_numbers_or_text_or_categories() -> None:
    state = COUNTY.start()
    _, state = step(COUNTY, state, pl.DataFrame({"unit": [7, 8], "period": 2010, "score": [50, 50]}))
    _, state = step(COUNTY, state, pl.DataFrame({"unit": ["9", "8"], "period": 2011, "score": [50, 50]}))
    many = pl.Series(["0", "6", "7", "8"], dtype=pl.Categorical)
    outcomes, state = step(COUNTY, state, pl.DataFrame({"unit": many, "period": 2012, "score": 50}).filter(many != "0"))
    assert outcomes["consequence.reorganisation"].to_list() == [False, True, True]
    assert state.names.to_pylist() == ["7", "8", "9", "6"]


def test_integers_around_those_that_are_known_are_new_units() -> None:
    first, second = [*range(100, 130, 3)], [*range(60, 170)]
    _, state = step(COUNTY, COUNTY.start(), pl.DataFrame({"unit": first, "period": 2010, "score": 50}))
    outcomes, state = step(COUNTY, state, pl.DataFrame({"unit": second, "period": 2011, "score": 50}))
    assert outcomes.filter("consequence.reorganisation")["unit"].to_list() == first
    assert state.names.to_pylist() == [*first, *(unit for unit in second if unit not in first)]


def test_a_word_of_a_dictionary_that_is_in_no_row_is_no_unit() -> None:
    units = pa.DictionaryArray.from_arrays(pa.array([2, 0]), pa.array(["A", "nobody", "B"]))
    _, state = step(COUNTY, COUNTY.start(), pa.table({"unit": units, "period": [2010, 2010], "score": [50, 50]}))
    assert sorted(state.names.to_pylist()) == ["A", "B"]


def test_a_table_without_any_row_of_a_known_unit() -> None:
    outcomes, state = step(COUNTY, after(COUNTY, 2010), [{"unit": "新", "period": 2011, "score": 50}])
    assert [each["unit"] for each in outcomes] == ["新"]
    assert state.units == 3


def test_the_start_has_seen_nothing() -> None:
    assert repr(COUNTY.start()) == "State(policy='county', last_period=None, units=0)"


# ---- rows that make no step ------------------------------------------------------------------------------------------


def check_refused(state: State, given: Any, english: str, chinese: str) -> None:
    with pytest.raises(ResultsError) as caught:
        step(COUNTY, state, given)
    assert caught.value.text("en").split("\n", 2)[2] == english
    assert caught.value.text("zh").split("\n", 2)[2] == chinese


def test_rows_of_several_periods() -> None:
    check_refused(
        COUNTY.start(),
        rows(2011) + rows(2010),
        "the rows are of several periods: 2010, 2011 [RES38]\n"
        "    Give each step the rows of one period, the earliest first.",
        "这些行属于不同的期间：2010、2011 [RES38]\n    每次 step 只给一期的行，从最早一期起。",
    )


@pytest.mark.parametrize("year", [2010, 2011])
def test_a_period_that_is_not_later(year: int) -> None:
    check_refused(
        after(COUNTY, 2010, 2011),
        pl.DataFrame(rows(year)),
        f"the rows are of {year}, and the state has seen 2011 [RES39]\n"
        f"    A step takes rows of a later period; to judge {year} anew, go on from the state before it.",
        f"这些行属于 {year}，而状态已经记到 2011 [RES39]\n"
        f"    step 只接受更晚一期的行；要重新评定 {year}，请从该期之前的状态开始。",
    )


@pytest.mark.parametrize(("known", "new"), [("A 1", "Ａ 1"), ("Ａ1", "A1"), ("甲（镇）", "甲(镇)")])
def test_a_unit_that_was_spelt_otherwise_in_an_earlier_period(known: str, new: str) -> None:
    _, state = step(COUNTY, COUNTY.start(), [{"unit": known, "period": 2010, "score": 50}])
    _, state = step(COUNTY, state, [{"unit": "乙", "period": 2011, "score": 50}])
    check_refused(
        state,
        [{"unit": "乙", "period": 2012, "score": 50}, {"unit": new, "period": 2012, "score": 50}],
        f'"{new}" is written "{known}" in an earlier period: is that the same unit? [RES35]\n'
        f'    If it is, write it in one way, or say --same "{new}={known}", which keeps the second name '
        f"(in Python: Naming(same=…)). "
        f'If they are two: --distinct "{new},{known}" (distinct=…).',
        f"“{new}”在以前的期间写作“{known}”，是同一个单位吗？ [RES35]\n"
        f'    如果是同一个，请统一写法，或者注明 --same "{new}={known}"，以等号后的名称为准'
        f"（Python 中写 Naming(same=…)）；"
        f'如果是两个：--distinct "{new},{known}"（distinct=…）。',
    )


def test_cells_that_cannot_be_read_are_told_as_ever() -> None:
    check_refused(
        COUNTY.start(),
        pl.DataFrame({"unit": ["A"], "period": [2010], "score": ["fifty"]}),
        'item 1, column "score": "fifty" is not a number [RES41]\n'
        "    expected: a number with at most 1 decimal, from 0 to 100",
        "第 1 项，“score”列：“fifty”不是数字 [RES41]\n    应为：最多 1 位小数的数字，从 0 到 100",
    )


# ---- other policies --------------------------------------------------------------------------------------------------

AGAIN = "make the state anew: start() and a step for each period, the earliest first."
ANEW = "先 start()，再从最早一期起逐期 step。"


def check_state_error(caught: pytest.ExceptionInfo[StateError], english: str, chinese: str) -> None:
    assert str(caught.value) == english
    assert caught.value.text("zh") == chinese


def test_the_state_of_another_policy() -> None:
    other = loads(TEXT.replace('id = "county"', 'id = "town"'))
    with pytest.raises(StateError) as caught:
        step(other, after(COUNTY, 2010), rows(2011))
    check_state_error(
        caught,
        "the state belongs to the policy county, not to town\n"
        "Load the policy that the state belongs to, or make a state of this one: "
        "start() and a step for each period, the earliest first.",
        f"这份状态属于政策 county，不属于 town\n请载入该状态所属的政策，或为本政策生成状态：{ANEW}",
    )


def test_the_state_of_a_policy_of_which_a_comment_was_changed() -> None:
    other = loads(f"{TEXT}# reviewed\n")
    with pytest.raises(StateError) as caught:
        step(other, after(COUNTY, 2010), rows(2011))
    then, now = COUNTY.digest[:12], other.digest[:12]
    check_state_error(
        caught,
        f"the state belongs to county as its file was then (SHA-256 {then}…); the file has changed since (now {now}…), "
        "if only in a comment\n"
        f"Load the policy file as it was then; or, if the new text is meant for the past as well, {AGAIN}",
        f"这份状态属于 county 当时的文件（SHA-256 {then}…）；此后文件已有改动（现为 {now}…），哪怕只改了注释\n"
        f"请载入当时的政策文件；如果新的文本也适用于以往各期，请重新生成状态：{ANEW}",
    )


# ---- the file --------------------------------------------------------------------------------------------------------


def test_the_file_is_one_arrow_file(file: Path) -> None:
    """What is in it may change only together with its version, or a file of one version is misread by another."""
    table = pa.ipc.open_file(file).read_all()
    metadata = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert metadata.pop("targetrules.checksum").startswith("sha256:")
    assert metadata == {
        "targetrules.state": "1",
        "targetrules.policy": "county",
        "targetrules.digest": COUNTY.digest,
        "targetrules.language": "1",
        "targetrules.kind": "year",
        "targetrules.period": "2011",
    }
    assert [f"{field.name}: {field.type}" for field in table.schema] == [
        "unit: large_string",
        "last_period: int32",
        "registers.0.held: uint8",
        "rings.0.values.0: int64",
        "rings.0.values.1: int64",
        "rings.0.known.0: bool",
        "rings.0.known.1: bool",
        "rings.0.zero.0: bool",
        "rings.0.zero.1: bool",
        "rings.0.periods.0: int32",
        "rings.0.periods.1: int32",
    ]
    assert table["unit"].to_pylist() == ["A", "B", "C"]


def test_the_start_can_be_saved(tmp_path: Path) -> None:
    COUNTY.start().save(tmp_path / "start.arrow")
    outcomes, _ = step(COUNTY, State.load(tmp_path / "start.arrow"), rows(2010))
    assert [each["grade"] for each in outcomes] == ["poor", "good"]


def test_saving_replaces_the_file_whole(file: Path) -> None:
    after(COUNTY, 2010, 2011, 2012).save(file)
    assert State.load(file).last_period == 2012
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_cannot_be_saved_leaves_the_old_one(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        after(COUNTY, 2010, 2011, 2012).save(file)
    assert State.load(file).last_period == 2011
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes and links")
def test_a_state_is_written_as_outcomes_are(file: Path) -> None:
    """Through links, with the mode of the file that it replaces, and not over a read-only file or a device."""
    (file.parent / "link").symlink_to(file)
    file.chmod(0o600)
    after(COUNTY, 2010, 2011, 2012).save(file.parent / "link")
    assert (file.parent / "link").is_symlink()
    assert (file.stat().st_mode & 0o777, State.load(file).last_period) == (0o600, 2012)
    file.chmod(0o444)
    device = Path(os.devnull)
    for name, reason in ((file, "is read-only"), (device, "is no plain file but a device or a pipe")):
        with pytest.raises(OSError, match=f"^{name} {reason}"):
            after(COUNTY, 2010).save(name)
    assert State.load(file).last_period == 2012
    assert not device.is_file()


@pytest.mark.parametrize("content", [TEXT.encode(), b"unit,period,score\nA,2010,55.5\n", "an Arrow table"])
def test_a_state_takes_the_place_of_nothing_but_a_state(content: bytes | str, tmp_path: Path) -> None:
    path = tmp_path / "county.arrow"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        pl.DataFrame(rows(2010)).write_ipc(path)
    before = path.read_bytes()
    with pytest.raises(UnwritableError) as caught:
        COUNTY.start().save(path)
    assert str(caught.value) == f"{path} is there, holds no state, and is not replaced by one; save into another file"
    assert caught.value.text("zh") == f"{path} 已经存在，内容不是政策状态，不会被状态替换；请存到另一个文件"
    assert path.read_bytes() == before


@pytest.mark.parametrize("cut", [None, 0, 1000])
def test_a_state_takes_the_place_of_a_damaged_one(cut: int | None, file: Path) -> None:
    file.write_bytes(file.read_bytes()[:cut])
    after(COUNTY, 2010).save(file)
    assert State.load(file).last_period == 2010


COPY = f"Load a copy of the file, or {AGAIN}"
COPY_ZH = f"请改用该文件的备份，或重新生成状态：{ANEW}"


def check_file_refused(path: Path, english: str, chinese: str) -> None:
    with pytest.raises(StateError) as caught:
        State.load(path)
    check_state_error(caught, english, chinese)


def test_there_is_no_such_file(tmp_path: Path) -> None:
    path = tmp_path / "none.arrow"
    check_file_refused(
        path,
        f"the state in {path} cannot be read: there is no such file\n{COPY}",
        f"{path} 中的状态无法读取：没有这个文件\n{COPY_ZH}",
    )


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    check_file_refused(
        tmp_path,
        f"the state in {tmp_path} cannot be read: it is a folder\n{COPY}",
        f"{tmp_path} 中的状态无法读取：这是一个文件夹\n{COPY_ZH}",
    )


@pytest.mark.parametrize("content", [b"", b"unit,period\n", b"ARROW1\0\0", "an Arrow table"])
def test_a_file_of_another_sort(tmp_path: Path, content: bytes | str) -> None:
    path = tmp_path / "other.arrow"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        pl.DataFrame(rows(2010)).write_ipc(path)
    check_file_refused(
        path,
        f"{path} holds no state of a policy\nState.load reads what State.save wrote. Results go to Policy.step; "
        "where there is no state yet, begin with start() and a step for each period, the earliest first.",
        f"{path} 不是政策的状态文件\nState.load 只读 State.save 写成的文件。成绩请交给 Policy.step；"
        "还没有状态的，请从 start() 开始，再从最早一期起逐期 step。",
    )


def test_a_damaged_file(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-10])
    check_file_refused(
        file,
        f"{file} is damaged: it is not as it was written\n{COPY}",
        f"{file} 已损坏：内容与写入时不一致\n{COPY_ZH}",
    )


def test_a_newer_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.frames.states.state_file.VERSION", "2")
    after(COUNTY, 2010).save(file)
    monkeypatch.undo()
    check_file_refused(
        file,
        f"{file} was written by another version of targetrules (state format 2; this one reads 1)\n"
        f"Judge with that version, or {AGAIN}",
        f"{file} 由另一版本的 targetrules 写成（状态格式 2，本版本只能读取 1）\n"
        f"请用当时的版本评定，或重新生成状态：{ANEW}",
    )


def test_a_state_of_other_columns(file: Path) -> None:
    """As another version might keep under the same number by mistake."""
    state = State.load(file)
    with pytest.raises(StateError) as caught:
        step(COUNTY, evolve(state, columns={**state.columns, "more": state.columns["last_period"]}), rows(2012))
    check_state_error(
        caught,
        "the state of county was made by another version of targetrules, which kept other things of the past\n"
        f"Judge with that version, or {AGAIN}",
        "政策 county 的这份状态由另一版本的 targetrules 生成，记录的历史内容与本版本不同\n"
        f"请用当时的版本评定，或重新生成状态：{ANEW}",
    )


@examples(100)
@given(st.randoms(note_method_calls=False, use_true_random=False))
def test_no_damage_is_ever_taken_for_somebodys_past(random: Random) -> None:
    state = after(COUNTY, 2010, 2011)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state.arrow"
        state.save(file)
        data = file.read_bytes()
        damaged = damage(random, data)
        file.write_bytes(damaged)
        if damaged == data:
            State.load(file)
        else:
            with pytest.raises(StateError):
                State.load(file)


def damage(random: Random, data: bytes) -> bytes:
    """Bits turned over, bytes lost, doubled or overwritten, the end cut off or something put behind it."""
    at = random.randrange(len(data))
    end = min(len(data), at + random.randint(1, 64))
    match random.randrange(6):
        case 0:
            return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return data[:end] + data[at:]
        case 3:
            return data[:at] + bytes(end - at) + data[end:]
        case 4:
            return data[:at]
        case _:
            return data + data[at:end]


# ---- two processes ---------------------------------------------------------------------------------------------------

PROGRAM = """
import os, sys
from targetrules import State, loads

policy = loads(open("county.toml", encoding="utf-8").read())
state = State.load("state.arrow") if os.path.exists("state.arrow") else policy.start()
for year, results in YEARS.items():
    if state.last_period is None or year > state.last_period:
        rows = [{"unit": unit, "period": year, "score": score} for unit, score in results]
        outcomes, state = policy.step(state, rows, notes=lambda note: None)
        for each in outcomes:
            print(each["unit"], each["period"], each["grade"], each["consequence.reorganisation"], flush=True)
        state.save("state.arrow")
        if year == LAST:
            os.abort()
"""


def test_after_the_process_was_killed_another_goes_on_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "county.toml").write_text(TEXT, encoding="utf-8")

    def run(last: int) -> tuple[int, list[str]]:
        program = PROGRAM.replace("YEARS", repr(YEARS)).replace("LAST", str(last))
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
        )
        return done.returncode, done.stdout.splitlines()

    killed, first = run(2011)
    assert killed != 0
    assert run(0) == (
        0,
        [
            "C 2012 poor False",
            "B 2012 None False",
            "A 2012 good False",
            "B 2013 poor False",
            "C 2013 poor True",
        ],
    )
    assert first == ["A 2010 poor False", "B 2010 good False", "C 2011 good False", "A 2011 poor True"]


@pytest.mark.parametrize("begins", [b"", "a state"], ids=str)
def test_a_file_that_is_mostly_a_hole_is_not_read_whole(file: Path, begins: bytes | str) -> None:
    """Of so many bytes nobody has room for."""
    with file.open("r+b") as stream:
        if isinstance(begins, bytes):
            stream.truncate(0)
        stream.truncate(1 << 34)
    with pytest.raises(StateError) as caught:
        State.load(file)
    said = "is damaged: it is not as it was written" if begins else "holds no state of a policy"
    assert str(caught.value).splitlines()[0] == f"{file} {said}"


def test_a_file_larger_than_any_state(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.frames.states.state_file.LARGEST", file.stat().st_size - 1)
    with pytest.raises(StateError) as caught:
        State.load(file)
    assert (
        str(caught.value).splitlines()[0]
        == f"{file} has more than {file.stat().st_size - 1:,} bytes, which no state has"
    )
    assert (
        caught.value.text("zh").splitlines()[0] == f"{file} 超过 {file.stat().st_size - 1:,} 字节，状态文件没有这么大的"
    )


@pytest.mark.parametrize("published", [False, True])
def test_a_state_that_begins_after_a_cut_was_computed_asks_for_what_was_published(*, published: bool) -> None:
    cut = """
[cuts.line]
formula = "group_max(score)"
decimals = 1
from = 2008
every = 3
"""
    cut += "published = [{ period = 2008, value = 70 }]\n" if published else ""
    policy, told = loads(county_text(cut, score="decimals = 1, optional = true")), list[str]()
    outcomes, state = policy.step(policy.start(), rows(2010), notes=lambda note: told.append(note.text("en")))
    assert [each["measure.line"] for each in outcomes] == ([70, 70] if published else [None, None])
    asked = (
        "The state begins after 2008, when the cut line was last due; rows that have none: 2. "
        "What was published then is written into the policy under [[cuts.line.published]]."
    )
    assert told == ([] if published else [asked])
    outcomes, _ = policy.step(state, rows(2011), notes=lambda _: None)
    assert [each["measure.line"] for each in outcomes] == [70, 70]


def test_groups_without_a_cut_are_named_and_so_is_the_cut_as_the_policy_has_to_write_it() -> None:
    cut = """
[rankings.by_level]
by = "score"
within = ["level", "area"]
[cuts."底线"]
formula = "group_max(score, by_level)"
from = 2008
every = 3
published = [{ period = 2008, group = ["村", "east"], value = 70 }]
"""
    inputs = """
[inputs.level]
type = "choice"
of = ["镇", "村"]
optional = true
[inputs.area]
type = "text"
"""
    policy = loads(county_text(cut + inputs))
    there = [("镇", "west"), ("村", "east"), (None, "east"), ("镇", "east"), ("镇", "west")]
    given = [
        {"unit": f"U{at}", "period": 2010, "score": 50 + at, "level": level, "area": area}
        for at, (level, area) in enumerate(there)
    ]
    told = list[str]()
    policy.step(policy.start(), given, notes=lambda note: told.extend(map(note.text, ("en", "zh"))))
    english = (
        'The state begins after 2008, when the cut "底线" was last due; rows that have none: 4; groups: '
        '["镇", "east"], ["镇", "west"]. What was published then of these groups is written into the policy under '
        '[[cuts."底线".published]].'
    )
    chinese = (
        '状态从 2008 以后开始，而分数线 "底线" 上一次应当计算正是在 2008，所以有 4 行没有分数线，所在的组：'
        '["镇", "east"]、["镇", "west"]。当时为这些组公布的数值，请写在政策的 [[cuts."底线".published]] 下。'
    )
    assert told == [english, chinese]
