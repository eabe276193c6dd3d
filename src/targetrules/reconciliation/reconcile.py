"""Decisions made elsewhere against ours: agreement by outcome, where they part first, and likely causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Unpack

from attrs import field

from targetrules.arguments import a_time_limit, instance_of
from targetrules.data import frozen
from targetrules.deadline import Deadline
from targetrules.decision.results import Results
from targetrules.history import Value
from targetrules.mutation.mutants import Mutant
from targetrules.outcome import Outcome
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.reconciliation.causes import causes_of
from targetrules.reconciliation.judging import Key, decided, judged
from targetrules.reconciliation.official import GRADE, Official, read_official
from targetrules.reconciliation.trials import trials
from targetrules.results.options import KeptRowsKeywords
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE as GRADE_NODE
from targetrules.rules.analysis.dependencies import Node, NodeKind, dependencies_of

__all__ = ["Agreement", "Cause", "Difference", "Reconciliation", "Step", "reconcile"]

Step = Literal["missing", "measure", "place", "grade", "condition", "rule"]
"""Where two decisions part first, as far as the list shows it; "rule": the outcome's own rule, or before it."""


@frozen(slots=True)
class Agreement:
    """How the two lists agree in one outcome.

    Attributes:
        outcome: ``"grade"``, or the id of a consequence.
        agree: In how many results they agree.
        only_here: Of a consequence, in how many it is received here alone; of the grade, in how many it is another one.
        only_there: Of a consequence, in how many it is received there alone; of the grade always 0.
        undetermined: In how many it is undetermined here.
        unsaid: In how many the list says nothing of it.
    """

    outcome: str
    agree: int
    only_here: int
    only_there: int
    undetermined: int
    unsaid: int


@frozen(slots=True)
class Difference:
    """A result of which something else was decided there.

    Attributes:
        unit: The unit.
        period: The period, as outcomes print it.
        outcome: ``"grade"``, or the id of a consequence.
        here: What is decided here: a grade, whether a consequence is received; None: that is undetermined.
        there: What was decided there.
        step: Where they part first.
        about: The measure, condition or ranking in which they do; ``""`` where it is none.
        missing: What is missing, where it is undetermined here.
    """

    unit: str
    period: int | str
    outcome: str
    here: bool | str | None
    there: Value
    step: Step
    about: str = ""
    missing: tuple[str, ...] = ()


@frozen(slots=True)
class Cause:
    """A slip that would explain differences: with this mutant in place of the policy the lists would agree in them.

    Attributes:
        mutant: The policy with one place changed.
        explained: The differences that it explains, and no cause before it does.
        new: In how many outcomes, of which the lists agree now, they would differ.
        alike: Other slips that would explain the same as well, three at most.
    """

    mutant: Mutant
    explained: tuple[Difference, ...]
    new: int
    alike: tuple[Mutant, ...] = ()


@frozen(slots=True)
class Reconciliation:
    """Decisions made elsewhere held against those of a policy.

    Attributes:
        policy: The policy.
        compared: How many results are in both lists.
        agreements: For each outcome that the list speaks of, how often the two agree.
        differences: Where they do not, in the order of the results.
        causes: Slips that would explain differences, each the one that explains most of those that are left.
        only_here: Results that are judged here in periods of which the list speaks, and are not in it: unit, period.
        only_there: What is in the list and has no result here, as unit and period.
        other_periods: How many results are of periods of which the list does not speak.
        ignored: The columns of the list that nothing was read from.
        untried: How many slips were not tried, since the time was up.
    """

    policy: Policy = field(repr=False)
    compared: int
    agreements: tuple[Agreement, ...]
    differences: tuple[Difference, ...]
    causes: tuple[Cause, ...]
    only_here: tuple[tuple[str, int | str], ...]
    only_there: tuple[tuple[str, int | str], ...]
    other_periods: int
    ignored: tuple[str, ...] = ()
    untried: int = 0

    @property
    def nothing_compared(self) -> bool:
        """Whether no outcome was held against any: nothing differs then, and nothing agrees."""
        counts = (each.agree + each.only_here + each.only_there + each.undetermined for each in self.agreements)
        return not any(counts) and not self.differences

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """The differences that no cause explains, but for those where something is missing here."""
        explained = {id(each) for cause in self.causes for each in cause.explained}
        return tuple(each for each in self.differences if id(each) not in explained and each.step != "missing")


def reconcile(
    policy: Policy,
    rows: Any,
    official: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timeout: float | None = None,
    **how: Unpack[KeptRowsKeywords],
) -> Reconciliation:
    """Hold decisions made elsewhere against those of a policy, and look for a slip that would explain where they part.

    The list has columns for the unit and the period as results have, one for the grade, and one with yes or no for each
    consequence, headed by its id or its label; or it is a file that ``evaluate`` wrote. It need not have all of them,
    and a blank cell says nothing.

    Args:
        policy: The policy.
        rows: The results, as in :meth:`targetrules.Policy.evaluate`.
        official: The list: the path of a file, or an iterable of mappings from column to value.
        columns: Headings of the list, by ``"grade"`` or by the ids of consequences, where they are others.
        timeout: The seconds after which no more slips are tried; None: all are.
        how: How the rows are read; ``unit_column``, ``period_column`` and ``naming`` are of the list as well, and of it
            alone where the results were read already.

    Returns:
        Where they agree and where not.

    Raises:
        ArgumentError: One of the arguments cannot be used, or the list has no column of an outcome.
        ResultsError: Rows cannot be understood; ``problems`` has all that is wrong. An :class:`OfficialListError`
            where it is the list.
        MissingExtraError: What reads a file is not installed.
    """
    instance_of("policy", policy, Policy, "policy")
    deadline = Deadline.after(a_time_limit("timeout", timeout))
    results = policy.read(rows) if isinstance(rows, Results) else policy.read(rows, engine="reference", **how)
    there = read_official(
        policy.rules,
        official,
        columns or {},
        {"unit_column": how.get("unit_column"), "period_column": how.get("period_column"), "naming": how.get("naming")},
    )
    return _held_together(policy, results, there, deadline)


