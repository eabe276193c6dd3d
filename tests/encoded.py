"""Tables and dataframes read by columns, as the columnar engine takes them."""

from __future__ import annotations

from typing import Any

from targetrules.frames.kinds import frame_of
from targetrules.results import Table
from targetrules.results.arrow.encoded import EncodedResults, read_encoded
from targetrules.results.options import Options
from targetrules.rules.tree import Rules

__all__ = ["encoded_frame", "encoded_table"]


def encoded_table(rules: Rules, table: Table, *, wide: str | None = None, **how: Any) -> EncodedResults:
    """What :func:`targetrules.results.read_history` makes a history."""
    return read_encoded(rules, table, Options(**how), wide=wide)


def encoded_frame(rules: Rules, frame: Any, **how: Any) -> EncodedResults:
    """The results in a dataframe of any kind."""
    return read_encoded(rules, frame_of(frame).table, Options(**how))
