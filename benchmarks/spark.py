"""Spark beside one machine, one policy for each plan: ``python -m benchmarks.spark 1e6 1e7``.

Needs the extra ``spark`` and a Java. A Spark of its own judges each policy on this machine, all cores, from Parquet to
nothing (``noop``). Before that, the outcomes of the first size are compared with ``evaluate_frame``, row by row.
Processor time is read from /proc, so this runs on Linux alone.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from attrs import frozen
from rich.console import Console
from rich.table import Table

from benchmarks.engines.tables import FOLDER, Given, results_for
from targetrules import Policy, load, loads
from targetrules.distributed import evaluate_spark, plan

COUNTIES = (Path(__file__).parent / "engines" / "counties.toml").read_text(encoding="utf-8")
WHOLE = COUNTIES.replace('within = "group"\n', "")
MEMORY = os.environ.get("SPARK_MEMORY", "4g")


@frozen
class Measured:
    """One policy on one table, and whether it is known that units stay in their groups (None: it is counted)."""

    name: str
    policy: Policy
    rows: int
    stay: bool | None = None

    @property
    def file(self) -> Path:
        if self.policy.id == "counties":
            return Given(self.rows, "text", "shuffled").file
        path = FOLDER / f"{self.policy.id}-{self.rows}.parquet"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            results_for(self.policy, self.rows).write_parquet(path)
        return path


def measures(rows: int) -> Iterator[Measured]:
    counties, whole = loads(COUNTIES, name="counties"), loads(WHOLE, name="counties")
    yield Measured("nc-low-performing", load("nc-low-performing"), rows)
    yield Measured("counties", counties, rows, stay=True)
    yield Measured("counties, counted", counties, rows)
    yield Measured("jincheng-2010", load("jincheng-2010"), rows)
    yield Measured("counties, one group", whole, rows)


def main() -> None:
    sizes = [round(float(size)) for size in sys.argv[1:] or ["1e6"]]
    table = Table("policy", "plan", "rows", "seconds", "CPU µs a row", "bytes a row", "evaluate_frame")
    for size in sizes:
        for each in measures(size):
            if size == sizes[0]:
                check_same(each)
            found = measured(each)
            cpu, moved = f"{found.cpu / size * 1e6:.2f}", f"{found.moved / size:.0f}"
            row = (
                each.name,
                found.plan,
                f"{size:.0e}",
                f"{found.seconds:.1f}",
                cpu,
                moved,
                f"{frame_seconds(each):.2f}",
            )
            table.add_row(*row)
            Console(stderr=True, width=120).print(*row, sep="  ")
    Console(width=110).print(table)


@frozen
class Found:
    """The plan, wall time and processor time of Java and its workers in seconds, and bytes written for other tasks."""

    plan: str
    seconds: float
    cpu: float
    moved: int


def measured(each: Measured) -> Found:
    with TemporaryDirectory() as folder:
        spark = session(folder)
        try:
            rows = spark.read.parquet(str(each.file))
            warm(spark)
            cpu, start = cpu_seconds(spark), time.perf_counter()
            outcomes = evaluate_spark(each.policy, rows, units_stay_in_groups=each.stay)
            outcomes.write.format("noop").mode("overwrite").save()
            took, cpu = time.perf_counter() - start, cpu_seconds(spark) - cpu
            is_counted = "CountTask(" in str(outcomes._jdf.queryExecution().executedPlan().toString())  # noqa: SLF001
        finally:
            spark.stop()
        chosen = plan(each.policy, units_stay_in_groups=not is_counted).partitioning.value
        return Found(chosen, took, cpu, bytes_moved(Path(folder) / "events"))


def cpu_seconds(spark: Any) -> float:
    """Of Java, and of the workers that it started, those that have ended included."""
    stats = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            stats[int(file.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    java = {spark.sparkContext._gateway.proc.pid}  # noqa: SLF001
    while more := {pid for pid, (parent, _) in stats.items() if parent in java} - java:
        java |= more
    return sum(stats[pid][1] for pid in java if pid in stats) / os.sysconf("SC_CLK_TCK")


def session(folder: str) -> Any:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    events = Path(folder) / "events"
    events.mkdir()
    settings = {
        "spark.driver.memory": MEMORY,
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": events.as_uri(),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.rolling.enabled": "false",
        "spark.local.dir": folder,
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "16",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[*]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def warm(spark: Any) -> None:
    """Java and the first workers start once."""
    spark.range(1000).mapInArrow(lambda batches: batches, "id long").count()


def check_same(each: Measured) -> None:
    """Spark decides what one machine decides, row by row."""
    with TemporaryDirectory() as folder:
        spark = session(folder)
        try:
            outcomes = evaluate_spark(each.policy, spark.read.parquet(str(each.file)), units_stay_in_groups=each.stay)
            outcomes.write.parquet(f"{folder}/outcomes")
        finally:
            spark.stop()
        ours = pl.read_parquet(f"{folder}/outcomes/*.parquet").sort("unit", "period")
    wanted = each.policy.evaluate_frame(pl.read_parquet(each.file)).with_columns(pl.col("grade").cast(pl.String))
    if not ours.equals(wanted.sort("unit", "period").select(ours.columns).cast(ours.schema)):
        raise AssertionError(f"{each.name}: Spark decides something else")


def frame_seconds(each: Measured) -> float:
    rows = pl.read_parquet(each.file)
    start = time.perf_counter()
    each.policy.evaluate_frame(rows)
    return time.perf_counter() - start


def bytes_moved(folder: Path) -> int:
    """What all tasks wrote for others."""
    lines = (json.loads(line) for file in folder.iterdir() for line in file.read_text(encoding="utf-8").splitlines())
    ends = [line for line in lines if line["Event"] == "SparkListenerTaskEnd" and line.get("Task Metrics")]
    return sum(line["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"] for line in ends)


if __name__ == "__main__":
    main()
