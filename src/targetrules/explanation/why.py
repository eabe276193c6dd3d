"""Why a unit was judged as it was, and what would have changed it: the policy evaluated up to the period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from targetrules.engine.choice import judges_columns
from targetrules.engine.judged import Judged
from targetrules.explanation.changes.by_columns import judged_by_columns
from targetrules.explanation.changes.counterfactual import Search
from targetrules.explanation.changes.effort import FEW
from targetrules.explanation.changes.judging import Judging, judged_by_rows
from targetrules.explanation.changes.peer_closure import PeerClosure, part_of
from targetrules.explanation.reasons.reasons import Reasons
from targetrules.explanation.tree import Explanation, Nearest
from targetrules.history import History, Row
from targetrules.outcome import NoSuchResultError, no_such_unit
from targetrules.period import ordinal_of, period_text
from targetrules.rules import tree
from targetrules.wording import Listing, Word

__all__ = ["explain", "explain_judged", "period_asked"]


def explain(rules: tree.Rules, history: History, unit: str, period: int | str) -> Explanation:
    """The explanation of one unit in one period, as printed or written; NoSuchResultError where it has no row then."""
    periods = [row.period for row in history.rows if row.unit == unit]
    ordinal = period_asked(rules, unit, period, periods, (row.unit for row in history.rows))
    part = part_of(rules, history, unit, ordinal)
    judged: Callable[..., Judging] = judged_by_rows
    if judges_columns(len(part.history.rows), many=FEW):
        judged = judged_by_columns
    own = [row for row in part.history.rows if row.unit == unit]
    return explain_judged(rules, judged(rules, part.history, unit, ordinal), own, whole=part.whole)


def explain_judged(rules: tree.Rules, judging: Judging, own: Iterable[Row], *, whole: bool) -> Explanation:
    """The same of what was judged; ``whole``: with everybody of any group that the unit might be in.

    ``own`` are the unit's rows as they were read, which know what was rounded then.
    """
    _keep_exact(judging.now, own)
    search = Search(rules, judging, frozenset() if whole else PeerClosure.of(rules).inputs)
    return _with_changes(Reasons(rules).of(judging.now), search.all_nearest())


def _with_changes(explanation: Explanation, found: Iterator[Nearest]) -> Explanation:
    """The explanation with what was found of the grade, where there is one, and of each consequence."""
    grade = explanation.grade
    return attrs.evolve(
        explanation,
        grade=None if grade is None else attrs.evolve(grade, nearest=next(found)),
        consequences=tuple(attrs.evolve(each, nearest=next(found)) for each in explanation.consequences),
    )


def _keep_exact(now: Judged, own: Iterable[Row]) -> None:
    """Give a row, and those before it, what their inputs were before they were rounded."""
    exact = {each.period: each.exact for each in own if each.exact}
    row: Judged | None = now
    while exact and row is not None:
        row.exact, row = exact.get(row.period, {}), row.prior


def period_asked(rules: tree.Rules, unit: str, period: int | str, periods: Iterable[int], units: Iterable[str]) -> int:
    """The ordinal number of the period; NoSuchResultError where it is not among the ``periods`` of the unit.

    ``units`` are all that have results.
    """
    ordinal, periods = ordinal_of(rules.period, period), sorted(periods)
    if ordinal in periods:
        return ordinal
    if periods:
        there = Listing(tuple(period_text(rules.period, each) for each in periods))
        values = {"unit": unit, "period": period, "periods": there}
        raise NoSuchResultError(Word("explanations.no-such-period", values))
    raise no_such_unit(unit, units)
