"""Dataframes judged whole: a table in, columns to the columnar engine, a table of outcomes out (extra ``columnar``).

    dataframe ──kinds──▶ frame ──reading──▶ coded ──engine.columnar──▶ outcome columns ──writing──▶ Arrow ──▶ dataframe

Reading means what :mod:`targetrules.results` means, cell by cell and problem by problem: what a typed column leaves no
doubt about is read at once, everything else by the readers of that package, each distinct cell once.
"""

from __future__ import annotations

from targetrules.extra import need

need("columnar", "numpy", "pyarrow", "narwhals")
