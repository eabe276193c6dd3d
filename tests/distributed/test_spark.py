"""Spark decides what one machine decides, and moves the rows once."""

from __future__ import annotations

import logging
from operator import itemgetter
from random import Random
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pytest

from targetrules import ArgumentError, Naming, Policy, ResultsError, ResultsNote, distributed
from targetrules.distributed import plan
from targetrules.distributed.column_names import column_names_of
from targetrules.distributed.plans import plan_of
from targetrules.distributed.row_codec import RowCodec
from targetrules.distributed.stages import stage_comparisons
from targetrules.drawing.histories import Extent, history
from tests.dataframes import table_of
from tests.distributed.by_hand import as_lines, found
from tests.distributed.policies import BY_GROUP, BY_UNIT, EVERYTHING, OVER_GROUPS, policy
from tests.logged import logged

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = [
    pytest.mark.xdist_group("spark"),
    # PySpark 4.0 leaves the closing of its sockets to the garbage collector
    pytest.mark.filterwarnings(r"ignore:Exception ignored in. <socket\.socket:pytest.PytestUnraisableExceptionWarning"),
]


def invented(policy: Policy, units: int) -> pa.Table:
    """Invented results; a unit may be in any group in any year."""
    rows = history(Random(7), policy.rules, Extent(units, 6)).rows  # noqa: S311  results are no secret
    return table_of(policy.rules, rows)


def on_spark(spark: SparkSession, table: pa.Table) -> DataFrame:
    """In two tasks."""
    return spark.createDataFrame(table)


def moves(outcomes: DataFrame) -> dict[str, int]:
    """How often rows, and tables of counts, are moved to other tasks; what is used twice is moved once."""
    plan: Any = outcomes._jdf.queryExecution()  # noqa: SLF001  Spark says it nowhere else
    lines = plan.executedPlan().toString().split("== Initial Plan ==")[0].splitlines()
    exchanges = [line for line in lines if "Exchange hashpartitioning" in line and "ReusedExchange" not in line]
    rows = sum("REPARTITION_BY" in line for line in exchanges)
    return {"rows": rows, "counts": len(exchanges) - rows}


@pytest.mark.parametrize(
    ("text", "stay", "expected"),
    [
        (BY_UNIT, None, {"rows": 1, "counts": 0}),
        (BY_GROUP, True, {"rows": 1, "counts": 0}),
        (BY_GROUP, None, {"rows": 1, "counts": 4}),
        (EVERYTHING, None, {"rows": 1, "counts": 8}),
    ],
    ids=["by unit", "by group", "by group that units leave", "everything"],
)
def test_spark_decides_what_one_machine_decides(
    spark: SparkSession, text: str, stay: Literal[True] | None, expected: dict[str, int]
) -> None:
    small = policy(text)
    table = invented(small, 40)
    if stay:
        table = table.filter(pa.compute.equal(table["kind"], "county"))
    outcomes = distributed.evaluate_spark(small, on_spark(spark, table), units_stay_in_groups=stay)
    found = outcomes.toArrow()
    assert as_lines(found) == as_lines(small.evaluate_frame(table))
    assert moves(outcomes) == expected


def test_every_function_over_groups_gives_on_spark_what_it_gives_on_one_machine(spark: SparkSession) -> None:
    small = policy(OVER_GROUPS)
    few, many = invented(small, 3), invented(small, 40)
    # Small groups in later periods of the same table: to plan so many comparisons takes Spark longer than to judge.
    later = pa.array([str(int(period) + 100) for period in few["period"].to_pylist()])
    table = pa.concat_tables([many, few.set_column(few.schema.get_field_index("period"), "period", later)])
    outcomes = distributed.evaluate_spark(small, on_spark(spark, table))
    assert as_lines(outcomes.toArrow()) == as_lines(small.evaluate_frame(table))


def test_tables_of_counts_may_be_joined_by_moving_the_rows(spark: SparkSession) -> None:
    small = policy(EVERYTHING)
    table = invented(small, 40)
    with logged("targetrules.distributed", logging.INFO) as messages:
        outcomes = distributed.evaluate_spark(small, on_spark(spark, table), counts="shuffle", partitions=2)
    assert messages == [
        plan(small).text(),
        'Since counts="shuffle", all rows also move to meet the counts, once for each comparison, and back.',
    ]
    assert as_lines(outcomes.toArrow()) == as_lines(small.evaluate_frame(table))


@pytest.mark.parametrize("number", [0, 1], ids=["percentile", "mean"])
def test_counts_are_summed_up_by_spark_as_by_hand(spark: SparkSession, number: int) -> None:
    """Groups, keys and counts of all sizes, and lines of several tasks with the same keys."""
    from targetrules.distributed import counting

    rules = policy(EVERYTHING).rules
    rows = RowCodec.of(rules, column_names_of(rules, ["unit", "period", "score", "kind"]))
    stages = plan_of(rules, units_stay_in_groups=False).stages
    stage = stage_comparisons(rows, stages)[number]
    lines = random_counts([each.group.removeprefix("group_") for each in stage.asked], stage.most_keys)
    counts = spark.createDataFrame(pa.Table.from_pylist(lines, stage.count_schema()))
    keys = ["period", "group", *(f"key{position}" for position in range(stage.most_keys))]
    by_spark = {tuple(line[key] for key in keys): line for line in counting.found(stage, counts).toArrow().to_pylist()}
    by_hand = {(period, group, *key): line for (period, group, key), line in found(stage, lines)}
    assert by_spark.keys() == by_hand.keys()
    for key, line in by_hand.items():
        assert {aspect: by_spark[key][aspect] or 0 for aspect in line} == line


