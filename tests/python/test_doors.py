"""What stands at the wrong door is told which one is right: files, lists, texts of policies, misspelt keywords."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from targetrules import ArgumentError, PolicyError, ResultsError, State, StateError, load, loads
from targetrules.results import read_table

POLICY = loads("""
format = 1
[policy]
id = "county"
title = "County"
[[grades]]
id = "good"
[inputs]
score = { type = "number", min = 0, max = 100 }
[grading]
by = "score"
bands = { good = 0 }
""")
TEXT = "unit,period,score\nA,2011,50\nB,2011,60\n"
READ = (
    "    Files are read by Policy.evaluate and the like, by their path or as a stream of bytes: "
    'policy.evaluate("results.csv")'
)
READ_ZH = '    文件由 Policy.evaluate 等方法读入，可以给路径，也可以给字节流：policy.evaluate("成绩.csv")'
FILES: dict[str, Callable[[], Any]] = {
    "a name": lambda: "成绩.csv",
    "a path": lambda: Path("results.xlsx"),
    "an open file": lambda: io.StringIO(TEXT),
    "an open file of bytes": lambda: io.BytesIO(TEXT.encode()),
    "Python's reader": lambda: csv.reader(io.StringIO(TEXT)),
}


NO_BYTES = ["an open file", "Python's reader"]


@pytest.mark.parametrize(
    ("door", "given"),
    [
        *(pytest.param("evaluate_frame", given, id=f"evaluate_frame-{name}") for name, given in FILES.items()),
        *(pytest.param(door, FILES[name], id=f"{door}-{name}") for door in ("evaluate", "read") for name in NO_BYTES),
    ],
)
def test_a_file_in_the_place_of_rows_is_one_problem_that_says_how_it_is_read(
    given: Callable[[], Any], door: str
) -> None:
    with pytest.raises(ResultsError) as raised:
        getattr(POLICY, door)(given())
    assert len(raised.value.problems) == 1
    assert raised.value.text("en").splitlines()[-1] == READ
    assert raised.value.text("zh").splitlines()[-1] == READ_ZH


def test_what_the_message_says_reads_the_file(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text(TEXT, encoding="utf-8")
    assert [each.grade for each in POLICY.evaluate(tmp_path / "results.csv")] == ["good", "good"]
    with (tmp_path / "results.csv").open("rb") as stream:
        assert [each.grade for each in POLICY.evaluate(stream)] == ["good", "good"]


@pytest.mark.parametrize("rows", [[], [{"unit": "A"}], ({"unit": "A"},)], ids=["none", "a list", "a tuple"])
def test_rows_in_the_place_of_a_dataframe_are_told_their_door(rows: Any) -> None:
    with pytest.raises(ResultsError) as raised:
        POLICY.evaluate_frame(rows)
    assert raised.value.text("en").splitlines()[-1] == (
        "    Rows that are no dataframe are for Policy.evaluate; one of them is explained by Policy.explain."
    )
    assert raised.value.text("zh").splitlines()[-1] == (
        "    不是数据框的行请交给 Policy.evaluate；要解释其中一行，请用 Policy.explain。"
    )


HOW = (
    "unit_column, period_column, layout, naming, header_row, sheet, wide, input_format, encoding, plan, details, "
    "targets, notes"
)


@pytest.mark.parametrize(
    ("call", "english", "chinese"),
    [
        (
            lambda: POLICY.evaluate([], unit_colum="x"),  # type: ignore[call-arg]
            (
                "unit_colum: Policy.evaluate has no such keyword; did you mean unit_column? "
                f"It has decided_on, engine, record, progress, {HOW}"
            ),
            (
                "unit_colum：Policy.evaluate 没有这一项，是不是 unit_column？"
                f"可用的有：decided_on、engine、record、progress、{HOW}"
            ),
        ),
        (
            lambda: POLICY.explain([], unit="A", period=2011, language="zh"),  # type: ignore[call-arg]
            f"language: Policy.explain has no such keyword; it has unit, period, consequences, changes, {HOW}",
            f"language：Policy.explain 没有这一项；可用的有：unit、period、consequences、changes、{HOW}",
        ),
        (
            lambda: POLICY.step(POLICY.start(), [], decidedon=None),  # type: ignore[call-overload]
            (
                "decidedon: Policy.step has no such keyword; did you mean decided_on? "
                f"It has decided_on, strict, record, {HOW}"
            ),
            f"decidedon：Policy.step 没有这一项，是不是 decided_on？可用的有：decided_on、strict、record、{HOW}",
        ),
    ],
)
def test_a_keyword_that_there_is_not_is_told_with_those_that_there_are(
    call: Callable[[], Any], english: str, chinese: str
) -> None:
    """It was told of a class that no caller knows."""
    with pytest.raises(ArgumentError) as raised:
        call()
    assert isinstance(raised.value, TypeError)
    assert raised.value.text("en") == english
    assert raised.value.text("zh").replace("、", ", ") == chinese.replace("、", ", ")


@pytest.mark.parametrize("content", [TEXT.encode(), b"PK\x03\x04", "单位,年度\n".encode("gb18030")])
def test_results_in_the_place_of_a_state_are_told_their_door(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_bytes(content)
    with pytest.raises(StateError) as raised:
        State.load(file)
    assert raised.value.text("en") == (
        f"{file} holds no state of a policy\n"
        "State.load reads what State.save wrote. Results go to Policy.step; where there is no state yet, "
        "begin with start() and a step for each period, the earliest first."
    )
    assert raised.value.text("zh") == (
        f"{file} 不是政策的状态文件\n"
        "State.load 只读 State.save 写成的文件。成绩请交给 Policy.step；还没有状态的，请从 start() 开始，"
        "再从最早一期起逐期 step。"
    )


GONE = [{"unit": each, "period": 2010, "score": 1} for each in "AB"]


@pytest.mark.parametrize(
    ("units", "period", "english", "chinese"),
    [
        (
            "A",
            2011,
            "otherwise add the rows of these units.",
            "否则请补上这些单位的行。",
        ),
        (
            "ABC",
            2011,
            "otherwise see whether these names are misspelt, or were forgotten in the latest period.",
            "否则请查看这些单位的名称是否写错，或者上一期是否漏了它们。",
        ),
        (
            "AB",
            2013,
            "otherwise do the periods in between first, one after the other.",
            "否则请先从中间各期逐期做起。",
        ),
    ],
    ids=["gone", "come", "skipped"],
)
def test_a_strict_step_says_what_helps_with_just_this(units: str, period: int, english: str, chinese: str) -> None:
    _, state = POLICY.step(POLICY.start(), GONE)
    with pytest.raises(ResultsError) as raised:
        POLICY.step(state, [{"unit": each, "period": period, "score": 1} for each in units], strict=True)
    assert raised.value.text("en").splitlines()[3:] == [f"    If this is meant, leave out strict=True; {english}"]
    assert raised.value.text("zh").splitlines()[3:] == [f"    如果本来如此，请去掉 strict=True；{chinese}"]


@pytest.mark.parametrize("name", ["成绩.csv", "ok.XLSX", "results.parquet", "old.xls"])
@pytest.mark.parametrize("there", [True, False])
def test_results_in_the_place_of_a_policy_are_told(
    name: str,
    there: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    """They were told as bad TOML, or to be saved as UTF-8."""
    file = tmp_path / name
    if there:
        file.write_text(TEXT, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load(file)
    [told] = raised.value.diagnostics
    assert told.message("en") == (
        "the file cannot be read: by its name it holds results and no policy; "
        "on the command line the policy comes first, then the results"
    )
    assert told.message("zh") == (
        "无法读取文件：从文件名看，这是成绩表，不是政策；命令行中政策写在前面，成绩表写在后面"
    )


@pytest.mark.parametrize("text", ["format = 1\n[policy]\n", "\n# x\n" + "y" * 100_000, "a\nb.toml"])
def test_the_text_of_a_policy_in_the_place_of_its_name_is_told(text: str) -> None:
    with pytest.raises(PolicyError) as raised:
        load(text)
    [told] = raised.value.diagnostics
    assert told.message("en") == (
        "the file cannot be read: this is the text of a policy and not its name; targetrules.loads takes the text"
    )
    assert told.message("zh") == "无法读取文件：这是政策的内容，不是文件名；政策的内容请交给 targetrules.loads"
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "jsonl", "parquet"])
def test_a_sheet_of_a_file_without_sheets_is_told(kind: str) -> None:
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(TEXT.encode()), format=kind, sheet="说明")
    assert raised.value.text("en").splitlines()[2:] == [
        '<stdin>: there is no sheet "说明" [RES09]',
        "    Only workbooks have sheets, and this file is none: leave out --sheet (in Python: sheet=).",
    ]
    assert raised.value.text("zh").splitlines()[2:] == [
        "<stdin>：没有名为“说明”的工作表 [RES09]",
        "    只有工作簿才分工作表，这个文件不分：请去掉 --sheet（Python 里去掉 sheet=）。",
    ]
