"""Dataframes judged whole: a table in, columns to the columnar engine, a table of outcomes out (extra ``columnar``).

    dataframe ──kinds──▶ table ──reading──▶ encoded ──engine──▶ outcome columns ──writing──▶ Arrow ──▶ dataframe

A dataframe is a table like any other, read by :mod:`targetrules.results`; :mod:`.reading` is the backend that reads
columns of Arrow: what a typed column leaves no doubt about at once, everything else by the readers of cells, each
distinct cell once.
"""

from __future__ import annotations

from targetrules.extra import need

need("columnar", "numpy", "pyarrow", "narwhals")
