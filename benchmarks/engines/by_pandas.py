"""The policy as one would write it for pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["query"]


def query(table: pd.DataFrame) -> pd.DataFrame:
    scores = table.groupby(["period", "group"])["score"]
    rank, ranked, low = scores.rank("min", ascending=False), scores.transform("count"), scores.transform("min")
    score = table["score"]
    best = (score >= 85) & (rank <= ranked * 20 // 100)
    grade = np.select([score.isna(), best, score >= 70, score >= 50], [-1, 3, 2, 1], 0).astype(np.int8)
    table = table.assign(rank=rank, ranked=ranked, grade=grade, last=score == low)
    table = table.sort_values(["unit", "period"])
    unit, period, poor = table["unit"], table["period"], table["grade"] == 0
    often, run = poor.astype(np.int8), poor.copy()
    for years in range(1, 5):
        near = (unit == unit.shift(years)) & (period - period.shift(years) <= 4)
        often += near & poor.shift(years, fill_value=False)
    followed = (unit == unit.shift(1)) & (period.shift(1) == period - 1)
    run &= followed & poor.shift(1, fill_value=False)
    return table[["unit", "period", "rank", "ranked", "grade"]].assign(
        often_poor=often >= 3,
        poor_before=followed & poor.shift(1, fill_value=False),
        report=table["grade"].isin([0, 1]),
        talk=table["last"] | poor,
        reorganise=run,
        commend=table["grade"] == 3,
    )
