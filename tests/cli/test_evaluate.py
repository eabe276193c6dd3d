"""What `evaluate` writes where, and that it writes all or nothing. Its texts are recorded in `sessions/`."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from targetrules import load
from targetrules.engine.choice import ENGINES
from tests.cli.conftest import ROOT, Call

FORMATS = ["table", "csv", "json", "jsonl"]
SCHOOLS = ("evaluate", "schools.toml", "schools.csv")
REMARK = "note: Columns that no input is read from: remark.\n"


# ---- the same outcomes in every format -------------------------------------------------------------------------------


def test_json_and_json_lines_hold_the_same_outcomes(call: Call) -> None:
    document = json.loads(call(*SCHOOLS, "--format", "json", "--record").text)
    record, *outcomes = map(json.loads, call(*SCHOOLS, "--format", "jsonl", "--record").text.splitlines())
    assert document == {**record, "outcomes": outcomes}
    assert list(document) == ["record", "outcomes"]


def test_csv_holds_the_same_outcomes(call: Call) -> None:
    outcomes = json.loads(call(*SCHOOLS, "--format", "json").text)["outcomes"]
    rows = list(csv.DictReader(io.StringIO(call(*SCHOOLS, "--format", "csv").text)))
    assert len(rows) == len(outcomes) == 6
    for row, outcome in zip(rows, outcomes, strict=True):
        assert (row["unit"], row["period"]) == (outcome["unit"], outcome["period"])
        assert (row["grade"] or None) == outcome["grade"]
        received = {
            key.removeprefix("consequence.") for key, cell in row.items() if cell == "true" and "consequence" in key
        }
        assert received == {each["id"] for each in outcome["consequences"]}


LASTING = """
format = 1
[policy]
id = "lasting"
title = { en = "Discipline", zh = "处分" }
[inputs]
offence = { type = "flag" }
[[consequences]]
id = "no-promotion"
label = { en = "No promotion for one year", zh = "一年内不得晋升职务" }
when = { offence = true }
lasts = "1 year"
[[consequences]]
id = "training"
label = { en = "Training", zh = "培训" }
when = { offence = true }
within = "30 days"
lasts = "6 months"
"""


@pytest.mark.parametrize(
    ("language", "no_promotion", "training"),
    [
        ("en", "No promotion for one year (until 2010-01-14)", "Training (by 2009-02-14; until 2009-07-14)"),
        ("zh", "一年内不得晋升职务（至 2010-01-14）", "培训（最迟 2009-02-14；至 2009-07-14）"),
    ],
)
def test_a_length_of_time_is_told_with_its_last_day(
    language: str, no_promotion: str, training: str, call: Call, folder: Path
) -> None:
    (folder / "lasting.toml").write_text(LASTING)
    (folder / "one.csv").write_text("unit,period,offence\nA,2008,yes\n")
    judged = ("evaluate", "lasting.toml", "one.csv", "--decided-on", "2009-01-15")
    text = call(*judged, "--lang", language).text
    assert no_promotion in text
    assert training in text
    assert json.loads(call(*judged, "--format", "jsonl").text)["consequences"] == [
        {"id": "no-promotion", "to": [], "force": "must", "until": "2010-01-14"},
        {"id": "training", "to": [], "force": "must", "due": "2009-02-14", "until": "2009-07-14"},
    ]
    (row,) = csv.DictReader(io.StringIO(call(*judged, "--format", "csv").text))
    days = {name: cell for name, cell in row.items() if name.startswith(("due.", "until."))}
    assert days == {"due.training": "2009-02-14", "until.no-promotion": "2010-01-14", "until.training": "2009-07-14"}


def test_no_promotion_within_a_year_is_no_deadline(call: Call, folder: Path) -> None:
    inputs = load("civil-servants-2007").rules.inputs
    cells = ["basically-competent" if name == "grade" else "" for name in inputs]
    (folder / "one.csv").write_text(f"unit,period,{','.join(inputs)}\n甲,2008,{','.join(cells)}\n")
    text = call("evaluate", "civil-servants-2007", "one.csv", "--decided-on", "2009-01-15", "--lang", "zh").text
    assert "一年内不得晋升职务（至 2010-01-14）" in text
    assert "最迟" not in text


def test_without_record_a_document_has_outcomes_alone(call: Call) -> None:
    assert list(json.loads(call(*SCHOOLS, "--format", "json").text)) == ["outcomes"]


def test_a_policy_that_says_nothing_has_outcomes_all_the_same(call: Call, folder: Path) -> None:
    (folder / "nobody.toml").write_text(
        'format = 1\n[policy]\nid = "nobody"\ntitle = "t"\n[inputs]\nscore = { type = "number", max = 9, min = 0 }\n'
    )
    (folder / "one.csv").write_text("unit,period,score\nA,2011,3\n")
    assert json.loads(call("evaluate", "nobody.toml", "one.csv", "--format", "json").text) == {
        "outcomes": [
            {
                "unit": "A",
                "period": 2011,
                "grade": None,
                "measures": {},
                "places": {},
                "conditions": {},
                "statuses": [],
                "consequences": [],
                "replaced": [],
                "undetermined": [],
            }
        ]
    }


def test_python_and_the_command_line_agree(call: Call, folder: Path) -> None:
    policy, told = load("jincheng-2010"), []
    with (folder / "counties.csv").open(encoding="utf-8") as file:
        outcomes = policy.evaluate(csv.DictReader(file), notes=lambda note: told.append(note.text("en")))
    lines = [
        json.loads(line)
        for line in call("evaluate", "jincheng-2010", "counties.csv", "--format", "jsonl").text.split("\n")[:-1]
    ]
    assert [(each.unit, each.period, each.grade) for each in outcomes] == [
        (line["unit"], line["period"], line["grade"]) for line in lines
    ]


# ---- the same bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
def test_two_runs_give_the_same_bytes(format_: str, folder: Path) -> None:
    """In two processes whose sets and dicts hash differently."""
    runs = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LANG": "zh_CN.UTF-8", "LC_ALL": ""}
        command = [
            sys.executable,
            "-m",
            "targetrules",
            "evaluate",
            "jincheng-2010",
            "counties.csv",
            "--format",
            format_,
        ]
        runs.append(subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True).stdout)
    assert runs[0] == runs[1] != b""


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl"])
def test_language_has_no_say_in_what_programs_read(format_: str, call: Call) -> None:
    english, chinese = (call(*SCHOOLS, "--format", format_, "--record", "--lang", lang).out for lang in ("en", "zh"))
    assert english == chinese


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl"])
def test_lines_end_in_a_newline_alone(format_: str, call: Call) -> None:
    out = call(*SCHOOLS, "--format", format_, "--record").out
    assert out.endswith(b"\n")
    assert b"\r" not in out


def test_the_byte_order_mark_comes_first_and_changes_nothing_else(call: Call) -> None:
    plain, marked = (call(*SCHOOLS, "--format", "csv", *more).out for more in ([], ["--bom"]))
    assert marked == b"\xef\xbb\xbf" + plain


# ---- where it goes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_gets_what_the_standard_output_would(format_: str, call: Call, folder: Path) -> None:
    printed = call(*SCHOOLS, "--format", format_).out
    ran = call(*SCHOOLS, "--format", format_, "--output", "outcomes.txt")
    assert (ran.status, ran.out, ran.errors) == (0, b"", REMARK)
    assert (folder / "outcomes.txt").read_bytes() == printed


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl"])
def test_the_name_of_the_file_says_the_format(format_: str, call: Call, folder: Path) -> None:
    call(*SCHOOLS, "--output", f"outcomes.{format_.upper()}")
    assert (folder / f"outcomes.{format_.upper()}").read_bytes() == call(*SCHOOLS, "--format", format_).out


@pytest.mark.parametrize("results", ["bad-cells.csv", "not-there.csv"])
def test_nothing_is_written_where_the_results_are_bad(results: str, call: Call, folder: Path) -> None:
    (folder / "outcomes.csv").write_text("as it was", encoding="utf-8")
    before = sorted(folder.iterdir())
    ran = call("evaluate", "schools.toml", results, "--output", "outcomes.csv")
    assert ran.status in (1, 2)
    assert ran.out == b""
    assert (folder / "outcomes.csv").read_text(encoding="utf-8") == "as it was"
    assert sorted(folder.iterdir()) == before


def test_a_failure_while_writing_leaves_what_was_there(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (folder / "outcomes.csv").write_text("as it was", encoding="utf-8")
    before = sorted(folder.iterdir())
    monkeypatch.setattr(os, "fsync", full)
    ran = call(*SCHOOLS, "--output", "outcomes.csv")
    assert (ran.status, ran.out) == (2, b"")
    assert ran.errors == REMARK + "error: outcomes.csv: there is no room left\n"
    assert (folder / "outcomes.csv").read_text(encoding="utf-8") == "as it was"
    assert sorted(folder.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_file_that_is_replaced_keeps_its_mode(call: Call, folder: Path) -> None:
    (folder / "outcomes.csv").touch()
    (folder / "outcomes.csv").chmod(0o640)
    assert call(*SCHOOLS, "--output", "outcomes.csv").status == 0
    assert stat.S_IMODE((folder / "outcomes.csv").stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links")
def test_a_link_is_written_through(call: Call, folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder / "outcomes.csv")
    assert call(*SCHOOLS, "--output", "link.csv").status == 0
    assert (folder / "link.csv").is_symlink()
    assert (folder / "outcomes.csv").read_bytes() == call(*SCHOOLS, "--format", "csv").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("results", ["schools.csv", "not-there.csv"])
def test_a_device_is_refused_before_anything_is_read(results: str, call: Call) -> None:
    ran = call("evaluate", "schools.toml", results, "--output", "/dev/full", "--format", "csv")
    assert (ran.status, ran.out) == (2, b"")
    assert ran.errors == (
        "error: /dev/full is no plain file but a device or a pipe, and cannot be replaced; write into a file "
        "(on the command line, - is the standard output)\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_read_only_file_is_refused(call: Call, folder: Path) -> None:
    (folder / "outcomes.csv").write_text("as it was", encoding="utf-8")
    (folder / "outcomes.csv").chmod(0o444)
    ran = call(*SCHOOLS, "--output", "outcomes.csv", "--lang", "zh")
    assert (ran.status, ran.out) == (2, b"")
    assert ran.errors == "错误：outcomes.csv 是只读文件，没有改动；请先允许写入，或者写到另一个文件\n"
    assert (folder / "outcomes.csv").read_text(encoding="utf-8") == "as it was"


# ---- the standard input ----------------------------------------------------------------------------------------------


def test_results_come_from_the_standard_input(call: Call, folder: Path) -> None:
    data = (folder / "schools.csv").read_bytes()
    ran = call("evaluate", "schools.toml", "-", "--format", "jsonl", "--record", stdin=data)
    assert ran.out == call(*SCHOOLS, "--format", "jsonl", "--record").out


def test_problems_on_the_standard_input_are_named_so(call: Call, folder: Path) -> None:
    ran = call("evaluate", "schools.toml", "-", stdin=(folder / "bad-cells.csv").read_bytes())
    assert ran.status == 1
    assert ran.errors.splitlines()[2] == '<stdin>, line 2, column "score": "855" is above 100 [RES43]'


def test_a_policy_comes_from_the_standard_input(call: Call, folder: Path) -> None:
    data = (folder / "schools.toml").read_bytes()
    ran = call("evaluate", "-", "schools.csv", "--format", "jsonl", "--record", stdin=data)
    assert ran.out == call(*SCHOOLS, "--format", "jsonl", "--record").out


# ---- how results are read --------------------------------------------------------------------------------------------


def test_options_of_reading_reach_the_reader_and_the_record(call: Call, folder: Path) -> None:
    (folder / "simple.toml").write_text(
        'format = 1\n[policy]\nid = "simple"\ntitle = "t"\n[[grades]]\nid = "in"\n[[grades]]\nid = "out"\n'
        '[inputs]\nscore = { type = "number", min = 0, max = 9 }\n'
        '[grading]\nby = "score"\nbands = { in = 5, out = 0 }\n',
        encoding="utf-8",
    )
    (folder / "sheet.txt").write_bytes("成绩表;;\n甲乙丙;;\n名称;2011;2012\n甲;3;6\n".encode("gb18030"))
    options = ["--header-row", "3", "--wide", "score", "--unit-column", "名称", "--input-format", "csv"]
    ran = call(
        "evaluate", "simple.toml", "sheet.txt", "--format", "jsonl", "--record", "--encoding", "gb18030", *options
    )
    record, *outcomes = map(json.loads, ran.text.splitlines())
    assert [(each["unit"], each["period"], each["grade"]) for each in outcomes] == [
        ("甲", 2011, "out"),
        ("甲", 2012, "in"),
    ]
    assert record["record"]["options"] == {
        "header-row": 3,
        "wide": "score",
        "input-format": "csv",
        "encoding": "gb18030",
        "unit-column": "名称",
    }


def test_the_sheet_of_a_workbook_is_named(call: Call) -> None:
    workbook = str(ROOT / "tests" / "results" / "bad" / "several-sheets.xlsx")
    ran = call("evaluate", "schools.toml", workbook, "--sheet", "nothing of the sort")
    assert ran.status == 2
    assert ran.errors.splitlines()[2].endswith('there is no sheet "nothing of the sort" [RES09]')


# ---- the date of the decision ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_deadline_beyond_the_calendar_is_told_and_nothing_written(engine: str, call: Call, folder: Path) -> None:
    dated = ("--decided-on", "9999-12-31", "--engine", engine, "--output", "outcomes.csv")
    ran = call(*SCHOOLS, *dated)
    assert (ran.status, ran.out, ran.errors) == (
        2,
        b"",
        REMARK + "error: --decided-on: counted from 9999-12-31, “plan” would be due after the year 9999, where the "
        "calendar ends; no due date can be given\n",
    )
    assert not (folder / "outcomes.csv").exists()
    assert call(*SCHOOLS, *dated, "--lang", "zh").errors.endswith(
        "错误：--decided-on：从 9999-12-31 起算，“plan”的期限在 9999 年之后，已超出历法，给不出日期\n"
    )


def test_a_recorded_date_beyond_the_calendar_is_told(call: Call, folder: Path) -> None:
    call(*SCHOOLS, "--decided-on", "2024-07-31", "--record", "--output", "outcomes.jsonl")
    text = (folder / "outcomes.jsonl").read_text(encoding="utf-8")
    (folder / "late.jsonl").write_text(text.replace('"decided-on": "2024-07-31"', '"decided-on": "9999-11-01"'))
    ran = call("verify", "late.jsonl", "schools.toml", "schools.csv")
    assert (ran.status, ran.text) == (2, "")
    assert "error: --decided-on: counted from 9999-11-01, “plan” would be due after the year 9999" in ran.errors
