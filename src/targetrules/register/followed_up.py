"""What became of consequences, as inputs of the period after: recorded with its decision, with the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Self

from targetrules.data import frozen
from targetrules.register.event import Event
from targetrules.rules.tree import Rules

__all__ = ["YES", "FollowedUp", "follow_ups_of", "followed_in"]

YES: Final = "true"
"""What stands in the cells of all of whom nothing else is said."""
_NO: Final = "false"
_KEY: Final = "followed_up"


@frozen(slots=True)
class FollowedUp:
    """What became of consequences of the period before, as far as it was known on a day.

    Attributes:
        day: The day.
        late: By the name of an input, the units that were to carry the consequence out, and have not in time.
        open: Those of which it is not known yet; of all others nothing is left to be carried out.
    """

    day: date
    late: Mapping[str, Sequence[str]]
    open: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """As a decision says it."""
        return cls(date.fromisoformat(said["on"]), said["late"], said["open"])

    def values(self) -> dict[str, Any]:
        """As a decision says it."""
        return {_KEY: {"on": self.day.isoformat(), "late": self.late, "open": self.open}}

    def is_done(self, name: str, unit: str) -> bool | None:
        """Whether nothing was left to be carried out by a unit, by the name of an input; None: it was not known."""
        return None if unit in self.open[name] else unit not in self.late[name]

    def cells(self) -> dict[str, dict[str, str]]:
        """By the name of an input, the cells of the units that have not carried it out, or not yet."""
        return {
            name: {**dict.fromkeys(units, _NO), **dict.fromkeys(self.open[name], "")}
            for name, units in self.late.items()
        }


def follow_ups_of(rules: Rules) -> dict[str, str]:
    """The inputs that a register fills, each with the id of the consequence."""
    return {name: each.follow_up for name, each in rules.inputs.items() if each.follow_up is not None}


def followed_in(event: Event) -> FollowedUp | None:
    """What a decision was taken with; None where its policy did not ask then."""
    try:
        said = event.value(_KEY)
    except KeyError:
        return None
    return FollowedUp.of(said)
