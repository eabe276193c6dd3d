"""Two policies side by side: as they are written, and whether any history at all is treated otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from attrs import field

from targetrules.arguments import DETAILS, FILES, READING, ArgumentError, instance_of, takes
from targetrules.comparison.on_results import OnResults, treated_on
from targetrules.comparison.reading import read_by_both
from targetrules.comparison.written import ChangedDefinition, written_differences
from targetrules.data import frozen
from targetrules.extra import MissingExtraError
from targetrules.policy import Policy
from targetrules.proof import TIMEOUT, Difference, Equivalent, Open, equivalent
from targetrules.proof.proving import seconds

if TYPE_CHECKING:
    from targetrules.reading_policy import Rows
    from targetrules.results.options import KeptRowsKeywords

__all__ = ["Comparison", "InAllHistories", "NotAsked", "compare"]


@frozen(slots=True)
class NotAsked:
    """Why solvers were not asked whether two policies decide alike.

    Attributes:
        why: The two do not read the same results, or the extra ``prove`` is not installed.
    """

    why: ArgumentError | MissingExtraError

    def text(self, language: str = "en") -> str:
        """Why, in words.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            A sentence without a full stop.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return self.why.word.text(language) if isinstance(self.why, ArgumentError) else self.why.text(language)


InAllHistories = Equivalent | Difference | Open | NotAsked
"""Whether two policies give the same grades and consequences in all histories."""


@frozen(slots=True)
class Comparison:
    """What differs between two policies.

    Attributes:
        old: The one.
        new: The other.
        written: The definitions that differ as they are written. Comments, and the order of what has names, do not.
        in_all: Whether they give the same grades and consequences in all histories: that they are equivalent, a
            smallest history of which they decide otherwise, that nobody knows, or why it was not asked; None where
            only what was written just now is looked at.
        on_results: What they decide otherwise of results that were given; None where none were.
        timeout: How many seconds the solvers had.
    """

    old: Policy = field(repr=False)
    new: Policy = field(repr=False)
    written: tuple[ChangedDefinition, ...]
    in_all: InAllHistories | None
    on_results: OnResults | None = None
    timeout: float = TIMEOUT

    @property
    def differs(self) -> bool:
        """Whether something that decides is written otherwise, or a history is known of which they decide otherwise."""
        is_written = any(entry.effect == "decides" for each in self.written for entry in each.entries)
        is_decided = self.on_results is not None and bool(self.on_results.rows)
        return is_written or is_decided or isinstance(self.in_all, Difference)


@takes(**READING, **FILES, **DETAILS)
def compare(
    old: Policy, new: Policy, rows: Rows | None = None, *, timeout: float = TIMEOUT, **how: Unpack[KeptRowsKeywords]
) -> Comparison:
    """Tell what differs between two policies: as they are written, and in what they decide.

    As they are written they are compared definition by definition, by the names of these. What they decide is asked of
    the solvers, if they are there (extra ``prove``) and both policies read the same results.

    Args:
        old: The one, such as the policy of last year.
        new: The other.
        rows: Real results, which both policies judge, so that it is told who is treated otherwise, and why.
        timeout: Seconds for the solvers, past which nobody knows.
        how: How the rows are read. Of ``details`` each policy is given those that it has.

    Returns:
        What differs.

    Raises:
        ArgumentError: One of the arguments cannot be used; of two policies with results the periods are of two kinds.
        UnreadByPolicyError: One of the policies cannot understand the rows; ``problems`` has all that is wrong.
        MissingExtraError: What reads the rows is not installed.
    """
    instance_of("old", old, Policy, "policy")
    instance_of("new", new, Policy, "policy")
    limit = seconds(timeout)
    on_results = None if rows is None else _on_results(old, new, rows, how)
    return Comparison(old, new, written_differences(old, new), _in_all(old, new, limit), on_results, limit)


def _in_all(old: Policy, new: Policy, limit: float) -> InAllHistories:
    try:
        return equivalent(old, new, timeout=limit)
    except (ArgumentError, MissingExtraError) as error:
        return NotAsked(error)


def _on_results(old: Policy, new: Policy, rows: Rows, how: KeptRowsKeywords) -> OnResults:
    before, after = read_by_both(old, new, rows, how)
    return treated_on(old, before, new, after)
