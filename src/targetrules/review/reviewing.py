"""The review of a period: :func:`review`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, Unpack

from targetrules.arguments import DETAILS, FILES, READING, a_period, instance_of, takes
from targetrules.loaded_policy import LoadedPolicy
from targetrules.outcome import NoSuchResultError
from targetrules.period import ordinal_of, period_text
from targetrules.policy import Policy
from targetrules.review.columns import defaults, unread
from targetrules.review.edges import roundings, steps
from targetrules.review.findings import KINDS, Review, ReviewFinding
from targetrules.review.neighbours import neighbours, nobody
from targetrules.review.rows import alike, came_and_went, missing, moved, repeated, still
from targetrules.review.situation import Situation, situation_of
from targetrules.review.weights import weights
from targetrules.rules.resolution.indicator_weights import weights_of_scores
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from datetime import date

    from targetrules.decision.results import Results
    from targetrules.reading_policy import Rows
    from targetrules.results.options import KeptRowsKeywords

__all__ = ["review", "reviewed"]

_QUESTIONS: Final[tuple[Callable[[Situation], Iterator[ReviewFinding]], ...]] = (
    steps,
    roundings,
    neighbours,
    missing,
    came_and_went,
    moved,
    weights,
    nobody,
    still,
    repeated,
    alike,
    unread,
    defaults,
)


@takes(**READING, **FILES, **DETAILS)
def review(
    policy: Policy, rows: Rows, *, period: int | str | date | None = None, **how: Unpack[KeptRowsKeywords]
) -> Review:
    """Ask the questions that a careful office asks before the decisions of a period go out.

    Units are judged, and each anew with one value changed, so that an answer is what would have been decided: by the
    reference engine one by one, or of 10,000 results and more all at once in columns, which finds the same.

    Args:
        policy: The policy.
        rows: The results, as :meth:`targetrules.Policy.evaluate` takes them.
        period: The period that is reviewed; left out, the latest that has results.
        how: How the rows are read.

    Returns:
        The answers. Nothing is warned of: the notes on the rows are in ``notes``.

    Raises:
        ArgumentError: One of the arguments cannot be used.
        ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
        NoSuchResultError: There is no result in the period, or none at all.
        MissingExtraError: What reads the file is not installed.
    """
    rules = instance_of("policy", policy, Policy, "policy").rules
    when = None if period is None else period_text(rules.period, a_period("period", period, rules.period))
    return reviewed(policy, policy.read(rows, **how), when)


def reviewed(policy: LoadedPolicy, results: Results, period: int | str | None) -> Review:
    """The answers on a period of results that a policy has read; None: the latest."""
    rules, there = results.rules, results.periods
    asked = (there[-1] if there else None) if period is None else period
    if asked is None or asked not in there:
        values: dict[str, Any] = {"period": asked, "periods": Listing(tuple(map(str, there)))}
        raise NoSuchResultError(Word("reviews.no-results" if asked is None else "reviews.no-such-period", values))
    at = ordinal_of(rules.period, asked) or 0
    of = situation_of(results, at, weights_of_scores(policy.written, at))
    found = [answer for question in _QUESTIONS for answer in question(of)]
    found.sort(key=lambda each: KINDS.index(each.kind))
    before = None if of.before_period is None else period_text(rules.period, of.before_period)
    return Review(rules, asked, before, len(of.judged), tuple(found), results.notes)
