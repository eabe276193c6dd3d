"""Two policies on the same results: which units they treat otherwise, in which period, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, TypeAlias

from attrs import field

from targetrules.data import frozen
from targetrules.decision.results import Results
from targetrules.engine.openness import RowKey, groups_of
from targetrules.explanation.findings import Explanation
from targetrules.explanation.why import explain_parts
from targetrules.history import Value
from targetrules.outcome import Outcome
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.rules import tree
from targetrules.wording import Word

__all__ = ["GRADE", "ChangedRule", "OnResults", "Share", "TreatedOtherwise", "treated_on"]

GRADE: Final = "grade"
"""What stands for the grade among the ids of consequences."""

_GRADING: Final = "grading."


@frozen(slots=True)
class TreatedOtherwise:
    """A result that the two policies treat otherwise.

    Attributes:
        unit: The unit.
        period: The period, as it is printed.
        old: What the old policy decides of it; None: it judges no such result.
        new: What the new one decides.
    """

    unit: str
    period: int | str
    old: Outcome | None = field(repr=False)
    new: Outcome | None = field(repr=False)

    @property
    def grades(self) -> tuple[str | None, str | None]:
        """The grade by the old policy and by the new one."""
        return _grade(self.old), _grade(self.new)

    @property
    def due(self) -> tuple[str, ...]:
        """The consequences that only the new policy brings."""
        return _without(_received(self.new), _received(self.old))

    @property
    def no_longer_due(self) -> tuple[str, ...]:
        """The consequences that only the old policy brings."""
        return _without(_received(self.old), _received(self.new))

    @property
    def undetermined(self) -> tuple[str, ...]:
        """The consequences and statuses, and ``"grade"``, that are undetermined by the new policy alone."""
        return _without(_open(self.new), _open(self.old))

    @property
    def no_longer_undetermined(self) -> tuple[str, ...]:
        """The consequences and statuses, and ``"grade"``, that are undetermined by the old policy alone."""
        return _without(_open(self.old), _open(self.new))

    @property
    def concerns(self) -> tuple[str, ...]:
        """What is decided otherwise: ``"grade"``, ids of consequences, names of undetermined statuses, each once."""
        grade = (GRADE,) if self.grades[0] != self.grades[1] else ()
        others = (self.undetermined, self.no_longer_undetermined)
        return tuple(dict.fromkeys((*grade, *self.due, *self.no_longer_due, *others[0], *others[1])))


Asked: TypeAlias = Sequence[tuple[TreatedOtherwise, Collection[str]]]
"""Results, each with what is asked about."""


@frozen(slots=True)
class ChangedRule:
    """In how many results a consequence comes or goes, or something is undetermined.

    Attributes:
        id: The id of a consequence, the name of a status, or ``"grade"``.
        due: In how many results only the new policy brings it.
        no_longer_due: In how many only the old one does.
        undetermined: In how many it is undetermined by the new policy alone.
        no_longer_undetermined: In how many it is undetermined by the old policy alone.
    """

    id: str
    due: int
    no_longer_due: int
    undetermined: int
    no_longer_undetermined: int


@frozen(slots=True)
class Share:
    """How many results of a group or of a period are treated otherwise.

    Attributes:
        value: The value of the input by which units are grouped, or the period; None: it is missing.
        otherwise: How many are treated otherwise.
        results: How many there are.
    """

    value: Value | int
    otherwise: int
    results: int


@frozen(slots=True)
class OnResults:
    """What two policies decide otherwise of the same results.

    Attributes:
        old: The results as the old policy reads them.
        new: The same, as the new policy reads them.
        results: How many results either judges.
        rows: Those that are treated otherwise, by period, and in a period as they came.
        rules: The grade, consequences and statuses that are decided otherwise anywhere, each with how often.
        grades: How many results have another grade, by the grade before and now.
        by_period: Of each period how many results are treated otherwise.
        by_group: The same by each input by which one of the policies groups units, of each of its values.
    """

    policies: tuple[Policy, Policy] = field(repr=False)
    old: Results = field(repr=False)
    new: Results = field(repr=False)
    results: int
    rows: tuple[TreatedOtherwise, ...]
    rules: tuple[ChangedRule, ...]
    grades: Mapping[tuple[str | None, str | None], int]
    by_period: tuple[Share, ...]
    by_group: Mapping[str, tuple[Share, ...]]

    def reasons(self, asked: Asked) -> list[tuple[Explanation | None, Explanation | None]]:
        """Why results are decided so by the old policy, and by the new one.

        Args:
            asked: The results, each with what is asked about, as :attr:`TreatedOtherwise.concerns` has it.

        Returns:
            For each the two explanations, of these things alone; None: the policy judges no such result.
        """
        old, new = self.policies
        before = _explained(old, self.old, asked, attrgetter("old"))
        after = _explained(new, self.new, asked, attrgetter("new"))
        return list(zip(before, after, strict=True))


def treated_on(old: Policy, old_results: Results, new: Policy, new_results: Results) -> OnResults:
    """Judge the same results by both policies, and hold the outcomes side by side.

    Args:
        old: The one.
        old_results: The results as it reads them.
        new: The other.
        new_results: The same results as that one reads them.
    """
    before, after = _judged(old, old_results), _judged(new, new_results)
    pairs = [(key, before.get(key), after.get(key)) for key in sorted({**before, **after}, key=lambda key: key[0])]
    rows = {
        key: TreatedOtherwise(key[1], _printed(one, two), one, two)
        for key, one, two in pairs
        if _treated(one) != _treated(two)
    }
    groups = {name: _values(name, old_results, new_results) for name in _grouping(old.rules, new.rules)}
    periods = {key: _printed(one, two) for key, one, two in pairs}
    return OnResults(
        (old, new),
        old_results,
        new_results,
        len(pairs),
        tuple(rows.values()),
        tuple(_changed(old.rules, new.rules, tuple(rows.values()))),
        Counter(each.grades for each in rows.values() if each.grades[0] != each.grades[1]),
        _shares(periods, rows),
        {name: _shares({key: values.get(key) for key, _, _ in pairs}, rows) for name, values in groups.items()},
    )


# ---- both sides ------------------------------------------------------------------------------------------------------


def _judged(policy: Policy, results: Results) -> dict[RowKey, Outcome]:
    """The outcomes by period and unit, the earliest period first, and in a period as the results came."""
    rows = sorted(results.history.rows, key=lambda row: row.period)
    outcomes = policy.evaluate(results, notes=_told_already)
    return {(row.period, row.unit): outcome for row, outcome in zip(rows, outcomes, strict=True)}


def _told_already(_: Word) -> None:
    """Who reads the results tells what is noted of them."""


def _printed(old: Outcome | None, new: Outcome | None) -> int | str:
    """The period of a result, which one of the policies judges at least."""
    return next(each.period for each in (old, new) if each is not None)


def _explained(
    policy: Policy, results: Results, asked: Asked, side: Callable[[TreatedOtherwise], object]
) -> list[Explanation | None]:
    """The reasons of those of the rows that the policy judges."""
    kind, history = policy.rules.period, results.history
    at = {(row.unit, period_text(kind, row.period)): number for number, row in enumerate(history.rows)}
    there = [(at[row.unit, row.period], about) for row, about in asked if side(row) is not None]
    found = explain_parts(policy.rules, history, there, results.below)
    return [None if side(row) is None else next(found) for row, _ in asked]


# ---- one result ------------------------------------------------------------------------------------------------------


def _treated(outcome: Outcome | None) -> object:
    """What the policies are compared in."""
    return None if outcome is None else (outcome.grade, set(_received(outcome)), set(_open(outcome)))


def _grade(outcome: Outcome | None) -> str | None:
    return None if outcome is None else outcome.grade


def _received(outcome: Outcome | None) -> tuple[str, ...]:
    return () if outcome is None else tuple(each.id for each in outcome.consequences)


def _open(outcome: Outcome | None) -> tuple[str, ...]:
    """The consequences and statuses that are undetermined, and the grade."""
    found = () if outcome is None else outcome.undetermined
    return tuple(dict.fromkeys(GRADE if each.id.startswith(_GRADING) else each.id for each in found))


def _without(these: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in these if each not in others)


# ---- counted ---------------------------------------------------------------------------------------------------------


_PARTS: Final = tuple(map(attrgetter, ("due", "no_longer_due", "undetermined", "no_longer_undetermined")))
"""Of a result, what :class:`ChangedRule` counts, in its order."""


def _changed(old: tree.Rules, new: tree.Rules, rows: Sequence[TreatedOtherwise]) -> Iterator[ChangedRule]:
    """What is decided otherwise anywhere: consequences in the order of the new policy, then of the old one."""
    known = [rule.id for rules in (new, old) for rule in rules.consequences]
    counts = [Counter(id_ for row in rows for id_ in part(row)) for part in _PARTS]
    for id_ in dict.fromkeys((GRADE, *known, *(id_ for each in counts for id_ in each))):
        if any(id_ in each for each in counts):
            yield ChangedRule(id_, *(each[id_] for each in counts))


def _grouping(old: tree.Rules, new: tree.Rules) -> dict[str, None]:
    """The inputs by which one of the policies groups units that it compares."""
    return dict.fromkeys(name for rules in (old, new) for names in groups_of(rules) for name in names)


def _values(name: str, old: Results, new: Results) -> dict[RowKey, Value]:
    """The values of an input, as the new policy reads them where it has it."""
    results = new if name in new.rules.inputs else old
    return {(row.period, row.unit): row.values.get(name) for row in results.history.rows}


def _shares(values: Mapping[RowKey, Value | int], otherwise: Collection[RowKey]) -> tuple[Share, ...]:
    """By value how many results there are, and how many of them are treated otherwise."""
    every, other = Counter(values.values()), Counter(values[key] for key in otherwise)
    return tuple(Share(value, other[value], count) for value, count in every.items())
