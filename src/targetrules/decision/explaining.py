"""Why rows were judged so: whatever a program has as results, explained by rows, or by columns where they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from attrs import frozen

from targetrules.arguments import a_period, a_unit
from targetrules.decision.reading import is_frame, is_large_frame, refuse_given
from targetrules.decision.results import Results
from targetrules.explanation.findings import Explanation
from targetrules.period import period_text
from targetrules.results.options import FileOptions, Options
from targetrules.rules.tree import Rules

__all__ = ["Explaining"]


@frozen(slots=True)
class Explaining:
    """Results of which rows are to be explained.

    ``read`` reads them by rows, and tells what was passed over. ``changes``: whether changes are searched for, or
    with how much work.
    """

    rules: Rules
    rows: Any
    options: Options
    file: FileOptions
    read: Callable[[], Results]
    changes: bool | int

    def one(self, unit: str | int, period: int | str | date) -> Explanation:
        """The explanation of one unit in one period."""
        kind, name = self.rules.period, self.options.naming.name_of(a_unit("unit", unit))
        when = period_text(kind, a_period("period", period, kind))
        if is_large_frame(self.rows):
            from targetrules.frames.explain import explained

            refuse_given(self.file)
            return explained(self.rules, self.rows, self.options).of(name, when, self.changes)
        from targetrules.explanation.why import explain

        return explain(self.rules, self.read().history, name, when, self.changes)

    def several(self, positions: Iterable[int] | Iterable[bool] | None) -> Iterator[Explanation]:
        """The explanations of the rows at these positions, or of all rows, one after the other."""
        if is_frame(self.rows):
            from targetrules.frames.explain import explained

            refuse_given(self.file)
            return explained(self.rules, self.rows, self.options).at(positions, self.rows, self.changes)
        from targetrules.explanation.why import explain_rows, rows_asked

        history = self.read().history
        return explain_rows(self.rules, history, rows_asked(positions, len(history.rows)), self.changes)
