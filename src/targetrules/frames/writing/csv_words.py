"""Texts of many lines as cells of CSV, quoted as a single one is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from targetrules.report.outcome_csv import csv_text

__all__ = ["MARKS", "cells_text", "quoted"]

MARKS: Final = re.compile('[",\\r\\n\ud800-\udfff]')
"""What a text must not have, to be a cell as it is."""


def quoted(text: str) -> str:
    """The text as a cell."""
    return csv_text([[text, ""]]).removesuffix(",\n")


def cells_text(cells: Iterable[str]) -> str:
    """Cells of a line that has others before them, with the comma before each."""
    return csv_text([["", *cells]]).removesuffix("\n")
