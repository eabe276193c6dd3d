"""The policy in SQL, for DuckDB."""

from __future__ import annotations

from typing import Any, Final

import duckdb

__all__ = ["query"]

_SQL: Final = """
with placed as (
  select unit, period, score,
    case when score is not null then rank() over (cohort order by score desc nulls last) end as rank,
    count(score) over cohort as ranked, min(score) over cohort as low
  from results window cohort as (partition by period, "group")
), graded as (
  select unit, period, rank, ranked, score = low as last,
    case when score is null then null when score >= 85 and rank <= ranked * 20 // 100 then 3
      when score >= 70 then 2 when score >= 50 then 1 else 0 end::tinyint as grade
  from placed
), counted as (
  select *, coalesce(grade = 0, false) as poor,
    lag(grade) over years as grade_before, lag(period) over years as period_before,
    count(*) filter (grade = 0) over (years range between 4 preceding and current row) as often
  from graded window years as (partition by unit order by period)
)
select unit, period, rank, ranked, grade, often >= 3 as often_poor,
  case when period_before = period - 1 then grade_before = 0 end as poor_before,
  grade <= 1 as report, last or grade = 0 as talk,
  poor and coalesce(period_before = period - 1 and grade_before = 0, false) as reorganise,
  grade = 3 as commend
from counted
"""


def query(results: Any) -> Any:
    """An Arrow table in, an Arrow table out."""
    connection = duckdb.connect()
    connection.register("results", results)
    connection.execute("set threads = 2")
    return connection.sql(_SQL).to_arrow_table()
