"""A Spark DataFrame judged: Spark moves the rows, the columnar engine judges them where they are."""

from __future__ import annotations

import logging
import warnings
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Unpack
from typing import Literal as OneOf

import attrs
import pyspark.sql.functions as fn
from attrs import field
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_type
from pyspark.sql.types import IntegralType, StructType

from targetrules.arguments import READING, TELLING, a_count, a_switch, one_of, takes, unlike
from targetrules.data import define
from targetrules.distributed.column_names import column_names_of
from targetrules.distributed.counting import found, joined
from targetrules.distributed.plans import (
    HasRules,
    NotDistributableError,
    SparkPlan,
    common_groups,
    plan_of,
    policy_given,
)
from targetrules.distributed.row_codec import NAME, UNIT, RowCodec
from targetrules.distributed.similar_groups import check_groups
from targetrules.distributed.stages import NumberedComparison, StageComparisons, stage_comparisons
from targetrules.distributed.tasks import CompareTask, CountTask, JudgeTask, ReadTask
from targetrules.engine.outcomes import day_of_decision
from targetrules.results.options import Keywords, options_of
from targetrules.wording import LANGUAGES, say

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame

__all__ = ["evaluate_spark"]

_log: Final = logging.getLogger("targetrules.distributed")


@takes(**READING, **TELLING)
def evaluate_spark(
    policy: HasRules,
    dataframe: DataFrame,
    *,
    decided_on: date | None = None,
    units_stay_in_groups: bool | None = None,
    partitions: int | None = None,
    counts: OneOf["broadcast", "shuffle"] = "broadcast",
    language: str = "en",
    **how: Unpack[Keywords],
) -> DataFrame:
    """JudgeTask the rows of a Spark DataFrame.

    Nothing is judged before the DataFrame that is given back is asked for; notes are told at once. The plan goes to the
    log ``targetrules.distributed``.

    Args:
        policy: The policy.
        dataframe: One row a unit and period; columns that the policy does not need are not read.
        decided_on: The date of the decision, from which deadlines are counted.
        units_stay_in_groups: Whether it is known that no unit is ever in two of the groups that rankings are made
            within. Left out, it is counted first, at once, by a pass over the units and groups, if it matters.
        partitions: Into how many tasks rows are moved (default: Spark's ``spark.sql.shuffle.partitions``). A task
            holds all of its rows in memory; some million rows each are a good size.
        counts: Whether tables of counts are sent to every executor, or rows are moved to meet them, which is right
            for tables of more than some ten million lines (periods times groups times distinct scores).
        language: The language in which tasks tell problems, ``en`` or ``zh``.
        how: How the rows are read, and what is done with the notes on them.

    Returns:
        The outcomes of the rows, in no order, with the columns of ``Policy.evaluate_frame``.

    Raises:
        ArgumentError: One of the arguments cannot be used.
        ResultsError: A column is missing, or there twice; two groups have names that look alike, which is found at
            once where an input of type text names groups, by a pass over its column.
        NotDistributableError: The policy ranks by what its own rankings decided before, or has details.
        MissingExtraError: The extra ``spark`` is not installed.
        pyspark.errors.PythonException: From Spark, when the outcomes are asked for: its text has the problems of the
            task that found any first.
    """
    day = day_of_decision(policy_given(policy).rules, decided_on)
    _check_arguments(dataframe, partitions, counts, language, units_stay_in_groups)
    if policy.rules.details:
        raise NotDistributableError((), (), tuple(policy.rules.details))
    rules = attrs.evolve(policy.rules, claims=(), examples=())
    options = options_of(evaluate_spark, how)
    names = column_names_of(rules, dataframe.columns, options)
    options.tell(names.notes)
    codec = RowCodec.of(rules, names, options.naming)
    job = _SparkJob(dataframe, codec, partitions, language, broadcast=counts == "broadcast")
    return job.judged(job.plan(stay=units_stay_in_groups), day)


def _check_arguments(dataframe: object, partitions: object, counts: object, language: object, stay: object) -> None:
    """Raise ArgumentError where one of the arguments cannot be used."""
    a_count("partitions", partitions)
    one_of("counts", counts, ("broadcast", "shuffle"))
    one_of("language", language, LANGUAGES)
    if stay is not None:
        a_switch("units_stay_in_groups", stay)
    if not hasattr(dataframe, "mapInArrow"):
        raise unlike("dataframe", dataframe, "spark-frame")