def _held_together(policy: Policy, results: Results, there: Official, deadline: Deadline) -> Reconciliation:
    """Where both agree and where not, and which slips explain that."""
    rules, history = policy.rules, results.history
    here = judged(rules, history.rows)
    comparing = _Comparing(rules, here, there)
    found = list(comparing.differences())
    parted = [told for told, difference in found if difference.step != "missing"]
    causes, untried = causes_of(trials(policy, results), rules, history.rows, there, here, parted, deadline)
    by_key = dict(found)
    periods = {period for _, period in there.rows}
    return Reconciliation(
        policy,
        sum(key in here for key in there.rows),
        tuple(comparing.agreements()),
        tuple(by_key.values()),
        tuple(Cause(one.mutant, tuple(by_key[each] for each in one.explained), one.new, one.alike) for one in causes),
        tuple(comparing.told(key) for key in here if key not in there.rows and key[1] in periods),
        tuple(comparing.told(key) for key in there.rows if key not in here),
        sum(period not in periods for _, period in here),
        there.ignored,
        untried,
    )


@frozen(slots=True)
class _Comparing:
    """Ours and theirs, side by side."""

    rules: tree.Rules
    here: Mapping[Key, Outcome]
    there: Official

    def told(self, key: Key) -> tuple[str, int | str]:
        return key[0], period_text(self.rules.period, key[1])

    def rows(self) -> Iterator[tuple[Key, Outcome, Mapping[str, Value]]]:
        for key, outcome in self.here.items():
            if key in self.there.rows:
                yield key, outcome, self.there.rows[key]

    def agreements(self) -> Iterator[Agreement]:
        for about in self.there.said:
            counts = Counter(_compared(decided(ours, about), theirs[about]) for _, ours, theirs in self.rows())
            kinds = ("agree", "here", "there", "undetermined", "unsaid")
            yield Agreement(about, *(counts[kind] for kind in kinds))

    def differences(self) -> Iterator[tuple[tuple[Key, str], Difference]]:
        for key, ours, theirs in self.rows():
            for about in self.there.said:
                here = decided(ours, about)
                if _compared(here, theirs[about]) not in ("agree", "unsaid"):
                    step, what, missing = self.step(ours, theirs, about)
                    unit, period = self.told(key)
                    yield (key, about), Difference(unit, period, about, here, theirs[about], step, what, missing)

    def step(self, ours: Outcome, theirs: Mapping[str, Value], about: str) -> tuple[Step, str, tuple[str, ...]]:
        """Where they part first: of what the outcome rests on, in the order in which it is decided."""
        if decided(ours, about) is None:
            missing = dict.fromkeys(
                name
                for each in ours.undetermined
                if each.id == about or (about == GRADE and each.id.startswith("grading."))
                for name in each.missing
            )
            return "missing", "", tuple(missing)
        below = self.below(about)
        for key in self.there.steps:
            kind, _, name = key.partition(".")
            node = _node(kind, name)
            if node in below and theirs[key] is not None and theirs[key] != _ours(ours, kind, name):
                found: dict[str, Step] = {"measure": "measure", "place": "place", "condition": "condition"}
                return found[kind], name, ()
        rests_on_grade = about != GRADE and GRADE in self.there.said and GRADE_NODE in below
        if rests_on_grade and _compared(decided(ours, GRADE), theirs[GRADE]) == "here":
            return "grade", "", ()
        return "rule", "", ()

    def below(self, about: str) -> set[Node]:
        """What an outcome rests on."""
        graph = dependencies_of(self.rules)
        node = GRADE_NODE if about == GRADE else Node(NodeKind.FIRING, about)
        return set(graph.beneath(node))


def _compared(here: Value, there: Value) -> str:
    """How what is decided here and what was decided there agree."""
    if there is None:
        return "unsaid"
    if here is None:
        return "undetermined"
    if here == there:
        return "agree"
    return "there" if here is False else "here"


def _node(kind: str, name: str) -> Node:
    match kind:
        case "measure":
            return Node(NodeKind.MEASURE, name)
        case "place":
            return Node(NodeKind.RANKING, name.rpartition(".")[0])
        case _:
            return Node(NodeKind.CONDITION, name)


def _ours(outcome: Outcome, kind: str, name: str) -> object:
    match kind:
        case "measure":
            return outcome.measures[name]
        case "place":
            ranking, _, part = name.rpartition(".")
            return getattr(outcome.places[ranking], part)
        case _:
            return outcome.conditions[name]
