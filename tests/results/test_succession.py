"""Whose past a unit goes on from, in every form of results: read alike, told alike where it cannot be, read back."""

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

from targetrules import History, Naming, load
from targetrules.arguments import ArgumentError
from targetrules.engine.choice import ENGINES
from targetrules.history import Row
from targetrules.results import ResultsError
from tests.recorded import check_recorded
from tests.results.workbooks import workbook

HERE = Path(__file__).parent / "succession"
POLICY = load(HERE / "policy.toml")
BAD = sorted(path.name for path in HERE.glob("*.csv"))

UNITS = ["A", "1001", "B; C", "D", "E", "F"]
PERIODS = [2010, 2010, 2010, 2011, 2011, 2012]
CONTINUES = [None, None, None, "A", "1001", "D"]
MERGES = [None, None, None, ["1001", "B; C"], ["A", "A"], ["1001", "E"]]
WANTED = [
    *[(None, None)] * 3,
    ("A", '["1001", "B; C"]'),
    ("1001", "A"),
    ("D", "1001; E"),
]
TEXTS = ["", "", None, '["1001", "B; C"]', "A;A", "1001；E"]


def rows(merges: list[Any] = MERGES) -> list[dict[str, Any]]:
    return [
        {"unit": unit, "period": period, "score": 50, "continues": of, "merges": each}
        for unit, period, of, each in zip(UNITS, PERIODS, CONTINUES, merges, strict=True)
    ]


def as_csv() -> io.BytesIO:
    quoted = ['"' + (text or "").replace('"', '""') + '"' for text in TEXTS]
    lines = [
        f"{unit},{period},50,{of or ''},{text}"
        for unit, period, of, text in zip(UNITS, PERIODS, CONTINUES, quoted, strict=True)
    ]
    return io.BytesIO("\n".join(["unit,period,score,continues,merges", *lines]).encode())


def as_xlsx() -> io.BytesIO:
    head = ["单位", "年度", "score", "承继单位", "并入单位"]
    lines = [
        [int(unit) if unit.isdigit() else unit, period, 50, int(of) if of == "1001" else of, text]
        for unit, period, of, text in zip(UNITS, PERIODS, CONTINUES, TEXTS, strict=True)
    ]
    return io.BytesIO(workbook({"s": [head, *lines]}))


def as_parquet() -> io.BytesIO:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows()), stream)
    return io.BytesIO(stream.getvalue())


