"""The same results as two policies read them: each by its own inputs and details."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from attrs import evolve

from targetrules.arguments import ArgumentError
from targetrules.decision.request import no_details
from targetrules.decision.results import Results
from targetrules.policy import Policy
from targetrules.results.detail_rows import DetailRows
from targetrules.results.options import KeptRowsKeywords
from targetrules.results.problem import MOST_TOLD, Problem, ResultsError
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.given import is_stream, read_of
from targetrules.wording import Word, say

if TYPE_CHECKING:
    from targetrules.reading_policy import Rows

__all__ = ["UnreadByPolicyError", "read_by_both"]


class UnreadByPolicyError(ResultsError):
    """A policy cannot understand the results on which it is compared with another one. It is a ResultsError as well.

    Attributes:
        policy: The name of the policy's file.
        also: What the other policy cannot understand either; None where it understands them, or finds the same.
        both: Whether the other policy finds the same.
    """

    def __init__(
        self,
        problems: Iterable[Problem],
        counts: Mapping[Any, int] | None,
        policy: str,
        also: UnreadByPolicyError | None = None,
        *,
        both: bool = False,
    ) -> None:
        super().__init__(problems, counts)
        self.policy, self.also, self.both = policy, also, both

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.problems, self.counts, self.policy, self.also, self.both)

    def text(self, language: str = "en", most: int = MOST_TOLD) -> str:
        """All problems as a person reads them, below the policy that has them.

        Args:
            language: ``"en"`` or ``"zh"``.
            most: So many problems of one code are told.

        Returns:
            The lines.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        key = "comparison.unread-by-both" if self.both else "comparison.unread-by"
        told = say(key, language, {"policy": self.policy}) + "\n" + super().text(language, most)
        return told if self.also is None else told + "\n\n" + self.also.text(language, most)


def _made(*given: Any) -> UnreadByPolicyError:
    return UnreadByPolicyError(*given[:4], both=given[4])


def read_by_both(old: Policy, new: Policy, rows: Rows, how: KeptRowsKeywords) -> tuple[Results, Results]:
    """The results as each of the policies reads them.

    Args:
        old: The one.
        new: The other.
        rows: The results; a stream and what is gone through only once are read once.
        how: How the rows are read. Of ``details`` each policy is given those that it has.

    Raises:
        ArgumentError: The periods of the policies are of two kinds, or neither has such details.
        UnreadByPolicyError: One of them cannot understand the rows.
    """
    if old.rules.period is not new.rules.period:
        raise ArgumentError("new", Word("arguments.other-periods"))
    details = dict(how.get("details") or {})
    for name in details:
        known = dict.fromkeys((*old.rules.all_details, *new.rules.all_details))
        if name not in known:
            raise no_details(name, known)
    results, below = _source(rows), {name: _source(each) for name, each in details.items()}
    found: list[Results] = []
    wrong: list[UnreadByPolicyError] = []
    for policy in (old, new):
        own = {name: below[name]() for name in details if name in policy.rules.all_details}
        asked: KeptRowsKeywords = {**how, "details": own or None}
        try:
            read = policy.read(results(), **asked)
            _ = read.history
        except ResultsError as error:
            wrong.append(UnreadByPolicyError(error.problems, error.counts, policy.name))
        else:
            found.append(read)
    if wrong:
        raise _together(wrong)
    return found[0], found[1]


def _together(wrong: list[UnreadByPolicyError]) -> UnreadByPolicyError:
    """What one policy cannot understand, or both."""
    first, *others = wrong
    is_same = bool(others) and others[0].problems == first.problems and others[0].counts == first.counts
    also = others[0] if others and not is_same else None
    return UnreadByPolicyError(first.problems, first.counts, first.policy, also, both=is_same)


def _source(rows: Any) -> Callable[[], Any]:
    """What gives the rows each time that they are to be read."""
    if isinstance(rows, DetailRows):
        of = _source(rows.rows)
        return lambda: evolve(rows, rows=of())
    if is_stream(rows):
        content = read_of(rows, LARGEST_FILE)
        return lambda: BytesIO(content)
    kept = list(rows) if hasattr(rows, "__next__") else rows
    return lambda: kept
