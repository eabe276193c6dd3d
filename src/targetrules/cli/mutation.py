"""``targetrules test --mutate``: which slips in a policy its examples and claims would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from targetrules.cli.coverage import needless_check
from targetrules.data import frozen
from targetrules.report.checks_for_programs import FurtherCheck
from targetrules.wording import say

if TYPE_CHECKING:
    from targetrules.mutation.score import MutationScore
    from targetrules.policy import Policy

__all__ = ["MutationAsked"]

_USUAL: Final = 60


@frozen(slots=True)
class MutationAsked:
    """What is asked of mutants: whether they are judged at all, and for how many seconds."""

    wanted: bool
    timeout: int | None

    def of(self, policy: Policy) -> MutationScore | None:
        """The score of a policy, where it is asked for."""
        if not self.wanted:
            return None
        from targetrules.mutation.score import score

        return score(policy, timeout=self.timeout or _USUAL)

    def check(self, score: MutationScore | None, language: str, *, strict: bool) -> tuple[FurtherCheck, ...]:
        """Strictly, whether each change is noticed of which an example would show that it matters."""
        if score is None:
            return ()
        from targetrules.mutation.text import summary_text

        survives = strict and any(each.telling is not None for each in score.survivors)
        failure = say("mutation.strict-survivors", language) if survives else None
        further = needless_check(score.needless, language) if strict else ()
        return (FurtherCheck(summary_text(score, language), failure), *further)