@define(eq=False)
class _SparkJob:
    """One dataframe, on its way through the stages of a plan.

    ``together``: its rows were moved by unit, and nothing has moved them since. A broadcast join moves none.
    """

    given: DataFrame
    codec: RowCodec
    partitions: int | None
    language: str
    broadcast: bool = field(kw_only=True)
    together: bool = field(default=False, init=False)
    unit: pa.DataType = field(init=False)

    @unit.default
    def _unit(self) -> pa.DataType:
        return to_arrow_type(self.given.schema[self.codec.names.unit].dataType)

    # ---- plans -----------------------------------------------------------------------------------------------------

    def plan(self, *, stay: bool | None) -> SparkPlan:
        """The plan, told to the log. ``stay``: whether units stay in their groups (None: that is counted)."""
        check_groups(self.codec, self.distinct)
        stay = self.units_stay() if stay is None else stay
        plan = plan_of(self.codec.rules, units_stay_in_groups=stay)
        _log.info("%s", plan.text(self.language))
        if plan.stages and not self.broadcast:
            _log.info("%s", say("spark.to_counts", self.language))
        return plan

    def judged(self, plan: SparkPlan, decided_on: date | None) -> DataFrame:
        rows: DataFrame | None = None
        compared: tuple[NumberedComparison, ...] = ()
        for stage in stage_comparisons(self.codec, plan.stages):
            rows = self.compared(stage, rows)
            compared = (*stage.given, *stage.asked)
        rows = self.read(self.codec) if rows is None else rows
        columns = [self.codec.columns[name] for name in plan.groups if name in self.codec.columns]
        if columns:
            rows = self.moved(rows, [fn.col(column) for column in columns])
        elif not self.together:
            rows = self.moved(rows, [self.name()])
        judge = JudgeTask(self.codec, compared, plan.groups, decided_on, self.language)
        return _mapped(rows, judge, judge.schema(self.unit))

    def units_stay(self) -> bool:
        """Whether no unit is ever in two groups, counted; False where there are no groups that it matters for."""
        groups = common_groups(self.codec.rules)
        if not groups or not self.codec.columns.keys() >= set(groups):
            return False
        inputs = {name: self.codec.rules.inputs[name] for name in groups}
        rows = self.read(attrs.evolve(self.codec, rules=attrs.evolve(self.codec.rules, inputs=inputs)))
        pairs = rows.select(self.name().alias(UNIT), *(self.codec.columns[name] for name in groups)).distinct()
        left = pairs.groupBy(UNIT).count().filter("count > 1")
        return bool(left.isEmpty())

    def distinct(self, column: str) -> list[Any]:
        """What stands in a column, each value once."""
        return [row[0] for row in self.given.select(_quoted(column)).distinct().collect()]

    def compared(self, stage: StageComparisons, rows: DataFrame | None) -> DataFrame:
        """The rows (None: those that were given, not read yet) after one more stage."""
        if stage.past and not self.together:
            rows = self.moved(self.read(self.codec) if rows is None else rows, [self.name()])
            self.together = True
        if rows is None:
            few = CompareTask(stage, ReadTask(stage.codec, self.language))
            counts = _mapped(self.selected(stage.codec), CountTask(few), stage.count_schema())
            whole = CompareTask(stage, ReadTask(self.codec, self.language))
            before = from_arrow_schema(self.codec.schema(self.unit))
            keyed = _mapped(self.selected(self.codec), whole, _with(before, stage.key_schema()))
        else:
            counts = _mapped(rows, CountTask(CompareTask(stage)), stage.count_schema())
            keyed = _mapped(rows, CompareTask(stage), _with(rows.schema, stage.key_schema()))
        self.together = self.together and self.broadcast
        return joined(stage, keyed, found(stage, counts), broadcast=self.broadcast)

    # ---- steps -----------------------------------------------------------------------------------------------------

    def read(self, codec: RowCodec) -> DataFrame:
        return _mapped(self.selected(codec), ReadTask(codec, self.language), codec.schema(self.unit))

    def selected(self, codec: RowCodec) -> DataFrame:
        """The columns that are read, under names without signs that mean something to Spark."""
        names = codec.names.columns(codec.rules.inputs)
        return self.given.select([_quoted(name).alias(f"column_{at}") for at, name in enumerate(names)])

    def moved(self, rows: DataFrame, by: list[Column]) -> DataFrame:
        return rows.repartition(*by) if self.partitions is None else rows.repartition(self.partitions, *by)

    def name(self) -> Column:
        """What all rows of a unit have in common, however it is spelt."""
        if isinstance(self.given.schema[self.codec.names.unit].dataType, IntegralType) and not self.codec.naming.same:
            return fn.col(UNIT)
        return fn.coalesce(fn.col(NAME), fn.col(UNIT).cast("string"))


def _quoted(name: str) -> Column:
    return fn.col("`" + name.replace("`", "``") + "`")


def _with(before: StructType, more: pa.Schema) -> StructType:
    return StructType([*before.fields, *from_arrow_schema(more).fields])


def _mapped(rows: DataFrame, task: Any, schema: pa.Schema | StructType) -> DataFrame:
    with warnings.catch_warnings():
        # Spark looks for pandas, and warns of its version; nothing here goes through pandas. Filters are shared by all
        # threads, but Spark has no other way to be asked not to warn, and they are as before when it has made its plan.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        return rows.mapInArrow(task, schema if isinstance(schema, StructType) else from_arrow_schema(schema))