FILES: dict[str, Callable[[], Any]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "json": lambda: io.BytesIO(json.dumps(rows(), ensure_ascii=False).encode()),
    "parquet": as_parquet,
    "mappings": rows,
    "mappings of texts": lambda: rows(TEXTS),
    "numbers": lambda: [
        {**row, "continues": 1001 if row["continues"] == "1001" else row["continues"]} for row in rows()
    ],
    "polars": lambda: pl.DataFrame(rows()),
    "pandas": lambda: pd.DataFrame(rows()),
    "arrow": lambda: pa.Table.from_pylist(rows()),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_read_alike_from_everything_by_rows_and_by_columns(name: str) -> None:
    for engine in ENGINES:
        read = POLICY.read(FILES[name](), engine=engine)
        assert [(row.values.get("continues"), row.values.get("merges")) for row in read.history.rows] == WANTED, engine


@pytest.mark.parametrize("name", FILES)
def test_it_is_judged_alike(name: str) -> None:
    found = [[each.id for each in outcome.consequences] for outcome in POLICY.evaluate(FILES[name]())]
    assert found == [["talk"]] * 3 + [["talk", "reorganisation"]] * 3


@pytest.mark.parametrize("file", BAD)
def test_what_cannot_be_is_told_in_both_languages(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    told = []
    for engine in ENGINES:
        with pytest.raises(ResultsError) as raised:
            POLICY.evaluate(file, engine=engine, wide="score" if file.startswith("wide") else None)
        told.append(f"{raised.value.text('en')}\n\n{raised.value.text('zh')}\n")
    assert told[0] == told[1]
    check_recorded(HERE / f"{file}.txt", told[0])


def test_there_are_ten_faults_and_more() -> None:
    assert sum(path.read_text(encoding="utf-8").count(" [RES") for path in HERE.glob("*.csv.txt")) >= 20  # twice each


def test_results_are_written_with_it_and_read_back_as_the_same() -> None:
    results, stream = POLICY.read(rows()), io.BytesIO()
    results.write(stream)
    assert stream.getvalue().decode().splitlines()[0] == "unit,period,score,continues,merges"
    again = POLICY.read(io.BytesIO(stream.getvalue()))
    assert again.history.rows == results.history.rows
    assert again.digest == results.digest


def test_whoever_verifies_needs_it(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_bytes(as_csv().getvalue())
    POLICY.evaluate(file, record=True).write(tmp_path / "outcomes.csv")
    assert POLICY.verify(tmp_path / "outcomes.csv", file).verified
    file.write_bytes(as_csv().getvalue().replace(b"F,2012,50,D,", b"F,2012,50,A,"))
    assert not POLICY.verify(tmp_path / "outcomes.csv", file).verified


def test_a_name_is_read_as_the_column_of_units_reads_it() -> None:
    given = [
        {"unit": "合计", "period": 2010, "score": 50},
        {"unit": "老县", "period": 2010, "score": 50},
        {"unit": "甲", "period": 2011, "score": 50, "continues": "合计"},
        {"unit": "乙", "period": 2011, "score": 50, "continues": "新县"},
    ]
    naming = Naming(genuine=["合计"], same={"新县": "老县"})
    read = POLICY.read(given, naming=naming).history.rows
    assert [row.values.get("continues") for row in read] == [None, None, "合计", "老县"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"continues": "B"}, "values['continues']"),
        ({"continues": 7}, "values['continues']"),
        ({"continues": " A"}, "values['continues']"),
        ({"continues": "C"}, "values['continues']"),
        ({"merges": "B"}, "values['merges']"),
        ({"merges": "A;A"}, "values['merges']"),
        ({"merges": ""}, "values['merges']"),
        ({"merges": ["A"]}, "values['merges']"),
    ],
)
def test_a_history_that_a_program_has_says_it_as_it_is_read(values: dict[str, Any], told: str) -> None:
    rows = (Row("A", 2010, {"score": None}), Row("C", 2011, {"score": None, **values}))
    with pytest.raises(ArgumentError) as raised:
        POLICY.evaluate(History(rows))
    assert told in str(raised.value)


def test_rows_of_details_have_no_such_columns() -> None:
    district = load(HERE / "district.toml")
    schools = [
        {"unit": "a", "period": 2010, "school": "x", "continues": "north", "merges": "y"},
        {"unit": "a", "period": 2010, "school": "y", "continues": "south", "merges": "z"},
    ]
    found = district.evaluate([{"unit": "a", "period": 2010}], details={"schools": schools})
    assert [each.undetermined for each in found] == [()]
    assert [dict(each.measures) for each in found] == [{"northern": 1}]


MISSPELT = {
    "unit": "甲",
    "period": 2020,
    "score": 50,
    "承继": "乙",
    "merge": None,
    "决定等次": None,
    "处理结果": None,
    "等级": 1,
}
ASKED = {
    "en": [
        "Columns that no input is read from: 承继; merge; 决定等次; 处理结果; 等级.",
        *(
            f'Nothing is read from the column "{column}": is "{name}" meant, by which results say {says}?'
            " Then mend the heading."
            for column, name, says in [
                ("决定等次", "决定.等次", "which grade was decided"),
                ("处理结果", "决定.处理结果", "which consequences were decided"),
                ("承继", "承继单位", "whose past a unit goes on from"),
                ("merge", "merges", "which units have gone into another one"),
            ]
        ),
    ],
    "zh": [
        "成绩表中这些列没有用到：承继；merge；决定等次；处理结果；等级。",
        "“决定等次”列没有用到：是不是“决定.等次”？成绩用那一列写明已决定的等次。若是，请改正表头。",
        "“处理结果”列没有用到：是不是“决定.处理结果”？成绩用那一列写明已决定的处理结果。若是，请改正表头。",
        "“承继”列没有用到：是不是“承继单位”？成绩用那一列写明单位承继谁的历史。若是，请改正表头。",
        "“merge”列没有用到：是不是“merges”？成绩用那一列写明哪些单位并入了本单位。若是，请改正表头。",
    ],
}


