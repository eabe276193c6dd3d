"""Decisions that stand, as a workbook: the sheets of outcomes, with what people decided, and drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from targetrules.arguments import ArgumentError
from targetrules.register.as_outcomes import outcome_of
from targetrules.register.told_beside import beside_lines, draft_lines
from targetrules.report.labels import PolicyLabels
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.policy import Policy
    from targetrules.register.decisions import Decision

__all__ = ["decisions_workbook"]


def decisions_workbook(found: Sequence[tuple[Decision, Policy]], language: str) -> bytes:
    """The bytes of an ``.xlsx`` file: what was decided and stands, by the labels of the text that judged it.

    Args:
        found: The decisions, each with the text that judged it.
        language: The language of the workbook.

    Raises:
        ArgumentError: Nothing is decided, or other texts judged some of the periods: their sheets would be others.
    """
    from targetrules.workbook.contents import sheets_of
    from targetrules.workbook.writing import workbook_bytes

    texts = {policy.digest: policy for _, policy in found}
    if not texts:
        raise ArgumentError("format", Word("register.nothing-decided"))
    if len(texts) > 1:
        periods = Listing(tuple(str(each) for each in dict.fromkeys(each.period for each, _ in found)))
        raise ArgumentError("format", Word("register.workbook-of-texts", {"periods": periods}))
    (policy,) = texts.values()
    names, decisions = PolicyLabels(policy.rules, language), [each for each, _ in found]
    summary, *others = sheets_of(names, [outcome_of(each) for each in decisions], None, None, None, ())
    notes = (*summary.notes, *beside_lines(decisions, names), *draft_lines(decisions, language))
    return workbook_bytes([evolve(summary, notes=notes), *others], names.title())
