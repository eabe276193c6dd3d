"""The policy as it is meant: a closed union of frozen classes that every engine evaluates.

Invariants: every name stands for something that exists and is of the right kind; ``Rules.order`` lists whatever is
computed within a period so that each comes after all that it needs; numbers cannot leave 64 bits; periods are ordinals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.period import PeriodKind
from targetrules.rules.condition import *  # noqa: F403
from targetrules.rules.condition import Condition
from targetrules.rules.definition import *  # noqa: F403
from targetrules.rules.definition import (
    Aggregation,
    Duration,
    Input,
    InputKind,
    Label,
    Measure,
    NamedCondition,
    Parameter,
    Ranking,
    ScoringRule,
    Status,
)
from targetrules.rules.grading import *  # noqa: F403
from targetrules.rules.grading import Grade, Grading, Origin, Quota
from targetrules.rules.leaf import *  # noqa: F403
from targetrules.rules.leaf import PeriodRange
from targetrules.rules.letters import LetterTexts
from targetrules.rules.number import *  # noqa: F403
from targetrules.rules.number import Aggregate, Cut
from targetrules.rules.procedure import Cycle, Step
from targetrules.rules.working_days import WorkingDays
from targetrules.truth import Truth


@frozen(slots=True)
class By:
    """A deadline on the next such day, the decision date included; 29 February is the 28th in a common year."""

    month: int
    day: int


@frozen(slots=True)
class Role:
    """Whom consequences are for. ``one_person``: of a unit one person at a time has it."""

    label: Label
    one_person: bool = False


@frozen(slots=True)
class Consequence:
    """What follows for a unit where ``when`` holds and ``unless`` does not, in the periods of ``in_force``."""

    id: str
    when: Condition
    unless: Condition | None = None
    label: Label = field(factory=dict)
    actions: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    force: OneOf["must", "may"] = "must"
    deadline: Duration | By | None = None
    counted_from: OneOf["decision", "service"] = "decision"
    lasts: Duration | None = None
    origin: Origin = Origin()
    in_force: PeriodRange = PeriodRange()
    replaces: tuple[str, ...] = ()
    severity: int | None = None
    kind: OneOf["reward", "support", "sanction"] | None = None


@frozen(slots=True)
class Never:
    """The condition is true of no unit in any period."""

    condition: Condition


@frozen(slots=True)
class Always:
    """Wherever ``condition`` is true, ``then`` is true (unknown breaks it)."""

    condition: Condition
    then: Condition


@frozen(slots=True)
class Monotone:
    """A better value of the input never gives a worse grade, or more severe consequences, all else equal."""

    of: OneOf["grade", "consequences"]
    input: str
    best: OneOf["highest", "lowest"] = "highest"


@frozen(slots=True)
class Claim:
    """What the authors hold to be true of their policy; ``assuming`` narrows the histories meant."""

    id: str
    says: Never | Always | Monotone
    assuming: Condition | None = None
    description: Label = field(factory=dict)


@frozen(slots=True)
class Expected:
    """What an example expects of one unit in one period; None: nothing is said of it. ``grade`` "" means no grade.

    ``measures`` and ``conditions`` (named ones and statuses) are those of which something is said; None is missing, or
    unknown.
    """

    unit: str
    period: int
    consequences: frozenset[str] | None = None
    grade: str | None = None
    measures: Mapping[str, Decimal | None] = field(factory=dict)
    conditions: Mapping[str, Truth] = field(factory=dict)


@frozen(slots=True)
class Example:
    """A small history, rows as ``(unit, period, values)``, those of details alike, and what is expected of it."""

    name: Label
    rows: tuple[tuple[str, int, Mapping[str, Decimal | str | bool | None]], ...]
    expected: tuple[Expected, ...]
    details: Mapping[str, tuple[tuple[str, int, Mapping[str, Decimal | str | bool | None]], ...]] = field(factory=dict)


@frozen(slots=True)
class Source:
    """A text that rules come from."""

    id: str
    title: Label
    url: str = ""
    date: date | None = None


CONSEQUENCE: Final = "consequences."
"""So begins the name that a consequence has in a row of details which is the outcome of another policy."""


@frozen(slots=True)
class Base:
    """A policy that another one extends, as a record knows it: its id, and the SHA-256 of its file.

    ``written`` is its id or its path as the policy that extends it has it, ``text`` what stands in its file.
    """

    id: str
    digest: str
    written: str
    text: str = field(eq=False, repr=False)


@frozen
class LowerPolicy:
    """The policy whose outcomes are rows of details; its input ``unit_above`` names the unit that each belongs to.

    ``id`` and ``digest`` (the SHA-256 of its file) are those by which a record knows it. ``written`` is its id or its
    path as the policy above has it, ``text`` what stands in its file, where there is one.
    """

    rules: Rules
    digest: str
    unit_above: str
    written: str
    text: str | None = field(default=None, eq=False, repr=False)

    def decides(self, name: str) -> bool:
        """Whether what a row has under this name is decided by it, and was not given."""
        return name not in self.rules.inputs or (name == "grade" and self.rules.grading is not None)

    def is_grade(self, name: str) -> bool:
        """Whether what a row has under this name is one of its grades."""
        source = self.rules.inputs.get(name)
        if name == "grade" and self.rules.grading is not None:
            return True
        return source is not None and source.kind is InputKind.GRADE

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.rules.id


@frozen
class Details:
    """Rows of a second table below a unit and period, each named by its ``item``.

    ``rules`` are those of one row by itself: its inputs, of which the item is one, and its named conditions. Where the
    rows are outcomes of a ``policy``, its units are the items, and the inputs of a row are what it decided.
    """

    name: str
    item: str
    rules: Rules
    label: Label = field(factory=dict)
    policy: LowerPolicy | None = None

    @property
    def read(self) -> Rules:
        """The policy that reads the table of the details: that of one row, or the one whose outcomes the rows are."""
        return self.rules if self.policy is None else self.policy.rules


def all_details(details: Mapping[str, Details]) -> Mapping[str, Details]:
    """Details by name, and those of the policies below them by ``details.details``."""
    found: dict[str, Details] = {}
    for name, each in details.items():
        below = {} if each.policy is None else each.policy.rules.all_details
        found |= {name: each, **{f"{name}.{further}": more for further, more in below.items()}}
    return found


Definition = Measure | Ranking | Grading | NamedCondition | Status

_P = ParamSpec("_P")
_Found = TypeVar("_Found")


@frozen(slots=False, getstate_setstate=True)  # attributes of slots beside cached properties are found slowly
class Rules:
    """A whole policy as it is meant. ``order`` is the order of evaluation within a period.

    ``item`` is the input that names a row where these are the rules of detail rows, of which a unit has several.
    ``first_period`` is the first one that it judges; of earlier ones it holds what was decided under another text.
    ``unit_above`` is the input that names the unit of another policy, whose details are the outcomes of this one.
    ``steps`` are those of its procedure, in their order, ``cycle`` what its decisions go through, ``letters`` the
    words of letters; nothing is judged by any of them. ``indicators`` are the ids of its indicators, which are inputs,
    conditions and measures here: of them alone the reader of results asks, to whom each line of a table may be one
    value of one indicator.
    ``scoring`` has by its score how an indicator scores, ``origins`` where an indicator, a category or a ballot comes
    from: nothing is judged by them, explanations tell them.
    ``bases`` are the policies that it extends, of which it is made already: the nearest first.
    """

    id: str
    title: Label
    description: Label
    languages: tuple[str, ...]
    period: PeriodKind
    grades: tuple[Grade, ...]
    inputs: Mapping[str, Input]
    parameters: Mapping[str, Parameter]
    measures: Mapping[str, Measure]
    rankings: Mapping[str, Ranking]
    grading: Grading | None
    conditions: Mapping[str, NamedCondition]
    statuses: Mapping[str, Status]
    consequences: tuple[Consequence, ...]
    claims: tuple[Claim, ...]
    examples: tuple[Example, ...]
    sources: Mapping[str, Source]
    actions: Mapping[str, Label]
    roles: Mapping[str, Role]
    order: tuple[Definition, ...]
    working_days: WorkingDays | None = None
    details: Mapping[str, Details] = field(factory=dict)
    item: str | None = None
    first_period: int | None = None
    unit_above: str | None = None
    offices: Mapping[str, Label] = field(factory=dict)
    steps: tuple[Step, ...] = ()
    cycle: Cycle = Cycle()
    letters: LetterTexts = LetterTexts()
    indicators: tuple[str, ...] = ()
    scoring: Mapping[str, ScoringRule] = field(factory=dict)
    origins: Mapping[str, Origin] = field(factory=dict)
    bases: tuple[Base, ...] = ()

    def judges(self, period: int) -> bool:
        """Whether grades and consequences of a period are for this policy to decide."""
        return self.first_period is None or period >= self.first_period

    def once(self, analysis: Callable[Concatenate[Rules, _P], _Found], *of: _P.args, **named: _P.kwargs) -> _Found:
        """What an analysis finds in these rules; it is made once, and its result kept with them.

        Args:
            analysis: A function of a module, whose result rests on its arguments alone.
            *of: Its arguments after the rules, which are few different ones, such as a period.
            **named: The same by name.
        """
        key = (analysis, of, tuple(named.items()))
        if key not in self._found:
            self._found[key] = analysis(self, *of, **named)
        return self._found[key]  # type: ignore[no-any-return]

    def take(self, other: Rules, analysis: Callable[..., object]) -> Rules:
        """These rules, with what an analysis found in others that differ in nothing that it looks at."""
        self._found.update({key: found for key, found in other._found.items() if key[0] is analysis})
        return self

    @cached_property
    def _found(self) -> dict[Any, Any]:
        """No field, so that it is no part of the policy: neither compared nor sent to another process."""
        return {}

    @cached_property
    def replaced_by(self) -> Mapping[str, tuple[str, ...]]:
        """For each consequence those that may replace it, in their order."""
        return {
            rule.id: tuple(each.id for each in self.consequences if rule.id in each.replaces)
            for rule in self.consequences
        }

    @cached_property
    def read_inputs(self) -> Mapping[str, Input]:
        """The inputs that results have columns of; the others are aggregated from details."""
        return {name: each for name, each in self.inputs.items() if each.aggregation is None}

    @cached_property
    def aggregates(self) -> Mapping[str, tuple[Input, Aggregation]]:
        """The inputs that are aggregated from details."""
        return {name: (each, each.aggregation) for name, each in self.inputs.items() if each.aggregation is not None}

    @cached_property
    def dated_inputs(self) -> Mapping[str, PeriodRange]:
        """The inputs that are not asked for in every period, with those in which they are."""
        return {name: one.asked for name, one in self.inputs.items() if one.asked != PeriodRange()}

    def asked_for(self, values: Mapping[str, Any], period: int) -> Mapping[str, Any]:
        """The inputs of a row of the period, without those that are not asked for in it."""
        lost = [name for name, asked in self.dated_inputs.items() if period not in asked]
        return {**values, **dict.fromkeys(lost)} if lost else values

    @cached_property
    def groups(self) -> frozenset[str]:
        """The inputs that rankings are made within, the item of details, the unit above: they name something."""
        within = {name for ranking in self.rankings.values() for name in ranking.within}
        naming = {name for name in (self.item, self.unit_above) if name is not None}
        return frozenset(within | naming)

    @property
    def classes(self) -> tuple[str, ...]:
        """The inputs that tell classes of units apart: those of the first ranking that is made within some."""
        return next((each.within for each in self.rankings.values() if each.within), ())

    @cached_property
    def all_details(self) -> Mapping[str, Details]:
        """Its details by name, and those of the policies below it by ``details.details``: all tables that are read."""
        return all_details(self.details)

    def whole_digest(self, digest: str) -> str:
        """The SHA-256 that stands for the policy whose file has ``digest``, for all below it, and for their bases."""
        others = [*self.lower_digests.values(), *self.base_digests.values()]
        return hashlib.sha256("\n".join([digest, *others]).encode()).hexdigest() if others else digest

    @cached_property
    def base_digests(self) -> Mapping[str, str]:
        """The SHA-256 of the files of all policies that it extends, by their ids, and of those that lower ones extend.

        Before the ids of these stands the name of the details: ``schools: province``.
        """
        found = {each.id: each.digest for each in self.bases}
        for name, each in self.all_details.items():
            if each.policy is not None:
                found |= {f"{name}: {base.id}": base.digest for base in each.policy.rules.bases}
        return found

    @cached_property
    def lower_digests(self) -> Mapping[str, str]:
        """The SHA-256 of the files of all policies by whose outcomes it judges, by the details that are these."""
        return {name: each.policy.digest for name, each in self.all_details.items() if each.policy is not None}

    def within(self, comparison: Ranking | Quota | Aggregate) -> tuple[str, ...]:
        """The inputs in which the units agree that are compared with one another; none: all units of a period are."""
        if isinstance(comparison, Ranking):
            return comparison.within
        return () if comparison.ranking is None else self.rankings[comparison.ranking].within

    @cached_property
    def cuts(self) -> Mapping[str, Cut]:
        """The cuts by name: measures whose formula is one."""
        formulas = {name: each.versions[0].formula for name, each in self.measures.items()}
        return {name: formula for name, formula in formulas.items() if isinstance(formula, Cut)}

    @cached_property
    def kept_cuts(self) -> tuple[Cut, ...]:
        """Those in the order of evaluation that hold for some periods after they were computed."""
        found = (self.cuts[each.name] for each in self.order if isinstance(each, Measure) and each.name in self.cuts)
        return tuple(cut for cut in found if cut.every is not None)

    @cached_property
    def rankings_in_order(self) -> tuple[str, ...]:
        """The names of the rankings in the order of evaluation, in which outcomes tell places."""
        return tuple(each.name for each in self.order if isinstance(each, Ranking))

    @cached_property
    def published_cuts(self) -> tuple[str, ...]:
        """Those of which something was published, in their order."""
        return tuple(name for name, cut in self.cuts.items() if cut.published)

    @property
    def replaceable(self) -> tuple[str, ...]:
        """The consequences that another one may replace, in their order."""
        return tuple(id_ for id_, by in self.replaced_by.items() if by)

    @property
    def breakable_quotas(self) -> tuple[str, ...]:
        """The quotas that may not be kept, in their order: for held units, a tie, or a group that is too small."""
        grading = self.grading
        if grading is None:
            return ()
        breakable = (
            each for each in grading.quotas if grading.can_hold or each.a_tie_breaks_it or each.how == "at_least"
        )
        return tuple(each.id for each in breakable)

    @property
    def due_by_calendar(self) -> tuple[str, ...]:
        """The consequences that are due by working days from the decision, in their order."""
        counted = (rule for rule in self.consequences if rule.counted_from == "decision")
        return tuple(
            each.id for each in counted if isinstance(each.deadline, Duration) and each.deadline.unit == "working_days"
        )

    @cached_property
    def grade_position(self) -> Mapping[str, int]:
        """0 for the best grade, and so on down."""
        return {grade.id: position for position, grade in enumerate(self.grades)}

    @property
    def quotas_in_turn(self) -> bool:
        """Whether a quota may leave other units to a later one than there were, as they drop to where it drops to.

        What drops to a better grade than that is among those at whom the later quota looks, as it was before.
        """
        quotas = () if self.grading is None else self.grading.quotas
        return any(self.down_to(later) <= self.down_to(earlier) for earlier, later in pairwise(quotas))

    def down_to(self, quota: Quota) -> int:
        """The position of the grade to which a quota drops."""
        return self.grade_position[quota.grade] + (quota.how == "at_most")
