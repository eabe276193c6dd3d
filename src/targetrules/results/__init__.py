"""Tables of results, from files and from Python, to the history that a policy judges.

    bytes ──from_csv, from_xlsx, from_json, from_parquet──▶ table ──reading──▶ typed columns ──▶ history
    rows of a program, dataframes ──from_rows──▶ table

What cannot be read is collected as problems, and with any of them there is no history. What a header means is a
mapping, which a reader keeps for the next table that has the same.
"""

from __future__ import annotations

from targetrules.results.code import Code
from targetrules.results.naming import Naming
from targetrules.results.plan import ReadingPlan
from targetrules.results.problem import Problem, ResultsError
from targetrules.results.sources.from_rows import from_rows
from targetrules.results.sources.read import FORMATS, read_table
from targetrules.results.table import Table
from targetrules.results.to_history import Reader, ReadHistory, history_of, read_history
from targetrules.results.told import ResultsNote

__all__ = [
    "FORMATS",
    "Code",
    "Naming",
    "Problem",
    "ReadHistory",
    "Reader",
    "ReadingPlan",
    "ResultsError",
    "ResultsNote",
    "Table",
    "from_rows",
    "history_of",
    "read_history",
    "read_table",
]
