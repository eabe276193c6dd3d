"""Rows of details from files, mappings and dataframes: read, refused, recorded, verified, explained."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import ArgumentError, DetailRows, Naming, OutcomesFileError, Policy, ResultsError, loads
from targetrules.decision import details as reading
from targetrules.distributed.plans import NotDistributableError, plan_of
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.report.differences import differences_text
from targetrules.report.explanation import explanation_text
from targetrules.report.labels import PolicyLabels
from targetrules.wording import LANGUAGES
from tests.command_line import call
from tests.recorded import check_recorded
from tests.results.workbooks import workbook

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

TEXT = """
format = 1
policy = { id = "districts", title = "Districts" }
[details.schools]
item = "school"
inputs.grade = { type = "grade", of = ["A", "B", "F"], optional = true }
inputs.pupils = { type = "number", min = 0, max = 900, decimals = 1, excess = "round", default = 0 }
conditions.low = { grade = "F" }
conditions.graded = { known = "grade" }
[details.quarters]
item = "quarter"
inputs.score = { type = "number", min = 0, max = 100 }
[measures]
majority = { formula = "2 * schools.count(low, among = graded) - schools.count(graded)" }
low_share = { formula = "schools.share(low, among = graded)", decimals = 1 }
[[consequences]]
id = "low-performing-district"
when = { majority = { above = 0 } }
[[consequences]]
id = "talk"
when = { "quarters.min(score)" = { below = 60 }, "schools.best(grade)" = ["B", "F"] }
"""
ABOVE = [{"unit": "North", "period": 2018}, {"unit": "South", "period": 2018}, {"unit": "West", "period": 2018}]
SCHOOLS = [
    {"unit": "North", "period": 2018, "school": "Adams", "grade": "F", "pupils": 300},
    {"unit": "North", "period": 2018, "school": "Baker", "grade": "F", "pupils": 100.04},
    {"unit": "North", "period": 2018, "school": "Cole", "grade": "B", "pupils": None},
    {"unit": "South", "period": 2018, "school": "Adams", "grade": "F", "pupils": 10},
    {"unit": "South", "period": 2018, "school": "Dean", "grade": "A", "pupils": 10},
    {"unit": "South", "period": 2018, "school": "Evans", "grade": None, "pupils": 10},
]
QUARTERS = [{"unit": "North", "period": 2018, "quarter": "Q1", "score": 59}]
DETAILS = {"schools": SCHOOLS, "quarters": QUARTERS}
DECIDED = [
    ("North", "66.7", ["low-performing-district", "talk"]),
    ("South", "50.0", []),
    ("West", "None", []),
]


@pytest.fixture
def policy() -> Policy:
    return loads(TEXT, name="districts.toml")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "districts.toml").write_text(TEXT)
    pl.DataFrame(ABOVE).write_csv("results.csv")
    pl.DataFrame(SCHOOLS).write_csv("schools.csv")
    (tmp_path / "quarters.json").write_text(json.dumps(QUARTERS))
    return tmp_path


RECORDED = Path(__file__).parent / "recorded" / "details"
OPTIONS = ("--details", "schools=schools.csv", "--details", "quarters=quarters.json")


def decided(outcomes: Any) -> list[tuple[str, str, list[str]]]:
    return [
        (each.unit, str(each.measures["low_share"]), [consequence.id for consequence in each.consequences])
        for each in outcomes
    ]


# ---- given in any form -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [*ENGINES, None])
@pytest.mark.parametrize("form", [list, pl.DataFrame, lambda rows: io.BytesIO(json.dumps(rows).encode()), iter])
def test_details_are_given_as_rows_are(policy: Policy, engine: EngineName | None, form: Callable[..., Any]) -> None:
    given = {name: form(rows) for name, rows in DETAILS.items()}
    assert decided(policy.evaluate(ABOVE, details=given, engine=engine)) == DECIDED


def test_a_file_of_any_kind_has_them(policy: Policy, folder: Path) -> None:
    pl.DataFrame(SCHOOLS).write_parquet("schools.parquet")
    pl.DataFrame(SCHOOLS).write_csv("schools.tsv", separator="\t")
    for file in ("schools.csv", folder / "schools.parquet", "schools.tsv"):
        assert (
            decided(policy.evaluate("results.csv", details={"schools": file, "quarters": "quarters.json"})) == DECIDED
        )


def test_an_empty_list_says_that_there_are_none(policy: Policy) -> None:
    for engine in ENGINES:
        found = policy.evaluate(ABOVE, details={"schools": [], "quarters": QUARTERS}, engine=engine)
        assert [each.measures["majority"] for each in found] == [0] * 3
        assert [each.measures["low_share"] for each in found] == [None] * 3


def test_many_rows_of_details_are_judged_by_columns_though_few_rows_are_above_them(policy: Policy) -> None:
    many = [SCHOOLS[0] | {"school": f"s{at}"} for at in range(10_000)]
    results = policy.read(ABOVE, details={"schools": many, "quarters": []})
    assert results.in_columns
    assert [each.measures["majority"] for each in policy.evaluate(results, notes=lambda _: None)] == [10_000, 0, 0]


def test_what_was_made_of_them_is_in_a_history_and_stays_there(policy: Policy) -> None:
    history = policy.history(ABOVE, details=DETAILS)
    assert {name: str(value) for name, value in history.rows[1].values.items()} == {
        "quarters.min(score)": "None",
        "schools.best(grade)": "None",
        "schools.count(low, among = graded)": "1",
        "schools.count(graded)": "2",
    }
    assert decided(policy.evaluate(history)) == DECIDED


# ---- what is wrong with them -----------------------------------------------------------------------------------------


NOT_GIVEN = "details: the policy judges by {names}, of which the rows are not given; give details={{{example}}}"


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (None, NOT_GIVEN.format(names="“schools”, “quarters”", example='"schools": rows, "quarters": rows')),
        ({"schools": SCHOOLS}, NOT_GIVEN.format(names="“quarters”", example='"quarters": rows')),
        (DETAILS | {"school": []}, "details: the policy has no details “school”; did you mean “schools”?"),
        (DETAILS | {"zebra": []}, "details: the policy has no details “zebra”; it has: schools, quarters"),
        (SCHOOLS, 'details: list is not a mapping from the names of details to their rows: {"schools": rows}'),
    ],
)
def test_what_is_missing_or_none_of_the_policys_is_told(policy: Policy, details: Any, said: str) -> None:
    for engine in ENGINES:
        with pytest.raises(ArgumentError) as raised:
            policy.evaluate(ABOVE, details=details, engine=engine)
        assert str(raised.value) == said


def test_a_policy_without_details_has_none() -> None:
    plain = loads('format = 1\npolicy = { id = "p", title = "P" }')
    with pytest.raises(ArgumentError) as raised:
        plain.evaluate(ABOVE, details={"schools": SCHOOLS})
    assert str(raised.value) == "details: there are no details “schools”: the policy has none at all"
    assert len(plain.evaluate(ABOVE, details={}, notes=lambda _: None)) == len(ABOVE)


WRONG = [
    *SCHOOLS,
    {"unit": "South", "period": 2018, "school": "Adams", "grade": "A", "pupils": 1},
    {"unit": "South", "period": 2018, "school": "Fox", "grade": "E", "pupils": 1},
]
ASTRAY = [
    *SCHOOLS,
    {"unit": "Soutch", "period": 2018, "school": "Fox", "grade": "A", "pupils": 1},
    {"unit": "South", "period": 2019, "school": "Fox", "grade": "A", "pupils": 1},
    {"unit": "Soutch", "period": 2018, "school": "Gray", "grade": "A", "pupils": 1},
]


@pytest.mark.parametrize("engine", ENGINES)
def test_problems_of_all_tables_are_told_at_once(policy: Policy, engine: EngineName) -> None:
    above = [*ABOVE, {"unit": "West", "period": 2018}]
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(above, details=DETAILS | {"schools": WRONG, "quarters": [{"unit": "x"}]}, engine=engine)
    assert [(str(each.code), each.place("en")) for each in raised.value.problems] == [
        ("RES34", "item 4"),
        ("RES78", 'details "schools", item 7'),
        ("RES48", 'details "schools", item 8, column "grade"'),
        ("RES21", 'details "quarters"'),
        ("RES21", 'details "quarters"'),
        ("RES21", 'details "quarters"'),
    ]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("engine", ENGINES)
def test_details_that_belong_to_no_row_are_told(policy: Policy, engine: EngineName) -> None:
    pl.DataFrame(ASTRAY).write_csv("schools.csv")
    with pytest.raises(ResultsError) as raised:
        policy.evaluate("results.csv", details={"schools": "schools.csv", "quarters": "quarters.json"}, engine=engine)
    assert [each.text(language) for language in LANGUAGES for each in raised.value.problems] == [
        (
            'schools.csv, line 8: the results have no row of "Soutch" for 2018, to which this would belong '
            "(further rows alike: 1) [RES79]\n"
            '    Did you mean "South"?'
        ),
        (
            'schools.csv, line 9: the results have no row of "South" for 2019, to which this would belong [RES79]\n    '
            "Add that row to the results, or correct the unit or the period here."
        ),
        (
            "schools.csv，第 8 行：成绩表中找不到对应的单位：“Soutch”在 2018 没有一行"
            "（另有 1 行明细也是如此） [RES79]\n    是不是“South”？"
        ),
        (
            "schools.csv，第 9 行：成绩表中找不到对应的单位：“South”在 2019 没有一行 [RES79]\n    "
            "请在成绩表里补上这一行，或者改正这里的单位或期间。"
        ),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_of_periods_without_a_result_are_told_once(policy: Policy, engine: EngineName) -> None:
    later = [{**row, "period": period} for period in (2020, 2019) for row in SCHOOLS]
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(ABOVE, details=DETAILS | {"schools": [*SCHOOLS, *later]}, engine=engine)
    assert [each.text(language) for language in LANGUAGES for each in raised.value.problems] == [
        (
            'details "schools", item 7: the results have no row at all of 2019, 2020, '
            "to which 12 rows from here on would belong [RES97]\n"
            "    Leave these rows out, or add to the results those of these periods. "
            "A step from a state takes details of its own period alone."
        ),
        (
            "明细“schools”，第 7 项：成绩表中没有 2019、2020 的任何数据行，"
            "而从这一行起有 12 行明细属于这些期间 [RES97]\n"
            "    请去掉这些行，或者在成绩表里补上这些期间的数据行。"
            "从状态出发逐期评定的，每次只给当期的明细。"
        ),
    ]
    years = [{**SCHOOLS[0], "period": period} for period in range(2019, 2050)]
    with pytest.raises(ResultsError, match="2037, 2038, …, to which 31 rows"):
        policy.evaluate(ABOVE, details=DETAILS | {"schools": years}, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_more_rows_than_a_sum_is_proved_for_are_told(
    policy: Policy, engine: EngineName, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(ABOVE, details=DETAILS, engine=engine)
    found = [(str(each.code), each.row, each.message.text("en")) for each in raised.value.problems]
    assert found == [
        ("RES80", 3, '"North" has more than 2 rows for 2018'),
        ("RES80", 6, '"South" has more than 2 rows for 2018'),
    ]


def test_notes_say_of_which_details_they_are(policy: Policy) -> None:
    told: list[str] = []
    rows = [{name: value for name, value in row.items() if name != "grade"} | {"head": "x"} for row in SCHOOLS]
    policy.evaluate(ABOVE, details=DETAILS | {"schools": rows}, notes=lambda note: told.append(note.text("en")))
    assert told == [
        "Details schools: Columns that no input is read from: head.",
        "Details schools: Optional inputs without a column, missing everywhere: grade.",
        "Details schools: rows of the results without a row below them: 1 of 3 (West (2018)).",
        "Details quarters: rows of the results without a row below them: 2 of 3 (South (2018); West (2018)).",
    ]


def test_spark_refuses_them_by_name(policy: Policy) -> None:
    with pytest.raises(NotDistributableError) as raised:
        plan_of(policy.rules, units_stay_in_groups=True)
    assert raised.value.details == ("schools", "quarters")
    assert raised.value.text("en").startswith(
        "The policy judges by details (“schools”, “quarters”), whose rows stand in"
    )
    assert raised.value.text("zh").startswith("本政策要用明细“schools”、“quarters”，明细另外成表。")


# ---- recorded and verified -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("folder")
def test_a_record_has_each_table_and_verify_asks_for_all_of_them(policy: Policy) -> None:
    given = {"schools": "schools.csv", "quarters": "quarters.json"}
    outcomes = policy.evaluate("results.csv", details=given, record=True)
    assert outcomes.record is not None
    assert outcomes.record.details_sha256.keys() == given.keys()
    outcomes.write("outcomes.jsonl")
    assert policy.verify("outcomes.jsonl", "results.csv", details=given).verified
    pl.DataFrame(SCHOOLS[:-1]).write_csv("schools.csv")
    found = policy.verify("outcomes.jsonl", "results.csv", details=given)
    assert found.differences.parts == ("details_sha256",)
    told = differences_text(found.differences, PolicyLabels(policy.rules, "en")).splitlines()
    at = told.index("details (SHA-256 of each): not the same")
    assert [line[:16] for line in told[at + 1 : at + 4]] == ["    schools", "      recorded: ", "      now:      "]
    with pytest.raises(ArgumentError, match="judges by “quarters”"):
        policy.verify("outcomes.jsonl", "results.csv", details={"schools": "schools.csv"})
    with pytest.raises(ArgumentError, match="to: "):
        outcomes.write("schools.csv")


def test_rows_without_their_details_have_no_record(policy: Policy) -> None:
    with pytest.raises(ArgumentError, match="a record tells by which rows of schools, quarters was decided"):
        policy.evaluate(policy.history(ABOVE, details=DETAILS), record=True)


def test_rows_and_dataframes_have_the_same_record(policy: Policy) -> None:
    _, outcomes = policy.evaluate_frame(
        pl.DataFrame(ABOVE), details={name: pl.DataFrame(rows) for name, rows in DETAILS.items()}, record=True
    )
    assert outcomes.record == policy.evaluate(ABOVE, details=DETAILS, record=True).record


# ---- explained -------------------------------------------------------------------------------------------------------


NORTH = """\
North, 2018
Judged by: Districts

