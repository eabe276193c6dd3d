"""Columns of Arrow read at once: a table to encoded columns (extra ``columnar``).

What a typed column leaves no doubt about is read at once, everything else by the readers of cells, each distinct cell
once. :mod:`targetrules.results.reading` says what is read; this is the backend for many rows.
"""

from __future__ import annotations

from targetrules.extra import need

need("columnar", "numpy", "pyarrow", "narwhals")
