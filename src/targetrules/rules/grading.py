"""Grading: where the grade comes from, and the steps that may change it, in their order."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.rules.condition import Condition
from targetrules.rules.definition import Label
from targetrules.rules.leaf import NumberOf, PeriodRange, Portion

__all__ = [
    "Band",
    "Cap",
    "Floor",
    "Forced",
    "Grade",
    "Grading",
    "Limit",
    "Origin",
    "Quota",
    "Scale",
    "UnitRule",
    "Unrated",
]


@frozen(slots=True)
class Grade:
    """One grade; their order in ``Rules.grades`` is from best to worst."""

    id: str
    label: Label = field(factory=dict)


@frozen(slots=True)
class Band:
    """This grade from ``at_least`` on (``strict``: only above it) in the periods of ``in_force``."""

    grade: str
    at_least: Decimal
    strict: bool = False
    in_force: PeriodRange = PeriodRange()


@frozen(slots=True)
class Origin:
    """Where a rule comes from: the id of a source, an article in it and its words, and words about the rule."""

    source: str | None = None
    article: str | None = None
    description: Label = field(factory=dict)
    quote: str | None = None


@frozen(slots=True)
class Scale:
    """Bands for those for whom ``when`` holds (None: for everybody whom no scale before it took)."""

    id: str
    when: Condition | None
    bands: tuple[Band, ...]
    origin: Origin = Origin()

    def in_force(self, period: int) -> tuple[Band, ...]:
        """The bands of a period."""
        return tuple(band for band in self.bands if period in band.in_force)


@frozen(slots=True)
class Unrated:
    """The unit is deliberately given no grade. ``id`` is ``grading.unrated.1`` and so on, also in the classes below."""

    id: str
    when: Condition
    origin: Origin = Origin()


@frozen(slots=True)
class Forced:
    """This grade whatever the score; where several hold, the worst."""

    id: str
    when: Condition
    grade: str
    origin: Origin = Origin()


@frozen(slots=True)
class Floor:
    """The grade is raised to ``at_least`` where it is worse."""

    id: str
    when: Condition
    at_least: str
    origin: Origin = Origin()


@frozen(slots=True)
class Cap:
    """The grade is lowered to ``at_most`` where it is better."""

    id: str
    when: Condition
    at_most: str
    origin: Origin = Origin()


@frozen(slots=True)
class Limit:
    """``[[grading.steps]]``: how many grades the grade may move from that of the period just before (None: any)."""

    id: str
    when: Condition
    most_down: int | None
    most_up: int | None
    origin: Origin = Origin()


UnitRule = Unrated | Forced | Floor | Cap | Limit
"""A rule of grading that looks at one unit alone."""


@frozen(slots=True)
class Quota:
    """Of the ranked units at most (or at least) ``portion`` get ``grade`` or better (or worse).

    It moves a unit down only, to ``grade`` (``at_most``: to the next worse one), and no unit that is held higher.
    """

    id: str
    grade: str
    how: OneOf["at_most", "at_least"]
    portion: Portion
    ranking: str
    ties: OneOf["in", "out"]
    origin: Origin = Origin()
    in_force: PeriodRange = PeriodRange()

    @property
    def a_tie_breaks_it(self) -> bool:
        """Whether a tie across its edge makes more than "at most" keep the grade, or fewer than "at least" get it."""
        return self.ties == ("in" if self.how == "at_most" else "out")


@frozen(slots=True)
class Grading:
    """How a unit comes by its grade: a given one, or bands over a number, and then the rules, quotas last.

    The bands are those of the first of ``scales`` that holds; where one before it is unknown, there is no grade.
    """

    given: str | None
    by: NumberOf | None
    scales: tuple[Scale, ...] = ()
    unrated: tuple[Unrated, ...] = ()
    forced: tuple[Forced, ...] = ()
    floors: tuple[Floor, ...] = ()
    limits: tuple[Limit, ...] = ()
    caps: tuple[Cap, ...] = ()
    quotas: tuple[Quota, ...] = ()

    @property
    def unit_rules(self) -> tuple[UnitRule, ...]:
        """The rules before the quotas, in the order in which they act."""
        return (*self.unrated, *self.forced, *self.floors, *self.limits, *self.caps)

    @property
    def conditional_scales(self) -> tuple[Scale, ...]:
        """The scales of which a condition decides whom they are for."""
        return tuple(scale for scale in self.scales if scale.when is not None)

    @property
    def can_hold(self) -> bool:
        """Whether a rule before the quotas may hold a unit at a grade, so that no quota drops it further."""
        return bool(self.forced or self.floors or any(limit.most_down is not None for limit in self.limits))
