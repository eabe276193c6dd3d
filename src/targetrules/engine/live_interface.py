"""What engines promise that judge results one by one: what they are told, and what they say it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.openness import Group, OpenBelow, Openness, RowKey
from targetrules.errors import TargetrulesError
from targetrules.history import Row
from targetrules.outcome import Outcome
from targetrules.rules import tree

__all__ = [
    "BelowEvent",
    "Closing",
    "Event",
    "LiveEngine",
    "LiveJudging",
    "NotServedError",
    "Results",
    "Revision",
    "RowEvent",
    "Taken",
]


@frozen(slots=True)
class RowEvent:
    """The result of a unit in a period is this from now on; None: there is none."""

    period: int
    unit: str
    row: Row | None

    @property
    def key(self) -> RowKey:
        """The place of the row."""
        return self.period, self.unit


@frozen(slots=True)
class Closing:
    """All results are there of the units of a period, or of one group of them."""

    period: int
    group: Group = ()


@frozen(slots=True)
class BelowEvent:
    """What is below a unit has come to something else, or is known or open since: its result is this from now on.

    The result itself is the one that came: groups that were complete are so still.
    """

    period: int
    unit: str
    row: Row

    @property
    def key(self) -> RowKey:
        """The place of the row."""
        return self.period, self.unit


Event = RowEvent | BelowEvent | Closing


@frozen(slots=True)
class Revision:
    """What became of a row: its outcomes before and after, and how it is judged now; None where there is no row."""

    period: int
    unit: str
    before: Outcome | None
    after: Outcome | None
    judged: Judged | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class Taken:
    """What events have changed: the rows whose outcome is another, by period and unit, and how to take it back.

    ``anew`` are all rows of which anything that was found may be otherwise.
    """

    revisions: Sequence[Revision]
    anew: Sequence[RowKey] = field(repr=False)
    undo: Callable[[], None] = field(repr=False)


class Results(Protocol):
    """The results that have arrived, one a unit and period."""

    def __len__(self) -> int:
        """How many they are."""

    def __contains__(self, key: RowKey, /) -> bool:
        """Whether there is one of a unit in a period."""

    def get(self, key: RowKey, /) -> Row | None:
        """That one, if it is there."""

    def having(self, period: int, group: Group, /) -> Iterator[str]:
        """The units that have one with these values in a period."""

    def of_unit(self, unit: str, /) -> Sequence[RowKey]:
        """Those of a unit, the earliest first."""

    def count(self, unit: str, /) -> int:
        """How many they are of a unit."""

    def all(self) -> Iterator[Row]:
        """All of them, by period and unit."""


class LiveJudging(Protocol):
    """All that has arrived for one policy, judged. It is not for several threads at once."""

    @property
    def arrived(self) -> Results:
        """The results."""

    @property
    def openness(self) -> Openness:
        """Which groups are complete."""

    def take(self, events: Sequence[Event], /) -> Taken:
        """Take what has happened, all of it or, where anything is raised, nothing, and judge what rests on it.

        Args:
            events: Results and closings, in order.
        """

    def judged(self, key: RowKey, /) -> Judged:
        """A row that is there, as it is judged, to be explained."""

    def outcome(self, key: RowKey, /) -> Outcome:
        """The outcome of a row that is there."""

    def outcomes(self) -> list[Outcome]:
        """All outcomes, by period and unit."""


class NotServedError(TargetrulesError):
    """A live engine does not serve a policy.

    Attributes:
        refusals: What it cannot serve: the name of a rule or definition, and a word of the section ``live``.
    """

    def __init__(self, refusals: Iterable[tuple[str, str]]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(self.refusals)


class LiveEngine(Protocol):
    """An engine that judges results as they arrive, in any order."""

    def start(self, rules: tree.Rules, decided_on: date | None = None, below: OpenBelow | None = None) -> LiveJudging:
        """Nothing has arrived yet.

        Args:
            rules: The policy.
            decided_on: The date of the decision, from which every deadline of the policy can be counted.
            below: Whether outcomes of lower policies are not known yet below a unit; None: there are none.
        """
