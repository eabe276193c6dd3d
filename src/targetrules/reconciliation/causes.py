"""Likely causes of differences: the mutants of a policy by which most of them would be gone, and no new ones come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeAlias

from attrs import field

from targetrules.data import define, frozen
from targetrules.deadline import Deadline
from targetrules.history import Row
from targetrules.mutation.mutants import Mutant
from targetrules.outcome import Outcome
from targetrules.reconciliation.judging import Decisions, Key, decided, stand_alone
from targetrules.reconciliation.official import Official
from targetrules.reconciliation.trials import Trial
from targetrules.rules import tree

__all__ = ["Likely", "Told", "causes_of"]

Told: TypeAlias = tuple[Key, str]
"""A result and an outcome of it."""


@frozen(slots=True)
class Likely:
    """A mutant, the differences that it explains, how many new ones it makes, and others that explain the same."""

    mutant: Mutant
    explained: Sequence[Told]
    new: int
    alike: tuple[Mutant, ...]


_Found: TypeAlias = tuple[Trial, frozenset[Told], Decisions]

_MOST_CAUSES: Final = 6
_MOST_OF_A_KIND: Final = 8
_MOST_ALIKE: Final = 3
_MOST_TRIED_WHOLE: Final = 8
"""How many mutants that explain most are held against all results, before the next cause is looked for."""


def causes_of(
    tried: Iterable[Trial],
    rules: tree.Rules,
    rows: Sequence[Row],
    there: Official,
    here: Mapping[Key, Outcome],
    differing: Sequence[Told],
    deadline: Deadline,
) -> tuple[list[Likely], int]:
    """The mutants that explain differences, each with those that it explains and how many new ones it makes.

    Args:
        tried: The mutants.
        rules: The policy.
        rows: The results.
        there: The decisions made elsewhere.
        here: Those of the policy.
        differing: Where they differ.
        deadline: Until when mutants are tried.

    Returns:
        The causes, the one that explains most first; and how many mutants were not tried.
    """
    if not differing:
        return [], 0
    alone = stand_alone(rules, rows)
    first = _some_of_each(differing, there)
    few, some = (_of_units(rows, told) if alone else rows for told in (first, differing))
    found, untried = list[_Found](), 0
    for trial in tried:
        if deadline.is_over:
            untried += 1
            continue
        decisions = trial.decisions(few)
        if any(_agrees(decisions, there, each) for each in first):
            decisions = trial.decisions(some) if len(few) < len(some) else decisions
            explained = frozenset(each for each in differing if _agrees(decisions, there, each))
            found.append((trial, explained, decisions))
    listed = {unit for unit, _ in there.rows}
    whole = [row for row in rows if row.unit in listed] if alone else rows
    agreed = [
        (key, about)
        for key, outcome in here.items()
        if key in there.rows
        for about in there.said
        if there.rows[key][about] is not None and decided(outcome, about) == there.rows[key][about]
    ]
    return list(_Choosing(found, whole, there, agreed, alone).causes()), untried


def _some_of_each(differing: Sequence[Told], there: Official) -> list[Told]:
    """Some of the differences, of each outcome and of what was decided there: mutants are tried on these first."""
    kinds: dict[tuple[str, object], list[Told]] = {}
    for told in differing:
        key, about = told
        kinds.setdefault((about, there.rows[key][about]), []).append(told)
    return [each for alike in kinds.values() for each in alike[:: max(1, len(alike) // _MOST_OF_A_KIND)]]


def _of_units(rows: Sequence[Row], differing: Sequence[Told]) -> Sequence[Row]:
    units = {unit for (unit, _), _ in differing}
    return [row for row in rows if row.unit in units]


def _agrees(decisions: Decisions, there: Official, told: Told) -> bool:
    key, about = told
    return decided(decisions[key], about) == there.rows[key][about]


def _contradicts(decisions: Decisions, there: Official, told: Told) -> bool:
    key, about = told
    return decided(decisions[key], about) not in (None, there.rows[key][about])


@define
class _Choosing:
    """Chooses one cause after the other, of what those before it leave; ``rows`` are those of all who are listed."""

    found: Sequence[_Found]
    rows: Sequence[Row]
    there: Official
    agreed: Sequence[Told]
    alone: bool
    gone: set[Told] = field(factory=set)
    _news: dict[int, int] = field(factory=dict)

    def causes(self) -> Iterator[Likely]:
        for _ in range(_MOST_CAUSES):
            order = sorted(range(len(self.found)), key=lambda at: -self.left(at))
            best: int | None = None
            for at in order[:_MOST_TRIED_WHOLE]:
                if self.left(at) and (best is None or self.left(at) > self.worth(best)) and self.worth(at) > 0:
                    best = at if best is None or self.worth(at) > self.worth(best) else best
            if best is None:
                return
            trial, explained, _ = self.found[best]
            new = sorted((each for each in explained if each not in self.gone), key=_order)
            alike = tuple(self.found[at][0].mutant for at in self.alike(best, order))
            yield Likely(trial.mutant, new, self.new(best), alike)
            self.gone |= explained

    def left(self, at: int) -> int:
        """How many differences it explains that no cause before it does."""
        return len(self.found[at][1] - self.gone)

    def worth(self, at: int) -> int:
        """How many differences there would be less."""
        return self.left(at) - self.new(at)

    def new(self, at: int) -> int:
        """How many new differences it makes among all results."""
        if at not in self._news:
            trial, _, decisions = self.found[at]
            of_all = trial.decisions(self.rows) if self.alone else decisions
            self._news[at] = sum(_contradicts(of_all, self.there, each) for each in self.agreed)
        return self._news[at]

    def alike(self, best: int, order: Sequence[int]) -> Iterator[int]:
        """Others that explain the same, and make no more new ones."""
        explained = self.found[best][1] - self.gone
        others = (at for at in order if at != best and self.found[at][1] - self.gone == explained)
        return (at for at in islice(others, _MOST_ALIKE) if self.new(at) == self.new(best))


def _order(told: Told) -> tuple[int, str, str]:
    (unit, period), about = told
    return period, unit, about
