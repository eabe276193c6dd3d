"""What was decided, in every form of results: read alike, told alike where it cannot be read, written and read back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from targetrules import History, load, loads
from targetrules.arguments import ArgumentError
from targetrules.engine.choice import ENGINES
from targetrules.history import Row
from targetrules.results import ResultsError
from targetrules.rules.decided import ids_named, received_text
from tests.dataframes import arrow_of
from tests.recorded import check_recorded
from tests.results.workbooks import workbook

HERE = Path(__file__).parent / "decided"
POLICY, BEGINS = load(HERE / "policy.toml"), load(HERE / "begins.toml")
BAD = sorted(path.name for path in HERE.glob("*.csv"))

GRADES = ["poor", None, "none", "Good", None]
RECEIVED = [["talk"], None, [], ["Reorganisation", "约谈"], ["a; b"]]
WANTED: list[dict[str, Any]] = [
    {"decided.grade": "poor", "decided.received": "talk"},
    {"decided.grade": None, "decided.received": None},
    {"decided.grade": "none", "decided.received": "none"},
    {"decided.grade": "good", "decided.received": "talk; reorganisation"},
    {"decided.grade": None, "decided.received": "a; b"},
]
TEXTS = ["talk", "", "None", "Reorganisation；约谈", "a; b"]


def rows(received: list[Any], grades: list[Any] = GRADES) -> list[dict[str, Any]]:
    return [
        {"unit": "a", "period": 2010 + at, "score": 10, "decided.grade": grade, "decided.received": each}
        for at, (grade, each) in enumerate(zip(grades, received, strict=True))
    ]


def as_csv() -> io.BytesIO:
    lines = [
        f'a,{2010 + at},10,{grade or ""},"{text}"' for at, (grade, text) in enumerate(zip(GRADES, TEXTS, strict=True))
    ]
    return io.BytesIO("\n".join(["unit,period,score,decided.grade,decided.received", *lines]).encode())


def as_xlsx() -> io.BytesIO:
    head = ["单位", "年度", "score", "决定.等次", "决定.处理结果"]
    lines = [["a", 2010 + at, 10, grade, text] for at, (grade, text) in enumerate(zip(GRADES, TEXTS, strict=True))]
    return io.BytesIO(workbook({"s": [head, *lines]}))


def as_parquet() -> io.BytesIO:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows(RECEIVED)), stream)
    return io.BytesIO(stream.getvalue())


FILES: dict[str, Callable[[], Any]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "json": lambda: io.BytesIO(json.dumps(rows(RECEIVED), ensure_ascii=False).encode()),
    "parquet": as_parquet,
    "mappings": lambda: rows(RECEIVED),
    "mappings of texts": lambda: rows(TEXTS),
    "tuples and sets": lambda: rows([each if each is None else tuple(each) for each in RECEIVED]),
    "lists as JSON writes them": lambda: rows([each if each is None else json.dumps(each) for each in RECEIVED]),
    "polars": lambda: pl.DataFrame(rows(RECEIVED)),
    "pandas": lambda: pd.DataFrame(rows(RECEIVED)),
    "arrow": lambda: pa.Table.from_pylist(rows(RECEIVED)),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_read_alike_from_everything_by_rows_and_by_columns(name: str) -> None:
    for engine in ENGINES:
        read = POLICY.read(FILES[name](), engine=engine)
        found = [{key: row.values.get(key) for key in WANTED[0]} for row in read.history.rows]
        assert found == WANTED, engine


@pytest.mark.parametrize("name", ["polars", "pandas", "arrow"])
def test_a_dataframe_is_judged_by_it(name: str) -> None:
    frame: Any = FILES[name]()
    found: Any = POLICY.evaluate_frame(frame)
    expected = POLICY.evaluate(rows(RECEIVED))
    told = dict.fromkeys(f"{remark.code}.{remark.about}" for each in expected for remark in each.remarks)
    columns = {column: list(values) for column, values in arrow_of(found).to_pydict().items()}
    assert columns["grade"] == [each.grade for each in expected]
    assert {column for column in columns if "decided" in column} == set(told)
    for column in told:
        has = [column in {f"{remark.code}.{remark.about}" for remark in each.remarks} for each in expected]
        assert columns[column] == has


@pytest.mark.parametrize("file", BAD)
def test_what_cannot_be_read_is_told_in_both_languages(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    told = []
    for engine in ENGINES:
        policy = BEGINS if "earlier" in file else POLICY
        with pytest.raises(ResultsError) as raised:
            policy.evaluate(file, engine=engine, wide="score" if file.startswith("wide") else None)
        told.append(f"{raised.value.text('en')}\n\n{raised.value.text('zh')}\n")
    assert told[0] == told[1]
    check_recorded(HERE / f"{file}.txt", told[0])


def test_there_are_ten_faults_and_more() -> None:
    assert (
        sum(path.read_text(encoding="utf-8").count(" [RES") for path in HERE.glob("*.csv.txt")) >= 20
    )  # in two languages


def test_results_are_written_with_it_and_read_back_as_the_same() -> None:
    results, stream = POLICY.read(rows(RECEIVED)), io.BytesIO()
    results.write(stream)
    assert stream.getvalue().decode().splitlines()[0] == "unit,period,score,decided.grade,decided.received"
    again = POLICY.read(io.BytesIO(stream.getvalue()))
    assert again.history.rows == results.history.rows
    assert again.digest == results.digest
    plain = POLICY.read([{"unit": "a", "period": 2010, "score": 1, "decided.grade": None}])
    stream = io.BytesIO()
    plain.write(stream)
    assert stream.getvalue() == b"unit,period,score\na,2010,1\n"


def test_whoever_verifies_needs_what_was_decided(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_bytes(as_csv().getvalue())
    outcomes = POLICY.evaluate(file, record=True)
    outcomes.write(tmp_path / "outcomes.csv")
    assert POLICY.verify(tmp_path / "outcomes.csv", file).verified
    file.write_bytes(as_csv().getvalue().replace(b"poor,", b"good,"))
    assert not POLICY.verify(tmp_path / "outcomes.csv", file).verified


@pytest.mark.parametrize(
    "text",
    ["a; b", '["talk", "a; b"]', "talk; reorganisation", "none", "talk"],
)
def test_consequences_in_one_text_are_told_apart_whatever_they_are_called(text: str) -> None:
    ids = ids_named(POLICY.rules, text)
    assert not isinstance(ids, str)
    assert received_text(POLICY.rules, ids) == text


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"decided.grade": "bad"}, "decided.grade"),
        ({"decided.grade": 1}, "decided.grade"),
        ({"decided.received": "reorganisation; talk"}, "decided.received"),
        ({"decided.received": ["talk"]}, "decided.received"),
    ],
)
def test_a_history_that_a_program_has_says_it_as_it_is_read(values: dict[str, Any], place: str) -> None:
    row = Row("a", 2010, {"score": None, **values})
    with pytest.raises(ArgumentError) as raised:
        POLICY.evaluate(History((row,)))
    assert place in str(raised.value)


def test_a_policy_that_decides_neither_has_no_such_columns() -> None:
    plain = loads(
        'format = 1\n[policy]\nid = "x"\ntitle = "x"\n[inputs]\nscore = { type = "number", optional = true }\n'
    )
    history = plain.history([{"unit": "a", "period": 2010, "score": 1, "decided.grade": "poor"}])
    assert [note.text("en") for note in history.notes] == ["Columns that no input is read from: decided.grade."]


def test_rows_that_a_program_has_say_it_of_periods_before_the_first_one() -> None:
    row = Row("a", 2011, {"score": None, "decided.grade": "poor"})
    with pytest.raises(ArgumentError) as raised:
        BEGINS.evaluate(History((row,)))
    assert "values['decided.received']" in str(raised.value)
