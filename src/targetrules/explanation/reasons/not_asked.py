"""What is told of inputs that a period does not ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from targetrules.explanation.findings import Fact
from targetrules.explanation.symbol_table import SymbolTable

__all__ = ["facts_of_not_asked"]


def facts_of_not_asked(asked_about: Iterable[str], names: SymbolTable, period: int) -> Iterator[Fact]:
    """A fact for each of these names that is an input and is not asked for in the period."""
    for name in dict.fromkeys(asked_about):
        asked = names.rules.dated_inputs.get(name)
        if asked is None or period in asked:
            continue
        if asked.start is not None and period < asked.start:
            yield Fact("input.not_asked_before", {"name": names.named(name), "period": names.moment(asked.start)})
        elif asked.end is not None:
            yield Fact("input.not_asked_after", {"name": names.named(name), "period": names.moment(asked.end)})
