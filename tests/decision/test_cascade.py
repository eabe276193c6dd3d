"""Policies judged by the outcomes of others: found, read, told, recorded, verified, stepped; and what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import ArgumentError, Outcomes, Policy, PolicyError, ResultsError, StateError, load, loads
from targetrules.distributed.plans import NotDistributableError, plan_of
from targetrules.engine.choice import ENGINES, EngineName
from tests.command_line import call
from tests.schools_below import ABOVE, BELOW, STATES, loaded, passed_over

LOWER = """
format = 1
grades = [{ id = "A" }, { id = "B" }, { id = "F" }]
policy = { id = "schools", title = "Schools" }
grading = { by = "score", bands = { A = 80, B = 50, F = 0 } }
conditions.low = { grade = "F" }
consequences = [{ id = "help", when = { low = true } }]
inputs.district = { type = "text", optional = true }
inputs.score = { type = "number", min = 0, max = 100, optional = true }
"""
TWICE = LOWER.replace("{ low = true }", "{ low = true, consecutive = 2 }")
DISTRICTS = """
format = 1
policy = { id = "districts", title = "Districts" }
inputs.state = { type = "text", optional = true }
[details.schools]
policy = "schools.toml"
unit_above = "district"
conditions.helped = { receives = "help" }
[measures]
beyond_half = { formula = "2 * schools.count(low) - schools.count()" }
helped = { formula = "schools.count(helped)" }
[[consequences]]
id = "low"
when = { beyond_half = { above = 0 } }
"""
NOTES = [
    "Details schools: rows without “district”, which count for no unit above: 1.",
    "Details schools: results of 2017 are judged by “schools” alone, as above there are none then.",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    loaded(tmp_path, "states", schools=LOWER, twice=TWICE, districts=DISTRICTS, states=STATES)
    return tmp_path


@pytest.fixture
def policy(folder: Path) -> Policy:
    return load(folder / "districts.toml")


def found(outcomes: Outcomes) -> list[tuple[str, str, list[str]]]:
    return [(each.unit, str(each.measures["helped"]), [rule.id for rule in each.consequences]) for each in outcomes]


DECIDED = [("North", "2", ["low"]), ("10", "1", [])]


# ---- read ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_mappings_are_judged_from_below_and_what_counts_for_nothing_is_told(policy: Policy, engine: EngineName) -> None:
    notes: list[Any] = []
    outcomes = policy.evaluate(ABOVE, details={"schools": BELOW}, engine=engine, notes=notes.append)
    assert found(outcomes) == DECIDED
    assert [note.text("en") for note in notes] == NOTES


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_decided_below_is_said_to_be_of_no_effect_above(policy: Policy, engine: EngineName) -> None:
    notes: list[Any] = []
    decided = [{**row, "decided.grade": "A" if row["unit"] in ("a", "b") else None} for row in BELOW]
    rows = [row for row in decided if row["period"] == 2018 and row["district"] is not None]
    outcomes = policy.evaluate(ABOVE, details={"schools": rows}, engine=engine, notes=notes.append)
    assert found(outcomes) == DECIDED
    assert [note.text("en") for note in notes] == [
        "Details schools: results that say what was decided of them: 2. Above counts what “schools” makes of them."
    ]


def test_files_and_dataframes_are_judged_alike(policy: Policy, tmp_path: Path) -> None:
    for name, rows in (("above", ABOVE), ("below", BELOW)):
        pl.DataFrame(rows, strict=False).write_csv(tmp_path / f"{name}.csv")
    files = policy.evaluate(tmp_path / "above.csv", details={"schools": tmp_path / "below.csv"}, notes=passed_over)
    assert found(files) == DECIDED
    frames = {"schools": pl.DataFrame(BELOW, strict=False)}
    frame = policy.evaluate_frame(pl.DataFrame(ABOVE), details=frames, notes=passed_over)
    assert frame["consequence.low"].to_list() == [True, False]


def test_three_levels_are_judged_by_one_call(folder: Path) -> None:
    districts = [{**row, "state": "here"} for row in ABOVE]
    details = {"districts": districts, "districts.schools": BELOW}
    policy = load(folder / "states.toml")
    outcomes = policy.evaluate([{"unit": "here", "period": 2018}], details=details, notes=passed_over)
    assert [each.measures["low"] for each in outcomes] == [1]


def test_the_command_line_names_tables_further_down_with_dots(folder: Path) -> None:
    tables = {
        "above": [{"unit": "here", "period": 2018}],
        "districts": [{**row, "state": "here"} for row in ABOVE],
        "schools": BELOW,
    }
    for name, rows in tables.items():
        pl.DataFrame(rows, strict=False).write_csv(folder / f"{name}.csv")
    files = [f"--details=districts={folder / 'districts.csv'}", f"--details=districts.schools={folder / 'schools.csv'}"]
    arguments = ["evaluate", str(folder / "states.toml"), str(folder / "above.csv"), "--format=jsonl", "--lang=en"]
    done = call([*arguments, *files])
    assert json.loads(done.text)["measures"] == {"low": "1"}
    assert [line.removeprefix("note: Details districts: ") for line in done.errors.splitlines()] == NOTES
    missing = call([*arguments, files[0]])
    assert missing.errors == (
        "error: the policy judges by “districts.schools”, of which no file is given; "
        "add --details districts.schools=FILE\n"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_unit_above_that_has_no_row_is_a_problem_in_a_period_that_is_judged(
    policy: Policy, engine: EngineName
) -> None:
    rows = [*BELOW, {"unit": "g", "period": 2018, "district": "Nroth", "score": 1}]
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(ABOVE, details={"schools": rows}, engine=engine)
    assert str(raised.value) == (
        "One problem in the results; nothing was decided.\n\n"
        'details "schools", item 8: the results have no row of "Nroth" for 2018, to which this would belong [RES79]\n'
        '    Did you mean "North"?'
    )


LOST = {
    "en": (
        "One problem in the results; nothing was decided.\n\n"
        'schools.csv, line 2: the rows of details districts (districts.csv) have no row of "East" for 2018, to which '
        "this would belong [RES79]\n"
        "    Add that row to the rows of details districts (districts.csv), or correct the unit or the period here."
    ),
    "zh": (
        "成绩表有 1 处问题，未作任何评定。\n\n"
        "schools.csv，第 2 行：明细“districts”的表（districts.csv）中找不到对应的单位：“East”在 2018 没有一行 [RES79]\n"
        "    请在明细“districts”的表（districts.csv）里补上这一行，或者改正这里的单位或期间。"
    ),
}
TWICE_THERE = {
    "en": (
        "One problem in the results; nothing was decided.\n\n"
        'schools.csv, line 3: "g" has a result for 2018 already, in line 2 [RES34]\n'
        "    These are the results of a lower policy, in whose table each unit needs a name of its own: where these "
        "are two units, say of two districts, tell them apart in the name; else leave one row out."
    ),
    "zh": (
        "成绩表有 1 处问题，未作任何评定。\n\n"
        "schools.csv，第 3 行：“g”在 2018 已经有一行成绩，见第 2 行 [RES34]\n"
        "    这是下级政策的成绩表，每个单位要有自己的名称：若是两个单位（如分属两个学区），请在名称上区分开；"
        "若是同一个单位，请去掉其中一行。"
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("language", LOST)
def test_problems_further_down_name_the_table_to_be_mended(folder: Path, engine: EngineName, language: str) -> None:
    pl.DataFrame([{**row, "state": "here"} for row in ABOVE]).write_csv(folder / "districts.csv")
    policy, above = load(folder / "states.toml"), [{"unit": "here", "period": 2018}]
    details = {"districts": folder / "districts.csv", "districts.schools": folder / "schools.csv"}
    for lines, told in (("g,2018,East,1\n", LOST), ("g,2018,North,1\ng,2018,10,1\n", TWICE_THERE)):
        (folder / "schools.csv").write_text(f"unit,period,district,score\n{lines}", encoding="utf-8")
        with pytest.raises(ResultsError) as raised:
            policy.evaluate(above, details=details, engine=engine)
        assert raised.value.text(language).replace(f"{folder}/", "") == told[language]


def test_what_is_no_table_of_details_is_named(policy: Policy) -> None:
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(ABOVE, details={"schools": None})
    assert [problem.place("en") for problem in raised.value.problems] == ['details "schools"']


UNIT_BELOW = {
    "en": (
        "error: the unit “a” has no results of its own here: it is one of schools, which the policy “schools.toml” "
        "judges; explain that policy, with the table of schools as its results\n"
    ),
    "zh": (
        "错误：这里没有“a”本身的成绩：它在 schools 的数据表里，由政策“schools.toml”评定；"
        "请改为解释该政策，成绩用 schools 的数据表\n"
    ),
}


@pytest.mark.parametrize("language", UNIT_BELOW)
def test_a_unit_of_a_lower_policy_is_explained_by_that_policy(folder: Path, language: str) -> None:
    for name, rows in (("above", ABOVE), ("below", BELOW)):
        pl.DataFrame(rows, strict=False).write_csv(folder / f"{name}.csv")
    tables = [str(folder / "above.csv"), f"--details=schools={folder / 'below.csv'}"]
    asked = ["--unit=a", "--period=2018", f"--lang={language}"]
    done = call(["explain", str(folder / "districts.toml"), *tables, *asked])
    assert (done.status, done.errors.splitlines(keepends=True)[-1]) == (2, UNIT_BELOW[language])
    below = call(["explain", str(folder / "schools.toml"), str(folder / "below.csv"), *asked])
    assert below.status == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_no_rows_at_all_may_be_below_and_it_is_told(policy: Policy, engine: EngineName) -> None:
    notes: list[Any] = []
    judged = policy.evaluate(ABOVE, details={"schools": []}, engine=engine, notes=notes.append)
    assert found(judged) == [("North", "0", []), ("10", "0", [])]
    assert [note.text("en") for note in notes] == ["Details schools: there are no rows."]


NO_COLUMN = {
    "en": (
        "One problem in the results; nothing was decided.\n\n"
        'below.csv: there is no column for the input "district"; the columns are: unit; period; LEA; score [RES21]\n'
        '    expected: "district"\n'
        "    Add the column or mend its heading: the policy above needs it, for it says below which unit each row "
        'counts. If it has another name, write column = "…" for the input in the policy of these rows.'
    ),
    "zh": (
        "成绩表有 1 处问题，未作任何评定。\n\n"
        "below.csv：找不到输入“district”的列；现有的列：unit；period；LEA；score [RES21]\n"
        "    应为：“district”\n"
        "    请补上这一列或改正表头：上一级政策要用它，每一行计入哪个上级单位由它确定。"
        '表里用的是别的名称的，请在这张表所用的政策文件里给这个输入写上 column = "…"。'
    ),
}
NO_ROWS = {
    "en": (
        "One problem in the results; nothing was decided.\n\n"
        "below.csv: nothing stands below the header [RES23]\n"
        "    These are results by which units above are judged; without a row, all of them would be judged as if they "
        "had none below."
    ),
    "zh": (
        "成绩表有 1 处问题，未作任何评定。\n\n"
        "below.csv：表头下面没有内容 [RES23]\n"
        "    上级单位按这张表的结果评定；表中一行也没有，就等于各单位都没有下级。"
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("language", NO_COLUMN)
def test_the_column_of_the_unit_above_is_needed_though_below_it_may_be_missing(
    policy: Policy, folder: Path, engine: EngineName, language: str
) -> None:
    below = pl.DataFrame(BELOW, strict=False).rename({"district": "LEA"})
    below.write_csv(folder / "below.csv")
    assert len(load(folder / "schools.toml").evaluate(folder / "below.csv", notes=passed_over)) == len(BELOW)
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(ABOVE, details={"schools": folder / "below.csv"}, engine=engine)
    assert raised.value.text(language).replace(f"{folder}/", "") == NO_COLUMN[language]
    with pytest.raises(ResultsError, match="RES21"):
        policy.evaluate_frame(pl.DataFrame(ABOVE), details={"schools": below})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("language", NO_ROWS)
def test_a_table_of_lower_results_without_a_row_is_a_problem_as_it_is_below(
    policy: Policy, folder: Path, engine: EngineName, language: str
) -> None:
    pl.DataFrame(BELOW, strict=False).head(0).write_csv(folder / "below.csv")
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(ABOVE, details={"schools": folder / "below.csv"}, engine=engine)
    assert raised.value.text(language).replace(f"{folder}/", "") == NO_ROWS[language]


def test_a_table_that_another_policy_read_is_refused(policy: Policy, folder: Path) -> None:
    read = load(folder / "schools.toml").read(BELOW)
    with pytest.raises(ArgumentError, match="was read by another policy; give it as it is"):
        policy.evaluate(ABOVE, details={"schools": read})
    twice = policy.read(ABOVE, details={"schools": BELOW})
    assert found(policy.evaluate(twice, notes=passed_over)) == DECIDED


# ---- recorded --------------------------------------------------------------------------------------------------------


def test_a_record_names_the_policies_below_and_verify_asks_for_them(policy: Policy, folder: Path) -> None:
    written = io.BytesIO()
    outcomes = policy.evaluate(ABOVE, details={"schools": BELOW}, record=True, notes=passed_over)
    outcomes.write(written, format="json")
    record = json.loads(written.getvalue())["record"]
    assert record["lower_policies_sha256"] == {"schools": load(folder / "schools.toml").digest}
    assert policy.verify(io.BytesIO(written.getvalue()), ABOVE, details={"schools": BELOW}).verified
    (folder / "schools.toml").write_text(LOWER + "# another text\n", encoding="utf-8")
    other = load(folder / "districts.toml").verify(io.BytesIO(written.getvalue()), ABOVE, details={"schools": BELOW})
    assert not other.verified
    assert other.differences.parts == ("lower_policies_sha256",)
    assert other.differences.outcomes == 0


def test_a_record_says_how_tables_further_down_were_read(folder: Path) -> None:
    renamed = {"unit": "school", "period": "ends"}
    lines = pl.DataFrame(BELOW, strict=False).rename(renamed).with_columns(school=pl.col("school") + "校").write_csv()
    (folder / "schools.txt").write_bytes(f"title\n{lines}".encode("gb18030"))
    pl.DataFrame([{**row, "state": "here"} for row in ABOVE]).write_csv(folder / "districts.csv")
    (folder / "above.csv").write_text("unit,period\nhere,2018\n", encoding="utf-8")
    how = {"unit-column": "school", "period-column": "ends", "header-row": 2, "encoding": "gb18030"}
    how["input-format"] = "csv"
    tables = [f"districts={folder / 'districts.csv'}", f"districts.schools={folder / 'schools.txt'}"]
    details = [f"--details={each}" for each in tables]
    said = [f"--details-{option}=districts.schools={value}" for option, value in how.items()]
    read = [str(folder / "states.toml"), str(folder / "above.csv"), *details]
    written = str(folder / "found.json")
    done = call(["evaluate", *read, *said, "--record", "--format=json", f"--output={written}", "--lang=en"])
    assert done.status == 0, done.errors
    record = json.loads(Path(written).read_text(encoding="utf-8"))["record"]
    recorded = {f"details-{option}": [["districts.schools", value]] for option, value in how.items()}
    assert record["options"] == recorded
    assert call(["verify", written, *read, "--lang=en"]).text.splitlines()[-1] == "verified"
    assert call(["verify", written, *read, *said, "--lang=en"]).text.splitlines()[-1] == "verified"
    other = call(["verify", written, *read, "--details-header-row=districts.schools=3", "--lang=en"])
    assert other.text.splitlines()[-1] == "not the same"


def test_outcomes_are_not_written_over_a_policy_below(policy: Policy, folder: Path) -> None:
    assert {Path(each).name for each in policy.files} == {"districts.toml", "schools.toml"}
    judged = policy.evaluate(ABOVE, details={"schools": BELOW}, notes=passed_over)
    with pytest.raises(ArgumentError):
        judged.write(folder / "schools.toml", format="json")


# ---- steps and Spark -------------------------------------------------------------------------------------------------


def test_a_step_is_taken_where_no_policy_below_looks_back(policy: Policy) -> None:
    rows = [row for row in BELOW if row["period"] == 2018]
    given, state = policy.step(policy.start(), ABOVE, details={"schools": rows}, notes=passed_over)
    assert [row["consequence.low"] for row in given] == [True, False]
    later = [{**row, "period": 2019} for row in ABOVE]
    given, _ = policy.step(
        state, later, details={"schools": [{**row, "period": 2019} for row in rows]}, notes=passed_over
    )
    assert [row["consequence.low"] for row in given] == [True, False]


def test_a_state_does_not_belong_to_another_text_of_a_policy_below(policy: Policy, folder: Path) -> None:
    state = policy.start()
    (folder / "schools.toml").write_text(LOWER + "# another text\n", encoding="utf-8")
    with pytest.raises(StateError):
        load(folder / "districts.toml").step(state, ABOVE, details={"schools": BELOW})


def test_spark_refuses_it_by_name(policy: Policy) -> None:
    with pytest.raises(NotDistributableError, match="judges by details \\(“schools”\\)"):
        plan_of(policy.rules, units_stay_in_groups=True)


# ---- found -----------------------------------------------------------------------------------------------------------


def why(policy: str | Path) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        load(policy)
    return [each.message() for each in raised.value.diagnostics]


def test_a_path_is_meant_from_the_folder_of_the_policy_that_names_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeper = folder / "deeper"
    deeper.mkdir()
    for name in ("schools", "districts"):
        (folder / f"{name}.toml").rename(deeper / f"{name}.toml")
    states = STATES.replace('"districts.toml"', '"deeper/districts.toml"')
    (folder / "states.toml").write_text(states, encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    policy = load(f"{folder.name}/states.toml")
    assert list(policy.rules.all_details) == ["districts", "districts.schools"]


def test_a_link_does_not_lead_out_of_the_folder(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (folder / "schools.toml").rename(elsewhere / "schools.toml")
    (folder / "schools.toml").symlink_to(elsewhere / "schools.toml")
    assert why(folder / "districts.toml") == [
        "the policy “schools.toml” cannot be had: the path leads out of the folder of this policy"
    ]
    (folder / "schools.toml").unlink()
    (folder / "schools.toml").symlink_to(folder / "schools.toml")
    assert len(why(folder / "districts.toml")) == 1


def test_a_folder_and_a_file_that_is_too_large_are_no_policies(folder: Path) -> None:
    (folder / "schools.toml").unlink()
    (folder / "schools.toml").mkdir()
    assert why(folder / "districts.toml") == ["the policy “schools.toml” cannot be had: it is a folder"]


def test_a_text_has_no_folder_and_may_name_installed_policies() -> None:
    with pytest.raises(PolicyError, match="is a text and stands in no folder"):
        loads(DISTRICTS)
    text = DISTRICTS.replace("schools.toml", "nc-low-performing").replace('"help"', '"low-performing"')
    installed = loads(text.replace("(low)", "(low_performing)"))
    assert installed.rules.lower_digests == {"schools": load("nc-low-performing").digest}


def test_policies_are_not_too_many_levels_deep(folder: Path) -> None:
    for level in range(9):
        below = f'details.d = {{ policy = "level{level + 1}.toml", unit_above = "up" }}\n'
        text = f'format = 1\npolicy = {{ id = "level{level}", title = "level" }}\ninputs.up = {{ type = "text" }}\n'
        more = f'{below}measures.n = {{ formula = "d.count()" }}\n' if level < 8 else ""
        (folder / f"level{level}.toml").write_text(text + more, encoding="utf-8")
    assert load(folder / "level1.toml").rules.all_details.keys() == {"d" + ".d" * more for more in range(7)}
    with pytest.raises(PolicyError) as raised:
        load(folder / "level0.toml")
    last = raised.value.diagnostics[-1]
    assert last.message() == "too many policies below one another: 9, and at most 8 are possible"
    assert [last.advice(language) for language in ("en", "zh")] == [
        "let a policy stand below fewer others",
        "请减少上下级政策的层数",
    ]


def test_a_policy_that_is_no_text_is_told_alone(folder: Path) -> None:
    for wrong, told in (("3", "expected a text in quotes, found 3"), ('""', "the text is empty")):
        text = DISTRICTS.replace('policy = "schools.toml"', f"policy = {wrong}")
        (folder / "districts.toml").write_text(text, encoding="utf-8")
        assert why(folder / "districts.toml") == [told]


def test_where_no_input_names_a_unit_above_it_is_said_what_to_add(folder: Path) -> None:
    (folder / "schools.toml").write_text(
        LOWER.replace('inputs.district = { type = "text"', 'inputs.district = { type = "flag"')
    )
    with pytest.raises(PolicyError) as raised:
        load(folder / "districts.toml")
    (fault,) = raised.value.diagnostics
    assert [fault.advice(language) for language in ("en", "zh")] == [
        'no input of “schools” can: give it one of type text, such as `[inputs.district]` with `type = "text"`',
        '“schools”没有这样的输入：请给它加一个文本输入，如 `[inputs.district]`，写上 `type = "text"`',
    ]


def test_tables_of_policies_below_are_not_too_many(folder: Path) -> None:
    head = 'format = 1\npolicy = {{ id = "level{0}", title = "level" }}\ninputs.up = {{ type = "text" }}\n'
    (folder / "level0.toml").write_text(head.format(0), encoding="utf-8")
    for level in (1, 2):
        each = [
            f'details.d{at} = {{ policy = "level{level - 1}.toml", unit_above = "up" }}\n'
            f'measures.n{at} = {{ formula = "d{at}.count()" }}\n'
            for at in range(10)
        ]
        (folder / f"level{level}.toml").write_text(head.format(level) + "".join(each), encoding="utf-8")
    assert load(folder / "level1.toml").rules.all_details.keys() == {f"d{at}" for at in range(10)}
    assert why(folder / "level2.toml") == [
        "too many tables of details, those of the policies below among them: 110, and at most 100 are possible"
    ]
