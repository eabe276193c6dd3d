"""A history as an engine takes it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from targetrules.history import History
from targetrules.rules.tree import Rules

if TYPE_CHECKING:
    from targetrules.columns.encoded import EncodedTable

__all__ = ["HistoryRows"]


@frozen(slots=True, eq=False)
class HistoryRows:
    """Rows that are Python objects, and columns where an engine asks for them."""

    rules: Rules
    history: History

    @cached_property
    def encoded(self) -> EncodedTable:
        """As columns."""
        from targetrules.columns.encoded import encode

        return encode(self.rules, self.history)