@pytest.mark.parametrize("language", ASKED)
def test_a_heading_that_is_nearly_a_reserved_one_is_asked_about(language: Any) -> None:
    for given in ([MISSPELT], pl.DataFrame([MISSPELT]).to_arrow()):
        notes: list[Any] = []
        POLICY.evaluate(given, notes=notes.append)
        assert [each.text(language) for each in notes] == ASKED[language]


def test_a_reserved_column_that_is_there_is_not_asked_about() -> None:
    notes: list[Any] = []
    POLICY.evaluate(
        [{"unit": "甲", "period": 2020, "score": 50, "continues": None, "continued": "yes"}], notes=notes.append
    )
    assert [each.key for each in notes] == ["problems.note_ignored"]


@pytest.mark.parametrize("key", ["unit", "period"])
@pytest.mark.parametrize("column", ["承继单位", "Merges", "decided.grade"])
def test_the_column_of_the_unit_or_the_period_is_no_reserved_one(key: str, column: str) -> None:
    how: dict[str, Any] = {f"{key}_column": column}
    with pytest.raises(ResultsError) as raised:
        POLICY.evaluate([{"unit": "甲", "period": 2020, "score": 50, column: "good"}], **how)
    name = {"unit": "单位", "period": "期间"}[key]
    assert raised.value.text("zh").splitlines() == [
        "成绩表有 1 处问题，未作任何评定。",
        "",
        f"“{column}”是保留的列名，用来写已作出的决定，或者承继、并入的单位，不能作为{name}列 [RES96]",
        f"    请用 --{key}-column 指明是哪一列（Python 里写 {key}_column=）。",
    ]


def test_that_a_unit_is_left_out_is_said_where_another_goes_on_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE / "told")
    with pytest.raises(ResultsError) as raised:
        POLICY.evaluate("left-out.csv", naming=Naming(leave_out=["甲"]))
    check_recorded(HERE / "told" / "left-out.txt", f"{raised.value.text('en')}\n\n{raised.value.text('zh')}\n")


def test_a_unit_that_went_on_beside_another_may_go_into_it_later() -> None:
    """What it became of after the other was carved out of it is in nobody's past."""
    given = [
        {"unit": "甲", "period": 2020, "score": 50},
        {"unit": "甲", "period": 2021, "score": 90},
        {"unit": "乙", "period": 2021, "score": 50, "continues": "甲"},
        {"unit": "乙", "period": 2022, "score": 50, "merges": "甲"},
    ]
    found = POLICY.evaluate(given, notes=lambda _: None)
    assert [[each.id for each in one.consequences] for one in found.of(unit="乙")] == [["talk", "reorganisation"]] * 2


@pytest.mark.parametrize("engine", ENGINES)
def test_what_contradicts_itself_is_noted(engine: Any) -> None:
    """Units that went into others and are there still, or went into several; others that come back without a word."""
    notes: list[Any] = []
    POLICY.evaluate(HERE / "told" / "doubts.csv", engine=engine, notes=notes.append)
    told = "\n".join(each.text(language) for language in ("en", "zh") for each in notes)
    check_recorded(HERE / "told" / "doubts.txt", f"{told}\n")


def test_what_does_not_contradict_itself_is_not_noted() -> None:
    """A unit is carved out, and the other goes on; units go, and come back as what became of them."""
    given = [
        {"unit": "甲", "period": 2020, "score": 50},
        {"unit": "乙", "period": 2020, "score": 50},
        {"unit": "丙", "period": 2021, "score": 50, "continues": "甲", "merges": "乙"},
        {"unit": "甲", "period": 2021, "score": 50},
        {"unit": "丁", "period": 2022, "score": 50, "merges": "乙;丙"},
        {"unit": "乙", "period": 2023, "score": 50, "continues": "己"},
        {"unit": "己", "period": 2022, "score": 50, "continues": "乙"},
    ]
    notes: list[Any] = []
    POLICY.evaluate(given, notes=notes.append)
    assert notes == []
