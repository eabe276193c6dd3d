"""What a search for an answer may take: seconds that are counted in the steps of solvers, and not by any clock.

So the same question has the same answer on a busy machine as on an idle one. What is done beside the solvers is counted
likewise: so much for a letter of the text that they are asked, so much for results that are drawn and judged.
"""

from __future__ import annotations

from typing import Final

from targetrules.data import define

__all__ = ["DRAWN", "FIRST_STEPS", "LETTERS", "MADE", "SECOND_STEPS", "Allowance"]

FIRST_STEPS: Final = 4_000_000
"""Steps of z3 in a second of common machines; some kinds of question take twice as many, others half."""
SECOND_STEPS: Final = 600_000
"""Steps of cvc5 in a second."""
LETTERS: Final = 2_000_000
"""Letters of text that are asked in a second."""
MADE: Final = 400_000
"""Letters of text of which all that they are made of is made in a second."""
DRAWN: Final = 500
"""Results that are drawn and judged in a second."""


@define(slots=True, eq=False)
class Allowance:
    """So many seconds are ``left``; what is taken of them is taken of those ``within`` which they lie as well."""

    left: float
    within: Allowance | None = None

    def take(self, seconds: float) -> None:
        """Take so many."""
        self.left -= seconds
        if self.within is not None:
            self.within.take(seconds)

    def part(self, divided_by: int) -> Allowance:
        """A part of what is left."""
        return Allowance(self.left / divided_by, self)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0
