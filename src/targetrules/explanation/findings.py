"""An explanation as data: a tree of findings by stable reason codes, each with the values that it saw."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Literal as OneOf

from attrs import Attribute, field

from targetrules.data import unchanging
from targetrules.explanation.codes import TRUTHS, VALUES, check_fact, check_finding
from targetrules.explanation.values import Interval, MissingValue, Moment, Named, ReadValue, Value
from targetrules.outcome import Truth
from targetrules.rules.definition import Label
from targetrules.rules.tree import By, Duration

__all__ = [
    "Change",
    "Cited",
    "ConsequenceExplained",
    "ConsequenceState",
    "Counted",
    "Explanation",
    "Fact",
    "Finding",
    "Goal",
    "GradeExplained",
    "GradeStep",
    "Nearest",
    "Unsettled",
]


def _known_fact(fact: Fact, _: Attribute[str], code: str) -> None:
    if fact.values.keys() != VALUES[code]:
        check_fact(code, fact.values)


def _known_finding(finding: Finding, _: Attribute[str], code: str) -> None:
    if finding.values.keys() != VALUES[code] or finding.truth not in TRUTHS[code]:
        check_finding(code, finding.truth, finding.values)


@unchanging
class Fact:
    """Something that is simply so, such as how a measure came about; ``facts`` say where its own values come from.

    ``findings`` are the conditions by which it is so.
    """

    code: str = field(validator=_known_fact)
    values: Mapping[str, Value]
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()


@unchanging
class Counted:
    """A period (or a stretch of periods without result) that a temporal condition looked at.

    ``state``: the condition ``held``, ``failed``, or was ``unknown`` then, or the unit has no result (``absent``).
    ``passed_over``: the period is a gap that neither counts nor breaks. ``finding``: what was seen then. ``decided``:
    what was decided of it otherwise than it was computed.
    """

    first: Moment
    last: Moment
    state: OneOf["held", "failed", "unknown", "absent"]
    passed_over: bool = False
    finding: Finding | None = None
    decided: tuple[Fact, ...] = ()


@unchanging
class Finding:
    """What became of one condition: its truth, what was seen and what was wanted.

    ``repeated``: the definition behind the name was opened up at an earlier place of the same explanation.
    ``periods`` are in order of time.
    """

    code: str = field(validator=_known_finding)
    truth: Truth
    values: Mapping[str, Value]
    children: tuple[Finding, ...] = ()
    facts: tuple[Fact, ...] = ()
    periods: tuple[Counted, ...] = ()
    repeated: bool = False


# ---- what would have changed it --------------------------------------------------------------------------------------


class Goal(Enum):
    """What a change would have brought about: of a consequence, or of the grade."""

    FIRES = "fires"
    AVOIDED = "avoided"
    DOES_NOT_FIRE = "does-not-fire"
    BETTER = "better"
    WORSE = "worse"
    GRADED = "graded"


class ConsequenceState(Enum):
    """What became of a consequence."""

    FIRES = "fires"
    REPLACED = "replaced"
    UNDETERMINED = "undetermined"
    DOES_NOT_FIRE = "does-not-fire"
    NOT_IN_FORCE = "not-in-force"


@unchanging
class Change:
    """The nearest change of one input that brings the goal about, all else equal.

    ``after`` are the values that are equally near; for an input that is missing, all values that bring it about.
    ``state`` is what then becomes of the consequence (None where the grade is asked for), ``grade`` the unit's grade
    then; of several values of a missing number only what is asked for is known, and the other is None.

    ``worse``: of a flag or a choice, that the unit's grade is then worse, though this was not asked for. It would do,
    but is no way out: nobody avoids a talk by falsifying results.

    ``by``: the lower policy that was given the value, where it is one of a unit below; ``then`` what it would have
    decided of that unit otherwise, as far as the policy above asks for it.
    """

    goal: Goal
    input: Named
    before: ReadValue
    after: tuple[ReadValue | Interval, ...]
    state: ConsequenceState | None
    grade: Named | None
    worse: bool = False
    by: Named | None = None
    then: tuple[ReadValue, ...] = ()


@unchanging
class Unsettled:
    """From ``low`` to ``high`` no value of the input brings the goal about; beyond, the search was given up.

    Both are None of an input that is missing: nothing is known of its values. ``moves``: no other value was tried,
    because the unit would be in another group, of which nobody was judged. ``rows`` is said of details: their rows are
    ``unknown``, in ``count`` of them not every value was tried (``many``), or ``count`` changes ``more`` would do.
    """

    goal: Goal
    input: Named
    low: ReadValue | None
    high: ReadValue | None
    moves: bool = False
    rows: OneOf["", "unknown", "untried", "many", "more"] = ""
    count: int = 0


@unchanging
class Nearest:
    """The nearest changes, smallest first, one input each. Both empty: no change of a single input would have done.

    ``kept`` are the inputs that could matter and that the policy keeps out of such answers, which were not tried.
    """

    goals: tuple[Goal, ...] = ()
    changes: tuple[Change, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    kept: tuple[Named, ...] = ()


# ---- the whole -------------------------------------------------------------------------------------------------------


@unchanging
class Cited:
    """Where a rule comes from, in whose words, and its authors' words about it."""

    source: Named | None = None
    article: str | None = None
    description: Label = field(factory=dict)
    quote: str | None = None


@unchanging
class GradeStep:
    """A rule of the grading and what it did: ``kind`` is scales, unrated, forced, floors, caps, steps or quotas."""

    kind: str
    id: str
    cited: Cited
    before: Named | None
    after: Named | None
    finding: Finding


@unchanging
class GradeExplained:
    """Where the grade came from, what the steps of grading did to it, and what would have changed it.

    ``nearest`` is None where no changes were searched for.
    """

    grade: Named | None
    source: Fact
    steps: tuple[GradeStep, ...]
    nearest: Nearest | None = None


@unchanging
class ConsequenceExplained:
    """One consequence of the policy. ``when`` and ``unless`` are None where it is not in force (or has no ``unless``).

    ``first`` and ``last`` are the periods between which it is in force, None where there is no end. ``nearest`` is None
    where no changes were searched for.
    """

    consequence: Named
    state: ConsequenceState
    kind: str | None
    force: str
    to: tuple[Named, ...]
    actions: tuple[Named, ...]
    deadline: Duration | By | None
    counted_from: str
    lasts: Duration | None
    cited: Cited
    first: Moment | None
    last: Moment | None
    replaced_by: tuple[Named, ...]
    missing: tuple[MissingValue, ...]
    when: Finding | None
    unless: Finding | None
    nearest: Nearest | None = None


@unchanging
class Explanation:
    """Why one unit was judged as it was in one period, and what would have changed it.

    Attributes:
        policy: The policy, with its title.
        unit: The name of the unit.
        period: The period.
        grade: Where the grade came from; None where the policy does not grade.
        consequences: All consequences of the policy, in its order.
        decided: What was decided otherwise than it is explained here; later periods look back at that.
        successions: Whose past the unit's past is, where it goes on from others, and who went into it.
    """

    policy: Named
    unit: str
    period: Moment
    grade: GradeExplained | None
    consequences: tuple[ConsequenceExplained, ...]
    decided: tuple[Fact, ...] = ()
    successions: tuple[Fact, ...] = ()

    @property
    def searched(self) -> bool:
        """Whether changes were searched for; where they were not, ``nearest`` of the grade and all else is None."""
        explained = (*self.consequences, *(() if self.grade is None else (self.grade,)))
        return all(each.nearest is not None for each in explained)
