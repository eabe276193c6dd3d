"""``jincheng-2010`` by hand, from a CSV file to a file of decisions, as an expert would write it for polars.

A script that imports polars alone: ``python by_polars.py results.csv decided.csv`` (or ``decided.parquet``). It reads
exact decimals, and what it writes as CSV is byte for byte what ``targetrules evaluate`` writes. It checks nothing but
what polars checks: a word that is no grade and a score that is no number end it.
"""

from __future__ import annotations

import sys
from typing import Any

import polars as pl

_KINDS = pl.Enum(["county", "department"])
_GRADES = pl.Enum(["excellent", "good", "average", "poor"])
_RESULTS: dict[str, Any] = {
    "unit": pl.String,
    "period": pl.Int64,
    "kind": _KINDS,
    "score": pl.Decimal(5, 2),
    "grade": _GRADES,
}


def main(results: str, decided: str) -> None:
    """Read, decide and write; the streaming engine never has the whole table as text."""
    table = _decided(pl.scan_csv(results, schema=_RESULTS))
    if decided.endswith(".parquet"):
        table.sink_parquet(decided, engine="streaming")
    else:
        table.sink_csv(decided, engine="streaming")


def _decided(results: pl.LazyFrame) -> pl.LazyFrame:
    c, group = pl.col, ["period", "kind"]
    poor = c("grade") == "poor"
    year_after = results.filter(poor).select("unit", c("period") + 1, again=True)
    table = results.sort("period", maintain_order=True)
    table = table.join(year_after, on=["unit", "period"], how="left", maintain_order="left")
    table = table.with_columns(
        rank=c("score").rank("min", descending=True).over(group),
        size=pl.len().over(group),
        lowest=c("score").min().over(group),
    )
    nothing, last = pl.lit(None, pl.String), (c("score") == c("lowest")) & (c("size") >= 2)
    return table.select(
        *("unit", "period", "grade"),
        nothing.alias("measure.income_to_reach"),
        c("rank").alias("place.overall.rank"),
        c("size").alias("place.overall.size"),
        nothing.alias("condition.year_targets_met"),
        nothing.alias("condition.long_run_pace_kept"),
        nothing.alias("condition.income_doubled"),
        nothing.alias("statuses"),
        (c("grade") == "excellent").alias("consequence.commendation"),
        c("grade").is_in(["average", "poor"]).alias("consequence.written-report"),
        (last | poor).alias("consequence.warning-talk"),
        (poor & c("again").fill_null(value=False)).alias("consequence.reorganisation"),
        nothing.alias("replaced"),
        nothing.alias("undetermined"),
        nothing.alias("remarks"),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
