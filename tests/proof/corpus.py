"""Results on which the encoding is held to the reference engine: of policies of one page each, and of random ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from types import CodeType, FrameType
from typing import Final

from attrs import define

from targetrules import load, loads
from targetrules.drawing.histories import Extent
from targetrules.history import History, Row
from targetrules.period import ordinals_of
from targetrules.policy import Policy
from targetrules.proof.drawn import drawn
from targetrules.rules import tree
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text
from tests.proof.concrete import disagreements, disagreements_of_cohort

SMALL: Final = Path(__file__).parent / "small"
"""Policies that between them have all that the encoding has, each so small that results of it are looked at at once."""

_ONE: Final = Extent(units=3, periods=8)
_MANY: Final = Extent(units=6, periods=2)
_PLACED: Final = Extent(units=6, periods=4)
"""Of places, for every other seed, so that there are groups of some units."""
_KEPT: Final = 0.6
"""Every second time so many of the results are left, so that there are many gaps."""


@define(frozen=True, eq=False)
class Case:
    """Results of a policy; ``of_cohorts``: their units are all that there are, else the others are free."""

    name: str
    rules: tree.Rules
    histories: Sequence[History]
    of_cohorts: bool

    def differs(self) -> str | None:
        """The first thing that the encoding says otherwise than the reference engine; None: there is none."""
        found = disagreements_of_cohort if self.of_cohorts else disagreements
        return next(found(self.rules, *self.histories), None)

    def runs(self) -> frozenset[CodeType]:
        """All code that is run to find out."""
        found: set[CodeType] = set()

        def called(frame: FrameType, event: str, _: object) -> None:
            if event == "call":
                found.add(frame.f_code)

        sys.setprofile(called)
        try:
            self.differs()
        finally:
            sys.setprofile(None)
        return frozenset(found)


def cases(seeds: int, randoms: int) -> Iterator[Case]:
    """Results of each small policy from so many seeds, and of so many random ones; the cheapest come first."""
    for path in sorted(SMALL.glob("*.toml")):
        rules = loaded(path)
        yield _case(path.stem, rules, seeds, of_cohorts=False)
        if rules.rankings:
            yield _case(path.stem, rules, seeds, of_cohorts=True)
    yield _last_periods(loaded(SMALL / "calendar.toml"))
    for seed in range(randoms):
        policy = random_policy(Random(seed), across_units=seed % 2 == 0)  # noqa: S311
        yield _case(f"random {seed}", policy.rules, 2, of_cohorts=seed % 4 == 0)


@cache
def loaded(path: Path) -> tree.Rules:
    """The policy of a file."""
    return load(path).rules


def _case(name: str, rules: tree.Rules, seeds: int, *, of_cohorts: bool) -> Case:
    found = (_history(rules, Random(seed), thin=bool(seed % 2), of_cohorts=of_cohorts) for seed in range(seeds))  # noqa: S311
    return Case(f"{name}{', cohort' if of_cohorts else ''}", rules, [each for each in found if each.rows], of_cohorts)


def _last_periods(rules: tree.Rules) -> Case:
    """Units with results in the last two periods that there are, and in the last one alone."""
    last = ordinals_of(rules.period)[-1]
    missing = dict.fromkeys(rules.inputs)
    rows = [Row("A", last - 1, missing), Row("A", last, missing), Row("B", last, missing)]
    return Case("last periods", rules, [History(tuple(rows))], of_cohorts=False)


def _history(rules: tree.Rules, random: Random, *, thin: bool, of_cohorts: bool) -> History:
    extent = _PLACED if thin and rules.rankings else _ONE
    history = drawn(random, rules, _MANY if of_cohorts else extent)
    if not thin or of_cohorts:
        return history
    return History(tuple(row for row in history.rows if random.random() < _KEPT))


def random_policy(random: Random, *, across_units: bool) -> Policy:
    """A random policy; not across units, in no part of it a unit is compared with others."""
    shape = Shape(None, across_units=across_units, largest=random.randint(3, 8), details=random.random() < 0.2)
    return loads(policy_text(random, shape), name="random")