Consequences
✔ low-performing-district
    must
    ✔ majority 1, above 0
      · majority 1, from number of rows in schools with “low” (only “graded”) 2, \
number of rows in schools with “graded” 3
        · number of rows in schools with “low” (only “graded”) 2
          · Adams (grade F), Baker (grade F) (of 3)
        · number of rows in schools with “graded” 3
          · all of them: Adams (grade F), Baker (grade F), Cole (grade B)
    → A single change that would have avoided it:
      · grade of Adams: B instead of F
      · grade of Baker: B instead of F
✔ talk
    must
    ✔ lowest score in quarters 59, below 60
      · Q1 (of 1)
    ✔ best grade in schools: B
      · Cole (of 3)
    → A single change that would have avoided it:
      · score of Q1: 60 instead of 59
      · grade of Cole: A instead of B
      · grade of Adams: A instead of F
      · grade of Baker: A instead of F
"""


def test_an_explanation_tells_what_was_made_of_them_and_what_would_have_changed_it(policy: Policy) -> None:
    frames = {name: pl.DataFrame(rows) for name, rows in DETAILS.items()}
    told = explanation_text(policy.explain(ABOVE, unit="North", period=2018, details=DETAILS), "en")
    assert told == NORTH
    of_frame = policy.explain(pl.DataFrame(ABOVE), unit="North", period=2018, details=frames)
    assert explanation_text(of_frame, "en") == told
    rows = [*policy.explain_rows(ABOVE, details=DETAILS)]
    assert [*policy.explain_rows(pl.DataFrame(ABOVE), details=frames)] == rows


# ---- from the command line -------------------------------------------------------------------------------------------


def test_the_command_line_takes_files(folder: Path) -> None:
    done = call(["evaluate", "districts.toml", "results.csv", *OPTIONS, "--format", "csv", "--record"])
    (folder / "outcomes.csv").write_bytes(done.out)
    assert [line.split(",")[0] for line in done.text.splitlines()[2:]] == ["North", "South", "West"]
    verified = call(["verify", "outcomes.csv", "districts.toml", "results.csv", *OPTIONS, "--lang", "en"])
    assert verified.status == 0
    assert "details (SHA-256 of each): the same" in verified.text
    asked = ("--unit", "North", "--period", "2018", "--lang", "en")
    assert "majority 1" in call(["explain", "districts.toml", "results.csv", *OPTIONS, *asked]).text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            (),
            (
                "the policy judges by “schools”, “quarters”, of which no file is given; "
                "add --details schools=FILE --details quarters=FILE"
            ),
        ),
        (("--details", "school=schools.csv"), "the policy has no details “school”; did you mean “schools”?"),
        (("--details", "zebra=schools.csv"), "the policy has no details “zebra”; it has: schools, quarters"),
        (
            ("--details", "schools.csv"),
            (
                "--details: “schools.csv” is not the name of details and a file, such as schools=schools.csv, "
                "each name once"
            ),
        ),
        (("--details", "schools=-", "--details", "quarters=-"), "only one"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_missing_is_told(options: tuple[str, ...], said: str) -> None:
    done = call(["evaluate", "districts.toml", "results.csv", *options, "--lang", "en"])
    assert done.status == 2
    assert said in done.errors


# ---- names of rows ---------------------------------------------------------------------------------------------------

NAMED_WRONGLY = [
    {"unit": "North", "period": 2018, "school": "ADAMS", "grade": "B"},
    {"unit": "North", "period": 2018, "school": "Total", "grade": "F"},
    {"unit": "North", "period": 2018, "school": "合计", "grade": "F"},
    {"unit": "North", "period": 2018, "school": "n/a", "grade": "F"},
]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_would_be_counted_as_more_than_there_are_are_told(policy: Policy, engine: EngineName) -> None:
    given = {"schools": [*SCHOOLS, *NAMED_WRONGLY], "quarters": QUARTERS}
    with pytest.raises(ResultsError) as caught:
        policy.evaluate(ABOVE, details=given, engine=engine)
    assert caught.value.text("en") == (
        "4 problems in the results; nothing was decided.\n\n"
        'details "schools", item 7, column "school": "ADAMS" is written "Adams" in item 1: is that the same one? '
        "[RES85]\n"
        '    If it is, write it in one way, or say --same "ADAMS=Adams", which keeps the second name '
        "(in Python: Naming(same=…)). "
        'If they are two: --distinct "ADAMS,Adams" (distinct=…).\n'
        'details "schools", item 8, column "school": "Total" is a total or an average of other rows, by its name, '
        "and would be counted as one row more [RES86]\n"
        "    expected: the name of the row, as text\n"
        '    To leave such rows out: --leave-out "Total" (in Python: Naming(leave_out=…)). '
        'If it is none: --genuine "Total" (genuine=…).\n'
        'details "schools", item 9, column "school": "合计" is a total or an average of other rows, by its name, '
        "and would be counted as one row more [RES86]\n"
        "    expected: the name of the row, as text\n"
        '    To leave such rows out: --leave-out "合计" (in Python: Naming(leave_out=…)). '
        'If it is none: --genuine "合计" (genuine=…).\n'
        'details "schools", item 10, column "school": "n/a" says that there is no name [RES58]\n'
        "    expected: the name of the row, as text\n"
        '    Write what names the row. If it is meant as it stands: --genuine "n/a" (in Python: Naming(genuine=…)).'
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_of_details_may_be_named_by_dates_and_what_is_meant_is_said(policy: Policy, engine: EngineName) -> None:
    names = ("2018-03-31", "2018-06", "Total", "Adams", "ADAMS")
    rows = [{"unit": "North", "period": 2018, "school": name, "grade": "F", "pupils": 1} for name in names]
    told: list[object] = []
    naming = Naming(genuine=["Total"], distinct=[["Adams", "ADAMS"]])
    found = policy.evaluate(
        ABOVE, details={"schools": rows, "quarters": []}, engine=engine, naming=naming, notes=told.append
    )
    assert [each.measures["majority"] for each in found] == [5, 0, 0]


# ---- how each table is read ------------------------------------------------------------------------------------------


@pytest.fixture
def book(folder: Path) -> Path:
    """A workbook with a sheet for each table, headings in other rows and other words, and a row of totals."""
    sheets: dict[str, list[list[Any]]] = {
        "results": [["unit", "period"], *[[each["unit"], each["period"]] for each in ABOVE]],
        "schools of 2018": [
            ["Schools"],
            ["district", "in", "school", "grade", "pupils"],
            *[[each[key] for key in ("unit", "period", "school", "grade", "pupils")] for each in SCHOOLS],
            ["North", 2018, "Total", "F", 400],
            ["Total", 2018, "all", "F", 400],
        ],
    }
    (folder / "book.xlsx").write_bytes(workbook(sheets))
    return folder


OF_SCHOOLS: dict[str, Any] = {
    "header_row": 2,
    "sheet": "schools of 2018",
    "unit_column": "district",
    "period_column": "in",
}
TOLD = [
    'Details schools: Rows left out, as you said: "Total" (2).',
    "Details schools: rows of the results without a row below them: 1 of 3 (West (2018)).",
    "Details quarters: rows of the results without a row below them: 2 of 3 (South (2018); West (2018)).",
]


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("engine", ENGINES)
def test_each_table_is_read_as_is_said_of_it_and_a_record_says_so(policy: Policy, engine: EngineName) -> None:
    told: list[str] = []
    given = {"schools": DetailRows("book.xlsx", **OF_SCHOOLS), "quarters": "quarters.json"}
    outcomes = policy.evaluate(
        "book.xlsx",
        sheet="results",
        details=given,
        naming=Naming(leave_out=["Total"]),
        engine=engine,
        record=True,
        notes=lambda note: told.append(note.text("en")),
    )
    assert decided(outcomes) == DECIDED
    assert told == TOLD
    assert outcomes.record is not None
    assert outcomes.record.options == {
        "sheet": "results",
        "leave-out": ["Total"],
        **{f"details-{key.replace('_', '-')}": [["schools", value]] for key, value in OF_SCHOOLS.items()},
    }
    outcomes.write("outcomes.jsonl")
    plain = {"schools": "book.xlsx", "quarters": "quarters.json"}
    assert policy.verify("outcomes.jsonl", "book.xlsx", details=plain, engine=engine).verified


@pytest.mark.usefixtures("book")
def test_the_command_line_says_of_each_table_how_it_is_read() -> None:
    how = [f"--details-{key.replace('_', '-')}=schools={value}" for key, value in OF_SCHOOLS.items()]
    files = ["--details", "schools=book.xlsx", "--details", "quarters=quarters.json"]
    done = call(
        [
            *("evaluate", "districts.toml", "book.xlsx", *files, "--sheet", "results", *how, "--leave-out", "Total"),
            *("--record", "--output", "o.csv", "--lang", "en"),
        ]
    )
    assert (done.status, done.errors) == (0, "".join(f"note: {each}\n" for each in TOLD))
    verified = call(["verify", "o.csv", "districts.toml", "book.xlsx", *files, "--lang", "en"])
    assert verified.status == 0
    assert "--details-sheet 'schools=schools of 2018'\n    --details-unit-column schools=district" in verified.text


OF_FILES: dict[str, Any] = {
    "several-sheets": "book.xlsx",
    "a-title": DetailRows("book.xlsx", sheet="schools of 2018"),
    "other-columns": DetailRows("book.xlsx", sheet="schools of 2018", header_row=2),
    "no-sheets": DetailRows("named.csv", sheet="x"),
    "item-nearly": DetailRows("named.csv"),
    "item-otherwise": DetailRows("far.csv"),
    "wide": DetailRows("wide.csv"),
    "encoding": DetailRows("bad.csv", encoding="utf-8"),
}


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("name", OF_FILES)
def test_what_cannot_be_read_is_told_with_the_options_of_details(policy: Policy, name: str) -> None:
    Path("named.csv").write_text("unit,period,School name,grade,pupils\nNorth,2018,Adams,F,1\n")
    Path("far.csv").write_text("unit,period,called,grade,pupils\nNorth,2018,Adams,F,1\n")
    Path("wide.csv").write_text("unit,school,grade,pupils,2017,2018\nNorth,Adams,F,1,2,3\n")
    Path("bad.csv").write_bytes("unit,period,school,grade\n北,2018,甲,F\n".encode("gb18030"))
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(ABOVE, details={"quarters": [], "schools": OF_FILES[name]})
    told = "\n\n".join(raised.value.text(language).partition("\n\n")[2] for language in LANGUAGES)
    check_recorded(RECORDED / f"{name}.txt", f"{told}\n")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_name_is_told_where_it_is_and_once_where_it_is_nowhere(policy: Policy, engine: EngineName) -> None:
    naming = Naming(
        same={"Adam": "Adams", "B": "A"}, distinct=[["Cole", "Nobody"]], genuine=["Q1", "Q5"], leave_out=["x"]
    )
    schools = [{**row, "school": "Adam" if row["school"] == "Adams" else row["school"]} for row in SCHOOLS]
    quarters = [*QUARTERS, {**QUARTERS[0], "unit": "South"}]
    told: list[str] = []
    policy.evaluate(
        ABOVE[:2],
        details={"schools": schools, "quarters": quarters},
        naming=naming,
        engine=engine,
        notes=lambda note: told.append(note.text("en")),
    )
    assert told == [
        'Names read as others, as you said: "B" as "A" (0).',
        'Rows left out, as you said: "x" (0).',
        'Names that are distinct, as you said, but that no unit and no group has: "Nobody".',
        'Names that are genuine, as you said, but that no unit and no group has: "Q5".',
        'Details schools: Names read as others, as you said: "Adam" as "Adams" (2).',
    ]


def test_what_is_said_of_files_is_said_of_no_rows(policy: Policy) -> None:
    with pytest.raises(ArgumentError, match="sheet: only a file is read so"):
        policy.evaluate(ABOVE, details=DETAILS | {"schools": DetailRows(SCHOOLS, sheet="x")})
    with pytest.raises(ArgumentError, match="header_row: 0"):
        DetailRows("schools.csv", header_row=0)


def test_a_record_is_of_details_that_are_given(policy: Policy, folder: Path) -> None:
    given = {"schools": "schools.csv", "quarters": "quarters.json"}
    policy.evaluate("results.csv", details=given, record=True).write("o.json")
    values = json.loads((folder / "o.json").read_text())
    wrong: dict[str, Any]
    for wrong in (
        {"details-sheet": [["zebra", "x"]]},
        {"details-sheet": [["schools", "x"], ["schools", "y"]]},
        {"details-sheet": [["schools"]]},
        {"details-sheet": "schools=x"},
        {"details-header-row": [["schools", 0]]},
        {"details-header-row": [["schools", "2"]]},
        {"details-header-row": ["schools"]},
        {"details-header-row": [[1, 2]]},
    ):
        values["record"]["options"] = wrong
        (folder / "o.json").write_text(json.dumps(values))
        with pytest.raises((ArgumentError, OutcomesFileError)):
            policy.verify("o.json", "results.csv", details=given)


# ---- how many rows there are -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_with_another_number_of_details_are_noted(policy: Policy, engine: EngineName) -> None:
    told: list[str] = []

    def tell(note: Any) -> None:
        told.extend(note.text(language) for language in LANGUAGES)

    asked = [*((unit, f"Q{at}") for unit in ("North", "South") for at in range(1, 5)), ("West", "Q1")]
    rows = [{"unit": unit, "period": 2018, "quarter": quarter, "score": 70} for unit, quarter in asked]
    policy.evaluate(ABOVE, details={"schools": [], "quarters": rows}, engine=engine, notes=tell)
    empty = pl.DataFrame(SCHOOLS).clear()
    policy.evaluate(ABOVE, details={"schools": empty, "quarters": rows[:8]}, engine=engine, notes=tell)
    assert told == [
        "Details quarters: most rows of the results have 4 below them, these another number: West (2018) 1.",
        "明细“quarters”：多数有 4 行，下列行数不同：West（2018）1 行。",
        "Details schools: there are no rows.",
        "明细“schools”一行也没有。",
        "Details quarters: rows of the results without a row below them: 1 of 3 (West (2018)).",
        "明细“quarters”：成绩表的 3 行中，1 行没有明细：West（2018）。",
    ]


def test_dataframes_have_no_column_for_a_division_by_zero_that_there_cannot_be() -> None:
    measures = """
[measures]
share = { formula = "parts.share(low)", decimals = 1 }
mean = { formula = "parts.mean(x, among = low)", decimals = 1 }
other = { formula = "parts.sum(x) / parts.count(low)", decimals = 1 }
"""
    policy = loads(
        'format = 1\npolicy = { id = "p", title = "P" }\n[details.parts]\nitem = "part"\n'
        'inputs.low = { type = "flag" }\ninputs.x = { type = "number", min = 0, max = 9 }\n' + measures
    )
    rows = [{**row, "part": "a", "low": False, "x": 1} for row in ABOVE]
    table = policy.evaluate_frame(pl.DataFrame(ABOVE), details={"parts": rows})
    assert [name for name in table.columns if name.startswith("division-by-zero")] == ["division-by-zero.other"]
    assert table["division-by-zero.other"].to_list() == [True] * len(ABOVE)
    assert table["measure.mean"].to_list() == [None] * len(ABOVE)
