"""The policy as an expert would write it for polars: one global sort, then plain shifts."""

from __future__ import annotations

import polars as pl

__all__ = ["query"]


def query(table: pl.LazyFrame) -> pl.LazyFrame:
    c = pl.col
    score, group = c("score").fill_nan(None), ["period", "group"]
    table = table.with_columns(
        rank=score.rank("min", descending=True).over(group),
        ranked=score.count().over(group),
        low=score.min().over(group),
    )
    best = (c("score") >= 85) & (c("rank") <= c("ranked").cast(pl.Int64) * 20 // 100)
    grade = pl.when(best).then(3).when(c("score") >= 70).then(2).when(c("score") >= 50).then(1).otherwise(0)
    table = table.with_columns(grade=pl.when(c("score").is_not_null()).then(grade).cast(pl.Int8))
    table = table.with_columns(last=c("score") == c("low")).sort("unit", "period")
    table = table.with_columns(poor=(c("grade") == 0).fill_null(value=False))
    unit_before, period_before = c("unit").shift(1), c("period").shift(1)
    followed = ((c("unit") == unit_before) & (period_before == c("period") - 1)).fill_null(value=False)
    row = pl.int_range(pl.len(), dtype=pl.Int32)
    broken = pl.when(~c("poor")).then(row).when(~followed).then(row - 1)
    often = c("poor").cast(pl.Int32)
    for years in range(1, 5):
        near = (c("unit") == c("unit").shift(years)) & (c("period") - c("period").shift(years) <= 4)
        often = often + (near & c("poor").shift(years)).fill_null(value=False).cast(pl.Int32)
    table = table.with_columns(
        streak=pl.when(c("poor")).then(row - broken.forward_fill()).otherwise(0),
        often=often,
        before=pl.when(followed).then(c("grade").shift(1)),
    )
    return table.select(
        *("unit", "period", "rank", "ranked", "grade"),
        often_poor=c("often") >= 3,
        poor_before=c("before") == 0,
        report=c("grade") <= 1,
        talk=c("last") | (c("grade") == 0),
        reorganise=c("streak") >= 2,
        commend=c("grade") == 3,
    )
