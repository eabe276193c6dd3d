"""What is said of names on the command line: it is used, recorded, and used again by `verify`."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from targetrules.engine.choice import ENGINES
from tests.cli.conftest import Call

POLICY = """
format = 1
[policy]
id = "county"
title = "County"
[inputs]
score = { type = "number", min = 0, max = 100 }
[[consequences]]
id = "talk"
when = { score = { below = 60 } }
[[consequences]]
id = "leave"
when = { score = { below = 60 }, consecutive = 2 }
"""
RESULTS = """\
unit,period,score
甲县,2010,50
"A,1",2010,90
合计,2010,140
甲 县,2011,50
"a,1",2011,80
4-Mar,2011,70
"""
SAID = ("--same", "甲 县=甲县", "--distinct", '"A,1","a,1"', "--leave-out", "合计", "--genuine", "4-Mar")


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    (folder / "p.toml").write_text(POLICY, encoding="utf-8")
    (folder / "r.csv").write_text(RESULTS, encoding="utf-8")


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_said_of_names_is_used_and_recorded_and_verified(engine: str, call: Call, folder: Path) -> None:
    ran = call("evaluate", "p.toml", "r.csv", "--engine", engine, "--record", "--output", "o.jsonl", *SAID)
    assert ran.status == 0
    assert ran.errors.splitlines() == [
        'note: Names read as others, as you said: "甲 县" as "甲县" (1).',
        'note: Rows left out, as you said: "合计" (1).',
    ]
    record, *outcomes = map(json.loads, (folder / "o.jsonl").read_text(encoding="utf-8").splitlines())
    assert record["record"]["options"] == {
        "same": [["甲 县", "甲县"]],
        "distinct": [["A,1", "a,1"]],
        "leave-out": ["合计"],
        "genuine": ["4-Mar"],
    }
    assert [(each["unit"], [one["id"] for one in each["consequences"]]) for each in outcomes] == [
        ("甲县", ["talk"]),
        ("A,1", []),
        ("甲县", ["talk", "leave"]),
        ("a,1", []),
        ("4-Mar", []),
    ]
    again = call("verify", "o.jsonl", "p.toml", "r.csv", "--engine", engine)
    assert (again.status, again.text.splitlines()[-1]) == (0, "verified")


def test_an_explanation_reads_the_names_in_the_same_way(call: Call) -> None:
    ran = call("explain", "p.toml", "r.csv", "--unit", "甲县", "--period", "2011", "--consequence", "leave", *SAID)
    assert (ran.status, ran.text.splitlines()[0]) == (0, "甲县, 2011")


def test_a_mark_that_cannot_be_seen_is_typed_as_messages_show_it(call: Call, folder: Path) -> None:
    (folder / "r.csv").write_text("unit,period,score\n甲县,2010,50\n甲\u200b县,2011,50\n", encoding="utf-8")
    assert '--same "甲\\u200b县=甲县"' in call("evaluate", "p.toml", "r.csv").errors
    ran = call("evaluate", "p.toml", "r.csv", "--format", "csv", "--same", "甲\\u200b县=甲县")
    assert [line.split(",")[:2] for line in ran.text.splitlines()[1:]] == [["甲县", "2010"], ["甲县", "2011"]]


@pytest.mark.parametrize("mark", ["\u200b", "\u2060", "\ufeff"], ids=ascii)
def test_a_unit_with_a_mark_that_cannot_be_seen_is_asked_for_as_messages_show_it(
    mark: str, call: Call, folder: Path
) -> None:
    name, typed = "甲县" + mark, "甲县" + ascii(mark)[1:-1]
    (folder / "r.csv").write_text(f"unit,period,score\n甲县,2010,50\n{name},2010,70\n", encoding="utf-8")
    said = ("--distinct", f"甲县,{typed}", "--unit", typed)
    ran = call("evaluate", "p.toml", "r.csv", *said, "--format", "json", "--record", "--output", "o.json")
    assert (ran.status, ran.errors) == (0, "")
    (outcome,) = json.loads((folder / "o.json").read_text(encoding="utf-8"))["outcomes"]
    assert (outcome["unit"], outcome["consequences"]) == (name, [])
    assert call("verify", "o.json", "p.toml", "r.csv", "--unit", typed).status == 0
    ran = call("explain", "p.toml", "r.csv", *said, "--period", "2010")
    assert (ran.status, ran.text.splitlines()[0]) == (0, f"{typed}, 2010")


@pytest.mark.parametrize("pair", ["a=a", "甲县=甲县", '"a=b"="a=b"'])
def test_a_name_does_not_stand_for_itself(pair: str, call: Call) -> None:
    ran = call("evaluate", "p.toml", "r.csv", "--same", pair)
    expected = (
        f"error: --same: “{pair}” is one name twice; "
        "the first is the name in the table, the second the one that it stands for"
    )
    assert (ran.status, ran.errors.splitlines()[1]) == (2, expected)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("--same", "甲县"), "--same: “甲县” is not two names with one = between them; "),
        (("--same", "a=b=c"), "--same: “a=b=c” is not two names with one = between them; "),
        (("--same", '"a'), '--same: “"a” is not two names with one = between them; '),
        (("--distinct", "甲县"), "--distinct: “甲县” is not several different names with commas between them; "),
        (("--distinct", "a,a"), "--distinct: “a,a” is not several different names with commas between them; "),
        (("--distinct", "甲县,"), "--distinct: “甲县,” is not several different names with commas between them; "),
    ],
)
def test_names_that_are_not_written_so(said: tuple[str, str], told: str, call: Call) -> None:
    ran = call("evaluate", "p.toml", "r.csv", *said)
    expected = f"error: {told}put a name that holds one in double quotation marks"
    assert (ran.status, ran.errors.splitlines()[1]) == (2, expected)


@pytest.mark.parametrize("engine", ENGINES)
def test_names_that_nothing_has_are_told(engine: str, call: Call) -> None:
    said = (*SAID, "--genuine", "5-Mar", "--distinct", "甲县,甲\\u200b县")
    ran = call("evaluate", "p.toml", "r.csv", "--engine", engine, "--lang", "zh", *said)
    assert (ran.status, ran.errors.splitlines()[2:]) == (
        0,
        [
            "提示：您说明各不相同、但没有任何单位或组使用的名称：“甲\\u200b县”。",
            "提示：您说明本来如此、但没有任何单位或组使用的名称：“5-Mar”。",
        ],
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("--distinct", "a, a"), '--distinct: "a,a" is not several different names'),
        (("--same", "a= a"), '--same: "a" cannot stand for itself'),
        (("--same", "a=b", "--same", "a =c"), '--same: "a" cannot stand for "b" and for "c"'),
        (("--same", "a=b", "--same", "a=c"), "--same: “a” cannot stand for “b” and for “c”"),
        (("--same", "a=b", "--leave-out", "b"), '--leave-out: "b" cannot be left out and be a name at once'),
    ],
)
def test_names_of_which_too_much_is_said(said: tuple[str, ...], told: str, call: Call) -> None:
    ran = call("evaluate", "p.toml", "r.csv", *said)
    assert ran.status == 2
    assert f"error: {told}" in ran.errors.splitlines()


@pytest.mark.parametrize("value", ["x", [["a"]], [["a", 1]], ["ab"]])
def test_a_record_that_says_something_else_of_names(value: object, call: Call, folder: Path) -> None:
    assert call("evaluate", "p.toml", "r.csv", "--record", "--output", "o.jsonl", *SAID).status == 0
    first, rest = (folder / "o.jsonl").read_text(encoding="utf-8").split("\n", 1)
    record = json.loads(first)
    record["record"]["options"]["same"] = value
    (folder / "o.jsonl").write_text(json.dumps(record) + "\n" + rest, encoding="utf-8")
    ran = call("verify", "o.jsonl", "p.toml", "r.csv")
    assert ran.status == 2
    assert "the recorded value of the option “same” cannot be understood" in ran.errors


def test_a_unit_stands_in_parquet_under_the_name_that_it_was_read_by(call: Call, folder: Path) -> None:
    table = pa.table({"unit": ["甲县", "甲 县"], "period": [2010, 2011], "score": [50, 50]})
    pq.write_table(table, folder / "r.parquet")
    ran = call("evaluate", "p.toml", "r.parquet", "--output", "o.parquet", "--same", "甲 县=甲县")
    assert ran.status == 0
    assert pq.read_table(folder / "o.parquet").column("unit").to_pylist() == ["甲县", "甲县"]


@pytest.mark.parametrize("engine", ENGINES)
def test_names_of_a_sheet_with_a_column_a_year_are_read_in_the_same_way(engine: str, call: Call, folder: Path) -> None:
    (folder / "r.csv").write_text("单 位,2010,2011\n甲县,50,\n甲 县,,50\n合计,100,x\n", encoding="utf-8")
    options = ("--wide", "score", "--engine", engine, "--format", "csv")
    told = call("evaluate", "p.toml", "r.csv", *options).errors
    assert [code for code in ("RES35", "RES59", "RES41") if code in told] == ["RES35", "RES59", "RES41"]
    ran = call("evaluate", "p.toml", "r.csv", *options, "--same", "甲 县=甲县", "--leave-out", "合计")
    assert [line.split(",")[:2] for line in ran.text.splitlines()[1:]] == [["甲县", "2010"], ["甲县", "2011"]]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("unit", ["甲县", "甲 县"])
def test_a_unit_is_found_by_the_name_that_stands_for_it(unit: str, engine: str, call: Call) -> None:
    ran = call("evaluate", "p.toml", "r.csv", *SAID, "--unit", unit, "--engine", engine, "--format", "json")
    assert ran.status == 0
    assert [(each["unit"], each["period"]) for each in json.loads(ran.text)["outcomes"]] == [
        ("甲县", 2010),
        ("甲县", 2011),
    ]


def test_both_names_of_a_unit_are_one(call: Call) -> None:
    one = call("evaluate", "p.toml", "r.csv", *SAID, "--unit", "甲县")
    both = call("evaluate", "p.toml", "r.csv", *SAID, "--unit", "甲县", "--unit", "甲 县")
    assert (both.status, both.text) == (0, one.text)


def test_a_unit_is_explained_by_the_name_that_stands_for_it(call: Call) -> None:
    asked = ("--period", "2011")
    one = call("explain", "p.toml", "r.csv", *SAID, "--unit", "甲县", *asked)
    other = call("explain", "p.toml", "r.csv", *SAID, "--unit", "甲 县", *asked)
    assert (other.status, other.text) == (0, one.text)
