"""What the reference engine knows of a unit in a period: values, places, the steps of grading, what it receives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, assert_never

from attrs import field

from targetrules.data import define, frozen, unchanging
from targetrules.engine.placing import Place
from targetrules.history import Value
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.decided import Decision

__all__ = [
    "MOST_NAMED",
    "GradingStep",
    "Judged",
    "Kept",
    "MissingName",
    "QuotaEvidence",
    "Standing",
    "left_apart",
    "put_together",
]


@define(slots=True)  # not frozen: one is made for every row and ranking, and that would take twice as long
class Standing:
    """How a unit stands in a ranking. ``known`` false: nobody can say; ``place`` None: the unit holds no place.

    ``members`` are the units that are ranked in its group, None where the group is not known.
    """

    known: bool
    place: Place | None = None
    members: Sequence[Judged] | None = field(default=None, repr=False)

    @property
    def rank(self) -> int | None:
        """The number of the place."""
        return None if self.place is None else self.place.rank

    @property
    def size(self) -> int | None:
        """How many units are ranked in the unit's group; None where the group is not known."""
        return None if self.members is None else len(self.members)


@unchanging
class GradingStep:
    """A step of grading: the rule that held (or is unknown), and the grade before and after it.

    A scale is no step where it is known whether it holds; where that is unknown, there is no grade before and after.
    """

    rule: tree.UnitRule | tree.Quota | tree.Scale
    truth: Truth
    before: str | None
    after: str | None


MOST_NAMED: Final = 5

_NOTHING: Final[Mapping[str, Decimal]] = MappingProxyType({})

Kept = Mapping[tuple[str, tuple[str, ...]], tuple[int, Decimal]]
"""By cut and group: the period in which the cut was computed last, and its value then."""

_NOTHING_KEPT: Final[Kept] = MappingProxyType({})


@frozen(slots=True)
class QuotaEvidence:
    """What a quota counted in one group when it acted: the evidence for why it moved or passed over a unit.

    ``most`` is how many units its portion is, ``held`` how many it passed over because a rule holds them at a better
    grade. ``count`` units fill it, of whom ``units`` are the first, :data:`MOST_NAMED` at most: those who count
    whatever their places, then the others in the order in which the quota takes them, the best first, or the last.
    ``edge`` is the place of the last that came in by its place; None where none did.
    """

    most: int
    held: int
    count: int
    units: tuple[str, ...]
    edge: int | None


class MissingName(NamedTuple):
    """A name that is missing in a period; an empty name: there is no result at all."""

    name: str
    period: int


