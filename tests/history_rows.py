"""A history as an engine takes it, also such as no reader gives."""

from __future__ import annotations

from functools import cached_property

from attrs import frozen

from targetrules.columns.encoded import EncodedTable, encode
from targetrules.history import History
from targetrules.rules.tree import Rules

__all__ = ["HistoryRows"]


@frozen(slots=True, eq=False)
class HistoryRows:
    """Rows that are Python objects, and columns where an engine asks for them."""

    rules: Rules
    history: History

    @cached_property
    def encoded(self) -> EncodedTable:
        """As columns."""
        return encode(self.rules, self.history)
