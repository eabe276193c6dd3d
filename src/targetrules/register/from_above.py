"""What was decided of units above, as inputs of the policy below: recorded with the decision that was taken with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from targetrules.data import frozen
from targetrules.register.event import Event

__all__ = ["FoundAbove", "above_in"]

_KEY: Final = "above"


@frozen(slots=True)
class FoundAbove:
    """What was decided of units above: by input the cells, each with the units of which it is."""

    found: Mapping[str, Mapping[str, Sequence[str]]]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """As a decision says it."""
        return cls(said)

    def values(self) -> dict[str, Any]:
        """As a decision says it."""
        return {_KEY: self.found}

    def cells(self) -> dict[str, dict[str, str]]:
        """By input the cells of the units; of others nothing is known."""
        return {name: {unit: cell for cell, units in of.items() for unit in units} for name, of in self.found.items()}


def above_in(event: Event) -> FoundAbove | None:
    """What a decision was taken with; None where its policy did not ask then."""
    try:
        return FoundAbove.of(event.value(_KEY))
    except KeyError:
        return None