@define(slots=True, eq=False)
class Judged:
    """One unit in one period: its values by name, and what was made of them.

    ``cross_section``: all units of the period; ``is_open``: more may come, and nobody knows who is in it. ``exact``:
    what inputs were before they were rounded, where they were. ``filled``: what each quota counted in the unit's group,
    where it has a place and a grade there. ``not_kept``: the quotas that are not kept because of this unit, its tie, or
    its group. ``differing``: the cuts that would be another than was published for the unit's group. ``kept`` and
    ``keeps``: the cuts of all groups that were computed before this period, and up to it. ``held`` and ``lacking`` keep
    what was found of it once: whether a part of a temporal condition held, and what a name is missing for.

    ``decision`` is what was decided of the row, None where nothing was. Where anything was decided in the period, later
    ones look back at rows in which it stands, with all that rests on it: there it is ``decided`` as well, and
    ``computed`` is the row as computed. ``decided`` stands also in a period that the policy does not judge.
    """

    unit: str
    period: int
    values: dict[str, Value]
    prior: Judged | None = field(repr=False)
    cross_section: Sequence[Judged] = field(default=(), repr=False)
    standings: dict[str, Standing] = field(init=False, factory=dict)
    first_grade: str | None = None
    grade: str | None = None
    steps: list[GradingStep] = field(init=False, factory=list)
    filled: dict[str, QuotaEvidence] = field(init=False, factory=dict)
    not_kept: list[str] = field(init=False, factory=list)
    differing: list[str] = field(init=False, factory=list)
    kept: Kept = field(default=_NOTHING_KEPT, repr=False)
    keeps: Kept = field(default=_NOTHING_KEPT, repr=False)
    status_age: dict[str, int] = field(factory=dict)
    fired: dict[str, Truth] = field(init=False, factory=dict)
    replaced: dict[str, tuple[str, ...]] = field(init=False, factory=dict)
    received: frozenset[str] = frozenset()
    divided_by_zero: list[str] = field(init=False, factory=list)
    exact: Mapping[str, Decimal] = field(default=_NOTHING, repr=False)
    held: dict[tuple[tree.Temporal, str], Truth] = field(init=False, factory=dict, repr=False)
    lacking: dict[str, Sequence[MissingName]] = field(init=False, factory=dict, repr=False)
    decision: Decision | None = field(init=False, default=None)
    decided: Decision | None = field(init=False, default=None)
    computed: Judged | None = field(init=False, default=None, repr=False)
    is_open: bool = field(init=False, default=False)

    def leaf(self, number: tree.LeafNumber) -> Decimal | None:
        """A number that the policy states, or that was given or computed before."""
        match number:
            case tree.NumberOf():
                value = self.values[number.name]
                return value if isinstance(value, Decimal) else None
            case tree.Literal():
                return number.value
            case tree.RankOf():
                rank = self.standings[number.ranking].rank
                return None if rank is None else Decimal(rank)
            case tree.SizeOf():
                size = self.standings[number.ranking].size
                return None if size is None else Decimal(size)
            case _:
                assert_never(number)

    def key(self, by: tree.RankingKey, ranking: tree.Ranking, rules: tree.Rules) -> Decimal | None:
        """A number, or the position of a grade, turned round where the highest number is best: the better one first."""
        match by:
            case tree.NumberOf():
                return self.leaf(by)
            case tree.GradeKey(of):
                grade = self.grade_of(of)
                return None if grade is None else Decimal(ranking.key_of_grade(rules.grade_position[grade]))
            case _:
                assert_never(by)

    def changed_grade(self, change: tree.GradeChange, rules: tree.Rules) -> Truth:
        """How a grade compares with an earlier one; unknown where one of the two is missing."""
        own, then = self.grade_of(change.of), self.ago(change.ago)
        before = None if then is None else then.grade_of(change.of)
        if own is None or before is None:
            return None
        return change.compares(rules.grade_position[own], rules.grade_position[before])

    def grade_of(self, name: str | None) -> str | None:
        """The final grade, or that of an input."""
        grade = self.grade if name is None else self.values[name]
        return None if grade is None else str(grade)

    @property
    def forced(self) -> list[str]:
        """The grades that rules force on it."""
        return [step.rule.grade for step in self.steps if step.truth is True and isinstance(step.rule, tree.Forced)]

    @property
    def is_decided_otherwise(self) -> bool:
        """Whether something else was decided of it than it has."""
        decision = self.decision
        if decision is None:
            return False
        grade, received = decision.grade, decision.received
        return (grade is not None and grade != (self.grade or "")) or received not in (None, self.received)

    def take_decided_grade(self) -> None:
        """Have the grade that was decided, where that is to stand."""
        if self.decided is not None and self.decided.grade is not None:
            self.grade = self.decided.grade or None

    def members(self, ranking: str | None) -> Sequence[Judged] | None:
        """The units ranked in the unit's own group, best first, None where it is not known; without a ranking, all."""
        if ranking is None:
            return None if self.is_open else self.cross_section
        return self.standings[ranking].members

    def leave(self) -> None:
        """Forget the other units, when all is decided: rows that hold one another are not freed at once."""
        self.cross_section = ()
        self.standings.clear()

    def group(self, within: Sequence[str]) -> tuple[str, ...] | None:
        """The words by which the units of the unit's group are alike; None where one of them is missing."""
        words = [self.values[name] for name in within]
        return None if None in words else tuple(map(str, words))

    def note(self, measure: str, *, divided: bool, differs: bool) -> None:
        """What is remarked of a measure: that it lost a value, or that a cut would be another than was published."""
        if divided:
            self.divided_by_zero.append(measure)
        if differs:
            self.differing.append(measure)

    def kept_cut(self, cut: str, group: tuple[str, ...], period: int) -> Decimal | None:
        """What was computed as the cut of the group in an earlier period; None where nothing was."""
        computed, value = self.kept.get((cut, group), (None, None))
        return value if computed == period else None

    def entered(self, status: str, *, before: bool) -> Judged | None:
        """The unit's latest row in which it newly entered the status, None where it never did.

        ``before``: of its earlier rows alone.
        """
        row: Judged | None = self.prior if before else self
        while row is not None and not row.enters(status):
            row = row.prior
        return row

    def enters(self, status: str) -> bool:
        """Whether the unit is in the status and was not in its row before."""
        return status in self.status_age and (self.prior is None or status not in self.prior.status_age)

    @property
    def earlier(self) -> Iterator[Judged]:
        """The unit's earlier rows, latest first."""
        row = self.prior
        while row is not None:
            yield row
            row = row.prior

    def ago(self, periods: int) -> Judged | None:
        """The unit's row ``periods`` ago, None where it had no result then."""
        row: Judged | None = self
        then = self.period - periods
        while row is not None and row.period > then:
            row = row.prior
        return row if row is not None and row.period == then else None


def left_apart(rows: list[Judged]) -> list[Judged]:
    """Let the units of a period know that more may come."""
    for now in rows:
        now.is_open = True
    return rows


def put_together(rows: list[Judged]) -> list[Judged]:
    """Let all units of a period know one another."""
    everyone = tuple(rows)
    for now in rows:
        now.cross_section = everyone
    return rows
