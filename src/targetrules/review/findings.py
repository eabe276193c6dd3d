"""What a review finds: for each question that a policy raises, rows; none where nothing was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import field

from targetrules.arguments import one_of
from targetrules.data import frozen
from targetrules.rules.tree import Rules
from targetrules.wording import Word

__all__ = ["KINDS", "Review", "ReviewFinding"]

KINDS: Final = (
    "step",
    "rounding",
    "neighbour",
    "missing",
    "came",
    "went",
    "moved",
    "weight",
    "nobody",
    "still",
    "repeated",
    "alike",
    "unread",
    "default",
)
"""The questions, in the order in which they are told."""

Fields = Mapping[str, Any]
"""Ids, names and texts, Decimals, whole numbers, None; tuples of these."""


@frozen(slots=True)
class ReviewFinding:
    """The answer to one question.

    Attributes:
        kind: Which one: one of :data:`KINDS`.
        rows: What was found, each row by the names of its fields (listed in the reference of the command line).
        about: What all rows have in common, such as the measure whose weights they are.
        untried: How many units were left untried because it would have taken too long.
    """

    kind: str
    rows: tuple[Fields, ...]
    about: Fields = field(factory=dict)
    untried: int = 0


@frozen(slots=True)
class Review:
    """All answers on one period.

    Attributes:
        rules: The policy.
        period: The period, as outcomes print it.
        before: The latest period before it that has results; None where there is none.
        units: How many units have a result in it.
        findings: One for each question that the policy raises; of moves and of weights one for each number.
        notes: What was passed over where the results were read.
    """

    rules: Rules = field(repr=False)
    period: int | str
    before: int | str | None
    units: int
    findings: tuple[ReviewFinding, ...]
    notes: tuple[Word, ...] = ()

    def of(self, kind: str) -> tuple[ReviewFinding, ...]:
        """The answers to one question.

        Args:
            kind: Which one: one of :data:`KINDS`.

        Returns:
            None at all where the policy does not raise it.

        Raises:
            ArgumentError: There is no such question.
        """
        asked = one_of("kind", kind, KINDS)
        return tuple(each for each in self.findings if each.kind == asked)
