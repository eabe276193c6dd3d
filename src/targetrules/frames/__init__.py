"""Dataframes judged whole: a table in, columns to the columnar engine, a table of outcomes out (extra ``columnar``).

    dataframe ──kinds──▶ table ──results──▶ encoded ──engine──▶ outcome columns ──writing──▶ Arrow ──▶ dataframe

A dataframe is a table like any other, read by :mod:`targetrules.results`.
"""

from __future__ import annotations

from targetrules.extra import need

need("columnar", "numpy", "pyarrow", "narwhals")