def random_counts(groups: list[str], keys: int) -> list[dict[str, Any]]:
    random = Random(11)  # noqa: S311  counts are no secret
    lines = []
    for _ in range(2000):
        group = random.choice(groups) + random.choice(["", "\x1f0", "\x1f中部"])
        key = [random.randint(-3, 30) for _ in range(keys)] if random.random() < 0.9 else [None] * keys
        named = {f"key{position}": value for position, value in enumerate(key)}
        count = {"value": key[0], "count": random.randint(1, 5)}
        lines.append({"period": random.randint(2010, 2013), "group": group, **named, **count})
    return lines


# ---- what is wrong with the results ----------------------------------------------------------------------------------


def why_it_failed(outcomes: DataFrame) -> str:
    from pyspark.errors import PythonException

    with pytest.raises(PythonException) as failed:
        outcomes.toArrow()
    return str(failed.value).split("UnusableResultsError: ")[1].strip()


def small_table(**columns: list[Any]) -> pa.Table:
    table = {"unit": ["a", "b", "c"], "period": [2010] * 3, "kind": ["county"] * 3, "score": ["1", "2", "3"]}
    return pa.table({**table, **columns})


def test_a_column_that_is_missing_is_told_at_once(spark: SparkSession) -> None:
    with pytest.raises(ResultsError) as failed:
        distributed.evaluate_spark(policy(BY_UNIT), on_spark(spark, small_table().drop_columns(["score"])))
    assert str(failed.value) == (
        "One problem in the results; nothing was decided.\n\n"
        'there is no column for the input "score"; the columns are: unit; period; kind [RES21]\n'
        '    expected: "score"\n'
        "    Add the column or mend its heading; if it has another name, "
        'write column = "…" for the input in the policy.'
    )


def test_what_is_passed_over_is_told_before_any_row_is_read(spark: SparkSession) -> None:
    judge = policy(BY_UNIT + '[inputs.veto]\ntype = "flag"\noptional = true\n')
    table = on_spark(spark, small_table(vetoed=[True, False, None]))
    notes = [
        "Columns that no input is read from: vetoed.",
        "Optional inputs without a column, missing everywhere: veto.",
        (
            'The input veto has no column, and nothing is read from the column "vetoed": is that the one? '
            "Then name it under column in the policy, or mend the heading. If results must have the column, "
            "column_optional = false makes its absence an error."
        ),
    ]
    with pytest.warns(ResultsNote) as caught:
        distributed.evaluate_spark(judge, table)
    assert [str(each.message) for each in caught] == notes
    assert {each.filename for each in caught} == {__file__}
    told: list[Any] = []
    distributed.evaluate_spark(judge, table, notes=told.append)
    assert [note.text("en") for note in told] == notes


def test_of_two_columns_that_may_be_the_unit_the_one_that_is_named_is_read(spark: SparkSession) -> None:
    table = on_spark(spark, small_table().append_column("单位名称", [["x", "y", "z"]]))
    with pytest.raises(ResultsError, match=r"more than one column for the unit: unit; 单位名称 \[RES22\]"):
        distributed.evaluate_spark(policy(BY_UNIT), table)
    outcomes = distributed.evaluate_spark(policy(BY_UNIT), table, unit_column="单位名称", notes=lambda _: None)
    assert sorted(row["unit"] for row in outcomes.collect()) == ["x", "y", "z"]


