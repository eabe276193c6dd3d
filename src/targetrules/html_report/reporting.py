"""A report put together: results judged, the period explained and reviewed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Unpack

from attrs import evolve

from targetrules.arguments import (
    DETAILS,
    FILES,
    READING,
    ArgumentError,
    a_period,
    a_switch,
    a_whole,
    instance_of,
    takes,
)
from targetrules.data import frozen
from targetrules.decision.request import record_of
from targetrules.engine.outcomes import day_of_decision
from targetrules.explanation.findings import Explanation
from targetrules.explanation.why import explain_parts, explain_rows
from targetrules.html_report.told import Report
from targetrules.outcome import NoSuchResultError, Outcome
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.review.reviewing import reviewed
from targetrules.rules import tree
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.decision.results import Results
    from targetrules.reading_policy import Rows
    from targetrules.results.options import KeptRowsKeywords

__all__ = ["MOST_REVIEWED", "MOST_SECONDS", "Asked", "report", "reported"]

MOST_SECONDS: Final = 100_000
"""For how many seconds at most changes may be searched for."""
MOST_REVIEWED: Final = 20_000
"""How many results there may be that the period is reviewed without being asked for."""
_WORK_PER_SECOND: Final = 1_000_000


@frozen(slots=True)
class Asked:
    """What a report is to tell.

    Attributes:
        period: The period, as outcomes print it; None: the latest that has results.
        decided_on: The date of the decision.
        group: The inputs by which units are grouped; None: the classes of the first ranking that has some.
        changes: For about how many seconds is searched for what would have changed what units receive.
        review: Whether the period is reviewed; None: where there are not too many results for it.
        why: Whether units are told why they were judged so, which a page for the public does not tell.
    """

    period: int | str | None = None
    decided_on: date | None = None
    group: tuple[str, ...] | None = None
    changes: int = 0
    review: bool | None = None
    why: bool = True


@takes(**READING, **FILES, **DETAILS)
def report(
    policy: Policy,
    rows: Rows,
    *,
    period: int | str | date | None = None,
    decided_on: date | None = None,
    group: str | Iterable[str] | None = None,
    changes: int = 0,
    review: bool | None = None,
    **how: Unpack[KeptRowsKeywords],
) -> Report:
    """Make a report on the decisions of a period.

    Args:
        policy: The policy.
        rows: The results, as :meth:`targetrules.Policy.evaluate` takes them.
        period: The period that is reported; left out, the latest that has results. What came later is left out.
        decided_on: The date of the decision, from which deadlines are counted.
        group: The input, or inputs, by which units can be told apart in the report; left out, the classes of the first
            ranking that has some, ``()``: none.
        changes: For about how many seconds is searched for the smallest change that would have changed what units
            receive (the search counts its work, so that the same is found everywhere); 0: it is not.
        review: Whether the period is reviewed as :func:`targetrules.review.review` does; left out, where there are not
            more than 20,000 results, of which it takes longer than all else.
        how: How the rows are read.

    Returns:
        The report, to be written. Nothing is warned of: the notes on the rows are in ``notes``.

    Raises:
        ArgumentError: One of the arguments cannot be used.
        ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
        NoSuchResultError: There is no result in the period, or none at all.
        MissingExtraError: What reads the file is not installed.
    """
    rules = instance_of("policy", policy, Policy, "policy").rules
    asked = Asked(
        None if period is None else period_text(rules.period, a_period("period", period, rules.period)),
        day_of_decision(rules, decided_on),
        None if group is None else known_groups(rules, group),
        a_whole("changes", changes, 0, MOST_SECONDS),
        None if review is None else a_switch("review", review),
    )
    return reported(policy, policy.read(rows, **how), asked)


def known_groups(rules: tree.Rules, group: object) -> tuple[str, ...]:
    """The inputs of these names, each of which has a word or text that units can share; raises ArgumentError."""
    given = [group] if isinstance(group, str) else list(group) if isinstance(group, Iterable) else [group]
    known = [name for name, each in rules.inputs.items() if each.kind is not tree.InputKind.NUMBER]
    for name in given:
        if name not in known:
            near = nearest(str(name), known)
            key = "no-group-at-all" if not known else "no-group" if near is None else "no-group-near"
            values = {"found": str(name), "known": Listing(tuple(known)), "near": near}
            raise ArgumentError("group", Word(f"pages.{key}", values))
    return tuple(dict.fromkeys(map(str, given)))


def reported(policy: Policy, results: Results, asked: Asked) -> Report:
    """The report on results that a policy has read."""
    rules, there = policy.rules, results.periods
    period = (there[-1] if there else None) if asked.period is None else asked.period
    if period is None or period not in there:
        values: dict[str, Any] = {"period": period, "periods": Listing(tuple(map(str, there)))}
        raise NoSuchResultError(Word("reviews.no-results" if period is None else "reviews.no-such-period", values))
    decided = policy.evaluate(results, decided_on=asked.decided_on, notes=_told_in_the_report)
    upto = set(there[: there.index(period) + 1])
    outcomes = [each for each in decided if each.period in upto]
    now = [each for each in outcomes if each.period == period]
    return Report(
        rules,
        outcomes,
        results.history,
        period,
        asked.decided_on,
        record_of(policy.id, policy.digest, results, asked.decided_on),
        results.notes,
        rules.classes if asked.group is None else asked.group,
        _why(results, now, asked.changes) if asked.why else (),
        reviewed(policy, results, period) if _is_reviewed(asked, results) else None,
        (*policy.files, *results.files),
    )


def _is_reviewed(asked: Asked, results: Results) -> bool:
    return len(results) <= MOST_REVIEWED if asked.review is None else asked.review


def _told_in_the_report(_: Word) -> None:
    """What is done with notes: nothing, for they stand in the report."""


def _why(results: Results, now: Sequence[Outcome], changes: int) -> list[Explanation]:
    """Why units were judged so: their grade, what they receive, and what would be theirs or nobody could decide."""
    rules, history = results.rules, results.history
    rows = {(row.unit, period_text(rules.period, row.period)): at for at, row in enumerate(history.rows)}
    asked = [(rows[each.unit, each.period], _about(each)) for each in now]
    found = list(explain_parts(rules, history, asked, results.below))
    received = [at for at, each in enumerate(now) if each.consequences] if changes else []
    if received:
        work = max(1, changes * _WORK_PER_SECOND // len(received))
        positions = [asked[at][0] for at in received]
        for at, searched in zip(received, explain_rows(rules, history, positions, work, results.below), strict=True):
            found[at] = _only(searched, _about(now[at]))
    return found


def _about(outcome: Outcome) -> Collection[str]:
    ids = (*(each.id for each in outcome.replaced), *(each.id for each in outcome.undetermined))
    return ("grade", *(each.id for each in outcome.consequences), *ids)


def _only(explanation: Explanation, about: Collection[str]) -> Explanation:
    kept = tuple(each for each in explanation.consequences if each.consequence.id in about)
    return evolve(explanation, consequences=kept)
