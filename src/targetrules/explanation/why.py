"""Why a unit was judged as it was, and what would have changed it: the policy evaluated up to the period."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import repeat

import attrs

from targetrules.arguments import positions
from targetrules.engine.choice import column_engine, judges_columns
from targetrules.engine.interface import WhatIf
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.engine.what_if import judged_by_rows
from targetrules.explanation.below import NOTHING_BELOW, Below
from targetrules.explanation.changes.counterfactual import Search
from targetrules.explanation.changes.effort import FEW, MOST_WORK
from targetrules.explanation.findings import Explanation, Nearest
from targetrules.explanation.reasons.reasons import Reasons
from targetrules.explanation.relevant_rows import judged_by_columns, relevant_rows
from targetrules.history import History, Row
from targetrules.outcome import NoSuchResultError, NoSuchRowError, no_such_unit
from targetrules.period import ordinal_of, period_text
from targetrules.rules import tree
from targetrules.rules.analysis.peers import PeerClosure
from targetrules.rules.succession import continued_in, rows_of_past
from targetrules.wording import Listing, Word

__all__ = [
    "Changes",
    "explain",
    "explain_judged",
    "explain_parts",
    "explain_rows",
    "period_asked",
    "rows_asked",
    "with_changes_of",
]

Changes = bool | int
"""Whether changes are searched for; a number: with no more than so much work, see :mod:`.changes.effort`."""


def explain(
    rules: tree.Rules,
    history: History,
    unit: str,
    period: int | str,
    changes: Changes = True,  # noqa: FBT002
    below: Below = NOTHING_BELOW,
    about: Collection[str] | None = None,
) -> Explanation:
    """The explanation of one unit in one period.

    Args:
        rules: The policy.
        history: The results.
        unit: The name of the unit.
        period: The period, as printed or written.
        changes: Whether changes are searched for, or how much work that may take.
        below: What is below the units.
        about: ``"grade"``, and ids of consequences: of these alone, with all that is beneath; None: of all.

    Raises:
        NoSuchResultError: The unit has no row then.
    """
    periods = [row.period for row in history.rows if row.unit == unit]
    further = ((row.unit, row.period) for row in history.rows if continued_in(row.values) == unit)
    ordinal = period_asked(rules, unit, period, periods, (row.unit for row in history.rows), further)
    return _explained(rules, history, unit, ordinal, changes, below, about)


def rows_asked(asked: Iterable[int] | Iterable[bool] | None, size: int) -> Sequence[int]:
    """Positions of rows of a history, or a mask, as positions; None: all.

    Raises:
        NoSuchRowError: There is no such row.
    """
    if asked is None:
        return range(size)
    found = positions("positions", asked, size)
    for row in found:
        if row >= size:
            raise NoSuchRowError(Word("explanations.no-such-row", {"row": row, "size": size}))
    return found


def explain_rows(
    rules: tree.Rules,
    history: History,
    asked: Sequence[int],
    changes: Changes = False,  # noqa: FBT002
    below: Below = NOTHING_BELOW,
    about: Collection[str] | None = None,
) -> Iterator[Explanation]:
    """The explanations of the rows at these positions of a history, one after the other; ``about`` as in `explain`."""
    rows = history.rows
    if changes:
        return (_explained(rules, history, rows[at].unit, rows[at].period, changes, below, about) for at in asked)
    return Reasons(rules, below).of_each(_judged(rules, history, asked), about)


def explain_parts(
    rules: tree.Rules, history: History, asked: Sequence[tuple[int, Collection[str]]], below: Below = NOTHING_BELOW
) -> Iterator[Explanation]:
    """The reasons of rows, of some things alone, one explanation after the other.

    Each stands on its own: what it names is opened up in it, though the explanation of all would have done so earlier.

    Args:
        rules: The policy.
        history: The results.
        asked: Positions of rows of the history, each with what is asked about: ``"grade"``, and ids of consequences;
            what the policy has not is left out.
        below: What is below the units.
    """
    reasons = Reasons(rules, below)
    judged = _judged(rules, history, [at for at, _ in asked])
    return (reasons.of(now, about) for now, (_, about) in zip(judged, asked, strict=True))


def with_changes_of(part: Explanation, whole: Explanation) -> Explanation:
    """A part of an explanation, of the grade and some consequences, with the changes that the whole has of these."""
    found = {each.consequence.id: each.nearest for each in whole.consequences}
    return attrs.evolve(
        part,
        grade=whole.grade and part.grade and attrs.evolve(part.grade, nearest=whole.grade.nearest),
        consequences=tuple(attrs.evolve(each, nearest=found[each.consequence.id]) for each in part.consequences),
    )


def _explained(
    rules: tree.Rules,
    history: History,
    unit: str,
    period: int,
    changes: Changes,
    below: Below,
    about: Collection[str] | None,
) -> Explanation:
    relevant = relevant_rows(rules, history, unit, period)
    judged = judged_by_columns if judges_columns(len(relevant.history.rows), many=FEW) else judged_by_rows
    own = rows_of_past(relevant.history, unit, period)
    units = judged(rules, relevant.history, unit, period)
    return explain_judged(rules, units, own, changes, whole=relevant.whole, below=below, about=about)


def explain_judged(
    rules: tree.Rules,
    units: WhatIf,
    own: Iterable[Row],
    changes: Changes,
    *,
    whole: bool,
    below: Below = NOTHING_BELOW,
    about: Collection[str] | None = None,
) -> Explanation:
    """The explanation of what was judged; ``whole``: with everybody of any group that the unit might be in.

    ``own`` are the rows that are the unit's past as they were read, which know what was rounded then; ``about`` is as
    in `explain`.
    """
    _keep_exact(units.row, own)
    explanation = Reasons(rules, below).of(units.row, about)
    if not changes:
        return explanation
    if not rules.judges(units.row.period):
        return _with_changes(explanation, rules, repeat(Nearest()), units.row.grade)
    fixed = frozenset[str]() if whole else PeerClosure.of(rules).inputs
    search = Search(rules, units, fixed, below, MOST_WORK if changes is True else changes)
    return _with_changes(explanation, rules, search.all_nearest(), units.row.grade)


def _judged(rules: tree.Rules, history: History, asked: Sequence[int]) -> Iterator[Judged]:
    """The rows at these positions as they were judged."""
    rows = history.rows
    if judges_columns(len(rows), many=FEW):
        from targetrules.columns.encoded import encode

        return column_engine().judged(rules, encode(rules, history), asked, lambda some: [rows[at] for at in some])
    found = {(now.unit, now.period): now for now in evaluate(rules, history)} if asked else {}
    return (found[rows[at].unit, rows[at].period] for at in asked)


def _with_changes(
    explanation: Explanation, rules: tree.Rules, found: Iterator[Nearest], own: str | None
) -> Explanation:
    """The explanation with what was ``found`` of the grade, where the policy has any, and of each consequence.

    ``own`` is the unit's grade: where the explanation does not tell it, a change does not say that it stays.
    """
    of_grade, grade = None if rules.grading is None else next(found), explanation.grade
    nearest = dict(zip((rule.id for rule in rules.consequences), found, strict=False))
    if grade is None:
        nearest = {id_: _without_grade(each, own) for id_, each in nearest.items()}
    return attrs.evolve(
        explanation,
        grade=None if grade is None else attrs.evolve(grade, nearest=of_grade),
        consequences=tuple(
            attrs.evolve(each, nearest=nearest[each.consequence.id]) for each in explanation.consequences
        ),
    )


def _without_grade(nearest: Nearest, own: str | None) -> Nearest:
    """The same changes, of which those say nothing of the grade by which it stays what it is."""
    changes = (
        attrs.evolve(each, grade=None) if each.grade is not None and each.grade.id == own else each
        for each in nearest.changes
    )
    return attrs.evolve(nearest, changes=tuple(changes))


def _keep_exact(now: Judged, own: Iterable[Row]) -> None:
    """Give a row, and those before it, what their inputs were before they were rounded."""
    exact = {each.period: each.exact for each in own if each.exact}
    row: Judged | None = now
    while exact and row is not None:
        row.exact, row = exact.get(row.period, row.exact), row.prior


def period_asked(
    rules: tree.Rules,
    unit: str,
    period: int | str,
    periods: Iterable[int],
    units: Iterable[str],
    further: Iterable[tuple[str, int]] = (),
) -> int:
    """The ordinal number of the period; NoSuchResultError where it is not among the ``periods`` of the unit.

    ``units`` are all that have results, ``further`` those that go on from the past of the unit, and since when.
    """
    ordinal, periods = ordinal_of(rules.period, period), sorted(periods)
    if ordinal in periods:
        return ordinal
    if periods:
        there = Listing(tuple(period_text(rules.period, each) for each in periods))
        values = {"unit": unit, "period": period, "periods": there}
        then = [(each, start) for each, start in further if ordinal is not None and start <= ordinal]
        if then:
            since = max(start for _, start in then)
            others = Listing(tuple(f"“{each}”" for each, start in then if start == since))
            said = {**values, "others": others, "since": period_text(rules.period, since)}
            raise NoSuchResultError(Word("explanations.no-such-period-but", said))
        raise NoSuchResultError(Word("explanations.no-such-period", values))
    raise no_such_unit(unit, units)