PROBLEMS = {
    "en": """In one task (items count from its first row):
3 problems in the results; nothing was decided.

item 2, column "score": "x" is not a number [RES41]
    expected: a number with at most 1 decimal, from 0 to 100
item 2, column "kind": "town" is not one of the words of this input [RES48]
    expected: "county" or "department"
item 3, column "score": "101" is above 100 [RES43]
    expected: a number with at most 1 decimal, from 0 to 100""",
    "zh": """在一个任务中（序号从该任务的第一行数起）：
成绩表有 3 处问题，未作任何评定。

第 2 项，“score”列：“x”不是数字 [RES41]
    应为：最多 1 位小数的数字，从 0 到 100
第 2 项，“kind”列：“town”不在这个输入的可选值之内 [RES48]
    应为：“county”或“department”
第 3 项，“score”列：“101”大于上限 100 [RES43]
    应为：最多 1 位小数的数字，从 0 到 100""",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_problems_of_a_task_are_told(spark: SparkSession, language: str) -> None:
    table = small_table(score=["1", "x", "101"], kind=["county", "town", "county"])
    rows = spark.createDataFrame(table).coalesce(1).sort("unit")
    assert why_it_failed(distributed.evaluate_spark(policy(BY_UNIT), rows, language=language)) == PROBLEMS[language]


def test_two_spellings_of_a_unit_are_told_wherever_its_rows_lie(spark: SparkSession) -> None:
    rows = on_spark(spark, small_table(unit=["甲 县", "甲　县", "b"]))
    assert why_it_failed(distributed.evaluate_spark(policy(BY_UNIT), rows, language="zh")) in {
        "在一个任务中（序号从该任务的第一行数起）：\n成绩表有 1 处问题，未作任何评定。\n\n"
        f"“unit”列：“{one}”在另一行写作“{other}”，是同一个单位吗？ [RES35]\n"
        f'    如果是同一个，请统一写法，或者注明 --same "{one}={other}"，以等号后的名称为准'
        f"（Python 中写 Naming(same=…)）；"
        f'如果是两个：--distinct "{one},{other}"（distinct=…）。'
        for one, other in (("甲 县", "甲　县"), ("甲　县", "甲 县"))
    }


def test_what_is_said_of_names_is_read_so_in_every_task(spark: SparkSession) -> None:
    rows = on_spark(spark, small_table(unit=["甲 县", "甲县", "合计"], period=[2010, 2011, 2011]))
    naming = Naming(same={"甲 县": "甲县"}, leave_out=["合计"])
    judged = distributed.evaluate_spark(policy(BY_UNIT), rows, naming=naming).collect()
    one_machine = policy(BY_UNIT).evaluate_frame(
        small_table(unit=["甲 县", "甲县", "合计"], period=[2010, 2011, 2011]), naming=naming, notes=lambda _: None
    )
    expected = [row for row in one_machine.to_pylist() if row["period"] is not None]
    assert sorted((row.asDict() for row in judged), key=itemgetter("period")) == expected


def test_names_of_groups_that_look_alike_are_told_at_once(spark: SparkSession) -> None:
    judge = policy(BY_GROUP.replace('type = "choice"\nof = ["county", "department"]', 'type = "text"'))
    rows = on_spark(spark, small_table(kind=["第1组", "第2组", "第１组"]))
    with pytest.raises(ResultsError) as raised:
        distributed.evaluate_spark(judge, rows)
    assert raised.value.text("en").split("\n", 2)[2] == (
        'column "kind": "第１组" is written "第1组" in another row: is that the same group? [RES60]\n'
        '    If it is, write it in one way, or say --same "第１组=第1组", which keeps the second name '
        "(in Python: Naming(same=…)). "
        'If they are two: --distinct "第１组,第1组" (distinct=…).'
    )
    judged = distributed.evaluate_spark(judge, rows, naming=Naming(same={"第１组": "第1组"}))
    assert sorted(row["place.overall.size"] for row in judged.collect()) == [1, 2, 2]


def test_names_of_units_are_doubted_in_every_task(spark: SparkSession) -> None:
    rows = on_spark(spark, small_table(unit=["1.1E+17", "合计", "nan"]))
    told = why_it_failed(distributed.evaluate_spark(policy(BY_UNIT), rows))
    assert any(code in told for code in ("RES56", "RES58", "RES59"))


def test_two_results_of_a_unit_for_one_period_are_told_wherever_they_lie(spark: SparkSession) -> None:
    rows = on_spark(spark, small_table(unit=["b", "a", "b"]))
    assert why_it_failed(distributed.evaluate_spark(policy(BY_UNIT), rows)) == (
        "In one task (items count from its first row):\nOne problem in the results; nothing was decided.\n\n"
        '"b" has a result for 2010 already, in another row [RES34]'
    )


def test_a_unit_that_was_said_to_stay_in_its_group_is_found_in_two(spark: SparkSession) -> None:
    table = small_table(unit=["a", "b", "b"], period=[2010, 2010, 2011], kind=["county", "county", "department"])
    outcomes = distributed.evaluate_spark(
        policy(BY_GROUP), on_spark(spark, table), units_stay_in_groups=True, partitions=1
    )
    assert why_it_failed(outcomes) == (
        "Unit b is in one group in 2010 and in another in 2011 (kind), although units_stay_in_groups=True says that "
        "none ever is. Leave the argument out, and it is counted first."
    )


# ---- how the plan is chosen ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", [["county", "county"], ["county", "department"]], ids=["stay", "leave"])
def test_whether_units_stay_in_their_groups_is_counted_and_told(spark: SparkSession, kinds: list[str]) -> None:
    small = policy(BY_GROUP)
    table = small_table(unit=["a", "b", "b"], period=[2010, 2010, 2011], kind=["county", *kinds])
    with logged("targetrules.distributed", logging.INFO) as messages:
        distributed.evaluate_spark(small, on_spark(spark, table))
    assert messages == [plan(small, units_stay_in_groups=len(set(kinds)) == 1).text()]


@pytest.mark.parametrize(
    "given", [None, "rows", [{"unit": "A"}], pa.table({"unit": ["A"]})], ids=["none", "text", "list", "Arrow"]
)
def test_what_is_no_dataframe_of_spark_is_told(given: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^dataframe: .* is not a DataFrame of Spark$"):
        distributed.evaluate_spark(policy(BY_UNIT), given)
